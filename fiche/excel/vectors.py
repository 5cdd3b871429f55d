"""The rows of a very long sheet as XML, thousands at a time and column by column; it knows no sheet and computes no value.

A row looks like its block's model row: the styles, and the formulas. A formula about its own row and the one above is shared by the rows of a
run. One about a stretch of another sheet (a client's own documents, a document's own payments) is written out on each row that has such a
stretch; where there is none, the value stands alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from fiche.excel.blocks import Block
from fiche.excel.bodies import bodies
from fiche.excel.cells import Row
from fiche.excel.references import column_letters, moved, pieces_of
from fiche.excel.values import plain_xml

_SPACED = r"^\s|\s$|[\t\n]|  "  # what XML readers may throw away unless told not to
RUN = 32_000  # rows written at a time, and sharing a formula
Pieces = list[str | pl.Series]


@dataclass(frozen=True)
class Link:
    """Where a row finds its own stretch of another sheet: frame columns that hold its first and last rows there, null where it has none, and
    the sheet's name as a formula writes it («'Factures 2'!»), a frame column too when `sheet` is one."""

    first: str
    last: str
    sheet: str


@dataclass(frozen=True)
class Links:
    """The links of a block, by the sheet that the model row names; `apart`: those of some columns of it, by (sheet, letters)."""

    sheets: Mapping[str, Link] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], Link] = field(default_factory=dict)

    def of(self, sheet: str, letters: str) -> Link:
        """The link that a reference to a column of a sheet follows. Raises KeyError."""
        return self.apart.get((sheet, letters)) or self.sheets[sheet]

    def columns(self) -> set[str]:
        """The frame columns that they name."""
        every = [*self.sheets.values(), *self.apart.values()]
        return {c for link in every for c in (link.first, link.last, link.sheet) if not c.endswith("!")}


@dataclass(frozen=True)
class Slice:
    """One column of the block: where it stands, how it looks, its formula as the model row has it, and what that shows for no value. Of a `bare` one,
    nothing is written where there is nothing; a `sparse` one has its formula only where it has a value."""

    name: str
    place: int
    style: str
    text: bool
    formula: str = ""
    empty: str = ""
    day: bool = False
    bare: bool = False
    sparse: bool = False
    space: str = ""

    @property
    def head(self) -> str:
        """How its cells begin, before the row's number."""
        return f'<c r="{column_letters(self.place)}'

    @property
    def dressed(self) -> str:
        """What follows the row's number."""
        return f'" s="{self.style}"' if self.style else '"'

    @property
    def around(self) -> tuple[str, str]:
        """What stands around a value without a formula."""
        return (f' t="inlineStr"><is><t{self.space}>', "</t></is></c>") if self.text else ("><v>", "</v></c>")

    @property
    def linked(self) -> bool:
        """Whether its formula is written out on each row: it looks at another sheet, or few rows have it."""
        return self.sparse or any(isinstance(piece, tuple) for piece in pieces_of(self.formula))


def slices(block: Block, model: Row, empty: Mapping[str, str], sparse: Collection[str] = ()) -> list[Slice]:
    """The columns of a block from its model row, in order. `empty`: what a column's formula shows for no value, «» if not said. Inputs without a value
    are left to the look of their column, helpers have none."""
    found = []
    for place, slot in enumerate(block.slots):
        cell, few = model.cells[place], slot.name in sparse
        style = "" if slot.helper and not few else cell.style
        made = Slice(slot.name, place, style, slot.look in {"code", "text", "long"}, cell.formula or "")
        bare = not slot.formula or slot.helper or few
        found.append(
            replace(made, empty=empty.get(slot.name, ""), day=slot.look == "date", bare=bare, sparse=few)
        )
    return found


class Rows:
    """Writes a block's rows one run after another; `next_row` is that of the next one."""

    def __init__(self, columns: Sequence[Slice], links: Links, model_row: int, first: int) -> None:
        self._columns = columns
        self._links = links
        self._model_row = model_row
        self._shared = 0
        self.next_row = first

    def written(self, frame: pl.DataFrame) -> Iterator[bytes | memoryview]:
        """The rows of `frame`, a run at a time: its columns are the block's, dates and amounts as they are, and those that links name."""
        for start in range(0, len(frame), RUN):
            run = frame.slice(start, RUN)
            values = pl.DataFrame({c.name: bodies(run[c.name], c.text) for c in self._columns})
            stretches = run.select(pl.col(sorted(self._links.columns())).cast(pl.String))
            for piece, opening in ((slice(0, 1), True), (slice(1, None), False)):
                chosen = values[piece]
                if len(chosen):
                    places = {c.name: c[piece] for c in stretches}
                    yield self._joined(chosen, places, len(run) if opening else 0)
            self._shared += len(self._columns)

    def _joined(self, values: pl.DataFrame, stretches: Mapping[str, pl.Series], opening: int) -> memoryview:
        """Rows, put together. `opening`: how many rows will share the formulas that these write in full; 0: they share those before."""
        numbers = _Numbers(self.next_row, len(values))
        at = numbers.shifted(0)
        joiner = _Joiner()
        joiner.add('<row r="', at, '">')
        for number, each in enumerate(self._columns):
            value = values[each.name]
            spaced = each.text and value.str.contains(_SPACED).any()
            column = replace(each, space=' xml:space="preserve"') if spaced else each
            if not column.formula:
                _add_value(joiner, column, at, value)
            elif column.linked:
                _add_own(joiner, column, at, value, self._own(column, numbers, stretches))
            else:
                si = self._shared + number
                shared = self._opening(column, si, opening) if opening else f'<f t="shared" si="{si}"/>'
                joiner.add(column.head, at)
                _add_formula(joiner, column, value, shared)
        joiner.add("</row>")
        self.next_row += len(values)
        return joiner.joined()

    def _opening(self, column: Slice, si: int, rows: int) -> str:
        """The formula that the run's other rows share: written in full on its first row."""
        letters = column_letters(column.place)
        text = plain_xml(moved(column.formula, self.next_row - self._model_row))
        area = f"{letters}{self.next_row}:{letters}{self.next_row + rows - 1}"
        return f'<f t="shared" ref="{area}" si="{si}">{text}</f>'

    def _own(self, column: Slice, numbers: "_Numbers", stretches: Mapping[str, pl.Series]) -> Pieces:
        """A formula that is each row's own, as texts and columns of texts; a column is null where the row has no such stretch."""
        pieces: Pieces = []
        for piece in pieces_of(column.formula):
            if isinstance(piece, str):
                pieces.append(plain_xml(piece))
            elif isinstance(piece, int):
                pieces.append(numbers.shifted(piece - self._model_row))
            else:
                pieces += self._reference(*piece, stretches)
        return pieces

    def _reference(self, sheet: str, reference: str, stretches: Mapping[str, pl.Series]) -> Pieces:
        """«Factures!$H$6:$H$6» in the model row is the row's own stretch of that column, «Factures!$H$6» its first cell."""
        head, _, tail = reference.replace("$", "").partition(":")
        letters = head.rstrip("0123456789")
        link = self._links.of(sheet, letters)
        name: str | pl.Series = link.sheet if link.sheet.endswith("!") else stretches[link.sheet]
        first: Pieces = [name, f"${letters}$", stretches[link.first]]
        return [*first, f":${letters}$", stretches[link.last]] if tail else first


def _add_formula(joiner: "_Joiner", column: Slice, value: pl.Series, *formula: str | pl.Series) -> None:
    if column.text:
        joiner.add(f'{column.dressed} t="str">', *formula, "<v>", value.fill_null(column.empty), "</v></c>")
    elif value.null_count():
        said = _chosen(value.is_null(), ' t="str">', ">")
        joiner.add(column.dressed, said, *formula, "<v>", value.fill_null(column.empty), "</v></c>")
    else:
        joiner.add(f"{column.dressed}>", *formula, "<v>", value, "</v></c>")


def _add_value(joiner: "_Joiner", column: Slice, row: pl.Series, value: pl.Series) -> None:
    missing = value.null_count()
    opened, closed = column.around
    if missing == len(value):
        if not column.bare:
            joiner.add(column.head, row, f"{column.dressed}/>")
    elif missing or (column.day and value.str.contains("-", literal=True).any()):
        joiner.add(pl.select(_alone(column, row, value)).to_series())
    else:
        joiner.add(column.head, row, column.dressed + opened, value, closed)


def _add_own(joiner: "_Joiner", column: Slice, row: pl.Series, value: pl.Series, formula: Pieces) -> None:
    """A cell whose formula is the row's own; where there is none, as a value."""
    lacking = [value] if column.sparse else [p for p in formula if isinstance(p, pl.Series)]
    if not any(part.null_count() for part in lacking):
        joiner.add(column.head, row)
        _add_formula(joiner, column, value, "<f>", *formula, "</f>")
    elif any(part.null_count() == len(part) for part in lacking):
        _add_value(joiner, column, row, value)
    else:
        kind = _chosen(value.is_null() | column.text, ' t="str"', "")
        text = (pl.lit(p) if isinstance(p, str) else p for p in formula)
        begun = (pl.lit(column.head), row, pl.lit(column.dressed), kind, pl.lit("><f>"))
        whole = pl.concat_str(
            *begun, *text, pl.lit("</f><v>"), value.fill_null(column.empty), pl.lit("</v></c>")
        )
        there = pl.all_horizontal(*(part.is_not_null() for part in lacking))
        joiner.add(pl.select(pl.when(there).then(whole).otherwise(_alone(column, row, value))).to_series())


def _alone(column: Slice, row: pl.Series, value: pl.Series) -> pl.Expr:
    """A value without a formula, as a whole cell; a day that has no number is a text."""
    head, dressed = pl.lit(column.head), pl.lit(column.dressed)
    nothing = pl.lit("") if column.bare else pl.concat_str(head, row, pl.lit(f"{column.dressed}/>"))
    opened, closed = map(pl.lit, column.around)
    cell: Any = pl.when(value.is_null()).then(nothing)
    if column.day:
        said, ended = map(pl.lit, replace(column, text=True).around)
        odd = value.str.contains("-", literal=True)
        cell = cell.when(odd).then(pl.concat_str(head, row, dressed, said, value, ended))
    made: pl.Expr = cell.otherwise(pl.concat_str(head, row, dressed, opened, value.fill_null(""), closed))
    return made


def _chosen(where: pl.Series, yes: str, no: str) -> pl.Series:
    return pl.select(pl.when(where).then(pl.lit(yes)).otherwise(pl.lit(no))).to_series()


class _Numbers:
    """The numbers of some rows as texts, and of those some rows above or below, each made once."""

    def __init__(self, first: int, count: int) -> None:
        self._rows = pl.Series(range(first, first + count), dtype=pl.Int64)
        self._made: dict[int, pl.Series] = {}

    def shifted(self, rows: int) -> pl.Series:
        """The numbers `rows` further down."""
        if rows not in self._made:
            self._made[rows] = (self._rows + rows).cast(pl.String)
        return self._made[rows]


class _Joiner:
    """Constant texts and columns of texts, put end to end row by row in one pass."""

    def __init__(self) -> None:
        self._pieces: list[Any] = []
        self._arrays: dict[int, Any] = {}

    def add(self, *pieces: str | pl.Series) -> None:
        """Add pieces; constants in a row become one."""
        for piece in pieces:
            if isinstance(piece, str) and self._pieces and isinstance(self._pieces[-1], str):
                self._pieces[-1] += piece
            else:
                self._pieces.append(piece)

    def joined(self) -> memoryview:
        """The bytes of all rows, in order."""
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        text = pa.large_string()
        arrays = [pa.scalar(p, text) if isinstance(p, str) else self._array(p) for p in self._pieces]
        made = pc.binary_join_element_wise(*arrays, pa.scalar("", text))
        offsets = np.frombuffer(made.buffers()[1], dtype=np.int64)[made.offset : made.offset + len(made) + 1]
        return memoryview(made.buffers()[2])[offsets[0] : offsets[-1]]

    def _array(self, column: pl.Series) -> Any:
        """A column for Arrow, made once however often it stands in a row."""
        if id(column) not in self._arrays:
            self._arrays[id(column)] = column.to_arrow(compat_level=pl.CompatLevel.oldest())
        return self._arrays[id(column)]
