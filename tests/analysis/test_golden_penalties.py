"""Late-payment penalties: the published cases and the rates behind them, each worked by hand; a published slip is not reproduced."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.analysis import Portfolio, Settings
from fiche.analysis.rates import periods, published
from tests.analysis.build import dataset, day, invoice, payment


def rate_on(text: str, contractual: Decimal | None = None) -> Decimal | None:
    """The penalty rate that applies on a day."""
    moment = day(text)
    assert moment
    return next(p.rate for p in periods(published(), contractual) if p.before < moment <= p.last)


def penalty(as_of: str, *rows: object, settings: Settings | None = None) -> object:
    """The penalties at a date, or why there are none."""
    documents = [r for r in rows if "kind" in r]  # type: ignore[operator]
    payments = [r for r in rows if "kind" not in r]  # type: ignore[operator]
    moment = day(as_of)
    assert moment
    figure = Portfolio(dataset(documents, payments), settings).figures(moment)["penalties"]
    return figure.reason if figure.value is None else figure.value


def test_fifteen_thousand_at_fifteen_percent_for_thirty_days() -> None:
    """15 000 × 15 % × 30 / 365 = 184,9315 → 184,93; due 31 March, 30 April is the thirtieth day. 3 × 3,71 % is below 15 %."""
    settings = Settings(contractual_rate=Decimal("0.15"))
    assert penalty(
        "2025-04-30", invoice(1, 15_000, "2025-03-01", "2025-03-31"), settings=settings
    ) == Decimal("184.93")


def test_second_half_of_2024_the_floor_applies() -> None:
    """4,25 + 10 = 14,25 %; the floor 3 × 4,92 = 14,76 % is above. 10 000 × 14,76 % × 50 / 365 = 202,19. A page that takes the September
    cut (13,65 %) is wrong: the rate of 1 July holds for the whole half-year, in December too."""
    assert rate_on("2024-07-01") == rate_on("2024-12-31") == Decimal("0.1476")
    found = penalty("2024-11-19", invoice(1, 10_000, "2024-09-01", "2024-09-30"))
    assert found == Decimal("202.19")


def test_first_half_of_2025() -> None:
    """3,15 + 10 = 13,15 %, above the floor 3 × 3,71 = 11,13 %. 10 000 × 13,15 % × 30 / 365 = 108,08."""
    assert rate_on("2025-01-01") == Decimal("0.1315")
    assert penalty("2025-03-31", invoice(1, 10_000, "2025-01-15", "2025-03-01")) == Decimal("108.08")


def test_a_contractual_rate_never_goes_below_the_floor() -> None:
    """5 % agreed: 3 × 3,71 = 11,13 % in the first half of 2025, and 3 × 4,92 = 14,76 % in the second half of 2024."""
    assert rate_on("2025-02-01", Decimal("0.05")) == Decimal("0.1113")
    assert rate_on("2024-08-01", Decimal("0.05")) == Decimal("0.1476")
    assert rate_on("2025-02-01", Decimal("0.15")) == Decimal("0.15")


def test_both_boundaries_of_half_years() -> None:
    """10 000 due 21 December 2024, still open on 11 January 2025: 10 days at 14,76 % and 11 at 13,15 %:
    (10 × 0,1476 + 11 × 0,1315) × 10 000 / 365 = 40,4384 + 39,6301 = 80,0685 → 80,07.
    Due 20 June 2025, open on 5 July: 10 days at 13,15 % and 5 at 2,15 + 10 = 12,15 %: 36,0274 + 16,6438 = 52,6712 → 52,67."""
    assert penalty("2025-01-11", invoice(1, 10_000, "2024-11-01", "2024-12-21")) == Decimal("80.07")
    assert penalty("2025-07-05", invoice(1, 10_000, "2025-05-01", "2025-06-20")) == Decimal("52.67")


def test_a_leap_year_counts_its_days_over_365() -> None:
    """10 000 due 31 January 2024, open on 1 March: 30 days, 29 February among them. 3 × 5,07 = 15,21 % is above 4,50 + 10 = 14,50 %:
    10 000 × 15,21 % × 30 / 365 = 125,01."""
    assert penalty("2024-03-01", invoice(1, 10_000, "2024-01-01", "2024-01-31")) == Decimal("125.01")


def test_the_balance_after_each_partial_payment() -> None:
    """10 000 at 15 %, due 31 March 2025: 10 days on 10 000 up to the payment of 4 000 on 10 April, then 20 on 6 000 up to 30 April:
    (10 × 10 000 + 20 × 6 000) × 0,15 / 365 = 90,41."""
    rows = [invoice(1, 10_000, "2025-03-01", "2025-03-31"), payment(4_000, "2025-04-10", 1)]
    assert penalty("2025-04-30", *rows, settings=Settings(contractual_rate=Decimal("0.15"))) == Decimal(
        "90.41"
    )


def test_forty_euros_an_invoice_and_never_a_day() -> None:
    """Late and open, paid late, paid on its due date, due today, without a due date, cleared by two late payments: three times 40."""
    rows = [
        invoice(1, 100, "2025-01-01", "2025-01-31"), invoice(2, 100, "2025-01-01", "2025-01-31"), invoice(3, 100, "2025-01-01", "2025-01-31"),
        invoice(4, 100, "2025-01-01", "2025-03-31"), invoice(5, 100, "2025-01-01"), invoice(6, 100, "2025-01-01", "2025-01-31"),
    ]  # fmt: skip
    paid = [payment(100, "2025-02-01", 2), payment(100, "2025-01-31", 3)]
    paid += [payment(50, "2025-02-10", 6), payment(50, "2025-02-20", 6)]
    figure = Portfolio(dataset(rows, paid)).figures(dt.date(2025, 3, 31))["recovery_indemnity"]
    assert figure.value == Decimal("120.00")


@pytest.mark.parametrize("rate", published(), ids=lambda rate: str(rate.since))
def test_each_published_rate_says_where_it_comes_from(rate: object) -> None:
    assert rate.source.count(" ; ") == 1  # type: ignore[attr-defined]
    assert all(len(part) > 10 for part in rate.source.split(" ; "))  # type: ignore[attr-defined]
    assert Decimal(0) <= rate.ecb < Decimal("0.05")  # type: ignore[attr-defined]
    assert Decimal("0.007") < rate.legal < Decimal("0.06")  # type: ignore[attr-defined]
