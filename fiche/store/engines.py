"""From the record's URL to an engine that loses nothing in a crash and waits for no one for ever; it holds no table."""

from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import StaticPool

MEMORY = "sqlite://"
# How long a writer waits for another, in milliseconds; and how long a transaction may stay open with nothing asked of it.
PATIENCE, IDLE = 5_000, 300_000
SQLITE = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON")
# A server that no longer answers is found out in half a minute.
PATIENT = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
QUIET = {"hide_parameters": True}  # an error never quotes what people wrote
OPENING = "opening"  # the execution option that says how SQLite opens a transaction


def engine(url: str, patience: int | None = None) -> Engine:
    """The engine behind a URL; nothing is opened yet."""
    if url == MEMORY:
        made = create_engine(url, poolclass=StaticPool, connect_args={"check_same_thread": False}, **QUIET)
    elif url.startswith("postgresql"):
        made = create_engine(url, pool_pre_ping=True, connect_args=dict(PATIENT), **QUIET)
        event.listen(made, "connect", partial(_settle_postgres, patience or PATIENCE))
    else:
        made = create_engine(url, **QUIET)
    if made.dialect.name == "sqlite":
        event.listen(made, "connect", partial(_settle_sqlite, patience or PATIENCE))
        event.listen(made, "begin", _begin_sqlite)
    return made


def reader(made: Engine) -> Engine:
    """The same, for transactions that only read: everything they see is of one moment."""
    if made.dialect.name != "postgresql":
        return made
    return made.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _settle_sqlite(patience: int, connection: Any, _record: Any) -> None:
    """Patience, WAL, every commit on the disk; and transactions as we open them, not as the driver guesses."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={patience}", *SQLITE):
        cursor.execute("PRAGMA " + pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(str(connection.get_execution_options().get(OPENING, "BEGIN")))


def _settle_postgres(patience: int, connection: Any, _record: Any) -> None:
    from fiche.store import nul

    nul.allow(connection)
    connection.autocommit = True
    for setting, value in (("lock_timeout", patience), ("idle_in_transaction_session_timeout", IDLE)):
        connection.execute("SELECT set_config(%s, %s, false)", (setting, str(value)))
    connection.autocommit = False
