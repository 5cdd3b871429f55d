"""The rows behind the late-payment penalties: which days, on which balance, at which rate; their sum is decided in the open items."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.copy import with_segments
from fiche.analysis.evaluate import fetched
from fiche.analysis.figures import Penalties
from fiche.analysis.frames import Frames
from fiche.analysis.ledger import to_pandas
from fiche.analysis.rates import MICRO
from fiche.model import MONEY

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_OPEN = "SELECT document_key, SUM(open_amount) AS open_amount FROM items WHERE document_key IS NOT NULL GROUP BY document_key"
_YEAR = 365 * MICRO
_RATE = pl.Decimal(9, 6)
_KEYS = ("client_id", "document_key", "document_id", "due_date")
_COLUMNS = (*_KEYS, "from_day", "to_day", "days", "balance", "rate", "amount")


def penalty_rows(cursor: "duckdb.DuckDBPyConnection", frames: Frames, as_of: dt.date) -> "pd.DataFrame":
    """One row per stretch of late days with one balance and one rate, both ends included, by client, document and day. Columns: _COLUMNS.

    `balance`, `rate` (a ratio) and `amount` are Decimal. `amount` is what the row adds to its document's penalty, which is rounded once:
    the rows of a document add up to it exactly. Both are missing where the half-year has no rate. Private persons have no row.
    """
    return to_pandas(_stretches(cursor, frames, as_of))


def by_half_year(cursor: "duckdb.DuckDBPyConnection", frames: Frames, as_of: dt.date) -> Penalties:
    """What penalty_rows gives, added up by invoice and half-year, then by half-year."""
    january = pl.col("from_day").dt.month() < 7
    half = pl.date(pl.col("from_day").dt.year(), pl.when(january).then(1).otherwise(7), 1).alias("half")
    known = pl.when(pl.col("amount").count() > 0).then(pl.col("amount").sum()).alias("amount")
    added = _stretches(cursor, frames, as_of).group_by(*_KEYS, half, maintain_order=True)
    rows = added.agg(pl.col("days").sum(), pl.col("rate").first(), known)
    totals = rows.group_by("half").agg(
        pl.col("rate").first(), pl.col("document_key").n_unique().alias("invoices"), known
    )
    names = frames.clients.select("client_id", "name")
    made = rows.join(names, on="client_id", how="left", maintain_order="left")
    made = made.join(fetched(cursor, _OPEN), on="document_key", how="left", maintain_order="left")
    shown = made.select("client_id", "name", *_KEYS[1:], "open_amount", "half", "days", "rate", "amount")
    return Penalties(to_pandas(shown), to_pandas(totals.sort("half")))


def _stretches(cursor: "duckdb.DuckDBPyConnection", frames: Frames, as_of: dt.date) -> pl.DataFrame:
    rows = fetched(cursor, with_segments("penalty_rows.sql"), {"as_of": as_of})
    numbers = frames.documents.select("document_key", "document_id")
    rates = rows["rate"].to_list()
    amounts = list(_amounts(rows["document_key"], rates, rows["charge"]))
    made = rows.join(numbers, on="document_key", how="left", maintain_order="left").with_columns(
        (pl.col("after_day") + dt.timedelta(days=1)).alias("from_day"),
        pl.col("last_day").alias("to_day"),
        pl.Series("rate", [_ratio(rate) for rate in rates], dtype=_RATE),
        pl.Series("amount", amounts, dtype=MONEY),
    )
    return made.select(_COLUMNS)


def _ratio(rate: int | None) -> Decimal | None:
    return None if rate is None else Decimal(rate).scaleb(-6)


def _amounts(
    keys: Iterable[int], rates: Iterable[int | None], charges: Iterable[Decimal]
) -> Iterator[Decimal | None]:
    """What each row adds to its document's penalty in whole cents."""
    document, before = None, 0
    for key, rate, charge in zip(keys, rates, charges, strict=True):
        before = before if key == document else 0
        cents = (2 * int(charge) + _YEAR) // (2 * _YEAR)
        yield None if rate is None else Decimal(cents - before).scaleb(-2)
        document, before = key, cents
