"""Invoices whose own row says that they were paid before they were issued; a payment of a table of payments may be a deposit and is not judged."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found, none


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    own = examined.dataset.payments.filter(pl.col("implied") & ~pl.col("assumed"))
    own = own.select("document_key", pl.col("date").alias("paid_on")).drop_nulls()
    rows = examined.documents.join(own, on="document_key", how="inner", maintain_order="left")
    rows = rows.filter(pl.col("paid_on") < pl.col("date"))
    if rows.is_empty():
        return none()
    return found(
        examined.named(rows),
        "paid_before_date",
        "documents",
        "paid_date",
        value=pl.col("paid_on").cast(pl.String),
    )


RULE = Rule(("paid_before_date",), _find)
