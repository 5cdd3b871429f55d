"""The door to the connections: what people decide of them is audited; what a synchronisation keeps as it goes is not the portfolio, and is not; it contacts nobody."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, delete, update

from fiche.dataset import Dataset
from fiche.store import connections, imports, remote_records, tables
from fiche.store.audit import Note
from fiche.store.connections import Remote, Sync
from fiche.store.place import Place
from fiche.store.room import room
from fiche.store.tables_connections import connections as table
from fiche.store.terms import Terms


class ConnectionsDoor(Place):
    """Connections to other systems, and what they brought."""

    def remotes(self) -> list[Remote]:
        """The connections, oldest first."""
        with self._read() as connection:
            return connections.remotes(connection)

    def remote(self, number: int) -> Remote | None:
        """One connection, None when it was removed or never was."""
        with self._read() as connection:
            found = connections.remote(connection, number)
        return found if found is not None and found.ended_at is None else None

    def add_remote(
        self,
        system: str,
        name: str,
        url: str,
        settings: Mapping[str, Any],
        sealed: Callable[[int], bytes],
        *,
        every: int = 0,
        by: str = "",
    ) -> int:
        """Keep a new connection with its secret, that `sealed` gives for its number. Returns the number."""
        with self._write(by) as writing:
            number = connections.add(writing, system, name, url, settings, every)
            connections.seal(writing, number, sealed(number), noted=False)
        return number

    def change_remote(self, number: int, values: Mapping[str, Any], *, by: str = "") -> None:
        """Another name, url, rhythm (`every`) or `settings`."""
        with self._write(by) as writing:
            connections.change(writing, number, values)

    def reseal(self, secrets: Mapping[int, bytes], *, by: str = "") -> None:
        """Replace sealed secrets, all or none."""
        with self._write(by) as writing:
            for number, secret in secrets.items():
                connections.seal(writing, number, secret)

    def end_remote(self, number: int, *, by: str = "") -> None:
        """Remove a connection and its secret; its import stays, and may be undone like any other."""
        with self._write(by) as writing:
            connections.end(writing, number)

    def ask_sync(self, number: int, at: dt.datetime, *, whole: bool = False) -> None:
        """A reader wants a synchronisation as soon as possible; `whole`: of everything, and not only of what changed."""
        with self._aside() as connection:
            if whole:
                remote_records.forget_reach(connection, number)
            connections.ask(connection, number, at)

    def syncs(self, number: int, limit: int = 20) -> Sequence[Sync]:
        """The synchronisations of a connection, latest first."""
        with self._read() as connection:
            return connections.history(connection, number, limit)

    def census(self, number: int) -> dict[str, int]:
        """How many records of each list are kept."""
        with self._read() as connection:
            return remote_records.census(connection, number)

    @contextmanager
    def gathering(self) -> Iterator[Connection]:
        """One transaction for what a synchronisation keeps as it goes: neither revision nor audit, since the portfolio is what it was."""
        with self._aside() as connection:
            yield connection

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """One transaction that reads what synchronisations kept."""
        with self._read() as connection:
            yield connection

    def publish(
        self,
        number: int,
        dataset: Dataset,
        name: str,
        digest: str,
        sync: int | None,
        beside: Callable[[Connection], None],
        *,
        by: str = "",
    ) -> int:
        """Keep what a connection brought as an import in place of its last one, in one transaction with what `beside` writes. Returns the number of the import.

        Raises Refused when the disk is nearly full.
        """
        room(self.url).needed()
        with self._write(by) as writing:
            before = connections.remote(writing.connection, number)
            made = imports.save(writing, dataset, [(name, digest)], None, Terms("update"))
            if before is not None and before.import_id is not None:
                _replaced(writing.connection, before.import_id)
            mine = update(table).where(table.c.id == number)
            writing.connection.execute(mine.values(import_id=made, published=digest))
            if sync is not None:
                connections.tell(writing.connection, sync, {"import_id": made})
            beside(writing.connection)
        return made

    def files_without(self, import_id: int | None) -> Dataset | None:
        """What the imports in force say together, leaving one out; None when nothing is left."""
        with self._read() as connection:
            return imports.together(connection, without=import_id)

    def to_publish(self, connection: Connection, number: int) -> None:
        """Something of a connection is kept that the portfolio does not have yet."""
        connections.unpublished(connection, number)

    @staticmethod
    def moment() -> dt.datetime:
        """The time of what is kept, in UTC."""
        return dt.datetime.now(dt.UTC).replace(tzinfo=None)

    def pushed(self, notes: Sequence[Note], *, by: str) -> None:
        """Say in the audit what was written to another system."""
        with self._write(by, named=True) as writing:
            for note in notes:
                writing.note(note, touches=False)


def _replaced(connection: Connection, import_id: int) -> None:
    """An import that a later one of the same connection says again: out of force, its rows gone; its line in the history stays."""
    connection.execute(update(tables.imports).where(tables.imports.c.id == import_id).values(active=False))
    for data in (*tables.DATA.values(), tables.SET_ASIDE, tables.FINDINGS):
        connection.execute(delete(data).where(data.c.import_id == import_id))
