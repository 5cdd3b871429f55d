"""Any small table as a plain, formatted workbook (rows set aside, a list of clients, findings); text stays text, and only a last row of sums holds formulas."""

import datetime as dt
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from fiche.excel import looks
from fiche.excel.contents import plain
from fiche.excel.heights import height, lines
from fiche.excel.looks import Looks
from fiche.excel.values import Value, clean, serial
from fiche.i18n import _, language

_OPTIONS = {
    "in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "nan_inf_to_errors": False,
}  # fmt: skip
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_NARROWEST, _WIDEST, _SAMPLE = 10, 60, 200
_CAPITALS = 0.9  # of a width, for letters wider than the usual ones


@dataclass(frozen=True)
class Sheet:
    """A sheet to write: see table_workbook."""

    frame: Any
    headers: Mapping[str, str] | None = None
    name: str = ""
    kinds: Mapping[str, str] | None = None
    totals: Sequence[str] = ()


def table_workbook(
    frame: Any,
    headers: Mapping[str, str] | None = None,
    *,
    sheet: str = "",
    kinds: Mapping[str, str] | None = None,
    totals: Sequence[str] = (),
    currency: str | None = "EUR",
) -> bytes:
    """A pandas or polars frame as a workbook of one sheet: a header that stays in sight, filters, widths that fit, one A4 page wide.

    `headers`: what each column is called (its own name when missing); only these are shown, in that order, when given. `kinds`: the look
    of a column where its values do not say it: money, rate, date, integer, number, days, code, text, long. `totals`: columns added up below the last row, of
    the rows that a filter leaves. `currency`: that of money.
    """
    return tables_workbook([Sheet(frame, headers, sheet, kinds, totals)], currency=currency)


def tables_workbook(sheets: Sequence[Sheet], *, currency: str | None = "EUR") -> bytes:
    """Several tables as one workbook, a sheet each."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"created": looks.CREATED})
    made = Looks(book, language(), currency)
    for sheet in sheets:
        fill(book.add_worksheet(sheet_name(sheet.name)), sheet, made)
    book.close()
    return out.getvalue()


def fill(page: Any, sheet: Sheet, made: Looks) -> None:
    """Write a sheet in a page of a workbook that `made` gives the formats of."""
    names = list(sheet.headers or [str(name) for name in sheet.frame.columns])
    columns = {name: [plain(value) for value in sheet.frame[name].to_list()] for name in names}
    shown = {name: (sheet.kinds or {}).get(name) or _kind(values) for name, values in columns.items()}
    widths: dict[str, float] = {}
    for place, name in enumerate(names):
        title = clean((sheet.headers or {}).get(name, name))
        page.write_string(0, place, title, made.head(shown[name]))
        widths[name] = _width(title, columns[name], shown[name])
        page.set_column(place, place, widths[name])
        _write(page, place, columns[name], made.cell(shown[name], locked=False))
        if sheet.totals and columns[name]:
            _total(
                page,
                place,
                columns[name],
                name in sheet.totals,
                made.cell(shown[name], locked=True, bold=True),
            )
    _fit(page, [(columns[name], widths[name]) for name in names if shown[name] == "long"])
    _finish(page, max(map(len, columns.values()), default=0), len(names))


def sheet_name(text: str) -> str:
    """A text as the name of a sheet: 31 characters, none of []:*?/\\, no apostrophe at either end; «Données» when nothing is left."""
    return _FORBIDDEN.sub(" ", clean(text))[:31].strip(" '") or ("Data" if language() == "en" else "Données")


def _kind(values: Sequence[Value]) -> str:
    """The look of a column from its first value."""
    first = next((v for v in values if v is not None), None)
    if isinstance(first, bool) or first is None:
        return "text"
    for kind, types in (("money", Decimal), ("date", dt.date), ("integer", int), ("number", float)):
        if isinstance(first, types):
            return kind
    return "long"


def _write(page: Any, column: int, values: Sequence[Value], look: Any) -> None:
    for row, value in enumerate(values, 1):
        if value is None or value == "":
            page.write_blank(row, column, None, look)
        elif isinstance(value, bool):
            page.write_boolean(row, column, value, look)
        elif isinstance(value, dt.date):
            number = serial(value)
            _write_text_or(page, row, column, value.isoformat() if number is None else number, look)
        else:
            _write_text_or(page, row, column, value, look)


def _fit(page: Any, wrapped: Sequence[tuple[Sequence[Value], float]]) -> None:
    """Room for the texts that take several lines: LibreOffice fits no row on opening."""
    tall: dict[int, int] = {}
    for values, width in wrapped:
        for row, value in enumerate(values, 1):
            if isinstance(value, str) and (count := lines(value, width * _CAPITALS)) > 1:
                tall[row] = max(count, tall.get(row, 1))
    for row, count in tall.items():
        page.set_row(row, height(count))


def _total(page: Any, column: int, values: Sequence[Value], added: bool, look: Any) -> None:
    """Below the values: «Total» in the first column, the sum of what a filter leaves where it is asked for."""
    row = len(values) + 1
    if added:
        first, last = xl_rowcol_to_cell(1, column), xl_rowcol_to_cell(row - 1, column)
        numbers = [value for value in values if isinstance(value, int | float | Decimal)]
        page.write_formula(row, column, f"=SUBTOTAL(109,{first}:{last})", look, float(sum(numbers)))
    else:
        page.write(row, column, None if column else _("Total"), look)


def _write_text_or(page: Any, row: int, column: int, value: str | float | Decimal, look: Any) -> None:
    """A text as text, whatever it looks like; a number as a number, an infinite one as text."""
    if isinstance(value, str):
        page.write_string(row, column, clean(value), look)
    elif float(value) in {float("inf"), float("-inf")}:
        page.write_string(row, column, str(value), look)
    else:
        page.write_number(row, column, value, look)


def _width(title: str, values: Iterable[Value], kind: str) -> float:
    """Wide enough for the header and for the longest line of the first rows."""
    if kind in {"money", "date"}:
        return max(14, len(title) * 0.7)
    texts = [str(v) for v, _place in zip((v for v in values if v is not None), range(_SAMPLE), strict=False)]
    longest = max((len(line) for text in [title, *texts] for line in text.split("\n")), default=0)
    return min(_WIDEST, max(_NARROWEST, longest + 3))


def _finish(page: Any, rows: int, columns: int) -> None:
    page.set_row(0, 30)
    page.freeze_panes(1, 0)
    if columns:
        page.autofilter(0, 0, max(rows, 1), columns - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer("&L&8&A&R&8&P / &N")
