"""Indicators evaluated over the open items that a cursor sees, in one pass, by any grouping; it decides no definition."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

import polars as pl

from fiche import i18n
from fiche.analysis.figures import Figure, Value
from fiche.analysis.metric import Metric, Months, Outcome, metrics
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
_REVENUES = "SELECT SUM(net) AS net FROM items WHERE period = 'last' AND net IS NOT NULL GROUP BY client_id ORDER BY client_id"
_CURRENCIES = "SELECT DISTINCT currency FROM items WHERE currency IS NOT NULL ORDER BY currency"
CENT = Decimal("0.01")


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
    cursor: "duckdb.DuckDBPyConnection", as_of: dt.date, one_client: bool, usual: str | None
) -> dict[str, Figure]:
    """Every indicator of the rows that `cursor` sees. Amounts are undefined when several currencies are among them.

    `usual`: the currency to name when there is no row with one.
    """
    values = grouped(cursor, [code for code, metric in metrics().items() if metric.sql]).row(0, named=True)
    sales = dict(cursor.execute(_SALES).fetchall())
    revenues = [row[0] for row in cursor.execute(_REVENUES).fetchall()]
    history = History(sales, revenues, currencies_of(cursor) or [usual or ""])
    return answered(values, history, as_of, one_client=one_client)


@dataclass(frozen=True)
class History:
    """What derived indicators look at besides the aggregates: gross sales by month, each client's revenue of 12 months, the currencies there are."""

    sales: Months
    revenues: Sequence[Decimal]
    currencies: list[str]


def answered(
    values: Mapping[str, Any], history: History, as_of: dt.date, *, one_client: bool, monthly: bool = False
) -> dict[str, Figure]:
    """Every indicator as a Figure, from the SQL aggregates (`values`) and the `history` of the same rows.

    `monthly`: the rows are those of one month; what is derived from a longer history is not read there.
    """
    found = {}
    for code, metric in metrics().items():
        if monthly and not metric.sql:
            found[code] = Figure(code, None, metric.unit, _("Cet indicateur ne se lit pas mois par mois."))
            continue
        outcome = _outcome(metric, values, history.sales, history.revenues, as_of)
        found[code] = _figure(metric, outcome, history.currencies, one_client)
    return found


def _outcome(
    metric: Metric, values: Mapping[str, Any], sales: Months, revenues: Sequence[Decimal], as_of: dt.date
) -> Outcome:
    if metric.derive:
        return metric.derive(values, sales, as_of)
    return metric.clients(revenues) if metric.clients else Outcome(values[metric.code])


def currencies_of(cursor: "duckdb.DuckDBPyConnection") -> list[str]:
    """The currencies among the rows that `cursor` sees."""
    return [str(row[0]) for row in cursor.execute(_CURRENCIES).fetchall()]


def _figure(metric: Metric, outcome: Outcome, currencies: list[str], one_client: bool) -> Figure:
    currency = currencies[0] or None if metric.unit == "money" else None
    reason = _reason(metric, outcome, currencies, one_client)
    if reason is not None:
        return Figure(metric.code, None, metric.unit, reason)
    note = at_least(outcome) if outcome.at_least else None
    return Figure(
        metric.code, _value(metric, outcome.value), metric.unit, None, note, outcome.at_least, currency
    )


def _reason(metric: Metric, outcome: Outcome, currencies: list[str], one_client: bool) -> str | None:
    if metric.adds_amounts and len(currencies) > 1:
        return several_currencies(currencies)
    if metric.scope == "client" and not one_client:
        return _("Cet indicateur se lit client par client.")
    if metric.scope == "portfolio" and one_client:
        return _("Cet indicateur se lit sur le portefeuille, pas sur un client.")
    return _(metric.undefined) if outcome.value is None else None


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
