"""Several currencies expressed in one at dated rates: what a document is worth on its day, what settles it whole, and what lacks a rate."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import CurrencyRate, Filters, Portfolio, Settings
from tests.analysis.build import Row, dataset, invoice, payment

AS_OF = dt.date(2025, 12, 31)
RATES = (
    CurrencyRate("USD", dt.date(2025, 1, 1), Decimal("0.90"), "worked by hand"),
    CurrencyRate("USD", dt.date(2025, 7, 1), Decimal("0.80"), "worked by hand"),
    CurrencyRate("GBP", dt.date(2025, 3, 1), Decimal("1.20"), "worked by hand"),
)
IN_EUROS = Settings(convert_to="EUR", currency_rates=RATES)


def converted(*rows: Row, clients: list[Row] | None = None) -> Portfolio:
    """A portfolio in euros of a few documents and payments."""
    documents, payments = [r for r in rows if "kind" in r], [r for r in rows if "kind" not in r]
    return Portfolio(dataset(documents, payments, clients), IN_EUROS)


def test_each_document_at_the_rate_of_its_day() -> None:
    """100 € + 100 $ of 30 June at 0,90 + 100 $ of 1 July at 0,80 = 270 €, with the sentence that says so."""
    portfolio = converted(
        invoice(1, 100, "2025-06-01", currency="EUR"), invoice(2, 100, "2025-06-30", currency="USD"), invoice(3, 100, "2025-07-01", currency="USD"),
    )  # fmt: skip
    figure = portfolio.figures(AS_OF)["outstanding"]
    assert (figure.value, figure.currency) == (270, "EUR")
    assert (
        figure.remark
        == portfolio.conversion
        == "Montants convertis en EUR, au taux de la date de chaque document."
    )
    assert portfolio.currencies() == {"EUR": 3}
    assert portfolio.currency == "EUR"
    assert portfolio.figures(AS_OF)["order_count"].remark is None
    assert portfolio.monthly_revenue(AS_OF)["revenue"].sum() == 270
    assert portfolio.aged(AS_OF).buckets_total == 270


def test_without_the_setting_nothing_is_converted() -> None:
    rows = [invoice(1, 100, "2025-06-01", currency="EUR"), invoice(2, 100, "2025-06-30", currency="USD")]
    portfolio = Portfolio(dataset(rows), Settings(currency_rates=RATES))
    assert portfolio.figures(AS_OF)["outstanding"].value is None
    assert portfolio.conversion is None


def test_a_payment_takes_the_rate_of_what_it_pays() -> None:
    """100 $ of June paid 100 $ in July: nothing is left in euros either; a deposit of July takes July's rate."""
    portfolio = converted(
        invoice(1, 100, "2025-06-30", "2025-07-30", currency="USD"), payment(100, "2025-07-15", 1, currency="USD"), payment(50, "2025-07-15", currency="USD"),
    )  # fmt: skip
    found = portfolio.figures(AS_OF)
    assert (found["outstanding"].value, found["unapplied"].value) == (0, -40)
    assert portfolio.payments("C1", AS_OF)["amount"].tolist() == [
        -portfolio.figures(AS_OF)["unapplied"].value,
        90,
    ]  # type: ignore[operator]


@settings(max_examples=25, deadline=None)
@given(st.integers(3, 999_999), st.lists(st.integers(1, 100), min_size=1, max_size=6), st.booleans())
def test_what_settles_whole_settles_whole(cents: int, weights: list[int], credit: bool) -> None:
    """However an invoice is paid off, a credit note among it, no cent of rounding is left."""
    gross = Decimal(cents) / 100
    parts = [(gross * w / sum(weights)).quantize(Decimal("0.01")) for w in weights]
    parts[-1] += gross - sum(parts)
    rows = [invoice(1, gross, "2025-02-01", currency="USD")]
    if credit and parts[0] > 0:
        rows.append(invoice(2, -parts.pop(0), "2025-08-01", currency="USD", related_key=1))
    rows += [payment(part, "2025-08-02", 1, currency="USD") for part in parts]
    portfolio = converted(*rows)
    found = portfolio.figures(AS_OF)
    assert (found["outstanding"].value, found["unapplied"].value) == (0, 0)
    assert portfolio.aged(AS_OF).difference == 0
    portfolio.close()


def test_a_missing_rate_leaves_figures_undefined_and_names_the_day() -> None:
    """Pounds have a rate from 1 March only: figures that hold February's invoice have none, those of a client without it do."""
    portfolio = converted(
        invoice(1, 100, "2025-02-10", currency="GBP"), invoice(2, 100, "2025-02-20", currency="GBP"), invoice(3, 100, "2025-04-01", client="C2", currency="GBP"),
    )  # fmt: skip
    reason = "Il manque un taux de change de GBP vers EUR au 10/02/2025."
    assert portfolio.figures(AS_OF)["outstanding"].reason == reason
    assert portfolio.figures(AS_OF, "C1")["revenue_12m"].reason == reason
    assert portfolio.aged(AS_OF).reason == reason
    assert portfolio.monthly_revenue(AS_OF)["revenue"].isna().all()
    assert portfolio.evolution("C1", AS_OF)["overdue"].isna().all()
    assert portfolio.clients(AS_OF)["outstanding"].isna().all()
    assert portfolio.figures(AS_OF)["documents"].value == 3
    assert portfolio.figures(AS_OF, "C2")["outstanding"].value == 120
    assert portfolio.figures(AS_OF, where=Filters(currency="EUR"))["outstanding"].value == 120
    assert portfolio.figures(AS_OF, where=Filters(currency="GBP"))["outstanding"].reason == reason


def test_an_unknown_currency_and_a_document_without_a_date() -> None:
    assert "CHF" in str(converted(invoice(1, 100, currency="CHF")).figures(AS_OF)["balance"].reason)
    undated = converted(invoice(1, 100, None, currency="USD"), invoice(2, 100, "2025-02-01", currency="USD"))
    assert (
        undated.figures(AS_OF)["balance"].reason == "Un montant en USD sans date n’a pas de taux de change."
    )


def test_a_limit_in_another_currency_is_not_compared() -> None:
    clients = [
        {"client_id": "C1", "name": "A", "currency": "USD", "credit_limit": Decimal(100)},
        {"client_id": "C2", "name": "B", "currency": "EUR", "credit_limit": Decimal(100)},
    ]
    portfolio = converted(
        invoice(1, 50, "2025-02-01"), invoice(2, 50, "2025-02-01", client="C2"), clients=clients
    )
    assert portfolio.figures(AS_OF, "C1")["credit_use"].value is None
    assert portfolio.figures(AS_OF, "C2")["credit_use"].value == 0.5


def test_rates_are_to_the_companys_currency() -> None:
    with pytest.raises(ValueError, match="default_currency"):
        Settings(convert_to="USD")
