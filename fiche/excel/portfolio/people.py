"""The values of the clients and aged balance sheets, all clients at once, and the limits of classes as the workbook's own search finds them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from fiche.analysis import rfm
from fiche.analysis.days import months_before
from fiche.analysis.figures import Filters
from fiche.analysis.metric import metrics
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.segments import Segments
from fiche.analysis.status import STATUSES
from fiche.analysis.whole import Whole
from fiche.excel.portfolio.blocks import AGED as AGED_BLOCK
from fiche.excel.portfolio.blocks import CLIENTS, FIGURES
from fiche.excel.portfolio.draw_workings import STEPS
from fiche.excel.words import AGED
from fiche.i18n import _, speaking
from fiche.model import MONEY

CENT = Decimal("0.01")
_STRETCHES = ("doc_first", "doc_last", "pay_first", "pay_last", "volume", "sheet", "row")


@dataclass(frozen=True)
class Halving:
    """The search for a class's limit: (lower bound, upper bound, middle, revenue above the middle) a step, amounts but the last in cents."""

    steps: list[tuple[int, int, int, Decimal]]

    @property
    def limit(self) -> Decimal:
        """The smallest amount that clients above it do not reach the share with."""
        return Decimal(self.steps[-1][1]) * CENT if self.steps else Decimal(0)


def weights(documents: pl.DataFrame, as_of: dt.date, dso_days: int) -> pl.DataFrame:
    """What each client's averages divide by, from the documents' columns (fiche.excel.portfolio.blocks)."""
    counted = pl.col("scope") == 1
    year = counted & (pl.col("date") > months_before(as_of, 12)) & pl.col("discount").is_not_null()
    sold = counted & (pl.col("date") > as_of - dt.timedelta(days=dso_days))
    return documents.group_by("client_id").agg(
        pl.col("gross").filter(pl.col("payment_days").is_not_null()).sum().alias("paid_weight"),
        pl.col("gross").filter(pl.col("delay_days").is_not_null()).sum().alias("late_weight"),
        pl.col("before").filter(year).sum().alias("before_12m"),
        pl.col("gross").filter(sold).sum().alias("sold"),
    )


def classed(segments: Segments) -> pl.DataFrame:
    """Each client's class, scores and segment."""
    words, scores = ["client_id", "abc", "segment"], ["r", "f", "m"]
    table = pl.from_pandas(segments.table[[*words, *scores]])
    return table.with_columns(pl.col(words).cast(pl.String), pl.col(scores).cast(pl.Int64))


def known(planned: pl.DataFrame, whole: Whole, segments: Segments) -> pl.DataFrame:
    """The clients as planned, with their figures, status, class, scores and segment."""
    for facts in (whole.figures, whole.statuses, classed(segments)):
        planned = planned.join(facts, on="client_id", how="left", maintain_order="left")
    return planned


def clients(rows: pl.DataFrame, weighed: pl.DataFrame, as_of: dt.date, language: str) -> pl.DataFrame:
    """The columns of the clients block but tie_a and tie_b, for some clients in the order of the sheet, with the stretches of each row. `rows`: see
    known; `weighed`: see weights."""
    rows = rows.join(weighed, on="client_id", how="left", maintain_order="left")
    zero = [code for code in FIGURES if metrics()[code].additive or metrics()[code].unit == "count"]
    zero += [name for name in weighed.columns if name != "client_id"]
    rows = rows.with_columns(pl.col(code).fill_null(0) for code in zero)
    with speaking(language):
        statuses = {code: _(name) for code, name in STATUSES.items()}
        names = {code: _(name) for code, name in rfm.SEGMENTS.items()}
    buys = pl.col("purchase_days_12m") > 0
    rows = rows.with_columns(
        pl.col("name").alias("client_name"),
        pl.col("status_computed").replace_strict(statuses, default=None).alias("status_computed"),
        pl.col("segment").replace_strict(names, default=None, return_dtype=pl.String).alias("segment"),
        pl.when(buys).then((pl.lit(as_of) - pl.col("last_purchase")).dt.total_days()).alias("recency"),
        *(pl.when(buys).then(name).alias(name) for name in "rfm"),
    )
    own = [slot.name for slot in CLIENTS.slots if not slot.name.startswith("tie_")]
    return rows.select(*own, *_STRETCHES)


def revenues(portfolio: Portfolio, found: Whole, as_of: dt.date, where: Filters) -> pl.Series:
    """What every client of the portfolio bought in 12 months, whichever clients `found` has."""
    if len(found.clients) == len(portfolio.names()):
        return found.figures["revenue_12m"]
    table = portfolio.segments(as_of, Filters(currency=where.currency)).table
    return pl.from_pandas(table)["revenue_12m"].drop_nulls().round(2).cast(MONEY)


def halving(sold: pl.Series, share: Decimal) -> Halving:
    """The search as the sheet does it (fiche.excel.portfolio.draw_workings), in whole cents."""
    cents = (sold.cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64).sort(descending=True)
    sums = cents.cum_sum()
    values = cents.reverse()
    total = sum(c for c in cents.to_list() if c > 0)
    low, high = 0, max(0, cents[0]) if len(cents) else 0
    steps = []
    for _step in range(STEPS):
        middle = (low + high) // 2
        many = len(values) - int(values.search_sorted(middle, side="right"))
        above = int(sums[many - 1]) if many else 0
        steps.append((low, high, middle, Decimal(above) * CENT))
        enough = above < share * total
        low, high = (low, middle) if enough else (middle, high)
    return Halving(steps)


def aged(
    documents: pl.DataFrame, payments: pl.DataFrame, people: pl.DataFrame, slots: Mapping[str, str]
) -> pl.DataFrame:
    """The columns of the aged balance, in the order of `people`, the clients' columns. `slots`: the workbook's slot (not_due, late_1…) by the bucket's
    name in the sheet. The balance is added up twice: bucket by bucket, and document less payment."""
    sums = (
        documents.filter(pl.col("open") != 0)
        .select("client_id", "open", pl.col("bucket").replace_strict(dict(slots), default=None).alias("slot"))
        .group_by("client_id", "slot")
        .agg(pl.col("open").sum())
    )
    wide = sums.pivot("slot", index="client_id", values="open") if len(sums) else sums.select("client_id")
    rows = people.join(wide, on="client_id", how="left", maintain_order="left")
    missing = [name for name in AGED[:-1] if name not in rows.columns]
    rows = rows.with_columns(pl.lit(None, dtype=MONEY).alias(name) for name in missing)
    rows = rows.with_columns(pl.col(name).fill_null(0).cast(MONEY) for name in AGED[:-1])
    billed = (
        documents.filter(pl.col("scope") == 1)
        .group_by("client_id")
        .agg(pl.col("gross").sum().alias("billed"))
    )
    real = payments.filter(pl.col("left").is_not_null())
    for facts in (billed, real.group_by("client_id").agg(pl.col("counted").sum().alias("received"))):
        rows = rows.join(facts, on="client_id", how="left", maintain_order="left")
    total = pl.sum_horizontal(AGED).cast(MONEY)
    file = (pl.col("billed").fill_null(0) - pl.col("received").fill_null(0)).cast(MONEY)
    return rows.with_columns(total.alias("total"), file.alias("file")).select(
        *(slot.name for slot in AGED_BLOCK.slots if slot.name != "difference"),
        (pl.col("total") - pl.col("file")).alias("difference"),
        *_STRETCHES,
    )
