"""The columnar copy: an in-memory DuckDB of one portfolio and its open items at a few dates; it opens no file and never writes to the record."""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.days import months_before
from fiche.analysis.dues import dues
from fiche.analysis.frames import DOCUMENTS, PAYMENTS, Frames
from fiche.analysis.rates import micro, periods
from fiche.analysis.settings import Settings

if TYPE_CHECKING:
    import duckdb

KEPT = 6  # dates whose open items stay ready; 100,000 documents weigh about 30 MB each
_NEVER = 1_000_000
_DAYS = 1 << 24  # more than the days of every date there is
_LOCKS = (
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    "SET lock_configuration = true",
)


# Tables made once per copy, in this order, each from those before it.
DERIVED = {
    "movements": "applications.sql",
    "received": "received.sql",
    "dues": "due_facts.sql",
    "balances": "balances.sql",
}
_CHOSEN = "CREATE TEMP TABLE chosen AS SELECT unnest($ids::VARCHAR[]) AS client_id"


@cache
def statement(name: str) -> str:
    """The text of a .sql file of this package."""
    return (Path(__file__).parent / name).read_text("utf-8")


def with_segments(name: str) -> str:
    """A statement that reads the late days of each due amount."""
    return statement(name).replace("FROM segments_at", f"FROM ({statement('late_segments.sql')})")


def _on(table: str, name: str) -> str:
    """A statement that reads the open items, on the table of one date."""
    return statement(name).replace("items_at", table)


@dataclass
class _Items:
    """The open items of one date and currency: their table, who is reading it, and what was worked out from it."""

    table: str
    readers: int = 0
    memo: dict[str, Any] = field(default_factory=dict)


class Copy:
    """The tables clients, documents, payments, disputes, buckets, penalty_periods, due_amounts, client_currencies, those of _DERIVED and, per date,
    the open items.

    Safe to use from several threads: each call reads through a cursor of its own; tables are made and dropped under one lock, and never
    dropped while someone reads them.
    """

    def __init__(self, frames: Frames, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.RLock()
        self._items: OrderedDict[tuple[dt.date, str | None], _Items] = OrderedDict()
        self._made = 0
        self._connection = _load(frames, settings)

    @contextmanager
    def cursor(self) -> "Iterator[duckdb.DuckDBPyConnection]":
        """A cursor of one's own, closed afterwards."""
        with self._lock:
            cursor = self._connection.cursor()
        try:
            yield cursor
        finally:
            cursor.close()

    @contextmanager
    def at(
        self, as_of: dt.date, currency: str | None = None, clients: Sequence[str] | None = None
    ) -> "Iterator[duckdb.DuckDBPyConnection]":
        """A cursor that sees `items`: the open items at `as_of` in `currency` (None: all) of `clients` (None: everyone)."""
        with self._held(as_of, currency) as items, self.cursor() as cursor:
            if clients is None:
                view = _on(items.table, "everyone.sql")
            else:
                cursor.execute(_CHOSEN, {"ids": list(clients)})
                view = _on(items.table, "chosen.sql")
            cursor.execute(view)
            yield cursor

    def remembered(self, as_of: dt.date, currency: str | None, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, worked out once for that date and currency and kept as long as its open items."""
        with self._held(as_of, currency) as items:
            if name not in items.memo:
                items.memo[name] = make()
            return items.memo[name]

    def close(self) -> None:
        """Give the memory back."""
        self._connection.close()

    @contextmanager
    def _held(self, as_of: dt.date, currency: str | None) -> Iterator[_Items]:
        with self._lock:
            items = self._ready(as_of, currency)
            items.readers += 1
        try:
            yield items
        finally:
            with self._lock:
                items.readers -= 1

    def _ready(self, as_of: dt.date, currency: str | None) -> _Items:
        key = (as_of, currency)
        if key not in self._items:
            self._made += 1
            table = f"items_{self._made}"
            make = f"CREATE TABLE {table} AS {with_segments('open_items.sql')}"
            self._connection.execute(make, self.parameters(as_of, currency))
            self._items[key] = _Items(table)
            self._drop_oldest(keep=key)
        self._items.move_to_end(key)
        return self._items[key]

    def _drop_oldest(self, keep: tuple[dt.date, str | None]) -> None:
        """Drop what was asked for least recently beyond KEPT, but nothing that is being read."""
        idle = [key for key, items in self._items.items() if not items.readers and key != keep]
        for key in idle[: max(0, len(self._items) - KEPT)]:
            drop = f"DROP TABLE {self._items.pop(key).table}"
            self._connection.execute(drop)

    def parameters(self, as_of: dt.date, currency: str | None) -> dict[str, Any]:
        return {
            "as_of": as_of,
            "year_ago": months_before(as_of, 12),
            "two_years_ago": months_before(as_of, 24),
            "dso_from": as_of - dt.timedelta(days=self._settings.dso_days),
            "dso_days": self._settings.dso_days,
            "serious_days": self._settings.serious_days,
            "currency": currency,
            "financing": micro(self._settings.financing_rate),
            "indemnity": self._settings.recovery_indemnity,
            "discount_volume": self._settings.discount_volume,
            "discount_tolerance": Decimal(str(self._settings.discount_tolerance)),
            "late_payer_days": self._settings.late_payer_days,
        }


def _load(frames: Frames, settings: Settings) -> "duckdb.DuckDBPyConnection":
    import duckdb

    connection = duckdb.connect(":memory:", config={"threads": 2, "memory_limit": "1GB"})
    for name, frame in tables(frames, settings).items():
        connection.from_arrow(frame.to_arrow()).create(name)
    for lock in _LOCKS:
        connection.execute(lock)
    for table, name in DERIVED.items():
        make = f"CREATE TABLE {table} AS {statement(name)}"
        connection.execute(make)
    return connection


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
    """The documents with `gap_days`: on the first invoice of each purchase day, days since the client's previous one (in that currency)."""
    bought = documents.select("client_id", "currency", "kind", "date", "document_key").filter(
        (pl.col("kind") == "invoice") & pl.col("date").is_not_null()
    )
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
