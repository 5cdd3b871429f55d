"""Connections to other systems as the record keeps them: added, changed, ended, held by one synchronisation at a time, their history; it contacts nobody."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, or_, select, update

from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_connections import connections as table
from fiche.store.tables_connections import syncs


@dataclass(frozen=True)
class Remote:
    """A connection to a system. `settings`: plain values, never a secret; `secret`: sealed. `every`: minutes between two synchronisations, 0 for by hand.
    `import_id`: the import that its records made last; `published`: the digest of what it was made of. Times are UTC."""

    id: int
    system: str
    name: str
    url: str
    settings: Mapping[str, Any]
    secret: bytes
    every: int
    made_at: dt.datetime
    by: str
    asked_at: dt.datetime | None = None
    lease_until: dt.datetime | None = None
    import_id: int | None = None
    published: str | None = None
    ended_at: dt.datetime | None = None


@dataclass(frozen=True)
class Sync:
    """One synchronisation: running, done or failed; `counts`: records by list as {list: {new, changed, same, gone}}; `code` and `message`: why it failed or
    what is to be known; `whole`: everything was read again; `rows`: records read."""

    id: int
    connection_id: int
    began_at: dt.datetime
    ended_at: dt.datetime | None
    status: str
    phase: str | None
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    code: str | None = None
    message: str | None = None
    import_id: int | None = None
    by: str | None = None
    whole: bool = False
    rows: int = 0


def _remote(r: Row[Any]) -> Remote:
    return Remote(
        r.id, r.system, r.name, r.url, json.loads(r.settings), bytes(r.secret), r.every, r.made_at, r.by,
        r.asked_at, r.lease_until, r.import_id, r.published, r.ended_at,
    )  # fmt: skip


def _sync(r: Row[Any]) -> Sync:
    return Sync(
        r.id, r.connection_id, r.began_at, r.ended_at, r.status, r.phase, json.loads(r.counts), r.code, r.message,
        r.import_id, r.by, r.whole, r.rows,
    )  # fmt: skip


def remotes(connection: Connection) -> list[Remote]:
    """Every connection that was not removed, oldest first."""
    rows = connection.execute(select(table).where(table.c.ended_at.is_(None)).order_by(table.c.id)).all()
    return [_remote(r) for r in rows]


def remote(connection: Connection, number: int) -> Remote | None:
    """One connection, removed or not."""
    found = connection.execute(select(table).where(table.c.id == number)).first()
    return _remote(found) if found else None


def add(writing: Writing, system: str, name: str, url: str, settings: Mapping[str, Any], every: int) -> int:
    """A new connection, without a secret yet. Returns its number."""
    values = {
        "system": system, "name": name, "url": url, "settings": json.dumps(settings), "secret": b"", "every": every,
        "made_at": writing.at, "by": writing.by,
    }  # fmt: skip
    number = int(writing.connection.scalar(insert(table).returning(table.c.id), values) or 0)
    writing.note(Note("connect", after=f"{name} ({url})", ref=number), touches=False)
    return number


def seal(writing: Writing, number: int, secret: bytes, *, noted: bool = True) -> None:
    """Keep a sealed secret in place of the one before."""
    writing.connection.execute(update(table).where(table.c.id == number).values(secret=secret))
    if noted:
        writing.note(Note("connect_secret", ref=number), touches=False)


def change(writing: Writing, number: int, values: Mapping[str, Any]) -> None:
    """Another name, address, rhythm or settings."""
    before = remote(writing.connection, number)
    kept = {k: json.dumps(v) if k == "settings" else v for k, v in values.items()}
    if before is None or all(getattr(before, k) == v for k, v in values.items()):
        return
    writing.connection.execute(update(table).where(table.c.id == number).values(**kept))
    told = ", ".join(k for k, v in values.items() if getattr(before, k) != v)
    writing.note(Note("connect_change", column=told, after=before.name, ref=number), touches=False)


def end(writing: Writing, number: int) -> None:
    """Remove a connection and forget its secret; what it brought stays."""
    mine = (table.c.id == number) & table.c.ended_at.is_(None)
    gone = {"ended_at": writing.at, "ended_by": writing.by, "secret": b"", "every": 0, "asked_at": None}
    if writing.connection.execute(update(table).where(mine).values(**gone)).rowcount:
        before = remote(writing.connection, number)
        writing.note(Note("disconnect", after=before.name if before else None, ref=number), touches=False)


def ask(connection: Connection, number: int, at: dt.datetime | None) -> None:
    """A reader wants a synchronisation now; None: it was begun."""
    connection.execute(update(table).where(table.c.id == number).values(asked_at=at))


def hold(
    connection: Connection,
    number: int,
    who: str,
    now: dt.datetime,
    until: dt.datetime,
    left: str | None = None,
) -> bool:
    """Take the connection for one synchronisation, or go on holding it; False while another has it. `left`: a holder that is no more."""
    free = or_(
        table.c.lease_until.is_(None), table.c.lease_until < now, table.c.lease_of.in_([who, left or who])
    )
    mine = update(table).where((table.c.id == number) & table.c.ended_at.is_(None) & free)
    return bool(connection.execute(mine.values(lease_until=until, lease_of=who)).rowcount)


def holder(connection: Connection, number: int) -> str | None:
    """Whoever holds the connection."""
    found: str | None = connection.scalar(select(table.c.lease_of).where(table.c.id == number))
    return found


def unpublished(connection: Connection, number: int) -> None:
    """Something came that the portfolio does not have yet."""
    connection.execute(update(table).where(table.c.id == number).values(published=None))


def release(connection: Connection, number: int, who: str) -> None:
    """Let others take it."""
    mine = (table.c.id == number) & (table.c.lease_of == who)
    connection.execute(update(table).where(mine).values(lease_until=None, lease_of=None))


def begin(connection: Connection, number: int, at: dt.datetime, by: str, *, whole: bool) -> int:
    """A synchronisation begins; those that a stopped process left running are over. Returns its number."""
    left = (syncs.c.connection_id == number) & (syncs.c.status == "running")
    connection.execute(update(syncs).where(left).values(status="cut", ended_at=at))
    values = {
        "connection_id": number, "began_at": at, "status": "running", "counts": "{}", "by": by, "whole": whole, "rows": 0,
    }  # fmt: skip
    return int(connection.scalar(insert(syncs).returning(syncs.c.id), values) or 0)


def tell(connection: Connection, sync: int, values: Mapping[str, Any]) -> None:
    """How far a synchronisation is, or how it ended."""
    kept = {k: json.dumps(v) if k == "counts" else v for k, v in values.items()}
    connection.execute(update(syncs).where(syncs.c.id == sync).values(**kept))


def history(connection: Connection, number: int, limit: int) -> Sequence[Sync]:
    """The synchronisations of a connection, latest first."""
    wanted: Select[Any] = select(syncs).where(syncs.c.connection_id == number)
    rows = connection.execute(wanted.order_by(syncs.c.id.desc()).limit(limit)).all()
    return [_sync(r) for r in rows]
