"""Every document, payment and client of a portfolio at a date in one currency, as frames, for what writes all of them; it adds up nothing itself."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.assumptions import assumptions
from fiche.analysis.evaluate import fetched, grouped
from fiche.analysis.figures import Filters
from fiche.checking.instalments import by_instalment

if TYPE_CHECKING:
    import duckdb

    from fiche.analysis.portfolio import Portfolio

_LOTS = """
    SELECT i.document_key, i.due_date, i.item, i.open_amount, i.unapplied, i.applied, i.days_late, i.bucket, i.paid_on, i.delay_days
    FROM items AS i
    WHERE i.document_key IS NOT NULL
"""
_CLEARED = "SELECT d.document_key, d.due_date, d.cleared_on FROM dues AS d WHERE d.cleared_on IS NOT NULL"
_MOVEMENTS = """
    SELECT m.source, m.source_key, m.client_id, m.currency, m.date, m.amount, m.assumed, m.document_key, m.target, m.applies_on, m.applied
    FROM movements AS m
    WHERE m.source = 'payment' OR m.document_key IS NOT NULL
"""
_OF_DOCUMENTS = (
    "client_id", "document_key", "document_id", "kind", "date", "due_date", "description", "net", "gross", "before_discount", "discount",
    "related_key", "related_document", "payment_status", "disputed", "currency", "schedule",
)  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """`documents`: one row per due amount of each document, its amounts shared out among them, with `seq` from 1 in the order of due dates and,
    where it counts at the date (`counted`), open_amount, unapplied, applied (of the document), days_late, bucket, paid_on, delay_days; of an
    instalment, whenever that is, cleared_on, the day it was first filled.

    `movements`: payments, and credit notes that name an invoice, with the document that each is applied to (`document_key`, `target`: its
    kind; null for none), from which day, and how much of it at the end (`applied`); `counted` at the date. `disputes`: all, with `counts`: the
    analysis takes it into account. `figures`: one row per client that has something in the currency, or nothing at all. `statuses`: status_computed by client. `assumptions`: see
    fiche.analysis.assumptions.
    """

    clients: pl.DataFrame
    documents: pl.DataFrame
    movements: pl.DataFrame
    disputes: pl.DataFrame
    figures: pl.DataFrame
    statuses: dict[str, str]
    assumptions: dict[str, int]
    currency: str


def whole(portfolio: "Portfolio", as_of: dt.date, codes: Sequence[str], where: Filters) -> Whole:
    """Everything of the clients that pass `where`, in its currency (None: that of most documents). `codes`: the figures wanted."""
    frames, dataset = portfolio._frames, portfolio._dataset  # noqa: SLF001 - the links between rows stand nowhere else
    currency = where.currency or next(iter(portfolio.currencies()))
    chosen = portfolio._chosen(as_of, None, where)  # noqa: SLF001
    kept = pl.lit(True) if chosen is None else pl.col("client_id").is_in(chosen)
    asked = where.currency if portfolio.currency else currency
    with portfolio._copy.at(as_of, asked, chosen) as cursor:  # noqa: SLF001
        lots, cleared = fetched(cursor, _LOTS), fetched(cursor, _CLEARED)
        documents = _documents(frames.documents.filter(kept), lots, cleared)
        documents = documents.with_columns(_counts(as_of, currency).alias("counted"))
        movements = _movements(cursor, frames.payments, as_of, currency).filter(kept)
        figures = grouped(cursor, codes, "client_id")
    disputes = _disputes(dataset["disputes"].filter(kept), frames.disputes)
    people = portfolio._people(as_of, asked)  # noqa: SLF001
    statuses = {row["client_id"]: row["status_computed"] for row in people.dicts}
    mine = replace(frames, documents=frames.documents.filter(kept), payments=frames.payments.filter(kept))
    return Whole(
        frames.clients.filter(kept),
        documents,
        movements,
        disputes,
        figures,
        statuses,
        assumptions(mine, as_of),
        currency,
    )


def _counts(as_of: dt.date, currency: str) -> pl.Expr:
    return (pl.col("date").is_null() | (pl.col("date") <= as_of)) & (pl.col("currency") == currency)


def _documents(documents: pl.DataFrame, lots: pl.DataFrame, cleared: pl.DataFrame) -> pl.DataFrame:
    """The documents, those in instalments a row each, with what the analysis says of them."""
    wanted = documents.select(_OF_DOCUMENTS)
    scheduled = wanted.filter(pl.col("schedule").is_not_null())
    single = wanted.filter(pl.col("schedule").is_null())
    single = single.with_columns(
        pl.lit(1, dtype=pl.Int64).alias("seq"), pl.lit(None, dtype=pl.Date).alias("cleared_on")
    )
    own = lots.drop("due_date", "item")
    found = single.join(own, on="document_key", how="left", maintain_order="left")
    if len(scheduled):
        found = pl.concat([found, _instalments(scheduled, lots, cleared).select(found.columns)])
    return found.drop("schedule")


def _instalments(scheduled: pl.DataFrame, lots: pl.DataFrame, cleared: pl.DataFrame) -> pl.DataFrame:
    """One row an instalment; `applied` and `unapplied` are said on the first one."""
    rows = by_instalment(scheduled).sort("document_key", "due_date", maintain_order=True)
    rows = rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("document_key").alias("seq"))
    for facts in (cleared, lots.drop("item")):
        rows = rows.join(facts, on=["document_key", "due_date"], how="left", maintain_order="left")
    return rows


def _movements(
    cursor: "duckdb.DuckDBPyConnection", payments: pl.DataFrame, as_of: dt.date, currency: str
) -> pl.DataFrame:
    rows = fetched(cursor, _MOVEMENTS)
    words = payments.select(
        pl.lit("payment").alias("source"), pl.col("payment_key").alias("source_key"), "document_id", "method", "reference", "payment_id", "implied",
    )  # fmt: skip
    joined = rows.join(words, on=["source", "source_key"], how="left", maintain_order="left")
    return joined.with_columns(_counts(as_of, currency).alias("counted"))


def _disputes(disputes: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """With `counts`: false for those that name no document, or are said closed without a day."""
    keys = ["document_key", "opened_on", "closed_on"]
    marked = known.unique().with_columns(pl.lit(True).alias("counts"))
    joined = disputes.join(marked, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("counts").fill_null(False))
