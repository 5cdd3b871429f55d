"""Discounts client by client over 12 months: what was given, on what, against what was granted, against a year before and against those alike; it takes none back."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.alike import middles
from fiche.analysis.days import month_end, month_starts, months_before
from fiche.analysis.evaluate import fetched, grouped
from fiche.analysis.measure import Measure
from fiche.i18n import N_

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from fiche.analysis.settings import Settings

MEASURES = (
    Measure(
        code="drift",
        unit="money",
        title=N_("Coût de la dérive des remises"),
        formula=N_(
            "Remise des 12 derniers mois − taux des 12 mois précédents × montant avant remise, pour les clients dont le taux a monté d’au moins {discount_drift} (un réglage, en points)."
        ),
        undefined=N_("Le taux de l’une des deux années n’est pas connu."),
        settings=("discount_drift",),
    ),
    Measure(
        code="above_alike",
        unit="money",
        title=N_("Remises au-delà des comparables"),
        formula=N_(
            "Remise des 12 derniers mois − taux médian des clients comparables × montant avant remise, pour ceux dont le taux dépasse ce taux médian de plus de {discount_tolerance} (un réglage : l’arrondi toléré)."
        ),
        undefined=N_("Trop peu de clients comparables ont une remise connue."),
        settings=("discount_tolerance",),
    ),
)
CODES = (
    "discount_12m",
    "discount_rate_12m",
    "discount_trend",
    "discount_above_granted",
    "revenue_12m",
    "days_late_weighted",
)
# Over what the weighted rate is taken: discounts whose amount before discount is known, and those amounts.
_BASES = """
    SELECT client_id,
           SUM(CASE WHEN period = 'last' AND before_discount IS NOT NULL THEN discount END) AS rated,
           SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN before_discount END) AS base
    FROM items GROUP BY client_id ORDER BY client_id
"""
_MONTHS = """
    SELECT client_id, date, SUM(discount) AS given, SUM(CASE WHEN before_discount IS NOT NULL THEN discount END) AS rated,
           SUM(CASE WHEN discount IS NOT NULL THEN before_discount END) AS base
    FROM items WHERE date > $since AND discount IS NOT NULL GROUP BY client_id, date
"""
CENT = Decimal("0.01")


def discounts(
    cursor: "duckdb.DuckDBPyConnection", clients: pl.DataFrame, settings: "Settings"
) -> pl.DataFrame:
    """Of the clients that `cursor` sees, those whose discounts of 12 months are known, by number; ask for everyone, for a filter changes nobody's peers.

    client_id, name, given (discount_12m), rated and base (what the rate is taken over), rate, granted, above_granted, trend, drift, usual (the middle rate
    of those alike), above_alike, revenue_12m, days_late. Amounts are Decimal, rates floats, null where undefined. `clients`: client_id, name, category,
    sector, granted_discount.
    """
    figures = grouped(cursor, CODES, "client_id").join(
        fetched(cursor, _BASES), on="client_id", maintain_order="left"
    )
    rows = figures.join(clients, on="client_id", maintain_order="left").filter(
        pl.col("discount_12m").is_not_null()
    )
    usual = middles(rows, "discount_rate_12m").select("client_id", pl.col("middle").alias("usual"))
    both = rows.join(usual, on="client_id", how="left", maintain_order="left").to_dicts()
    drift = [_drift(row, settings) for row in both]
    above = [_above(row, settings) for row in both]
    return rows.select(
        "client_id", "name", given="discount_12m", rated="rated", base="base", rate="discount_rate_12m", granted="granted_discount",
        above_granted="discount_above_granted", trend="discount_trend", revenue_12m="revenue_12m", days_late="days_late_weighted",
    ).with_columns(
        pl.Series("drift", drift, dtype=pl.Decimal(38, 2)),
        pl.Series("usual", [row["usual"] for row in both], dtype=pl.Float64),
        pl.Series("above_alike", above, dtype=pl.Decimal(38, 2)),
    )  # fmt: skip


def _drift(row: "dict[str, object]", settings: "Settings") -> Decimal:
    trend, rate = row["discount_trend"], row["discount_rate_12m"]
    if (
        not isinstance(trend, float)
        or not isinstance(rate, float)
        or trend <= 0
        or trend < settings.discount_drift
    ):
        return Decimal("0.00")
    return _beyond(row["rated"], rate - trend, row["base"])


def _above(row: "dict[str, object]", settings: "Settings") -> Decimal:
    rate, usual = row["discount_rate_12m"], row["usual"]
    if (
        not isinstance(rate, float)
        or not isinstance(usual, float)
        or rate <= usual + settings.discount_tolerance
    ):
        return Decimal("0.00")
    return _beyond(row["rated"], usual, row["base"])


def _beyond(given: object, rate: object, base: object) -> Decimal:
    """What of `given` exceeds `rate` of `base`, to the cent; 0 where it does not, or where one is not known."""
    if not isinstance(given, Decimal) or not isinstance(base, Decimal) or not isinstance(rate, float):
        return Decimal("0.00")
    exact = given - base * Decimal(str(round(rate, 9)))
    return max(Decimal("0.00"), exact.quantize(CENT, ROUND_HALF_UP))


def by_month(cursor: "duckdb.DuckDBPyConnection", as_of: dt.date) -> "pd.DataFrame":
    """[month, given (Decimal), rate, rate_previous] of the 12 last calendar months, the last one up to `as_of`, the one a year before cut alike; rates are NaN
    where no discount is known."""
    import pandas as pd

    rows = _dated(cursor, as_of)
    whole = as_of == month_end(as_of)
    lines = []
    for start in month_starts(as_of, 12):
        before = months_before(start, 12)
        last = month_end(before) if whole or start.month != as_of.month else months_before(as_of, 12)
        now = _span(rows, start, min(month_end(start), as_of))
        then = _span(rows, before, last)
        lines.append((start, now["given"].sum(), _rate(now), _rate(then)))
    frame = pd.DataFrame(lines, columns=["month", "given", "rate", "rate_previous"])
    return frame.astype({"rate": float, "rate_previous": float}).assign(month=pd.to_datetime(frame["month"]))


def given_in(cursor: "duckdb.DuckDBPyConnection", month: dt.date, as_of: dt.date) -> "pd.DataFrame":
    """[client_id, given (Decimal)]: the clients with a known discount in a month (its first day), up to `as_of`."""
    rows = _span(_dated(cursor, as_of), month, min(month_end(month), as_of))
    made: pd.DataFrame = (
        rows.group_by("client_id").agg(pl.col("given").sum()).sort("client_id").to_arrow().to_pandas()
    )
    return made


def _dated(cursor: "duckdb.DuckDBPyConnection", as_of: dt.date) -> pl.DataFrame:
    since = months_before(as_of.replace(day=1), 23) - dt.timedelta(days=1)
    return fetched(cursor, _MONTHS, {"since": since})


def _span(rows: pl.DataFrame, first: dt.date, last: dt.date) -> pl.DataFrame:
    return rows.filter(pl.col("date").is_between(first, last))


def _rate(rows: pl.DataFrame) -> float | None:
    base = rows["base"].sum()
    return float(rows["rated"].sum() or 0) / float(base) if base and base > 0 else None
