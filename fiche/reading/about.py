"""What a workbook that this application made says of itself, in the child: its stamp, its defined names, and which cells hold a formula; it reads no value.

Only a workbook that bears a stamp is looked at; the sheets that unpack to more than LARGEST are not searched for formulas.
"""

import html
import re
import zipfile
from pathlib import Path

from fiche.reading.faults import attributes, sheet_parts

PROPERTIES, BOOK = "docProps/custom.xml", "xl/workbook.xml"
MARK, CELL = b"fiche-1 ", b"fiche_stamp"
SMALL, LARGEST = 4_000_000, 60_000_000  # bytes of a part, unpacked
MOST = 4_000  # defined names
_PROPERTY = re.compile(
    rb'<(?:\w+:)?property\b[^>]*\bname="Fiche"[^>]*>\s*<(?:\w+:)?\w+>([^<]{0,400})<', re.DOTALL
)
_NAME = re.compile(rb"<(?:\w+:)?definedName\b([^>]*)>([^<]*)</")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^>]*)>")
_FORMULA = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d+)"[^>]*>\s*<(?:\w+:)?f[ />]')
Runs = dict[str, list[list[int]]]


def about(path: Path) -> dict[str, object] | None:
    """{"stamp", "names", "formulas"} of a workbook with a stamp, None for every other one. `formulas`: by sheet and column letters, the runs of rows
    (first, last) whose cells hold one; a sheet that was not searched is missing."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _about(archive)
    except (zipfile.BadZipFile, KeyError, OSError, ValueError):
        return None


def _about(archive: zipfile.ZipFile) -> dict[str, object] | None:
    said, book = _part(archive, PROPERTIES), _part(archive, BOOK)
    if MARK not in said and CELL not in book:
        return None
    found = _PROPERTY.search(said)
    names = {
        attributes(tag).get("name", ""): html.unescape(text.decode("utf-8", "replace"))
        for tag, text in _NAME.findall(book)[:MOST]
        if "localSheetId" not in attributes(tag)
    }
    sheets = [html.unescape(attributes(tag).get("name", "")) for tag in _SHEET.findall(book)]
    formulas = {
        sheet: _formulas(archive.read(part))
        for sheet, part in zip(sheets, sheet_parts(archive), strict=True)
        if part in archive.NameToInfo and archive.getinfo(part).file_size <= LARGEST
    }
    stamp = html.unescape(found[1].decode("utf-8", "replace")) if found else ""
    return {"stamp": stamp, "names": names, "formulas": formulas}


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.NameToInfo or archive.getinfo(name).file_size > SMALL:
        return b""
    return archive.read(name)


def _formulas(content: bytes) -> Runs:
    """The runs of rows of each column whose cells hold a formula."""
    runs: Runs = {}
    for letters, digits in _FORMULA.findall(content):
        row, own = int(digits), runs.setdefault(letters.decode(), [])
        if own and own[-1][1] == row - 1:
            own[-1][1] = row
        else:
            own.append([row, row])
    return runs
