"""What the record said when something was exported: its mark, and the imports and decisions of that moment; nothing being erased, nothing has to be kept."""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, select

from fiche.decisions import Mark
from fiche.model import TableName
from fiche.overlay import Overlay
from fiche.store import corrections, imports, merges, own, work
from fiche.store.tables import edits
from fiche.store.tables_audit import audit
from fiche.store.tables_people import archives
from fiche.store.tables_people import merges as merged
from fiche.store.terms import Import

_LONGEST = 16  # letters of a hash that a mark holds


def mark(connection: Connection, revision: int) -> Mark | None:
    """The state at `revision`; None of a record in which nothing was ever done."""
    columns = (audit.c.seq, audit.c.hash)
    last = select(*columns).where(audit.c.revision <= revision).order_by(audit.c.seq.desc()).limit(1)
    found = connection.execute(last).first()
    return Mark(identity(connection), found.seq, found.hash[:_LONGEST]) if found else None


def identity(connection: Connection) -> str:
    """What tells this record from every other one; «» while nothing was done in it."""
    first = connection.scalar(select(audit.c.hash).order_by(audit.c.seq).limit(1))
    return str(first or "")[:_LONGEST]


def knows(connection: Connection, wanted: Mark) -> bool:
    """Whether that state is one that this record went through: a backup brought back since may have taken it away."""
    found = connection.scalar(select(audit.c.hash).where(audit.c.seq == wanted.seq))
    return found is not None and found[:_LONGEST] == wanted.hash


def moment(connection: Connection, wanted: Mark) -> dt.datetime:
    """When that state began, in UTC."""
    at = connection.scalar(select(audit.c.at).where(audit.c.seq == wanted.seq))
    return dt.datetime.fromisoformat(str(at))


def in_force(connection: Connection, wanted: Mark) -> list[Import]:
    """The imports that made the portfolio then, latest first."""
    made = {"import": set[int](), "undo_import": set[int]()}
    known = select(audit.c.action, audit.c.ref).where(
        audit.c.action.in_(list(made)), audit.c.seq <= wanted.seq
    )
    for action, ref in connection.execute(known):
        made[action].add(ref)
    there = made["import"] - made["undo_import"]
    return imports.down_to_the_latest_that_replaces([i for i in imports.imports(connection) if i.id in there])


def overlay(connection: Connection, wanted: Mark) -> Overlay:
    """What was laid over the files then."""
    at = moment(connection, wanted)
    added = select(audit.c.ref).where(audit.c.action == "add", audit.c.seq <= wanted.seq)
    rows = set(connection.scalars(added))
    settings = {c.name: c.value for c in work.setting_changes(connection) if c.made_at <= at}
    told = edits.c.active | edits.c.ended_at.is_not(None)
    held = select(edits).where(_held(edits, at), told).order_by(edits.c.id)
    away = select(archives.c.table, archives.c.record).where(_held(archives, at))
    joined = set(connection.scalars(select(merged.c.id).where(_held(merged, at))))
    put: set[tuple[TableName, str]] = {(r.table, r.record) for r in connection.execute(away)}
    return Overlay(
        own=tuple(row for row in own.rows(connection) if row.id in rows),
        edits=tuple(corrections.as_edit(row) for row in connection.execute(held)),
        merges=tuple(
            replace(m, ended_at=None) for m in merges.merges(connection, ended=True) if m.id in joined
        ),
        archived=frozenset(put),
        month_first=settings.get("end_of_month_first") == "1",
    )


def _held(table: Table, at: dt.datetime) -> Any:
    """Whether a row was made by then and had not ended."""
    return (table.c.made_at <= at) & (table.c.ended_at.is_(None) | (table.c.ended_at > at))
