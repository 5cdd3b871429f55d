"""The audit: what was done, by whom, from what to what, each entry signed with the one before; it changes and removes none.

h(n) = HMAC-SHA256(key, h(n-1) ‖ entry n). An entry holds no personal value but its author's name: the client, the record and both values stand apart,
under a salted digest that the entry signs.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from fiche.store.seal import Keeper, Seal
from fiche.store.tables_audit import audit, audit_values

GENESIS = ""
_LATEST = select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)
SIGNED = ("seq", "at", "revision", "by", "action", "table", "column", "ref", "digest")


@dataclass(frozen=True)
class Note:
    """One thing done, for the audit. `ref`: the number of the import, edit, own row… it is about."""

    action: str
    client_id: str | None = None
    table: str | None = None
    record: str | None = None
    column: str | None = None
    before: str | None = None
    after: str | None = None
    ref: int | None = None


def append(
    connection: Connection, keeper: Keeper, notes: Sequence[Note], *, at: str, by: str, revision: int
) -> Seal:
    """Chain `notes` after the last entry, in the caller's transaction (which must be the only one that writes). Returns the new seal."""
    count, before = last(connection)
    seq = max(count, keeper.floor)
    entries, values = [], []
    for note in notes:
        seq += 1
        salt = secrets.token_hex(16)
        entry = {
            "seq": seq,
            "at": at,
            "revision": revision,
            "by": by,
            "action": note.action,
            "table": note.table,
            "column": note.column,
            "ref": note.ref,
            "digest": digest(salt, note.client_id, note.record, note.before, note.after),
        }
        before = signature(keeper.key, before, tuple(entry.values()))
        entries.append({**entry, "hash": before})
        values.append({
            "seq": seq, "client_id": note.client_id, "record": note.record, "before": note.before, "after": note.after, "salt": salt,
        })  # fmt: skip
    connection.execute(insert(audit), entries)
    connection.execute(insert(audit_values), values)
    return Seal(seq, before)


def last(connection: Connection) -> tuple[int, str]:
    """The number and the hash of the last entry."""
    found = connection.execute(_LATEST).first()
    return (found.seq, found.hash) if found else (0, GENESIS)


def loss(connection: Connection, keeper: Keeper) -> str | None:
    """The entries that the seal counts and the record no longer has («301-500»): a backup taken before them was restored. None: all are there."""
    count, _hash = last(connection)
    return _spans(range(count + 1, keeper.floor + 1)) or None


def erase(connection: Connection, client_id: str) -> Note | None:
    """Erase the personal values of a client's entries; the note that says so, to be chained, None when there were none.

    The entries stay, and the chain verifies: they sign a salted digest, and the salt goes with the values.
    """
    mine = audit_values.c.client_id == client_id
    numbers = sorted(connection.scalars(select(audit_values.c.seq).where(mine)))
    if not numbers:
        return None
    connection.execute(delete(audit_values).where(mine))
    return Note("erase", column=_spans(numbers))


def numbers_of(spans: str | None) -> Iterator[int]:
    """The numbers that «12-15 18» means."""
    for span in (spans or "").split():
        first, _dash, last = span.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _spans(numbers: Sequence[int]) -> str:
    """Sorted numbers as «12-15 18»."""
    spans: list[list[int]] = []
    for n in numbers:
        if spans and spans[-1][1] == n - 1:
            spans[-1][1] = n
        else:
            spans.append([n, n])
    return " ".join(str(a) if a == b else f"{a}-{b}" for a, b in spans)


def signature(key: bytes, before: str, entry: Sequence[object]) -> str:
    """The hash of an entry (the values of SIGNED) that follows the one of hash `before`."""
    return hmac.digest(key, f"{before}\n{_canonical(entry)}".encode(), "sha256").hex()


def digest(
    salt: str, client_id: str | None, record: str | None, before: str | None, after: str | None
) -> str:
    """What an entry signs of its personal values."""
    return hashlib.sha256(f"{salt}\n{_canonical((client_id, record, before, after))}".encode()).hexdigest()


def _canonical(values: Sequence[object]) -> str:
    """The same text for the same values, and for no others."""
    return json.dumps(values, ensure_ascii=True, separators=(",", ":"))
