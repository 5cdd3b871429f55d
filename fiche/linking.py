"""Sheets that name no client, and the sheet that says whose their rows are (invoice → case → client); found by the values, it reads no file.

A key is a column of the one whose values are found, nearly all, in a column of the other that never repeats itself. Whole numbers are found
anywhere: for those the headers must share a word too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from fiche.assignment import meanings
from fiche.checking.parsed import as_text
from fiche.matches import Link, SheetMatch, body_rows
from fiche.matching import with_client_from, without_client
from fiche.model import TABLES
from fiche.reading.raw import Kind, RawColumn, RawSheet
from fiche.synonyms import REORDERED
from fiche.words import STOP_WORDS, normalised

ENOUGH = 0.95
SAMPLE = 400
FEWEST = 3
CLIENT = ("client_id", "client_name")


def linked(sheets: Sequence[RawSheet], matches: Sequence[SheetMatch]) -> tuple[SheetMatch, ...]:
    """`matches` with a client found, through another sheet, for those that only lacked that; the sheet in between says it is one."""
    pairs = [_Sheet(s, m) for s, m in zip(sheets, matches, strict=True)]
    result, between = list(matches), set()
    for i, pair in enumerate(pairs):
        if (
            len(pairs) == 1
            or pair.match.table is not None
            or pair.match.reason != "not_recognised"
            or pair.match.remembered
        ):
            continue
        would_be = without_client(pair.sheet)
        found = _way(pair, [p for j, p in enumerate(pairs) if j != i]) if would_be else None
        if would_be and found:
            result[i] = with_client_from(would_be, found[0], found[1])
            between.add((found[0].file, found[0].sheet))
    named = any("name" in m.mapped for m in matches if m.table == "clients")
    return tuple(_in_between(m, named=named) if (m.file, m.sheet) in between else m for m in result)


def _in_between(match: SheetMatch, *, named: bool) -> SheetMatch:
    """A table that only links: one that nothing else was seen in, or a list of client numbers without names beside one with names."""
    bare = match.table == "clients" and "name" not in match.mapped and named and not match.chosen
    if match.reason != "not_recognised" and not bare:
        return match
    columns = tuple(replace(c, column=None, confidence=0.0) for c in match.columns)
    return replace(match, table=None, reason="link_table", columns=columns, confidence=0.0)


@dataclass(frozen=True)
class _Sheet:
    sheet: RawSheet
    match: SheetMatch

    @cached_property
    def rows(self) -> pl.Series:
        return body_rows(self.sheet, self.match).cast(pl.UInt32)

    def texts(self, index: int) -> pl.Series:
        """A column as text."""
        return as_text(self.sheet.columns[index].take(self.rows))

    @cached_property
    def client(self) -> tuple[int, str] | None:
        """The column that names the client, by its meaning or by its header, and whether by number or by name."""
        for column, by in (
            ("client_id", "client_id"),
            ("client_name", "client_name"),
            ("name", "client_name"),
        ):
            if column in self.match.mapped and (index := self.match.mapped[column].index) >= 0:
                return index, by
        for by in CLIENT:
            for c in self.match.columns:
                if meanings(TABLES["payments"], c).get(by, 0) >= REORDERED and c.index >= 0:
                    return c.index, by
        return None

    @cached_property
    def unique(self) -> list[tuple[int, str, frozenset[str]]]:
        """The columns that never repeat a value: index, header, values."""
        found = []
        for column in self.match.columns:
            values = (
                self.texts(column.index).drop_nulls() if column.index >= 0 else pl.Series([], dtype=pl.String)
            )
            if len(values) >= FEWEST and values.n_unique() == len(values):
                found.append((column.index, column.header, frozenset(values.to_list())))
        return found


def _way(pair: _Sheet, others: Sequence[_Sheet]) -> tuple[Link, str] | None:
    """The best key to another sheet that names a client, and words for it."""
    best: tuple[float, Link, str] | None = None
    for column in pair.match.columns:
        values = pair.texts(column.index).drop_nulls().unique().head(SAMPLE)
        if len(values) < FEWEST:
            continue
        for other in others:
            for score, their, header in _keys(column.header, values, other):
                assert other.client is not None
                index, by = other.client
                link = Link(column.index, other.sheet.file, other.sheet.name, their, index, by)
                if best is None or score > best[0]:
                    best = (score, link, f"{column.header} → {other.sheet.name} ({header})")
    return None if best is None else best[1:]


def _keys(header: str, values: pl.Series, other: _Sheet) -> list[tuple[float, int, str]]:
    """The columns of `other` that hold `values`: how well, their index and their header."""
    if other.client is None:
        return []
    whole = bool(values.str.contains(r"^\d{1,9}$").all())
    found = []
    for index, theirs, known in other.unique:
        share = sum(v in known for v in values.to_list()) / len(values)
        common = bool(_words(header) & (_words(theirs) | _words(other.sheet.name)))
        if share >= ENOUGH and (common or not whole):
            found.append((share + common, index, theirs))
    return found


def _words(header: str) -> frozenset[str]:
    little = STOP_WORDS | {"id", "no", "numero", "code", "ref", "reference", "number", "key"}
    return frozenset(w.rstrip("s") for w in normalised(header).split() if w not in little)


def with_their_client(
    sheet: RawSheet, match: SheetMatch, other: RawSheet, theirs: SheetMatch
) -> tuple[RawSheet, SheetMatch]:
    """`sheet` with one more column, the client that its link gives each row, and the match that speaks of it."""
    link = match.link
    assert link is not None
    rows = body_rows(other, theirs).cast(pl.UInt32)
    keys, clients = (as_text(other.columns[i].take(rows)) for i in (link.their_key, link.client))
    table = pl.DataFrame({"key": keys, "client": clients}).drop_nulls().unique("key", keep="first")
    mine = pl.DataFrame({"key": as_text(sheet.columns[link.key])})
    found = mine.join(table, on="key", how="left", maintain_order="left")["client"]
    kinds = found.is_not_null().cast(pl.UInt8) * int(Kind.TEXT)
    column = RawColumn(kinds.alias("kinds"), found.alias("text"))
    place = len(sheet.columns)
    columns = tuple(replace(c, index=place) if c.index < 0 else c for c in match.columns)
    return replace(sheet, columns=(*sheet.columns, column)), replace(match, columns=columns)
