"""LibreOffice as a second opinion: recalculates workbooks in one run, and compares every formula's value with the one kept in a file; it edits none."""

import csv
import datetime as dt
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fiche.excel.cells import Cell
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters, split

# 0 = always: the values kept in the file are thrown away and every formula is worked out again.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def soffice() -> str:
    """The program; the test fails in words when it is not there."""
    found = shutil.which("soffice")
    if found is None:
        pytest.fail(
            "LibreOffice est introuvable : installez « libreoffice-calc » (tools/system.sh) pour ce test."
        )
    return found


# Every sheet of a workbook as comma-separated text, numbers in full.
_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
_DAY = re.compile(r"(\d\d)/(\d\d)/(\d{4})")
_DAY_ZERO = dt.date(1899, 12, 30)
Sheets = Mapping[str, list[list[str]]]
Value = float | str


def saved_again(books: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Each workbook opened and saved as .xlsx by LibreOffice."""
    target = _run(books, folder, "xlsx:Calc MS Excel 2007 XML")
    return {name: (target / f"{name}.xlsx").read_bytes() for name in books}


def _run(books: Mapping[str, bytes], folder: Path, form: str = _SHEETS) -> Path:
    """Each workbook recalculated and saved sheet by sheet (or in another `form`), in one run of LibreOffice with a profile of its own. Returns the folder of the results."""
    profile, source, target = folder / "profile", folder / "in", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    source.mkdir()
    for name, data in books.items():
        (source / f"{name}.xlsx").write_bytes(data)
    command = [
        soffice(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", form, "--outdir", str(target),
        *(str(source / f"{name}.xlsx") for name in books),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=900, capture_output=True)
    return target


def recalculated(books: Mapping[str, bytes], folder: Path) -> dict[str, Sheets]:
    """The cells of every sheet of each workbook once every formula was worked out again."""
    codes = {f"b{place}": name for place, name in enumerate(books)}
    target = _run({code: books[name] for code, name in codes.items()}, folder)
    found: dict[str, dict[str, list[list[str]]]] = {name: {} for name in books}
    for path in target.glob("*.csv"):
        code, _, sheet = path.stem.partition("-")
        with path.open(encoding="utf-8", newline="") as source:
            found[codes[code]][sheet] = list(csv.reader(source))
    return found


def calculated(sheets: Sheets, sheet: str, cell: str) -> str:
    """What LibreOffice has in a cell, as text."""
    row, column = split(cell)
    rows = sheets[sheet]
    return rows[row - 1][column] if row <= len(rows) and column < len(rows[row - 1]) else ""


@cache
def number(text: str) -> Value:
    """A text of `calculated` as a number where it is one: a day is its serial, a per cent its ratio."""
    if day := _DAY.fullmatch(text):
        month, number, year = map(int, day.groups())
        return float((dt.date(year, month, number) - _DAY_ZERO).days)
    bare, share = (text[:-1], 100.0) if text.endswith("%") else (text, 1.0)
    try:
        return float(bare) / share
    except ValueError:
        return text


def _formulas(data: bytes) -> Iterator[tuple[str, str, Cell]]:
    """(sheet, cell, what the file keeps of it) of each formula."""
    book = Patcher(data)
    for sheet in book.sheet_names:
        for number, row in book.sheet(sheet).rows.items():
            for column, cell in row.cells.items():
                if cell.formula is not None:
                    yield sheet, f"{column_letters(column)}{number}", cell


def _kept(cell: Cell) -> Value:
    body = cell.value.body
    return (
        float(body) if cell.value.kind == "n" else body.replace("_x005F_", "_")
    )  # an escape that is a text is written so


def differences(ours: bytes, theirs: Sheets) -> list[str]:
    """Every formula whose value in `ours` is not what LibreOffice has: amounts to the cent (and below), texts to the letter."""
    wrong = []
    for sheet, cell, one in _formulas(ours):
        kept, found = _kept(one), calculated(theirs, sheet, cell)
        if not same(kept, found if isinstance(kept, str) else number(found)):
            wrong.append(f"{sheet}!{cell}: {kept!r} kept, {found!r} computed by {(one.formula or '')[:200]}")
    return wrong


def same(one: Any, other: Any) -> bool:
    """Equal texts, or numbers equal to a billionth; an empty text is an empty cell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return (one or "") == (other or "") if not isinstance(one, int | float) else False


def formulas(data: bytes) -> dict[tuple[str, str], str]:
    """(sheet, cell) → formula."""
    return {(sheet, cell): f"={one.formula}" for sheet, cell, one in _formulas(data)}


def values(data: bytes) -> dict[tuple[str, str], Any]:
    """(sheet, cell) → cached or typed value, empty cells left out."""
    book = openpyxl.load_workbook(BytesIO(data), data_only=True)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def kept(value: Any) -> Value:
    """A figure as the file keeps it."""
    if value is None:
        return "—"
    return float((value - _DAY_ZERO).days) if isinstance(value, dt.date) else float(value)


def part(data: bytes, name: str) -> str:
    """A part of the workbook as text."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def as_shown(value: Any) -> Any:
    """A figure as openpyxl reads it back."""
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as openpyxl gives it
    return value if isinstance(value, str) or value is None else float(value)
