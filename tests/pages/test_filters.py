"""The filter bar: one selection for every page, kept in the address, said in words, in the sentence and in the files, refused softly when unknown."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from fiche.web.filters_panel import preset
from tests.pages.small import EVIL, company, hostile
from tests.pages.test_portfolio import html, rows
from tests.pages.test_segments import DAY, asked, many

OpenPage = Callable[..., AppTest]
NBSP, NNBSP = "\u00a0", "\u202f"
EVERY = ("portfolio", "alerts", "clients", "outstanding", "forecast", "segments")


def to(app: AppTest, root: Any, page: str) -> AppTest:
    (file,) = (root / "pages").rglob(f"{page}.py")
    return app.switch_page(str(file)).run()


def chips(app: AppTest) -> list[str]:
    return [
        b.label.replace("\\", "").replace(NBSP, " ").replace(NNBSP, " ")
        for b in app.button
        if str(b.key).startswith("filter_chip_")
    ]


@pytest.mark.parametrize("page", EVERY)
def test_a_link_narrows_every_page_and_its_sentence_says_so(open_page: OpenPage, page: str) -> None:
    app = open_page(page, many(), zone="Nord", classe="A")
    assert not app.exception
    assert chips(app) == ["Classe : A", "Zone : Nord"]
    said = [block for block in html(app) if "clients filtrés (de 133)" in block]
    assert len(said) == 1 and asked(app, "zone") == ["Nord"] and asked(app, "classe") == ["A"]


def test_the_choice_follows_from_page_to_page_and_into_the_address(open_page: OpenPage, root: Any) -> None:
    app = open_page("portfolio", many())
    app.multiselect(key="filter_zone").set_value(["Sud"]).run()
    for page in ("alerts", "settings", "clients", "segments"):
        app = to(app, root, page)
        app.query_params.clear() if page == "settings" else None
        assert not app.exception
    assert asked(app, "zone") == ["Sud"] and chips(app) == ["Zone : Sud"]
    app.button(key="filter_chip_0").click().run()
    assert asked(app, "zone") == [] and chips(app) == []


def test_an_unknown_value_is_refused_softly(open_page: OpenPage) -> None:
    app = open_page("portfolio", company(), categorie="Inconnue", responsable="A. Martin")
    assert any("Inconnue" in w.value and "pas appliqué" in w.value for w in app.warning)
    assert rows(app) == ["C1"]


def test_an_amount_is_typed_as_one_writes_it(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    app.text_input(key="filter_amount_low").set_value("1 000,00").run()
    assert rows(app) == ["C1"] and asked(app, "montant") == ["revenue_12m:1000.00:"]
    assert chips(app) == ["CA 12 mois ≥ 1 000,00 €"]
    app.text_input(key="filter_amount_low").set_value("beaucoup").run()
    assert any("beaucoup" in e.value for e in app.error) and rows(app) == ["C1"]
    app.button(key="filter_clear").click().run()
    assert len(rows(app)) == 3 and asked(app, "montant") == []


def test_a_period_and_another_column(open_page: OpenPage) -> None:
    app = open_page("portfolio", company(), periode="2026-09-01_2026-09-30")
    assert rows(app) == ["C1"] and chips(app) == ["Facturés du 01/09/2026 au 30/09/2026"]
    app.button(key="filter_chip_0").click().run()
    app.selectbox(key="filter_other").set_value("extra:Couleur").run()
    app.multiselect(key="filter_other_values").set_value([None]).run()
    app.button(key="filter_other_add").click().run()
    assert not app.exception
    assert sorted(rows(app)) == ["C2", "C3"] and chips(app) == ["Couleur : Non renseigné"]


@pytest.mark.parametrize("code", ["month", "quarter", "year", "twelve", "last_year"])
def test_a_usual_period_is_whole(code: str) -> None:
    first, last = preset(code, DAY)
    assert first < last <= DAY and (code == "twelve" or first.day == 1)
    assert code != "twelve" or (first.isoformat(), last.isoformat()) == ("2025-11-25", "2026-11-24")


def test_the_files_say_what_was_chosen(open_page: OpenPage) -> None:
    app = open_page("clients", company(), categorie="Négoce")
    data = app.session_state["filters_selection"]
    assert data.words == (f"Catégorie{NBSP}: Négoce",) and (data.count, data.everyone) == (1, 3)
    from fiche.analysis import Settings
    from fiche.excel.settings_sheet import settings_sheet
    from fiche.excel.table import tables_workbook

    book = openpyxl.load_workbook(io.BytesIO(tables_workbook([settings_sheet(Settings(), None, data.words)])))
    assert [cell.value for cell in book.worksheets[0][2]][:4].count(f"Catégorie{NBSP}: Négoce") == 1


def test_words_of_the_file_are_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page("portfolio", hostile(), categorie=EVIL)
    assert not app.exception and len(chips(app)) == 1
    assert not any("<script>" in block for block in html(app))
