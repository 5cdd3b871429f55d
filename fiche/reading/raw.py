"""A file as read: columns of untyped cells with their positions; it guesses no header, no type and no meaning."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from fiche.reading.kinds import Kind

__all__ = ["About", "Cell", "Kind", "Note", "RawColumn", "RawFile", "RawSheet"]

Cell = str | float | bool | dt.datetime | None


@dataclass(frozen=True)
class Note:
    """Something seen while reading. `row` is the sheet's own row number (a record's number in a delimited file), None for the whole sheet.

    Codes: ragged_row, nul_removed, cell_error, unreadable_sheet (of a sheet); encoding_guessed, mixed_encoding, undecodable_bytes (of
    a delimited file, a page or an XML workbook, on its first sheet); left_out_sheet (of a file: a chart or macro sheet).
    """

    code: str
    row: int | None = None
    column: int | None = None
    value: str | None = None


@dataclass(frozen=True)
class RawColumn:
    """One column: `kinds` (UInt8, see Kind) and up to three planes of the same height, None when no cell needs it.

    `text` String: TEXT and ERROR cells, else null. `number` Float64: NUMBER, FLAG (0 or 1), DURATION (days), else null. `moment`
    Datetime[μs]: MOMENT, else null. Empty and missing are both EMPTY.
    """

    kinds: pl.Series
    text: pl.Series | None = None
    number: pl.Series | None = None
    moment: pl.Series | None = None

    def slice(self, offset: int, length: int | None = None) -> "RawColumn":
        """The cells from index `offset` on, without a copy."""
        return RawColumn(*(None if plane is None else plane.slice(offset, length) for plane in self._planes))  # type: ignore[arg-type]

    def take(self, indexes: pl.Series) -> "RawColumn":
        """The cells at `indexes` (UInt32, ascending); without a copy when they follow one another."""
        if len(indexes) and indexes[-1] - indexes[0] + 1 == len(indexes):
            return self.slice(indexes[0], len(indexes))
        return RawColumn(*(None if plane is None else plane.gather(indexes) for plane in self._planes))  # type: ignore[arg-type]

    def cell(self, index: int) -> Cell:
        """One cell: text (an error's literal too), float, bool, datetime, or None when empty. A duration is its number of days."""
        kind = self.kinds[index]
        if kind == Kind.EMPTY:
            return None
        if kind == Kind.MOMENT and self.moment is not None:
            moment: dt.datetime | None = self.moment[index]
            return moment
        if kind in (Kind.TEXT, Kind.ERROR) and self.text is not None:
            text: str | None = self.text[index]
            return text
        number = None if self.number is None else self.number[index]
        return bool(number) if kind == Kind.FLAG else number

    @property
    def _planes(self) -> tuple[pl.Series | None, ...]:
        return self.kinds, self.text, self.number, self.moment


@dataclass(frozen=True)
class RawSheet:
    """One sheet. Index i of a column is the sheet's row `first_row` + i (1-based); index j of `columns` is its column `first_column` + j
    (0-based). `hidden` sheets are read like the others. A sheet without any cell has no column and height 0.
    """

    file: str
    name: str
    columns: tuple[RawColumn, ...]
    height: int
    first_row: int = 1
    first_column: int = 0
    hidden: bool = False
    notes: tuple[Note, ...] = ()

    def row(self, index: int, most: int | None = None) -> list[Cell]:
        """The cells of one row, see RawColumn.cell; the first `most` only when given."""
        return [column.cell(index) for column in self.columns[:most]]

    def rows(self) -> Iterator[list[Cell]]:
        """Every row in turn; for tests and small sheets."""
        return (self.row(i) for i in range(self.height))

    def cell(self, index: int, column: int) -> str:
        """The address a spreadsheet gives to that cell, such as «B12»."""
        return f"{column_letters(self.first_column + column)}{self.first_row + index}"

    @cached_property
    def blank_rows(self) -> pl.Series:
        """Boolean, True where every cell of the row is empty."""
        blank = pl.Series("blank", [True], dtype=pl.Boolean).new_from_index(0, self.height)
        for column in self.columns:
            blank = blank & (column.kinds == Kind.EMPTY)
        return blank


@dataclass(frozen=True)
class About:
    """What a workbook that this application made says of itself. `stamp`: the text of its property, «» where it is gone; `names`: what its defined
    names stand for; `formulas`: by sheet and column letters, the runs of rows (first, last) whose cells hold a formula, for the sheets searched."""

    stamp: str
    names: Mapping[str, str]
    formulas: Mapping[str, Mapping[str, Sequence[tuple[int, int]]]]


@dataclass(frozen=True)
class RawFile:
    """A file as read: `format` is what its content says (xlsx, xlsm, xlsb, xls, ods, csv;
    html, mhtml, xml2003 and fods under whatever name their program gave them), `sha256` the digest of its bytes. `about`: of a workbook of ours."""

    name: str
    format: str
    sheets: tuple[RawSheet, ...]
    sha256: str
    notes: tuple[Note, ...] = ()
    about: About | None = None


def column_letters(index: int) -> str:
    """The letters of a column by its 0-based index: A, B … Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
