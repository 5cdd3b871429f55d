"""Any table shown on a page as a plain workbook; every text stays text, and no formula or link is ever written."""

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fiche.excel.values import clean

if TYPE_CHECKING:
    import pandas as pd

WIDEST = 60
SAFE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "in_memory": True,
}


def table_workbook(
    frame: "pd.DataFrame", headers: Sequence[str] | None = None, title: str = "Table"
) -> bytes:
    """`frame` under `headers` (its own when None): frozen bold header, filters, dates as dates, amounts as numbers, missing cells empty."""
    import xlsxwriter

    names = list(headers if headers is not None else map(str, frame.columns))
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, SAFE) as book:
        sheet = book.add_worksheet(title[:31])
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        for column, name in enumerate(names):
            sheet.write_string(0, column, clean(name), head)
        widths = [len(name) for name in names]
        for row, values in enumerate(frame.itertuples(index=False), start=1):
            for column, value in enumerate(values):
                widths[column] = max(widths[column], _write(sheet, row, column, value, day))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width + 2, WIDEST))
        sheet.freeze_panes(1, 0)
        if names:
            sheet.autofilter(0, 0, max(len(frame), 1), len(names) - 1)
    return target.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> int:
    """One cell by its type; returns its width in characters."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return 0
    if isinstance(value, dt.datetime | dt.date):
        sheet.write_datetime(row, column, value, day)
        return 10
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = clean(str(value))
        sheet.write_string(row, column, text)
        return max(map(len, text.splitlines() or [""]))
    sheet.write_number(row, column, value)
    return len(str(value))
