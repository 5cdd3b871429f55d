"""Writes rows as a workbook or as delimited text, the same bytes each time; it decides no content."""

import csv
import datetime as dt
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import xlsxwriter

MADE_ON = dt.datetime(2026, 11, 20, 8, 0)  # noqa: DTZ001 - a workbook's properties carry no zone
Rows = Sequence[Mapping[str, object]]


def write_workbook(
    path: Path, sheets: Mapping[str, Rows], rates: frozenset[str] = frozenset(), above: Sequence[str] = ()
) -> None:
    """Write `sheets` (rows by header) to `path`. `rates` are shown in percent; `above` are lines written above each header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(
        path, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": path.stem, "author": "sample_data/make.py", "created": MADE_ON})
        formats = {
            "header": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1}),
            "date": book.add_format({"num_format": "dd/mm/yyyy"}),
            "money": book.add_format({"num_format": "#,##0.00"}),
            "rate": book.add_format({"num_format": "0.0%"}),
        }
        for name, rows in sheets.items():
            _write_sheet(book.add_worksheet(name), rows, formats, rates, above)


def _write_sheet(sheet, rows: Rows, formats, rates: frozenset[str], above: Sequence[str]) -> None:
    for line, text in enumerate(above):
        sheet.write_string(line, 0, text)
    headers = list(rows[0])
    top = len(above)
    for column, header in enumerate(headers):
        sheet.write_string(top, column, header, formats["header"])
    for line, row in enumerate(rows, start=top + 1):
        for column, header in enumerate(headers):
            _write_cell(sheet, line, column, row[header], formats, rate=header in rates)
    sheet.freeze_panes(top + 1, 0)
    sheet.set_column(0, len(headers) - 1, 18)


def _write_cell(sheet, line: int, column: int, value: object, formats, *, rate: bool) -> None:
    match value:
        case None | "":
            return
        case dt.date():
            sheet.write_datetime(line, column, value, formats["date"])
        case Decimal():
            sheet.write_number(line, column, float(value), formats["rate" if rate else "money"])
        case bool() | int() | float():
            sheet.write(line, column, value)
        case "#DIV/0!":
            sheet.write_formula(line, column, "=1/0", None, value)
        case _:
            sheet.write_string(line, column, str(value))


def delimited(rows: Rows, delimiter: str = ";", decimal: str = ",") -> str:
    """Rows as delimited text with a header, dates as 24/11/2026, CRLF at the end of lines."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows([_text(value, decimal) for value in row.values()] for row in rows)
    return out.getvalue()


def _text(value: object, decimal: str) -> str:
    match value:
        case None:
            return ""
        case dt.date():
            return f"{value:%d/%m/%Y}"
        case Decimal():
            return str(value).replace(".", decimal)
        case _:
            return str(value)
