"""The container keeps the bytes of what nobody changed, and gives the same file for the same parts."""

import io
import zipfile
from pathlib import Path

import pytest

from fiche.archive import Entry, Packed, Writer, read, write


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


def test_what_is_packed_apart_is_put_inside_a_part() -> None:
    out, packed = io.BytesIO(), Packed()
    for _ in range(50):
        packed.add(b"<row/>" * 1000)
    packed.finish()
    writer = Writer(out)
    writer.store("déjà.bin", b"\x00" * 10)
    writer.enclose("long.xml", b"<sheet>" * 3, packed, b"</sheet>")
    writer.close()
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert archive.read("long.xml") == b"<sheet>" * 3 + b"<row/>" * 50_000 + b"</sheet>"
        assert archive.getinfo("long.xml").compress_size < 9_000
    assert read(out.getvalue())["déjà.bin"].content == b"\x00" * 10


def test_an_archive_is_taken_up_where_it_stopped() -> None:
    """Whatever was written after the last part that is known is thrown away."""
    out = io.BytesIO()
    writer = Writer(out)
    kept = [writer.store("a.xlsx", b"first"), writer.store("b.xlsx", b"second")]
    out.write(b"half of a third part")
    again = Writer(out, kept)
    again.store("c.xlsx", b"third")
    again.close()
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert [archive.read(name) for name in archive.namelist()] == [b"first", b"second", b"third"]


def test_beyond_four_gigabytes(tmp_path: Path) -> None:
    """The file has holes: only where its parts begin is looked at."""
    hole, size = tmp_path / "big.zip", 3_000_000_000
    first = Entry("a", zipfile.ZIP_STORED, 0, size, size, 0)
    second = Entry("b", zipfile.ZIP_STORED, 0, size, size, first.end)
    with hole.open("w+b") as out:
        writer = Writer(out, [first, second])
        writer.store("c", b"hello")
        writer.close()
    with zipfile.ZipFile(hole) as archive:
        assert archive.namelist() == ["a", "b", "c"]
        assert archive.read("c") == b"hello"


def test_more_parts_than_a_plain_directory_counts() -> None:
    out = io.BytesIO()
    writer = Writer(out)
    for n in range(70_000):
        writer.store(f"{n}", b"")
    writer.close()
    with zipfile.ZipFile(out) as archive:
        assert len(archive.namelist()) == 70_000
