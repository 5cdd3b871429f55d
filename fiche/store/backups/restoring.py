"""Brings a backup back: read and counted before anything changes, the present record set apart, then put in place in one transaction and counted again."""

import datetime as dt
import getpass
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, delete, func, insert, select, update
from sqlalchemy.engine import make_url

from fiche.errors import Refused, StoreFault
from fiche.place import data_folder
from fiche.store import audit, engines, faults, migrating, seal, tables
from fiche.store.backups import across, container, postgres, sqlite
from fiche.store.backups.container import Manifest
from fiche.store.backups.writing import AUDIT, backup
from fiche.store.engines import MEMORY
from fiche.store.place import EVERYTHING
from fiche.store.store import Store
from fiche.store.tables_people import changes

BARE = b"SQLite format 3\0"
NAME = "fiche-avant-restauration"


@dataclass(frozen=True)
class Plan:
    """A backup that was read and counted: `content` is its record, to be put in the place of the one behind `url`. `known`: the audit's key of
    that record is here; `bare`: the file is a SQLite record without a manifest, only checked by SQLite."""

    file: Path
    url: str
    manifest: Manifest
    content: Path
    known: bool
    bare: bool = False


@dataclass(frozen=True)
class Restored:
    """`tables`: how many rows each table now has; `apart`: where the record that was there is kept, None when there was none."""

    tables: dict[str, int]
    apart: Path | None


@contextmanager
def opened(file: Path, url: str) -> Iterator[Plan]:
    """What restoring `file` behind `url` would bring back. Raises Refused when it is damaged, not ours, or of a later version; nothing is changed."""
    place = make_url(url)
    if url == MEMORY or not file.is_file():
        raise Refused("not_found", name=str(file))
    with faults.told(), tempfile.TemporaryDirectory(dir=_folder(place), prefix=".fiche-") as folder:
        content = Path(folder) / "record.db"
        with file.open("rb") as begun:
            bare = begun.read(len(BARE)) == BARE
        manifest, sealed = _bare(file, content) if bare else _packed(file, content)
        if manifest.schema and manifest.schema not in migrating.REVISIONS:
            raise Refused("backup_newer", name=file.name)
        if manifest.engine == "postgresql" != place.get_backend_name():
            raise Refused("backup_other_engine", name=file.name)
        yield Plan(file, url, manifest, content, _known(place, manifest, sealed, file.name), bare)


def _packed(file: Path, content: Path) -> tuple[Manifest, str]:
    manifest = container.read(file)
    sealed = container.extract(file, manifest, content)
    counted = (postgres if manifest.engine == "postgresql" else sqlite).checked(content, file.name)
    if counted != manifest.tables:
        raise Refused("backup_damaged", name=file.name)
    return manifest, sealed


def _bare(file: Path, content: Path) -> tuple[Manifest, str]:
    """A SQLite record as it is: what is kept before a migration, or was copied by hand."""
    migrating.copy_file(file, content)
    counted = sqlite.checked(content, file.name)
    with sqlite.opened(content) as connection:
        try:
            revision = migrating.revision_of(connection) or ""
        except StoreFault as fault:
            code = "backup_newer" if fault.code == "store_newer" else "backup_not_ours"
            raise Refused(code, name=file.name) from fault
        if migrating.is_empty(connection):
            raise Refused("backup_not_ours", name=file.name)
        number = int(connection.scalar(select(tables.revision.c.number)) or 0)
        sealed = audit.last(connection)[0] if revision >= AUDIT else 0
    made_at = dt.datetime.fromtimestamp(file.stat().st_mtime, dt.UTC).replace(tzinfo=None)
    size, digest = content.stat().st_size, container.digest_of(content)
    return Manifest("sqlite", revision, number, made_at, counted, size, digest, sealed), ""


def _known(place: URL, manifest: Manifest, sealed: str, name: str) -> bool:
    """Whether the audit's key is here; a seal that it signed must say what the audit is."""
    key = seal.known_key(place)
    if not manifest.sealed:
        return True
    if key is None or not sealed:
        return key is not None
    try:
        said = seal.understood(sealed, key)
    except ValueError:
        return False
    if said.count != manifest.sealed:
        raise Refused("backup_damaged", name=name)
    return True


def restore(plan: Plan) -> Restored:
    """Put the backup in the place of the record, which is set apart. All or nothing: StoreFault and Refused leave the record as it was."""
    place = make_url(plan.url)
    with faults.told():
        apart, number = _set_apart(plan.url, place)
        if place.get_backend_name() == "postgresql":
            counted = _into_postgres(plan, number)
        else:
            counted = _into_sqlite(plan, Path(str(place.database)), number)
        store = Store.open(plan.url)
        store.restored(by=getpass.getuser(), what=f"{plan.file.name} ({plan.manifest.made_at.isoformat()}Z)")
        store.close()
    return Restored(counted, apart)


def _set_apart(url: str, place: URL) -> tuple[Path | None, int]:
    """A backup of the present record, and its revision. A SQLite file that can no longer be read is moved out of the way as it is."""
    name = f"{NAME}-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%S}"
    try:
        made = backup(url, _folder(place) / f"{name}.zip")
        return made.file, made.manifest.number
    except Refused as refusal:
        if refusal.code != "no_record":
            raise
        return None, 0
    except StoreFault as fault:
        if fault.code != "store_damaged" or place.get_backend_name() != "sqlite":
            raise
        return sqlite.set_apart(Path(str(place.database)), name), 0


def _into_sqlite(plan: Plan, live: Path, number: int) -> dict[str, int]:
    """The record is brought to this version beside, then put in place."""
    with _upgraded(plan) as connection:
        numbered = _renumber(connection, number)
        expected = sqlite.census(connection)
    if number:
        with sqlite.opened(live) as connection:
            _unmoved(connection, number)
    sqlite.install(plan.content, live)
    with sqlite.opened(live) as connection:
        found = sqlite.census(connection)
        if found != expected and _number(connection) == numbered:
            raise StoreFault("backup_differs")
    return {name: count.rows for name, count in found.items()}


def _into_postgres(plan: Plan, number: int) -> dict[str, int]:
    """The rows take the place of those that are there, in one transaction."""
    engine = engines.engine(plan.url)
    try:
        with migrating.alone(engine, plan.url) as connection:
            if number:
                _unmoved(connection, number)
            if plan.manifest.engine == "postgresql":
                postgres.clear(connection, plan.manifest.schema)
                postgres.fill(connection, plan.content, plan.manifest, plan.file.name)
                migrating.upgrade(connection)
            else:
                postgres.clear(connection, migrating.HEAD)
                with _upgraded(plan) as source:
                    across.pour(source, connection)
            postgres.follow(connection)
            _renumber(connection, number)
            return {
                t: connection.scalar(select(func.count()).select_from(m)) or 0
                for t, m in tables.metadata.tables.items()
            }
    finally:
        engine.dispose()


@contextmanager
def _upgraded(plan: Plan) -> Iterator[Connection]:
    """The backup's SQLite file, brought to this version."""
    url = f"sqlite:///{plan.content}"
    engine = engines.engine(url)
    try:
        with migrating.alone(engine, url) as connection:
            migrating.upgrade(connection)
            yield connection
    finally:
        engine.dispose()


def _unmoved(connection: Connection, number: int) -> None:
    """Raise StoreFault when someone wrote to the record after it was set apart: that would be lost."""
    connection.execute(
        update(tables.revision).values(number=tables.revision.c.number)
    )  # whoever writes waits from here
    if _number(connection) != number:
        raise StoreFault("store_busy")


def _renumber(connection: Connection, number: int) -> int:
    """A revision later than any that was seen, in which everything changed: whoever keeps a copy reads again."""
    new = max(number, _number(connection)) + 1
    connection.execute(update(tables.revision).values(number=new))
    connection.execute(delete(changes).where(changes.c.revision >= new))
    connection.execute(insert(changes).values(revision=new, client_id=EVERYTHING))
    return new


def _number(connection: Connection) -> int:
    return int(connection.scalar(select(tables.revision.c.number)) or 0)


def _folder(place: URL) -> Path:
    """Where what surrounds the record is kept: beside a file, in the data folder for a server."""
    if place.get_backend_name() == "sqlite":
        return Path(str(place.database)).resolve().parent
    return data_folder()
