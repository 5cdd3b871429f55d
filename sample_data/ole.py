"""Makes the container of a password-protected workbook (an OLE file with the two streams that say so); it encrypts nothing and holds no data."""

import struct

SECTOR = 512
FREE, END, FAT, NOTHING = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
SMALL = 4096  # shorter streams live elsewhere in the container: ours are padded beyond that


def encrypted_workbook() -> bytes:
    """A file that spreadsheets ask a password for."""
    info = (
        struct.pack("<HHI", 4, 4, 0x40)
        + b'<encryption xmlns="http://schemas.microsoft.com/office/2006/encryption"/>'
    )
    return container({"EncryptionInfo": info.ljust(SMALL, b" "), "EncryptedPackage": bytes(range(256)) * 20})


def container(streams: dict[str, bytes]) -> bytes:
    """An OLE file holding `streams`, each of SMALL bytes or more, in the order given. One sector of allocation table: 60 kB in all."""
    body, chains, starts = b"", [], {}
    first = 2  # sector 0 is the allocation table, sector 1 the directory
    for name, data in streams.items():
        count = -(-len(data) // SECTOR)
        starts[name] = first
        chains += [first + i + 1 for i in range(count - 1)] + [END]
        body += data.ljust(count * SECTOR, b"\0")
        first += count
    table = [FAT, END, *chains]
    table += [FREE] * (SECTOR // 4 - len(table))
    directory = _entry("Root Entry", 5, child=1) + b"".join(
        _entry(
            name,
            2,
            right=index + 2 if index + 1 < len(streams) else NOTHING,
            start=starts[name],
            size=len(data),
        )
        for index, (name, data) in enumerate(streams.items())
    )
    return _header() + struct.pack("<128I", *table) + directory.ljust(SECTOR, b"\0") + body


def _header() -> bytes:
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    version = struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    counts = struct.pack("<IIIIIIIII", 0, 1, 1, 0, SMALL, END, 0, END, 0)
    return signature + version + counts + struct.pack("<109I", 0, *[FREE] * 108)


def _entry(
    name: str, kind: int, child: int = NOTHING, right: int = NOTHING, start: int = END, size: int = 0
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    return text.ljust(64, b"\0") + struct.pack(
        "<HBBIII16xI8x8xIQ", len(text), kind, 1, NOTHING, right, child, 0, start, size
    )
