"""The rows of a very long sheet as XML, thousands at a time and column by column; it knows no sheet and computes no value.

A row looks like its block's model row: the styles, and the formulas. A formula about its own row and the one above is shared by the rows of a
run. One about a stretch of another sheet (a client's own documents, a document's own payments) is written out on each row that has such a
stretch; where there is none, the value stands alone.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from fiche.excel.blocks import Block
from fiche.excel.bodies import bodies, spaced
from fiche.excel.cells import Row
from fiche.excel.joiner import Joiner, Texts, Turn, alike, chosen, filled, joined, taken, texts_of
from fiche.excel.references import column_letters, moved, pieces_of
from fiche.excel.values import plain_xml

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]
RUN = 32_000  # rows that share a formula


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

    def written(self, frame: pl.DataFrame) -> Iterator[memoryview]:
        """The rows of `frame`, some at a time: its columns are the block's, dates and amounts as they are, and those that links name."""
        for start in range(0, len(frame), RUN):
            run = frame.slice(start, RUN)
            stretches = run.select(pl.col(sorted(self._links.columns())).cast(pl.String))
            yield from self._joiner(run, {c.name: alike(c) for c in stretches}).joined(len(run))
            self._shared += len(self._columns)
            self.next_row += len(run)

    def _joiner(self, run: pl.DataFrame, stretches: Mapping[str, str | Texts]) -> Joiner:
        """What rows that share their formulas are made of."""
        numbers = _Numbers(self.next_row, len(run))
        at, joiner = numbers.shifted(0), Joiner()
        joiner.add('<row r="', at, '">')
        for number, each in enumerate(self._columns):
            said = bodies(run[each.name], each.text)
            value = texts_of(said)
            column = replace(each, space=' xml:space="preserve"') if each.text and spaced(said) else each
            if not column.formula:
                _add_value(joiner, column, at, value)
            elif column.linked:
                _add_own(joiner, column, at, value, self._own(column, numbers, stretches))
            else:
                joiner.add(column.head, at)
                _add_formula(joiner, column, value, self._opening(column, self._shared + number, len(run)))
        joiner.add("</row>")
        return joiner

    def _opening(self, column: Slice, si: int, rows: int) -> Turn:
        """A formula that the rows of a run share: written in full on the first."""
        letters = column_letters(column.place)
        text = plain_xml(moved(column.formula, self.next_row - self._model_row))
        area = f"{letters}{self.next_row}:{letters}{self.next_row + rows - 1}"
        return Turn(f'<f t="shared" ref="{area}" si="{si}">{text}</f>', f'<f t="shared" si="{si}"/>')

    def _own(
        self, column: Slice, numbers: "_Numbers", stretches: Mapping[str, str | Texts]
    ) -> list[str | Texts]:
        """A formula that is each row's own, as texts and columns of texts; a column is null where the row has no such stretch."""
        pieces: list[str | Texts] = ["<f>"]
        for piece in pieces_of(column.formula):
            if isinstance(piece, str):
                pieces.append(plain_xml(piece))
            elif isinstance(piece, int):
                pieces.append(numbers.shifted(piece - self._model_row))
            else:
                pieces += self._reference(*piece, stretches)
        return [*pieces, "</f>"]

    def _reference(
        self, sheet: str, reference: str, stretches: Mapping[str, str | Texts]
    ) -> list[str | Texts]:
        """«Factures!$H$6:$H$6» in the model row is the row's own stretch of that column, «Factures!$H$6» its first cell."""
        head, _, tail = reference.replace("$", "").partition(":")
        letters = head.rstrip("0123456789")
        link = self._links.of(sheet, letters)
        name: str | Texts = link.sheet if link.sheet.endswith("!") else stretches[link.sheet]
        first: list[str | Texts] = [name, f"${letters}$", stretches[link.first]]
        return [*first, f":${letters}$", stretches[link.last]] if tail else first


def _add_formula(joiner: Joiner, column: Slice, value: Texts, *formula: str | Texts | Turn) -> None:
    if column.text:
        joiner.add(f'{column.dressed} t="str">', *formula, "<v>", filled(value, column.empty), "</v></c>")
    elif value.null_count:
        said = chosen(value.is_null(), ' t="str">', ">")
        joiner.add(column.dressed, said, *formula, "<v>", filled(value, column.empty), "</v></c>")
    else:
        joiner.add(f"{column.dressed}>", *formula, "<v>", value, "</v></c>")


def _add_value(joiner: Joiner, column: Slice, row: Texts, value: Texts) -> None:
    """A value without a formula; a day that has no number is a text."""
    if value.null_count == len(value):
        if not column.bare:
            joiner.add(column.head, row, f"{column.dressed}/>")
    elif value.null_count or (column.day and _odd(value).any()):
        _add_mixed(joiner, column, row, value)
    else:
        opened, closed = column.around
        joiner.add(column.head, row, column.dressed + opened, value, closed)


def _add_own(joiner: Joiner, column: Slice, row: Texts, value: Texts, formula: list[str | Texts]) -> None:
    """A cell whose formula is the row's own; where there is none, as a value."""
    lacking = [value] if column.sparse else [p for p in formula if not isinstance(p, str)]
    if not any(part.null_count for part in lacking):
        joiner.add(column.head, row)
        _add_formula(joiner, column, value, *formula)
    elif any(part.null_count == len(part) for part in lacking):
        _add_value(joiner, column, row, value)
    else:
        whole = joined(formula, nulls=True)
        _add_mixed(
            joiner, column, row, value, chosen(value.is_valid(), whole, None) if column.sparse else whole
        )


# The cells of a column where they differ: nothing there, a value, a day that has no number, a formula that gives nothing, a formula and its value.
_NOTHING, _VALUE, _DAY, _EMPTY, _COMPUTED = range(5)


def _add_mixed(joiner: Joiner, column: Slice, row: Texts, value: Texts, formula: Texts | None = None) -> None:
    """Cells of which some have the formula, some a value alone, some nothing, as `formula` and `value` are null or not."""
    valued = value.is_valid().to_numpy(zero_copy_only=False)
    kinds = np.where(valued, _VALUE, _NOTHING).astype(np.int8)
    if column.day:
        kinds[_odd(value)] = _DAY
    if formula is not None:
        own = formula.is_valid().to_numpy(zero_copy_only=False)
        kinds[own] = np.where(valued[own], _COMPUTED, _EMPTY)
    shown = kinds != _NOTHING
    if not column.bare or shown.all():
        joiner.add(column.head, row)
    else:
        joiner.add(chosen(shown, column.head, None), chosen(shown, row, None))
    text, dressed = ' t="str">', column.dressed
    (opened, closed), (said, ended) = column.around, replace(column, text=True).around
    nothing = "" if column.bare else f"{dressed}/>"
    computed = dressed + (text if column.text else ">")
    begun = (nothing, dressed + opened, dressed + said, dressed + text, computed)
    joiner.add(taken(begun, kinds))
    if formula is not None:
        joiner.add(formula, taken(("", "", "", "<v>" + column.empty, "<v>"), kinds))
    joiner.add(value, taken(("", closed, ended, "</v></c>", "</v></c>"), kinds))


def _odd(days: Texts) -> Flags:
    """Where a day has no number."""
    import pyarrow.compute as pc

    found: Flags = pc.match_substring(days, "-").fill_null(False).to_numpy(zero_copy_only=False)
    return found


class _Numbers:
    """The numbers of some rows as texts, and of those some rows above or below, each made once."""

    def __init__(self, first: int, count: int) -> None:
        self._first, self._count = first, count
        self._made: dict[int, Texts] = {}

    def shifted(self, rows: int) -> Texts:
        """The numbers `rows` further down."""
        if rows not in self._made:
            first = self._first + rows
            numbers = pl.int_range(first, first + self._count, dtype=pl.Int64, eager=True)
            self._made[rows] = texts_of(numbers.cast(pl.String))
        return self._made[rows]
