"""From filters to the clients they leave, and to the rows of the file that are theirs; it computes no figure."""

import datetime as dt
from collections.abc import Callable, Sequence

import polars as pl

from fiche.analysis.figures import Filters

COLUMNS = ("status", "category", "sector", "zone", "account_manager")


def choose(
    clients: pl.DataFrame,
    where: Filters,
    with_status: Callable[[Sequence[str]], list[str]],
    found: Callable[[str], list[str]],
) -> list[str] | None:
    """The numbers of the clients that pass every filter, None when there is no filter on clients.

    `with_status`: clients of computed statuses; `found`: clients that a search finds.
    """
    kept: pl.Expr = pl.lit(True)
    for column in COLUMNS:
        wanted = getattr(where, column)
        if wanted:
            kept &= pl.col(column).is_in(list(wanted), nulls_equal=True)
    if where.status_computed:
        kept &= pl.col("client_id").is_in(with_status(where.status_computed))
    if where.search.strip():
        kept &= pl.col("client_id").is_in(found(where.search))
    if kept.meta.eq(pl.lit(True)):
        return None
    return clients.filter(kept)["client_id"].to_list()


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
