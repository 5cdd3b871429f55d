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
from fiche.analysis.metric import Metric, Months, Outcome, metrics
from fiche.analysis.settings import Settings
from fiche.i18n import _

if TYPE_CHECKING:
    import duckdb

Grouping = Literal["client_id", "month", "currency"]
_KEYS: dict[Grouping, str] = {
    "client_id": "client_id",
    "month": "CAST(date_trunc('month', date) AS DATE)",
    "currency": "currency",
}
SALES = """
    SELECT CAST(date_trunc('month', date) AS DATE) AS month, SUM(gross) AS gross
    FROM items
    WHERE date IS NOT NULL AND gross IS NOT NULL
    GROUP BY date_trunc('month', date)
"""
REVENUES = "SELECT SUM(net) AS net FROM items WHERE period = 'last' AND net IS NOT NULL GROUP BY client_id ORDER BY client_id"
CURRENCIES = "SELECT DISTINCT currency FROM items WHERE currency IS NOT NULL ORDER BY currency"
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Seen:
    """What the rows under a cursor are: their currencies, whether of one client or of one month, the settings they are read with, and what
    derived indicators look at: gross sales by month, each client's revenue of 12 months."""

    currencies: list[str]
    one_client: bool
    settings: Settings
    conversion: Conversion | None
    sales: Months
    revenues: Sequence[Decimal]
    one_month: bool = False


def fetched(
    cursor: "duckdb.DuckDBPyConnection", query: str, values: Mapping[str, Any] | None = None
) -> pl.DataFrame:
    """The rows of a query as polars: amounts stay Decimal, days stay dates."""
    arrow = cursor.sql(query, params=dict(values) if values else None).to_arrow_table()
    return pl.DataFrame(pl.from_arrow(arrow))


def _row(cursor: "duckdb.DuckDBPyConnection", query: str) -> dict[str, Any]:
    """The only row of a query. A relation, as `fetched` makes, is bound twice: much of the time of one client's figures."""
    found = cursor.execute(query)
    names = [column[0] for column in found.description or []]
    return dict(zip(names, found.fetchall()[0], strict=True))


def grouped(
    cursor: "duckdb.DuckDBPyConnection", codes: Sequence[str], by: Grouping | None = None
) -> pl.DataFrame:
    """One row per group (one in all when `by` is None): `by`, then a column per code. Only indicators that are SQL aggregates."""
    return fetched(cursor, query(codes, by))


def query(codes: Sequence[str], by: Grouping | None = None) -> str:
    """The statement of `grouped`."""
    chosen = [metrics()[code] for code in codes]
    columns = [f"{metric.sql} AS {metric.code}" for metric in chosen if metric.sql]
    if by is None:
        return _select(columns)
    key = f"{_KEYS[by]} AS {by}"
    return f"{_select([key, *columns])} GROUP BY {_KEYS[by]} ORDER BY {_KEYS[by]}"


def told_query() -> str:
    """The statement of what the words of indicators need: a column per code that has `tells`."""
    return _select([f"{metric.tells} AS {metric.code}" for metric in metrics().values() if metric.tells])


def _select(columns: Sequence[str]) -> str:
    return " ".join(("SELECT", ", ".join(columns), "FROM items"))


@dataclass(frozen=True)
class Read:
    """What the figures of some rows are made of, in no language: the SQL aggregates, what their words need, and what the rows are."""

    values: Mapping[str, Any]
    told: Mapping[str, Any]
    seen: Seen


def read(
    cursor: "duckdb.DuckDBPyConnection",
    one_client: bool,
    usual: str | None,
    settings: Settings,
    conversion: Conversion | None = None,
) -> Read:
    """What every indicator of the rows that `cursor` sees is made of. `usual`: the currency to name when there is no row with one."""
    values = _row(cursor, query([code for code, metric in metrics().items() if metric.sql]))
    seen = Seen(
        currencies_of(cursor) or [usual or ""],
        one_client,
        settings,
        conversion,
        dict(cursor.execute(SALES).fetchall()),
        [row[0] for row in cursor.execute(REVENUES).fetchall()],
    )
    return Read(values, _row(cursor, told_query()), seen)


def figures(found: Read, as_of: dt.date) -> dict[str, Figure]:
    """Every indicator in the reader's language. Amounts are undefined when several currencies are among the rows."""
    return answered(found.values, found.told, found.seen, as_of)


def answered(
    values: Mapping[str, Any], told: Mapping[str, Any], seen: Seen, as_of: dt.date
) -> dict[str, Figure]:
    """Every indicator as a Figure, from the SQL aggregates (`values`), what its words need (`told`) and what the same rows are."""
    found = {}
    for code, metric in metrics().items():
        if seen.one_month and not metric.sql:
            found[code] = Figure(code, None, metric.unit, _("Cet indicateur ne se lit pas mois par mois."))
            continue
        found[code] = _figure(metric, _outcome(metric, values, seen, as_of), told.get(code), seen)
    return found


def _outcome(metric: Metric, values: Mapping[str, Any], seen: Seen, as_of: dt.date) -> Outcome:
    if metric.derive:
        return metric.derive(values, seen.sales, as_of)
    return metric.clients(seen.revenues) if metric.clients else Outcome(values[metric.code])


def currencies_of(cursor: "duckdb.DuckDBPyConnection") -> list[str]:
    """The currencies among the rows that `cursor` sees."""
    return [str(row[0]) for row in cursor.execute(CURRENCIES).fetchall()]


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
    if metric.scope == "portfolio" and seen.one_client:
        return _("Cet indicateur se lit sur le portefeuille, pas sur un client.")
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
