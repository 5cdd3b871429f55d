"""Every document, payment and client of a portfolio at a date in one currency, a few clients at a time, for what writes all of them; it adds up nothing.

A company of a million documents is never held twice: what stands in the portfolio's own frames is taken from there as it is needed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from fiche.analysis.assumptions import assumptions
from fiche.analysis.evaluate import fetched, grouped
from fiche.analysis.figures import Filters
from fiche.analysis.frames import Frames
from fiche.checking.instalments import by_instalment
from fiche.model import KNOWN_AS
from fiche.records import with_records

if TYPE_CHECKING:
    import duckdb

    from fiche.analysis.portfolio import Portfolio

Counts = np.ndarray[tuple[int], np.dtype[np.int64]]
_LOTS = """
    SELECT i.document_key, i.due_date, i.open_amount, i.unapplied, i.applied, i.days_late, i.bucket, i.paid_on, i.delay_days
    FROM items AS i
    WHERE i.document_key IS NOT NULL AND i.client_id BETWEEN $first AND $last
"""
_CLEARED = "SELECT d.document_key, d.due_date, d.cleared_on FROM dues AS d WHERE d.cleared_on IS NOT NULL"
_MOVEMENTS = """
    SELECT m.source, m.source_key, m.client_id, m.currency, m.date, m.amount, m.assumed, m.document_key, m.target, m.applies_on, m.applied
    FROM movements AS m
    WHERE m.client_id BETWEEN $first AND $last AND (m.source = 'payment' OR m.document_key IS NOT NULL)
"""
_MOVED = """
    SELECT m.client_id, COUNT(*) AS moved
    FROM movements AS m
    WHERE m.source = 'payment' OR m.document_key IS NOT NULL
    GROUP BY m.client_id
"""
_SOURCE = (
    "source_file",
    "source_sheet",
    "source_row",
    KNOWN_AS,
)  # what the key of a record rests on, beside its own words
_OF_DOCUMENTS = (
    "client_id", "document_key", "document_id", "kind", "date", "due_date", "description", "net", "gross", "before_discount", "discount",
    "related_key", "related_document", "payment_status", "disputed", "currency", "schedule", *_SOURCE,
)  # fmt: skip
_OF_PAYMENTS = ("document_id", "method", "reference", "payment_id", "implied", *_SOURCE)


@dataclass(frozen=True)
class Part:
    """Some clients' rows. `documents`: one row per due amount of each document, its amounts shared out among them, with `seq` from 1 in the order of due
    dates, the `record` of the document and, where it counts at the date (`counted`), open_amount, unapplied, applied (of the document), days_late, bucket, paid_on, delay_days; of an
    instalment, whenever that is, cleared_on, the day it was first filled.

    `movements`: payments, and credit notes that name an invoice, with the document that each is applied to (`document_key`, `target`: its
    kind; null for none), from which day, and how much of it at the end (`applied`); `counted` at the date. `record`: of payments.
    """

    documents: pl.DataFrame
    movements: pl.DataFrame


@dataclass(frozen=True)
class Whole:
    """`clients`: by number. `figures`: one row per client that has something in the currency, or nothing at all. `statuses`: client_id, status_computed.
    `together`: the same figures of all of them at once. `disputes`: all, with `counts`: the analysis takes it into account. `assumptions`: see fiche.analysis.assumptions. `several`: the
    portfolio has other currencies too."""

    clients: pl.DataFrame
    figures: pl.DataFrame
    statuses: pl.DataFrame
    together: Mapping[str, Any]
    disputes: pl.DataFrame
    assumptions: Mapping[str, int]
    currency: str
    several: bool
    as_of: dt.date
    _frames: Frames
    _cursor: "duckdb.DuckDBPyConnection"

    @cached_property
    def documents(self) -> Counts:
        """How many rows each client has in `Part.documents`."""
        lots = self._lots[self._order]
        return np.bincount(self._rank[self._order], weights=lots, minlength=len(self.clients)).astype(
            np.int64
        )

    @cached_property
    def movements(self) -> Counts:
        """How many rows each client has in `Part.movements`."""
        moved = fetched(self._cursor, _MOVED)
        joined = self.clients.select("client_id").join(
            moved, on="client_id", how="left", maintain_order="left"
        )
        return joined["moved"].fill_null(0).cast(pl.Int64).to_numpy()

    def part(self, first: int, last: int) -> Part:
        """The rows of the clients from `first` to `last`, that one left out, in the order of `clients`."""
        numbers = self.clients["client_id"]
        between = {"first": numbers[first], "last": numbers[last - 1]}
        mine = numbers[first:last].implode()
        movements = fetched(self._cursor, _MOVEMENTS, between).filter(pl.col("client_id").is_in(mine))
        return Part(
            self._documents(first, last, fetched(self._cursor, _LOTS, between)), self._with_words(movements)
        )

    @property
    def told(self) -> dict[str, int]:
        """How many documents and payments the clients have."""
        payments = self._frames.payments.filter(
            pl.col("client_id").is_in(self.clients["client_id"].implode())
        )
        return {"documents": len(self._order), "payments": len(payments)}

    # ── which row of the portfolio's frames is whose ──

    @cached_property
    def _rank(self) -> Counts:
        """The place in `clients` of each document's client, −1 for the others."""
        places = self.clients.select("client_id").with_row_index("rank")
        rows = self._frames.documents.select("client_id")
        joined = rows.join(places, on="client_id", how="left", maintain_order="left")
        return joined["rank"].cast(pl.Int64).fill_null(-1).to_numpy()

    @cached_property
    def _order(self) -> Counts:
        """The rows of the documents by client."""
        order = np.argsort(self._rank, kind="stable")
        return order[np.searchsorted(self._rank[order], 0) :]

    @cached_property
    def _starts(self) -> Counts:
        """Where each client's documents begin in that order."""
        return np.searchsorted(self._rank[self._order], np.arange(len(self.clients) + 1)).astype(np.int64)

    @cached_property
    def _lots(self) -> Counts:
        """How many due amounts each document has."""
        schedule = self._frames.documents["schedule"]
        if schedule.null_count() == len(schedule):
            return np.ones(len(schedule), dtype=np.int64)
        return (schedule.str.count_matches(" ").fill_null(0).cast(pl.Int64) + 1).to_numpy()

    @cached_property
    def _cleared(self) -> pl.DataFrame:
        return fetched(self._cursor, _CLEARED)

    @cached_property
    def _payments(self) -> Counts:
        """The row of each payment in its frame, by payment_key."""
        keys = self._frames.payments["payment_key"].to_numpy()
        rows = np.zeros(int(keys.max()) + 1 if len(keys) else 0, dtype=np.int64)
        rows[keys] = np.arange(len(keys))
        return rows

    def _counts(self) -> pl.Expr:
        on_time = pl.col("date").is_null() | (pl.col("date") <= self.as_of)
        return (on_time & (pl.col("currency") == self.currency)).alias("counted")

    def _documents(self, first: int, last: int, lots: pl.DataFrame) -> pl.DataFrame:
        """The documents, those in instalments a row each, with what the analysis says of them."""
        rows = self._order[self._starts[first] : self._starts[last]]
        wanted = with_records(self._frames.documents.select(_OF_DOCUMENTS)[rows], "documents").drop(_SOURCE)
        scheduled = wanted.filter(pl.col("schedule").is_not_null())
        single = wanted.filter(pl.col("schedule").is_null())
        single = single.with_columns(
            pl.lit(1, dtype=pl.Int64).alias("seq"), pl.lit(None, dtype=pl.Date).alias("cleared_on")
        )
        found = single.join(lots.drop("due_date"), on="document_key", how="left", maintain_order="left")
        if len(scheduled):
            found = pl.concat([found, _instalments(scheduled, lots, self._cleared).select(found.columns)])
        return found.drop("schedule").with_columns(self._counts())

    def _with_words(self, movements: pl.DataFrame) -> pl.DataFrame:
        """Movements with what the file says of each payment."""
        paid = movements.filter(pl.col("source") == "payment")
        paid = paid.sort("source_key")  # the order of the file's rows, which the keys of equal ones follow
        words = self._frames.payments.select(_OF_PAYMENTS)[self._payments[paid["source_key"].to_numpy()]]
        own = pl.concat([paid.select("client_id", "date", "amount"), words], how="horizontal")
        words = words.with_columns(with_records(own, "payments")["record"]).drop(_SOURCE)
        given = movements.filter(pl.col("source") != "payment")
        rows: pl.DataFrame = pl.concat([pl.concat([paid, words], how="horizontal"), given], how="diagonal")
        return rows.with_columns(self._counts())


@contextmanager
def whole(portfolio: "Portfolio", as_of: dt.date, codes: Sequence[str], where: Filters) -> Iterator[Whole]:
    """Everything of the clients that pass `where`, in its currency (None: that of most documents). `codes`: the figures wanted."""
    frames, dataset = portfolio._frames, portfolio._dataset  # noqa: SLF001 - the links between rows stand nowhere else
    currency = where.currency or next(iter(portfolio.currencies()))
    chosen = portfolio._chosen(as_of, None, where)  # noqa: SLF001
    kept = pl.lit(True) if chosen is None else pl.col("client_id").is_in(chosen)
    asked = where.currency if portfolio.currency else currency
    mine = frames
    if chosen is not None:
        mine = replace(frames, documents=frames.documents.filter(kept), payments=frames.payments.filter(kept))
    people = portfolio._people(as_of, asked)  # noqa: SLF001
    with portfolio._copy.at(as_of, asked, chosen) as cursor:  # noqa: SLF001
        yield Whole(
            frames.clients.filter(kept).sort("client_id"),
            grouped(cursor, codes, "client_id"),
            people.rows.select("client_id", "status_computed"),
            grouped(cursor, codes).row(0, named=True),
            with_records(_disputes(dataset["disputes"].filter(kept), frames.disputes), "disputes"),
            assumptions(mine, as_of),
            currency,
            portfolio.currency is None,
            as_of,
            frames,
            cursor,
        )


def _instalments(scheduled: pl.DataFrame, lots: pl.DataFrame, cleared: pl.DataFrame) -> pl.DataFrame:
    """One row an instalment; `applied` and `unapplied` are said on the first one."""
    rows = by_instalment(scheduled).sort("document_key", "due_date", maintain_order=True)
    rows = rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("document_key").alias("seq"))
    for facts in (cleared, lots):
        rows = rows.join(facts, on=["document_key", "due_date"], how="left", maintain_order="left")
    return rows


def _disputes(disputes: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """With `counts`: false for those that name no document, or are said closed without a day."""
    keys = ["document_key", "opened_on", "closed_on"]
    marked = known.unique().with_columns(pl.lit(True).alias("counts"))
    joined = disputes.join(marked, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("counts").fill_null(False))
