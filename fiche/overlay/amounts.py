"""The amounts and the due date of documents typed or corrected in the application, by the rules of checking, row by row; it joins and dates nothing else."""

import datetime as dt

import polars as pl

from fiche.checking.amounts import DISCOUNTS, amounts, discounts
from fiche.checking.beside import UNSETTLED
from fiche.checking.clients import Ledger
from fiche.checking.documents import words
from fiche.checking.dues import estimated
from fiche.checking.instalments import gross_schedules
from fiche.checking.payments import implied_payments
from fiche.vocabulary import kind_of, status_of


def worked_out(
    rows: pl.DataFrame, clients: pl.DataFrame | None = None, month_first: bool = False
) -> pl.DataFrame:
    """`rows` of documents with kind, gross, net and discounts as their amounts make them; a row without an amount keeps what it had.

    `clients`: whose terms give the due date of an invoice that has none.
    """
    if rows.is_empty():
        return rows
    read = pl.coalesce(words(rows, "kind", kind_of), "kind").alias("kind")
    marked = rows.with_row_index("at").with_columns(read)
    known = [c for c in ("gross", "net", "net_is_gross", "before_discount", "discount") if c in rows.columns]
    speaks = pl.col("before_discount").is_not_null() & pl.all_horizontal(
        [pl.col(c).is_null() for c in DISCOUNTS]
    )
    # A sheet of its own for each row: checking asks a whole sheet whether it speaks of discounts.
    alone = marked.with_columns(
        pl.when(speaks).then(0.0).otherwise("discount_rate").alias("discount_rate"),
        pl.col("at").cast(pl.String).alias("source_sheet"),
    ).drop(known)
    made = discounts(gross_schedules(amounts(alone, Ledger())), Ledger()).select("at", "kind", *known)
    joined = marked.join(made, on="at", how="left", suffix=" made", maintain_order="left")
    columns = ("kind", *known)
    unread = pl.col("gross made").is_null()
    frame = joined.with_columns(
        pl.when(unread).then(c).otherwise(f"{c} made").alias(c) for c in columns
    ).select(rows.columns)
    return frame if clients is None else estimated(frame, clients, month_first)


def told_payments(documents: pl.DataFrame, payments: pl.DataFrame, loaded_on: dt.date) -> pl.DataFrame:
    """What the rows of `documents`, which no accounting entry tells of, say of their payments, where no payment is known; see fiche.checking.payments."""
    said = documents.with_columns(words(documents, "payment_status", status_of).alias("said"), UNSETTLED)
    return implied_payments(said, payments, loaded_on, Ledger())
