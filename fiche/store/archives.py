"""Rows put away: they leave what is shown and what is counted, and come back whole; those that a file counts stay."""

from collections.abc import Iterable

from sqlalchemy import Connection, insert, select, tuple_, update

from fiche.errors import Refused
from fiche.model import TableName
from fiche.records import SEPARATOR, owner
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_people import archives as table
from fiche.store.tables_people import merges
from fiche.store.versions import KEYS, Key, chunks, move, versions_of

_AWAY = select(table.c.by).where(tuple_(table.c.table, table.c.record).in_(KEYS) & table.c.ended_at.is_(None))
_MERGED = select(merges.c.by, merges.c.kept).where(merges.c.gone.in_(KEYS) & merges.c.ended_at.is_(None))
COUNTED: frozenset[TableName] = frozenset({"documents", "lines", "payments"})


def archived(connection: Connection) -> set[Key]:
    """The records that are put away."""
    rows = connection.execute(select(table.c.table, table.c.record).where(table.c.ended_at.is_(None)))
    return {(r.table, r.record) for r in rows}


def refuse(connection: Connection, keys: Iterable[Key]) -> None:
    """Raise Refused when one of the records is put away, or is a client who is now another: who changes it would not see it."""
    for some in chunks(keys):
        if row := connection.execute(_AWAY, {"keys": some}).first():
            raise Refused("archived_row", by=row.by)
        clients = [record for name, record in some if name == "clients"]
        if clients and (row := connection.execute(_MERGED, {"keys": clients}).first()):
            raise Refused("merged_client", by=row.by, kept=row.kept)


def archive(writing: Writing, name: TableName, record: str) -> int:
    """Put a row away; nothing when it is already. Returns its version."""
    if name in COUNTED and SEPARATOR * 2 not in record:
        raise Refused("not_archivable")
    here = (table.c.table == name) & (table.c.record == record) & table.c.ended_at.is_(None)
    if writing.connection.execute(select(table.c.id).where(here)).first():
        return versions_of(writing.connection, [(name, record)])[name, record]
    made = insert(table).values(table=name, record=record, by=writing.by, made_at=writing.at)
    number = writing.connection.execute(made.returning(table.c.id)).scalar_one()
    return _moved(writing, "archive", name, record, number)


def restore(writing: Writing, name: TableName, record: str) -> int:
    """Bring a row back; nothing when it is there. Returns its version."""
    here = (table.c.table == name) & (table.c.record == record) & table.c.ended_at.is_(None)
    row = writing.connection.execute(select(table.c.id).where(here)).first()
    if row is None:
        return versions_of(writing.connection, [(name, record)])[name, record]
    ended = update(table).where(here).values(ended_at=writing.at, ended_by=writing.by)
    writing.connection.execute(ended)
    return _moved(writing, "restore", name, record, row.id)


def _moved(writing: Writing, action: str, name: TableName, record: str, ref: int) -> int:
    key = (name, record)
    versions = move(writing.connection, versions_of(writing.connection, [key]), [key])
    writing.note(Note(action, owner(name, record), name, record, ref=ref))
    return versions[key]
