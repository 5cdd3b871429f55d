"""Who did what, when, from what to what: the audit's entries with the values that were not erased; it verifies nothing and interprets nothing."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import Connection, Select, and_, func, select

from fiche.decisions import Change
from fiche.i18n import begins
from fiche.store.tables import edits
from fiche.store.tables_audit import audit, audit_values


@dataclass(frozen=True)
class Wanted:
    """Which entries: None is no restriction. `since` and `until`: days in Paris, both included."""

    client_id: str | None = None
    table: str | None = None
    record: str | None = None
    column: str | None = None
    by: str | None = None
    action: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None


def history(
    connection: Connection, wanted: Wanted, limit: int | None = None, offset: int = 0
) -> list[Change]:
    """What was done, latest first."""
    chosen = _chosen(wanted).order_by(audit.c.seq.desc()).limit(limit).offset(offset)
    return [
        Change(
            r.seq,
            dt.datetime.fromisoformat(r.at),
            r.by,
            r.action,
            r.client_id,
            r.table,
            r.record,
            r.column,
            r.before,
            r.after,
            r.ref,
            bool(r.active),
        )
        for r in connection.execute(chosen)
    ]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many entries are wanted."""
    return connection.scalar(select(func.count()).select_from(_chosen(wanted).subquery())) or 0


def authors(connection: Connection) -> list[str]:
    """Whoever did something, by name."""
    return sorted(filter(None, connection.scalars(select(audit.c.by).distinct())))


def _chosen(wanted: Wanted) -> Select[tuple[object, ...]]:
    a, v = audit.c, audit_values.c
    ours = and_(a.action == "edit", edits.c.id == a.ref)
    chosen = (
        select(a.seq, a.at, a.by, a.action, a.table, a.column, a.ref, v.client_id, v.record, v.before, v.after, edits.c.active)
        .outerjoin(audit_values, v.seq == a.seq)
        .outerjoin(edits, ours)
    )  # fmt: skip
    same = {
        v.client_id: wanted.client_id,
        v.record: wanted.record,
        a.table: wanted.table,
        a.column: wanted.column,
        a.by: wanted.by,
        a.action: wanted.action,
    }
    for column, value in same.items():
        chosen = chosen if value is None else chosen.where(column == value)
    if wanted.since is not None:
        chosen = chosen.where(a.at >= _written(wanted.since))
    if wanted.until is not None:
        chosen = chosen.where(a.at < _written(wanted.until + dt.timedelta(days=1)))
    return chosen


def _written(on: dt.date) -> str:
    """When a day begins, as entries are dated."""
    return begins(on).isoformat(timespec="microseconds")
