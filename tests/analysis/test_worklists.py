"""Each list to act on says why and what for, equals the alerts and the statuses that are the same thing, honours filters, and its offers are those of each client."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from fiche import loading
from fiche.analysis import Filters, Portfolio
from fiche.analysis.alerting import kinds
from fiche.analysis.offers import offer_said
from fiche.analysis.status import STATUSES
from fiche.analysis.worklists import worklists
from fiche.i18n import _, speaking
from tests.analysis.build import dataset, invoice
from tests.analysis.test_offers import company as baskets

DAY = dt.date(2026, 11, 24)
DEMO = Path(__file__).parents[2] / "sample_data" / "demo" / "entreprise_demo.xlsx"
PORTFOLIO = Portfolio(loading.check(loading.prepare([(DEMO.name, DEMO)]), loaded_on=DAY))
FOUND = PORTFOLIO.worklists(DAY)
CLIENTS = PORTFOLIO.clients(DAY)


@pytest.mark.parametrize("code", worklists())
def test_a_list_is_complete_in_itself(code: str) -> None:
    made, items = worklists()[code], FOUND[code]
    numbers = [item.client_id for item in items]
    assert made.code == code and len(set(numbers)) == len(numbers)
    assert set(numbers) <= set(CLIENTS["client_id"])
    assert all(item.reason.endswith(".") and (item.amount is None or isinstance(item.amount, Decimal)) for item in items)  # fmt: skip
    worth = [item.amount or Decimal(0) for item in items]
    assert worth == sorted(worth, reverse=True)
    assert set(made.alerts) <= set(kinds()) and set(made.statuses) <= set(STATUSES)
    with speaking("en"):
        said = [_(text) for text in (made.title, made.question, made.worth, made.action)]
    assert all(said) and made.question.endswith("?")


@pytest.mark.parametrize("code", [c for c, made in worklists().items() if made.alerts or made.statuses])
@pytest.mark.parametrize("where", [Filters(), Filters(zone=("Nord",)), Filters(abc=("A",))])
def test_a_list_has_exactly_the_clients_of_its_alerts_and_statuses(code: str, where: Filters) -> None:
    made = worklists()[code]
    away = PORTFOLIO.clients(DAY, where)
    away = away[~(away["archived_on"] <= dt.datetime.combine(DAY, dt.time()))]
    expected = {a.client_id for a in PORTFOLIO.alerts(DAY, where=where) if a.code in made.alerts}
    expected |= set(away["client_id"][away["status_computed"].isin(made.statuses)])
    assert {item.client_id for item in PORTFOLIO.worklists(DAY, where)[code]} == expected


@pytest.mark.parametrize("where", [Filters(), Filters(zone=("Nord",))])
def test_one_list_or_some_alerts_alone_are_the_same_as_among_all(where: Filters) -> None:
    together, alerts = PORTFOLIO.worklists(DAY, where), PORTFOLIO.alerts(DAY, where=where)
    assert {code: PORTFOLIO.worklist(code, DAY, where) for code in worklists()} == together
    for code in kinds():
        assert PORTFOLIO.alerts(DAY, where=where, kinds=(code,)) == [a for a in alerts if a.code == code]


def test_the_made_up_company_whose_data_are_complete_has_something_in_each_other_list() -> None:
    assert {code for code, items in FOUND.items() if not items} <= {"missing_data", "e_invoicing"}


def test_the_best_offers_of_all_are_those_of_each() -> None:
    for portfolio in (PORTFOLIO, Portfolio(baskets([["A"], *[["A", "B"]] * 8, *[["C"]] * 2, []]))):
        numbers = list(portfolio.names())
        one_by_one = {n: portfolio.offers(n, DAY, 1) for n in numbers}
        assert portfolio.best_offers(DAY, numbers) == {n: o[0] for n, o in one_by_one.items() if o}


def test_what_to_develop_says_the_offer() -> None:
    items = FOUND["develop"]
    assert items and all(
        item.advice == offer_said(PORTFOLIO.offers(item.client_id, DAY, 1)[0]) for item in items
    )


def test_who_cannot_be_sent_an_electronic_invoice() -> None:
    ready = {"siren": "732829320", "vat_number": "FR44732829320", "postal_code": "69002", "city": "Lyon", "country": "France"}  # fmt: skip
    cases = {"READY": {}, "NO_NUMBER": {"siren": None, "vat_number": None}, "FALSE": {"siren": "123456789"}, "NO_CITY": {"city": None}, "NO_VAT": {"vat_number": None}, "PERSON": {"siren": None, "vat_number": None, "category": "Particulier"}, "OLD": {"vat_number": None}}  # fmt: skip
    clients = [{"client_id": name, "name": name, **ready, **changes} for name, changes in cases.items()]
    documents = [invoice(i, 100, "2026-10-01" if n != "OLD" else "2023-01-01", client=n) for i, n in enumerate(cases)]  # fmt: skip
    items = Portfolio(dataset(documents, [], clients)).worklists(DAY)["e_invoicing"]
    assert {item.client_id for item in items} == {"NO_NUMBER", "FALSE", "NO_CITY", "NO_VAT"}
    assert "n° de TVA" in next(i.reason for i in items if i.client_id == "NO_VAT")


def test_amounts_of_several_currencies_are_not_ranked_as_one() -> None:
    two = [invoice(1, 100, "2025-01-05", currency="EUR"), invoice(2, 900, "2025-01-05", currency="USD")]
    portfolio = Portfolio(dataset(two))
    assert all(i.amount is None for items in portfolio.worklists(DAY).values() for i in items if not items)
    assert portfolio.worklists(DAY, Filters(currency="USD"))["inactive"] is not None
