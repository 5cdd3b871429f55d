"""The page of discounts says the portfolio's figures, and a mark of each view shows its clients; without a discount it says where they are read."""

import datetime as dt
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from fiche.i18n import money
from tests.analysis.build import dataset, invoice
from tests.analysis.test_discounts import company
from tests.pages.test_portfolio import click, html, rows

OpenPage = Callable[..., AppTest]
AS_OF = dt.date(2026, 11, 24)


def test_the_page_says_the_portfolio_s_figures(open_page: OpenPage) -> None:
    app, figures = open_page("discounts", company()._dataset), company().figures(AS_OF)
    assert not app.exception
    said = "\n".join(html(app))
    for code in ("discount_12m", "discount_above_granted", "discount_without_volume"):
        assert money(figures[code].value, "EUR") in said, code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("view", "chart", "key", "expected"),
    [
        ("volume", "discount_volume", "2", ["C5", "C4", "C3", "C2", "C1", "C0"]),
        ("accord", "discount_granted", "0+|10+", ["C5"]),
        ("accord", "discount_excess", "C4", ["C4"]),
        ("derive", "discount_months", "2026-05-01", ["C5", "C4", "C3", "C2", "C1", "C0"]),
        ("derive", "discount_drift", "C5", ["C5"]),
        ("comparables", "discount_alike", "C3", ["C3"]),
    ],
)
def test_a_mark_shows_its_clients(
    open_page: OpenPage, view: str, chart: str, key: str, expected: list[str]
) -> None:
    app = click(open_page("discounts", company()._dataset, vue=view), f"plot_{chart}", key)
    assert not app.exception and rows(app) == expected


def test_without_a_discount_it_says_where_they_are_read(open_page: OpenPage) -> None:
    app = open_page("discounts", dataset([invoice(1, 100, "2026-05-01")]))
    assert not app.exception and any("une colonne de remise" in c.value for c in app.caption)
