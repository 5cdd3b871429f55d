"""Imports as the record keeps them: written once, given back equal, taken out of force but never erased; it lays nothing over them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
from sqlalchemy import Connection, insert, select, update

from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA, Dataset
from fiche.merging import aligned, merge
from fiche.model import STORED, TOLD_AT, UNSAVED, TableName, schema
from fiche.store import tables
from fiche.store.audit import Note
from fiche.store.columns import columns
from fiche.store.place import Writing
from fiche.store.terms import Import, Terms
from fiche.store.work import month_first

CHUNK = 5_000
Files = Sequence[tuple[str, str]]


def save(writing: Writing, dataset: Dataset, files: Files, made_at: dt.datetime | None, terms: Terms) -> int:
    """Keep `dataset` with the (name, sha256) of its files. Returns the number of the import."""
    connection = writing.connection
    values = {
        "made_at": made_at or writing.at,
        "loaded_on": dataset.loaded_on,
        "rows_in_file": dataset.rows_in_file,
        "rows_loaded": dataset.rows_loaded,
        "active": True,
        "mode": terms.mode,
        "absent": terms.absent,
    }
    number = int(connection.scalar(insert(tables.imports).returning(tables.imports.c.id), values) or 0)
    named = [{"import_id": number, "position": i, "name": n, "sha256": s} for i, (n, s) in enumerate(files)]
    if named:
        connection.execute(insert(tables.import_files), named)
    for name, table in tables.DATA.items():
        _insert(connection, table, dataset[name].drop(UNSAVED, strict=False), number)
    _insert(connection, tables.SET_ASIDE, dataset.set_aside, number)
    _insert(connection, tables.FINDINGS, dataset.findings, number)
    names = ", ".join(name for name, _sha in files)
    writing.note(Note("import", column=terms.mode, after=names, ref=number))
    return number


def undo(writing: Writing, import_id: int) -> None:
    """Take an import out of the current portfolio; nothing when it is already."""
    mine = (tables.imports.c.id == import_id) & tables.imports.c.active
    if writing.connection.execute(update(tables.imports).where(mine).values(active=False)).rowcount:
        writing.note(Note("undo_import", ref=import_id))


def imports(connection: Connection) -> list[Import]:
    """Every import, latest first."""
    names = connection.execute(select(tables.import_files).order_by(tables.import_files.c.position)).all()
    rows = connection.execute(select(tables.imports).order_by(tables.imports.c.id.desc())).all()
    return [
        Import(
            r.id,
            r.made_at,
            r.loaded_on,
            tuple(n.name for n in names if n.import_id == r.id),
            r.rows_in_file,
            r.rows_loaded,
            r.active,
            r.mode or "replace",
            r.absent or "outside",
        )
        for r in rows
    ]


def in_force(connection: Connection) -> list[Import]:
    """The imports that make the portfolio, latest first: the active ones, down to the latest that replaces those before."""
    return down_to_the_latest_that_replaces([made for made in imports(connection) if made.active])


def down_to_the_latest_that_replaces(made: Sequence[Import]) -> list[Import]:
    """The first of `made`, latest first, up to one that replaces those before it."""
    found: list[Import] = []
    for each in made:
        found.append(each)
        if each.mode == "replace":
            break
    return found


def together(
    connection: Connection, wanted: Sequence[Import] | None = None, *, without: int | None = None
) -> Dataset | None:
    """What the imports in force (or `wanted`, latest first) say together, None when there are none. `without`: the number of one that is left out."""
    current, first = None, month_first(connection)
    for made in reversed(in_force(connection) if wanted is None else wanted):
        if made.id == without:
            continue
        latest = _told(read(connection, made), made.made_at)
        if current is None:
            current = latest
        else:
            both = merge(current, aligned(current, latest), made.absent, month_first=first)
            current = _told(both, made.made_at)
    return current


def _told(dataset: Dataset, when: dt.datetime) -> Dataset:
    """`dataset` whose implied payments that do not say it yet were told at `when`."""
    told = pl.when("implied").then(pl.coalesce(TOLD_AT, pl.lit(when))).alias(TOLD_AT)
    payments = dataset.payments.with_columns(told.cast(pl.Datetime("us")))
    return replace(dataset, tables={**dataset.tables, "payments": payments})


def has_client(connection: Connection, client_id: str) -> bool:
    """Whether a file in force has that client."""
    clients = tables.DATA["clients"].c
    numbers = [made.id for made in in_force(connection)]
    mine = clients.import_id.in_(numbers) & (clients.client_id == client_id)
    return connection.execute(select(clients.client_id).where(mine).limit(1)).first() is not None


def read(connection: Connection, made: Import) -> Dataset:
    """One import as it was saved."""
    data: dict[TableName, pl.DataFrame] = {
        name: _frame(connection, tables.DATA[name], schema(name), made.id) for name in STORED
    }
    aside = _frame(connection, tables.SET_ASIDE, SET_ASIDE_SCHEMA, made.id)
    findings = _frame(connection, tables.FINDINGS, FINDINGS_SCHEMA, made.id)
    return Dataset(data, aside, findings, made.loaded_on, made.rows_in_file, made.rows_loaded)


def _insert(connection: Connection, table: Any, frame: pl.DataFrame, import_id: int) -> None:
    """The rows of `frame`, a few thousand at a time so that memory stays flat.

    Raises ValueError when its columns are not the table's: SQLAlchemy would keep nulls and say nothing.
    """
    wanted = {c.name for c in table.columns} - {"import_id", "position"}
    if set(frame.columns) != wanted:
        raise ValueError(f"{table.name}: {sorted(wanted ^ set(frame.columns))}")
    for start in range(0, len(frame), CHUNK):
        rows = (
            frame.slice(start, CHUNK)
            .with_columns(pl.col(pl.Float64).fill_nan(None))  # SQLite would, PostgreSQL would not
            .with_row_index("position", start)
            .with_columns(pl.lit(import_id).alias("import_id"))
        )
        connection.execute(insert(table), rows.to_dicts())


def _frame(connection: Connection, table: Any, wanted: dict[str, Any], import_id: int) -> pl.DataFrame:
    saved = {name: dtype for name, dtype in wanted.items() if name not in UNSAVED}
    frame = columns(connection, table, saved, import_id)
    rest = [pl.lit(None, dtype=wanted[name]).alias(name) for name in wanted if name in UNSAVED]
    return frame.with_columns(rest).select(list(wanted))
