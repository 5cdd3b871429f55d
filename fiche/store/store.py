"""The record of one company: save an import, undo it, give the Dataset back, all or nothing; it keeps no figure and no copy.

Imports are immutable. The current portfolio is the latest active import; undoing one brings the one before back.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, create_engine, event, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA, Dataset, blank
from fiche.errors import StoreFault
from fiche.model import STORED, TableName, schema
from fiche.store import tables
from fiche.store.tables import metadata

CHUNK = 5_000
MEMORY = "sqlite://"


@dataclass(frozen=True)
class Import:
    """One import as it was made. `made_at` is UTC; `active`: neither undone nor replaced by an undo."""

    id: int
    made_at: dt.datetime
    loaded_on: dt.date
    files: tuple[str, ...]
    rows_in_file: int
    rows_loaded: int
    active: bool


class Store:
    """The record behind a URL: sqlite:///path, postgresql+psycopg://…, or sqlite:// for memory alone («Essayer sans enregistrer»)."""

    def __init__(self, engine: Engine, url: str) -> None:
        self._engine = engine
        self.url = url

    @classmethod
    def open(cls, url: str = MEMORY) -> "Store":
        """Open, and create what is missing. Raises StoreFault when the place cannot be opened."""
        try:
            engine = _engine(url)
            metadata.create_all(engine)
            with engine.begin() as connection:
                if connection.scalar(select(func.count()).select_from(tables.revision)) == 0:
                    connection.execute(insert(tables.revision).values(id=1, number=0))
        except (SQLAlchemyError, OSError) as fault:
            raise StoreFault(str(fault)) from fault
        return cls(engine, url)

    @property
    def persistent(self) -> bool:
        """False when everything is lost with the process."""
        return self.url != MEMORY

    @property
    def revision(self) -> int:
        """A number that every committed change moves up by one."""
        with self._read() as connection:
            return int(connection.scalar(select(tables.revision.c.number)) or 0)

    def save(
        self, dataset: Dataset, files: Sequence[tuple[str, str]], made_at: dt.datetime | None = None
    ) -> int:
        """Keep `dataset` with the (name, sha256) of its files, in one transaction. Returns the number of the import. `made_at` is UTC."""
        when = made_at or dt.datetime.now(dt.UTC).replace(tzinfo=None)
        with self._write() as connection:
            values = {
                "made_at": when,
                "loaded_on": dataset.loaded_on,
                "rows_in_file": dataset.rows_in_file,
                "rows_loaded": dataset.rows_loaded,
                "active": True,
            }
            key = connection.execute(insert(tables.imports).values(values)).inserted_primary_key
            number = int(key[0]) if key else 0
            named = [
                {"import_id": number, "position": i, "name": n, "sha256": s} for i, (n, s) in enumerate(files)
            ]
            if named:
                connection.execute(insert(tables.import_files), named)
            for name, table in tables.DATA.items():
                _insert(connection, table, dataset[name], number)
            _insert(connection, tables.SET_ASIDE, dataset.set_aside, number)
            _insert(connection, tables.FINDINGS, dataset.findings, number)
        return number

    def undo(self, import_id: int) -> None:
        """Take an import out of the current portfolio; nothing of it is erased."""
        with self._write() as connection:
            connection.execute(
                update(tables.imports).where(tables.imports.c.id == import_id).values(active=False)
            )

    def imports(self) -> list[Import]:
        """Every import, latest first."""
        with self._read() as connection:
            names = connection.execute(
                select(tables.import_files).order_by(tables.import_files.c.position)
            ).all()
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
            )
            for r in rows
        ]

    def dataset(self) -> Dataset:
        """The current portfolio: the latest active import, or an empty one."""
        current = next((i for i in self.imports() if i.active), None)
        if current is None:
            return blank(dt.datetime.now(dt.UTC).date())
        with self._read() as connection:
            data: dict[TableName, pl.DataFrame] = {
                name: _frame(connection, tables.DATA[name], schema(name), current.id) for name in STORED
            }
            aside = _frame(connection, tables.SET_ASIDE, SET_ASIDE_SCHEMA, current.id)
            findings = _frame(connection, tables.FINDINGS, FINDINGS_SCHEMA, current.id)
        return Dataset(data, aside, findings, current.loaded_on, current.rows_in_file, current.rows_loaded)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except SQLAlchemyError as fault:
            raise StoreFault(str(fault)) from fault

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction; the revision moves with it."""
        try:
            with self._engine.begin() as connection:
                connection.execute(update(tables.revision).values(number=tables.revision.c.number + 1))
                yield connection
        except SQLAlchemyError as fault:
            raise StoreFault(str(fault)) from fault


def _engine(url: str) -> Engine:
    if url == MEMORY:
        return create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False})
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle_sqlite)
    return engine


def _settle_sqlite(connection: Any, _record: Any) -> None:
    """Crash-safe and patient: WAL, every commit on the disk, five seconds of waiting for another writer."""
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute("PRAGMA " + pragma)
    cursor.close()


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
            .with_row_index("position", start)
            .with_columns(pl.lit(import_id).alias("import_id"))
        )
        connection.execute(insert(table), rows.to_dicts())


def _frame(connection: Connection, table: Any, wanted: dict[str, Any], import_id: int) -> pl.DataFrame:
    columns = [table.c[name] for name in wanted]
    rows = connection.execute(
        select(*columns).where(table.c.import_id == import_id).order_by(table.c.position)
    ).all()
    return (
        pl.DataFrame([tuple(r) for r in rows], schema=wanted, orient="row")
        if rows
        else pl.DataFrame(schema=wanted)
    )
