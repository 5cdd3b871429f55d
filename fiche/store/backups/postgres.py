"""A PostgreSQL record written by pg_dump at one moment, counted as the dump tells it, and brought back row by row into tables made here; it runs no SQL of a backup's."""

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import DDL, URL, Connection, MetaData, delete, func, inspect, select, text

from fiche.errors import Refused, StoreFault
from fiche.store import migrating, tables
from fiche.store.backups.container import Census, Count, Manifest

PACKAGE = "postgresql-client"
COPY = re.compile(rb'^COPY (?:"?[^".]+"?\.)?"?([a-z_0-9]+)"? \((.*)\) FROM stdin;\r?\n$')
UNGUARDED = DDL("ALTER TABLE %(fullname)s DISABLE TRIGGER USER")  # type: ignore[no-untyped-call]
GUARDED = DDL("ALTER TABLE %(fullname)s ENABLE TRIGGER USER")  # type: ignore[no-untyped-call]
_ALL = 1 << 128


class Block(NamedTuple):
    """The rows of one table as COPY writes them, and the columns in that order."""

    table: str
    columns: tuple[str, ...]
    lines: Iterator[bytes]


def tool(name: str) -> str:
    """One of PostgreSQL's client programs. Raises Refused, naming the package to install, when it is not here."""
    found = shutil.which(name)
    if found is None:
        raise Refused("backup_tools", tool=name, package=PACKAGE)
    return found


def dump(connection: Connection, url: URL, target: Path) -> Census:
    """Write the record as `connection` sees it to a file; what that is, counted."""
    command = tool("pg_dump")
    schema = connection.scalar(select(func.current_schema()))
    moment = connection.scalar(text("SELECT pg_export_snapshot()"))
    place, environment = _place(connection, url)
    run = [command, "--format=custom", "--no-owner", "--no-privileges", f'--schema="{schema}"']
    _run([*run, f"--snapshot={moment}", f"--file={target}", f"--dbname={place}"], environment)
    target.chmod(0o600)
    seen = inspect(connection)
    return {
        name: count(connection, name, [c["name"] for c in seen.get_columns(name)])
        for name in sorted(seen.get_table_names())
    }


def checked(file: Path, name: str) -> Census:
    """What a dump holds, read again. Raises Refused when pg_restore cannot read it."""
    with _blocks(file, name) as blocks:
        return {block.table: _counted(block.lines) for block in blocks}


def clear(connection: Connection, schema: str) -> None:
    """Tables of that revision with no row in them, in the open transaction; those of others stay.

    Where the tables are of that revision already, they are emptied and not made anew: who reads meanwhile sees the rows as they were, and waits
    for nothing.
    """
    there = _there(connection)
    if migrating.revision_of(connection) != schema:
        there.drop_all(connection)
        migrating.upgrade(connection, schema)
        connection.execute(delete(tables.revision))
        return
    for table in reversed(there.sorted_tables):
        if table.name != "alembic_version":
            connection.execute(UNGUARDED.against(table))
            connection.execute(delete(table))
            connection.execute(GUARDED.against(table))


def _there(connection: Connection) -> MetaData:
    """The record's tables as they are now."""
    found, ours = MetaData(), {*tables.metadata.tables, "alembic_version"}
    found.reflect(connection, only=lambda name, _: name in ours)
    return found


def fill(connection: Connection, file: Path, said: Manifest, name: str) -> None:
    """Put the rows of a dump in empty tables, those that others refer to first. Raises Refused when a row is not as it was."""
    order = [table.name for table in _there(connection).sorted_tables if table.name != "alembic_version"]
    if {*order, "alembic_version"} != set(said.tables):
        raise Refused("backup_not_ours", name=name)
    with _blocks(file, name, _listed(file, order)) as blocks:
        for block in blocks:
            _pour(connection, block, name)
            if count(connection, block.table, block.columns) != said.tables[block.table]:
                raise Refused("backup_damaged", name=name)


def _listed(file: Path, order: Sequence[str]) -> Path:
    """The contents of a dump in that order, in a file for pg_restore to follow."""
    done = subprocess.run(
        [tool("pg_restore"), "--list", str(file)], capture_output=True, text=True, check=False
    )
    lines = {line.split()[-2]: line for line in done.stdout.splitlines() if " TABLE DATA " in line}
    target = file.with_name(f"{file.name}.list")
    target.write_text("\n".join(lines[table] for table in order if table in lines), "utf-8")
    return target


def follow(connection: Connection) -> None:
    """The next number that each table gives comes after those it has."""
    for table in tables.metadata.sorted_tables:
        if "id" in table.c and (
            own := connection.scalar(select(func.pg_get_serial_sequence(table.name, "id")))
        ):
            last = connection.scalar(select(func.max(table.c.id)))
            connection.execute(select(func.setval(own, last or 1, last is not None)))


def count(connection: Connection, name: str, columns: Sequence[str]) -> Count:
    """The rows of a table, in any order."""
    from psycopg import sql

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    query = sql.SQL("COPY {} ({}) TO STDOUT").format(sql.Identifier(name), names)
    with _driver(connection).cursor() as cursor, cursor.copy(query) as copy:
        return _counted(bytes(line) for line in copy)


def _pour(connection: Connection, block: Block, name: str) -> None:
    from psycopg import sql

    if not set(block.columns) <= {c["name"] for c in inspect(connection).get_columns(block.table)}:
        raise Refused("backup_not_ours", name=name)
    names = sql.SQL(", ").join(map(sql.Identifier, block.columns))
    query = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(block.table), names)
    with _driver(connection).cursor() as cursor, cursor.copy(query) as copy:
        for line in block.lines:
            copy.write(line)


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _counted(lines: Iterable[bytes]) -> Count:
    """PostgreSQL promises no order of rows: the digest is the sum of theirs."""
    rows = total = 0
    for line in lines:
        total += int.from_bytes(hashlib.blake2b(line, digest_size=16).digest(), "big")
        rows += 1
    return Count(rows, f"{total % _ALL:032x}")


@contextmanager
def _blocks(file: Path, name: str, listed: Path | None = None) -> Iterator[Iterator[Block]]:
    """The tables of a dump, one after the other; in the order of a list if there is one."""
    order = [f"--use-list={listed}"] if listed else []
    command = [tool("pg_restore"), "--data-only", "--file=-", *order, str(file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        assert process.stdout is not None
        try:
            yield _read(process.stdout)
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        raise Refused("backup_damaged", name=name)


def _read(script: Iterator[bytes]) -> Iterator[Block]:
    for line in script:
        if said := COPY.match(line):
            columns = tuple(c.strip('"') for c in said[2].decode().split(", "))
            lines = _rows(script)
            yield Block(said[1].decode(), columns, lines)
            for _ in lines:  # whatever was left unread
                pass


def _rows(script: Iterator[bytes]) -> Iterator[bytes]:
    for line in script:
        if line in {b"\\.\n", b"\\.\r\n"}:
            return
        yield line


def _place(connection: Connection, url: URL) -> tuple[str, Mapping[str, str]]:
    """How the programs find the database; the password is told apart, where no list of processes shows it."""
    from psycopg.conninfo import make_conninfo

    _, said = connection.dialect.create_connect_args(url)
    password = said.pop("password", None)
    plain = {name: str(value) for name, value in said.items() if isinstance(value, str | int)}
    return make_conninfo(**plain), {**os.environ, **({"PGPASSWORD": password} if password else {})}


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = " ".join(done.stderr.split())[-300:] or str(done.returncode)
        raise StoreFault("store_other", reason=reason)
