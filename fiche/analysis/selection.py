"""From filters to the clients they leave, and to the rows of the file that are theirs; it computes no figure."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import polars as pl

from fiche.analysis.figures import Filters
from fiche.analysis.rule import Rule

COLUMNS = ("status", "category", "sector", "zone", "account_manager")
CLASSES = ("abc", "segment")


@dataclass(frozen=True)
class Ask:
    """What a choice of clients asks of a portfolio at a date, each answer being client numbers. `with_status`: those of computed statuses;
    `in_class`: those of a class ("abc" or "segment", and which; None: in none); `billed`: those invoiced between two days; `matching`: those
    that a rule holds for; `found`: those that a search finds."""

    with_status: Callable[[Sequence[str]], Collection[str]]
    in_class: Callable[[str, Sequence[str | None]], pl.Series]
    billed: Callable[[dt.date, dt.date], pl.Series]
    matching: Callable[[Rule], pl.Series]
    found: Callable[[str], Collection[str]]


def choose(clients: pl.DataFrame, where: Filters, ask: Ask) -> list[str] | None:
    """The numbers of the clients that pass every filter, None when there is no filter on clients: the one place where filters are applied."""
    kept: pl.Expr = pl.lit(True)
    for column in COLUMNS:
        wanted = getattr(where, column)
        if wanted:
            kept &= pl.col(column).is_in(list(wanted), nulls_equal=True)
    among = [ask.in_class(name, getattr(where, name)) for name in CLASSES if getattr(where, name)]
    among += [ask.matching(rule) for rule in where.rules]
    if where.period:
        among.append(ask.billed(*where.period))
    if where.status_computed:
        among.append(pl.Series(list(ask.with_status(where.status_computed)), dtype=pl.String))
    if where.search.strip():
        among.append(pl.Series(list(ask.found(where.search)), dtype=pl.String))
    for numbers in among:
        kept &= pl.col("client_id").is_in(numbers.implode())
    if kept.meta.eq(pl.lit(True)):
        return None
    return clients.filter(kept)["client_id"].to_list()


def in_class(classes: pl.DataFrame, name: str, wanted: Sequence[str | None]) -> pl.Series:
    """The clients whose class is one of `wanted`. `classes`: [client_id, abc, segment]."""
    return classes.filter(pl.col(name).is_in(list(wanted), nulls_equal=True))["client_id"]


def billed(documents: pl.DataFrame, currency: str | None, first: dt.date, last: dt.date) -> pl.Series:
    """The clients with an invoice dated from `first` to `last`, both included."""
    there = (pl.col("kind") == "invoice") & pl.col("date").is_between(first, last)
    if currency is not None:
        there = there & (pl.col("currency") == currency)
    return documents.filter(there)["client_id"].unique()


def rows_of(rows: pl.DataFrame, currency: str | None, clients: Sequence[str] | None) -> pl.DataFrame:
    """The documents or payments in `currency` of `clients` (None: all)."""
    kept = pl.lit(True)
    if currency is not None:
        kept &= pl.col("currency") == currency
    if clients is not None:
        kept &= pl.col("client_id").is_in(list(clients))
    return rows.filter(kept)


def by(as_of: dt.date) -> pl.Expr:
    """Whether a row is there at `as_of`: dated by then, or undated."""
    return pl.col("date").is_null() | (pl.col("date") <= as_of)
