"""What the pages of money ask of a portfolio, kept ready between two runs as fiche.web.portfolio_view_data does; it computes nothing itself."""

import datetime as dt
from typing import TYPE_CHECKING

from fiche import charts
from fiche.analysis import Filters, Penalties, Portfolio, Receipts
from fiche.charts import Chart
from fiche.i18n import language, speaking
from fiche.web.portfolio_view_data import is_dark, large, small

if TYPE_CHECKING:
    import pandas as pd


@large
def aged_by_client(portfolio: Portfolio, as_of: dt.date, where: Filters) -> "pd.DataFrame":
    """One row per client with its buckets."""
    return portfolio.aged_by_client(as_of, where)


@small
def at_risk_in(portfolio: Portfolio, as_of: dt.date, month: dt.date, where: Filters) -> "pd.DataFrame":
    """The clients behind a month of the rate of unpaid invoices."""
    return portfolio.at_risk_in(as_of, month, where)


@large
def penalties(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Penalties:
    """The penalties by invoice and half-year."""
    return portfolio.penalties_by_half_year(as_of, where)


@large
def assumed_rows(portfolio: Portfolio, as_of: dt.date, where: Filters) -> "pd.DataFrame":
    """The rows that rest on an assumption."""
    return portfolio.assumed_rows(as_of, where)


@small
def _charts(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None, tongue: str, dark: bool
) -> dict[str, Chart]:
    with speaking(tongue):
        return {
            "aged": charts.aged_balance(
                portfolio.aged(as_of, None, where).buckets, currency=currency, dark=dark
            ),
            "aged_months": charts.aged_months(
                portfolio.aged_by_month(as_of, 13, where), as_of, currency=currency, dark=dark
            ),
            "dso": charts.dso_by_month(
                portfolio.dso_by_month(as_of, 13, None, where), as_of, currency=currency, dark=dark
            ),
            "at_risk": charts.at_risk_by_month(
                portfolio.at_risk_by_month(as_of, None, where), currency=currency, dark=dark
            ),
        }


def outstanding_charts(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None
) -> dict[str, Chart]:
    """The four charts of what is owed: aged, aged_months, dso, at_risk."""
    return _charts(portfolio, as_of, where, currency, language(), is_dark())


@large
def _receipts(portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> Receipts:
    with speaking(tongue):
        return portfolio.receipts(as_of, where)


def receipts(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Receipts:
    """What should come in, or why that cannot be said."""
    return _receipts(portfolio, as_of, where, language())


@small
def _receipts_chart(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None, tongue: str, dark: bool
) -> Chart:
    with speaking(tongue):
        return charts.receipts(portfolio.receipts(as_of, where).weeks, currency=currency, dark=dark)


def receipts_chart(portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None) -> Chart:
    """The weeks to come."""
    return _receipts_chart(portfolio, as_of, where, currency, language(), is_dark())


@small
def receipts_of_week(portfolio: Portfolio, as_of: dt.date, week: dt.date, where: Filters) -> "pd.DataFrame":
    """The invoices behind a week to come."""
    return portfolio.receipts_of_week(as_of, week, where)
