"""From a month or a bucket to the clients behind it: the amounts add up to the mark that was clicked."""

import datetime as dt

import pytest

from fiche.analysis import Filters, Portfolio
from fiche.charts.behind import billed_in, in_bucket
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2026, 11, 24)
EVERYONE = Filters()


@pytest.fixture
def portfolio() -> Portfolio:
    """Invoices over two months, one without a date, one without a due date, a credit note, and a payment that belongs to no invoice."""
    documents = [
        invoice(1, 120, "2026-10-31", "2026-11-30", net=100),
        invoice(2, 240, "2026-11-01", "2026-11-20", client="C2", net=200),
        invoice(3, -60, "2026-11-10", client="C2", net=-50),
        invoice(4, 36, None, "2026-12-01", client="C3", net=30),
        invoice(5, 12, "2026-09-01", "2026-09-02", client="C4", net=10),
        invoice(6, 10, "2026-11-25", "2026-12-25", client="C5"),
        invoice(7, 7, "2026-05-05", None, client="C6"),
    ]
    return Portfolio(dataset(documents, [payment(5, "2026-11-02", client="C1")]))


def amounts(frame: object) -> dict[str, float]:
    return dict(zip(frame["client_id"], frame["amount"], strict=True))  # type: ignore[index]


@pytest.mark.parametrize(
    ("month", "expected"), [("2026-10-01", {"C1": 100.0}), ("2026-11-01", {"C2": 150.0}), ("2026-08-01", {})]
)
def test_a_month_is_its_clients(portfolio: Portfolio, month: str, expected: dict[str, float]) -> None:
    assert amounts(billed_in(portfolio, dt.date.fromisoformat(month), AS_OF, EVERYONE)) == expected


def test_every_month_adds_up_to_its_bar(portfolio: Portfolio) -> None:
    for month, revenue, _ in portfolio.monthly_revenue(AS_OF).itertuples(index=False):
        behind = billed_in(portfolio, month.date(), AS_OF, EVERYONE)
        assert behind["amount"].sum() == revenue


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        ("not_due", ["C1", "C3"]),
        ("1-30", ["C2"]),
        ("61-90", ["C4"]),
        (">120", []),
        ("no_due_date", ["C6"]),
        ("unapplied", ["C1", "C2"]),
    ],
)
def test_a_bucket_is_its_clients_and_adds_up(portfolio: Portfolio, bucket: str, expected: list[str]) -> None:
    behind = in_bucket(portfolio, bucket, AS_OF, EVERYONE)
    assert sorted(behind["client_id"]) == expected
    assert behind["amount"].sum() == float(portfolio.aged(AS_OF).buckets[bucket])
