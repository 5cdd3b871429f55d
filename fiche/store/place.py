"""The place of a record: its engine, one transaction to read or to write, and with every write the revision, the audit and who is concerned; it knows no import and no edit."""

import datetime as dt
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Self

from sqlalchemy import Connection, Engine, delete, insert, select, update

from fiche.errors import Refused
from fiche.store import audit, engines, faults, migrating, tables
from fiche.store.audit import Note
from fiche.store.engines import MEMORY
from fiche.store.seal import Keeper, Seal, keeper
from fiche.store.tables_people import changes

EVERYTHING = ""
REMEMBERED = 2_000  # revisions whose changes are kept
_ONE_MORE = update(tables.revision).values(number=tables.revision.c.number + 1)
_NUMBER = select(tables.revision.c.number)


class Writing:
    """One transaction that writes: its connection, its moment (UTC), its author, and what it did."""

    def __init__(self, connection: Connection, by: str, revision: int) -> None:
        self.connection, self.by, self.revision = connection, by, revision
        self.at = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        self.notes: list[Note] = []
        self.touched: set[str] = set()

    def note(self, note: Note, *, touches: bool = True) -> None:
        """Something was done: to be audited, and its client (everything when it names none) is no longer what it was, unless `touches` is false."""
        self.notes.append(note)
        if touches:
            self.touched.add(EVERYTHING if note.client_id is None else note.client_id)


class Place:
    """The record behind a URL: sqlite:///path, postgresql+psycopg://…, or sqlite:// for memory alone («Essayer sans enregistrer»)."""

    def __init__(self, engine: Engine, url: str, kept: Keeper) -> None:
        self._engine, self._reader, self._keeper = engine, engines.reader(engine), kept
        self.url = url
        # One writer at a time in this process, served in turn; others wait in the database. Memory has one connection for readers too.
        self._turn = threading.RLock()

    @classmethod
    def open(cls, url: str = MEMORY) -> Self:
        """Open, and bring its tables to this version’s. Raises StoreFault when the place cannot be opened."""
        with faults.told():
            engine = engines.engine(url)
            migrating.migrate(engine, url)
            return cls(engine, url, keeper(engine.url))

    @property
    def persistent(self) -> bool:
        """False when everything is lost with the process."""
        return self.url != MEMORY

    @property
    def revision(self) -> int:
        """A number that every committed change moves up by one."""
        with self._read() as connection:
            return _revision(connection)

    def changes_since(self, revision: int) -> set[str] | None:
        """The clients whose rows or decisions changed after `revision`; None when that is everything, or too long ago to be known."""
        with self._read() as connection:
            if _revision(connection) - revision > REMEMBERED:
                return None
            found = set(connection.scalars(select(changes.c.client_id).where(changes.c.revision > revision)))
        return None if EVERYTHING in found else found

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        """One transaction that sees the record as it is at one moment."""
        with (
            faults.told(),
            nullcontext() if self.persistent else self._turn,
            self._reader.connect() as connection,
        ):
            yield connection

    @contextmanager
    def _write(self, by: str = "", *, named: bool = False) -> Iterator[Writing]:
        """One transaction: all or nothing, with its audit; nothing at all when nothing was done. `named`: refused without an author."""
        if named and not by.strip():
            raise Refused("no_author")
        with faults.told(), self._turn:
            with self._engine.connect() as connection, connection.begin() as transaction:
                # First of all: whoever writes after waits here.
                connection.execute(_ONE_MORE)
                writing = Writing(connection, by.strip(), _revision(connection))
                yield writing
                if not writing.notes:
                    transaction.rollback()
                    return
                seal = self._finish(writing)
            self._keeper.set(seal)

    @contextmanager
    def _aside(self) -> Iterator[Connection]:
        """One transaction that writes what is no part of the portfolio: all or nothing, neither revision nor audit."""
        with faults.told(), self._turn, self._engine.connect() as connection, connection.begin():
            # First of all a write that changes nothing: whoever writes after waits here.
            connection.execute(update(tables.revision).values(number=tables.revision.c.number))
            yield connection

    def _finish(self, writing: Writing) -> Seal:
        """The audit of what was done, and who is concerned."""
        connection, revision = writing.connection, writing.revision
        if writing.touched:
            touched = {EVERYTHING} if EVERYTHING in writing.touched else writing.touched
            connection.execute(insert(changes), [{"revision": revision, "client_id": c} for c in touched])
            if revision % 100 == 0:
                connection.execute(delete(changes).where(changes.c.revision <= revision - REMEMBERED))
        at = writing.at.isoformat(timespec="microseconds")
        return audit.append(connection, self._keeper, writing.notes, at=at, by=writing.by, revision=revision)


def _revision(connection: Connection) -> int:
    return int(connection.scalar(_NUMBER) or 0)
