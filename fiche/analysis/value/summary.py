"""Each client's purchases in four numbers, as the models of value read them; it estimates nothing."""

import datetime as dt
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fiche.analysis.metric import SOLD

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Summary:
    """One entry per client who has bought, in the order of `client_id`.

    `frequency`: days with a purchase, but for the first (purchases of one day are one). `recency`: time from the first to the last of them.
    `T`: time from the first to the date of the figures. `monetary`: mean amount of a repeat day, NaN where there is none or it is not
    positive. One unit of time for all three.
    """

    client_id: tuple[str, ...]
    frequency: Numbers
    recency: Numbers
    T: Numbers
    monetary: Numbers

    def __len__(self) -> int:
        return len(self.frequency)

    @property
    def repeat(self) -> int:
        """How many have bought again."""
        return int(np.count_nonzero(self.frequency))


def summary(documents: pl.DataFrame, as_of: dt.date) -> Summary:
    """The clients who have bought by `as_of`, in days. `documents`: client_id, document_key, kind, date, net, gross, related_key, one currency.

    A purchase is a dated invoice, as for the purchase interval; its amount is net, less the credit notes of the client that name it.
    """
    there = documents.filter(pl.col("date") <= as_of)
    given = there.filter((pl.col("kind") == "credit_note") & pl.col("related_key").is_not_null())
    given = given.group_by("client_id", pl.col("related_key").alias("document_key")).agg(
        pl.col("net").cast(pl.Float64).sum().alias("given")
    )
    bought = there.filter(SOLD).join(given, on=["client_id", "document_key"], how="left")
    amount = pl.col("net").cast(pl.Float64).fill_null(0) + pl.col("given").fill_null(0)
    days = bought.group_by("client_id", "date").agg(amount.sum().alias("amount"))
    first, last = pl.col("date").min(), pl.col("date").max()
    found = (
        days.group_by("client_id")
        .agg(
            (pl.len() - 1).cast(pl.Float64).alias("frequency"),
            (last - first).dt.total_days().cast(pl.Float64).alias("recency"),
            (pl.lit(as_of) - first).dt.total_days().cast(pl.Float64).alias("T"),
            pl.col("amount").filter(pl.col("date") > first).mean().round(6).alias("mean"),
        )
        .with_columns(pl.when(pl.col("mean") > 0).then("mean").alias("monetary"))
        .sort("client_id")
    )
    columns = (
        found[name].to_numpy().astype(np.float64) for name in ("frequency", "recency", "T", "monetary")
    )
    return Summary(tuple(found["client_id"].to_list()), *columns)
