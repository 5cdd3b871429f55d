"""The list of clients: everyone, found and sorted as a whole, never page by page."""

from collections.abc import Callable

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fiche.web.tables import PAGE, Shown, displayed, sorted_positions, telling
from tests.analysis.build import dataset, invoice
from tests.pages.small import company

OpenPage = Callable[..., AppTest]


def names(app: AppTest) -> list[str]:
    return [str(name) for name in app.dataframe[-1].value["name"]]


def test_says_how_many_of_which(open_page: OpenPage) -> None:
    app = open_page("clients", company())
    said = str(app.get("html")[0].proto.body)
    assert "3 clients" in said and "prospect" in said


def test_in_order_of_name_without_accents(open_page: OpenPage) -> None:
    assert names(open_page("clients", company())) == ["Dupont & Fils", "Établissements Élan", "zébulon"]


@pytest.mark.parametrize(("ascending", "first"), [(False, PAGE + 10), (True, 1)])
def test_sorting_is_of_the_whole_list(open_page: OpenPage, ascending: bool, first: int) -> None:
    many = [invoice(i, i, "2026-11-01", client=f"C{i:03d}") for i in range(1, PAGE + 11)]
    app = open_page("clients", dataset(many))
    app.session_state["clients_list"] = {"sort": "outstanding", "ascending": ascending, "version": 1}
    app.run()
    shown = app.dataframe[-1].value["outstanding"].tolist()
    assert shown[0] == first and len(shown) == PAGE


def test_nobody_found_is_a_sentence(open_page: OpenPage) -> None:
    app = open_page("clients", company())
    app.text_input(key="clients_search").set_value("qqqqqq").run()
    assert not app.exception
    assert "Aucun client" in app.info[0].value


@pytest.mark.parametrize(("ascending", "order"), [(True, [2, 0, 3, 1]), (False, [3, 0, 2, 1])])
def test_what_is_missing_comes_last(ascending: bool, order: list[int]) -> None:
    frame = pd.DataFrame({"x": [2.0, None, 1.0, 3.0]})
    assert sorted_positions(frame, "x", ascending) == order


def test_text_sorts_without_case_or_accents() -> None:
    frame = pd.DataFrame({"x": ["Zoé", "élan", "Eau", None]})
    assert sorted_positions(frame, "x", True) == [2, 1, 0, 3]


def test_amounts_become_numbers_and_missing_stays_missing() -> None:
    frame = pd.DataFrame({"m": [1.239, None], "p": [0.12345, None], "t": ["a", None]})
    shown = displayed(frame, [Shown("p", "P", "percent"), Shown("m", "M", "money"), Shown("t", "T")])
    assert list(shown.columns) == ["p", "m", "t"]
    assert shown["m"].iloc[0] == 1.24 and shown["p"].iloc[0] == 0.123
    assert shown.iloc[1].isna().all()


def test_a_number_that_repeats_the_name_is_not_shown_twice() -> None:
    columns = [Shown("client_id", "N°"), Shown("name", "Client"), Shown("city", "Ville")]
    same = pd.DataFrame({"client_id": ["Dupont", "Petit"], "name": ["Dupont", "Petit"], "city": ["x", "y"]})
    assert [c.name for c in telling(same, columns)] == ["name", "city"]
    assert telling(same.assign(name=["Dupont", "Petit SARL"]), columns) == columns
    assert telling(same, columns[1:]) == columns[1:]
