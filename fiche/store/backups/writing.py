"""Backs a record up while people work on it: written by its engine, then opened again, counted and compared; a backup that differs is not kept."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, select
from sqlalchemy.engine import make_url

from fiche.errors import Refused, StoreFault
from fiche.store import audit, engines, faults, migrating, seal, tables
from fiche.store.backups import container, postgres, sqlite
from fiche.store.backups.container import Census, Manifest
from fiche.store.engines import MEMORY

AUDIT = "0002"  # the revision from which a record has an audit


@dataclass(frozen=True)
class Backup:
    """A backup that was made, and compared with the record row by row."""

    file: Path
    size: int
    manifest: Manifest


def backup(url: str, target: Path) -> Backup:
    """Write the record behind `url` to `target`, in place of an earlier backup of that name. Raises Refused when there is no record, StoreFault when
    it cannot be read, written, or is not found again in the file: `target` is then as it was."""
    part = target.with_name(f".{target.name}.part")
    try:
        with faults.told(), tempfile.TemporaryDirectory(dir=target.parent, prefix=".fiche-") as folder:
            manifest = _written(url, part, Path(folder))
            _compare(part, manifest, Path(folder) / "again")
            size = part.stat().st_size
            part.replace(target)
        return Backup(target, size, manifest)
    finally:
        part.unlink(missing_ok=True)


def _written(url: str, part: Path, folder: Path) -> Manifest:
    """The record as it is at one moment, in a backup file."""
    content, place = folder / "record", make_url(url)
    with moment(url) as connection:
        revision = migrating.revision_of(connection) or ""
        number = int(connection.scalar(select(tables.revision.c.number)) or 0)
        sealed, closed = _seal(connection, place, revision)
        counted = dump(connection, place, content)
    size, digest = content.stat().st_size, container.digest_of(content)
    now = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    manifest = Manifest(place.get_backend_name(), revision, number, now, counted, size, digest, sealed)
    container.write(part, manifest, content, closed)
    content.unlink()
    return manifest


@contextmanager
def moment(url: str) -> Iterator[Connection]:
    """A transaction that reads a record as it is at one moment. Raises Refused when there is none there."""
    engine = engines.reader(engines.engine(url))
    file = Path(str(engine.url.database))
    if url == MEMORY or (engine.dialect.name == "sqlite" and not file.is_file()):
        raise Refused("no_record", name=str(file) if url != MEMORY else url)
    try:
        with engine.connect() as connection:
            if migrating.is_empty(connection):
                raise Refused("no_record", name=engine.url.render_as_string())
            yield connection
    finally:
        engine.dispose()


def dump(connection: Connection, place: URL, target: Path) -> Census:
    """What the record holds, written to `target` by its engine, and counted."""
    if connection.dialect.name == "postgresql":
        return postgres.dump(connection, place, target)
    return sqlite.dump(connection, target)


def _seal(connection: Connection, place: URL, revision: str) -> tuple[int, str]:
    """How many entries the audit has, and the seal that says so."""
    if revision < AUDIT:
        return 0, ""
    count, last = audit.last(connection)
    return count, seal.written(seal.Seal(count, last), seal.keeper(place).key) if count else ""


def _compare(file: Path, expected: Manifest, again: Path) -> None:
    """Open the backup as a restoration would, and count it. Raises StoreFault when it is not what the record holds."""
    found = container.read(file)
    container.extract(file, found, again)
    counted = (postgres if found.engine == "postgresql" else sqlite).checked(again, file.name)
    if found != expected or counted != expected.tables:
        raise StoreFault("backup_differs")
