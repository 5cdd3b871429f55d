"""The page of trends says the portfolio's figures, and a mark of each view shows its clients."""

import datetime as dt
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.analysis.test_trends import company
from tests.pages.small import hostile
from tests.pages.test_portfolio import click, html, rows

OpenPage = Callable[..., AppTest]
AS_OF = dt.date(2026, 11, 24)


def test_the_page_says_who_made_the_difference(open_page: OpenPage) -> None:
    app = open_page("trends", company()._dataset)
    assert not app.exception
    said = "\n".join(html(app))
    assert "progresse de" in said and "1 client parti" in said and "Qui fait la différence" in said


@pytest.mark.parametrize(
    ("view", "chart", "key", "expected"),
    [
        ("revenus", "waterfall", "lost", ["LOST"]),
        ("revenus", "waterfall", "new", ["NEW", "CREDIT"]),
        ("revenus", "monthly_revenue", "2026-01-01", ["NEW"]),
        ("fidelite", "cohorts", "2025-01-01|2026-01-01", ["UP", "DOWN"]),
        ("concentration", "concentration", "2026-11-24", ["NEW", "SAME", "BACK", "UP", "DOWN"]),
    ],
)
def test_a_mark_shows_its_clients(
    open_page: OpenPage, view: str, chart: str, key: str, expected: list[str]
) -> None:
    app = click(open_page("trends", company()._dataset, vue=view), f"plot_{chart}", key)
    assert not app.exception and rows(app) == expected


def test_a_cell_of_risk_shows_its_clients(open_page: OpenPage) -> None:
    app = open_page("trends", hostile(), vue="risque")
    assert not app.exception and "Nos meilleurs clients" in "\n".join(html(app))
