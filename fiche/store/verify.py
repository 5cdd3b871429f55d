"""Whether the audit is whole: every entry signed with the one before, none missing, none moved, no value changed; it repairs nothing.

What is wrong is located: an entry that was edited, deleted or swapped with another, a tail cut off (the seal knows how many entries there were),
a value changed or removed without an erasure that says so, a trigger that no longer guards.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from sqlalchemy import Connection, select, text

from fiche.store.audit import GENESIS, SIGNED, digest, numbers_of, signature
from fiche.store.seal import Keeper, Seal
from fiche.store.tables_audit import GUARDS, audit, audit_values

Kind = Literal["edited", "deleted", "swapped", "truncated", "value", "unsealed", "seal", "key", "unguarded"]
Entry = tuple[Any, ...]  # the values of SIGNED, then the hash
SEQ, ACTION, COLUMN, DIGEST = (SIGNED.index(name) for name in ("seq", "action", "column", "digest"))
TRIED = 60  # wrong entries among which swaps are looked for


@dataclass(frozen=True)
class Fault:
    """What is wrong, from entry `first` to entry `last`; for a swap, the two that were exchanged; for the whole, both are 0."""

    kind: Kind
    first: int = 0
    last: int = 0


@dataclass(frozen=True)
class Verdict:
    """How many `entries` there are, how many had their personal values `erased` and how many were `lost` with a restored backup, as entries say; and
    what is wrong."""

    entries: int
    erased: int
    lost: int
    faults: tuple[Fault, ...] = ()


def verify(connection: Connection, keeper: Keeper) -> Verdict:
    """The verdict on the whole audit."""
    chosen = select(*(audit.c[name] for name in SIGNED), audit.c.hash).order_by(audit.c.seq)
    entries: list[Entry] = [tuple(row) for row in connection.execute(chosen)]
    sealed, faults = _seal(keeper, entries)
    lost = _declared(entries, "restore_backup")
    faults += list(_gaps(entries, lost))
    wrong = _wrong(keeper.key, entries)
    if wrong and len(wrong) == len(entries) and sealed is None:
        faults = [Fault("key")]
    else:
        faults += _located(keeper.key, entries, wrong)
    erased, values = _values(connection, entries)
    faults += values
    faults += [] if _guarded(connection) else [Fault("unguarded")]
    return Verdict(
        len(entries), erased, len(lost), tuple(sorted(faults, key=lambda f: (f.first, f.last, f.kind)))
    )


def _seal(keeper: Keeper, entries: Sequence[Entry]) -> tuple[Seal | None, list[Fault]]:
    """The seal if it is good, and what it denounces."""
    try:
        seal = keeper.read()
    except ValueError:
        return None, [Fault("seal")]
    if seal is None:
        return None, [Fault("unsealed")] if keeper.place and entries else []
    last = entries[-1][SEQ] if entries else 0
    if seal.count > last:
        return seal, [Fault("truncated", last + 1, seal.count)]
    held = next((e for e in entries if e[SEQ] == seal.count), None)
    changed = held is not None and held[-1] != seal.hash
    return seal, [Fault("edited", seal.count, seal.count)] if changed else []


def _declared(entries: Sequence[Entry], action: str) -> set[int]:
    """The entries that others, of that action, say were emptied or lost."""
    return {n for e in entries if e[ACTION] == action for n in numbers_of(e[COLUMN])}


def _gaps(entries: Sequence[Entry], lost: set[int]) -> Iterator[Fault]:
    expected = 1
    for entry in entries:
        if not lost.issuperset(range(expected, entry[SEQ])):
            yield Fault("deleted", expected, entry[SEQ] - 1)
        expected = entry[SEQ] + 1


def _wrong(key: bytes, entries: Sequence[Entry]) -> list[int]:
    """The places of the entries that do not follow the one before; after a gap, none can be asked to."""
    return [at for at in range(len(entries)) if not _follows(key, entries, at)]


def _follows(key: bytes, entries: Sequence[Entry], at: int) -> bool:
    if at >= len(entries):
        return True
    before = entries[at - 1] if at else None
    if entries[at][SEQ] != (before[SEQ] + 1 if before else 1):
        return True
    signed = signature(key, before[-1] if before else GENESIS, entries[at][:-1])
    return signed == str(entries[at][-1])


def _located(key: bytes, entries: list[Entry], wrong: list[int]) -> list[Fault]:
    """What the wrong entries are: first those that, exchanged, make each other right, then those that were edited."""
    found: list[Fault] = []
    while pair := _swap(key, entries, wrong[:TRIED]):
        found.append(Fault("swapped", *(entries[at][SEQ] for at in pair)))
        _exchange(entries, *pair)
        near = {at + step for at in pair for step in (0, 1)}
        wrong = [at for at in wrong if at not in near or not _follows(key, entries, at)]
    return found + [Fault("edited", entries[at][SEQ], entries[at][SEQ]) for at in wrong]


def _swap(key: bytes, entries: list[Entry], wrong: Sequence[int]) -> tuple[int, int] | None:
    for one, other in combinations(wrong, 2):
        _exchange(entries, one, other)
        right = all(_follows(key, entries, at) for at in (one, one + 1, other, other + 1))
        _exchange(entries, one, other)
        if right:
            return one, other
    return None


def _exchange(entries: list[Entry], one: int, other: int) -> None:
    """All but the numbers of two entries, which say where they stand."""
    first, second = entries[one], entries[other]
    entries[one], entries[other] = (first[SEQ], *second[1:]), (second[SEQ], *first[1:])


def _values(connection: Connection, entries: Sequence[Entry]) -> tuple[int, list[Fault]]:
    """How many entries had their values erased as another says, and those whose values were changed, or are gone without a word."""
    v = audit_values.c
    rows = connection.execute(select(v.seq, v.salt, v.client_id, v.record, v.before, v.after))
    held = {seq: digest(salt, *values) for seq, salt, *values in rows}
    said = _declared(entries, "erase")
    gone = {e[SEQ] for e in entries if e[SEQ] not in held}
    changed = {e[SEQ] for e in entries if held.get(e[SEQ], e[DIGEST]) != e[DIGEST]}
    return len(gone & said), [Fault("value", seq, seq) for seq in sorted((gone - said) | changed)]


def _guarded(connection: Connection) -> bool:
    """Whether the triggers that refuse changes are there."""
    names, query = GUARDS[connection.dialect.name]
    return names <= set(connection.scalars(text(query)))
