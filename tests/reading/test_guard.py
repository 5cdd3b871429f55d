"""Every refusal made before a parser runs, by content and never by name; each has a sentence that names the file."""

import io
import struct
import zipfile

import pytest

from fiche.errors import REFUSALS, ReadingRefused
from fiche.reading import guard
from fiche.reading.limits import Limits

SMALL = Limits(upload=200_000, unpacked=3_000_000, entries=20, ratio_from=1_000_000)

WORKBOOK = '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
FLAT = '<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" office:mimetype="application/vnd.oasis.opendocument.{}">'


def verdict(name: str, data: bytes, limits: Limits = SMALL) -> str:
    """The format, or «code» of the refusal, «code: format» when it names one."""
    try:
        return guard.inspect(name, io.BytesIO(data), limits)
    except ReadingRefused as refused:
        assert refused.code in REFUSALS
        assert name in refused.message
        assert "{" not in refused.message
        format = refused.details.get("format")
        return f"{refused.code}: {format}" if format else refused.code


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "empty_file"),
        (b"a;b\n1;2\n", "csv"),
        ("a;b\n".encode("utf-16"), "csv"),
        (b"x" * 200_001, "file_too_large"),
        (b"%PDF-1.7\n%", "not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n....", "not_a_spreadsheet"),
        (b"\xff\xd8\xff\xe0..JFIF", "not_a_spreadsheet"),
        (b"{\\rtf1\\ansi}", "not_a_spreadsheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"\xef\xbb\xbf\r\n  <!DOCTYPE HTML>", "html"),
        (b"<!-- vu --> <TABLE border=1>", "html"),
        (b"<br />\n<b>Warning</b>: x", "html"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">', "html"),
        ("<html>".encode("utf-16"), "html"),
        ("<html>".encode("utf-16-be"), "html"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "mhtml"),
        (b"\r\nFrom: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\n", "mhtml"),
        (b"Subject: x;y\r\n1;2\r\n", "csv"),
        (b"<10 jours;>10 jours\n1;2\n", "csv"),
        (WORKBOOK.encode(), "xml2003"),
        (WORKBOOK.encode("utf-16"), "xml2003"),
        (b"\xef\xbb\xbf\r\n" + WORKBOOK.replace("<Workbook", "<ss:Workbook").encode(), "xml2003"),
        (WORKBOOK.replace("<Workbook", "<Invoice").encode(), "unsupported_format: XML"),
        (b"<?xml version='1.0'?><Invoice/>", "unsupported_format: XML"),
        (FLAT.format("spreadsheet").encode(), "fods"),
        (FLAT.format("text").encode(), "unsupported_format: XML OpenDocument"),
        (b"\x1f\x8b\x08\0\0\0", "unsupported_format: GZIP"),
        (b"PAR1\x15\x04", "unsupported_format: Parquet"),
        (b"PAR1;PAR2\n1;2\n", "csv"),
        (b"ID3;BM\n1;2\n", "csv"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "unsupported_format: Excel 4"),
        (b"PK\x03\x04 truncated", "damaged_file"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "damaged_file"),
        (bytes.fromhex("D0CF11E0A1B11AE1"), "damaged_file"),
    ],
)
def test_by_content(data: bytes, expected: str) -> None:
    for name in ("x.xlsx", "x.csv", "x", "../«é».xls"):
        assert verdict(name, data) == expected


def test_lock_files_by_name() -> None:
    for name in ("~$clients.xlsx", "C:\\docs\\~$clients.xlsx", "docs/.~lock.clients.ods#"):
        assert verdict(name, b"a;b\n") == "lock_file"


def test_the_size_is_shown() -> None:
    with pytest.raises(ReadingRefused) as refused:
        guard.inspect("gros.csv", io.BytesIO(b"x" * 2_600_000), Limits(upload=2_000_000))
    assert "2,6 Mo" in refused.value.message
    assert "2 Mo" in refused.value.message


def test_archives(make_xlsx, make_ods, make_zip) -> None:
    one = '<row r="1"><c r="A1"><v>1</v></c></row>'
    assert verdict("x.csv", make_xlsx(one)) == "xlsx"
    assert verdict("x", make_ods("")) == "ods"
    types = "[Content_Types].xml"
    assert verdict("x", make_zip({types: "application/vnd.ms-excel.sheet.macroEnabled.main+xml"})) == "xlsm"
    assert (
        verdict(
            "x",
            make_zip(
                {types: "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin": "x"}
            ),
        )
        == "xlsb"
    )
    assert (
        verdict("x", make_zip({types: "wordprocessingml", "word/document.xml": "x"})) == "not_a_spreadsheet"
    )
    assert (
        verdict("x", make_zip({types: "presentationml", "ppt/presentation.xml": "x"})) == "not_a_spreadsheet"
    )
    assert (
        verdict("x", make_zip({"mimetype": "application/vnd.oasis.opendocument.text"})) == "not_a_spreadsheet"
    )
    assert verdict("x", make_zip({"Index/Document.iwa": "x"})) == "unsupported_format: Numbers"
    assert verdict("x", make_zip({"a.csv": "a;b"})) == "unsupported_format: ZIP"


def test_archive_claims(make_xlsx, make_zip) -> None:
    assert verdict("x", make_xlsx("", big="0" * 1_500_000)) == "suspicious_archive"  # ratio
    assert verdict("x", make_xlsx("", big="0" * 900_000)) == "xlsx"  # small parts may compress well
    assert (
        verdict("x", make_zip({f"p{i}": bytes(900_000) for i in range(4)})) == "suspicious_archive"
    )  # total
    assert verdict("x", make_zip({f"p{i}": "x" for i in range(21)})) == "suspicious_archive"  # entries
    many = make_zip({"d" * 8_000 + str(i): "x" for i in range(3)})
    assert verdict("x", many) == "suspicious_archive"  # a directory too long to be read at all


def test_a_table_of_strings_that_lies(make_xlsx) -> None:
    head = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="{}">'
    for count, expected in (("1", "xlsx"), ("900", "xlsx"), ("4294967295", "damaged_file")):
        assert verdict("x", make_xlsx("", head.format(count) + "<si><t>a</t></si></sst>")) == expected


def test_protected_archives(make_xlsx, make_zip) -> None:
    data = bytearray(make_xlsx(""))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 1)
    assert verdict("x", bytes(data)) == "password_protected"
    ods = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": "<manifest:encryption-data/>",
    }
    assert verdict("x", make_zip(ods)) == "password_protected"


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_truncated_archives(part: float, make_xlsx) -> None:
    data = make_xlsx('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert verdict("x.xlsx", data[: int(len(data) * part)]) == "damaged_file"


def test_a_directory_that_does_not_fit_its_parts(make_xlsx) -> None:
    data = make_xlsx("", "<sst uniqueCount='1'/>")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo("xl/sharedStrings.xml")
    spoiled = bytearray(data)
    spoiled[part.header_offset : part.header_offset + 4] = b"XXXX"
    assert verdict("x.xlsx", bytes(spoiled)) == "damaged_file"


def compound(names: list[str]) -> bytes:
    """An OLE file whose root holds streams of those names, all in one directory sector."""
    header = bytearray(512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHHH", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", header, 40, 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for index, name in enumerate(["Root Entry", *names]):
        raw = name.encode("utf-16-le")
        right = index + 1 if 0 < index < len(names) else 0xFFFFFFFF
        child = 1 if index == 0 and names else 0xFFFFFFFF
        entries += raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, 5 if index == 0 else 2, 1)
        entries += (
            struct.pack("<III", 0xFFFFFFFF, right, child) + bytes(36) + struct.pack("<III", 0xFFFFFFFE, 0, 0)
        )
    return bytes(header) + table + entries.ljust(512, b"\0")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Workbook"], "xls"),
        (["BOOK"], "xls"),
        (["EncryptionInfo", "EncryptedPackage"], "password_protected"),
        (["WordDocument"], "not_a_spreadsheet"),
        (["Workbook", "WordDocument"], "xls"),
        ([], "not_a_spreadsheet"),
    ],
)
def test_ole_directory(names: list[str], expected: str) -> None:
    assert verdict("x.xlsx", compound(names)) == expected


def test_ole_tables_that_turn_in_circles() -> None:
    data = bytearray(compound(["Workbook"]))
    struct.pack_into("<I", data, 512 + 4, 1)  # the directory's sector follows itself
    assert verdict("x.xls", bytes(data)) == "damaged_file"
    struct.pack_into("<I", data, 44, 0xFFFFFF)
    assert verdict("x.xls", bytes(data)) == "damaged_file"
