"""Hostile archives: directories that lie, parts that hide, cut and twisted bytes, names of other formats; it reads none of them."""

import io
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

from sample_data.ole import container, encrypted_workbook
from tests.reading.conftest import bare_ods, bare_xlsx, zipped
from tests.reading.hostile import (
    BOMB,
    DAMAGED,
    EMPTY,
    NOT_TABLE,
    PASSWORD,
    READ,
    UNSUPPORTED,
    Hostile,
    Repeated,
    Write,
    hostile,
    packed,
)
from tests.reading.hostile_workbooks import ROW_OF_ONE, SHEET, book, cell, sheet

ROWS = "".join(f'<row r="{i}">{cell(f"A{i}")}{cell(f"B{i}")}</row>' for i in range(1, 400))
WORKBOOK = bare_xlsx(ROWS)
HTML = b"<html><table><tr><th>Client</th><th>Montant</th></tr><tr><td>A</td><td>1</td></tr></table></html>"
MHTML = (
    b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
    + HTML
    + b"\r\n--x--\r\n"
)
XML_2003 = (
    b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
    b'<Worksheet ss:Name="F"><Table><Row><Cell><Data ss:Type="String">Client</Data></Cell></Row></Table></Worksheet></Workbook>'
)  # fmt: skip
CSV = b"Client;Montant\nA;1\nB;2\n"
END_RECORD = struct.Struct("<4s4H2LH")


def understated(path: Path) -> None:
    """A sheet of 100 MB of which directory and header say 1,000 bytes."""
    sheet(Repeated(ROW_OF_ONE, 3_900_000))(path)
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo(SHEET)
        start = archive.start_dir
    true = struct.pack("<L", part.file_size)
    at = data.find(SHEET.encode(), start) - 46
    assert data[at + 24 : at + 28] == true
    data[at + 24 : at + 28] = data[part.header_offset + 22 : part.header_offset + 26] = struct.pack(
        "<L", 1000
    )
    path.write_bytes(bytes(data))


def many_parts(count: int) -> Write:
    """A workbook with that many parts more."""

    def write(path: Path) -> None:
        path.write_bytes(WORKBOOK)
        with zipfile.ZipFile(path, "a") as archive:
            for i in range(count):
                archive.writestr(f"x/{i}", "")

    return write


def overlapping(path: Path) -> None:
    """A thousand names for one and the same megabyte (Fifield's bomb): the directory points many times at the same bytes."""
    size = 1_000_000
    body = zlib.compress(bytes(size), 9)[2:-4]
    said = (zlib.crc32(bytes(size)), len(body), size)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, *said, 1, 0) + b"a" + body
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    base = zipped(parts)
    cut = base.rfind(b"PK\5\6")
    start = END_RECORD.unpack_from(base, cut)[6]
    entries = b""
    for i in range(1_000):
        name = b"%04d" % i
        entries += (
            struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, *said, 4, 0, 0, 0, 0, 0, start) + name
        )
    directory = base[start:cut] + entries
    count = len(parts) + 1_000
    end = END_RECORD.pack(b"PK\5\6", 0, 0, count, count, len(directory), start + len(local), 0)
    path.write_bytes(base[:start] + local + directory + end)


def twisted(data: bytes, part: str = SHEET, skip: int = 60) -> bytes:
    """One bit changed inside the compressed bytes of a part."""
    changed = bytearray(data)
    changed[data.find(part.encode()) + skip] ^= 0x10
    return bytes(changed)


def nested(depth: int) -> bytes:
    """A zip in a zip in a zip."""
    data = WORKBOOK
    for _ in range(depth):
        data = zipped({"classeur.xlsx": data})
    return data


def twice(path: Path) -> None:
    """Two parts of one name: readers do not agree on which one counts."""
    path.write_bytes(WORKBOOK)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(path, "a") as archive:
        archive.writestr(SHEET, "<worksheet/>")


def method(number: int) -> bytes:
    """The workbook, every part said to be compressed by another method."""
    data = bytearray(WORKBOOK)
    for mark, at in ((b"PK\3\4", 8), (b"PK\1\2", 10)):
        place = data.find(mark)
        while place >= 0:
            data[place + at : place + at + 2] = struct.pack("<H", number)
            place = data.find(mark, place + 4)
    return bytes(data)


def end_record(**said: int) -> bytes:
    """The workbook, with another end record: where the directory begins, its size, its number of entries."""
    at = WORKBOOK.rfind(b"PK\5\6")
    fields = dict(
        zip(
            ("mark", "disk", "first", "here", "count", "size", "start", "comment"),
            END_RECORD.unpack_from(WORKBOOK, at),
            strict=True,
        )
    )
    return WORKBOOK[:at] + END_RECORD.pack(*(fields | said).values())


def bzip2_types(path: Path) -> None:
    """The table of types, a gigabyte of spaces in a few hundred bytes."""
    book()(path)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive,
        archive.open("[Content_Types].xml", "w") as out,
    ):
        for _ in range(400):
            out.write(b" " * 1_000_000)


FILES: tuple[Hostile, ...] = (
    hostile("annuaire_ment.xlsx", understated, DAMAGED),
    hostile("entrees_65000.xlsx", many_parts(65_000), BOMB),
    hostile("entrees_4000.xlsx", many_parts(4_000), READ),
    hostile("recouvrement.xlsx", overlapping, BOMB, DAMAGED),
    *(hostile(f"coupe_{part}.xlsx", WORKBOOK[: len(WORKBOOK) * part // 100], DAMAGED) for part in (10, 50, 90, 99)),
    hostile("coupe_ods.ods", bare_ods("")[:300], DAMAGED),
    hostile("bit_change.xlsx", twisted(WORKBOOK), DAMAGED, READ),
    hostile("bit_change_types.xlsx", twisted(WORKBOOK, "[Content_Types].xml", 30), DAMAGED, READ),
    hostile("emboite.xlsx", nested(6), UNSUPPORTED),
    hostile("deux_fois.xlsx", twice, EMPTY, DAMAGED, READ),
    *(hostile(f"methode_{n}.xlsx", method(n), DAMAGED) for n in (9, 14, 99, 65_535)),
    hostile("annuaire_loin.xlsx", end_record(start=0xFFFFFFF0), DAMAGED),
    hostile("annuaire_immense.xlsx", end_record(size=0xFFFFFFF0), DAMAGED, BOMB),
    hostile("annuaire_vide.xlsx", end_record(count=0, here=0, size=0), DAMAGED, UNSUPPORTED, NOT_TABLE),
    hostile("annuaire_64.xlsx", end_record(count=0xFFFF, here=0xFFFF, size=0xFFFFFFFF, start=0xFFFFFFFF), DAMAGED),
    hostile("types_400_mo.xlsx", bzip2_types, BOMB),
    hostile("chemins.xlsx", packed({"../../../../tmp/hostile_dehors": "x", "/tmp/hostile_dehors": "x", "a.txt": "y"}), UNSUPPORTED),
    hostile("zip_vide.xlsx", zipped({}), DAMAGED, UNSUPPORTED),
    hostile("mot_de_passe.xlsx", encrypted_workbook(), PASSWORD),
    hostile("word.xls", container({"WordDocument": bytes(5_000)}), NOT_TABLE),
    # Under another name.
    hostile("vieux.xlsx", container({"Workbook": bytes(5_000)}), DAMAGED),
    hostile("neuf.xls", WORKBOOK, READ),
    hostile("neuf.csv", WORKBOOK, READ),
    hostile("page.xls", HTML, READ, UNSUPPORTED),
    hostile("page_web.xls", MHTML, READ, UNSUPPORTED),
    hostile("xml_2003.xls", XML_2003, READ, UNSUPPORTED),
    hostile("texte.xls", CSV, READ),
    hostile("texte_utf16.xls", CSV.decode().replace(";", "\t").encode("utf-16"), READ),
    hostile("texte.xlsx", CSV, READ),
    hostile("image.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, NOT_TABLE),
    hostile("programme.csv", b"MZ" + bytes(range(256)) * 200, NOT_TABLE),
)  # fmt: skip
