"""The container keeps the bytes of what nobody changed, and gives the same file for the same parts."""

import io
import zipfile

import pytest

from fiche.excel.archive import read, write


def _archive(*entries: tuple[str, bytes, int]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content, method in entries:
            archive.writestr(zipfile.ZipInfo(name, (2024, 2, 29, 13, 37, 42)), content, method)
    return out.getvalue()


SOURCE = _archive(
    ("plain.xml", b"<a/>", zipfile.ZIP_STORED),
    ("packed.xml", b"<b>" + b"x" * 5000 + b"</b>", zipfile.ZIP_DEFLATED),
    ("été.xml", "<c>é</c>".encode(), zipfile.ZIP_DEFLATED),
)


def _stored(data: bytes, name: str) -> bytes:
    """The bytes of an entry as they lie in the file, found without our code."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(name)
    header = data[info.header_offset :]
    start = 30 + int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    return header[start : start + info.compress_size]


def test_what_is_not_changed_keeps_its_very_bytes() -> None:
    parts = read(SOURCE)
    parts["plain.xml"] = parts["plain.xml"].changed(b"<other/>")
    written = write(parts)
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["plain.xml", "packed.xml", "été.xml"]
        assert archive.read("plain.xml") == b"<other/>"
        assert archive.getinfo("packed.xml").date_time == (2024, 2, 29, 13, 37, 42)
    for name in ("packed.xml", "été.xml"):
        assert _stored(written, name) == _stored(SOURCE, name)


def test_the_same_parts_give_the_same_file() -> None:
    assert write(read(SOURCE)) == write(read(SOURCE))
    assert read(write(read(SOURCE))) == read(SOURCE)


def test_a_change_that_changes_nothing_keeps_the_bytes() -> None:
    part = read(SOURCE)["packed.xml"]
    assert part.changed(part.content) is part


def test_a_damaged_archive_is_refused() -> None:
    with pytest.raises(zipfile.BadZipFile):
        read(SOURCE[:40])
    encrypted = bytearray(SOURCE)
    place = encrypted.rindex(b"PK\x01\x02")
    encrypted[place + 8] |= 1
    with pytest.raises(zipfile.BadZipFile):
        read(bytes(encrypted))
