"""Margin, contribution, discounts given amiss and what stays unpaid ninety days on: each worked by hand; what the file lacks is not guessed."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.analysis import Figure, Portfolio, Settings
from tests.analysis.build import Row, dataset, invoice, payment

AS_OF = dt.date(2025, 12, 31)


def figures(*rows: Row, clients: list[Row] | None = None, **settings: object) -> dict[str, Figure]:
    """The indicators of a few documents and payments on 31 December 2025."""
    documents, payments = [r for r in rows if "kind" in r], [r for r in rows if "kind" not in r]
    return Portfolio(dataset(documents, payments, clients), Settings(**settings)).figures(AS_OF)  # type: ignore[arg-type]


def test_margin_is_of_the_documents_with_a_cost() -> None:
    """1 000 − 600 and a credit note of 100 whose goods cost 60: 900 − 540 = 360, 40 %; the invoice without a cost is in neither."""
    rows = [
        invoice(1, 1200, "2025-03-01", net=1000, cost=Decimal(600)), invoice(2, 500, "2025-04-01"),
        invoice(3, -120, "2025-05-01", net=-100, cost=Decimal(60)), invoice(4, 1200, "2024-03-01", net=1000, cost=Decimal(1)),
    ]  # fmt: skip
    found = figures(*rows)
    assert found["margin"].value == 360
    assert found["margin_rate"].value == pytest.approx(0.4)


def test_no_cost_no_margin() -> None:
    found = figures(invoice(1, 500, "2025-04-01", delivery_cost=Decimal(20)))
    assert found["margin"].value is None
    assert found["margin"].reason == "Le fichier ne donne aucun coût sur les 12 derniers mois."
    assert found["contribution"].value == 480


def test_contribution_takes_off_delivery_and_waiting() -> None:
    """1 000 net, 30 of delivery. 1 200 late from 11 March to 30 June: 112 days, i.e. 368,22 on average over 365 days; at 5 % a year
    1 200 × 112 / 365 × 0,05 = 18,41. 1 000 − 30 − 18,41 = 951,59."""
    rows = [
        invoice(1, 1200, "2025-02-10", "2025-03-10", net=1000, delivery_cost=Decimal(30)),
        payment(1200, "2025-06-30", 1),
    ]
    found = figures(*rows, financing_rate=Decimal("0.05"))["contribution"]
    assert found.value == Decimal("951.59")
    assert found.remark == "Coût du retard de paiement compté à 5,0\u00a0% l’an."
    without = figures(*rows)["contribution"]
    assert without.value == 970
    assert without.remark and "n’est pas retiré" in without.remark


def test_waiting_is_counted_over_twelve_months_only() -> None:
    """Late since 2020: 365 days of 2025 on 1 000 at 10 % are 100. Nothing was sold in the year."""
    found = figures(invoice(1, 1000, "2020-01-01", "2020-01-31"), financing_rate=Decimal("0.10"))
    assert found["contribution"].value == -100


def test_contribution_has_something_to_take_off_or_no_value() -> None:
    found = figures(invoice(1, 1000, "2025-02-10", "2025-03-10"))["contribution"]
    assert (found.value, found.remark) == (None, None)
    assert found.reason


def test_discounts_above_the_granted_rate() -> None:
    """Granted 5 %. 100 on 1 000: 50 too many; 50 on 1 000: none; 20 on 333,33: 20 − 16,67 = 3,33. Last year's and unknown ones are left out."""
    clients = [{"client_id": "C1", "name": "A", "granted_discount": 0.05}, {"client_id": "C2", "name": "B"}]
    rows = [
        invoice(1, 900, "2025-03-01", before_discount=1000, discount=100), invoice(2, 950, "2025-03-02", before_discount=1000, discount=50),
        invoice(3, 313.33, "2025-03-03", before_discount=333.33, discount=20), invoice(4, 900, "2024-03-01", before_discount=1000, discount=100),
        invoice(5, 900, "2025-03-01"), invoice(6, 500, "2025-03-01", None, "C2", before_discount=1000, discount=500),
    ]  # fmt: skip
    assert figures(*rows, clients=clients)["discount_above_granted"].value == Decimal("53.33")
    nothing = figures(rows[5])["discount_above_granted"]
    assert nothing.value is None
    assert nothing.reason


def test_discounts_without_volume_and_to_late_payers() -> None:
    """C1 buys 900 (below 1 000) and pays on time; C2 buys 1 900 and pays 40 days late on average; C3 buys enough and pays 10 days late."""
    rows = [
        invoice(1, 900, "2025-03-01", "2025-03-31", "C1", before_discount=1000, discount=100), payment(900, "2025-03-31", 1, "C1"),
        invoice(2, 1900, "2025-03-01", "2025-03-31", "C2", before_discount=2000, discount=100), payment(1900, "2025-05-10", 2, "C2"),
        invoice(3, 2900, "2025-03-01", "2025-03-31", "C3", before_discount=3000, discount=100), payment(2900, "2025-04-10", 3, "C3"),
    ]  # fmt: skip
    found = figures(*rows)
    assert found["discount_12m"].value == 300
    assert found["discount_without_volume"].value == 100
    assert found["discount_to_late_payers"].value == 100
    assert figures(*rows, late_payer_days=0)["discount_to_late_payers"].value == 200
    assert figures(*rows, discount_volume=Decimal(2000))["discount_without_volume"].value == 200


def test_unpaid_ninety_days_after_the_due_date() -> None:
    """July 2025: 1 000 due 31 August, 300 paid on 29 November (the 90th day) and 100 on the 91st; 500 due 30 September, paid: 700 of 1 500.
    August has an invoice due on 3 October: 89 days on 31 December, so July is the latest month that is old enough."""
    rows = [
        invoice(1, 1000, "2025-07-05", "2025-08-31"), payment(300, "2025-11-29", 1), payment(100, "2025-11-30", 1),
        invoice(2, 500, "2025-07-31", "2025-09-30"), payment(500, "2025-12-01", 2), invoice(3, 50, "2025-08-01", "2025-10-03"),
        invoice(4, 800, "2025-06-01", "2025-06-30"), payment(800, "2025-06-30", 4), invoice(5, 77, "2025-07-01"), invoice(6, -20, "2025-07-02"),
    ]  # fmt: skip
    found = figures(*rows)["at_risk_rate"]
    assert found.value == pytest.approx(700 / 1500)
    assert found.remark == "Factures de juil. 2025."
    documents, payments = [r for r in rows if "kind" in r], [r for r in rows if "kind" not in r]
    portfolio = Portfolio(dataset(documents, payments))
    table = portfolio.at_risk_by_month(AS_OF)
    assert table["month"].dt.strftime("%Y-%m").tolist() == ["2025-06", "2025-07", "2025-08"]
    assert table["billed"].tolist() == [800, 1500, 50]
    assert table["rate"].fillna(-1).tolist() == [0, pytest.approx(700 / 1500), -1]
    assert (
        portfolio.figures(dt.date(2026, 1, 1))["at_risk_rate"].value == 1.0
    )  # August: 50 of 50, on its 90th day
    assert portfolio.figures(dt.date(2025, 9, 1))["at_risk_rate"].reason
    assert portfolio.at_risk_by_month(dt.date(2020, 1, 1)).empty
