"""The count-back method and the other two DSO: published inputs, worked by hand, and what ends a history; published slips are not reproduced."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche import i18n
from fiche.analysis import Portfolio, Settings
from fiche.analysis.countback import countback
from tests.analysis.build import dataset, invoice, payment


def months(last: str, *amounts: float) -> dict[dt.date, Decimal]:
    """Sales by month, the latest first, going back from `last` («2025-09»)."""
    year, month = map(int, last.split("-"))
    return {
        dt.date(year - (n > month - 1), (month - 1 - n) % 12 + 1, 1): Decimal(str(amount))
        for n, amount in enumerate(amounts)
    }


@pytest.mark.parametrize(
    ("outstanding", "sales", "as_of", "days"),
    [
        # 30 + 31 + 31 + 30 + 31 = 153 days use 11 000 up; 1 000 of April's 2 250 are 1 000 / 2 250 × 30 = 13,33. A page prints 179,7: wrong.
        (12_000, months("2025-09", 2500, 1750, 2250, 2500, 2000, 2250), dt.date(2025, 9, 30), 166.33),
        # 30 + 7 500 / 10 000 × 31 = 53,25. The page prints 74: wrong.
        (20_000, months("2025-11", 12_500, 10_000), dt.date(2025, 11, 30), 53.25),
        # 30 + 31 + 500 / 700 × 30 = 82,43.
        (2_500, months("2025-11", 1200, 800, 700), dt.date(2025, 11, 30), 82.43),
        (2_500, months("2025-11", 1200, 800, 500), dt.date(2025, 11, 30), 91.0),
        (600, months("2025-11", 1200), dt.date(2025, 11, 15), 7.5),
        (0, months("2025-11", 1200), dt.date(2025, 11, 15), 0.0),
    ],
)
def test_worked_by_hand(outstanding: int, sales: dict[dt.date, Decimal], as_of: dt.date, days: float) -> None:
    outcome = countback(Decimal(outstanding), sales, as_of)
    assert not outcome.at_least
    assert outcome.value == pytest.approx(days, abs=0.005)


def test_published_as_20_000_over_10_000_in_a_month_of_31_days() -> None:
    """The page counts October after November: 30 + 7 500 / 10 000 × 31; its own text prints 74."""
    outcome = countback(Decimal(20_000), months("2025-11", 12_500, 10_000), dt.date(2025, 11, 30))
    assert outcome.value == pytest.approx(30 + 0.75 * 31)


def test_a_month_without_sales_adds_its_days() -> None:
    """September holds nothing, October only a credit note: both add their days, and the credit note adds no debt."""
    sales = months("2025-11", 1000, -200, 0, 1000)
    assert countback(Decimal(1500), sales, dt.date(2025, 11, 30)).value == pytest.approx(30 + 31 + 30 + 15.5)
    missing = {month: amount for month, amount in sales.items() if amount}
    assert countback(Decimal(1500), missing, dt.date(2025, 11, 30)).value == pytest.approx(
        30 + 31 + 30 + 15.5
    )


def test_february_of_a_leap_year() -> None:
    assert countback(Decimal(500), months("2024-02", 1000), dt.date(2024, 2, 29)).value == pytest.approx(14.5)


def test_history_exhausted() -> None:
    outcome = countback(Decimal(5000), months("2025-11", 1000, 1000), dt.date(2025, 11, 30))
    assert outcome.at_least
    assert outcome.value == 61.0
    assert countback(Decimal(5000), {}, dt.date(2025, 11, 30)).value is None


def test_as_a_figure() -> None:
    """12 000 left of six months of sales, gross against gross; credit notes reduce a month."""
    amounts = {9: 2500, 8: 1850, 7: 2250, 6: 2500, 5: 2000, 4: 2250}
    documents = [invoice(m, a, f"2025-{m:02d}-10", "2026-01-31", net=a * 0.8) for m, a in amounts.items()]
    documents.append(invoice(20, -100, "2025-08-20"))
    portfolio = Portfolio(dataset(documents, [payment(1350, "2025-09-15", 4)]))
    values = portfolio.figures(dt.date(2025, 9, 30))
    assert values["outstanding"].value == 12_000
    assert values["dso_countback"].value == pytest.approx(166.33, abs=0.005)
    assert values["dso_best_possible"].value == values["dso_countback"].value
    assert values["dso_countback"].note is None


def test_as_a_figure_that_only_knows_a_minimum() -> None:
    """An undated invoice is open and in no month: the history is too short for it."""
    portfolio = Portfolio(dataset([invoice(1, 100, "2025-11-03"), invoice(2, 500, None)]))
    figure = portfolio.figures(dt.date(2025, 11, 30))["dso_countback"]
    assert (figure.value, figure.at_least, figure.note) == (30.0, True, "≥ 30\u00a0j")
    with i18n.speaking("fr"):
        alone = Portfolio(dataset([invoice(2, 500, None)])).figures(dt.date(2025, 11, 30))["dso_countback"]
    assert alone.value is None
    assert alone.reason


def test_accounting_method() -> None:
    """Published: 20 000 / 45 000 × 90 = 40 days; 30 000 × 90 / 60 000 = 45 days."""
    as_of = dt.date(2025, 6, 30)
    for open_amount, sales, days in ((20_000, 45_000, 40.0), (30_000, 60_000, 45.0)):
        documents = [invoice(1, open_amount, "2025-06-01"), invoice(2, sales - open_amount, "2025-04-02")]
        documents.append(invoice(3, 777, "2025-04-01"))  # 90 days before: outside
        paid = [payment(sales - open_amount, "2025-05-01", 2), payment(777, "2025-05-01", 3)]
        portfolio = Portfolio(dataset(documents, paid), Settings(dso_days=90))
        assert portfolio.figures(as_of)["dso_accounting"].value == pytest.approx(days)


def test_best_possible_leaves_out_what_is_late() -> None:
    documents = [invoice(1, 300, "2025-11-01", "2025-11-10"), invoice(2, 300, "2025-11-02", "2025-12-31")]
    values = Portfolio(dataset(documents)).figures(dt.date(2025, 11, 30))
    assert values["dso_countback"].value == 30.0
    assert values["dso_best_possible"].value == 15.0
