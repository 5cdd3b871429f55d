"""Clients asked about together: each answer is the portfolio's own, whatever the client and the currency."""

import datetime as dt

import pandas as pd
import pytest

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.together import Together
from fiche.dataset import Dataset
from fiche.errors import UnknownClient
from tests.excel.companies import AS_OF, company, random_company

COMPANIES = [company(), *(random_company(seed, 6, 12) for seed in range(3))]


@pytest.mark.parametrize("data", COMPANIES, ids=range(len(COMPANIES)))
@pytest.mark.parametrize("as_of", [AS_OF, dt.date(2025, 11, 24)])
def test_every_answer_is_the_portfolio_s(data: Dataset, as_of: dt.date) -> None:
    portfolio = Portfolio(data)
    clients = list(portfolio.names())[1:]
    together = Together(portfolio, clients, as_of)
    for client in clients:
        for currency in portfolio.currencies_of(client):
            where = Filters(currency=currency)
            assert together.figures(as_of, client, where) == portfolio.figures(as_of, client, where)
            assert together.aged(as_of, client, where) == portfolio.aged(as_of, client, where)
            assert together.alerts(as_of, client, where=where) == portfolio.alerts(as_of, client, where=where)
            assert together.status(client, as_of, where) == portfolio.status(client, as_of, where)
            for name in ("transactions", "payments", "open_rows"):
                asked = (as_of, client) if name == "open_rows" else (client, as_of)
                ours, theirs = (getattr(p, name)(*asked, where) for p in (together, portfolio))
                pd.testing.assert_frame_equal(ours, theirs)
            months = portfolio.evolution(client, as_of, 24, where).drop(columns="overdue")
            pd.testing.assert_frame_equal(together.evolution(client, as_of, 24, where), months)
        assert together.currencies_of(client) == portfolio.currencies_of(client)
        assert together.assumptions(as_of, client) == portfolio.assumptions(as_of, client)
        assert together.client(client).fields == portfolio.client(client).fields


def test_it_knows_no_other_client() -> None:
    portfolio = Portfolio(company())
    with pytest.raises(UnknownClient):
        Together(portfolio, ["VIDE"], AS_OF).figures(AS_OF, "C-00123", Filters(currency="EUR"))
