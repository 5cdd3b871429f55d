"""One currency's invoices and what was applied to them, as arrays of days and cents, and what was known of them on a day; it guesses no date."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.receipts.survival import Flags, Floats, Ints, Lives

if TYPE_CHECKING:
    import duckdb

NONE = -(1 << 40)  # no date
STRATA = 2  # delays are counted from the due date, or from the invoice's own date where there is none
_INVOICES = """
    SELECT d.document_key, d.client_id, d.date, d.due_date, CAST(CAST(d.gross AS DECIMAL(38, 2)) * 100 AS BIGINT) AS gross
    FROM documents AS d
    WHERE d.kind = 'invoice' AND d.gross > 0 AND d.client_id IS NOT NULL AND d.currency = $currency AND (d.date IS NULL OR d.date <= $as_of)
    ORDER BY d.document_key
"""
_APPLIED = """
    SELECT m.document_key, m.applies_on AS day, CAST(m.applied * 100 AS BIGINT) AS amount, m.source = 'payment' AS cash,
           m.date IS NOT NULL AND NOT m.assumed AS dated
    FROM movements AS m
    WHERE m.target = 'invoice' AND m.applied <> 0 AND m.currency = $currency AND m.applies_on <= $as_of
    ORDER BY m.document_key, m.applies_on, m.source, m.source_key
"""


_EPOCH = dt.date(1970, 1, 1)


def number(day: dt.date) -> int:
    """Days from 1970."""
    return (day - _EPOCH).days


def date(number: int) -> dt.date:
    """The day of a number."""
    return _EPOCH + dt.timedelta(days=int(number))


@dataclass(frozen=True)
class History:
    """Invoices in the order of `key`; `client` numbers `clients`. Days are counted from 1970, NONE where there is none; amounts are cents.

    Movements (`row`: the invoice's place) in the order of days within an invoice: `dated` is false for undated and assumed ones.
    """

    clients: list[str]
    key: Ints
    client: Ints
    issued: Ints
    due: Ints
    gross: Ints
    row: Ints
    day: Ints
    amount: Ints
    cash: Flags
    dated: Flags

    @property
    def reference(self) -> Ints:
        """The day that delays are counted from."""
        days: Ints = np.where(self.due != NONE, self.due, self.issued)
        return days

    @property
    def group(self) -> Ints:
        """Whose curve an invoice belongs to: its client's, from the due date (even) or from its own date (odd)."""
        group: Ints = self.client * STRATA + (self.due == NONE)
        return group


@dataclass(frozen=True)
class Known:
    """What was known of each invoice at the end of a day: cents open (0: not there, or nothing left), day settled and whether by a dated
    payment, and whether a movement without a date of its own touched it."""

    day: int
    open: Ints
    settled: Ints
    by_payment: Flags
    assumed: Flags


def history(cursor: "duckdb.DuckDBPyConnection", as_of: dt.date, currency: str) -> History:
    """All that `as_of` knows of the invoices in `currency`."""
    values = {"as_of": as_of, "currency": currency}
    invoices, applied = fetched(cursor, _INVOICES, values), fetched(cursor, _APPLIED, values)
    clients = sorted(invoices["client_id"].unique())
    numbers = {number: n for n, number in enumerate(clients)}
    key = invoices["document_key"].to_numpy().astype(np.int64)
    applied = applied.filter(pl.col("document_key").is_in(invoices["document_key"].implode()))
    return History(
        clients,
        key,
        np.array([numbers[c] for c in invoices["client_id"]], np.int64),
        _days(invoices["date"]),
        _days(invoices["due_date"]),
        invoices["gross"].to_numpy().astype(np.int64),
        np.searchsorted(key, applied["document_key"].to_numpy()).astype(np.int64),
        _days(applied["day"]),
        applied["amount"].to_numpy().astype(np.int64),
        applied["cash"].to_numpy().astype(bool),
        applied["dated"].to_numpy().astype(bool),
    )


def _days(column: pl.Series) -> Ints:
    return column.cast(pl.Int32).cast(pl.Int64).fill_null(NONE).to_numpy().astype(np.int64)


def known(history: History, day: int) -> Known:
    """What was known at the end of `day`: nothing dated later is looked at."""
    n = len(history.key)
    past = history.day <= day
    row = history.row[past]
    received = _sum(row, history.amount[past], n)
    there = history.issued <= day
    left = np.where(there, history.gross - received, 0)
    last = np.full(n, NONE)
    last[row] = history.day[past]  # movements are in the order of days: the last one stays
    cash = np.zeros(n, bool)
    cash[row] = (history.cash & history.dated)[past]
    vague = np.zeros(n, bool)
    vague[row[~history.dated[past]]] = True
    settled = np.where(there & (left == 0), last, NONE)
    return Known(day, left, settled, cash, vague)


def _sum(row: Ints, amount: Ints, n: int) -> Ints:
    total = np.zeros(n, np.int64)
    np.add.at(total, row, amount)
    return total


def lives(history: History, known: Known) -> Lives:
    """The invoices that teach something: dated, issued by then, settled on a date the file gives or still open."""
    use = (history.issued != NONE) & (history.issued <= known.day) & ~known.assumed
    settled = known.settled != NONE
    use &= settled | (known.open > 0)
    out = np.where(settled, known.settled, known.day) - history.reference
    entry = history.issued - history.reference
    return Lives.of(
        history.group[use], entry[use], np.maximum(out, entry)[use], (settled & known.by_payment)[use]
    )


def received(history: History, known: Known, days: int) -> Floats:
    """Cents received on each of the `days` after `known.day`, of the invoices open then."""
    since = history.day - known.day - 1
    use = history.cash & (since >= 0) & (since < days) & (known.open[history.row] > 0)
    return _by_day(since[use], history.amount[use], days)


def naive(history: History, known: Known, days: int) -> Floats:
    """Cents due on each of the `days` after `known.day` if every open invoice were paid when due; what is past due comes on the first."""
    there = (known.open > 0) & (history.reference != NONE)
    since = np.maximum(history.reference[there] - known.day - 1, 0)
    use = since < days
    return _by_day(since[use], known.open[there][use], days)


def _by_day(day: Ints, amount: Ints, days: int) -> Floats:
    return np.bincount(day, amount, days).astype(np.float64)
