"""The made-up company, whose figures a plain loop apart from the application has worked out; reading and checking play no part."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.analysis import Portfolio
from sample_data.company.expected import DATES, expected
from sample_data.company.sheets import Company, company
from tests.analysis.company import made_up


@pytest.fixture(scope="module")
def made() -> Company:
    return company()


@pytest.fixture(scope="module")
def portfolio(made: Company) -> Portfolio:
    return Portfolio(made_up(made))


@pytest.mark.parametrize("as_of", DATES, ids=str)
def test_agrees_with_the_plain_loop(portfolio: Portfolio, made: Company, as_of: dt.date) -> None:
    wanted = dict(expected(made)["at"][as_of.isoformat()])  # type: ignore[index]
    buckets = wanted.pop("buckets")
    figures, aged = portfolio.figures(as_of), portfolio.aged(as_of)
    assert {code: f"{figures[code].value:.2f}" for code in wanted} == wanted
    found = {code: f"{amount:.2f}" for code, amount in aged.buckets.items() if code in buckets}
    assert found == buckets
    assert aged.difference == 0
    assert aged.file_total == Decimal(wanted["balance"])


def test_clients_make_the_portfolio(portfolio: Portfolio) -> None:
    """Cents add up over 302 clients; every client has a status and a reason."""
    table, figures = portfolio.clients(DATES[0]), portfolio.figures(DATES[0])
    for code in ("revenue_12m", "outstanding", "overdue", "balance"):
        assert sum(Decimal(f"{v:.2f}") for v in table[code]) == figures[code].value
    assert len(table) == 302
    assert table["status_reason"].str.endswith(".").all()
