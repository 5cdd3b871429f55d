"""PostgreSQL from Debian's package, started in a folder of its own for the tests and stopped after them; it touches no cluster of the machine."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import psycopg
import pytest
from psycopg import sql

from tests.engines.dialects import written

PACKAGES = Path("/usr/lib/postgresql")
_TYPES: dict[Any, str] = {
    pl.Int32: "INTEGER",
    pl.Int64: "BIGINT",
    pl.String: "TEXT",
    pl.Boolean: "BOOLEAN",
    pl.Date: "DATE",
    pl.Float64: "DOUBLE PRECISION",
}


def program(name: str) -> str:
    """One of the server's programs; the test fails in words when it is not there."""
    found = sorted(PACKAGES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4].split(".")[0]))
    if not found:
        pytest.fail(
            f"PostgreSQL est introuvable ({PACKAGES}/*/bin/{name}) : lancez « tools/system.sh » ou « apt-get install postgresql »."
        )
    return str(found[-1])


class Postgres:
    """One connection; each `load` and `make` leaves a table that the following statements see."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def load(self, name: str, frame: pl.DataFrame) -> None:
        """A table with the rows of a frame; one of that name is replaced."""
        table = sql.Identifier(name)
        columns = [
            sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(_type(dtype)))
            for column, dtype in frame.schema.items()
        ]
        self._connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
        self._connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(columns)))
        with (
            self._connection.cursor() as cursor,
            cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy,
        ):
            for row in frame.iter_rows():
                copy.write_row(row)

    def make(self, name: str, query: str, values: Mapping[str, Any] | None = None) -> None:
        """A table with the rows of a query in DuckDB's dialect; one of that name is replaced."""
        self._connection.execute(f"DROP TABLE IF EXISTS {name}")
        self._connection.execute(f"CREATE TABLE {name} AS {written(query, 'postgres', values)}")
        self._connection.execute(f"ANALYZE {name}")

    def rows(self, query: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """The rows of a query in DuckDB's dialect."""
        with self._connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            return cursor.execute(written(query, "postgres", values)).fetchall()

    def version(self) -> int:
        """15 and not 15.3."""
        return self._connection.info.server_version // 10_000


def _type(dtype: pl.DataType) -> str:
    return (
        f"DECIMAL({dtype.precision}, {dtype.scale})" if isinstance(dtype, pl.Decimal) else _TYPES[type(dtype)]
    )


class Server(NamedTuple):
    """A server: the folder of its data and of its socket, its port, and the user it runs as."""

    folder: Path
    port: str
    user: str | None

    def url(self, database: str = "postgres") -> str:
        """The address of one of its databases, as the application is given it."""
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}&port={self.port}"

    def connect(self, database: str = "postgres", *, autocommit: bool = False) -> psycopg.Connection:
        """A connection to one of its databases."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user="tests", dbname=database, autocommit=autocommit
        )

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a new, empty database, dropped afterwards whoever still uses it."""
        name = f"t{secrets.token_hex(6)}"
        with self.connect(autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
            try:
                yield self.url(name)
            finally:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses= -c fsync=off -c max_connections=60"
        self.run("pg_ctl", "-l", str(self.folder / "log"), "-o", options, "-w", "-t", "60", "start")

    def stop(self) -> None:
        """Stop at once, as in a power cut."""
        self.run("pg_ctl", "-m", "immediate", "-w", "stop")

    def run(self, name: str, *arguments: str) -> None:
        """One of its programs on its data."""
        _run([program(name), "-D", str(self.folder / "data"), *arguments], self.folder, self.user)


@contextmanager
def server() -> Iterator[Server]:
    """A server that only this machine's root or the tests' own user reaches, through a socket in its folder."""
    # The server refuses to run as root: Debian's package brings the user postgres.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="pg-"))  # short: a socket's path has 107 characters at most
    started = Server(folder, str(secrets.randbelow(20_000) + 30_000), user)
    try:
        if user:
            shutil.chown(folder, user)
        started.run("initdb", "-U", "tests", "-E", "UTF8", "--locale=C", "--auth=trust", "--no-sync")
        started.start()
        try:
            yield started
        finally:
            started.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def cluster() -> Iterator[Postgres]:
    """One connection to a server of its own."""
    with server() as started, started.connect() as connection:
        yield Postgres(connection)


def _run(command: list[str], folder: Path, user: str | None) -> None:
    # The server inherits what start is given: a pipe would stay open for as long as it runs.
    done = subprocess.run(
        command, check=False, cwd=folder, user=user, env={"PATH": os.defpath, "LC_ALL": "C"}, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120,
    )  # fmt: skip
    if done.returncode:
        log = folder / "log"
        pytest.fail(f"PostgreSQL: {' '.join(command)}\n{log.read_text('utf-8') if log.exists() else ''}")
