"""The page of reminders: the worklist, the letter read, many noted at once and taken back, a dispute that stops it, the texts, the history."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.dataset import Dataset
from fiche.store import Store
from tests.analysis.build import dataset, invoice, payment
from tests.pages.small import company, hostile
from tests.pages.test_portfolio import html, rows
from tests.pages.window import within

OpenPage = Callable[..., AppTest]
PAGE = "dunning"
NBSP, NNBSP = "\u00a0", "\u202f"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The record that the pages of this test read."""
    kept = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    yield kept
    kept.close()


def late_payers() -> Dataset:
    """C1 is late since 200 days, C2 since 20, C3 since 40 with 15 unapplied, C4 since 2."""
    documents = [
        invoice(1, 1000, "2026-03-01", "2026-05-08"), invoice(2, 300, "2026-10-01", "2026-11-04", client="C2"),
        invoice(3, 80, "2026-09-05", "2026-10-15", client="C3"), invoice(4, 55, "2026-11-02", "2026-11-22", client="C4"),
    ]  # fmt: skip
    return dataset(documents, [payment(15, "2026-11-01", client="C3")])


def listed(app: AppTest) -> list[str]:
    return rows(app)


def part(app: AppTest, name: str) -> AppTest:
    found = next(tab.label for tab in app.tabs if tab.label.startswith(name))
    app.session_state["dunning_part"] = found
    return app.run()


def mark(app: AppTest, by: str = "A. Martin") -> AppTest:
    app.button(key="dunning_mark").click().run()
    sign = [t for t in app.text_input if t.key == "author_typed_mark"]
    if sign:
        sign[0].set_value(by)
    [b for b in app.button if b.label == "Noter"][-1].click()
    return within(app)


def test_one_sentence_the_list_and_what_is_to_be_seen_first(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers())
    assert not app.exception
    assert html(app)[0].startswith(f'<p class="fiche-lead">3 clients à relancer pour 1{NNBSP}380,00{NBSP}€ ; 1 autre attend.')  # fmt: skip
    assert listed(app) == ["C1", "C3", "C2"] and app.dataframe[-1].value["level"].tolist() == [1, 1, 1]
    assert "1 client en retard a un litige" in "".join(m.value for m in app.markdown).replace("\\", "")
    assert listed(part(app, "À voir d’abord")) == ["C3"] and listed(part(app, "En attente")) == ["C4"]


def test_all_are_noted_at_once_and_taken_back(open_page: OpenPage, store: Store) -> None:
    app = mark(open_page(PAGE, late_payers()))
    assert not app.exception
    rows = store.own_rows()
    assert [(r.client_id, r.values["dunning_level"], r.values["dunning_documents"]) for r in rows] == [("C1", "1", "F0001"), ("C3", "1", "F0003"), ("C2", "1", "F0002")]  # fmt: skip
    assert {r.by for r in rows} == {"A. Martin"} and rows[0].values["channel"] == "E-mail"
    app.run()
    assert "Aucune relance à envoyer ; 4 clients en retard attendent" in html(app)[0]
    assert "3 relances notées comme envoyées" in app.success[0].value
    sent = part(app, "Envoyées").dataframe[-1].value
    assert sorted(sent["client_id"]) == ["C1", "C2", "C3"] and sent["asked"].sum() == 1380
    app.button(key="fiche_undo").click().run()
    assert "3 clients à relancer" in html(app)[0] and store.dataset()["interactions"].is_empty()


def test_what_was_noted_meanwhile_is_not_noted_twice(open_page: OpenPage, store: Store) -> None:
    app = open_page(PAGE, late_payers(), client="C1")
    app.button(key="dunning_mark").click().run()
    store.add("interactions", {"date": "2026-11-24", "channel": "E-mail", "dunning_level": "1", "dunning_documents": "F0001"}, client_id="C1", by="B. Durand")  # fmt: skip
    next(t for t in app.text_input if t.key == "author_typed_mark").set_value("A. Martin")
    [b for b in app.button if b.label == "Noter"][-1].click()
    app = within(app)
    assert "n’est plus à envoyer" in app.error[0].value and len(store.own_rows()) == 1


def test_a_dispute_logged_stops_the_reminder(open_page: OpenPage, store: Store) -> None:
    app = open_page(PAGE, late_payers())
    assert "C1" in listed(app)
    store.add("disputes", {"document_id": "F0001", "dispute_reason": "Livraison incomplète", "opened_on": "2026-11-20"}, client_id="C1", by="A. Martin")  # fmt: skip
    app.run()
    assert listed(app) == ["C3", "C2"]
    held = part(app, "À voir d’abord").dataframe[-1].value
    assert held["client_id"].tolist() == ["C1", "C3"] and held["hold"].tolist()[0] == "Litige"


def test_the_letter_is_read_before_it_is_taken(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers(), client="C1")
    app.session_state["dunning_list_1_table_0"] = {
        "selection": {"rows": [], "columns": [], "cells": [(0, "name")]}
    }
    app.run()
    assert not app.exception
    letter = "".join(html(app))
    assert "Rappel : 1 facture échue" in letter and "F0001" in letter and f"1{NNBSP}000,00{NBSP}€" in letter
    app.selectbox(key="letter_level").set_value(3)
    assert "Mise en demeure" in "".join(html(within(app)))


def test_texts_are_checked_kept_and_given_back(open_page: OpenPage, store: Store) -> None:
    app = part(open_page(PAGE, late_payers()), "Textes")
    app.text_input(key="text_fr.1.subject").set_value("Petit rappel à {nom}").run()
    assert "{nom}" in app.error[0].value.replace("\\", "") and app.button(key="texts_save").disabled
    app.text_input(key="text_fr.1.subject").set_value("Petit rappel à {client}").run()
    assert not app.error and "Petit rappel à Client C1" in "".join(html(app))
    app.text_input(key="author_typed_texts").set_value("A. Martin")
    app.button(key="texts_save").click().run()
    assert store.letter_texts() == {"fr.1.subject": "Petit rappel à {client}"}
    app.button(key="texts_original").click().run()
    assert store.letter_texts() == {} and "Rappel : 1 facture échue" in "".join(html(app))


def test_nothing_late_says_so_and_names_are_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page(PAGE, dataset([invoice(1, 10, "2026-11-01", "2026-12-01")]))
    assert "Rien n’est en retard" in html(app)[0] and not app.exception
    for tab in ("En attente", "Envoyées", "Textes"):
        assert not part(app, tab).exception


@pytest.mark.parametrize("page", [PAGE, "outstanding", "portfolio"])
def test_what_has_no_due_date_is_said_and_not_taken_for_on_time(open_page: OpenPage, page: str) -> None:
    app = open_page(page, dataset([invoice(1, 10, "2026-11-01", None)]))
    assert not app.exception
    said = next(block for block in html(app) if "rien n’est en retard" in block)
    assert "sans échéance" in said and f"10,00{NBSP}€" in said


def test_hostile_names(open_page: OpenPage) -> None:
    app = open_page(PAGE, hostile())
    app.session_state["dunning_list_1_table_0"] = {
        "selection": {"rows": [], "columns": [], "cells": [(0, "name")]}
    }
    app.run()
    assert not app.exception and not any("<script>" in block or "<b>x" in block for block in html(app))


@pytest.mark.parametrize("tab", ["To remind", "To look at", "Waiting", "Sent", "Texts"])
def test_in_english(open_page: OpenPage, tab: str) -> None:
    app = part(open_page(PAGE, late_payers(), langue="en"), tab)
    assert not app.exception and "3 clients to remind" in html(app)[0]


def test_the_sheet_says_which_reminder_and_leads_to_it(open_page: OpenPage) -> None:
    app = open_page("sheet", company(), client="C1")
    assert any("niveau 1 à envoyer" in m.value.replace("\\", "") for m in app.markdown)
    app.button(key="sheet_dunning").click().run()
    assert not app.exception and listed(app) == ["C1"] and app.query_params["client"] in ("C1", ["C1"])


def test_the_day_noted_is_never_in_the_future(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers(), client="C1")
    app.button(key="dunning_mark").click().run()
    assert app.date_input(key="mark_on").value <= dt.date(2026, 11, 24)
