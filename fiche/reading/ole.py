"""The directory of an OLE compound file (.xls, protected .xlsx) and the bytes of one of its streams; it reads no cell.

Reads the directory itself rather than searching bytes: a workbook may hold a Word object, a Word document may hold a workbook. Every
chain is bounded by the size of the file. Standard library only, shared by the guard and the child.

Source: [MS-CFB] 2.2 (header), 2.3 (FAT), 2.6 (directory entries).
"""

import struct
from array import array
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
NO_ENTRY, LAST_SECTOR = 0xFFFFFFFF, 0xFFFFFFFA
MINI_SECTOR = 64


class Entry(NamedTuple):
    """A stream or storage of the directory, with its neighbours in the tree."""

    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Ole:
    """An open compound file. Raises ValueError when its tables do not hold together."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        header = file.read(512)
        if len(header) < 512 or header[:8] != MAGIC:
            raise ValueError("no compound file header")
        shift, self._mini_cutoff = (
            struct.unpack_from("<H", header, 30)[0],
            struct.unpack_from("<I", header, 56)[0],
        )
        if shift not in (9, 12):
            raise ValueError("unknown sector size")
        self._sector = 1 << shift
        self._count = (file.seek(0, 2) >> shift) + 1
        self._fat = self._table(self._fat_sectors(header))
        self._mini_start = struct.unpack_from("<I", header, 60)[0]
        self.entries = [
            _entry(raw) for raw in _pieces(self._chain(struct.unpack_from("<I", header, 48)[0]), 128)
        ]

    def _read(self, sector: int) -> bytes:
        if sector >= self._count:
            raise ValueError("sector beyond the end")
        self._file.seek((sector + 1) * self._sector)
        return self._file.read(self._sector)

    def _fat_sectors(self, header: bytes) -> Iterator[int]:
        wanted, following = struct.unpack_from("<I", header, 44)[0], struct.unpack_from("<I", header, 68)[0]
        if wanted > self._count:
            raise ValueError("more tables than sectors")
        sectors = list(struct.unpack_from("<109I", header, 76))
        for _ in range(self._count):
            if len(sectors) >= wanted or following >= LAST_SECTOR:
                break
            numbers = struct.unpack(
                f"<{self._sector // 4}I", self._read(following).ljust(self._sector, b"\xff")
            )
            sectors += numbers[:-1]
            following = numbers[-1]
        return (s for s in sectors[:wanted] if s < LAST_SECTOR)

    def _table(self, sectors: Iterator[int]) -> "array[int]":
        table = array("I")
        for sector in sectors:
            table.frombytes(self._read(sector).ljust(self._sector, b"\xff"))
        return table

    def _chain(self, sector: int, size: int | None = None) -> bytes:
        parts: list[bytes] = []
        seen = 0
        while sector < LAST_SECTOR and (size is None or seen * self._sector < size):
            parts.append(self._read(sector))
            seen += 1
            if seen > self._count or sector >= len(self._fat):
                raise ValueError("endless chain of sectors")
            sector = self._fat[sector]
        return b"".join(parts)[:size]

    def root_names(self) -> dict[str, Entry]:
        """What lies right under the root, by lower-case name; the whole directory when its tree is broken."""
        found: dict[str, Entry] = {}
        seen: set[int] = set()
        todo = [self.entries[0].child] if self.entries else []
        while todo:
            index = todo.pop()
            if index in seen or index >= len(self.entries):
                continue
            seen.add(index)
            entry = self.entries[index]
            found[entry.name.lower()] = entry
            todo += [entry.left, entry.right]
        return found or {entry.name.lower(): entry for entry in self.entries}

    def stream(self, entry: Entry) -> bytes:
        """The bytes of a stream."""
        if entry.size >= self._mini_cutoff:
            return self._chain(entry.start, entry.size)
        table = array("I", self._chain(self._mini_start))
        container = self._chain(self.entries[0].start)
        parts: list[bytes] = []
        sector = entry.start
        while sector < LAST_SECTOR and len(parts) * MINI_SECTOR < entry.size:
            parts.append(container[sector * MINI_SECTOR : (sector + 1) * MINI_SECTOR])
            if sector >= len(table):
                raise ValueError("short stream beyond its table")
            sector = table[sector]
        return b"".join(parts)[: entry.size]

    def workbook(self) -> bytes:
        """The stream that holds the cells of a .xls; ValueError when there is none."""
        names = self.root_names()
        entry = names.get("workbook") or names.get("book")
        if entry is None:
            raise ValueError("no workbook stream")
        return self.stream(entry)


def _pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[i : i + size] for i in range(0, len(data) - size + 1, size))


def _entry(raw: bytes) -> Entry:
    length = min(struct.unpack_from("<H", raw, 64)[0], 64)
    name = raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
    left, right, child = struct.unpack_from("<3I", raw, 68)
    start, size = struct.unpack_from("<II", raw, 116)
    return Entry(name, raw[66], left, right, child, start, size)


def records(stream: bytes, start: int = 0) -> Iterator[tuple[int, int, int]]:
    """The records of a workbook stream from `start`: (type, where its data begins, length)."""
    position, end = start, len(stream)
    while position + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, position + 4, length
        position += 4 + length


def is_protected(stream: bytes) -> bool:
    """Whether a workbook stream asks for a password: a FILEPASS record among its first ones."""
    for count, (kind, _at, _length) in enumerate(records(stream)):
        if kind == 0x2F:
            return True
        if count > 20:
            break
    return False
