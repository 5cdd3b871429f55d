"""Clients sorted by what they bring: ABC classes, RFM scores and named segments, with the cut-offs that made them; it changes no status."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis import rfm
from fiche.analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

_SCHEMA = {
    "client_id": pl.String, "name": pl.String, "revenue_12m": pl.Float64, "share_before": pl.Float64, "abc": pl.String,
    "recency_days": pl.Int64, "purchase_days_12m": pl.Int64, "r": pl.Int64, "f": pl.Int64, "m": pl.Int64, "segment": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Segments:
    """`table`, by revenue_12m descending then number: client_id, name, revenue_12m, share_before (of the revenue, accumulated by those
    above), abc (A, B, C), recency_days, purchase_days_12m, the scores r, f, m, and `segment`, a key of fiche.analysis.rfm.SEGMENTS.

    `cutoffs`: the four of each of recency_days, purchase_days_12m and revenue_12m, among everyone in that currency; empty without a purchase
    in the 12 months. `limits`: the accumulated shares that end A and B. Empty cells: no revenue for abc; no purchase in the 12 months for
    the scores; never bought for the segment; several currencies together for all that rests on amounts.
    """

    table: "pd.DataFrame"
    cutoffs: Mapping[str, tuple[int | Decimal, ...]]
    limits: tuple[Decimal, Decimal]
    currency: str | None


def segments(rows: pl.DataFrame, as_of: dt.date, settings: Settings, currency: str | None) -> Segments:
    """The answer for everyone. `rows`: everyone, as fiche.analysis.people makes them."""
    limits = (settings.vip_share, settings.class_b_share)
    silent = (pl.lit(as_of) - pl.col("last_purchase")).dt.total_days().alias("recency_days")
    days = pl.col("purchase_days_12m").cast(pl.Int64).fill_null(0)
    everyone = rows.select("client_id", "name", "revenue_12m", "last_purchase", silent, days)
    buying = everyone.filter(pl.col("purchase_days_12m") != 0)
    scales: dict[str, tuple[int | Decimal, ...]] = {
        name: rfm.cutoffs(buying[name].drop_nulls().sort().to_list())
        for name in ("recency_days", "purchase_days_12m", "revenue_12m")
    }
    scores = buying.select(
        "client_id",
        rfm.recency_score("recency_days", scales["recency_days"]).alias("r"),
        rfm.score("purchase_days_12m", scales["purchase_days_12m"]).alias("f"),
        pl.when(pl.col("revenue_12m").is_not_null()).then(rfm.score("revenue_12m", scales["revenue_12m"])).alias("m"),
    )  # fmt: skip
    lost = (pl.col("purchase_days_12m") == 0) & pl.col("last_purchase").is_not_null()
    table = everyone.join(abc(rows, limits), on="client_id", how="left", maintain_order="left")
    table = table.join(scores, on="client_id", how="left", maintain_order="left").with_columns(
        pl.when(lost).then(pl.lit(rfm.LOST)).otherwise(rfm.segments("r", "f", "m")).alias("segment")
    )
    shown: pd.DataFrame = (
        table.select(pl.col(c).cast(kind) for c, kind in _SCHEMA.items()).to_arrow().to_pandas()
    )
    return Segments(shown, scales, limits, currency)


def classes(found: Callable[[], Segments]) -> pl.DataFrame:
    """[client_id, abc, segment] of the clients of some segments."""
    table = found().table[["client_id", "abc", "segment"]]
    return pl.from_pandas(table, schema_overrides=dict.fromkeys(table.columns, pl.String))


def abc(rows: pl.DataFrame, limits: Sequence[Decimal]) -> pl.DataFrame:
    """[client_id, abc, share_before (accumulated)], in order: A while that share is below the first limit, B below the second, else C.

    By revenue_12m descending; equal revenues by number. Clients without positive revenue have no class. Source: indicators, abc.
    """
    found = ranked(rows, limits)
    # numpy divides exactly; polars would multiply by the inverse of the total, and 95 % could be above 95 %.
    before = found["before"].cast(pl.Float64).to_numpy() / float(found["cents"].sum())
    letter = pl.col("passed").replace_strict(dict(enumerate("ABC")), return_dtype=pl.String)
    return found.select("client_id", letter.alias("abc"), pl.Series("share_before", before))


def ranked(rows: pl.DataFrame, limits: Sequence[Decimal]) -> pl.DataFrame:
    """[client_id, cents, before, passed] of the clients with a positive revenue, in the order of abc: theirs, what those above accumulate, and how many
    of the `limits` that has reached."""
    there = rows.select("client_id", "revenue_12m").filter((pl.col("revenue_12m") > 0).fill_null(False))
    order = there.sort("revenue_12m", "client_id", descending=[True, False])
    cents = order["revenue_12m"].cast(pl.Decimal(38, 2)).to_physical().alias("cents")
    before = cents.cum_sum() - cents
    ends = [ceil(Fraction(limit) * int(cents.sum())) for limit in limits]
    passed = [(before >= pl.lit(end, dtype=pl.Int128)).cast(pl.Int64) for end in ends]
    return order.select("client_id", cents, before.alias("before"), pl.sum_horizontal(passed).alias("passed"))
