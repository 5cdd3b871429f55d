"""Clients by the year or quarter of their first purchase, and how many of them bought again in each one after; it names no reason."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.metric import SALE

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Period = Literal["year", "quarter"]
MONTHS: dict[Period, int] = {"year": 12, "quarter": 3}
_BOUGHT = """
    WITH bought AS (
        SELECT i.client_id, CAST(date_trunc('{period}', i.date) AS DATE) AS period, SUM(i.net) AS revenue
        FROM items AS i
        WHERE i.date IS NOT NULL AND i.net IS NOT NULL
        GROUP BY i.client_id, date_trunc('{period}', i.date)
        HAVING MAX(CASE WHEN {sale} THEN 1 ELSE 0 END) = 1
    )
    SELECT b.client_id, b.period, b.revenue, MIN(b.period) OVER (PARTITION BY b.client_id) AS cohort
    FROM bought AS b
    ORDER BY b.client_id, b.period
"""


@dataclass(frozen=True)
class Cohorts:
    """`cells`: [cohort, period (their first days), age (periods since the first purchase), clients, revenue (Decimal, net, of those clients in that
    period), share (of the cohort)], every age up to the period of the date, empty ones included. `first`: the file's first period, whose cohort
    holds everyone who was already there; None without a purchase. The last period stops at the date."""

    cells: "pd.DataFrame"
    period: Period
    first: dt.date | None

    @property
    def sizes(self) -> dict[dt.date, int]:
        """How many clients each cohort won."""
        own = self.cells[self.cells["age"] == 0]
        return dict(zip(own["cohort"], own["clients"], strict=True))


def cohorts(cursor: "duckdb.DuckDBPyConnection", period: Period, as_of: dt.date) -> Cohorts:
    """Of the clients that `cursor` sees. A client buys in a period when an invoice with a net amount is dated in it; a balance brought forward is no purchase."""
    import pandas as pd

    found = bought(cursor, period).group_by("cohort", "period")
    rows = found.agg(pl.len().alias("clients"), pl.col("revenue").sum()).to_dicts()
    held = {(row["cohort"], row["period"]): row for row in rows}
    starts = sorted({row["cohort"] for row in rows})
    lines = []
    for cohort in starts:
        size = held[cohort, cohort]["clients"]
        for age, start in enumerate(_periods(cohort, as_of, period)):
            cell = held.get((cohort, start), {"clients": 0, "revenue": Decimal("0.00")})
            lines.append((cohort, start, age, cell["clients"], cell["revenue"], cell["clients"] / size))
    columns = ["cohort", "period", "age", "clients", "revenue", "share"]
    return Cohorts(pd.DataFrame(lines, columns=columns), period, starts[0] if starts else None)


def bought(cursor: "duckdb.DuckDBPyConnection", period: Period) -> pl.DataFrame:
    """[client_id, period, revenue (Decimal), cohort]: each period in which a client bought, with the period of its first purchase."""
    return fetched(cursor, _BOUGHT.format(period=period, sale=SALE))


def _periods(first: dt.date, as_of: dt.date, period: Period) -> list[dt.date]:
    """The first day of each period from `first` to the one of `as_of`."""
    months = range(first.year * 12 + first.month - 1, as_of.year * 12 + as_of.month, MONTHS[period])
    return [dt.date(month // 12, month % 12 + 1, 1) for month in months]
