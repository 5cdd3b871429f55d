"""What reminders brought in: of what each asked for, what was paid before the next one, and in how many days; it sends none.

A payment counts for the latest reminder that asked for its invoice before it. What a credit note took off is neither asked for any more nor recovered.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.dunning.values import ZERO, Sending
from fiche.analysis.frames import Frames

if TYPE_CHECKING:
    import duckdb

_DUES = (
    "SELECT document_key, due_date, amount, before FROM dues WHERE document_key IN (SELECT unnest($keys::BIGINT[]))"
    " ORDER BY document_key, seq"
)
_MOVED = (
    "SELECT document_key, applies_on, applied, source FROM movements"
    " WHERE target = 'invoice' AND applied <> 0 AND document_key IN (SELECT unnest($keys::BIGINT[])) ORDER BY document_key, applies_on"
)
Dues = Sequence[tuple[dt.date | None, Decimal, Decimal]]
Moves = Sequence[tuple[dt.date, Decimal, str]]


@dataclass(frozen=True)
class Result:
    """One reminder: what its invoices lacked and was late that day, what was `recovered` of it before the next reminder or `as_of`; `invoices` of which
    `paid` whole, and the `days` that each of those took."""

    sending: Sending
    asked: Decimal
    recovered: Decimal
    invoices: int
    paid: int
    days: tuple[int, ...]


@dataclass(frozen=True)
class LevelEffect:
    """The reminders of one level together. `days`: mean days from the reminder to the payment of an invoice, None when none was paid."""

    level: int
    sendings: int
    clients: int
    asked: Decimal
    recovered: Decimal
    invoices: int
    paid: int
    days: float | None

    @property
    def share(self) -> float | None:
        """What was recovered of what was asked for, a ratio; None when nothing was."""
        return float(self.recovered / self.asked) if self.asked else None


@dataclass(frozen=True)
class Effect:
    """`results`: one a reminder, the latest first; `levels`: those that were sent, in their order."""

    results: tuple[Result, ...]
    levels: tuple[LevelEffect, ...]


def effect(
    cursor: "duckdb.DuckDBPyConnection",
    frames: Frames,
    sent: Sequence[Sending],
    as_of: dt.date,
    currency: str | None = None,
) -> Effect:
    """What `sent`, the latest first, brought in by `as_of`; invoices in `currency` only, when it is given."""
    keys = _keys(frames, sent, currency)
    wanted = {"keys": sorted({key for of in keys.values() for key in of})}
    dues: dict[int, list[tuple[dt.date | None, Decimal, Decimal]]] = defaultdict(list)
    for key, *due in cursor.execute(_DUES, wanted).fetchall():
        dues[key].append((due[0], due[1], due[2]))
    moves: dict[int, list[tuple[dt.date, Decimal, str]]] = defaultdict(list)
    for key, *move in cursor.execute(_MOVED, wanted).fetchall():
        moves[key].append((move[0], move[1], move[2]))
    results = list(_results(sent, keys, dues, moves, as_of))
    return Effect(tuple(results), tuple(_levels(results)))


def _keys(
    frames: Frames, sent: Sequence[Sending], currency: str | None
) -> Mapping[tuple[str, str], Sequence[int]]:
    """The invoices behind (client, number)."""
    clients = pl.Series(sorted({each.client_id for each in sent}), dtype=pl.String)
    mine = frames.documents.filter(
        pl.col("client_id").is_in(clients.implode())
        & (pl.col("kind") == "invoice")
        & pl.col("document_id").is_not_null()
    )
    if currency is not None:
        mine = mine.filter(pl.col("currency") == currency)
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for client, number, key in mine.select("client_id", "document_id", "document_key").iter_rows():
        found[client, number].append(key)
    return found


def _results(
    sent: Sequence[Sending],
    keys: Mapping[tuple[str, str], Sequence[int]],
    dues: Mapping[int, Dues],
    moves: Mapping[int, Moves],
    as_of: dt.date,
) -> Iterable[Result]:
    """Backwards, so that each reminder knows on which day the next one for the same invoice was sent."""
    following: dict[int, dt.date] = {}
    for sending in sent:
        asked = recovered = ZERO
        invoices, days = 0, []
        for key in (k for number in sending.documents for k in keys.get((sending.client_id, number), ())):
            until = following.get(key)
            late, paid, cleared = _followed(dues.get(key, ()), moves.get(key, ()), sending.on, until, as_of)
            following[key] = sending.on
            if late <= 0:
                continue
            invoices, asked, recovered = invoices + 1, asked + late, recovered + paid
            days += [(cleared - sending.on).days] if cleared else []
        yield Result(sending, asked, recovered, invoices, len(days), tuple(days))


def _followed(
    dues: Dues, moves: Moves, on: dt.date, until: dt.date | None, as_of: dt.date
) -> tuple[Decimal, Decimal, dt.date | None]:
    """What was late of an invoice at the end of day `on`, but for what credit notes took off since; what payments brought of it up to `until`; the day on which nothing was
    left."""
    held = sum((amount for day, amount, _source in moves if day <= on), ZERO)
    late = sum((_left(amount, held - before) for due, amount, before in dues if due and due < on), ZERO)
    after = [m for m in moves if on < m[0] <= as_of and (until is None or m[0] <= until)]
    left, paid, credited = late, ZERO, ZERO
    for day, amount, source in after:
        part = min(amount, left)
        left -= part
        paid, credited = (paid + part, credited) if source == "payment" else (paid, credited + part)
        if left <= 0:
            return late - credited, paid, day
    return late - credited, paid, None


def _left(amount: Decimal, held: Decimal) -> Decimal:
    return amount - min(max(held, ZERO), amount)


def _levels(results: Sequence[Result]) -> Iterable[LevelEffect]:
    for level in sorted({each.sending.level for each in results}):
        mine = [each for each in results if each.sending.level == level]
        days = [number for each in mine for number in each.days]
        yield LevelEffect(
            level,
            len(mine),
            len({each.sending.client_id for each in mine}),
            sum((each.asked for each in mine), ZERO),
            sum((each.recovered for each in mine), ZERO),
            sum(each.invoices for each in mine),
            sum(each.paid for each in mine),
            sum(days) / len(days) if days else None,
        )
