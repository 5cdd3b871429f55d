"""The map's page: its figures are the portfolio's, and a place that is clicked, on the map or in the table, shows its clients."""

import datetime as dt
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from fiche.analysis import Portfolio
from fiche.i18n import money
from tests.analysis.build import dataset
from tests.analysis.test_areas import company
from tests.pages.small import hostile
from tests.pages.test_portfolio import click, html, rows

OpenPage = Callable[..., AppTest]
AS_OF = dt.date(2026, 11, 24)


def test_the_page_says_the_portfolio_s_figures(open_page: OpenPage) -> None:
    made = company()
    app = open_page("areas", made._dataset)
    assert not app.exception
    said = "\n".join(html(app))
    assert "« Auvergne-Rhône-Alpes » fait" in said and "Lieu inconnu" in said
    for code in ("revenue_12m", "outstanding"):
        assert money(made.figures(AS_OF)[code].value, "EUR") in said  # type: ignore[arg-type]
    shown = app.dataframe[-1].value
    assert shown["name"].tolist()[-1] == "Total" and shown["clients"].iloc[-1] == 8


def test_a_place_on_the_map_shows_its_clients(open_page: OpenPage) -> None:
    app = click(open_page("areas", company()._dataset), "plot_areas", "69")
    assert rows(app) == ["C2", "C1", "NEW"]
    assert any("CA 12 mois" in c.value and "300,00" in c.value for c in app.caption)
    nowhere = click(
        open_page("areas", company()._dataset, mesure="potential", niveau="region"), "plot_areas", "?"
    )
    assert rows(nowhere) == ["C7"]


def test_a_country_shows_its_clients(open_page: OpenPage) -> None:
    app = click(open_page("areas", company()._dataset), "plot_countries", "BE")
    assert rows(app) == ["C6"]


def test_a_row_of_the_table_shows_its_clients(open_page: OpenPage) -> None:
    app = open_page("areas", company()._dataset)
    app.session_state["areas_department_revenue_12m_table_0"] = {"selection": {"rows": [], "columns": [], "cells": [[0, "name"]]}}  # fmt: skip
    app.run()
    first = Portfolio(company()._dataset).areas(AS_OF, "department").table["key"].iloc[0]
    assert first == "38" and rows(app) == ["C4", "C3"]


def test_nothing_to_place_is_said(open_page: OpenPage) -> None:
    app = open_page("areas", dataset([], [], [{"client_id": "C1", "name": "Seul"}]))
    assert not app.exception and "Aucun chiffre d’affaires en France" in "\n".join(html(app))


def test_what_files_say_stays_text(open_page: OpenPage) -> None:
    app = open_page("areas", hostile())
    assert not app.exception and "<script>" not in "\n".join(html(app))
