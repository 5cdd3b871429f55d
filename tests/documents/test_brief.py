"""The call brief as a page: always one, every figure the portfolio's own to the cent, what has no room counted and added up, in both languages."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from fiche.analysis import Portfolio
from fiche.analysis.words import shown
from fiche.brief import Brief, gather
from fiche.documents.brief import brief_name, brief_pdf
from fiche.i18n import money, number, speaking
from tests.analysis.build import Row, dataset, invoice, payment
from tests.analysis.build import money as amount
from tests.documents.read import Read, flat, read
from tests.excel.companies import AS_OF, full_client, traps
from tests.pages.small import company

A4 = (595.3, 841.9)


def brief_of(portfolio: Portfolio, client_id: str = "C1", **more: Any) -> Brief:
    return gather(portfolio, client_id, AS_OF, **more)


def page_of(brief: Brief) -> Read:
    return read(brief_pdf(brief))


def many(count: int) -> tuple[list[Row], list[Row]]:
    """Invoices of 10.01, 20.02… due one a day, and half of the first one paid."""
    documents = [
        invoice(i, Decimal(i) * Decimal("10.01"), "2026-01-01", str(dt.date(2026, 2, 1) + dt.timedelta(days=i % 200)))
        for i in range(1, count + 1)
    ]  # fmt: skip
    return documents, [payment(5, "2026-03-01", 1)] if count else []


@pytest.mark.parametrize("count", [0, 1, 2, 13, 14, 15, 500])
def test_one_page_whatever_the_number_of_invoices(count: int) -> None:
    documents, payments = many(count)
    portfolio = Portfolio(dataset(documents, payments, [{"client_id": "C1", "name": "Dupont"}]))
    brief = brief_of(portfolio)
    page = page_of(brief)
    assert page.pages == 1 and page.size == pytest.approx(A4, abs=0.5)
    figures = portfolio.figures(AS_OF, "C1")
    for code in ("revenue_12m", "outstanding", "overdue"):
        assert flat(shown(figures[code])) in page.text, code
    assert ("Rien n’est en retard" in page.text) is (count == 0)


def test_the_late_invoices_that_have_no_room_are_counted_and_added_up() -> None:
    documents, payments = many(500)
    brief = brief_of(Portfolio(dataset(documents, payments)))
    text = page_of(brief).text
    printed = [each for each in brief.late if f"{each.document_id} {each.due_date:%d/%m/%Y}" in text]
    assert printed and printed == list(brief.late[: len(printed)])
    left = brief.late[len(printed) :]
    assert flat(f"et {number(len(left))} autres : {money(sum(each.amount for each in left), 'EUR')}") in text
    for each in printed:
        assert flat(money(each.amount, "EUR")) in text


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_is_the_portfolio_s(language: str) -> None:
    documents, payments = traps()
    portfolio = Portfolio(dataset(documents, payments, full_client()))
    with speaking(language):
        brief = brief_of(portfolio, "C-00123")
        text = page_of(brief).text
        figures = portfolio.figures(AS_OF, "C-00123")
        codes = (
            "revenue_12m", "outstanding", "overdue", "days_to_pay", "next_expected", "discount_rate_12m", "average_order", "last_purchase",
            "recovery_indemnity", "discount_12m",
        )  # fmt: skip
        for code in codes:
            assert flat(shown(figures[code])) in text, (code, shown(figures[code]))
        for bucket in portfolio.aged(AS_OF, "C-00123").buckets.values():
            assert not bucket or flat(money(bucket, "EUR")) in text
        for each in portfolio.alerts(AS_OF, "C-00123"):
            assert flat(each.message) in text
        risk = portfolio.risk("C-00123", AS_OF)
        assert risk.score is not None and number(risk.score, 1) in text
    words = (
        ("Fiche d’appel", "À dire, à proposer") if language == "fr" else ("Call brief", "To say, to offer")
    )
    assert all(word in text for word in words)


def test_a_client_of_whom_nothing_is_known() -> None:
    page = page_of(brief_of(Portfolio(dataset(clients=[{"client_id": "C1", "name": None}]))))
    assert page.pages == 1 and page.text.startswith("C1 ")
    for sentence in (
        "Ni téléphone, ni e-mail, ni contact pour l’instant.", "Rien à signaler au 24/11/2026.", "Rien n’est en retard", "Jamais facturé.",
        "Aucun échange noté.", "Données insuffisantes", "Aucune facture ni paiement sur les 24 derniers mois.", "Notes de l’appel",
    ):  # fmt: skip
        assert sentence in page.text, sentence


def test_what_is_open_planned_and_said_is_there() -> None:
    disputes = [{"client_id": "C1", "document_key": 1, "document_id": "F0001", "opened_on": dt.date(2026, 10, 3), "dispute_reason": "Livraison incomplète", "amount": amount(230)}]  # fmt: skip
    small = company()
    data = dataset(
        small.documents.to_dicts(), small.payments.to_dicts(), small.clients.to_dicts(),
        interactions=small["interactions"].to_dicts(), disputes=disputes,
    )  # fmt: skip
    text = page_of(brief_of(Portfolio(data))).text
    for said in (
        "Litige — F0001, depuis le 03/10/2026, 230,00 € : Livraison incomplète", "en litige : Livraison incomplète", "Prévu le — 12/12/2026 : Rappeler",
        "03/11/2026 Téléphone", "Promet de payer", "Accordée 5,0 %", "compta@dupont.fr", "04 72 00 00 00", "SIRET 732 829 320 00074 ✓ valide",
    ):  # fmt: skip
        assert said in text, said


def test_promises_show_when_they_are_not_kept() -> None:
    """C1 owes 1 200 since October: one promise is broken, one is still to come, and one that its reader says kept is not there."""
    small = company()
    promises = [
        {"client_id": "C1", "document_key": 1, "amount": amount(5000), "promised_on": dt.date(2026, 11, 20)},
        {"client_id": "C1", "document_key": 1, "amount": amount(70), "promised_on": dt.date(2026, 12, 1)},
        {"client_id": "C1", "amount": amount(33), "promised_on": dt.date(2026, 11, 1), "state": "Tenue"},
    ]
    data = dataset(
        small.documents.to_dicts(), small.payments.to_dicts(), small.clients.to_dicts(), promises=promises
    )
    text = page_of(brief_of(Portfolio(data))).text
    assert "Promesse — 5 000,00 € pour le 20/11/2026, non tenue" in text
    assert "Promesse — 70,00 € pour le 01/12/2026" in text and "33,00" not in text


def test_long_texts_are_cut_with_a_mark_and_lists_are_counted() -> None:
    long = "Mot très long " * 400
    talks = [{"client_id": "C1", "date": dt.date(2026, 1, 1), "summary": f"{i} {long}"} for i in range(40)]
    people = [{"client_id": "C1", "contact_name": f"Personne {i}", "phone": "04"} for i in range(40)]
    client = {
        "client_id": "C1",
        "name": long,
        "notes": long,
        "address": long,
        "phone": long,
        "preferences": long,
    }
    documents, payments = many(60)
    page = page_of(
        brief_of(Portfolio(dataset(documents, payments, [client], interactions=talks, contacts=people)))
    )
    assert page.pages == 1 and page.text.count("[…]") >= 4
    assert "autres échanges, plus anciens" in page.text and "autres contacts" in page.text


def test_a_client_of_two_currencies_is_read_in_one_and_the_other_is_named() -> None:
    documents = [invoice(1, 100, "2026-11-01", currency="EUR"), invoice(2, 900, "2026-11-01", currency="USD"), invoice(3, 50, "2026-11-02", currency="EUR")]  # fmt: skip
    portfolio = Portfolio(dataset(documents))
    euros, dollars = page_of(brief_of(portfolio)).text, page_of(brief_of(portfolio, currency="USD")).text
    assert "150,00 €" in euros and "900,00" not in euros and "Ses opérations en USD" in euros
    assert "900,00 $" in dollars and "Ses opérations en EUR" in dollars


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "CON", "a/b\\c:d", "x" * 300, "\u202eexe.fdp", "é😀", "", "."]
)
def test_a_file_name_that_every_system_accepts(name: str) -> None:
    made = brief_name(brief_of(Portfolio(dataset(clients=[{"client_id": "C1", "name": name}]))))
    assert made.startswith("Appel C1") and made.endswith(" 2026-11-24.pdf") and len(made) <= 100
    assert not set(made) & set('/\\:*?"<>|\u202e')


def test_an_address_is_copied_as_it_is_written() -> None:
    """Longer than a column's run, and without the invisible breaks that other long runs are given."""
    mail = "odile.lamirande@lycee-de-marvenne.exemple.fr"
    client = {"client_id": "C1", "name": "x", "contact_name": "Odile", "email": mail, "notes": "w" * 60}
    data = dataset([invoice(1, 100, "2026-01-01", "2026-02-01")], [], [client])
    assert mail in page_of(brief_of(Portfolio(data))).text
