"""What each document asks for and when: one due amount, or one an instalment; it applies no payment."""

import polars as pl

from fiche.model import MONEY


def dues(documents: pl.DataFrame) -> pl.DataFrame:
    """[document_key, seq, due_date, amount, before, scheduled], every document at least once, seq from 1 in the order of due dates.

    `amount`: the invoice's gross, or the instalment's part of it; 0 for a credit note. `before`: what the instalments ahead of it ask for.
    """
    whole = documents.filter(pl.col("schedule").is_null())
    gross = pl.when(pl.col("kind") == "invoice").then("gross").otherwise(0).cast(MONEY)
    one = whole.select(
        "document_key",
        pl.lit(1, dtype=pl.Int64).alias("seq"),
        "due_date",
        gross.alias("amount"),
        pl.lit(0).cast(MONEY).alias("before"),
        pl.lit(False).alias("scheduled"),
    )
    several = documents.filter(pl.col("schedule").is_not_null())
    return pl.concat([one, _instalments(several)]) if len(several) else one


def _instalments(documents: pl.DataFrame) -> pl.DataFrame:
    parts = documents.select("document_key", pl.col("schedule").str.split(" ").alias("part")).explode("part")
    read = parts.select(
        "document_key",
        pl.col("part").str.slice(0, 10).str.to_date("%Y-%m-%d").alias("due_date"),
        pl.col("part").str.slice(11).cast(MONEY).alias("amount"),
    ).sort("document_key", "due_date", maintain_order=True)
    return read.select(
        "document_key",
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("document_key").alias("seq"),
        "due_date",
        "amount",
        (pl.col("amount").cum_sum().over("document_key") - pl.col("amount")).cast(MONEY).alias("before"),
        pl.lit(True).alias("scheduled"),
    )
