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


@dataclass(frozen=True)
class Link:
    """Where a row finds its own stretch of another sheet: frame columns that hold its first and last rows there, null where it has none, and
    the sheet's name as a formula writes it («'Factures 2'!»), a frame column too when `sheet` is one. `head`: the row that a formula about two
    sheets looks at where the row has nothing on this one, its header: a sum of words is nothing."""

    first: str
    last: str
    sheet: str
    head: int = 0


@dataclass(frozen=True)
class Links:
    """The links of a block, by the sheet that the model row names; `apart`: those of some columns of it, by (sheet, letters)."""

    sheets: Mapping[str, Link] = field(default_factory=dict)
    apart: Mapping[tuple[str, str], Link] = field(default_factory=dict)

    def of(self, sheet: str, letters: str) -> Link | None:
        """The link that a reference to a column of a sheet follows."""
        return self.apart.get((sheet, letters), self.sheets.get(sheet))


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


def slices(block: Block, model: Row, empty: Mapping[str, str], sparse: Collection[str] = ()) -> list[Slice]:
    """The columns of a block from its model row, in order. `empty`: what a column's formula shows for no value, «» if not said. Inputs without a value
    are left to the look of their column, helpers have none."""
    found = []
    for place, slot in enumerate(block.slots):
        cell, text, shown = (
            model.cells[place],
            slot.look in {"code", "text", "long"},
            empty.get(slot.name, ""),
        )
        style, bare = (
            "" if slot.helper else cell.style,
            not slot.formula or slot.helper or slot.name in sparse,
        )
        day, few = slot.look == "date", slot.name in sparse
        found.append(Slice(slot.name, place, style, text, cell.formula or "", shown, day, bare, few))
    return found


class Rows:
    """Writes a block's rows one run after another. `first`: the row of the next one."""

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
            own = self._own_formulas(run)
            values = pl.DataFrame({c.name: bodies(run[c.name], c.text) for c in self._columns})
            for piece, opening in ((slice(0, 1), True), (slice(1, None), False)):
                chosen = values[piece]
                if len(chosen):
                    formulas = {name: f[piece] for name, f in own.items()}
                    yield self._joined(chosen, formulas, len(run) if opening else 0)
            self._shared += len(self._columns)

    def _own_formulas(self, run: pl.DataFrame) -> dict[str, pl.Series]:
        """The formulas that speak of other sheets' stretches, written out for each row; null where the row has no such stretch."""
        numbers = pl.Series("own row", range(self.next_row, self.next_row + len(run)), dtype=pl.Int64)
        numbered = run.with_columns(numbers)
        found = {}
        for column in self._columns:
            parts = _parts(column.formula, self._links, self._model_row) if column.formula else []
            if parts and (column.sparse or any(isinstance(p, tuple) for p in pieces_of(column.formula))):
                text = pl.concat_str(parts)
                wanted = pl.when(pl.col(column.name).is_not_null()).then(text) if column.sparse else text
                found[column.name] = numbered.select(wanted.alias(column.name)).to_series()
        return found

    def _joined(self, values: pl.DataFrame, own: Mapping[str, pl.Series], opening: int) -> memoryview:
        """Rows, put together. `opening`: how many rows will share the formulas that these write in full; 0: they share those before."""
        row = pl.Series(range(self.next_row, self.next_row + len(values)), dtype=pl.Int64).cast(pl.String)
        joiner = _Joiner()
        joiner.add('<row r="', row, '">')
        for number, each in enumerate(self._columns):
            value = values[each.name]
            column = _spaced(each) if each.text and value.str.contains(_SPACED).any() else each
            if column.name in own:
                _add_own(joiner, column, row, value, own[column.name])
            elif column.formula:
                si = self._shared + number
                shared = self._opening(column, si, opening) if opening else f'<f t="shared" si="{si}"/>'
                joiner.add(column.head, row)
                _add_formula(joiner, column, value, shared)
            else:
                _add_value(joiner, column, row, value)
        joiner.add("</row>")
        self.next_row += len(values)
        return joiner.joined()

    def _opening(self, column: Slice, si: int, rows: int) -> str:
        """The formula that the run's other rows share: written in full on its first row."""
        letters = column_letters(column.place)
        text = plain_xml(moved(column.formula, self.next_row - self._model_row))
        area = f"{letters}{self.next_row}:{letters}{self.next_row + rows - 1}"
        return f'<f t="shared" ref="{area}" si="{si}">{text}</f>'


def _spaced(column: Slice) -> Slice:
    """The column, once a text of it has spaces to keep."""
    return replace(column, space=' xml:space="preserve"')


def _add_formula(joiner: "_Joiner", column: Slice, value: pl.Series, formula: str) -> None:
    if column.text:
        joiner.add(f'{column.dressed} t="str">{formula}<v>', value.fill_null(column.empty), "</v></c>")
    elif value.null_count():
        said = _chosen(value.is_null(), ' t="str">', ">")
        joiner.add(column.dressed, said, f"{formula}<v>", value.fill_null(column.empty), "</v></c>")
    else:
        joiner.add(f"{column.dressed}>{formula}<v>", value, "</v></c>")


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


def _add_own(joiner: "_Joiner", column: Slice, row: pl.Series, value: pl.Series, formula: pl.Series) -> None:
    """A cell whose formula is the row's own; where there is none, as a value."""
    if formula.null_count() == len(formula):
        _add_value(joiner, column, row, value)
        return
    kind = _chosen(value.is_null() | column.text, ' t="str"', "")
    begun = (pl.lit(column.head), row, pl.lit(column.dressed), kind, pl.lit("><f>"))
    shown = (pl.lit("</f><v>"), value.fill_null(column.empty), pl.lit("</v></c>"))
    alone = _alone(column, row, value)
    cell = pl.when(formula.is_not_null()).then(pl.concat_str(*begun, formula, *shown)).otherwise(alone)
    joiner.add(pl.select(cell).to_series())


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


# ── formulas ──


def _parts(formula: str, links: Links, model_row: int) -> list[pl.Expr]:
    """A formula as text and columns, of which «own row» is the row's own number."""
    pieces = [_reference(p, links) if isinstance(p, tuple) else p for p in pieces_of(formula)]
    used = [each[0].first for each in pieces if isinstance(each, tuple)]
    parts: list[pl.Expr] = []
    for piece in pieces:
        if isinstance(piece, str):
            parts.append(pl.lit(plain_xml(piece)))
        elif isinstance(piece, int):
            parts.append((pl.col("own row") + (piece - model_row)).cast(pl.String))
        else:
            link, letters, area = piece
            others = [pl.col(other).is_not_null() for other in set(used) if other != link.first]
            spare = (
                pl.when(pl.any_horizontal(others)).then(link.head) if link.head and others else pl.lit(None)
            )
            parts += [
                pl.lit(link.sheet) if link.sheet.endswith("!") else pl.col(link.sheet),
                pl.lit(f"${letters}$"),
            ]
            parts.append(pl.coalesce(pl.col(link.first), spare).cast(pl.String))
            if area:
                last = pl.coalesce(pl.col(link.last), spare)
                tail = pl.concat_str(pl.lit(f":${letters}$"), last.cast(pl.String))
                parts.append(
                    pl.when(last > pl.coalesce(pl.col(link.first), spare)).then(tail).otherwise(pl.lit(""))
                )
    return parts


def _reference(piece: tuple[str, str], links: Links) -> tuple[Link, str, bool]:
    """The link that a reference to another sheet follows, its column, and whether it is to a whole stretch."""
    sheet, reference = piece
    head, _, tail = reference.replace("$", "").partition(":")
    letters = head.rstrip("0123456789")
    link = links.of(sheet, letters)
    if link is None:
        raise ValueError(f"{sheet}!{reference}")
    return link, letters, bool(tail)


class _Joiner:
    """Constant texts and columns of texts, put end to end row by row in one pass."""

    def __init__(self) -> None:
        self._pieces: list[Any] = []

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

        arrays = [
            pa.scalar(p, pa.large_string())
            if isinstance(p, str)
            else p.to_arrow(compat_level=pl.CompatLevel.oldest())
            for p in self._pieces
        ]
        made = pc.binary_join_element_wise(*arrays, pa.scalar("", pa.large_string()))
        offsets = np.frombuffer(made.buffers()[1], dtype=np.int64)[made.offset : made.offset + len(made) + 1]
        return memoryview(made.buffers()[2])[offsets[0] : offsets[-1]]
