"""Opening balances beside the rows that they sum up: what those rows already say is not counted twice; it reads no file.

A ledger states what a client owes on the day it opens. The documents and payments known from before that day explain all of it, or part, or none:
only the rest is kept, so that the balance is the ledger's to the cent whatever else is loaded, and in whatever order.
"""

import datetime as dt

import polars as pl

from fiche.model import MONEY


def carried(documents: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """`documents` whose opening balances (`opening` not null, declared in `gross_amount`) are what the rows from before their day leave unexplained.

    A client of whom nothing is known from before keeps them line by line. An opening balance that is wholly explained goes: by the rows from before,
    or by those with what another file enters for that very day and is no sale (the same balance, entered by hand).
    """
    if documents["opening"].null_count() == len(documents):
        return documents
    kept = documents.filter(pl.col("opening").is_null())
    openings = documents.filter(pl.col("opening").is_not_null())
    for (day,), stated in sorted(openings.partition_by("opening", as_dict=True).items()):
        known = _before(kept, payments, day)
        if "source_file" in kept.columns:  # of one file alone, nothing is entered elsewhere
            known = _with_the_day(stated, known, kept, payments, day)
        kept = pl.concat([kept, _unexplained(stated, known)])
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


def _with_the_day(
    stated: pl.DataFrame, known: pl.DataFrame, documents: pl.DataFrame, payments: pl.DataFrame, day: dt.date
) -> pl.DataFrame:
    """`known`, with the entries of the day itself for the clients whose opening balance they complete to the cent."""
    no_sale = (pl.col("date") == day) & (pl.col("net") == 0) & (pl.col("gross") != 0)
    files = stated["source_file"].unique().implode()
    elsewhere = ~pl.col("source_file").is_in(files)
    rows = [
        documents.filter(no_sale & elsewhere).select("client_id", "gross"),
        payments.filter((pl.col("date") == day) & elsewhere).select(
            "client_id", (-pl.col("amount")).alias("gross")
        ),
    ]
    same = pl.concat(rows, how="vertical_relaxed").group_by("client_id").agg(pl.col("gross").sum())
    wanted = stated.group_by("client_id").agg(pl.col("gross_amount").sum())
    both = same.join(wanted, on="client_id").join(known, on="client_id", how="left")
    whole = pl.col("known").fill_null(0) + pl.col("gross") == pl.col("gross_amount")
    explained = both.filter(whole).select("client_id", pl.col("gross_amount").cast(MONEY).alias("known"))
    return pl.concat([known.join(explained, on="client_id", how="anti"), explained])


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
