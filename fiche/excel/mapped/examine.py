"""Somebody's workbook, dropped to be a template: looked at by the guard, opened in the limited child, answered with what it shows and suggests."""

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fiche.errors import Refused
from fiche.excel.mapped.mapping import Mapping, from_plain
from fiche.excel.mapped.vocabulary import KINDS, Kind
from fiche.i18n import megabytes
from fiche.reading import child, guard
from fiche.reading.jobs import LINE, folder
from fiche.reading.limits import GB, MB, Limits
from fiche.reading.read import write_job

LARGEST = 20 * MB  # a template is a form, not a file of data
FORMATS = ("xlsx", "xlsm")
_LIMITS = Limits(upload=LARGEST, unpacked=300 * MB, memory=2 * GB, cpu=40, wall=40.0, output=100 * MB)


@dataclass(frozen=True)
class ShownSheet:
    """A sheet as far as the page shows it: (row from 1, column from 0) → (text, text|number|formula); `merges`: first and last cells."""

    name: str
    hidden: bool
    cells: dict[tuple[int, int], tuple[str, str]]
    merges: tuple[tuple[int, int, int, int], ...]


@dataclass(frozen=True)
class Examined:
    """A template that can be filled. `proposals`: by kind; `unknown`: the words between braces that mean nothing in each kind."""

    name: str
    format: str
    content: bytes
    sheets: tuple[ShownSheet, ...]
    proposals: dict[Kind, Mapping]
    unknown: dict[Kind, tuple[str, ...]]

    @property
    def sha256(self) -> str:
        """The digest of the file."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def likeliest(self) -> Kind:
        """The kind of template that it most looks like: the one that fills most of it; one client, when it is all the same."""
        sizes = {
            kind: _weight(mapping) - 2 * len(self.unknown[kind]) for kind, mapping in self.proposals.items()
        }
        return max(sizes, key=lambda kind: sizes[kind])


def _weight(mapping: Mapping) -> float:
    clients = any(b.rows in ("clients", "deducted") and len(b.columns) > 2 for b in mapping.blocks)
    columns = sum(len(block.columns) for block in mapping.blocks)
    return (
        len(mapping.places)
        + len(mapping.captions)
        + columns
        + 5 * clients
        + (0.5 if mapping.kind == "client" else 0.0)
    )


def examine(name: str, content: bytes) -> Examined:
    """Open `content`, which somebody calls `name`. Raises Refused: it is no .xlsx or .xlsm, it is protected, damaged or too large."""
    if len(content) > LARGEST:
        raise Refused("template_too_large", name=name, limit=megabytes(LARGEST))
    found = guard.inspect(name, io.BytesIO(content), _LIMITS)
    if found not in FORMATS:
        raise Refused("template_format", name=name, format=f".{found}")
    with folder() as here:
        (here / f"source.{found}").write_bytes(content)
        with LINE.turn(_LIMITS.children, _nothing, _nothing_at_all):
            said = _answer(here, found, name)
    return _read(name, found, content, said)


def _nothing(place: int) -> None:
    """Nobody waits for a word on the line."""


def _nothing_at_all() -> None:
    """Nobody may stop it: it takes a second."""


def _answer(here: Path, format: str, name: str) -> dict[str, Any]:
    write_job(here, format, _LIMITS)
    outcome = child.run(here, _LIMITS, _ignored, lambda: False, "fiche.excel.mapped.worker")
    if outcome.code is not None:
        raise Refused(
            outcome.code, name=name, limit=megabytes(LARGEST), seconds=round(_LIMITS.wall), reason=outcome.why
        )
    try:
        said: dict[str, Any] = json.loads((here / "result").read_text("utf-8"))
    except (OSError, ValueError):
        raise Refused("damaged_file", name=name) from None
    return said


def _ignored(fraction: float) -> None:
    """It is too short to be followed."""


def _read(name: str, format: str, content: bytes, said: dict[str, Any]) -> Examined:
    try:
        sheets = tuple(_sheet(one) for one in said["sheets"])
        proposals = {kind: from_plain(said["proposals"][kind]) for kind in KINDS}
        unknown = {kind: tuple(map(str, said["unknown"][kind])) for kind in KINDS}
    except (KeyError, TypeError, ValueError):  # the child was tampered with: its answer is not to be trusted
        raise Refused("damaged_file", name=name) from None
    return Examined(name, format, content, sheets, proposals, unknown)  # type: ignore[arg-type]


def _sheet(said: dict[str, Any]) -> ShownSheet:
    cells = {(int(row), int(column)): (str(text), str(what)) for row, column, text, what in said["cells"]}
    merges = tuple((int(a), int(b), int(c), int(d)) for a, b, c, d in said["merges"])
    return ShownSheet(str(said["name"]), bool(said["hidden"]), cells, merges)


def check(mapping: Mapping, name: str) -> None:
    """Raises Refused when there is nothing to fill in."""
    if mapping.empty:
        raise Refused("template_no_place", name=name)
