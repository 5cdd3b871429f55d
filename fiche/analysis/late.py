"""A client's invoices past due, one by one, with what the file knows of why; their sum is the overdue amount, and it chases nobody."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.frames import Frames

if TYPE_CHECKING:
    import duckdb

_LATE = """
    SELECT document_key, MAX(date) AS date, MIN(CASE WHEN overdue THEN due_date END) AS due_date, SUM(gross) AS gross,
           SUM(CASE WHEN overdue THEN open_amount END) AS amount, MAX(days_late) AS days,
           MAX(CASE WHEN payment_status = 'disputed' THEN 1 ELSE 0 END) = 1 AS disputed, SUM(applied) <> 0 AS partly_paid
    FROM items
    WHERE document_key IS NOT NULL
    GROUP BY document_key
    HAVING MAX(CASE WHEN overdue THEN 1 ELSE 0 END) = 1
    ORDER BY MAX(days_late) DESC, document_key
"""


@dataclass(frozen=True)
class LateInvoice:
    """`amount`: what is past due of it (an instalment not yet due is not there); `days`: since its oldest due date still open."""

    document_id: str | None
    date: dt.date | None
    due_date: dt.date
    gross: Decimal
    amount: Decimal
    days: int
    disputed: bool
    partly_paid: bool


def late_invoices(cursor: "duckdb.DuckDBPyConnection", frames: Frames) -> tuple[LateInvoice, ...]:
    """The invoices past due that `cursor` sees, the latest in paying first."""
    rows = fetched(cursor, _LATE)
    numbers = frames.documents.filter(pl.col("document_key").is_in(rows["document_key"].implode()))
    known = dict(numbers.select("document_key", "document_id").iter_rows())
    return tuple(LateInvoice(known.get(row.pop("document_key")), **row) for row in rows.iter_rows(named=True))
