"""Constant texts and columns of texts put end to end, row by row, in one pass over many rows; it knows no cell."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

Texts = Any  # a column of texts of Arrow, which has no types
JOINED = 2_000  # rows put end to end at a time: few enough for the processor to have them at hand when they are packed


class Turn(NamedTuple):
    """A constant that is one thing in the first row and another in those below."""

    first: str
    then: str


class Joiner:
    """What each row is made of, from left to right; a null is nothing."""

    def __init__(self) -> None:
        self._pieces: list[Turn | Texts] = []

    def add(self, *pieces: str | Texts | Turn) -> None:
        """Add pieces; constants in a row become one."""
        for piece in pieces:
            said = Turn(piece, piece) if isinstance(piece, str) else piece
            if isinstance(said, Turn) and self._pieces and isinstance(self._pieces[-1], Turn):
                before = self._pieces.pop()
                said = Turn(before.first + said.first, before.then + said.then)
            self._pieces.append(said)

    def joined(self, rows: int) -> Iterator[memoryview]:
        """The bytes of the rows, in order, some at a time."""
        yield self._slice(0, min(1, rows))
        for start in range(1, rows, JOINED):
            yield self._slice(start, JOINED)

    def _slice(self, start: int, rows: int) -> memoryview:
        place = 0 if start == 0 else 1
        made = joined([p[place] if isinstance(p, Turn) else p.slice(start, rows) for p in self._pieces])
        offsets = np.frombuffer(made.buffers()[1], dtype=np.int64)[made.offset : made.offset + len(made) + 1]
        return memoryview(made.buffers()[2])[offsets[0] : offsets[-1]]


def texts_of(column: pl.Series) -> Texts:
    """A column for Arrow."""
    return column.to_arrow(compat_level=pl.CompatLevel.oldest())


def alike(column: pl.Series) -> str | Texts:
    """A column for Arrow, or what all its rows say."""
    same = len(column) and column.null_count() == 0 and (column == column[0]).all()
    return str(column[0]) if same else texts_of(column)


def joined(pieces: Sequence[str | Texts], *, nulls: bool = False) -> Texts:
    """Constants and columns end to end. `nulls`: one makes its row null; otherwise it is nothing."""
    import pyarrow.compute as pc

    mode = "emit_null" if nulls else "skip"
    return pc.binary_join_element_wise(*map(_text, pieces), _text(""), null_handling=mode)


def chosen(where: Any, yes: str | Texts, no: str | Texts | None) -> Texts:
    """One or the other."""
    import pyarrow.compute as pc

    return pc.if_else(where, _text(yes), _text(no))


def taken(texts: Sequence[str], places: Any) -> Texts:
    """Of a few texts, the one at each place."""
    import pyarrow as pa

    return pa.array(texts, pa.large_string()).take(pa.array(places))


def filled(values: Texts, empty: str) -> Texts:
    """Values, with what is shown where there is none."""
    return values.fill_null(empty) if empty and values.null_count else values


def _text(piece: Any) -> Any:
    """A constant for Arrow."""
    import pyarrow as pa

    return pa.scalar(piece, pa.large_string()) if piece is None or isinstance(piece, str) else piece
