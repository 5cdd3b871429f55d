"""Brings the tables of a record to what this version of the application expects: all or nothing, one server at a time; it opens no record."""

import datetime as dt
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from fiche.errors import StoreFault
from fiche.store import engines
from fiche.store.engines import MEMORY

FOLDER = Path(__file__).parent / "migrations"
# «r0002_promises.py» makes revision «0002»; the latest is where every record is brought.
REVISIONS = sorted(path.name[1:5] for path in (FOLDER / "versions").glob("r[0-9][0-9][0-9][0-9]_*.py"))
HEAD = REVISIONS[-1]
LOCK = 0x4649434845  # the same number for every server
PATIENCE = 120_000  # milliseconds: another server may be at it
COPIES = 2  # how many copies of a file are kept from before its migrations
_turn = threading.Lock()  # Alembic works on one record at a time


def migrate(engine: Engine, url: str) -> None:
    """Bring the record to HEAD. Raises StoreFault, and leaves it as it was, when it comes from a later version or is no record."""
    with engine.connect() as connection:
        if revision_of(connection) == HEAD:
            return
    with alone(engine, url) as connection:
        if revision_of(connection) != HEAD:  # another server may have done it meanwhile
            _copy(connection, url)
            upgrade(connection)


def revision_of(connection: Connection) -> str | None:
    """The revision of the record; None when it is empty or from before there were revisions. Raises StoreFault when it is not for us to touch."""
    tables = set(inspect(connection).get_table_names())
    # A record has had these two from the first day; any other database belongs to someone else.
    if tables and not {"imports", "revision"} <= tables:
        raise StoreFault("store_not_ours", tables=", ".join(sorted(tables)[:5]))
    if "alembic_version" not in tables:
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    if found is not None and found not in REVISIONS:
        raise StoreFault("store_newer", revision=found)
    return found


def is_empty(connection: Connection) -> bool:
    """Whether there is nothing yet where the record should be."""
    return not inspect(connection).get_table_names()


@contextmanager
def alone(engine: Engine, url: str) -> Iterator[Connection]:
    """One transaction, while no other server migrates the record and, in SQLite, nobody writes to it."""
    patient = engine if url == MEMORY else engines.engine(url, PATIENCE)
    try:
        with (
            patient.connect().execution_options(**{engines.OPENING: "BEGIN IMMEDIATE"}) as connection,
            connection.begin(),
        ):
            if patient.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    finally:
        if patient is not engine:
            patient.dispose()


def upgrade(connection: Connection, to: str = "head") -> None:
    """Make the changes that the record has not had yet, in the transaction that is open."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _turn:
        command.upgrade(config, to)


def _copy(connection: Connection, url: str) -> None:
    """A file as it is before it changes, kept beside it; PostgreSQL and memory have none."""
    if connection.dialect.name != "sqlite" or url == MEMORY or is_empty(connection):
        return
    file = Path(str(connection.engine.url.database))
    target = file.with_name(f"{file.stem}-avant-{HEAD}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}{file.suffix}")
    copy_file(file, target)
    name = re.compile(rf"{re.escape(file.stem)}-avant-\d{{4}}-\d{{8}}T\d{{6}}{re.escape(file.suffix)}")
    kept = sorted(
        (p for p in file.parent.iterdir() if name.fullmatch(p.name)), key=lambda p: p.stem.split("-")[-1]
    )
    for old in kept[:-COPIES]:
        old.unlink()


def copy_file(file: Path, target: Path) -> None:
    """A SQLite file as it is at one moment, written by SQLite itself: whole, or not at all."""
    part = target.with_name(f".{target.name}.part")
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(part)) as copy:
            source.backup(copy)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
