"""What is open, applied and late at a date: the published cases retold, and the traps; each number worked by hand."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.analysis import Portfolio, Settings
from tests.analysis.build import dataset, day, invoice, payment

JAN_31 = dt.date(2025, 1, 31)


def amounts(portfolio: Portfolio, as_of: dt.date) -> dict[str, Decimal]:
    """The buckets that hold something; the proof holds."""
    aged = portfolio.aged(as_of)
    assert aged.difference == 0
    assert aged.buckets_total == portfolio.figures(as_of)["balance"].value
    return {bucket: amount for bucket, amount in aged.buckets.items() if amount}


def at(as_of: str, *rows: object, settings: Settings | None = None) -> dict[str, Decimal]:
    """Buckets of documents (rows with a kind) and payments at a date."""
    documents = [r for r in rows if "kind" in r]  # type: ignore[operator]
    payments = [r for r in rows if "kind" not in r]  # type: ignore[operator]
    moment = day(as_of)
    assert moment
    return amounts(Portfolio(dataset(documents, payments), settings), moment)


def test_erpnext_partial_payment() -> None:
    """T2: invoice 100, payment 40: 60 is left."""
    assert at("2025-01-31", invoice(1, 100, due="2025-03-01"), payment(40, "2025-01-10", 1)) == {
        "not_due": 60
    }


def test_erpnext_credit_note_left_on_itself() -> None:
    """T3: after T2, a credit note of 100 that names nothing: the invoice keeps 60, the client's net is −40."""
    rows = [invoice(1, 100, due="2025-03-01"), invoice(2, -100, "2025-01-20"), payment(40, "2025-01-10", 1)]
    assert at("2025-01-31", *rows) == {"not_due": 60, "unapplied": -100}


def test_erpnext_full_credit_note_applied() -> None:
    """T4: invoice 100, credit note 100 on it: nothing is open."""
    assert at("2025-01-31", invoice(1, 100), invoice(2, -100, related_key=1)) == {}


def test_erpnext_payment_and_credit_note_on_one_invoice() -> None:
    """T5: invoice 200, payment 40, credit note 100 on it: 160, then 60."""
    rows = [
        invoice(1, 200, due="2025-03-01"),
        invoice(2, -100, "2025-01-20", related_key=1),
        payment(40, "2025-01-10", 1),
    ]
    assert at("2025-01-19", *rows) == {"not_due": 160}
    assert at("2025-01-20", *rows) == {"not_due": 60}


def test_erpnext_advance_left_unapplied() -> None:
    """T7 and T8: invoice 200, advance 50 that names nothing, then a payment of 125 on the invoice."""
    rows = [invoice(1, 200, "2025-01-31", "2025-01-31"), payment(50, "2025-01-31")]
    assert at("2025-01-31", *rows) == {"not_due": 200, "unapplied": -50}
    assert at("2025-01-31", *rows, payment(125, "2025-01-31", 1)) == {"not_due": 75, "unapplied": -50}


def test_limits_of_buckets() -> None:
    """One invoice a client, due so many days before."""
    expected = {
        -1: "not_due", 0: "not_due", 1: "1-30", 30: "1-30", 31: "31-60", 60: "31-60", 61: "61-90", 90: "61-90",
        91: "91-120", 120: "91-120", 121: ">120", 3000: ">120",
    }  # fmt: skip
    dues = {late: (JAN_31 - dt.timedelta(days=late)).isoformat() for late in expected}
    rows = [invoice(n, 10, "2010-01-01", due, f"C{late}") for n, (late, due) in enumerate(dues.items())]
    portfolio = Portfolio(dataset(rows))
    found = {late: portfolio.transactions(f"C{late}", JAN_31)["bucket"].tolist() for late in expected}
    assert found == {late: [bucket] for late, bucket in expected.items()}
    assert amounts(portfolio, JAN_31) == {
        b: 10 * list(expected.values()).count(b) for b in set(expected.values())
    }


def test_leap_year() -> None:
    """1 Mar 2024 is 30 days after 31 Jan, 29 in a common year."""
    assert at("2024-03-01", invoice(1, 10, "2024-01-01", "2024-01-31")) == {"1-30": 10}
    assert at("2024-03-02", invoice(1, 10, "2024-01-01", "2024-01-31")) == {"31-60": 10}
    assert at("2025-03-02", invoice(1, 10, "2025-01-01", "2025-01-31")) == {"1-30": 10}


def test_other_limits() -> None:
    settings = Settings(bucket_limits=(15, 45))
    found = at(
        "2025-01-31",
        invoice(1, 10, "2024-01-01", "2025-01-15"),
        invoice(2, 5, "2024-01-01", "2024-12-01"),
        settings=settings,
    )
    assert found == {"16-45": 10, ">45": 5}
    assert settings.buckets == ("not_due", "1-15", "16-45", ">45", "no_due_date", "unapplied")


@pytest.mark.parametrize("limits", [(), (0, 30), (30, 30), (60, 30), (-1,)])
def test_limits_that_make_no_sense(limits: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="bucket_limits"):
        Settings(bucket_limits=limits)


def test_missing_due_date_is_never_late() -> None:
    portfolio = Portfolio(dataset([invoice(1, 10, "2020-01-01")]))
    assert amounts(portfolio, JAN_31) == {"no_due_date": 10}
    assert portfolio.figures(JAN_31)["overdue"].value == 0


def test_payment_after_the_date_does_not_count() -> None:
    rows = [invoice(1, 100, due="2025-01-15"), payment(100, "2025-02-01", 1)]
    assert at("2025-01-31", *rows) == {"1-30": 100}
    assert at("2025-02-01", *rows) == {}


def test_invoice_after_the_date_does_not_count() -> None:
    assert at("2025-01-31", invoice(1, 100, "2025-02-01")) == {}


def test_payment_before_its_invoice_stands_open_until_then() -> None:
    rows = [invoice(1, 100, "2025-02-10", "2025-03-10"), payment(30, "2025-01-15", 1)]
    assert at("2025-01-31", *rows) == {"unapplied": -30}
    assert at("2025-02-10", *rows) == {"not_due": 70}


def test_credit_note_before_its_invoice_stands_open_until_then() -> None:
    rows = [invoice(1, 100, "2025-02-10", "2025-03-10"), invoice(2, -30, "2025-01-15", related_key=1)]
    assert at("2025-01-31", *rows) == {"unapplied": -30}
    assert at("2025-02-10", *rows) == {"not_due": 70}


def test_overpayment_is_left_unapplied() -> None:
    assert at("2025-01-31", invoice(1, 100), payment(150, "2025-01-10", 1)) == {"unapplied": -50}


def test_credit_note_larger_than_its_invoice() -> None:
    assert at("2025-01-31", invoice(1, 100), invoice(2, -130, related_key=1)) == {"unapplied": -30}


def test_excess_belongs_to_what_came_last() -> None:
    """Invoice 100: credit note 60 on the 5th, payment 70 on the 10th: the payment has 30 too many, not the credit note."""
    rows = dataset(
        [invoice(1, 100), invoice(2, -60, "2025-01-05", related_key=1)], [payment(70, "2025-01-10", 1)]
    )
    portfolio = Portfolio(rows)
    assert portfolio.payments("C1", JAN_31)["unapplied_rest"].tolist() == [Decimal("-30.00")]
    assert portfolio.transactions("C1", JAN_31)["unapplied_rest"].tolist() == [
        Decimal("0.00"),
        Decimal("0.00"),
    ]


def test_refund_of_an_overpayment() -> None:
    """Paid 150 for 100, 50 returned: nothing is open on either side."""
    rows = [invoice(1, 100), payment(150, "2025-01-10", 1), payment(-50, "2025-01-20", 1)]
    assert at("2025-01-19", *rows) == {"unapplied": -50}
    assert at("2025-01-31", *rows) == {}


def test_refund_opens_an_invoice_again_but_not_above_its_amount() -> None:
    rows = [invoice(1, 100, due="2025-01-15"), payment(100, "2025-01-10", 1), payment(-130, "2025-01-20", 1)]
    assert at("2025-01-31", *rows) == {"1-30": 100, "unapplied": 30}


def test_refund_of_a_credit_note() -> None:
    """A credit note that names nothing, paid back: it is settled."""
    rows = dataset([invoice(1, -80)], [payment(-80, "2025-01-20", 1)])
    portfolio = Portfolio(rows)
    assert amounts(portfolio, dt.date(2025, 1, 19)) == {"unapplied": -80}
    assert amounts(portfolio, JAN_31) == {}
    assert portfolio.transactions("C1", JAN_31)["payment_status"].tolist() == ["paid"]


def test_money_returned_without_any_document() -> None:
    assert at("2025-01-31", invoice(1, 100), payment(-40, "2025-01-20")) == {
        "no_due_date": 100,
        "unapplied": 40,
    }


def test_undated_documents_are_open_at_every_date() -> None:
    assert at("1990-01-01", invoice(1, 100, None), invoice(2, -10, None)) == {
        "no_due_date": 100,
        "unapplied": -10,
    }
    assert at("1990-01-01", invoice(1, 100, None, "1989-12-31")) == {"1-30": 100}


def test_undated_payments_count_at_every_date() -> None:
    assert at("1990-01-01", invoice(1, 100, None), payment(30, None, 1), payment(5, None)) == {
        "no_due_date": 70,
        "unapplied": -5,
    }
    assert at("1990-01-01", invoice(1, 100, "2025-01-01"), payment(30, None, 1)) == {"unapplied": -30}


def test_invoice_of_zero() -> None:
    portfolio = Portfolio(dataset([invoice(1, 0, due="2025-01-02")], [payment(20, "2025-01-10", 1)]))
    assert amounts(portfolio, JAN_31) == {"unapplied": -20}
    assert portfolio.transactions("C1", JAN_31)["payment_status"].tolist() == ["paid"]


def test_another_clients_payment_is_not_applied() -> None:
    """A payment of C2 that names an invoice of C1 stays C2's, so that each client's total is the file's."""
    portfolio = Portfolio(
        dataset([invoice(1, 100, client="C1")], [payment(100, "2025-01-10", 1, client="C2")])
    )
    for client, expected in (("C1", 100), ("C2", -100)):
        aged = portfolio.aged(JAN_31, client)
        assert (aged.file_total, aged.clients_total, aged.buckets_total) == (expected, expected, expected)


def test_payment_status() -> None:
    """One document a client, with what was paid of it."""
    cases = [
        ("pending", 0, {"due": "2025-02-01"}), ("pending", 0, {"due": "2025-01-31"}), ("late", 0, {"due": "2025-01-30"}),
        ("partial", 1, {"due": "2025-02-01"}), ("late", 1, {"due": "2025-01-30"}), ("disputed", 0, {"due": "2025-01-30", "disputed": True}),
        ("paid", 100, {"due": "2025-01-30", "disputed": True}), ("pending", 0, {"date": None}), ("pending", 0, {"gross": -100}),
    ]  # fmt: skip
    documents = [
        invoice(n, **{"gross": 100, "client": f"C{n}", **more}) for n, (_, _, more) in enumerate(cases)
    ]
    payments = [payment(paid, "2025-01-02", n, f"C{n}") for n, (_, paid, _) in enumerate(cases) if paid]
    portfolio = Portfolio(dataset(documents, payments))
    found = [portfolio.transactions(f"C{n}", JAN_31)["payment_status"].tolist() for n in range(len(cases))]
    assert found == [[status] for status, _, _ in cases]


def test_a_dispute_counts_while_it_lasts() -> None:
    disputes = [
        {
            "client_id": "C1",
            "document_key": 1,
            "opened_on": day("2025-01-10"),
            "closed_on": day("2025-01-20"),
        },
        {"client_id": "C1", "document_key": 2, "opened_on": day("2025-01-10"), "state": "Résolu"},
        {"client_id": "C1", "document_key": 3, "state": "En cours"},
    ]
    documents = [invoice(key, 100, due="2025-02-28") for key in (1, 2, 3)]
    portfolio = Portfolio(dataset(documents, disputes=disputes))

    def statuses(as_of: str) -> list[str]:
        moment = day(as_of)
        assert moment
        return (
            portfolio.transactions("C1", moment)
            .set_index("document_key")["payment_status"]
            .sort_index()
            .tolist()
        )

    assert statuses("2025-01-09") == ["pending", "pending", "disputed"]
    assert statuses("2025-01-10") == ["disputed", "pending", "disputed"]
    assert statuses("2025-01-20") == ["pending", "pending", "disputed"]
