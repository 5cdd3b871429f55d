"""The cells that hold a spreadsheet's error or a formula never computed, which the fast parser gives as empty; it changes no other cell.

A position is the sheet's own row and column, both 0-based. Each finder yields (sheet index, row, column, literal); it is called only
when some cell of the workbook came empty, and looks for the mark of an error before it walks anything.
"""

import re
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path
from posixpath import join, normpath

from fiche.reading.kinds import ERROR_CODES, ERRORS
from fiche.reading.ole import Ole, records

Fault = tuple[int, int, int, str]
UNKNOWN = "#N/A"
CHUNK, OVERLAP = 1 << 20, 64
_TOKEN = re.compile(rb"<(?:\w+:)?(?:row\b([^>]*)>|c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>))", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:.-]+)\s*=\s*["']([^"']*)["']""")
# A cell in error bears one of two marks: fixed strings, found twenty times faster than a pattern. So is the end of a formula, before the
# pattern that asks whether it has a value.
_MARKS = (b'="e"', b"='e'")
_UNCOMPUTED = re.compile(rb"f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>")
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*>([^<]*)<")


def find(path: Path, format: str) -> Iterator[Fault]:
    """The faulty cells of a workbook; nothing when its parts cannot be followed."""
    finder = {"xlsx": _of_xlsx, "xlsm": _of_xlsx, "xls": _of_xls, "xlsb": _of_xlsb, "ods": _of_ods}[format]
    try:
        yield from finder(path)
    except (ValueError, KeyError, OSError, zipfile.BadZipFile, struct.error):
        return


def attributes(raw: bytes) -> dict[str, str]:
    """The attributes of a tag, prefixes dropped from their names."""
    return {k.decode().rpartition(":")[2]: v.decode("utf-8", "replace") for k, v in _ATTRIBUTE.findall(raw)}


def sheet_parts(archive: zipfile.ZipFile, workbook: str = "xl/workbook.xml") -> list[str]:
    """The part of each sheet of an .xlsx, in the workbook's order; «» for one that leads nowhere."""
    rels = _targets(archive, workbook)
    ids = [
        attributes(tag).get("id", "")
        for tag in re.findall(rb"<(?:\w+:)?sheet\s([^>]*)>", archive.read(workbook))
    ]
    return [rels.get(i, "") for i in ids]


def _targets(archive: zipfile.ZipFile, workbook: str) -> dict[str, str]:
    folder, _, name = workbook.rpartition("/")
    raw = archive.read(join(folder, "_rels", f"{name}.rels"))
    found = {}
    for tag in re.findall(rb"<(?:\w+:)?Relationship\s([^>]*)>", raw):
        said = attributes(tag)
        target = said.get("Target", "")
        found[said.get("Id", "")] = (
            target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        )
    return found


def _of_xlsx(path: Path) -> Iterator[Fault]:
    with zipfile.ZipFile(path) as archive:
        for index, part in enumerate(sheet_parts(archive)):
            if part in archive.NameToInfo and _is_marked(archive, part):
                yield from ((index, *fault) for fault in _in_sheet_xml(archive.read(part)))


def _is_marked(archive: zipfile.ZipFile, part: str) -> bool:
    """Whether some cell of a sheet bears a mark; piece by piece, since a sheet unpacks to hundreds of megabytes."""
    with archive.open(part) as file:
        before = b""
        while piece := file.read(CHUNK):
            seen = before + piece
            if any(mark in seen for mark in _MARKS) or (b"f>" in seen and _UNCOMPUTED.search(seen)):
                return True
            before = piece[-OVERLAP:]
    return False


def _in_sheet_xml(content: bytes) -> Iterator[tuple[int, int, str]]:
    """Walks every cell: rows and cells may leave their position unsaid, and then follow the one before."""
    row = column = -1
    for match in _TOKEN.finditer(content):
        row_tag, cell_tag, inside = match.groups()
        if row_tag is not None:
            said = attributes(row_tag).get("r", "")
            row, column = int(said) - 1 if said.isdigit() else row + 1, -1
            continue
        where = re.search(rb"""\br=["']([A-Z]+)(\d+)["']""", cell_tag)
        row, column = (int(where[2]) - 1, _column(where[1])) if where else (row, column + 1)
        literal = _literal(cell_tag, inside or b"")
        if literal:
            yield row, column, literal


def _literal(tag: bytes, inside: bytes) -> str:
    value = _VALUE.search(inside)
    if re.search(rb"""\bt=["']e["']""", tag):
        return value[1].decode("utf-8", "replace") if value else UNKNOWN
    formula = _FORMULA.search(inside)
    if formula and not (value and value[1]) and not re.search(rb"""\bt=["'](?:str|inlineStr)["']""", tag):
        return f"={formula[1].decode('utf-8', 'replace')}"
    return ""


def _column(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


# A cell that is an error, or what a formula record says when its value is one: 02 xx code xx xx xx FF FF.
_XLS_FAULT = re.compile(rb"\x05\x02\x08\x00|\x02.[\x00\x07\x0f\x17\x1d\x24\x2a]...\xff\xff", re.DOTALL)


def _of_xls(path: Path) -> Iterator[Fault]:
    with path.open("rb") as file:
        stream = Ole(file).workbook()
    if not _XLS_FAULT.search(stream):
        return
    starts = [struct.unpack_from("<I", stream, at)[0] for kind, at, _ in records(stream) if kind == 0x85]
    for index, start in enumerate(starts):
        for kind, at, length in records(stream, start):
            if kind == 0x0A:
                break
            if kind == 0x205 and length >= 8 and stream[at + 7]:
                yield index, *struct.unpack_from("<HH", stream, at), ERROR_CODES.get(stream[at + 6], UNKNOWN)
            elif (
                kind in (0x06, 0x206, 0x406)
                and length >= 14
                and stream[at + 6] == 2
                and stream[at + 12 : at + 14] == b"\xff\xff"
            ):
                yield index, *struct.unpack_from("<HH", stream, at), ERROR_CODES.get(stream[at + 8], UNKNOWN)


def _of_xlsb(path: Path) -> Iterator[Fault]:
    with zipfile.ZipFile(path) as archive:
        rels = _targets(archive, "xl/workbook.bin")
        book = archive.read("xl/workbook.bin")
        ids = [_wide(book, at + 8) for kind, at, _ in _binary_records(book) if kind == 156]
        for index, identity in enumerate(ids):
            if rels.get(identity) in archive.NameToInfo:
                yield from ((index, *fault) for fault in _in_sheet_binary(archive.read(rels[identity])))


def _in_sheet_binary(content: bytes) -> Iterator[tuple[int, int, str]]:
    row = 0
    for kind, at, _length in _binary_records(content):
        if kind == 0:
            row = struct.unpack_from("<I", content, at)[0]
        elif kind in (3, 11):  # an error, or a formula whose value is one
            yield row, struct.unpack_from("<I", content, at)[0], ERROR_CODES.get(content[at + 8], UNKNOWN)


def _wide(data: bytes, at: int) -> str:
    length = struct.unpack_from("<I", data, at)[0]
    return data[at + 4 : at + 4 + 2 * length].decode("utf-16-le", "replace")


def _binary_records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(type, where its data begins, length) of each record of an .xlsb part; both numbers are written on 7 bits a byte."""
    at, end = 0, len(data)
    while at < end:
        numbers = []
        for most in (2, 4):
            value = 0
            for step in range(most):
                if at >= end:
                    return
                value |= (data[at] & 0x7F) << (7 * step)
                at += 1
                if data[at - 1] < 0x80:
                    break
            numbers.append(value)
        yield numbers[0], at, numbers[1]
        at += numbers[1]


_ODS_FAULT = re.compile(rb"""value-type=["']error["']|<text:p>(?:#[A-Z/0!?]+|Err:\d+)</text:p>""")
_ODS_TOKEN = re.compile(
    rb"<table:(?:table\s|(table-row)\b([^>]*)>|(table-cell|covered-table-cell)\b([^>]*?)(?:/>|>(.*?)</table:(?:covered-)?table-cell>))", re.DOTALL
)  # fmt: skip


def _of_ods(path: Path) -> Iterator[Fault]:
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml")
    if not _ODS_FAULT.search(content):
        return
    sheet, row, following, column = -1, 0, 0, 0
    for match in _ODS_TOKEN.finditer(content):
        is_row, row_tag, is_cell, tag, inside = match.groups()
        if is_row:
            row, column = following, 0
            following += int(attributes(row_tag).get("number-rows-repeated", "1"))
        elif is_cell:
            repeated = int(attributes(tag).get("number-columns-repeated", "1"))
            literal = _ods_literal(tag, inside or b"")
            if literal:
                yield from (
                    (sheet, r, c, literal)
                    for r in range(row, min(following, row + 1000))
                    for c in range(column, column + min(repeated, 1000))
                )
            column += repeated
        else:
            sheet, row, following, column = sheet + 1, 0, 0, 0


def _ods_literal(tag: bytes, inside: bytes) -> str:
    shown = re.sub(rb"<[^>]*>", b"", inside).decode("utf-8", "replace").strip()
    if b'value-type="error"' in tag:
        return shown or UNKNOWN
    is_number = b'value-type="float"' in tag
    return shown if is_number and (shown in ERRORS or re.fullmatch(r"Err:\d{3}", shown)) else ""
