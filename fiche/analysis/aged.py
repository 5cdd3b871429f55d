"""The aged balance and its proof: buckets, clients and the file added up apart; it sorts no invoice into a bucket."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.conversion import Conversion
from fiche.analysis.evaluate import currencies_of, fetched, not_added
from fiche.analysis.figures import AgedBalance
from fiche.analysis.frames import Frames
from fiche.analysis.selection import by, rows_of
from fiche.model import MONEY

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

BUCKETS = "SELECT bucket, SUM(open_amount + unapplied) AS amount FROM items WHERE bucket IS NOT NULL GROUP BY bucket"
_CLIENTS = "SELECT client_id, SUM(open_amount + unapplied) AS amount FROM items GROUP BY client_id"
_EACH = """
    SELECT client_id, bucket, SUM(open_amount + unapplied) AS amount FROM items
    WHERE bucket IS NOT NULL GROUP BY client_id, bucket ORDER BY client_id, bucket
"""
ZERO = Decimal("0.00")


def aged(
    cursor: "duckdb.DuckDBPyConnection",
    buckets: Sequence[str],
    file_total: Decimal,
    usual: str | None,
    conversion: Conversion | None = None,
) -> AgedBalance:
    """The balance of the rows that `cursor` sees. `buckets`: all codes in order; `file_total`: the same selection, see file_total()."""
    currencies = currencies_of(cursor)
    nothing = dict.fromkeys(buckets, ZERO)
    if apart := not_added(currencies, conversion):
        return AgedBalance(nothing, ZERO, ZERO, ZERO, None, apart)
    amounts = nothing | dict(cursor.execute(BUCKETS).fetchall())
    clients = sum((amount for _, amount in cursor.execute(_CLIENTS).fetchall()), ZERO)
    currency = currencies[0] if currencies else usual
    return AgedBalance(amounts, file_total, clients, sum(amounts.values(), ZERO), currency)


def each_aged(
    cursor: "duckdb.DuckDBPyConnection",
    buckets: Sequence[str],
    file_totals: Mapping[str, Decimal],
    currency: str,
) -> dict[str, AgedBalance]:
    """The balance of each client in `file_totals`, as aged() gives it; the rows that `cursor` sees are in one currency."""
    amounts = {client: dict.fromkeys(buckets, ZERO) for client in file_totals}
    for client, bucket, amount in cursor.execute(_EACH).fetchall():
        amounts[client][bucket] = amount
    clients = dict(cursor.execute(_CLIENTS).fetchall())
    return {
        client: AgedBalance(
            own, file_totals[client], clients.get(client, ZERO), sum(own.values(), ZERO), currency
        )
        for client, own in amounts.items()
    }


def each_file_total(
    frames: Frames, as_of: dt.date, currency: str, clients: Sequence[str]
) -> dict[str, Decimal]:
    """file_total() of each of `clients`."""
    found = dict.fromkeys(clients, ZERO)
    for frame, amount, sign in ((frames.documents, "gross", 1), (frames.payments, "amount", -1)):
        rows = rows_of(frame, currency, clients).filter(by(as_of))
        for client, total in rows.group_by("client_id").agg(pl.col(amount).sum()).iter_rows():
            found[client] += sign * total
    return found


def footing(frame: "pd.DataFrame", columns: Sequence[str]) -> dict[str, Decimal]:
    """What columns of exact amounts add up to."""
    return {name: sum(frame[name], ZERO) for name in columns}


def file_total(
    frames: Frames, as_of: dt.date, currency: str | None = None, clients: Sequence[str] | None = None
) -> Decimal:
    """Documents less payments, straight from the file's frames: no application, no bucket."""
    documents, payments = (
        rows_of(frame, currency, clients).filter(by(as_of)) for frame in (frames.documents, frames.payments)
    )
    return _sum(documents["gross"]) - _sum(payments["amount"])


def by_client(cursor: "duckdb.DuckDBPyConnection", buckets: Sequence[str]) -> pl.DataFrame:
    """[client_id, each of `buckets`, balance], the clients who have something in one of them, by client; nothing with several currencies.

    The rows add up to the buckets of `aged`, and each row's buckets to its balance.
    """
    found = fetched(cursor, _EACH)
    wide = found.pivot("bucket", index="client_id", values="amount", maintain_order=True)
    absent = [pl.lit(ZERO).alias(code) for code in buckets if code not in wide.columns]
    full = wide.with_columns(*absent).with_columns(pl.col(*buckets).cast(MONEY).fill_null(0))
    return full.select("client_id", *buckets, balance=pl.sum_horizontal(*buckets))


def _sum(amounts: pl.Series) -> Decimal:
    total = amounts.sum()
    assert isinstance(total, Decimal)
    return total
