"""The page of what should come in: its figures are the portfolio's, each week leads to its invoices, and a history that bears no forecast is said."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import Filters, Portfolio
from fiche.dataset import Dataset
from fiche.i18n import money, number, percent
from tests.analysis.build import dataset, invoice
from tests.analysis.test_receipts import AS_OF, company, uneven
from tests.pages.small import company as small
from tests.pages.test_outstanding import said
from tests.pages.test_portfolio import click, html

OpenPage = Callable[..., AppTest]
PAGE = "money/forecast"
DATE = AS_OF.isoformat()
NBSP = "\u00a0"


def late_company() -> Dataset:
    documents, payments = company(uneven(3))
    return dataset(
        [{**row, "due_date": row["due_date"]} for row in documents],
        [p for p in payments if p["date"] <= AS_OF],
    )


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    return Portfolio(late_company())


def test_the_figures_are_the_portfolio_s(open_page: OpenPage, portfolio: Portfolio) -> None:
    app = open_page(PAGE, late_company(), date=DATE)
    found = portfolio.receipts(AS_OF)
    assert not app.exception and found.reason is None
    text = said(app)
    for value in (found.total, found.low, found.high):
        assert money(value, "EUR", 0) in html(app)[0]
    assert money(found.open_amount, "EUR") in html(app)[0]
    assert f">{money(found.within_30, 'EUR', 0)}<" in text
    assert f">{money(float(found.open_amount or 0) - (found.total or 0), 'EUR', 0)}<" in text
    assert found.backtest is not None and number(found.backtest.settled) in text
    assert app.get("plotly_chart")[0].proto.alt.startswith(money(found.total, "EUR", 0))


def test_how_we_know_in_words_and_figures(open_page: OpenPage, portfolio: Portfolio) -> None:
    app = open_page(PAGE, late_company(), date=DATE)
    test = portfolio.receipts(AS_OF).backtest
    assert test is not None
    text = said(app)
    assert "Comment nous le savons" in text
    assert percent(test.windows[0].error) in text and percent(test.windows[0].naive_error) in text
    table = next(f.value for f in app.dataframe if "naive_error" in f.value.columns)
    assert table["over"].tolist() == ["chaque semaine", "4 semaines", "8 semaines", "12 semaines"]
    assert table["error"].tolist() == [
        round(e, 3) for e in (test.weekly_error, *(w.error for w in test.windows))
    ]


def test_every_open_invoice_with_its_chances(open_page: OpenPage, portfolio: Portfolio) -> None:
    app = open_page(PAGE, late_company(), date=DATE)
    shown, found = app.dataframe[-1].value, portfolio.receipts(AS_OF).invoices
    assert any(f"({len(found)})" in s.value.replace("\\", "") for s in app.subheader)
    assert shown["open_amount"].is_monotonic_decreasing and shown["name"].notna().all()
    wanted = found.set_index("document_id").loc[shown["document_id"]]
    for column in ("within_30", "within_60", "within_90"):
        assert shown[column].tolist() == pytest.approx(wanted[column].tolist(), abs=0.0006)


def test_a_week_leads_to_its_invoices(open_page: OpenPage, portfolio: Portfolio) -> None:
    app = open_page(PAGE, late_company(), date=DATE)
    week = AS_OF + dt.timedelta(days=8)
    app = click(app, "chart_receipts", week.isoformat())
    assert not app.exception
    shown, found = app.dataframe[-1].value, portfolio.receipts_of_week(AS_OF, week)
    assert shown["document_id"].tolist() == found["document_id"].tolist()[:25]
    assert any(f"({len(found)} factures)" in s.value.replace("\\", "") for s in app.subheader)
    app.button(key="receipts_clear").click().run()
    assert "part" not in app.dataframe[-1].value


def test_a_row_opens_the_client(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_company(), date=DATE)
    client = app.dataframe[-1].value["client_id"].iloc[2]
    app.session_state["receipts_list_table_0"] = {
        "selection": {"rows": [], "columns": [], "cells": [(2, "name")]}
    }
    app.run()
    assert app.title[0].value == f"Client {client}"


def test_a_history_that_bears_no_forecast_says_why_and_gives_no_number(open_page: OpenPage) -> None:
    app = open_page(PAGE, small())
    assert not app.exception
    assert "Prévision impossible" in html(app)[0] and "paiements avec leur date" in app.info[0].value
    assert not app.get("plotly_chart") and not app.dataframe


def test_a_forecast_no_better_than_due_dates_shows_what_was_tried(open_page: OpenPage) -> None:
    documents, payments = company(lambda client, due: 0)
    file = dataset(documents, [p for p in payments if p["date"] <= AS_OF])
    found = Portfolio(file).receipts(AS_OF)
    app = open_page(PAGE, file, date=DATE)
    assert not app.exception
    assert html(app)[0].count(found.reason or "quatre fois sur cinq") == 1
    assert ("Comment nous le savons" in said(app)) == (found.backtest is not None)


def test_nothing_open_is_a_sentence(open_page: OpenPage) -> None:
    app = open_page(PAGE, small(), date="2020-01-01")
    assert (not app.exception and "Prévision impossible" in html(app)[0]) or "Aucune facture" in html(app)[0]
    assert not app.info, "nothing is owed: no advice"


def test_several_currencies_one_at_a_time(open_page: OpenPage) -> None:
    documents, payments = company(uneven(3), currency="EUR")
    paid = [p for p in payments if p["date"] <= AS_OF]
    file = dataset([*documents, invoice(9999, 70, "2025-06-01", "2025-07-01", "C0", currency="USD")], paid)
    app = open_page(PAGE, file, date=DATE)
    assert money(Portfolio(file).receipts(AS_OF, Filters(currency="EUR")).total, "EUR", 0) in html(app)[0]
    app.selectbox(key="filter_currency").set_value("USD").run()
    assert not app.exception and "Prévision impossible" in html(app)[0]


def test_an_invoice_without_a_client_stops_nothing(open_page: OpenPage) -> None:
    """What a correction may leave in the record; it is in no balance, hence in no forecast."""
    file = late_company()
    blank = pl.when(pl.col("document_key") > 240).then(None).otherwise("client_id").alias("client_id")
    spoilt = replace(file, tables={**file.tables, "documents": file.documents.with_columns(blank)})
    app = open_page(PAGE, spoilt, date=DATE)
    outstanding = Portfolio(spoilt).figures(AS_OF)["outstanding"].value
    assert not app.exception and money(outstanding, "EUR") in html(app)[0]  # type: ignore[arg-type]


def test_in_english(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_company(), date=DATE, langue="en")
    assert not app.exception and "four times out of five" in html(app)[0] and "How we know" in said(app)
