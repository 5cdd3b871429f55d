"""Late invoices and open disputes one by one: they add up to the indicators, at any date; what is closed, paid or not due is not there."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fiche.analysis import Filters, Portfolio
from fiche.errors import UnknownClient
from tests.analysis.build import dataset, day, invoice, money, payment
from tests.excel.companies import AS_OF, traps


@pytest.mark.parametrize("as_of", [AS_OF, dt.date(2026, 6, 1), dt.date(2027, 6, 1), dt.date(2024, 1, 1)])
def test_late_invoices_add_up_to_the_indicators(as_of: dt.date) -> None:
    documents, payments = traps()
    portfolio = Portfolio(dataset(documents, payments))
    late, figures = (
        portfolio.late_invoices("C-00123", as_of),
        portfolio.figures(as_of, "C-00123"),
    )
    assert sum((each.amount for each in late), Decimal(0)) == figures["overdue"].value
    assert len(late) == figures["overdue_count"].value
    assert [each.days for each in late] == sorted((each.days for each in late), reverse=True)
    assert all(each.due_date + dt.timedelta(days=each.days) == as_of for each in late)


def test_only_the_instalments_past_due_count() -> None:
    """100 due in January, 60 in December: 40 were paid, so 60 of the first is late and the second is not."""
    one = invoice(1, 160, "2026-01-01", "2026-12-31", schedule="2026-01-31=100.00 2026-12-31=60.00")
    (late,) = Portfolio(dataset([one], [payment(40, "2026-02-10", 1)])).late_invoices("C1", AS_OF)
    assert (late.gross, late.amount, late.partly_paid) == (money(160), money(60), True)
    assert late.due_date == dt.date(2026, 1, 31)


def test_two_invoices_of_one_number_stay_two() -> None:
    documents = [invoice(i, 10, "2026-01-01", "2026-02-01", document_id="F1") for i in (1, 2)]
    assert len(Portfolio(dataset(documents)).late_invoices("C1", AS_OF)) == 2


def test_a_currency_at_a_time() -> None:
    documents = [
        invoice(i, 10 * i, "2026-01-01", "2026-02-01", currency=c) for i, c in enumerate(("EUR", "USD"), 1)
    ]
    portfolio = Portfolio(dataset(documents))
    (late,) = portfolio.late_invoices("C1", AS_OF, Filters(currency="USD"))
    assert late.amount == money(20)
    assert portfolio.currencies_of("C1") == ["EUR", "USD"]


def test_an_unknown_client() -> None:
    with pytest.raises(UnknownClient):
        Portfolio(dataset([invoice(1, 10)])).late_invoices("nobody", AS_OF)


OPEN = {"client_id": "C1", "document_key": 1, "document_id": "F0001", "opened_on": day("2026-03-01"), "dispute_reason": "Casse"}  # fmt: skip


def disputes(*rows: Any, paid: Any = 0, **more: Any) -> list[tuple[str | None, str | None]]:
    documents = [invoice(1, 100, "2026-01-01", "2026-02-01", **more)]
    payments = [payment(paid, "2026-04-01", 1)] if paid else []
    found = Portfolio(dataset(documents, payments, disputes=rows)).disputes("C1", AS_OF)
    return [(each.document_id, each.reason) for each in found]


def test_a_dispute_stands_until_its_invoice_is_paid_or_it_is_closed() -> None:
    assert disputes(OPEN) == [("F0001", "Casse")]
    assert disputes(OPEN, paid=60) == [("F0001", "Casse")]
    assert disputes(OPEN, paid=100) == []
    assert disputes(OPEN | {"closed_on": day("2026-05-01")}) == []
    assert disputes(OPEN | {"closed_on": day("2026-12-01")}) == [("F0001", "Casse")]
    assert disputes(OPEN | {"state": "Clôturé"}) == []
    assert disputes(OPEN | {"opened_on": day("2026-12-01")}) == []


def test_what_is_contested_without_a_word_and_what_names_no_invoice() -> None:
    assert disputes(disputed=True) == [("F0001", None)]
    assert disputes(OPEN, disputed=True) == [("F0001", "Casse")]
    assert disputes(OPEN | {"document_key": None, "document_id": None}) == [(None, "Casse")]
    assert disputes(OPEN | {"document_key": None, "document_id": "F9"}) == [("F9", "Casse")]


def test_what_is_left_of_a_contested_invoice() -> None:
    documents = [invoice(1, 100, "2026-01-01", "2026-02-01")]
    rows = [OPEN | {"amount": money(25)}]
    (found,) = Portfolio(dataset(documents, [payment(30, "2026-04-01", 1)], disputes=rows)).disputes(
        "C1", AS_OF
    )
    assert (found.amount, found.open_amount) == (money(25), money(70))
