"""A client's disputes still open at a date; it opens none and closes none."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.follow_up import over_without_a_day
from fiche.analysis.frames import Frames

if TYPE_CHECKING:
    import duckdb

_CONTESTED = """
    SELECT document_key, SUM(open_amount) AS open_amount
    FROM items
    WHERE payment_status = 'disputed'
    GROUP BY document_key
    ORDER BY document_key
"""


@dataclass(frozen=True)
class Dispute:
    """`amount`: what is contested, as the file says; `open_amount`: what is left of the invoice, None when no invoice is named."""

    document_id: str | None = None
    opened_on: dt.date | None = None
    reason: str | None = None
    amount: Decimal | None = None
    comment: str | None = None
    open_amount: Decimal | None = None


def open_disputes(
    cursor: "duckdb.DuckDBPyConnection",
    frames: Frames,
    disputes: pl.DataFrame,
    client_id: str,
    as_of: dt.date,
) -> tuple[Dispute, ...]:
    """Those of `client_id` open at `as_of`, the oldest first: on an invoice still open, on one that the file does not hold, or on none; then the invoices that the file marks disputed
    and says no more of. `cursor` sees the client's items."""
    left = dict(fetched(cursor, _CONTESTED).iter_rows())
    started = pl.col("opened_on").is_null() | (pl.col("opened_on") <= as_of)
    running = pl.col("closed_on").is_null() | (pl.col("closed_on") > as_of)
    mine = disputes.filter((pl.col("client_id") == client_id) & started & running)
    mine = mine.filter(~over_without_a_day(mine))
    told = list(_told(mine.sort("opened_on", nulls_last=True, maintain_order=True), left))
    keys = [key for key in left if key not in set(mine["document_key"])]
    marked = frames.documents.filter(pl.col("document_key").is_in(keys)).select("document_key", "document_id")
    return (*told, *(Dispute(number, open_amount=left[key]) for key, number in marked.iter_rows()))


def _told(rows: pl.DataFrame, left: dict[int, Decimal]) -> Iterator[Dispute]:
    row: dict[str, Any]
    for row in rows.iter_rows(named=True):
        key = row["document_key"]
        if key is None or key in left:
            words = (
                row["document_id"],
                row["opened_on"],
                row["dispute_reason"],
                row["amount"],
                row["comment"],
            )
            yield Dispute(*words, left.get(key))
