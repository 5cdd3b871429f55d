"""How many cells a workbook claims, read from its parts in one streaming pass; it keeps no cell.

Too slow to run before every reading (about a second for 100,000 rows × 12): it runs when the fast parser died of a claim, and on .ods
files, whose repeated cells take no room.
"""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

from fiche.reading.faults import attributes, sheet_parts
from fiche.reading.kinds import WIDEST, Stop
from fiche.reading.ole import Ole, records

ROWS, COLUMNS = 1_048_576, 16_384
OLD_COLUMNS = 256  # of a sheet of an .xls
FORMATS = 200_000  # Excel stops at 65,490 for cells, and has as many for styles
CHUNK, OVERLAP = 1 << 20, 1 << 10
REPEATED_MOST = 200_000  # cells made of repeats: a client file has real rows
# Records of an .xls: the beginning of a sheet; its declared extent; those whose first words are a row and a column.
BEGINNING, DECLARED, CELLS = (
    0x809,
    0x200,
    frozenset((0x06, 0x201, 0x203, 0x204, 0x205, 0xBD, 0xBE, 0xD6, 0xFD)),
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,9})(\d{1,12})["']""")
_MANY_ROWS = re.compile(rb"""<table:table-row\b[^>]*?number-rows-repeated=["'](\d{4,})["'][^>]*>""")
_MANY_COLUMNS = re.compile(rb"""<table:table-cell\b[^>]*?number-columns-repeated=["'](\d{4,})["'][^>]*>""")
_VALUE = re.compile(rb"""value-type=|<text:p""")


def check_xlsx(path: Path, cells: int) -> None:
    """Stop("too_many_cells") when a sheet claims a cell beyond the grid, or all sheets together more than `cells`; Stop("damaged_file") when
    there are more formats than a spreadsheet holds (openpyxl makes an object of each).
    """
    total = 0
    with zipfile.ZipFile(path) as archive:
        if _formats(archive) > FORMATS:
            raise Stop("damaged_file")
        for part in sheet_parts(archive):
            if part not in archive.NameToInfo:
                continue
            height, width = _claimed(archive, part)
            total += height * width
            if height > ROWS or width > WIDEST or total > cells:
                raise Stop("too_many_cells")


def _formats(archive: zipfile.ZipFile, part: str = "xl/styles.xml") -> int:
    """About how many cell formats a workbook declares."""
    return sum(chunk.count(b"<xf") for chunk in _chunks(archive, part)) if part in archive.NameToInfo else 0


def _claimed(archive: zipfile.ZipFile, part: str) -> tuple[int, int]:
    height, columns = 0, set[bytes]()
    for chunk in _chunks(archive, part):
        for letters, row in _REFERENCE.findall(chunk):
            columns.add(letters)
            height = max(height, int(row))
    return height, max(map(_number, columns), default=0)


def _number(letters: bytes) -> int:
    value = 0
    for letter in letters:
        value = value * 26 + letter - 64
    return value


def _chunks(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in pieces that overlap, so that no tag is cut in all of them."""
    with archive.open(part) as file:
        before = b""
        while piece := file.read(CHUNK):
            yield before + piece
            before = piece[-OVERLAP:]


def check_xls(path: Path, cells: int) -> None:
    """Stop("too_many_cells") when a cell of an .xls lies beyond the grid, or the sheets claim more than `cells`."""
    with path.open("rb") as file:
        stream = Ole(file).workbook()
    total = height = width = 0
    for kind, at, length in records(stream):
        if kind == BEGINNING:
            total, height, width = total + height * width, 0, 0
        elif kind in CELLS and length >= 4:
            row, column = struct.unpack_from("<HH", stream, at)
            height, width = max(height, row + 1), max(width, column + 1)
        elif kind == DECLARED and length >= 14:
            rows, columns = struct.unpack_from("<I2xH", stream, at + 4)
            height, width = max(height, rows), max(width, columns)
        if width > OLD_COLUMNS or total + height * width > cells:
            raise Stop("too_many_cells")


def check_ods(path: Path) -> None:
    """Stop("too_many_cells") when repeats alone make more cells than a file that somebody typed or exported."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    for match in _MANY_ROWS.finditer(content):
        row = content[match.end() : content.find(b"</table:table-row>", match.end())]
        if (
            not match[0].endswith(b"/>")
            and _VALUE.search(row)
            and int(match[1]) * _filled(row) > REPEATED_MOST
        ):
            raise Stop("too_many_cells")
    for match in _MANY_COLUMNS.finditer(content):
        if b"value-type=" in match[0] and int(match[1]) > COLUMNS // 2:
            raise Stop("too_many_cells")


def _filled(row: bytes) -> int:
    """Cells of one row, those repeats included that hold a value."""
    cells = re.findall(rb"<table:table-cell\b([^>]*)>", row)
    return (
        sum(int(attributes(tag).get("number-columns-repeated", "1")) for tag in cells if _VALUE.search(tag))
        or 1
    )
