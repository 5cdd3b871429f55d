"""Opening balances beside the rows that they sum up: what those rows already say is not counted twice; it reads no file.

A ledger states what a client owes on the day it opens. The documents and payments known from before that day explain all of it, or part, or none:
only the rest is kept, so that the balance is the ledger's to the cent whatever else is loaded, and in whatever order.
"""

import datetime as dt

import polars as pl

from fiche.model import MONEY


def carried(documents: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """`documents` whose opening balances (`opening` not null, declared in `gross_amount`) are what the rows from before their day leave unexplained.

    A client of whom nothing is known from before keeps them line by line. An opening balance that is wholly explained goes.
    """
    if documents["opening"].null_count() == len(documents):
        return documents
    kept = documents.filter(pl.col("opening").is_null())
    openings = documents.filter(pl.col("opening").is_not_null())
    for (day,), stated in sorted(openings.partition_by("opening", as_dict=True).items()):
        kept = pl.concat([kept, _unexplained(stated, _before(kept, payments, day))])
    order = documents.select("document_key").with_row_index("place")
    return kept.join(order, on="document_key", how="left", maintain_order="left").sort("place").drop("place")


def _before(documents: pl.DataFrame, payments: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """client_id and `known`: what the rows dated before `day`, or not dated, add up to."""
    when = pl.coalesce("opening", "date").fill_null(dt.date.min)
    rows = [
        documents.filter(when < day).select("client_id", "gross"),
        payments.filter(pl.col("date").fill_null(dt.date.min) < day).select(
            "client_id", (-pl.col("amount")).alias("gross")
        ),
    ]
    both = pl.concat(rows, how="vertical_relaxed")
    return both.group_by("client_id").agg(pl.col("gross").sum().cast(MONEY).alias("known"))


def _unexplained(stated: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The openings of a day, but for what is known of their clients."""
    joined = stated.join(known, on="client_id", how="left", maintain_order="left")
    declared = pl.col("gross_amount")
    alone = joined.filter(pl.col("known").is_null()).with_columns(declared.alias("gross"))
    others = joined.filter(pl.col("known").is_not_null()).with_columns(
        (declared.sum().over("client_id") - pl.col("known")).cast(MONEY).alias("gross"),
        declared.sum().over("client_id").cast(MONEY).alias("gross_amount"),
    )
    others = others.unique("client_id", keep="first", maintain_order=True).filter(pl.col("gross") != 0)
    both = pl.concat([alone, others]).with_columns(
        pl.when(pl.col("gross") < 0).then(pl.lit("credit_note")).otherwise(pl.lit("invoice")).alias("kind")
    )
    return both.select(stated.columns)
