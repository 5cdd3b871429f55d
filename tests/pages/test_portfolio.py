"""The portfolio page says where we stand, and each thing on it leads to the clients behind it."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.analysis.build import dataset, invoice
from tests.pages.small import EVIL, company, hostile

OpenPage = Callable[..., AppTest]
NNBSP, NBSP = "\u202f", "\u00a0"


def html(app: AppTest) -> list[str]:
    """The blocks of HTML of a page, without their style."""
    return [str(block.proto.body).split("</style>")[-1] for block in app.get("html")]


def rows(app: AppTest) -> list[str]:
    """The client numbers of the list, in its order; a number that is the name stands under it alone."""
    shown = app.dataframe[-1].value
    return [str(number) for number in shown["client_id" if "client_id" in shown else "name"]]


def click(app: AppTest, chart: str, key: str) -> AppTest:
    """Press a mark of a chart."""
    app.session_state[f"{chart}_0"] = {"selection": {"points": [{"customdata": [key]}]}}
    return app.run()


def test_one_sentence_first(open_page: OpenPage) -> None:
    said = html(open_page("portfolio", company()))
    assert "recule de 30,0" in said[0].replace(NBSP, " ")  # 1 400 of net sales against 2 000
    assert f"1{NNBSP}200,00{NBSP}€ sont en retard chez un seul client" in said[0]


def test_the_tiles_say_the_figures_and_why(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    said = "\n".join(html(app))
    for label in ("Clients", "CA 12 mois", "Encours", "En retard", "DSO par épuisement", "Remise moyenne"):
        assert f'<div class="label">{label}' in said
    assert f">1{NNBSP}400,00{NBSP}€<" in said and f">20,0{NBSP}%<" in said and "retard moyen" in said
    explained = "\n".join(m.value for m in app.markdown)
    assert "Méthode par épuisement" in explained and "CA des 12 mois précédents" in explained


def test_an_undefined_figure_says_why(open_page: OpenPage) -> None:
    app = open_page("portfolio", dataset([invoice(1, 100, "2026-11-01")]))
    assert any(">—<" in block and "ne dit rien des remises" in block for block in html(app))


def test_the_proof_of_the_aged_balance(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    line = next(c.value for c in app.caption if "Total du fichier" in c.value)
    assert f"1{NNBSP}680,00{NBSP}€" in line and f"écart 0,00{NBSP}€" in line


def test_every_chart_has_its_words(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    charts = app.get("plotly_chart")
    assert len(charts) == 3
    assert all(chart.proto.alt and "€" in chart.proto.alt for chart in charts)


def test_the_list_begins_with_who_owes_most(open_page: OpenPage) -> None:
    assert rows(open_page("portfolio", company()))[0] == "C1"


@pytest.mark.parametrize(
    ("chart", "mark", "expected"),
    [
        ("chart_months", "2026-11-01", ["C2"]),
        ("chart_months", "2026-09-01", ["C1"]),
        ("chart_aged", "31-60", ["C1"]),
        ("chart_aged", "not_due", ["C2"]),
        ("chart_aged", "unapplied", ["C2"]),
    ],
)
def test_a_mark_leads_to_its_clients(open_page: OpenPage, chart: str, mark: str, expected: list[str]) -> None:
    app = click(open_page("portfolio", company()), chart, mark)
    assert not app.exception
    assert rows(app) == expected
    app.button(key="behind_clear").click().run()
    assert len(rows(app)) == 3


def test_the_amount_behind_a_month_is_that_months(open_page: OpenPage) -> None:
    app = click(open_page("portfolio", company()), "chart_months", "2026-11-01")
    assert app.dataframe[-1].value["amount"].tolist() == [400.0]


def test_a_bar_of_the_first_clients_opens_the_client(open_page: OpenPage) -> None:
    app = click(open_page("portfolio", company()), "chart_top", "C2")
    assert app.title[0].value == "Établissements Élan"


def test_a_row_opens_the_client(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    place = rows(app).index("C2")
    app.session_state["portfolio_list_table_0"] = {
        "selection": {"rows": [], "columns": [], "cells": [(place, "name")]}
    }
    app.run()
    assert app.title[0].value == "Établissements Élan"


def test_search_and_statuses_narrow_the_list(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    app.text_input(key="portfolio_search").set_value("nimes").run()
    assert rows(app) == ["C2"]
    app.text_input(key="portfolio_search").set_value("").run()
    app.pills(key="portfolio_status").set_value(["prospect"]).run()
    assert rows(app) == ["C3"]


def test_a_segment_narrows_the_whole_page(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    app.multiselect(key="filter_category").set_value(["Négoce"]).run()
    assert rows(app) == ["C1"]
    assert any(f">1{NNBSP}000,00{NBSP}€<" in block for block in html(app))
    app.button(key="filter_clear").click().run()
    assert len(rows(app)) == 3


def test_several_currencies_are_never_added(open_page: OpenPage) -> None:
    two = [invoice(1, 100, "2026-11-01", currency="EUR"), invoice(2, 900, "2026-11-01", currency="USD")]
    app = open_page("portfolio", dataset(two))
    assert any(f">100,00{NBSP}€<" in block for block in html(app))
    assert not any(f"1{NNBSP}000,00" in block for block in html(app))
    app.selectbox(key="filter_currency").set_value("USD").run()
    assert any(f">900,00{NBSP}$<" in block for block in html(app))


def test_clients_without_a_single_invoice(open_page: OpenPage) -> None:
    app = open_page("portfolio", dataset(clients=[{"client_id": "1", "name": "Seul"}]))
    assert not app.exception and rows(app) == ["1"]
    assert not app.get("plotly_chart"), "an empty chart is a sentence"
    assert "Aucun chiffre d’affaires" in html(app)[0]


def test_names_are_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page("portfolio", hostile())
    assert not app.exception
    assert app.dataframe[-1].value["name"].tolist() == [EVIL]
    assert not any("<script>" in block or "<b>" in block for block in html(app))
    assert not any("<b>" in chart.proto.spec for chart in app.get("plotly_chart"))


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_speaks_the_readers_language(open_page: OpenPage, langue: str) -> None:
    said: Any = "\n".join(html(open_page("portfolio", company(), langue=langue)))
    assert ("Outstanding" in said) == (langue == "en")
    assert ("Encours" in said) == (langue == "fr")


def test_the_monthly_report_is_one_click_away(open_page: OpenPage) -> None:
    app = open_page("portfolio", company())
    assert not app.exception
    assert [
        b.key for b in app.get("download_button") if str(getattr(b, "key", "")).startswith("report_")
    ] or any("Rapport en PDF" in str(b.proto) for b in app.get("download_button"))
