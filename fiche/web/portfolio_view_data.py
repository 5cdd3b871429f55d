"""What pages ask of a portfolio, kept ready between two runs of a page; it computes nothing itself and keeps no portfolio alive.

The cache is keyed by the portfolio (a new one is made at each revision of the record), the date, the filters and the language. Nothing here
may be changed by who receives it.
"""

import datetime as dt
import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import streamlit as st

from fiche import charts
from fiche.analysis import AgedBalance, Alert, Figure, Filters, Gap, Portfolio
from fiche.analysis.rule import Rule
from fiche.brief import Brief, gather
from fiche.charts import Chart, behind
from fiche.i18n import language, speaking

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_numbers = itertools.count(1)
_known: "WeakKeyDictionary[Portfolio, int]" = WeakKeyDictionary()


def token(portfolio: Portfolio) -> int:
    """A number that stands for this portfolio and will never stand for another: an address in memory would be used again."""
    return _known.setdefault(portfolio, next(_numbers))


_hashed: "dict[str | type, Callable[[Any], Any]]" = {
    Portfolio: token,
    Filters: repr,
    Rule: repr,
    dt.date: dt.date.isoformat,
}
small = st.cache_resource(show_spinner=False, max_entries=256, hash_funcs=_hashed)
large = st.cache_resource(show_spinner=False, max_entries=24, hash_funcs=_hashed)


def is_dark() -> bool:
    """Whether the page is dark."""
    return bool(st.context.theme.type == "dark")


@small
def _figures(
    portfolio: Portfolio, as_of: dt.date, client_id: str | None, where: Filters, tongue: str
) -> dict[str, Figure]:
    with speaking(tongue):
        return portfolio.figures(as_of, client_id, where)


def figures(
    portfolio: Portfolio, as_of: dt.date, where: Filters, client_id: str | None = None
) -> dict[str, Figure]:
    """Every indicator by code, for the clients that pass the filters or for one."""
    return _figures(portfolio, as_of, client_id, where, language())


@large
def clients(portfolio: Portfolio, as_of: dt.date, where: Filters) -> "pd.DataFrame":
    """One row per client with its main figures, as Portfolio.clients without the reasons."""
    return portfolio.clients(as_of, where, reasons=False)


@small
def aged(portfolio: Portfolio, as_of: dt.date, where: Filters, client_id: str | None = None) -> AgedBalance:
    """The aged balance and its proof."""
    return portfolio.aged(as_of, client_id, where)


@small
def gap(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Gap:
    """What makes the totals of the aged balance differ."""
    return portfolio.gap(as_of, where)


@small
def _charts(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None, tongue: str, dark: bool
) -> dict[str, Chart]:
    known = _figures(portfolio, as_of, None, where, tongue)
    months = portfolio.monthly_revenue(as_of, 12, None, where)
    revenue, growth = known["revenue_12m"].value, known["growth"].value
    with speaking(tongue):
        return {
            "months": charts.monthly_revenue(
                months,
                as_of,
                revenue if isinstance(revenue, Decimal) else None,
                growth if isinstance(growth, float) else None,
                currency=currency,
                basis=portfolio.revenue_basis,
                dark=dark,
            ),
            "aged": charts.aged_balance(aged(portfolio, as_of, where).buckets, currency=currency, dark=dark),
            "top": charts.top_clients(clients(portfolio, as_of, where), currency=currency, dark=dark),
        }


def portfolio_charts(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None
) -> dict[str, Chart]:
    """The three charts of the portfolio: months, aged, top."""
    return _charts(portfolio, as_of, where, currency, language(), is_dark())


@small
def billed_in(portfolio: Portfolio, month: dt.date, as_of: dt.date, where: Filters) -> "pd.DataFrame":
    """The clients behind a month, as fiche.charts.behind."""
    return behind.billed_in(portfolio, month, as_of, where)


@small
def in_bucket(portfolio: Portfolio, bucket: str, as_of: dt.date, where: Filters) -> "pd.DataFrame":
    """The clients behind a bucket, as fiche.charts.behind."""
    return behind.in_bucket(portfolio, bucket, as_of, where)


@small
def _brief(portfolio: Portfolio, as_of: dt.date, client_id: str, currency: str, tongue: str) -> Brief:
    with speaking(tongue):
        return gather(portfolio, client_id, as_of, currency)


def brief(portfolio: Portfolio, as_of: dt.date, client_id: str, currency: str) -> Brief:
    """What one must know before calling a client."""
    return _brief(portfolio, as_of, client_id, currency, language())


@small
def ledger(
    portfolio: Portfolio, as_of: dt.date, client_id: str, where: Filters
) -> "tuple[pd.DataFrame, pd.DataFrame]":
    """One client's documents and payments."""
    return portfolio.transactions(client_id, as_of, where), portfolio.payments(client_id, as_of, where)


@small
def _evolution(
    portfolio: Portfolio, as_of: dt.date, client_id: str, currency: str, tongue: str, dark: bool
) -> Chart:
    frame = _brief(portfolio, as_of, client_id, currency, tongue).evolution
    with speaking(tongue):
        return charts.evolution(frame, as_of, currency=currency, dark=dark)


def evolution(portfolio: Portfolio, as_of: dt.date, client_id: str, currency: str) -> Chart:
    """One client's 24 months."""
    return _evolution(portfolio, as_of, client_id, currency, language(), is_dark())


@small
def _alerts(portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> list[Alert]:
    with speaking(tongue):
        return portfolio.alerts(as_of, where=where)


def alerts(portfolio: Portfolio, as_of: dt.date, where: Filters) -> list[Alert]:
    """What to act on, worst first, asleep or not."""
    return _alerts(portfolio, as_of, where, language())
