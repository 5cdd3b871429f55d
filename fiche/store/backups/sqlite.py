"""A SQLite record copied by SQLite itself at one moment, whoever writes meanwhile; counted; and put in place of another in one transaction."""

import hashlib
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, literal_column, select, table, text

from fiche.errors import Refused, StoreFault
from fiche.store import engines, faults
from fiche.store.backups.container import Census, Count

PATIENCE = 60.0  # seconds of waiting for a writer to be done


def dump(connection: Connection, target: Path) -> Census:
    """Write the record as `connection` sees it to a file; what that is, counted."""
    found = census(connection)
    target.touch(mode=0o600)
    with closing(sqlite3.connect(target)) as copy:
        source: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        source.backup(copy)
    return found


def census(connection: Connection) -> Census:
    """The rows of each table."""
    names = connection.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    ).all()
    return {name: _count(connection, name) for name in sorted(names)}


def _count(connection: Connection, name: str) -> Count:
    rows, digest = 0, hashlib.blake2b(digest_size=16)
    every: Select[Any] = select(literal_column("*")).select_from(table(name))
    for row in connection.execute(every.order_by(literal_column("rowid"))):
        digest.update(repr(tuple(row)).encode("utf-8", "surrogatepass"))
        rows += 1
    return Count(rows, digest.hexdigest())


def checked(file: Path, name: str) -> Census:
    """What a copy holds, read again. Raises Refused when SQLite finds it damaged."""
    try:
        with opened(file) as connection:
            if connection.scalar(text("PRAGMA integrity_check")) != "ok":
                raise Refused("backup_damaged", name=name)
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                raise Refused("backup_damaged", name=name)
            return census(connection)
    except StoreFault as fault:
        if fault.code == "store_damaged":
            raise Refused("backup_damaged", name=name) from fault
        raise


@contextmanager
def opened(file: Path) -> Iterator[Connection]:
    """One transaction on a file of our own."""
    engine = engines.engine(f"sqlite:///{file}")
    try:
        with faults.told(), engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def install(file: Path, live: Path) -> None:
    """Put a record in place of another, in one transaction of SQLite's: those who have it open see the one, then the other."""
    until = time.monotonic() + PATIENCE

    def wait(_status: int, _remaining: int, _total: int) -> None:
        if time.monotonic() > until:
            raise StoreFault("store_busy")

    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(live)) as target:
        target.execute("PRAGMA synchronous=FULL")
        source.backup(target, progress=wait, sleep=0.05)
    live.chmod(0o600)


def set_apart(live: Path, name: str) -> Path:
    """A record that can no longer be read, moved out of the way with what belongs to it."""
    target = live.with_name(f"{name}{live.suffix}")
    for end in ("-wal", "-shm", ""):
        part = live.with_name(live.name + end)
        if part.exists():
            part.replace(target.with_name(target.name + end))
    return target
