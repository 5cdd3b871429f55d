"""The audit: what was done, by whom, from what to what, each entry signed with the one before; it changes and removes none.

h(n) = HMAC-SHA256(key, h(n-1) ‖ entry n). An entry holds no personal value but its author's name: the client, the record and both values stand apart,
under a salted digest that the entry signs.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from fiche.store.seal import Seal
from fiche.store.tables_audit import audit, audit_values

GENESIS = ""
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
    connection: Connection, key: bytes, notes: Sequence[Note], *, at: str, by: str, revision: int
) -> Seal:
    """Chain `notes` after the last entry, in the caller's transaction (which must be the only one that writes). Returns the new seal."""
    last = connection.execute(select(audit.c.seq, audit.c.hash).order_by(audit.c.seq.desc()).limit(1)).first()
    seq, before = (last.seq, last.hash) if last else (0, GENESIS)
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
        before = signature(key, before, tuple(entry.values()))
        entries.append({**entry, "hash": before})
        values.append({
            "seq": seq, "client_id": note.client_id, "record": note.record, "before": note.before, "after": note.after, "salt": salt,
        })  # fmt: skip
    connection.execute(insert(audit), entries)
    connection.execute(insert(audit_values), values)
    return Seal(seq, before)


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
