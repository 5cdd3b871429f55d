"""The page of lists: each question with its clients and their reasons, one click to the sheet, follow-ups planned for several at once and taken back together."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import Portfolio
from fiche.analysis.worklists import worklists
from fiche.store import Store
from fiche.web import lists_view
from tests.pages.small import company, hostile
from tests.pages.test_portfolio import html, rows
from tests.pages.test_segments import DAY, many
from tests.pages.window import press

OpenPage = Callable[..., AppTest]


def tick(app: AppTest, code: str, *places: int) -> AppTest:
    app.session_state[f"lists_{code}_table_0"] = {"selection": {"rows": list(places), "columns": [], "cells": []}}  # fmt: skip
    return app.run()


@pytest.mark.parametrize("code", worklists())
def test_each_list_says_its_question_and_its_clients(open_page: OpenPage, code: str) -> None:
    app, items = open_page("lists", many(), liste=code), Portfolio(many()).worklists(DAY)[code]
    assert not app.exception
    assert any(worklists()[code].question in block for block in html(app))
    if items:
        frame = app.dataframe[-1].value
        assert rows(app) == [item.client_id for item in items[:25]]
        assert frame["reason"].tolist() == [item.reason for item in items[:25]]
    else:
        assert "Personne" in app.success[0].value


def test_what_takes_long_to_count_is_counted_behind_the_list(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists_view, "AT_ONCE", -1)
    app, found = open_page("lists", many(), liste="at_risk"), Portfolio(many()).worklists(DAY)
    said = [option.content for option in app.pills(key="lists_chosen").proto.options]
    assert not app.exception
    assert [words.rsplit(" · ")[-1] for words in said] == [str(len(found[code])) for code in worklists()]
    app.session_state["lists_counts"][1].clear()  # as when the counting was cut short
    app.button(key="lists_plan_all").click().run()
    assert not app.exception and app.text_input(key="plan_action_at_risk").value, "counting closes no window"
    waiting = [option.content for option in app.pills(key="lists_chosen").proto.options]
    assert all(words.endswith(" · …") for words in waiting)


def test_follow_ups_are_planned_at_once_and_taken_back_at_once(open_page: OpenPage, tmp_path: Path) -> None:
    items = Portfolio(many()).worklists(DAY)["inactive"]
    app = tick(open_page("lists", many(), liste="inactive"), "inactive", 0, 2)
    app.button(key="lists_plan").click().run()
    app.text_input(key="plan_action_inactive").set_value("Appeler lundi")
    app.text_input(key="author_typed_plan").set_value("Léa")
    revision = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}").revision
    press(app, "Planifier")
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    assert not app.exception and store.revision == revision + 1
    rows = store.own_rows()
    assert [row.client_id for row in rows] == [items[0].client_id, items[2].client_id]
    assert {row.values["next_action"] for row in rows} == {"Appeler lundi"}
    assert all(items[0].reason in rows[0].values["summary"] for _ in rows) and rows[0].by == "Léa"
    app.run()
    assert any("2 suites planifiées" in s.value for s in app.success)
    app.button(key="fiche_undo").click().run()
    assert not app.exception and len(store.archived()) == 2


def test_nothing_is_planned_without_a_name(open_page: OpenPage, tmp_path: Path) -> None:
    app = open_page("lists", many(), liste="inactive")
    app.button(key="lists_plan_all").click().run()
    press(app, "Planifier")
    assert "nom" in app.error[0].value
    assert Store.open(f"sqlite:///{tmp_path / 'fiche.db'}").own_rows() == []


def test_a_filter_narrows_the_lists_and_a_click_opens_the_sheet(open_page: OpenPage) -> None:
    app = open_page("lists", company(), liste="never_invoiced")
    app.session_state["lists_never_invoiced_table_0"] = {"selection": {"rows": [], "columns": [], "cells": [(0, "name")]}}  # fmt: skip
    app.run()
    assert app.title[0].value == "zébulon"
    narrowed = open_page("lists", company(), liste="never_invoiced", categorie="Négoce")
    assert "Personne" in narrowed.success[0].value


def test_hostile_words_are_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page("lists", hostile())
    assert not app.exception and not any("<script>" in block for block in html(app))
