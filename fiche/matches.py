"""What a sheet and its columns were taken for, as values that pages show and checking follows; it proposes nothing.

A choice is what a reader confirmed for a set of headers: it is proposed again for every sheet with the same headers.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from fiche.model import TABLES, TableName
from fiche.reading.raw import RawSheet
from fiche.sources import Recognised
from fiche.words import normalised


@dataclass(frozen=True)
class ColumnMatch:
    """A header and what it was taken for. `column` is a code name of the table, None when not recognised; `confidence` is 0 to 1.

    `index`: the column of the sheet, -1 for one that another sheet gives (SheetMatch.link). `alone`: the last of two header lines.
    """

    index: int
    header: str
    column: str | None
    confidence: float
    sample: tuple[str, ...] = ()
    alone: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What the header may be known by, the fullest first."""
        return (self.header, self.alone) if self.alone else (self.header,)


@dataclass(frozen=True)
class Link:
    """How a sheet without a client finds it: its column `key` holds values of column `their_key` of another sheet, whose column `client` names
    the client by number (`by` «client_id») or by name («client_name»). Columns are indexes."""

    key: int
    file: str
    sheet: str
    their_key: int
    client: int
    by: str


@dataclass(frozen=True)
class SheetMatch:
    """A sheet and what it was taken for.

    `table` None: not loaded, for `reason` (a code of SET_ASIDE). `header_row` is the sheet's own row number of the last of `header_lines`.
    `rows`: rows below the header that hold something. `chosen`: the reader decided, now or (`remembered`) for an earlier file. `recognised`: the
    system whose export it is, with what it holds, in words.
    """

    file: str
    sheet: str
    table: TableName | None
    header_row: int | None
    columns: tuple[ColumnMatch, ...]
    confidence: float
    reason: str
    rows: int
    chosen: bool = False
    header_lines: int = 1
    remembered: bool = False
    recognised: Recognised | None = None
    link: Link | None = None

    @property
    def source(self) -> str:
        """«export Odoo, factures», «» when the headers are nobody's in particular."""
        return self.recognised.title if self.recognised else ""

    @property
    def deals(self) -> bool:
        """Whether the rows are opportunities of a CRM, that count as sales only because the reader said so."""
        return self.recognised is not None and self.recognised.export.reason == "crm_deals"

    @property
    def mapped(self) -> dict[str, ColumnMatch]:
        """The recognised columns by code name."""
        return {c.column: c for c in self.columns if c.column is not None}

    @property
    def unmapped(self) -> tuple[ColumnMatch, ...]:
        """The columns nobody recognised; they are kept on the sheet all the same."""
        return tuple(c for c in self.columns if c.column is None)

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """The groups of columns, one of each being needed, of which none is known."""
        if self.table is None:
            return ()
        known = set(self.mapped)
        return tuple(group for group in TABLES[self.table].requires if not known & set(group))


@dataclass(frozen=True)
class Choice:
    """What a reader decided for some headers: the table (None: not loaded) and {normalised header: code name or None}."""

    table: TableName | None
    columns: Mapping[str, str | None] = field(default_factory=dict)


Choices = Mapping[str, Choice]


def signature(columns: Iterable[ColumnMatch]) -> str:
    """What identifies a set of headers, whatever their order, case and accents."""
    words = sorted(normalised(c.header) for c in columns if c.index >= 0)
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def choice_of(match: SheetMatch) -> Choice:
    """What `match` says, to be remembered for its headers."""
    return Choice(match.table, {normalised(c.header): c.column for c in match.columns if c.index >= 0})


def body_rows(sheet: RawSheet, match: SheetMatch) -> pl.Series:
    """The indexes of the rows below the header that hold something."""
    start = 0 if match.header_row is None else match.header_row - sheet.first_row + 1
    filled = (~sheet.blank_rows).arg_true()
    return filled.filter(filled >= start)


def title_rows(sheet: RawSheet, match: SheetMatch) -> pl.Series:
    """The indexes of the rows above the header that hold something."""
    end = 0 if match.header_row is None else match.header_row - sheet.first_row + 1 - match.header_lines
    filled = (~sheet.blank_rows).arg_true()
    return filled.filter(filled < end)
