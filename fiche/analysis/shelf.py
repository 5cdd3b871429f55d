"""Tables of some rows in one schema of the columnar copy, and the open items made of them at a few dates; it answers no question.

Once made, a table never changes: what reads it needs no lock, and two revisions of a portfolio may share it.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.dues import dues
from fiche.analysis.frames import DOCUMENTS, PAYMENTS, Frames
from fiche.analysis.metric import SOLD
from fiche.analysis.rates import micro, periods
from fiche.analysis.settings import Settings

if TYPE_CHECKING:
    import duckdb

KEPT = 6  # dates whose open items stay ready; 100,000 documents weigh about 30 MB each
_NEVER = 1_000_000
_DAYS = 1 << 24  # more than the days of every date there is
# Tables made once per shelf, in this order, each from those before it.
DERIVED = {
    "movements": "applications.sql",
    "received": "received.sql",
    "dues": "due_facts.sql",
    "balances": "balances.sql",
}
# What each table's rows belong to; the others are small and made whole for any rows.
BY_CLIENT = ("clients", "documents", "payments", "client_currencies", "movements")
BY_DOCUMENT = ("due_amounts", "received", "dues", "balances")
FOR_ALL = ("disputes", "penalty_periods", "buckets")


@cache
def statement(name: str) -> str:
    """The text of a .sql file of this package."""
    return (Path(__file__).parent / name).read_text("utf-8")


def with_segments(name: str) -> str:
    """A statement that reads the late days of each due amount."""
    return statement(name).replace("FROM segments_at", f"FROM ({statement('late_segments.sql')})")


@dataclass
class _Items:
    """The open items made with some values: their table, and how many are reading it."""

    table: str
    readers: int = 0


class Shelf:
    """The tables of `frames` in a schema of its own. Safe for several threads."""

    def __init__(
        self, connection: "duckdb.DuckDBPyConnection", schema: str, frames: Frames, settings: Settings
    ) -> None:
        self.schema = schema
        self._lock = threading.RLock()
        self._items: OrderedDict[tuple[Any, ...], _Items] = OrderedDict()
        self._made = 0
        self._cursor = within(connection, schema)
        for name, frame in tables(frames, settings).items():
            self._cursor.from_arrow(frame.to_arrow()).create(name)
        for table, name in DERIVED.items():
            make = f"CREATE TABLE {table} AS {statement(name)}"
            self._cursor.execute(make)

    @contextmanager
    def items(self, values: Mapping[str, Any]) -> Iterator[str]:
        """The table of the open items made with `values`, which stays as long as it is read."""
        with self._lock:
            items = self._ready(tuple(values.values()), values)
            items.readers += 1
        try:
            yield f"{self.schema}.{items.table}"
        finally:
            with self._lock:
                items.readers -= 1

    def _ready(self, key: tuple[Any, ...], values: Mapping[str, Any]) -> _Items:
        if key not in self._items:
            self._made += 1
            table = f"items_{self._made}"
            make = f"CREATE TABLE {table} AS {with_segments('open_items.sql')}"
            self._cursor.execute(make, dict(values))
            self._items[key] = _Items(table)
            self._drop_oldest(keep=key)
        self._items.move_to_end(key)
        return self._items[key]

    def _drop_oldest(self, keep: tuple[Any, ...]) -> None:
        """Drop what was asked for least recently beyond KEPT, but nothing that is being read."""
        idle = [key for key, items in self._items.items() if not items.readers and key != keep]
        for key in idle[: max(0, len(self._items) - KEPT)]:
            drop = f"DROP TABLE {self._items.pop(key).table}"
            self._cursor.execute(drop)


def within(connection: "duckdb.DuckDBPyConnection", schema: str) -> "duckdb.DuckDBPyConnection":
    """A cursor of one's own for which a table's bare name is that of `schema`."""
    cursor = connection.cursor()
    if schema != "main":
        choose = f"SET schema = '{schema}'"
        cursor.execute(choose)
    return cursor


def tables(frames: Frames, settings: Settings) -> dict[str, pl.DataFrame]:
    late = [(code, first, last or _NEVER) for code, first, last in settings.late_buckets]
    pairs = [frame.select("client_id", "currency").unique() for frame in (frames.documents, frames.payments)]
    currencies = pl.concat(pairs).unique()
    granted = pl.col("granted_discount").cast(pl.Decimal(9, 6), strict=False).alias("granted")
    return {
        "clients": frames.clients.select("client_id", "credit_limit", granted, "private"),
        "documents": _with_gaps(frames.documents, currencies),
        "payments": frames.payments.select(PAYMENTS),
        "disputes": frames.disputes,
        "due_amounts": dues(frames.documents),
        "penalty_periods": pl.DataFrame(
            [
                (period.before, period.last, micro(period.rate))
                for period in periods(settings.rates, settings.contractual_rate)
            ],
            schema={"before_day": pl.Date, "last_day": pl.Date, "rate": pl.Int64},
            orient="row",
        ),
        "buckets": pl.DataFrame(late, schema=["code", "first_day", "last_day"], orient="row"),
        "client_currencies": currencies,
    }


def _with_gaps(documents: pl.DataFrame, currencies: pl.DataFrame) -> pl.DataFrame:
    """The documents with `gap_days`: on the first sale of each purchase day, days since the client's previous one (in that currency)."""
    bought = documents.filter(SOLD & pl.col("date").is_not_null())
    bought = bought.select("client_id", "currency", "date", "document_key")
    # One number for client, currency and day: sorting on it is six times cheaper than grouping by the three.
    who = currencies.with_row_index("who")
    day = pl.col("who").cast(pl.Int64) * _DAYS + pl.col("date").cast(pl.Int32).cast(pl.Int64)
    days = bought.join(who, on=["client_id", "currency"], how="left", maintain_order="left")
    days = days.select(day.alias("day"), "who", "date", "document_key").sort("day", "document_key")
    days = days.filter((pl.col("day") != pl.col("day").shift()).fill_null(True))
    gap = pl.when(pl.col("who") == pl.col("who").shift()).then(pl.col("date").diff().dt.total_days())
    gaps = days.select("document_key", gap.alias("gap_days"))
    kept = documents.select(*DOCUMENTS, pl.col("disputed").fill_null(False))
    return kept.join(gaps, on="document_key", how="left", maintain_order="left")
