"""The aged balance and its proof: buckets, clients and the file added up apart; it sorts no invoice into a bucket."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.conversion import Conversion
from fiche.analysis.evaluate import currencies_of, not_added
from fiche.analysis.figures import AgedBalance
from fiche.analysis.frames import Frames

if TYPE_CHECKING:
    import duckdb

BUCKETS = "SELECT bucket, SUM(open_amount + unapplied) AS amount FROM items WHERE bucket IS NOT NULL GROUP BY bucket"
_CLIENTS = "SELECT client_id, SUM(open_amount + unapplied) AS amount FROM items GROUP BY client_id"
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


def file_total(
    frames: Frames, as_of: dt.date, currency: str | None = None, clients: Sequence[str] | None = None
) -> Decimal:
    """Documents less payments, dated at the latest `as_of` or undated, straight from the file's frames: no application, no bucket."""
    counted = pl.col("date").is_null() | (pl.col("date") <= as_of)
    if currency is not None:
        counted &= pl.col("currency") == currency
    if clients is not None:
        counted &= pl.col("client_id").is_in(clients)
    return _sum(frames.documents.filter(counted)["gross"]) - _sum(frames.payments.filter(counted)["amount"])


def _sum(amounts: pl.Series) -> Decimal:
    total = amounts.sum()
    assert isinstance(total, Decimal)
    return total
