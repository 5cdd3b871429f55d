"""Records of other systems as they came: kept a page at a time with how far the list was read, marked when the system no longer has them, given back in order; it reads no meaning in them."""

import datetime as dt
import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Integer, and_, cast, delete, func, insert, select, update

from fiche.store.tables_connections import connection_records as records
from fiche.store.tables_connections import connection_states as states

ASKED = 500  # keys in one query
BATCH = 2_000


@dataclass(frozen=True)
class Reach:
    """How far a list of a connection was read. `cursor`: the latest change that is surely kept (ISO, UTC); `fields`: a digest of what was asked;
    `resume`: where a cut reading goes on; `passes`: readings that ended since the system was last asked for everything it has."""

    cursor: str | None = None
    fields: str | None = None
    resume: Mapping[str, Any] | None = None
    read_at: dt.datetime | None = None
    checked_at: dt.datetime | None = None
    passes: int = 0


@dataclass(frozen=True)
class Came:
    """A record as it came: its number in the system, when it was changed there (ISO, UTC), and all that it says."""

    source_id: str
    modified: str | None
    raw: Mapping[str, Any]


Key = tuple[int, str, str]  # connection, entity, company


def _of(table: Any, key: Key) -> Any:
    number, entity, company = key
    return (table.c.connection_id == number) & (table.c.entity == entity) & (table.c.company == company)


def reach(connection: Connection, key: Key) -> Reach:
    """How far a list was read."""
    r = connection.execute(select(states).where(_of(states, key))).first()
    if r is None:
        return Reach()
    resume = json.loads(r.resume) if r.resume else None
    return Reach(r.cursor, r.fields, resume, r.read_at, r.checked_at, r.passes)


def forget_reach(connection: Connection, number: int) -> None:
    """The next reading of every list of a connection begins from the start; the records stay."""
    connection.execute(delete(states).where(states.c.connection_id == number))


def set_reach(connection: Connection, key: Key, reached: Reach) -> None:
    """Keep how far a list was read."""
    values = {
        "cursor": reached.cursor,
        "fields": reached.fields,
        "resume": json.dumps(reached.resume) if reached.resume is not None else None,
        "read_at": reached.read_at,
        "checked_at": reached.checked_at,
        "passes": reached.passes,
    }
    if not connection.execute(update(states).where(_of(states, key)).values(**values)).rowcount:
        number, entity, company = key
        mine = {"connection_id": number, "entity": entity, "company": company}
        connection.execute(insert(states), {**mine, **values})


def keep(connection: Connection, key: Key, came: Sequence[Came], at: dt.datetime) -> dict[str, int]:
    """Write records in place of what was kept of them. Returns how many are new, changed and the same."""
    latest = {c.source_id: c for c in came}
    known = _known(connection, key, list(latest))
    counts = {"new": 0, "changed": 0, "same": 0}
    number, entity, company = key
    fresh, gone = [], []
    for source_id, one in latest.items():
        text = json.dumps(one.raw, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
        digest = hashlib.blake2b(text, digest_size=16).digest()
        before = known.get(source_id)
        if before is not None and before == (digest, False):
            counts["same"] += 1
            continue
        counts["new" if before is None else "changed"] += 1
        if before is not None:
            gone.append(source_id)
        fresh.append({
            "connection_id": number, "entity": entity, "company": company, "source_id": source_id, "modified": one.modified,
            "digest": digest, "raw": zlib.compress(text, 1), "seen_at": at, "gone_at": None,
        })  # fmt: skip
    for start in range(0, len(gone), ASKED):
        these = records.c.source_id.in_(gone[start : start + ASKED])
        connection.execute(delete(records).where(_of(records, key) & these))
    if fresh:
        connection.execute(insert(records), fresh)
    return counts


def _known(connection: Connection, key: Key, ids: Sequence[str]) -> dict[str, tuple[bytes, bool]]:
    found: dict[str, tuple[bytes, bool]] = {}
    for start in range(0, len(ids), ASKED):
        these = records.c.source_id.in_(ids[start : start + ASKED])
        wanted = select(records.c.source_id, records.c.digest, records.c.gone_at)
        for r in connection.execute(wanted.where(_of(records, key) & these)):
            found[r.source_id] = (bytes(r.digest), r.gone_at is not None)
    return found


def present(connection: Connection, key: Key) -> set[str]:
    """The numbers of the records that the system is thought to have."""
    wanted = select(records.c.source_id).where(_of(records, key) & records.c.gone_at.is_(None))
    return set(connection.scalars(wanted))


def mark_gone(connection: Connection, key: Key, ids: Collection[str], at: dt.datetime) -> int:
    """These records are no longer in the system; they stay here, marked. Returns how many."""
    listed, marked = sorted(ids), 0
    for start in range(0, len(listed), ASKED):
        these = records.c.source_id.in_(listed[start : start + ASKED]) & records.c.gone_at.is_(None)
        marked += connection.execute(
            update(records).where(_of(records, key) & these).values(gone_at=at)
        ).rowcount
    return marked


def one(connection: Connection, key: Key, source_id: str) -> Came | None:
    """One record as it came last."""
    r = connection.execute(
        select(records.c.modified, records.c.raw).where(
            _of(records, key) & (records.c.source_id == source_id)
        )
    ).first()
    return Came(source_id, r.modified, json.loads(zlib.decompress(bytes(r.raw)))) if r else None


def of_all(connection: Connection, number: int, entity: str, source_id: str) -> list[tuple[str, Came]]:
    """(company, record) of one record as each company last said it."""
    mine = (
        (records.c.connection_id == number)
        & (records.c.entity == entity)
        & (records.c.source_id == source_id)
    )
    rows = connection.execute(
        select(records.c.company, records.c.modified, records.c.raw).where(mine & records.c.gone_at.is_(None))
    )
    return [(r.company, Came(source_id, r.modified, json.loads(zlib.decompress(bytes(r.raw))))) for r in rows]


def stream(
    connection: Connection, number: int, entity: str
) -> Iterator[tuple[str, Came, dt.datetime | None]]:
    """(company, record, since when it is gone) of a list, by number then company. A batch is in memory at a time."""
    order = (func.length(records.c.source_id), records.c.source_id, records.c.company)
    mine = (records.c.connection_id == number) & (records.c.entity == entity)
    wanted = select(
        records.c.source_id, records.c.company, records.c.modified, records.c.raw, records.c.gone_at
    )
    for r in connection.execution_options(yield_per=BATCH).execute(wanted.where(mine).order_by(*order)):
        came = Came(r.source_id, r.modified, json.loads(zlib.decompress(bytes(r.raw))))
        yield r.company, came, r.gone_at


def census(connection: Connection, number: int) -> dict[str, int]:
    """How many records of each list are kept and not marked gone."""
    mine = and_(records.c.connection_id == number, records.c.gone_at.is_(None))
    rows = connection.execute(
        select(records.c.entity, cast(func.count(), Integer).label("n"))
        .where(mine)
        .group_by(records.c.entity)
    )
    return {r.entity: r.n for r in rows}


def put(connection: Connection, key: Key, rows: Mapping[str, Mapping[str, Any]], at: dt.datetime) -> None:
    """Keep values of our own beside a connection's records, in place of those before."""
    keep(connection, key, [Came(source_id, None, raw) for source_id, raw in rows.items()], at)


def forget(connection: Connection, number: int) -> None:
    """Drop the records and how far they were read, so that everything is read again."""
    connection.execute(delete(states).where(states.c.connection_id == number))
    connection.execute(delete(records).where(records.c.connection_id == number))
