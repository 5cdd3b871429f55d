"""The month whose invoices say what is left ninety days after their due dates, found by counts that may be added up and taken away; it adds up no amount."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field

import polars as pl

from fiche.analysis.days import month_end

DAYS = 90
PARTS = r"(\d{4}-\d{2}-\d{2})="


@dataclass(frozen=True)
class Ripening:
    """By month of invoicing, up to a date: how many due amounts there are, and how many are not yet due since ninety days."""

    dues: Counter[dt.date] = field(default_factory=Counter)
    green: Counter[dt.date] = field(default_factory=Counter)

    def changed(self, gone: "Ripening", come: "Ripening") -> "Ripening":
        """The same where some rows left and others came."""
        dues, green = Counter(self.dues), Counter(self.green)
        for counts, minus, plus in ((dues, gone.dues, come.dues), (green, gone.green, come.green)):
            counts.subtract(minus)
            counts.update(plus)
        return Ripening(dues, green)

    @property
    def month(self) -> tuple[dt.date | None, dt.date | None]:
        """First and last day of the latest month whose due amounts are all due since ninety days or more, (None, None) when there is none."""
        ripe = [month for month, count in self.dues.items() if count and not self.green[month]]
        return (max(ripe), month_end(max(ripe))) if ripe else (None, None)


def ripening(documents: pl.DataFrame, as_of: dt.date, currency: str | None) -> Ripening:
    """Of the invoices dated by `as_of`, in `currency` (None: all). An instalment is a due amount of its own; what has no due date has no say."""
    there = (pl.col("kind") == "invoice") & (pl.col("date") <= as_of)
    if currency is not None:
        there &= pl.col("currency") == currency
    asked = documents.filter(there).select(
        pl.col("date").dt.month_start().alias("month"), "due_date", "schedule"
    )
    whole = asked.filter(pl.col("schedule").is_null() & pl.col("due_date").is_not_null())
    days = (
        pl.col("schedule").str.extract_all(PARTS).list.eval(pl.element().str.head(10).str.to_date("%Y-%m-%d"))
    )
    parts = (
        asked.filter(pl.col("schedule").is_not_null())
        .with_columns(days.alias("due_date"))
        .explode("due_date")
    )
    green = pl.col("due_date") > as_of - dt.timedelta(days=DAYS)
    counts = (
        pl.concat([whole, parts]).group_by("month").agg(pl.len().alias("dues"), green.sum().alias("green"))
    )
    rows = counts.iter_rows(named=True)
    found = [(row["month"], row["dues"], row["green"]) for row in rows]
    return Ripening(Counter({m: n for m, n, _ in found}), Counter({m: n for m, _, n in found}))
