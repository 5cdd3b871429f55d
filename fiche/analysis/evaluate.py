"""Indicators evaluated over the open items that a cursor sees, in one pass, by any grouping; it decides no definition."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from fiche import i18n
from fiche.analysis.conversion import Conversion
from fiche.analysis.figures import Figure, Value
from fiche.analysis.metric import Metric, Outcome, metrics
from fiche.analysis.settings import Settings
from fiche.i18n import _

if TYPE_CHECKING:
    import duckdb

Grouping = Literal["client_id", "month", "currency"]
_KEYS: dict[Grouping, str] = {
    "client_id": "client_id",
    "month": "date_trunc('month', date)",
    "currency": "currency",
}
_SALES = """
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, SUM(gross) AS gross
    FROM items
    WHERE date IS NOT NULL AND gross IS NOT NULL
    GROUP BY date_trunc('month', date)
"""
_CURRENCIES = "SELECT DISTINCT currency FROM items WHERE currency IS NOT NULL ORDER BY currency"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Seen:
    """What the rows under a cursor are: their currencies, whether of one client, and the settings they are read with."""

    currencies: list[str]
    one_client: bool
    settings: Settings
    conversion: Conversion | None = None


def fetched(
    cursor: "duckdb.DuckDBPyConnection", query: str, values: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """The rows of a query as polars: amounts stay Decimal, days stay dates."""
    arrow = cursor.sql(query, params=dict(values) if values else None).to_arrow_table()
    return pl.DataFrame(pl.from_arrow(arrow))


def grouped(
    cursor: "duckdb.DuckDBPyConnection", codes: Sequence[str], by: Grouping | None = None
) -> pl.DataFrame:
    """One row per group (one in all when `by` is None): `by`, then a column per code. Only indicators that are SQL aggregates."""
    chosen = [metrics()[code] for code in codes]
    columns = [f"{metric.sql} AS {metric.code}" for metric in chosen if metric.sql]
    if by is None:
        return fetched(cursor, _select(columns))
    key = f"{_KEYS[by]} AS {by}"
    return fetched(cursor, f"{_select([key, *columns])} GROUP BY {_KEYS[by]} ORDER BY {_KEYS[by]}")


def _select(columns: Sequence[str]) -> str:
    return " ".join(("SELECT", ", ".join(columns), "FROM items"))


def figures(
    cursor: "duckdb.DuckDBPyConnection",
    as_of: dt.date,
    one_client: bool,
    usual: str | None,
    settings: Settings,
    conversion: Conversion | None = None,
) -> dict[str, Figure]:
    """Every indicator of the rows that `cursor` sees. Amounts are undefined when several currencies are among them.

    `usual`: the currency to name when there is no row with one.
    """
    listed = metrics()
    values = grouped(cursor, [code for code, metric in listed.items() if metric.sql]).row(0, named=True)
    told = _told(cursor, listed)
    seen = Seen(currencies_of(cursor) or [usual or ""], one_client, settings, conversion)
    sales = dict(cursor.execute(_SALES).fetchall())
    outcomes = {
        code: metric.derive(values, sales, as_of) if metric.derive else Outcome(values[code])
        for code, metric in listed.items()
    }
    return {code: _figure(listed[code], outcomes[code], told.get(code), seen) for code in listed}


def _told(cursor: "duckdb.DuckDBPyConnection", listed: Mapping[str, Metric]) -> dict[str, Any]:
    """What the words of indicators need, by code."""
    return fetched(cursor, _select([f"{m.tells} AS {m.code}" for m in listed.values() if m.tells])).row(
        0, named=True
    )


def currencies_of(cursor: "duckdb.DuckDBPyConnection") -> list[str]:
    """The currencies among the rows that `cursor` sees."""
    return [str(row[0]) for row in cursor.execute(_CURRENCIES).fetchall()]


def _figure(metric: Metric, outcome: Outcome, told: Any, seen: Seen) -> Figure:
    currency = seen.currencies[0] or None if metric.unit == "money" else None
    reason = _reason(metric, outcome, told, seen)
    if reason is not None:
        return Figure(metric.code, None, metric.unit, reason)
    note = at_least(outcome) if outcome.at_least else None
    remark = _remark(metric, told, seen)
    value = _value(metric, outcome.value)
    return Figure(metric.code, value, metric.unit, None, note, outcome.at_least, currency, remark)


def _remark(metric: Metric, told: Any, seen: Seen) -> str | None:
    own = metric.remark(told, seen.settings) if metric.remark else None
    converted = seen.conversion.sentence if seen.conversion and metric.unit == "money" else None
    return " ".join(sentence for sentence in (own, converted) if sentence) or None


def _reason(metric: Metric, outcome: Outcome, told: Any, seen: Seen) -> str | None:
    if metric.adds_amounts and (apart := not_added(seen.currencies, seen.conversion)):
        return apart
    if metric.scope == "client" and not seen.one_client:
        return _("Cet indicateur se lit client par client.")
    if outcome.value is not None:
        return None
    return (metric.because(told) if metric.because else None) or _(metric.undefined)


def not_added(currencies: Sequence[str], conversion: Conversion | None) -> str | None:
    """Why the amounts of these currencies are not added up, None when there is nothing against it."""
    lacking = conversion.lacks(currencies) if conversion else None
    return lacking or (several_currencies(currencies) if len(currencies) > 1 else None)


def several_currencies(currencies: Sequence[str]) -> str:
    """Why amounts are not added up."""
    return _("Plusieurs devises ({currencies}) ne s’additionnent pas : choisissez-en une.").format(
        currencies=", ".join(currencies)
    )


def at_least(outcome: Outcome) -> str:
    """«≥ 166 j»."""
    return _("≥ {days}").format(days=i18n.days(outcome.days))


def _value(metric: Metric, value: Any) -> Value:
    if metric.unit == "money":
        return Decimal(value).quantize(CENT)
    if metric.unit == "count":
        return int(value)
    return value if metric.unit == "date" else float(value)
