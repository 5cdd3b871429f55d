"""Clients sorted by what they bring: ABC classes, RFM scores and named segments, with the cut-offs that made them; it changes no status."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis import rfm
from fiche.analysis.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[str, Any]
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


def segments(
    rows: Sequence[Row],
    as_of: dt.date,
    settings: Settings,
    currency: str | None,
    clients: Sequence[str] | None,
) -> Segments:
    """The answer for `clients` (None: everyone). `rows`: everyone, as fiche.analysis.people makes them: a filter changes nobody's class."""
    limits = (settings.vip_share, settings.class_b_share)
    classes = abc(rows, limits)
    buying = [row for row in rows if row["purchase_days_12m"]]
    scales: dict[str, tuple[int | Decimal, ...]] = {
        "recency_days": rfm.cutoffs([_silent_days(row, as_of) for row in buying]),
        "purchase_days_12m": rfm.cutoffs([row["purchase_days_12m"] for row in buying]),
        "revenue_12m": rfm.cutoffs([row["revenue_12m"] for row in buying if row["revenue_12m"] is not None]),
    }
    wanted = None if clients is None else set(clients)
    chosen = [row for row in rows if wanted is None or row["client_id"] in wanted]
    lines = [_line(row, as_of, classes, scales) for row in chosen]
    table: pd.DataFrame = pl.DataFrame(lines, schema=_SCHEMA).to_arrow().to_pandas()
    return Segments(table, scales, limits, currency)


def abc(rows: Sequence[Row], limits: Sequence[Decimal]) -> dict[str, tuple[str, Decimal]]:
    """(class, share accumulated before) by client: A while that share is below the first limit, B below the second, else C.

    By revenue_12m descending; equal revenues by number. Clients without positive revenue have no class. Source: indicators, abc.
    """
    frame = pl.DataFrame(
        {
            "client_id": [row["client_id"] for row in rows],
            "revenue_12m": pl.Series([row["revenue_12m"] for row in rows], dtype=pl.Decimal(38, 2)),
        }
    )
    found = ranked(frame, limits)
    total = Decimal(found["cents"].sum())
    return {
        client_id: ("ABC"[passed], Decimal(before) / total)
        for client_id, before, passed in found.select("client_id", "before", "passed").iter_rows()
    }


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


def _silent_days(row: Row, as_of: dt.date) -> int:
    return int((as_of - row["last_purchase"]).days)


def _line(
    row: Row,
    as_of: dt.date,
    classes: Mapping[str, tuple[str, Decimal]],
    scales: Mapping[str, tuple[int | Decimal, ...]],
) -> dict[str, Any]:
    revenue, days = row["revenue_12m"], row["purchase_days_12m"]
    abc_class, before = classes.get(row["client_id"], (None, None))
    line: dict[str, Any] = {
        "client_id": row["client_id"],
        "name": row["name"],
        "revenue_12m": None if revenue is None else float(revenue),
        "share_before": None if before is None else float(before),
        "abc": abc_class,
        "recency_days": _silent_days(row, as_of) if row["last_purchase"] else None,
        "purchase_days_12m": days or 0,
    }
    if not days:
        return line | {"segment": rfm.LOST if row["last_purchase"] else None}
    r = rfm.recency_score(line["recency_days"], scales["recency_days"])
    f = rfm.score(days, scales["purchase_days_12m"])
    if revenue is None:
        return line | {"r": r, "f": f}
    m = rfm.score(revenue, scales["revenue_12m"])
    return line | {"r": r, "f": f, "m": m, "segment": rfm.segment(r, f, m)}
