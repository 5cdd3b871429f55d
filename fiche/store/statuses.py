"""What people decide of a client beside its fields: a status in place of the computed one, an alert put to sleep; each change is kept."""

import datetime as dt

from sqlalchemy import Connection, insert, select, update

from fiche.decisions import Override, Snooze
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_people import overrides, snoozes


def all_overrides(connection: Connection) -> list[Override]:
    """Every status given, oldest first."""
    found = connection.execute(select(overrides).order_by(overrides.c.id))
    return [Override(r.client_id, r.status, r.by, r.on, r.reason) for r in found]


def override(writing: Writing, client_id: str, status: str | None, on: dt.date, reason: str) -> None:
    """From `on`, the client is `status`; None: as computed again."""
    o = overrides.c
    earlier = select(o.status).where(o.client_id == client_id).order_by(o.id.desc()).limit(1)
    before = writing.connection.scalar(earlier)
    row = {"client_id": client_id, "status": status, "by": writing.by, "on": on, "reason": reason}
    made = insert(overrides).returning(o.id)
    number = writing.connection.execute(made, {**row, "made_at": writing.at}).scalar_one()
    writing.note(Note("override", client_id, "clients", client_id, "status_override", before, status, number))


def in_force(connection: Connection, on: dt.date) -> list[Snooze]:
    """The alerts asleep on that day, oldest first."""
    s = snoozes.c
    found = connection.execute(select(snoozes).where(s.ended_at.is_(None) & (s.until > on)).order_by(s.id))
    return [Snooze(r.client_id, r.code, r.until, r.by, r.made_at, r.note) for r in found]


def snooze(writing: Writing, client_id: str, code: str, until: dt.date, note: str) -> None:
    """Do not show that alert before `until`; it takes the place of an earlier one."""
    before = _end(writing, client_id, code)
    row = {"client_id": client_id, "code": code, "until": until, "note": note, "by": writing.by}
    made = insert(snoozes).returning(snoozes.c.id)
    number = writing.connection.execute(made, {**row, "made_at": writing.at}).scalar_one()
    said = Note("snooze", client_id, None, None, code, before, until.isoformat(), number)
    writing.note(said, touches=False)


def wake(writing: Writing, client_id: str, code: str) -> None:
    """Show that alert again; nothing when it is not asleep."""
    before = _end(writing, client_id, code)
    if before is not None:
        writing.note(Note("wake", client_id, None, None, code, before), touches=False)


def _end(writing: Writing, client_id: str, code: str) -> str | None:
    s = snoozes.c
    mine = (s.client_id == client_id) & (s.code == code) & s.ended_at.is_(None)
    until = writing.connection.scalar(select(s.until).where(mine))
    ended = update(snoozes).where(mine).values(ended_at=writing.at, ended_by=writing.by)
    writing.connection.execute(ended)
    return None if until is None else until.isoformat()
