"""What a zip claims to be before anything is unpacked: its directory, and the first bytes of two parts; it never trusts a name or a path.

Sound because calamine refuses a part larger than its declared size, and openpyxl one of another checksum.
"""

import lzma
import re
import zipfile
import zlib
from typing import BinaryIO

from fiche.errors import ReadingRefused
from fiche.reading.limits import Limits

# RuntimeError covers compression methods that Python does not know.
BROKEN = (zipfile.BadZipFile, RuntimeError, EOFError, OSError, ValueError, zlib.error, lzma.LZMAError)
DIRECTORY_ENTRY = 1_024  # bytes an entry of the directory takes at most in a file that someone made
SMALL_PART = 1_000_000
TYPES = (
    ("sheet.binary.macroEnabled", "xlsb"), ("ms-excel.sheet.macroEnabled", "xlsm"), ("ms-excel.template.macroEnabled", "xlsm"),
    ("spreadsheetml.sheet.main", "xlsx"), ("spreadsheetml.template.main", "xlsx"),
)  # fmt: skip
OTHERS = (
    ("word/", "not"),
    ("ppt/", "not"),
    ("visio/", "not"),
    ("Index/Document.iwa", "Numbers"),
    ("Index.zip", "Numbers"),
)
MARKS_OF_ONE = ("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF", "AndroidManifest.xml", "Index.zip")
FOLDERS_OF_ONE = ("xl", "word", "ppt", "visio", "Index")
_UNIQUE = re.compile(rb"""uniqueCount\s*=\s*["'](\d+)["']""")


def inspect(name: str, file: BinaryIO, limits: Limits) -> str:
    """The format of an archive: xlsx, xlsm, xlsb or ods. Raises ReadingRefused."""
    check(name, file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            format = _format(name, archive)
            _check_strings(name, archive)
            return format
    except BROKEN:
        raise ReadingRefused("damaged_file", name=name) from None


def check(name: str, file: BinaryIO, limits: Limits) -> None:
    """What any archive claims to hold, within the limits. Raises ReadingRefused."""
    try:
        if _directory_size(file) > limits.entries * DIRECTORY_ENTRY:
            raise ReadingRefused("suspicious_archive", name=name)
        with zipfile.ZipFile(file) as found:
            _check_claims(name, found, limits)
    except BROKEN:
        raise ReadingRefused("damaged_file", name=name) from None


def is_one_file(archive: zipfile.ZipFile) -> bool:
    """Whether the archive is one file to its owner (a workbook, another document, a program) and no bag of files; one whose paths lead outside is none."""
    names = archive.NameToInfo
    folders = [n.replace("\\", "/").split("/") for n in names]
    outside = any(parts[0] in ("", "..") or ".." in parts or ":" in parts[0] for parts in folders)
    return (
        outside
        or any(n in names for n in MARKS_OF_ONE)
        or any(parts[0] in FOLDERS_OF_ONE for parts in folders)
    )


def beginning(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> bytes:
    """The first bytes of a part; none when it cannot be read."""
    try:
        with archive.open(part) as file:
            return file.read(most)
    except (*BROKEN, NotImplementedError):
        return b""


def _directory_size(file: BinaryIO) -> int:
    """Bytes of the central directory, as the end record says: reading 65,000 entries takes half a second by itself."""
    end = file.seek(0, 2)
    file.seek(max(0, end - 65_557))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") % 0xFFFFFFFF if at >= 0 else 0


def _check_claims(name: str, archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise ReadingRefused("password_protected", name=name)
    sizes = [(part.file_size, part.compress_size) for part in parts]
    whole = (sum(unpacked for unpacked, _ in sizes), sum(packed for _, packed in sizes))
    if len(parts) > limits.entries or whole[0] > limits.unpacked:
        raise ReadingRefused("suspicious_archive", name=name)
    for unpacked, packed in [whole, *sizes]:
        if unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1):
            raise ReadingRefused("suspicious_archive", name=name)


def _format(name: str, archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        return _open_document(name, archive)
    types = _start(archive, "[Content_Types].xml", SMALL_PART).decode("utf-8", "replace")
    for mark, format in TYPES:
        if mark in types:
            return format
    for part, format in (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb")):
        if part in names:
            return format
    for prefix, what in OTHERS:
        if any(n.startswith(prefix) for n in names):
            raise _other(name, what)
    raise _other(name, "not" if "META-INF/MANIFEST.MF" in names or "AndroidManifest.xml" in names else "ZIP")


def _other(name: str, what: str) -> ReadingRefused:
    return (
        ReadingRefused("not_a_spreadsheet", name=name)
        if what == "not"
        else ReadingRefused("unsupported_format", name=name, format=what)
    )


def _open_document(name: str, archive: zipfile.ZipFile) -> str:
    kind = _start(archive, "mimetype", 200)
    if b"opendocument.spreadsheet" not in kind:
        raise _other(name, "not")
    if b"encryption-data" in _start(archive, "META-INF/manifest.xml", SMALL_PART):
        raise ReadingRefused("password_protected", name=name)
    return "ods"


def _start(archive: zipfile.ZipFile, part: str, size: int) -> bytes:
    """The first bytes of a part; none when it is absent."""
    if part not in archive.NameToInfo:
        return b""
    with archive.open(part) as file:
        return file.read(size)


def _check_strings(name: str, archive: zipfile.ZipFile) -> None:
    """A table of shared strings that claims more strings than its bytes can hold makes calamine ask for that much memory, and abort."""
    for part in archive.infolist():
        if part.filename.lower().endswith("sharedstrings.xml"):
            claimed = _UNIQUE.search(_start(archive, part.filename, 2_048))
            if claimed and int(claimed[1]) > part.file_size // 6 + 1_000:
                raise ReadingRefused("damaged_file", name=name)
