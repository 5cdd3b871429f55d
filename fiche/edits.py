"""Corrections made in the application, laid over what the files say; a file's own values are never written over.

An edit names one field of one record, the value it had when corrected and the value to show. Loaded again with the same value or with the
corrected one, the field stays corrected; with a third value, it is a conflict that the reader settles.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from fiche.dataset import Dataset
from fiche.model import POLARS, STORED, TABLES, TableName
from fiche.records import with_records


@dataclass(frozen=True)
class Edit:
    """`before` and `value` as text (dates ISO, amounts with a point), None for empty. `origin`: «manual», or the code of the finding whose proposal
    it is. `id` 0: not yet kept. `made_at`: UTC."""

    table: TableName
    record: str
    column: str
    before: str | None
    value: str | None
    origin: str = "manual"
    id: int = 0
    made_at: dt.datetime | None = None


@dataclass(frozen=True)
class Conflict:
    """An edit, and the third value that the file now holds."""

    edit: Edit
    file_value: str | None


def applied(dataset: Dataset, edits: Iterable[Edit]) -> Dataset:
    """`dataset` with the edits laid over it, the latest last; those of records that are no longer there wait for them."""
    latest: dict[tuple[TableName, str, str], Edit] = {(e.table, e.record, e.column): e for e in edits}
    if not latest:
        return dataset
    tables = dict(dataset.tables)
    for name in STORED:
        mine = [e for e in latest.values() if e.table == name]
        if mine:
            tables[name] = _laid(with_records(tables[name], name), name, mine).select(tables[name].columns)
    return replace(dataset, tables=tables)


def _laid(frame: pl.DataFrame, name: TableName, edits: Sequence[Edit]) -> pl.DataFrame:
    types = TABLES[name].by_name
    for column in dict.fromkeys(e.column for e in edits if e.column in types):
        values = {e.record: e.value for e in edits if e.column == column}
        said = pl.DataFrame(
            {
                "record": list(values),
                "edited": pl.Series(list(values.values()), dtype=pl.String),
                "touched": True,
            }
        )
        typed = _typed(pl.col("edited"), POLARS[types[column].type])
        frame = frame.join(said, on="record", how="left", maintain_order="left")
        frame = frame.with_columns(
            pl.when(pl.col("touched").fill_null(False)).then(typed).otherwise(column).alias(column)
        ).drop("edited", "touched")
    return frame


def _typed(text: pl.Expr, dtype: pl.DataType | type[pl.DataType]) -> pl.Expr:
    if dtype == pl.Date:
        return text.str.to_date("%Y-%m-%d", strict=False)
    if dtype == pl.Boolean:
        return text == "true"
    return text.cast(dtype, strict=False)


def conflicts(dataset: Dataset, edits: Iterable[Edit]) -> list[Conflict]:
    """The edits whose field the files (`dataset`, without edits) now give a third value."""
    found = []
    for name in STORED:
        mine = [e for e in edits if e.table == name and e.column in TABLES[name].by_name]
        if not mine:
            continue
        frame = with_records(dataset[name], name)
        rows = {
            r["record"]: r
            for r in frame.filter(pl.col("record").is_in([e.record for e in mine])).iter_rows(named=True)
        }
        for edit in mine:
            now = _text(rows[edit.record][edit.column]) if edit.record in rows else edit.before
            if now not in (edit.before, edit.value):
                found.append(Conflict(edit, now))
    return found


def field_text(dataset: Dataset, table: TableName, record: str, column: str) -> str | None:
    """What a field of `dataset` holds, as an edit writes it. Raises KeyError when there is no such record."""
    frame = with_records(dataset[table], table).filter(pl.col("record") == record)
    if len(frame) == 0:
        raise KeyError(record)
    return _text(frame[column][0])


def _text(value: object) -> str | None:
    return None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
