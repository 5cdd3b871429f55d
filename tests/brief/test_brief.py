"""What a brief gathers: the portfolio's own values at a date, who to call, what was said and planned by then; and what it says first."""

import datetime as dt

import pandas as pd
import pytest

from fiche.analysis import Override, Portfolio
from fiche.brief import gather, rows
from fiche.brief.facts import facts
from fiche.brief.points import points
from fiche.errors import UnknownClient
from tests.analysis.build import dataset, invoice, money, payment
from tests.excel.companies import AS_OF, full_client, traps


def small(**tables: object) -> Portfolio:
    documents = [invoice(1, 100, "2026-01-01", "2026-02-01"), invoice(2, 50, "2026-03-01", "2026-03-31")]
    return Portfolio(dataset(documents, [payment(30, "2026-02-20", 1)], **tables))  # type: ignore[arg-type]


def test_the_values_are_the_portfolio_s() -> None:
    documents, payments = traps()
    portfolio = Portfolio(dataset(documents, payments, full_client()))
    brief = gather(portfolio, "C-00123", AS_OF)
    assert brief.figures == portfolio.figures(AS_OF, "C-00123")
    assert brief.aged == portfolio.aged(AS_OF, "C-00123")
    assert list(brief.alerts) == portfolio.alerts(AS_OF, "C-00123")
    assert brief.risk == portfolio.risk("C-00123", AS_OF)
    assert brief.status.reason == portfolio.clients(AS_OF)["status_reason"][0]
    pd.testing.assert_frame_equal(brief.evolution, portfolio.evolution("C-00123", AS_OF))


def test_an_unknown_client() -> None:
    with pytest.raises(UnknownClient):
        gather(small(), "nobody", AS_OF)


def test_only_what_was_said_by_then_and_is_planned_after() -> None:
    talks = [
        {"client_id": "C1", "date": dt.date(2026, 11, 1), "summary": "avant", "next_action": "rappeler", "next_action_on": dt.date(2026, 11, 25)},
        {"client_id": "C1", "date": dt.date(2026, 12, 1), "summary": "après"},
        {"client_id": "C1", "date": None, "summary": "sans date", "next_action": "passé", "next_action_on": dt.date(2026, 11, 23)},
    ]  # fmt: skip
    brief = gather(small(interactions=talks), "C1", AS_OF)
    assert [talk.summary for talk in brief.talks] == ["avant", "sans date"]
    assert [(p.on, p.action) for p in brief.planned] == [(AS_OF + dt.timedelta(1), "rappeler")]


def test_whom_to_ask_for() -> None:
    """The main contact is not named twice; the title and first name come before the name."""
    clients = [{"client_id": "C1", "contact_name": "Inès Montaubrac", "phone": "04 1", "mobile": "06 2", "contact_role": "Direction"}]  # fmt: skip
    contacts = [
        {"client_id": "C1", "contact_name": "Inès Montaubrac", "email": "i@x.fr"},
        {"client_id": "C1", "title": "M.", "first_name": "Maël", "contact_name": "Fauverel", "role": "Comptabilité"},
        {"client_id": "C1", "contact_name": None, "email": "vide@x.fr"},
    ]  # fmt: skip
    people = gather(small(clients=clients, contacts=contacts), "C1", AS_OF).people
    assert [(p.name, p.role, p.phones) for p in people] == [
        ("Inès Montaubrac", "Direction", ("04 1", "06 2")), ("M. Maël Fauverel", "Comptabilité", ()),
    ]  # fmt: skip


def test_what_presses_most_is_said_first() -> None:
    talks = [
        {"client_id": "C1", "date": AS_OF, "next_action": "x", "next_action_on": AS_OF + dt.timedelta(1)}
    ]
    disputes = [{"client_id": "C1", "document_key": 2, "dispute_reason": "Casse"}]
    brief = gather(small(interactions=talks, disputes=disputes), "C1", AS_OF)
    assert [point.kind for point in points(brief)] == ["serious", "dunning", "dispute", "planned"]


def test_invoices_without_a_date_are_said_to_have_none() -> None:
    for count, said in (
        (1, "1 facture, sans date."),
        (2, "2 factures sans date, panier moyen 10,00\u00a0€."),
    ):
        documents = [invoice(n, 10, None, None) for n in range(count)]
        assert rows.buying(gather(Portfolio(dataset(documents)), "C1", AS_OF)) == said


@pytest.mark.parametrize(
    ("told", "read"), [("FR", "France"), ("base.be", "Belgique"), ("CH", "Suisse"), ("Royaume-Uni", "Royaume-Uni"), ("XX", "XX"), ("Ailleurs", "Ailleurs")]
)  # fmt: skip
def test_a_country_that_is_only_coded_is_named(told: str, read: str) -> None:
    brief = gather(small(clients=[{"client_id": "C1", "city": "Metz", "country": told}]), "C1", AS_OF)
    assert rows.address_line(brief.record.fields) == f"Metz, {read}"


def test_why_an_invoice_is_late() -> None:
    disputes = [{"client_id": "C1", "document_key": 2, "document_id": "F0002", "dispute_reason": "Casse"}]
    brief = gather(small(disputes=disputes), "C1", AS_OF)
    assert [rows.late_why(each, brief) for each in brief.late] == [
        "payée en partie, sur 100,00\u00a0€", "en litige\u00a0: Casse",
    ]  # fmt: skip
    assert rows.rest(brief.late, brief.currency) == "et 2 autres : 120,00\u00a0€"
    assert rows.rest((), brief.currency) == ""


def test_how_late_the_client_usually_pays() -> None:
    """Two invoices of one amount settled 10 and 30 days late in the year: 20 on average; one late of 24 days goes beyond, one of 4 does not."""
    settled = [invoice(i, 100, "2026-01-01", "2026-02-01") for i in (1, 2)]
    paid = [payment(100, "2026-02-11", 1), payment(100, "2026-03-03", 2)]
    late = [invoice(3, 10, "2026-10-01", "2026-10-31"), invoice(4, 10, "2026-10-01", "2026-11-20")]
    brief = gather(Portfolio(dataset([*settled, *late], paid)), "C1", AS_OF)
    assert rows.habit(brief) == "D’habitude, paie 20\u00a0j après l’échéance : 1 facture l’a dépassé."
    nothing = gather(Portfolio(dataset(settled, paid)), "C1", AS_OF)
    assert rows.habit(nothing) == "D’habitude, paie 20\u00a0j après l’échéance."
    assert rows.habit(gather(small(), "C1", AS_OF)) == ""


def test_a_purchase_that_did_not_come_is_said() -> None:
    documents = [invoice(i, 10, f"2026-0{i}-01") for i in (1, 2, 3)]
    brief = gather(Portfolio(dataset(documents)), "C1", AS_OF)
    expected = next(fact for fact in facts(brief) if fact.code == "next_expected")
    assert (
        expected.figure == "31/03/2026" and expected.comparison == "rythme : 30\u00a0j, dépassé de 238\u00a0j"
    )


def test_a_status_that_someone_gave_is_said_with_who_and_why() -> None:
    given = Override("C1", "vip", "A. Martin", dt.date(2026, 11, 2), "ami du patron")
    documents = [invoice(1, 100, "2026-01-01", "2026-02-01")]
    clients = [{"client_id": "C1", "name": "x", "status": "Bloqué"}]
    brief = gather(Portfolio(dataset(documents, [], clients), overrides=[given]), "C1", AS_OF)
    said = rows.status_said(brief)
    assert said[1:] == [
        "« VIP » donné par A. Martin le 02/11/2026\u00a0: ami du patron", "statut du fichier : Bloqué",
    ]  # fmt: skip


def test_products_by_amount_and_without_one() -> None:
    lines = [{"document_id": "F0001", "document_key": 1, "product": p, "line_amount": a} for p, a in (("A", money(5)), ("B", None), ("C", money(9)))]  # fmt: skip
    brief = gather(small(lines=lines), "C1", AS_OF)
    assert [(b.product, rows.product_said(b, "EUR")) for b in brief.products] == [
        ("C", "9,00\u00a0€ · 1 facture"), ("A", "5,00\u00a0€ · 1 facture"), ("B", "1 facture"),
    ]  # fmt: skip
