"""A few contact fields of a client written back to the system they came from: shown first, refused when the record changed there meanwhile, read again after, told in the journal; a write is never made twice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fiche.connectors.fill import instant
from fiche.connectors.gather import NUMBERS
from fiche.connectors.odoo_values import plain, rich
from fiche.connectors.session import Session, World
from fiche.connectors.spec import Entity, Push, dig
from fiche.edits import Edit
from fiche.errors import ConnectionRefused, Refused
from fiche.store import Store, remote_records
from fiche.store.audit import Note
from fiche.store.connections import Remote

_SCHEME = re.compile(r"(?i)^https?://")


@dataclass(frozen=True)
class Change:
    """One field to write back: what the system had when it was last read, and what was made of it here. `source_id`: the record there."""

    client_id: str
    column: str
    there: str | None
    here: str | None
    source_id: str


def pending(store: Store, remote: Remote, push: Push) -> list[Change]:
    """The corrections made here of fields that may be written back, of clients that came from this connection, that the system does not have yet."""
    wanted = [e for e in store.edits() if e.table == "clients" and e.column in push.columns]
    if not wanted:
        return []
    latest: dict[tuple[str, str], Edit] = {(e.record, e.column): e for e in wanted}
    with store.looking() as connection:
        numbers = {
            str(c.raw["client_id"]): c.source_id
            for _c, c, gone in remote_records.stream(connection, remote.id, NUMBERS)
            if gone is None
        }
        found = []
        for (client, column), edit in latest.items():
            source = numbers.get(client)
            kept = _kept(connection, remote, push, source) if source else None
            if source is None or kept is None:
                continue
            there = _text(_fields(kept.raw, push).get(push.columns[column]))
            if not _is_same(column, there, edit.value):
                found.append(Change(client, column, there, edit.value, source))
    return found


def send(
    store: Store, remote: Remote, session: Session, push: Push, changes: Sequence[Change], *, by: str
) -> None:
    """Write the changes of one client. Raises ConnectionRefused, nothing being sent, when the record changed there since it was last read; or when what is read
    after a fault is not what was sent. Refused without an author."""
    if not by.strip():
        raise Refused("no_author")
    client, source = changes[0].client_id, changes[0].source_id
    if any(c.column not in push.columns or c.source_id != source for c in changes):
        raise ConnectionRefused("not_pushed", system=session.system.name)
    entity = session.system.entity(push.entity)
    told = {"client": client, "system": session.system.name}
    with store.looking() as connection:
        kept = _kept(connection, remote, push, source)
    now = _read(session, push, entity, source)
    if now is None:
        raise ConnectionRefused("gone_at_source", **told)
    shown = all(_text(_fields(now, push).get(push.columns[c.column])) == c.there for c in changes)
    if kept is None or _modified(now, entity) != kept.modified or not shown:
        raise ConnectionRefused("changed_at_source", **told)
    values = {push.columns[c.column]: _written(c, push, session.system.empty) for c in changes}
    fault: ConnectionRefused | None = None
    try:
        session.caller.ask(push.write, {**_values(session, entity, source), "values": values})
    except ConnectionRefused as refusal:
        fault = refusal  # it may be done all the same: only what is read now says so
    after = _read(session, push, entity, source)
    if after is None or not _is_done(_fields(now, push), _fields(after, push), values, sure=fault is None):
        mine = None if after is None else _fields(after, push)
        raise _unsure(fault, _fields(now, push), mine, values, told)
    _keep(store, remote, push, entity, source, after)
    notes = [Note("push", client, "clients", client, c.column, c.there, c.here, remote.id) for c in changes]
    store.pushed(notes, by=by)


def _fields(record: Mapping[str, Any], push: Push) -> Mapping[str, Any]:
    """The fields of a record, where its system has them."""
    found = dig(record, push.values)
    return found if isinstance(found, Mapping) else {}


def _written(change: Change, push: Push, empty: Any) -> Any:
    """A correction as the system keeps it."""
    if not change.here:
        return empty
    return rich(change.here) if push.columns[change.column] in push.html else change.here


def _is_same(column: str, there: str | None, here: str | None) -> bool:
    """Whether a system already has a correction: «http://», which it puts before a site by itself, is no difference."""
    if column == "website":
        there, here = (_SCHEME.sub("", each or "").rstrip("/") for each in (there, here))
    return (there or None) == (here or None)


def _is_done(
    now: Mapping[str, Any], after: Mapping[str, Any], values: Mapping[str, Any], *, sure: bool
) -> bool:
    """Whether the values are there; a system that said yes may have written one its own way («http://» before a site)."""

    def there(name: str, value: Any) -> bool:
        read = _text(after.get(name))
        return read == _text(value) or (sure and read != _text(now.get(name)))

    return all(there(name, value) for name, value in values.items())


def _unsure(
    fault: ConnectionRefused | None,
    now: Mapping[str, Any],
    after: Mapping[str, Any] | None,
    values: Mapping[str, Any],
    told: Mapping[str, str],
) -> ConnectionRefused:
    """The refusal that fits what was read again: the fault itself where nothing was written."""
    untouched = after is not None and all(_text(after.get(n)) == _text(now.get(n)) for n in values)
    if fault is not None and untouched and fault.code not in ("source_slow", "source_cut"):
        return fault
    return ConnectionRefused("push_uncertain", **told)


def _values(session: Session, entity: Entity, source: str) -> dict[str, Any]:
    number: Any = int(source) if source.isdigit() and session.system.dialect == "odoo" else source
    return {**session.variables(entity), "id": number}


def _read(session: Session, push: Push, entity: Entity, source: str) -> Mapping[str, Any] | None:
    try:
        found = dig(session.caller.ask(push.read, _values(session, entity, source)), push.records)
    except ConnectionRefused as refusal:
        if refusal.code == "source_missing":
            return None
        raise
    return found if isinstance(found, Mapping) else None


def _modified(record: Mapping[str, Any], entity: Entity) -> str | None:
    moment = instant(dig(record, entity.modified))
    return moment.isoformat() if moment else None


def _kept(connection: Any, remote: Remote, push: Push, source: str | None) -> remote_records.Came | None:
    """The record as it was last read, of the company that says it most lately."""
    every = remote_records.of_all(connection, remote.id, push.entity, source or "")
    return max((came for _company, came in every), key=lambda c: c.modified or "", default=None)


def _keep(
    store: Store, remote: Remote, push: Push, entity: Entity, source: str, after: Mapping[str, Any]
) -> None:
    """What was read after the write takes the place of what was kept, so that the next synchronisation finds nothing to ask about."""
    at = store.moment()
    with store.gathering() as connection:
        for company, came in remote_records.of_all(connection, remote.id, push.entity, source):
            raw = {**came.raw, **{k: v for k, v in after.items() if k in came.raw}}
            if push.values:
                raw[push.values] = {**_fields(came.raw, push), **_fields(after, push)}
            key = (remote.id, push.entity, company)
            remote_records.keep(
                connection, key, [remote_records.Came(source, _modified(after, entity), raw)], at
            )
        store.to_publish(connection, remote.id)


def _text(value: Any) -> str | None:
    """A field as a correction writes it: no HTML, nothing for empty."""
    return None if value in (None, False, "") else plain(value)


def open_push(store: Store, remote: Remote, world: World | None = None) -> tuple[Session, Push]:
    """The session and what it may write. Raises ConnectionRefused for a system that nothing is written back to."""
    session = Session.of(store, remote, world)
    if session.system.push is None:
        raise ConnectionRefused("not_pushed", system=session.system.name)
    session.introduce()
    return session, session.system.push
