"""Zip containers written and read part by part: a part that nobody changed keeps its very bytes, a long one is written as it comes; it knows no XML."""

import io
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any, BinaryIO

from isal import isal_zlib

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64, _LOCATOR = struct.Struct("<4sQ2H2L4Q"), struct.Struct("<4sLQL")
_FOUR_GB, _MANY = 0xFFFFFFFF, 0xFFFF
_UTF8, _ENCRYPTED = 0x800, 0x1
LEVEL = 2  # of isal: four times as fast as zlib at its fastest, and smaller
_EPOCH = (0, 0x21)  # 1 January 1980, midnight: the same parts give the same file


@dataclass(frozen=True)
class Part:
    """One entry as it stands in the archive: `stored` are its (compressed) bytes, `time` its DOS time and date."""

    name: str
    method: int
    crc: int
    size: int
    stored: bytes
    time: tuple[int, int] = _EPOCH

    @cached_property
    def content(self) -> bytes:
        """The bytes of the part, decompressed."""
        return self.stored if self.method == zipfile.ZIP_STORED else zlib.decompress(self.stored, -15)

    def changed(self, content: bytes) -> "Part":
        """The same entry with other content."""
        if content == self.content:
            return self
        packed = packer()
        stored = packed.compress(content) + packed.flush()
        crc = isal_zlib.crc32(content)
        return replace(self, method=zipfile.ZIP_DEFLATED, crc=crc, size=len(content), stored=stored)


def read(data: bytes) -> dict[str, Part]:
    """The parts of an archive in their order. Raises zipfile.BadZipFile when it is damaged, encrypted or packed otherwise than by deflate."""
    return dict(_read(data))


@lru_cache(maxsize=8)
def _read(data: bytes) -> tuple[tuple[str, Part], ...]:
    """The parts, kept for the next fill of the same template."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return tuple((info.filename, _part(data, info)) for info in archive.infolist() if not info.is_dir())


def _part(data: bytes, info: zipfile.ZipInfo) -> Part:
    if info.flag_bits & _ENCRYPTED or info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise zipfile.BadZipFile(info.filename)
    header = _LOCAL.unpack_from(data, info.header_offset)
    start = info.header_offset + _LOCAL.size + header[9] + header[10]
    year, month, day, hour, minute, second = info.date_time
    stamp = (hour << 11 | minute << 5 | second >> 1, (year - 1980) << 9 | month << 5 | day)
    stored = data[start : start + info.compress_size]
    return Part(info.filename, info.compress_type, info.CRC, info.file_size, stored, stamp)


def write(parts: Mapping[str, Part]) -> bytes:
    """The archive made of `parts`, in their order."""
    out = io.BytesIO()
    writer = Writer(out)
    for part in parts.values():
        writer.add(part)
    writer.close()
    return out.getvalue()


@dataclass(frozen=True)
class Entry:
    """What the directory at the end of an archive says of a part: enough to take the writing up again where it stopped."""

    name: str
    method: int
    crc: int
    packed: int
    size: int
    offset: int
    time: tuple[int, int] = _EPOCH

    @property
    def end(self) -> int:
        """Where the part ends in the file."""
        return self.offset + _LOCAL.size + len(self.name.encode()) + self.packed


class Writer:
    """An archive written to a file that can be sought in, a part at a time: memory holds its directory only.

    `entries`: what is already there, to be continued. Beyond 4 GB or 65,535 parts the directory is written as ZIP64 has it; a part itself
    stays below 4 GB (OverflowError), as spreadsheets read no other.
    """

    def __init__(self, out: BinaryIO, entries: Iterable[Entry] = ()) -> None:
        self._out = out
        self.entries = list(entries)
        self._out.seek(self.entries[-1].end if self.entries else 0)
        self._out.truncate()

    def add(self, part: Part) -> Entry:
        """Write a part as it is."""
        offset = self._out.tell()
        entry = Entry(part.name, part.method, part.crc, len(part.stored), part.size, offset, part.time)
        self._out.write(_local(entry))
        self._out.write(part.stored)
        self.entries.append(entry)
        return entry

    def store(self, name: str, content: bytes) -> Entry:
        """Write a part that is packed already."""
        return self.add(Part(name, zipfile.ZIP_STORED, zlib.crc32(content), len(content), content))

    def copy(self, name: str, content: BinaryIO) -> Entry:
        """Write a part that is packed already, from a file."""
        offset, crc, size = self._out.tell(), 0, 0
        self._out.write(_local(Entry(name, zipfile.ZIP_STORED, 0, 0, 0, offset)))
        while piece := content.read(1 << 20):
            crc, size = zlib.crc32(piece, crc), size + self._out.write(piece)
        if size >= _FOUR_GB:
            raise OverflowError(name)
        entry = Entry(name, zipfile.ZIP_STORED, crc, size, size, offset)
        self._out.seek(offset)
        self._out.write(_local(entry))
        self._out.seek(entry.end)
        self.entries.append(entry)
        return entry

    def enclose(self, name: str, before: bytes, packed: "Packed", after: bytes) -> Entry:
        """Write a part made of a beginning, what was packed apart, and an end."""
        offset = self._out.tell()
        head, tail = packer(), packer()
        start, end = (
            head.compress(before) + head.flush(zlib.Z_FULL_FLUSH),
            tail.compress(after) + tail.flush(),
        )
        crc = isal_zlib.crc32_combine(zlib.crc32(before), packed.crc, packed.size)
        crc = zlib.crc32(after, crc)
        size, length = len(before) + packed.size + len(after), len(start) + packed.length + len(end)
        if max(size, length) >= _FOUR_GB:
            raise OverflowError(name)
        entry = Entry(name, zipfile.ZIP_DEFLATED, crc, length, size, offset)
        for piece in (_local(entry), start, *packed.pieces(), end):
            self._out.write(piece)
        self.entries.append(entry)
        return entry

    def close(self) -> None:
        """Write the directory; the file itself stays open."""
        start = self._out.tell()
        for entry in self.entries:
            self._out.write(_listed(entry))
        size, count = self._out.tell() - start, len(self.entries)
        if start + size >= _FOUR_GB or count >= _MANY:
            self._out.write(_END_64.pack(b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start))
            self._out.write(_LOCATOR.pack(b"PK\x06\x07", 0, start + size, 1))
        count, size, start = min(count, _MANY), min(size, _FOUR_GB), min(start, _FOUR_GB)
        self._out.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, size, start, 0))


class Packed:
    """Pieces packed as they come into a temporary file, until what stands before and after them is known."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`, and by the system with the process
        self._packer = packer()
        self.crc, self.size, self.length = 0, 0, 0

    def add(self, piece: bytes | memoryview) -> None:
        """Pack a piece."""
        self.crc, self.size = isal_zlib.crc32(piece, self.crc), self.size + len(piece)
        self.length += self._file.write(self._packer.compress(piece))

    def pieces(self) -> Iterator[bytes]:
        """The packed bytes, which another stream may follow; nothing can be added any more, and the file is gone."""
        self._file.seek(0)
        while piece := self._file.read(1 << 20):
            yield piece
        self._file.close()

    def finish(self) -> None:
        """Write what the packer still holds."""
        self.length += self._file.write(self._packer.flush(isal_zlib.Z_FULL_FLUSH))


def packer() -> Any:
    """A fast packer of raw deflate."""
    return isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, -15)


def _common(entry: Entry, name: bytes, extra: int = 0) -> tuple[int, ...]:
    flags = 0 if entry.name.isascii() else _UTF8
    return 20, flags, entry.method, *entry.time, entry.crc, entry.packed, entry.size, len(name), extra


def _local(entry: Entry) -> bytes:
    name = entry.name.encode()
    return _LOCAL.pack(b"PK\x03\x04", *_common(entry, name)) + name


def _listed(entry: Entry) -> bytes:
    """A part in the directory; where it begins beyond 4 GB, an extra field says where."""
    name = entry.name.encode()
    far = entry.offset >= _FOUR_GB
    extra = struct.pack("<HHQ", 1, 8, entry.offset) if far else b""
    where = min(entry.offset, _FOUR_GB)
    made_by = 45 if far else 20
    return (
        _CENTRAL.pack(b"PK\x01\x02", made_by, *_common(entry, name, len(extra)), 0, 0, 0, 0, where)
        + name
        + extra
    )
