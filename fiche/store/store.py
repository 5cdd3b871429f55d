"""The record of one company: save an import, undo it, give the Dataset back, all or nothing; it keeps no figure and no copy.

Imports are immutable. The current portfolio is what the active imports say together, from the latest that replaces on, with the corrections
laid over; undoing an import gives the portfolio without it.
"""

import datetime as dt
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, insert, select, update

from fiche.dataset import FINDINGS_SCHEMA, SET_ASIDE_SCHEMA, Dataset, blank
from fiche.edits import Edit, applied
from fiche.matches import Choice
from fiche.merging import Absent, aligned, merge
from fiche.model import STORED, TableName, schema
from fiche.store import engines, faults, migrating, tables, work
from fiche.store.engines import MEMORY
from fiche.store.terms import Import, Terms
from fiche.store.work import SettingChange

CHUNK = 5_000
ABSENT = "absent_invoice_means"


class Store:
    """The record behind a URL: sqlite:///path, postgresql+psycopg://…, or sqlite:// for memory alone («Essayer sans enregistrer»)."""

    def __init__(self, engine: Engine, url: str) -> None:
        self._engine, self._reader = engine, engines.reader(engine)
        self.url = url
        # Memory has one connection, and so one transaction at a time.
        self._turn: AbstractContextManager[object] = threading.Lock() if url == MEMORY else nullcontext()

    @classmethod
    def open(cls, url: str = MEMORY) -> "Store":
        """Open, and bring its tables to this version’s. Raises StoreFault when the place cannot be opened."""
        with faults.told():
            engine = engines.engine(url)
            migrating.migrate(engine, url)
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
        self,
        dataset: Dataset,
        files: Sequence[tuple[str, str]],
        made_at: dt.datetime | None = None,
        terms: Terms | None = None,
    ) -> int:
        """Keep `dataset` with the (name, sha256) of its files, as `terms` say, in one transaction. Returns the number of the import. `made_at` is UTC."""
        when, terms = made_at or dt.datetime.now(dt.UTC).replace(tzinfo=None), terms or Terms()
        with self._write() as connection:
            values = {
                "made_at": when,
                "loaded_on": dataset.loaded_on,
                "rows_in_file": dataset.rows_in_file,
                "rows_loaded": dataset.rows_loaded,
                "active": True,
                "mode": terms.mode,
                "absent": terms.absent,
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
            work.drop_edits(connection, terms.given_up)
            work.add_edits(connection, terms.kept)
            for signature, choice in terms.choices.items():
                work.remember(connection, signature, choice)
            if terms.mode == "update":
                work.prefer(connection, ABSENT, terms.absent)
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
                r.mode or "replace",
                r.absent or "outside",
            )
            for r in rows
        ]

    def dataset(self, *, edited: bool = True) -> Dataset:
        """The current portfolio, or an empty one; without the corrections when `edited` is false."""
        in_force = self.in_force()
        if not in_force:
            return blank(dt.datetime.now(dt.UTC).date())
        current = self._import(in_force.pop())
        while in_force:
            made = in_force.pop()
            current = merge(current, aligned(current, self._import(made)), made.absent)
        return applied(current, self.edits()) if edited else current

    def in_force(self) -> list[Import]:
        """The imports that make the portfolio, latest first: the active ones, down to the latest that replaces those before."""
        found: list[Import] = []
        for made in self.imports():
            if made.active:
                found.append(made)
                if made.mode == "replace":
                    break
        return found

    def _import(self, made: Import) -> Dataset:
        """One import as it was saved."""
        with self._read() as connection:
            data: dict[TableName, pl.DataFrame] = {
                name: _frame(connection, tables.DATA[name], schema(name), made.id) for name in STORED
            }
            aside = _frame(connection, tables.SET_ASIDE, SET_ASIDE_SCHEMA, made.id)
            findings = _frame(connection, tables.FINDINGS, FINDINGS_SCHEMA, made.id)
        return Dataset(data, aside, findings, made.loaded_on, made.rows_in_file, made.rows_loaded)

    def edits(self) -> list[Edit]:
        """The corrections in force, oldest first."""
        with self._read() as connection:
            return work.edits(connection)

    def edit(self, made: Sequence[Edit]) -> None:
        """Keep corrections, in one transaction."""
        with self._write() as connection:
            work.add_edits(connection, made)

    def take_back(self, ids: Sequence[int]) -> None:
        """Take corrections back: the files' values show again."""
        with self._write() as connection:
            work.drop_edits(connection, ids)

    def dismissals(self) -> set[tuple[str, str]]:
        """(code, record) of the points that are no problem."""
        with self._read() as connection:
            return work.dismissals(connection)

    def dismiss(self, code: str, record: str) -> None:
        """This point is no problem: it is not shown again."""
        with self._write() as connection:
            work.dismiss(connection, code, record)

    def recall(self, code: str, record: str) -> None:
        """Show a dismissed point again."""
        with self._write() as connection:
            work.recall(connection, code, record)

    def choices(self) -> dict[str, Choice]:
        """What readers decided for the headers of earlier files."""
        with self._read() as connection:
            return work.choices(connection)

    def absent_means(self) -> Absent | None:
        """What an invoice absent from a new extract means here; None when that was never asked."""
        with self._read() as connection:
            said = work.preference(connection, ABSENT)
        return None if said is None else "paid" if said == "paid" else "outside"

    def setting_changes(self) -> list[SettingChange]:
        """Every change of a setting, oldest first."""
        with self._read() as connection:
            return work.setting_changes(connection)

    def set_settings(self, changes: Mapping[str, str | None]) -> None:
        """Keep changes of settings (None: back to the default), in one transaction."""
        with self._write() as connection:
            work.set_settings(connection, changes)

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """One transaction that sees the record as it is at one moment."""
        with faults.told(), self._turn, self._reader.connect() as connection:
            yield connection

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """One transaction; the revision moves with it, and whoever writes after waits for its end."""
        with faults.told(), self._turn, self._engine.begin() as connection:
            connection.execute(update(tables.revision).values(number=tables.revision.c.number + 1))
            yield connection


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
    columns = [table.c[name] for name in wanted]
    rows = connection.execute(
        select(*columns).where(table.c.import_id == import_id).order_by(table.c.position)
    ).all()
    return (
        pl.DataFrame([tuple(r) for r in rows], schema=wanted, orient="row")
        if rows
        else pl.DataFrame(schema=wanted)
    )
