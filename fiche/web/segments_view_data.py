"""What the page of segments and the list of clients ask of a portfolio about classes and value, kept ready; it computes nothing itself."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from fiche import charts
from fiche.analysis import Filters, Portfolio, Segments, Worth
from fiche.analysis.bands import Grouped, grouped_by, grouped_by_rule
from fiche.analysis.groups import Groups, groups
from fiche.analysis.rule import Rule
from fiche.analysis.segment_totals import Cut, Total, totals
from fiche.analysis.tabulate import By
from fiche.charts import Chart
from fiche.i18n import language, speaking
from fiche.web.portfolio_view_data import clients, is_dark, large, small

if TYPE_CHECKING:
    import pandas as pd


@large
def segments(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Segments:
    """Classes, scores and segments, with the cut-offs."""
    return portfolio.segments(as_of, where)


@small
def segment_totals(portfolio: Portfolio, as_of: dt.date, where: Filters, cut: Cut) -> dict[Any, Total]:
    """Clients and revenue of each class, segment or cell."""
    return totals(segments(portfolio, as_of, where), cut)


def classed(portfolio: Portfolio, as_of: dt.date, where: Filters) -> "pd.DataFrame":
    """As clients(), with abc, segment, r and fm (F + M)."""
    return _classed(portfolio, as_of, where, language())


@large
def _classed(portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> "pd.DataFrame":  # noqa: ARG001 - the key of the cache
    found = segments(portfolio, as_of, Filters(currency=where.currency)).table
    scores = found[["client_id", "abc", "segment", "r"]].assign(fm=found["f"] + found["m"])
    return clients(portfolio, as_of, where).merge(scores, on="client_id", how="left")


@large
def _worth(portfolio: Portfolio, as_of: dt.date, where: Filters, tongue: str) -> Worth:
    with speaking(tongue):
        return portfolio.worth(as_of, where)


def worth(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Worth:
    """What each client should buy in 12 months, or why that cannot be said."""
    return _worth(portfolio, as_of, where, language())


@small
def by_group(portfolio: Portfolio, as_of: dt.date, where: Filters, by: By) -> Groups:
    """The figures of each category, sector…, and the proof that they add up."""
    return groups(portfolio.tabulate(as_of, by, where), portfolio.figures(as_of, None, where))


def by_field(
    portfolio: Portfolio, as_of: dt.date, where: Filters, code: str, rule: Rule | None
) -> tuple[Groups, Grouped]:
    """The same of the groups of any field, or of a rule, with what holds of each group."""
    return _by_field(portfolio, as_of, where, code, rule, language())


@small
def _by_field(
    portfolio: Portfolio, as_of: dt.date, where: Filters, code: str, rule: Rule | None, tongue: str
) -> tuple[Groups, Grouped]:
    with speaking(tongue):
        fields, at = portfolio.fields, (as_of, where.currency)
        parts = grouped_by(fields, code, *at) if rule is None else grouped_by_rule(fields, rule, *at)
        return groups(portfolio.tabulate(as_of, parts, where), portfolio.figures(as_of, None, where)), parts


@small
def _class_charts(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None, tongue: str, dark: bool
) -> dict[str, Chart]:
    found = segments(portfolio, as_of, where)
    everyone = where == Filters(currency=where.currency)
    with speaking(tongue):
        return {
            "pareto": charts.pareto(
                found.table,
                segment_totals(portfolio, as_of, where, "abc"),
                limits=found.limits if everyone else (),
                currency=currency,
                dark=dark,
            ),
            "rfm": charts.rfm_matrix(
                segment_totals(portfolio, as_of, where, "cell"), currency=currency, dark=dark
            ),
        }


def class_charts(
    portfolio: Portfolio, as_of: dt.date, where: Filters, currency: str | None
) -> dict[str, Chart]:
    """The two charts of classes: pareto, rfm."""
    return _class_charts(portfolio, as_of, where, currency, language(), is_dark())


def group_chart(frame: "pd.DataFrame", currency: str | None) -> Chart:
    """The groups by revenue: a few rows, drawn each time."""
    return charts.groups(frame, currency=currency, dark=is_dark())
