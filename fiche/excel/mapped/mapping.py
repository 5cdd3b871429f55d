"""What each cell of a user's template is to be filled with: values, tables as JSON and back; it reads no workbook and fills none."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, cast, get_args

from fiche.excel.mapped.captions import Where
from fiche.excel.mapped.meanings import coded, field_of
from fiche.excel.mapped.spread import BRACES
from fiche.excel.mapped.vocabulary import Kind, lists
from fiche.excel.references import column_letters, split

By = Literal["name", "placeholder", "label", "table", "hand"]


@dataclass(frozen=True)
class Place:
    """A cell and what goes in it: text whose {{codes}} are replaced; a single code and nothing else keeps the value's type. `label`: what told."""

    sheet: str
    cell: str
    put: str
    by: By
    label: str = ""

    @property
    def at(self) -> tuple[str, int, int]:
        """Sheet, row (from 1), column (from 0)."""
        return (self.sheet, *split(self.cell))


@dataclass(frozen=True)
class Block:
    """Rows `first` to `last` of a sheet, columns `left` to `right` (from 0, both included), that are repeated for each line of a list.

    `columns`: (column, what goes in it), as for a Place; the other columns keep their formulas. `label`: where it stands, in words.
    """

    sheet: str
    rows: str
    first: int
    last: int
    left: int
    right: int
    columns: tuple[tuple[int, str], ...]
    by: By
    label: str = ""

    @property
    def area(self) -> str:
        """«A6:F7»."""
        return f"{column_letters(self.left)}{self.first}:{column_letters(self.right)}{self.last}"

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is one of its own."""
        return self.first <= row <= self.last and self.left <= column <= self.right


@dataclass(frozen=True)
class Worded:
    """A text outside the cells of a sheet and what it becomes: as for a Place, always a text. `part`, `at`: as a Caption's; `label`: as it stands."""

    sheet: str
    part: str
    at: int
    where: Where
    put: str
    label: str = ""


@dataclass(frozen=True)
class Mapping:
    """Everything that a template is filled with."""

    kind: Kind
    places: tuple[Place, ...] = ()
    blocks: tuple[Block, ...] = ()
    captions: tuple[Worded, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing would be filled in."""
        return not (self.places or self.blocks or self.captions)

    def place_at(self, sheet: str, row: int, column: int) -> Place | None:
        """What a cell is filled with, alone."""
        return next((p for p in self.places if p.at == (sheet, row, column)), None)

    def block_at(self, sheet: str, row: int, column: int) -> Block | None:
        """The block to which a cell belongs."""
        return next((b for b in self.blocks if b.sheet == sheet and b.covers(row, column)), None)

    def with_place(self, place: Place) -> "Mapping":
        """The same with one more place, or another one instead."""
        return replace(self, places=(*(p for p in self.places if p.at != place.at), place))

    def without(self, sheet: str, row: int, column: int) -> "Mapping":
        """The same with a cell left as it is."""
        return replace(self, places=tuple(p for p in self.places if p.at != (sheet, row, column)))

    def with_column(self, block: Block, column: int, put: str | None) -> "Mapping":
        """The same with another content for a column of a block; None: left as it is. A block without any is left as it is."""
        kept = tuple(pair for pair in block.columns if pair[0] != column)
        made = replace(block, columns=tuple(sorted((*kept, (column, put)))) if put else kept)
        others = tuple(b for b in self.blocks if b != block)
        return replace(self, blocks=(*others, made) if made.columns else others)

    def without_block(self, block: Block) -> "Mapping":
        """The same with a block left as it is."""
        return replace(self, blocks=tuple(b for b in self.blocks if b != block))

    def with_captions(self, captions: Iterable[Worded], *, filled: bool) -> "Mapping":
        """The same with some texts outside the cells filled in, or left as they are."""
        changed = set(captions)
        kept = [one for one in self.captions if one not in changed]
        return replace(self, captions=(*kept, *changed) if filled else tuple(kept))

    def json(self) -> str:
        """As text, to be kept."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Mapping:
    """What `Mapping.json` wrote; what no longer exists in this version of the application is left out."""
    return from_plain(json.loads(text))


def from_plain(said: dict[str, Any]) -> Mapping:
    """A mapping from plain values, read with suspicion: they come from a process that opened a user's file."""
    kind = cast(Kind, said["kind"])
    words = ("sheet", "cell", "put", "by", "label")
    places = [Place(*(str(p[name]) for name in words)) for p in said["places"]]  # type: ignore[arg-type]
    blocks = (_block(b) for b in said["blocks"])
    return Mapping(
        kind,
        tuple(p for p in places if known(kind, p.put)),
        tuple(b for b in blocks if b.columns and b.rows in lists(kind)),
        tuple(c for c in map(_worded, said.get("captions", ())) if known(kind, c.put)),
    )


def _block(said: dict[str, Any]) -> Block:
    columns = tuple((int(column), str(put)) for column, put in said["columns"])
    numbers = {name: int(said[name]) for name in ("first", "last", "left", "right")}
    words = {name: str(said[name]) for name in ("sheet", "rows", "by", "label")}
    return Block(**words, **numbers, columns=columns)  # type: ignore[arg-type]


def _worded(said: dict[str, Any]) -> Worded:
    words = {name: str(said[name]) for name in ("sheet", "part", "where", "put", "label")}
    if words["where"] not in get_args(Where):
        raise ValueError(words["where"])
    return Worded(**words, at=int(said["at"]))  # type: ignore[arg-type]


def codes(put: str) -> list[str]:
    """The codes between braces."""
    return [m[1] for m in BRACES.finditer(put)]


def known(kind: Kind, put: str) -> bool:
    """Whether something between braces still exists, if anything is; the rest stays as it is written."""
    found = codes(put)
    return not found or any(field_of(kind, code) is not None for code in found)


def single(put: str) -> str | None:
    """The code of a content that is one value and nothing else."""
    found = BRACES.fullmatch(put.strip())
    return found[1] if found else None


def resolved(kind: Kind, text: str, *, alone: bool = False) -> str | None:
    """A text of the template with its words between braces as codes; None when it has none that is known. Unknown ones stay as they are.

    `alone`: a text that no line of a list repeats, and that single values only can fill.
    """
    found = False

    def one(match: re.Match[str]) -> str:
        nonlocal found
        code = _code(kind, match[1], alone=alone)
        found = found or code is not None
        return match[0] if code is None else "{{" + code + "}}"

    made = BRACES.sub(one, text)
    return made if found else None


def _code(kind: Kind, words: str, *, alone: bool) -> str | None:
    code = coded(kind, words)
    return None if alone and code is not None and ":" in code else code


def unknown(kind: Kind, texts: Iterable[str], *, alone: bool = False) -> Iterator[str]:
    """The words between braces that mean nothing here, as they are written. `alone`: as for `resolved`."""
    seen: set[str] = set()
    for text in texts:
        for match in BRACES.finditer(text):
            if _code(kind, match[1], alone=alone) is None and match[1] not in seen:
                seen.add(match[1])
                yield match[1]
