"""Every indicator by client, group, month and currency: the same figures as asked one by one, and sums that are the portfolio's."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from fiche import loading
from fiche.analysis import Filters, Portfolio
from fiche.analysis.metric import metrics

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    demo = Path(__file__).resolve().parents[2] / "sample_data" / "demo" / "entreprise_demo.xlsx"
    return Portfolio(loading.check(loading.prepare([(demo.name, demo)]), loaded_on=AS_OF))


@pytest.mark.parametrize("by", ["category", "sector", "zone", "account_manager", "status", "status_computed"])
def test_a_group_has_the_figures_of_its_filter(by: str, portfolio: Portfolio) -> None:
    found = portfolio.tabulate(AS_OF, by)  # type: ignore[arg-type]
    assert len(found) > 1
    for key, figures in list(found.items())[:4]:
        assert figures == portfolio.figures(AS_OF, where=Filters(**{by: (key,)}))  # type: ignore[arg-type]


def test_a_client_has_the_figures_of_its_own(portfolio: Portfolio) -> None:
    found = portfolio.tabulate(AS_OF, "client")
    assert len(found) == len(portfolio.clients(AS_OF))
    for key in list(found)[:12]:
        assert found[key] == portfolio.figures(AS_OF, key)


@pytest.mark.parametrize("by", ["client", "category", "zone", "month", "currency"])
def test_additive_indicators_add_up_to_the_portfolio_s(by: str, portfolio: Portfolio) -> None:
    whole, found = portfolio.figures(AS_OF), portfolio.tabulate(AS_OF, by)  # type: ignore[arg-type]
    for code, metric in metrics().items():
        if metric.additive and metric.unit == "money" and whole[code].value is not None:
            parts = [f[code].value or Decimal(0) for f in found.values()]
            assert sum(parts, Decimal(0)) == whole[code].value, code  # type: ignore[arg-type]


def test_what_looks_further_back_is_not_read_month_by_month(portfolio: Portfolio) -> None:
    months = portfolio.tabulate(AS_OF, "month")
    assert list(months)[:2] == sorted(list(months)[:2])
    june = months[dt.date(2026, 6, 1)]
    assert june["revenue_12m"].value is not None
    assert june["dso_countback"].value is None and "mois par mois" in str(june["dso_countback"].reason)
