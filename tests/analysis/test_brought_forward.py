"""A balance brought forward is owed and is no purchase: no day of purchase, no rhythm, no cohort, and no prospect either."""

import datetime as dt
from typing import Any

import pytest

from fiche.analysis import Portfolio
from fiche.analysis.metric import SOLD, is_sale
from fiche.analysis.settings import Settings
from fiche.analysis.value.summary import summary
from fiche.i18n import speaking
from tests.analysis.build import Row, dataset, day, frame, invoice

AS_OF = dt.date(2026, 11, 25)
OPENING = {"net": 0}


def seen(rows: list[Row], **settings: Any) -> tuple[Portfolio, dict[str, Any]]:
    portfolio = Portfolio(dataset(rows), Settings(**settings))
    figures = portfolio.figures(AS_OF, client_id="C1")
    return portfolio, {code: figure.value for code, figure in figures.items()}


@pytest.mark.parametrize(
    ("more", "sale"),
    [
        ({"net": 100}, True),
        ({"net": None}, True),
        ({"net": 0}, False),
        ({"net": 0, "gross": 0}, True),
        ({"net": 0, "gross": None}, False),
        ({"net": 0, "kind": "credit_note"}, False),
        ({"net": -5, "kind": "credit_note"}, False),
    ],
)
def test_one_rule_in_three_forms(more: dict[str, Any], sale: bool) -> None:
    row = invoice(1, 120, "2026-01-01") | more
    rows = frame("documents", [row])
    assert is_sale(row) is sale and rows.select(SOLD).item() is sale
    if row["gross"] is not None:
        _, figures = seen([row])
        assert (figures["last_purchase"] is not None) is sale
        assert figures["order_count"] == figures["purchase_days_12m"] == int(sale)


def test_an_opening_alone_is_no_day_of_purchase_and_no_prospect() -> None:
    rows = [invoice(1, 500, "2026-01-01", **OPENING)]
    portfolio, figures = seen(rows)
    assert figures["last_purchase"] is None and figures["purchase_days_12m"] == 0
    status = portfolio.status("C1", AS_OF)
    assert status.code == "awaiting_payment"
    assert status.reason.endswith("Aucune facture, seulement un solde repris le 01/01/2026.")
    assert portfolio.cohorts(AS_OF, "year").first is None
    assert not [a for a in portfolio.alerts(AS_OF) if a.code == "silence"]
    known, _ = seen(rows, inactive_days=300)
    status = known.status("C1", AS_OF)
    assert status.code == "inactive"
    with speaking("en"):
        assert known.status("C1", AS_OF).reason.startswith("No invoice for at least 328")
    assert [item.client_id for item in known.worklist("inactive", AS_OF)] == ["C1"]


def test_an_opening_adds_nothing_to_the_rhythm_of_the_invoices_after_it() -> None:
    days = ("2026-03-01", "2026-03-11", "2026-03-21")
    sales = [invoice(n, 100, on) for n, on in enumerate(days, 1)]
    around = [
        invoice(4, 500, "2026-01-01", **OPENING),
        invoice(5, 50, "2026-03-11", **OPENING),  # another one on a day of purchase
        invoice(6, 70, "2026-06-01", **OPENING),
        invoice(7, -30, "2026-07-01"),
    ]
    codes = ("last_purchase", "purchase_interval", "next_expected", "purchase_days_12m", "order_count")
    _, alone = seen(sales)
    portfolio, together = seen([*around, *sales])
    assert [together[code] for code in codes] == [alone[code] for code in codes]
    assert (together["last_purchase"], together["purchase_interval"]) == (day("2026-03-21"), 10.0)
    assert portfolio.cohorts(AS_OF, "quarter").first == dt.date(2026, 1, 1)
    value = summary(frame("documents", [*around, *sales]), AS_OF)
    assert (value.frequency.tolist(), value.recency.tolist()) == ([2.0], [20.0])


def test_two_days_of_purchase_and_an_opening_make_no_rhythm() -> None:
    rows = [
        invoice(1, 500, "2026-01-01", **OPENING),
        invoice(2, 0, "2026-02-01"),
        invoice(3, 10, "2026-03-01"),
    ]
    _, figures = seen(rows)
    assert figures["purchase_interval"] is None and figures["last_purchase"] == day("2026-03-01")
    assert figures["purchase_days_12m"] == 2, "an invoice of nothing is a purchase"


def test_who_owed_before_and_buys_now_had_bought() -> None:
    rows = [invoice(1, 500, "2025-01-01", **OPENING), invoice(2, 10, "2026-03-01")]
    people = seen(rows)[0].changes(AS_OF).people
    assert people["kind"].tolist() == ["returned"]
