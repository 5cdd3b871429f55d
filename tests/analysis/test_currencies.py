"""Several currencies in one file: named, chosen, never added; no rate is applied."""

import datetime as dt
from typing import Any

import pytest

from fiche.analysis import Filters, Portfolio
from fiche.dataset import blank
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2025, 11, 20)
USD, EUR = Filters(currency="USD"), Filters(currency="EUR")


@pytest.fixture
def portfolio() -> Portfolio:
    """C1 in euros, C2 in dollars, C3 in both; C4 with nothing."""
    rows = [
        invoice(1, 100, "2025-06-01", "2025-07-01", "C1", currency="EUR"), invoice(2, 200, "2025-06-01", "2025-07-01", "C2", currency="USD"),
        invoice(3, 10, "2025-06-01", "2025-07-01", "C3", currency="EUR"), invoice(4, 20, "2025-06-02", "2025-07-01", "C3", currency="USD"),
        invoice(5, 1, "2025-06-03", "2025-07-01", "C1", currency="EUR"),
    ]  # fmt: skip
    paid = [
        payment(50, "2025-06-15", 1, "C1", currency="EUR"),
        payment(5, "2025-06-15", 4, "C3", currency="EUR"),
    ]
    return Portfolio(dataset(rows, paid, [{"client_id": c, "name": c} for c in ("C1", "C2", "C3", "C4")]))


def test_amounts_of_several_currencies_are_undefined(portfolio: Portfolio) -> None:
    assert portfolio.currency is None
    assert portfolio.currencies() == {"EUR": 3, "USD": 2}
    values = portfolio.figures(AS_OF)
    for code in (
        "revenue_12m",
        "outstanding",
        "balance",
        "growth",
        "dso_countback",
        "days_to_pay",
        "average_order",
    ):
        assert values[code].value is None
        assert (
            values[code].reason == "Plusieurs devises (EUR, USD) ne s’additionnent pas : choisissez-en une."
        )
    assert (values["clients"].value, values["documents"].value, values["overdue_count"].value) == (4, 5, 5)
    aged = portfolio.aged(AS_OF)
    assert aged.reason
    assert not any(aged.buckets.values())
    assert portfolio.monthly_revenue(AS_OF)["revenue"].isna().all()
    assert portfolio.evolution("C3", AS_OF)["overdue"].isna().all()


def test_one_currency_chosen(portfolio: Portfolio) -> None:
    euros, dollars = portfolio.figures(AS_OF, where=EUR), portfolio.figures(AS_OF, where=USD)
    assert (euros["outstanding"].value, euros["outstanding"].currency) == (61, "EUR")
    assert (dollars["outstanding"].value, dollars["outstanding"].currency) == (220, "USD")
    assert (euros["clients"].value, dollars["clients"].value) == (3, 3)  # with C4, who has nothing in any
    assert portfolio.monthly_revenue(AS_OF, where=USD)["revenue"].sum() == 220
    assert portfolio.evolution("C3", AS_OF, where=USD)["overdue"].iloc[-1] == 20


def test_a_payment_in_another_currency_is_not_applied(portfolio: Portfolio) -> None:
    """5 € paid on an invoice of 20 $: the invoice keeps 20 $, the client has 5 € unapplied."""
    assert portfolio.figures(AS_OF, "C3", USD)["outstanding"].value == 20
    assert portfolio.aged(AS_OF, "C3", EUR).buckets["unapplied"] == -5
    assert portfolio.aged(AS_OF, "C3", EUR).difference == 0


def test_a_client_of_one_currency_has_figures(portfolio: Portfolio) -> None:
    figure = portfolio.figures(AS_OF, "C2")["revenue_12m"]
    assert (figure.value, figure.currency) == (200, "USD")
    assert portfolio.aged(AS_OF, "C2").currency == "USD"
    assert portfolio.figures(AS_OF, "C3")["revenue_12m"].value is None


def test_clients_and_alerts(portfolio: Portfolio) -> None:
    """Without a choice the list has no amount, its statuses rest on counts; alerts speak one currency at a time."""
    table = portfolio.clients(AS_OF).set_index("client_id")
    assert table["outstanding"].isna().all()
    assert table["status_computed"].to_dict() == {
        "C1": "at_risk",
        "C2": "at_risk",
        "C3": "at_risk",
        "C4": "prospect",
    }
    assert table.loc["C3", "status_reason"].startswith("2 factures en retard de plus de 60\u00a0j.")
    assert portfolio.clients(AS_OF, USD).set_index("client_id")["outstanding"].dropna().to_dict() == {
        "C2": 200,
        "C3": 20,
        "C4": 0,
    }
    late = [(a.client_id, a.amount) for a in portfolio.alerts(AS_OF, "C3") if a.code == "late_payment"]
    assert late == [("C3", 20), ("C3", 10)]
    assert "10,00\u00a0€" in portfolio.alerts(AS_OF, "C3", where=EUR)[0].message


@pytest.mark.parametrize(
    ("documents", "client", "expected"),
    [
        ([None, None], None, {"EUR": 2}),
        (["USD", None], None, {"USD": 2}),
        (["USD", "GBP", None], None, {"EUR": 1, "GBP": 1, "USD": 1}),
        ([None], "USD", {"USD": 1}),
        ([" eur ", "€", ""], None, {"EUR": 3}),
    ],
)
def test_missing_currencies(
    documents: list[str | None], client: str | None, expected: dict[str, int]
) -> None:
    rows: list[Any] = [invoice(n, 1, currency=code) for n, code in enumerate(documents)]
    portfolio = Portfolio(
        dataset(rows, [payment(1, None)], [{"client_id": "C1", "name": "A", "currency": client}])
    )
    assert portfolio.currencies() == expected


def test_a_payment_takes_its_documents_currency() -> None:
    rows = [invoice(1, 10, currency="USD"), invoice(2, 10, currency="EUR")]
    portfolio = Portfolio(dataset(rows, [payment(4, "2025-02-01", 1)]))
    assert portfolio.figures(AS_OF, where=USD)["outstanding"].value == 6


def test_an_empty_portfolio_is_in_the_default_currency() -> None:
    portfolio = Portfolio(blank(AS_OF))
    assert portfolio.currency == "EUR"
    assert portfolio.figures(AS_OF)["outstanding"].currency == "EUR"


def test_sixty_six_currencies_in_one_column() -> None:
    """None is added to another, whatever their number; each is there, and adds up to its own rows."""
    codes = [f"X{a}{b}" for a in "ABCDEFGHIJK" for b in "ABCDEF"]
    rows = [
        invoice(n, 10 + n, "2025-06-01", "2025-07-01", currency=code) for n, code in enumerate(codes, start=1)
    ]
    portfolio = Portfolio(dataset(rows))
    assert len(codes) == len(portfolio.currencies()) == 66
    assert portfolio.figures(AS_OF)["outstanding"].value is None
    by_currency = portfolio.tabulate(AS_OF, "currency")
    assert {code: by_currency[code]["outstanding"].value for code in codes} == {
        code: 10 + n for n, code in enumerate(codes, start=1)
    }
