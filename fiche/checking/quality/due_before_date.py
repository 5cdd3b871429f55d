"""Invoices due before they were issued, with the due date that the payment terms give; it moves no date."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found, none
from fiche.terms import due_dates


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    rows = examined.documents.filter((pl.col("kind") == "invoice") & (pl.col("due_date") < pl.col("date")))
    if rows.is_empty():
        return none()
    theirs = examined.clients.select("client_id", pl.col("payment_terms").alias("client_terms"))
    rows = examined.named(rows).join(theirs, on="client_id", how="left", maintain_order="left")
    rows = rows.with_columns(
        pl.coalesce(due_dates(rows, "date", "payment_terms"), due_dates(rows, "date", "client_terms")).alias(
            "by_terms"
        )
    )
    return found(
        rows, "due_before_date", "documents", "due_date", proposal=pl.col("by_terms").cast(pl.String)
    )


RULE = Rule(("due_before_date",), _find)
