"""Sales, discounts and payment behaviour at a date, worked by hand; open items have their own tests."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fiche.analysis import Portfolio, Settings
from fiche.analysis.days import month_starts, months_before
from fiche.dataset import Dataset
from fiche.errors import UnknownClient
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2025, 11, 20)


_BUILT: dict[int, tuple[Dataset, Portfolio]] = {}  # the dataset is kept, so that its id stays its own


def value(file: Dataset, code: str, as_of: dt.date = AS_OF, client: str | None = None) -> Any:
    """An indicator's value; one that is None says why."""
    if id(file) not in _BUILT:
        _BUILT[id(file)] = (file, Portfolio(file))
    portfolio = _BUILT[id(file)][1]
    figure = portfolio.figures(as_of, client)[code]
    assert (figure.value is None) == bool(figure.reason)
    return figure.value


def test_windows_of_twelve_months() -> None:
    """The day a year before is in the window before; the day after it opens the window; later and undated documents are in neither."""
    rows = [
        invoice(1, 1, "2025-11-20"), invoice(2, 10, "2024-11-21"), invoice(3, 100, "2024-11-20"), invoice(4, 1000, "2023-11-21"),
        invoice(5, 10_000, "2023-11-20"), invoice(6, 100_000, "2025-11-21"), invoice(7, 1_000_000, None), invoice(8, -5, "2025-03-01"),
    ]  # fmt: skip
    file = dataset(rows)
    assert value(file, "revenue_12m") == 6
    assert value(file, "revenue_prev_12m") == 1100
    assert value(file, "growth") == pytest.approx(6 / 1100 - 1)
    assert value(file, "revenue_total") == 1_011_106
    assert (value(file, "documents"), value(file, "order_count")) == (7, 6)


def test_windows_on_29_february() -> None:
    """From 29 Feb 2024 the year before ends on 28 Feb 2023; from 28 Feb 2025, on 28 Feb 2024, so that the 29th is in the last year."""
    file = dataset([invoice(1, 1, "2023-02-28"), invoice(2, 10, "2023-03-01"), invoice(3, 100, "2024-02-29")])
    assert value(file, "revenue_12m", dt.date(2024, 2, 29)) == 110
    assert value(file, "revenue_prev_12m", dt.date(2024, 2, 29)) == 1
    assert value(file, "revenue_12m", dt.date(2025, 2, 28)) == 100


def test_months_before() -> None:
    assert months_before(dt.date(2024, 2, 29), 12) == dt.date(2023, 2, 28)
    assert months_before(dt.date(2025, 3, 31), 1) == dt.date(2025, 2, 28)
    assert months_before(dt.date(2025, 1, 15), 1) == dt.date(2024, 12, 15)
    assert months_before(dt.date(2025, 12, 15), -1) == dt.date(2026, 1, 15)
    assert month_starts(dt.date(2025, 2, 20), 3) == [
        dt.date(2024, 12, 1),
        dt.date(2025, 1, 1),
        dt.date(2025, 2, 1),
    ]


@pytest.mark.parametrize(
    "before",
    [[], [invoice(1, -50, "2024-06-01")], [invoice(1, 50, "2024-06-01"), invoice(2, -50, "2024-06-02")]],
)
def test_growth_needs_a_positive_base(before: list[dict[str, Any]]) -> None:
    assert value(dataset([*before, invoice(9, 100, "2025-06-01")]), "growth") is None


def test_growth_to_nothing() -> None:
    assert value(dataset([invoice(1, 100, "2024-06-01")]), "growth") == -1


def test_average_order_leaves_credit_notes_out() -> None:
    file = dataset([invoice(1, 120, net=100), invoice(2, 60, net=50.01), invoice(3, -60, net=-50)])
    assert value(file, "average_order") == Decimal("75.01")  # 75.005 to the cent
    assert value(file, "revenue_total") == Decimal("100.01")
    assert value(dataset([invoice(3, -60)]), "average_order") is None


def test_purchase_interval() -> None:
    """Days of purchase 1, 11, 31 Jan: gaps 10 and 20, median 15. Two invoices of a day are one purchase; credit notes are none."""
    rows = [
        invoice(1, 1, "2025-01-01"), invoice(2, 1, "2025-01-11"), invoice(3, 1, "2025-01-11"), invoice(4, 1, "2025-01-31"),
        invoice(5, -1, "2025-01-20"), invoice(6, 1, None),
    ]  # fmt: skip
    file = dataset(rows)
    assert value(file, "purchase_interval") == 15
    assert value(file, "purchase_interval", dt.date(2025, 1, 30)) is None
    assert value(file, "last_purchase") == dt.date(2025, 1, 31)
    assert value(file, "next_expected", client="C1") == dt.date(2025, 2, 15)
    assert value(file, "next_expected") is None


def test_purchase_intervals_are_each_clients_own() -> None:
    rows = [
        invoice(n, 1, f"2025-01-{day:02d}", client=c)
        for n, (day, c) in enumerate([(1, "A"), (2, "B"), (11, "A"), (12, "B"), (21, "A"), (22, "B")])
    ]
    assert value(dataset(rows), "purchase_interval") == 10


def test_discounts_are_weighted() -> None:
    """10 of 100 and 100 of 200, less a credit note of 5 of 50: 105 / 250. What says nothing of discounts is left out."""
    rows = [
        invoice(1, 90, "2025-06-01", before_discount=100, discount=10), invoice(2, 100, "2025-07-01", before_discount=200, discount=100),
        invoice(3, -45, "2025-08-01", before_discount=-50, discount=-5), invoice(4, 1000, "2025-08-02"),
        invoice(5, 75, "2024-06-01", before_discount=100, discount=25), invoice(6, 50, None, before_discount=100, discount=50),
    ]  # fmt: skip
    file = dataset(rows)
    assert value(file, "discount_rate_12m") == pytest.approx(105 / 250)
    assert value(file, "discount_12m") == 105
    assert value(file, "discount_rate") == pytest.approx(180 / 450)
    assert value(file, "discount_trend") == pytest.approx(105 / 250 - 0.25)
    silent = dataset([invoice(1, 10, "2025-06-01")])
    for code in ("discount_rate", "discount_rate_12m", "discount_12m", "discount_trend"):
        assert value(silent, code) is None


def test_days_to_pay_are_weighted() -> None:
    """100 in 10 days, 300 in 30 days: 25 days. Paid in two goes counts at the second; unpaid does not count."""
    rows = [
        invoice(1, 100, "2025-06-01"),
        invoice(2, 300, "2025-06-01"),
        invoice(3, 999, "2025-06-01"),
        invoice(4, 50, "2025-06-01"),
    ]
    paid = [
        payment(100, "2025-06-11", 1),
        payment(200, "2025-06-05", 2),
        payment(100, "2025-07-01", 2),
        payment(49, "2025-07-01", 4),
    ]
    assert value(dataset(rows, paid), "days_to_pay") == pytest.approx((100 * 10 + 300 * 30) / 400)


def test_days_to_pay_counts_the_day_nothing_was_left() -> None:
    """An overpayment afterwards changes nothing; a refund opens again and the second payment counts."""
    rows = [invoice(1, 100, "2025-06-01")]
    assert (
        value(dataset(rows, [payment(100, "2025-06-11", 1), payment(20, "2025-08-01", 1)]), "days_to_pay")
        == 10
    )
    again = [payment(100, "2025-06-11", 1), payment(-50, "2025-06-15", 1), payment(50, "2025-06-21", 1)]
    assert value(dataset(rows, again), "days_to_pay") == 20
    assert value(dataset(rows, again), "days_to_pay", dt.date(2025, 6, 14)) == 10
    assert value(dataset(rows, again), "days_to_pay", dt.date(2025, 6, 15)) is None


def test_days_to_pay_leaves_out_what_it_cannot_tell() -> None:
    """Paid more than 12 months ago, on an unknown day, by credit note alone, or undated."""
    rows = [
        invoice(1, 100, "2024-01-01"), invoice(2, 100, "2025-06-01"), invoice(3, 100, "2025-06-01"), invoice(4, -100, "2025-06-20", related_key=3),
        invoice(5, 100, None),
    ]  # fmt: skip
    paid = [payment(100, "2024-11-20", 1), payment(100, None, 2), payment(100, "2025-06-20", 5)]
    assert value(dataset(rows, paid), "days_to_pay") is None
    assert value(dataset(rows, paid), "days_to_pay", dt.date(2025, 11, 19)) == 324


def test_payment_before_its_invoice_takes_no_day() -> None:
    assert (
        value(dataset([invoice(1, 100, "2025-06-01")], [payment(100, "2025-05-01", 1)]), "days_to_pay") == 0
    )


def test_days_late_are_weighted() -> None:
    """100 paid 5 days early, 200 paid 10 days late, 300 still open and 20 days late; not due yet and without a due date are left out."""
    rows = [
        invoice(1, 100, "2025-09-01", "2025-10-01"), invoice(2, 200, "2025-09-01", "2025-10-01"), invoice(3, 300, "2025-09-01", "2025-10-31"),
        invoice(4, 400, "2025-09-01", "2025-11-20"), invoice(5, 500, "2025-09-01"),
    ]  # fmt: skip
    paid = [payment(100, "2025-09-26", 1), payment(200, "2025-10-11", 2), payment(500, "2025-09-02", 5)]
    expected = (100 * -5 + 200 * 10 + 300 * 20) / 600
    assert value(dataset(rows, paid), "days_late_weighted") == pytest.approx(expected)
    assert value(dataset([invoice(5, 500, "2025-09-01")]), "days_late_weighted") is None


def test_credit_use() -> None:
    clients = [
        {"client_id": "C1", "name": "A", "credit_limit": Decimal(400)},
        {"client_id": "C2", "name": "B", "credit_limit": Decimal(0)},
    ]
    file = dataset(
        [invoice(1, 300, "2025-06-01"), invoice(2, 10, client="C2")], [payment(100, "2025-06-02")], clients
    )
    assert value(file, "credit_use", client="C1") == 0.5
    assert value(file, "credit_use", client="C2") is None
    assert value(file, "credit_use") is None


def test_overdue_counts() -> None:
    rows = [
        invoice(1, 10, due="2025-11-19"),
        invoice(2, 20, due="2025-09-21"),
        invoice(3, 40, due="2025-09-20"),
        invoice(4, 80, due="2025-11-20"),
    ]
    portfolio = Portfolio(dataset(rows))
    found = {code: figure.value for code, figure in portfolio.figures(AS_OF).items()}
    assert (found["overdue"], found["overdue_count"]) == (70, 3)
    assert (found["overdue_serious"], found["overdue_serious_count"]) == (40, 1)
    assert (found["oldest_delay"], found["open_count"], found["not_due"]) == (61, 4, 80)
    assert (
        Portfolio(dataset(rows), Settings(serious_days=59)).figures(AS_OF)["overdue_serious_count"].value == 2
    )


def test_assumptions_are_counted() -> None:
    rows = [
        invoice(1, 10),
        invoice(2, 10, None),
        invoice(3, 10, "2026-01-01"),
        invoice(4, 10, due="2025-02-01", discount=1, before_discount=11),
    ]
    paid = [
        payment(10, "2025-02-01", 1, assumed=True),
        payment(10, "2026-01-02", 3, assumed=True),
        payment(1, None),
    ]
    portfolio = Portfolio(dataset(rows, paid))
    expected = {
        "paid_without_date": 1, "undated_documents": 1, "undated_payments": 1, "no_due_date": 2, "unknown_discount": 2, "after_as_of": 1,
    }  # fmt: skip
    assert portfolio.assumptions(AS_OF) == expected
    with pytest.raises(UnknownClient):
        portfolio.assumptions(AS_OF, "C2")


@pytest.mark.parametrize(
    ("flags", "basis"), [([], "HT"), ([False], "HT"), ([True, True], "TTC"), ([True, False], "HT/TTC")]
)
def test_basis_of_revenue(flags: list[bool], basis: str) -> None:
    rows = [invoice(n, 10) | {"net_is_gross": flag} for n, flag in enumerate(flags)]
    assert Portfolio(dataset(rows)).revenue_basis == basis
