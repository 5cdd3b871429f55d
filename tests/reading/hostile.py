"""Hostile files made from code: what each is called, how it is written, and which answers are right; it reads none of them.

Kinds are in hostile_workbooks (.xlsx), hostile_archives (the zip itself), hostile_others (.xls, .ods) and hostile_text. Big ones are written
compressed piece by piece, so that making them costs this process nothing.
"""

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

READ = "read"
DAMAGED, CELLS, BOMB, PASSWORD = "damaged_file", "too_many_cells", "suspicious_archive", "password_protected"
UNSUPPORTED, NOT_TABLE, EMPTY = "unsupported_format", "not_a_spreadsheet", "empty_file"
Write = Callable[[Path], object]


@dataclass(frozen=True)
class Hostile:
    """One file: `name` as somebody dropped it, `write` puts it at a path, `answers` are the codes (or READ) that are right."""

    name: str
    write: Write
    answers: frozenset[str]


@dataclass(frozen=True)
class Repeated:
    """Content of a part: `piece`, `times` over, between `start` and `end`."""

    piece: str
    times: int
    start: str = ""
    end: str = ""


def hostile(name: str, content: bytes | Write, *answers: str) -> Hostile:
    """A file of the catalogue; `content` its bytes, or what writes it."""
    write = (lambda path: path.write_bytes(content)) if isinstance(content, bytes) else content
    return Hostile(name, write, frozenset(answers))


def packed(parts: dict[str, str | bytes | Repeated], stored: bool = False) -> Write:
    """What writes an archive of those parts."""

    def write(path: Path) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                with archive.open(name, "w", force_zip64=False) as out:
                    for piece in _pieces(content):
                        out.write(piece)

    return write


def _pieces(content: str | bytes | Repeated) -> list[bytes]:
    if not isinstance(content, Repeated):
        return [content.encode() if isinstance(content, str) else content]
    piece = content.piece.encode()
    many = max(1, (1 << 20) // len(piece))
    whole, rest = divmod(content.times, many)
    block = piece * many  # one object, however many times it is listed
    return [content.start.encode(), *[block] * whole, piece * rest, content.end.encode()]
