"""Corrections made in the application, laid over what the files say; a file's own values are never written over.

An edit names one field of one record, the value it had when corrected and the value to show. Loaded again with the same value or with the
corrected one, the field stays corrected; with a third value, it is a conflict that the reader settles.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from fiche.dataset import Dataset
from fiche.model import KNOWN_AS, POLARS, STORED, TABLES, TableName
from fiche.records import SEPARATOR, group, with_records

Field = tuple[TableName, str, str]


@dataclass(frozen=True)
class Edit:
    """`before` (what the files say) and `value` as text (dates ISO, amounts with a point), None for empty. `origin`: «manual», or the code of the
    finding whose proposal it is. `id` 0: not yet kept. `made_at`: UTC. `by`: who made it."""

    table: TableName
    record: str
    column: str
    before: str | None
    value: str | None
    origin: str = "manual"
    id: int = 0
    made_at: dt.datetime | None = None
    by: str = ""

    @property
    def field(self) -> Field:
        """What it corrects."""
        return self.table, self.record, self.column


@dataclass(frozen=True)
class Conflict:
    """An edit, and the third value that the file now holds."""

    edit: Edit
    file_value: str | None


def applied(dataset: Dataset, edits: Iterable[Edit]) -> Dataset:
    """`dataset` with the edits laid over it, the latest last; those of records that are no longer there wait for them."""
    latest = {e.field: e for e in edits}
    tables = dict(dataset.tables)
    for name in STORED:
        mine = [e for e in latest.values() if e.table == name and e.column in TABLES[name].by_name]
        if mine:
            tables[name] = _laid(tables[name], name, mine)
    return replace(dataset, tables=tables) if latest else dataset


def _laid(frame: pl.DataFrame, name: TableName, edits: Sequence[Edit]) -> pl.DataFrame:
    near = around(frame, name, {e.record for e in edits})
    places = dict(near.select("record", "at").iter_rows())
    for column in dict.fromkeys(e.column for e in edits):
        mine = [e for e in edits if e.column == column and e.record in places]
        if mine:
            values = typed(name, column, [e.value for e in mine])
            frame = put(frame, column, [places[e.record] for e in mine], values)
    return known(frame, near)


def around(frame: pl.DataFrame, name: TableName, records: Collection[str]) -> pl.DataFrame:
    """The rows of the clients (or, for lines, of the invoices) of those records, with `record` and `at`, their place in `frame`."""
    of = pl.col("document_key" if name == "lines" else "client_id").cast(pl.String)
    if KNOWN_AS in frame.columns:
        of = pl.coalesce(pl.col(KNOWN_AS).str.split(SEPARATOR).list.first(), of)
    groups = {group(r) for r in records} | {r for r in records if SEPARATOR not in r}
    near = frame.with_row_index("at").filter(of.is_in(pl.Series(list(groups), dtype=pl.String).implode()))
    return with_records(near, name)


def known(frame: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """`frame` whose rows `near` (with `record` and `at`) keep their keys whatever becomes of their values."""
    return put(frame, KNOWN_AS, near["at"], near["record"]) if KNOWN_AS in frame.columns else frame


def put(
    frame: pl.DataFrame, column: str, places: Sequence[int] | pl.Series, values: pl.Series
) -> pl.DataFrame:
    """`frame` with other values in some places of a column."""
    at = pl.Series(places, dtype=pl.UInt32)
    return frame.with_columns(frame[column].clone().scatter(at, values)) if len(at) else frame


def typed(name: TableName, column: str, texts: Sequence[str | None]) -> pl.Series:
    """Texts as the values of a column; null where one is none."""
    dtype = POLARS[TABLES[name].by_name[column].type]
    return (
        pl.DataFrame({column: pl.Series(texts, dtype=pl.String)})
        .select(_typed(pl.col(column), dtype))
        .to_series()
    )


def refused(name: TableName, column: str, texts: Sequence[str | None]) -> str | None:
    """The first of the texts that is no value of the column, None when all are."""
    if TABLES[name].by_name[column].type == "flag":
        return next((t for t in texts if t not in (None, "true", "false")), None)
    read = typed(name, column, texts)
    return next((t for t, v in zip(texts, read, strict=True) if t is not None and v is None), None)


def _typed(text: pl.Expr, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d", strict=False)
    if dtype == pl.Boolean:
        return text == "true"
    return text.cast(dtype, strict=False)


def conflicts(dataset: Dataset, edits: Iterable[Edit]) -> list[Conflict]:
    """The edits whose field the files (`dataset`, without edits) now give a third value."""
    edits = list(edits)
    now = current_values(dataset, [(e.table, e.record, e.column) for e in edits])
    seen = [(e, now.get((e.table, e.record, e.column), e.before)) for e in edits]
    return [Conflict(e, value) for e, value in seen if value not in (e.before, e.value)]


def current_values(dataset: Dataset, fields: Iterable[Field]) -> dict[Field, str | None]:
    """What fields (table, record, column) of `dataset` hold, as an edit writes it; those of records that are not there are left out."""
    wanted = list(dict.fromkeys(fields))
    found: dict[Field, str | None] = {}
    for name in STORED:
        mine = [f for f in wanted if f[0] == name and f[2] in TABLES[name].by_name]
        if mine:
            frame = around(dataset[name], name, {f[1] for f in mine})
            rows = {r["record"]: r for r in frame.iter_rows(named=True)}
            found |= {f: as_text(rows[f[1]][f[2]]) for f in mine if f[1] in rows}
    return found


def as_text(value: object) -> str | None:
    """A value as a correction writes it."""
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
