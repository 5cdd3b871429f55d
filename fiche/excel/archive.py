"""The zip container of a workbook, part by part: a part that nobody changed is written back with its very bytes; it knows no XML."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8, _ENCRYPTED = 0x800, 0x1
_EPOCH = (0, 0x21)  # 1 January 1980, midnight: the same parts give the same file
LEVEL = 2  # within 20 % of the default level's size, in a third of its time


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
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -15)
        stored = packer.compress(content) + packer.flush()
        crc = zlib.crc32(content)
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
    out, directory = io.BytesIO(), []
    for part in parts.values():
        name = part.name.encode()
        flags = 0 if part.name.isascii() else _UTF8
        common = (20, flags, part.method, *part.time, part.crc, len(part.stored), part.size, len(name), 0)
        directory.append(_CENTRAL.pack(b"PK\x01\x02", 20, *common, 0, 0, 0, 0, out.tell()) + name)
        out.write(_LOCAL.pack(b"PK\x03\x04", *common) + name + part.stored)
    start, entries = out.tell(), b"".join(directory)
    out.write(entries)
    out.write(_END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(entries), start, 0))
    return out.getvalue()
