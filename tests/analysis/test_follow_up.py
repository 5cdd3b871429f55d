"""Promises kept and broken, disputes closed by the payment, and what they do to the risk score; it draws no page."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fiche.analysis import Portfolio
from fiche.analysis.follow_up import disputes_at, promises_at
from fiche.vocabulary import promise_of
from tests.analysis.build import Row, dataset, day, invoice, money, payment

AS_OF = dt.date(2025, 6, 30)


def promise(promised: str | None, amount: Any = 100, made: str | None = "2025-05-01", **more: Any) -> Row:
    row = {"client_id": "C1", "document_key": 1, "document_id": "F0001"}
    return row | {"promised_on": day(promised), "made_on": day(made), "amount": money(amount)} | more


def standing(
    promised: Row, *payments: Row, as_of: dt.date = AS_OF, documents: Any = None
) -> tuple[str | None, Decimal]:
    documents = documents or [
        invoice(1, 300, "2025-03-01", "2025-04-01"),
        invoice(2, 80, "2025-03-02", "2025-04-02"),
    ]
    rows = promises_at(dataset(documents, payments, promises=[promised]), as_of)
    return rows.select("standing", "received").row(0)


@pytest.mark.parametrize(
    ("payments", "found"),
    [
        ([], ("broken", Decimal(0))),
        ([payment(100, "2025-05-20", 1)], ("kept", Decimal(100))),
        ([payment(60, "2025-05-01", 1), payment(40, "2025-06-01", 1)], ("kept", Decimal(100))),
        ([payment(99, "2025-05-20", 1)], ("broken", Decimal(99))),
        ([payment(100, "2025-06-02", 1)], ("broken", Decimal(0))),
        ([payment(100, "2025-04-30", 1)], ("broken", Decimal(0))),
        ([payment(100, "2025-05-20", 2)], ("broken", Decimal(0))),
        ([payment(100, "2025-05-20", 1, client="C2")], ("broken", Decimal(0))),
        ([payment(100, None, 1)], ("kept", Decimal(100))),
        ([payment(250, "2025-04-20", 1), payment(50, "2025-05-20", 1)], ("kept", Decimal(50))),
    ],
    ids=["nothing", "whole", "in_two_to_the_day", "short", "late", "before", "another_invoice", "another_client", "undated", "the_rest"],
)  # fmt: skip
def test_a_promise_is_kept_by_what_came_in_time(payments: list[Row], found: tuple[str, Decimal]) -> None:
    assert standing(promise("2025-06-01"), *payments) == found


def test_a_promise_whose_day_is_to_come_is_pending_or_already_kept() -> None:
    coming = promise("2025-07-15")
    assert standing(coming)[0] == "pending"
    assert standing(coming, payment(100, "2025-06-20", 1))[0] == "kept"
    assert standing(coming, payment(100, "2025-07-10", 1))[0] == "pending", "that payment is not known yet"
    assert standing(promise("2025-06-30"))[0] == "pending", "the day itself is not over"


def test_a_promise_without_an_amount_is_for_what_the_invoice_lacked() -> None:
    whole = promise("2025-06-01", None)
    assert standing(whole, payment(200, "2025-04-20", 1), payment(100, "2025-05-20", 1))[0] == "kept"
    assert standing(whole, payment(200, "2025-04-20", 1), payment(99, "2025-05-20", 1))[0] == "broken"
    assert standing(promise("2025-06-01", None, document_key=None, document_id=None))[0] is None
    assert standing(promise(None))[0] is None


def test_a_promise_without_an_invoice_is_kept_by_any_payment_of_the_client_in_one_currency() -> None:
    loose = promise("2025-06-01", document_key=None, document_id=None)
    assert standing(loose, payment(60, "2025-05-20", 1), payment(40, "2025-05-21", 2))[0] == "kept"
    euros, dollars = payment(60, "2025-05-20", currency="EUR"), payment(40, "2025-05-21", currency="USD")
    assert standing(loose, euros, dollars)[0] is None


def test_a_credit_note_takes_off_what_was_promised() -> None:
    documents = [
        invoice(1, 300, "2025-03-01"),
        invoice(3, -100, "2025-05-10", related_key=1, related_document="F0001"),
    ]
    assert standing(promise("2025-06-01"), documents=documents)[0] == "kept"


@pytest.mark.parametrize(
    ("text", "found"),
    [("Tenue", "kept"), ("Oui", "kept"), ("Non tenue", "broken"), ("non", "broken"), ("Rompue", "broken"), ("Pas encore tenue", "broken"),
     ("Annulée", "cancelled"), ("En cours", None), ("kept", "kept"), ("not kept", "broken"), ("À suivre", None)],
)  # fmt: skip
def test_who_recorded_it_has_the_last_word(text: str, found: str | None) -> None:
    assert promise_of(text) == found
    assert standing(promise("2025-06-01", state=text))[0] == (found or "broken")
    assert standing(promise("2025-07-15", state=text))[0] == (found or "pending")


def test_broken_promises_reach_the_score_from_the_day_after() -> None:
    documents = [invoice(1, 300, "2025-03-01", "2025-04-01")]
    without = Portfolio(dataset(documents, []))
    portfolio = Portfolio(dataset(documents, [], promises=[promise("2025-06-01"), promise("2025-06-20")]))

    def part(at: str) -> float | None:
        found = portfolio.risk("C1", dt.date.fromisoformat(at)).parts
        return next((p.value for p in found if p.code == "broken_promises"), None)

    assert [part(at) for at in ("2025-05-31", "2025-06-01", "2025-06-02", "2025-06-30")] == [0, 0, 1, 2]
    assert "broken_promises" not in {p.code for p in without.risk("C1", AS_OF).parts}
    assert portfolio.risks(AS_OF)["C1"] == portfolio.risk("C1", AS_OF).score
    assert portfolio.client("C1").promises["promised_on"].dt.day.tolist() == [20, 1], "latest first"


def dispute(**more: Any) -> Row:
    return {
        "client_id": "C1",
        "document_key": 1,
        "document_id": "F0001",
        "opened_on": day("2025-04-10"),
        "state": "Ouvert",
    } | more


@pytest.mark.parametrize(
    ("row", "payments", "found"),
    [
        (dispute(), [], ("open", None)),
        (dispute(), [payment(299, "2025-05-01", 1)], ("open", None)),
        (dispute(), [payment(200, "2025-05-01", 1), payment(100, "2025-05-09", 1)], ("paid", day("2025-05-09"))),
        (dispute(), [payment(300, "2025-07-01", 1)], ("open", None)),
        (dispute(closed_on=day("2025-06-02")), [], ("closed", day("2025-06-02"))),
        (dispute(closed_on=day("2025-07-02")), [], ("open", None)),
        (dispute(state="Clos"), [payment(300, "2025-05-01", 1)], ("closed", None)),
        (dispute(document_key=None), [payment(300, "2025-05-01", 1)], ("open", None)),
    ],
    ids=["open", "paid_in_part", "paid", "paid_later", "closed", "closed_later", "said_closed", "of_no_invoice"],
)  # fmt: skip
def test_the_payment_of_its_invoice_closes_a_dispute(
    row: Row, payments: list[Row], found: tuple[str, Any]
) -> None:
    data = dataset([invoice(1, 300, "2025-03-01", "2025-04-01")], payments, disputes=[row])
    assert disputes_at(data, AS_OF).select("standing", "closed_since").row(0) == found
    assert len(disputes_at(data, dt.date(2025, 4, 9))) == 0, "not opened yet"


def test_nothing_recorded_gives_nothing() -> None:
    assert promises_at(dataset(), AS_OF).is_empty() and disputes_at(dataset(), AS_OF).is_empty()
