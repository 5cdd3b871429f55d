"""The rows behind the late-payment penalties: which days, on which balance, at which rate; their sum is decided in the open items."""

import datetime as dt
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.copy import with_segments
from fiche.analysis.evaluate import fetched
from fiche.analysis.frames import Frames
from fiche.analysis.ledger import to_pandas
from fiche.analysis.rates import MICRO
from fiche.model import MONEY

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

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


def by_half_year(cursor: "duckdb.DuckDBPyConnection", frames: Frames, as_of: dt.date) -> "pd.DataFrame":
    """One row per invoice, due date and half-year of late days, by client, document and half-year: [client_id, name, document_key, document_id,
    due_date, half (its first day), days, rate, amount].

    What penalty_rows gives, added up: `amount` and `rate` are missing where the half-year has no rate.
    """
    halves = _stretches(cursor, frames, as_of).with_columns(
        pl.date(
            pl.col("from_day").dt.year(), pl.when(pl.col("from_day").dt.month() < 7).then(1).otherwise(7), 1
        ).alias("half")
    )
    added = halves.group_by(
        "client_id", "document_key", "document_id", "due_date", "half", maintain_order=True
    ).agg(
        pl.col("days").sum(),
        pl.col("rate").first(),
        pl.when(pl.col("amount").count() > 0).then(pl.col("amount").sum()).alias("amount"),
    )
    names = frames.clients.select("client_id", "name")
    named = added.join(names, on="client_id", how="left", maintain_order="left")
    return to_pandas(named.select("client_id", "name", *_KEYS[1:], "half", "days", "rate", "amount"))


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
