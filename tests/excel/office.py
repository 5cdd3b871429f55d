"""LibreOffice as a second opinion: recalculates workbooks in one run, and compares every formula's value with the cached one; it edits none."""

import datetime as dt
import shutil
import subprocess
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

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


def convert(books: Mapping[str, bytes], folder: Path, kind: str = "xlsx") -> dict[str, bytes]:
    """Each workbook recalculated and saved as `kind`, in one run of LibreOffice with a profile of its own."""
    profile, source, target = folder / "profile", folder / "in", folder / "out"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, "utf-8")
    source.mkdir()
    for name, data in books.items():
        (source / f"{name}.xlsx").write_bytes(data)
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf"}
    command = [
        soffice(), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--convert-to", filters[kind],
        "--outdir", str(target), *(str(source / f"{name}.xlsx") for name in books),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=240, capture_output=True)
    return {name: (target / f"{name}.{kind}").read_bytes() for name in books}


def formulas(data: bytes) -> dict[tuple[str, str], str]:
    """(sheet, cell) → formula."""
    book = openpyxl.load_workbook(BytesIO(data))
    return {
        (sheet.title, cell.coordinate): str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


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


def differences(ours: bytes, theirs: bytes) -> list[str]:
    """Every formula whose cached value in `ours` is not what `theirs` has: amounts to the cent (and below), texts to the letter."""
    cached, computed = values(ours), values(theirs)
    return [
        f"{sheet}!{cell}: {cached.get((sheet, cell))!r} cached, {computed.get((sheet, cell))!r} computed by {formula}"
        for (sheet, cell), formula in formulas(ours).items()
        if not same(cached.get((sheet, cell)), computed.get((sheet, cell)))
    ]


def same(one: Any, other: Any) -> bool:
    """Equal texts, or numbers equal to a billionth; an empty text is an empty cell."""
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return (one or "") == (other or "") if not isinstance(one, int | float) else False


def part(data: bytes, name: str) -> str:
    """A part of the workbook as text."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def as_shown(value: Any) -> Any:
    """A figure as openpyxl reads it back."""
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - as openpyxl gives it
    return value if isinstance(value, str) or value is None else float(value)
