"""What a database or a disk says when it fails, told as a StoreFault with a code and a sentence; it retries nothing."""

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from fiche.errors import StoreFault

# SQLite's own names for its errors (their beginnings), and PostgreSQL's SQLSTATE (codes, or classes of two characters).
SQLITE = {
    "SQLITE_FULL": "store_full",
    "SQLITE_IOERR": "store_disk",
    "SQLITE_BUSY": "store_busy",
    "SQLITE_LOCKED": "store_busy",
    "SQLITE_CORRUPT": "store_damaged",
    "SQLITE_NOTADB": "store_damaged",
    "SQLITE_READONLY": "store_read_only",
    "SQLITE_CANTOPEN": "store_closed",
    "SQLITE_PERM": "store_closed",
}
POSTGRES = {
    "08": "store_dropped",
    "57P": "store_dropped",
    "25P03": "store_dropped",
    "53100": "store_full",
    "53": "store_busy",
    "55P03": "store_busy",
    "57014": "store_busy",
    "40": "store_busy",
    "58": "store_disk",
    "XX": "store_damaged",
    "25006": "store_read_only",
    "42501": "store_closed",
    "28": "store_closed",
}


@contextmanager
def told() -> Iterator[None]:
    """What is done inside either succeeds or raises StoreFault."""
    try:
        yield
    except _kinds() as fault:
        raise of(fault) from fault
    except ModuleNotFoundError as fault:
        if fault.name != "psycopg":
            raise
        raise StoreFault("store_driver") from fault


def _kinds() -> tuple[type[Exception], ...]:
    """What a database or a disk raises; PostgreSQL's driver is an option."""
    driver = sys.modules.get("psycopg")
    return (SQLAlchemyError, sqlite3.Error, OSError, *((driver.Error,) if driver else ()))


def of(fault: Exception) -> StoreFault:
    """The StoreFault that says what `fault` means."""
    return StoreFault(_code(fault), reason=_reason(fault))


def _code(fault: Exception) -> str:
    if isinstance(fault, ArgumentError | NoSuchModuleError):
        return "store_address"
    if isinstance(fault, OSError):
        return "store_full" if fault.errno in {errno.ENOSPC, errno.EDQUOT} else "store_disk"
    said = _said(fault)
    name = getattr(said, "sqlite_errorname", None)
    if name:
        return next((code for start, code in SQLITE.items() if name.startswith(start)), "store_other")
    if isinstance(fault, DBAPIError) and fault.connection_invalidated:
        return "store_dropped"
    state = getattr(said, "sqlstate", None)
    if state:
        return POSTGRES.get(state) or POSTGRES.get(state[:3]) or POSTGRES.get(state[:2], "store_other")
    # psycopg gives no SQLSTATE when it could not even connect.
    return "store_unreachable" if type(said).__name__ == "OperationalError" else "store_other"


def _said(fault: Exception) -> BaseException:
    """The driver's own exception."""
    return fault.orig if isinstance(fault, DBAPIError) and fault.orig else fault


def _reason(fault: Exception) -> str:
    """The database's own words, on one line."""
    return " ".join(str(_said(fault)).split())[:300]
