"""The page of what is owed: its figures are the portfolio's, each mark leads to the clients that make it, and a gap is shown with its rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import AgedBalance, Portfolio
from fiche.dataset import Dataset
from fiche.i18n import money
from fiche.web.outstanding_view import Mark, title
from fiche.web.proof import proof
from tests.analysis.build import dataset, invoice, payment
from tests.pages.small import company, hostile
from tests.pages.test_portfolio import click, html, rows

OpenPage = Callable[..., AppTest]
PAGE = "money/outstanding"
AS_OF = dt.date(2026, 11, 24)
NNBSP, NBSP = "\u202f", "\u00a0"


def late_payers() -> Dataset:
    """C1 paid late and still owes; C2 owes from March; C3 is marked paid without a date; C4 has no due date."""
    documents = [
        invoice(1, 1000, "2025-01-01", "2025-05-31"),
        invoice(2, 300, "2026-03-10", "2026-04-09", client="C2"),
        invoice(3, 80, "2026-05-05", "2026-06-04", client="C3"),
        invoice(4, 55, "2026-11-02", None, client="C4"),
    ]
    payments = [payment(400, "2025-06-15", 1), payment(80, "2026-06-04", 3, client="C3", assumed=True), payment(12, "2026-11-01", client="C1")]  # fmt: skip
    return dataset(documents, payments)


def part(app: AppTest, name: str) -> AppTest:
    """Open one of the tabs."""
    app.session_state["owed_part"] = name
    return app.run()


def said(app: AppTest) -> str:
    return "\n".join([*html(app), *(str(e.value) for e in [*app.markdown, *app.caption, *app.warning, *app.error])]).replace("\\", "")  # fmt: skip


def test_one_sentence_then_six_tiles_that_are_the_portfolio_s(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers())
    assert not app.exception
    figures = Portfolio(late_payers()).figures(AS_OF)
    assert html(app)[0] == (
        f'<p class="fiche-lead">Vos clients doivent 955,00{NBSP}€ ; 94{NBSP}% est en retard : 900,00{NBSP}€ sur 2 factures, '
        f"dont 900,00{NBSP}€ depuis plus de 60 jours.</p>"
    )
    text = said(app)
    labels = ("Encours", "En retard", "Non affecté", "DSO par épuisement", "Impayés à 90 jours", "Pénalités de retard")  # fmt: skip
    assert [label for label in labels if f'<div class="label">{label}' in text] == list(labels)
    for code in ("outstanding", "overdue", "unapplied", "balance", "recovery_indemnity"):
        assert money(figures[code].value, "EUR") in text, code  # type: ignore[arg-type]
    assert "taux à compléter" in text and "au mieux" in text and "comptable" in text
    assert "2 lignes reposent sur une hypothèse" in text


def test_the_proof_holds_and_says_so(open_page: OpenPage) -> None:
    app = open_page(PAGE, company())
    assert any(f"1{NNBSP}680,00{NBSP}€" in c.value and f"écart 0,00{NBSP}€" in c.value for c in app.caption)
    assert not app.error


def test_a_proof_that_fails_says_so() -> None:
    one, two = Decimal("10.00"), Decimal("10.01")
    words = proof(AgedBalance({"not_due": two}, one, one, two, "EUR"))
    assert f"écart 0,01{NBSP}€" in words and "égaux" in words


def without_a_client(file: Dataset) -> Dataset:
    """What a correction may leave in the record: an invoice whose client is gone."""
    blank = pl.when(pl.col("document_id") == "F0002").then(None).otherwise("client_id").alias("client_id")
    return replace(file, tables={**file.tables, "documents": file.documents.with_columns(blank)})


@pytest.mark.parametrize("page", [PAGE, "portfolio"])
def test_a_gap_is_explained_row_by_row(open_page: OpenPage, page: str) -> None:
    app = open_page(page, without_a_client(company()))
    assert not app.exception
    assert f"écart 600,00{NBSP}€" in said(app)
    if page != PAGE:
        return
    assert "1 ligne l’explique" in app.error[0].value.replace("\\", "")
    gap = [frame.value for frame in app.dataframe if "in_file" in frame.value.columns]
    assert [len(frame) for frame in gap] == [1, 1]
    row = gap[1].iloc[0]
    assert (row["document_id"], row["item_shown"], row["in_file"], row["in_clients"], row["in_buckets"]) == ("F0002", "Facture", 600, 0, 0)  # fmt: skip


def test_clients_in_rows_buckets_in_columns_and_their_sums(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers())
    table = app.dataframe[-1].value
    assert table["client_id"].tolist() == ["C1", "C2", "C4", "Total"]
    buckets = Portfolio(late_payers()).aged(AS_OF).buckets
    assert {code: table[code].iloc[-1] for code in buckets} == {code: float(v) for code, v in buckets.items()}
    assert table["balance"].tolist() == [588.0, 300.0, 55.0, 943.0]


@pytest.mark.parametrize(
    ("chart", "mark", "expected", "column", "total"),
    [
        ("chart_owed", ">120", ["C1", "C2", "Total"], ">120", 900.0),
        ("chart_owed", "no_due_date", ["C4", "Total"], "no_due_date", 55.0),
        ("chart_owed", "unapplied", ["C1", "Total"], "unapplied", -12.0),
        ("chart_dso", "2026-03-01", ["C1", "C2", "Total"], "balance", 900.0),
        ("chart_at_risk", "2026-03-01", ["C2", "Total"], "left_open", 300.0),
    ],
)
def test_a_mark_leads_to_its_clients_and_they_add_up(
    open_page: OpenPage, chart: str, mark: str, expected: list[str], column: str, total: float
) -> None:
    app = click(open_page(PAGE, late_payers()), chart, mark)
    assert not app.exception
    assert rows(app) == expected
    assert app.dataframe[-1].value[column].iloc[-1] == total
    app.button(key="owed_clear").click().run()
    assert rows(app)[0] == "C1" and len(rows(app)) == 4


def test_a_row_opens_the_client_and_the_sums_open_nothing(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers())
    for place, page in ((3, "Encours et balance âgée"), (1, "Client C2")):
        app.session_state["owed_clients_table_0"] = {"selection": {"rows": [], "columns": [], "cells": [(place, "name")]}}  # fmt: skip
        app.run()
        assert not app.exception and app.title[0].value == page


def test_penalties_invoice_by_invoice_and_the_half_year_that_lacks_a_rate(open_page: OpenPage) -> None:
    app = part(open_page(PAGE, late_payers()), "Pénalités de retard")
    found = Portfolio(late_payers()).penalties_by_half_year(AS_OF)
    halves, lines = app.dataframe[-2].value, app.dataframe[-1].value
    assert halves["half_shown"].tolist()[-1] == "2e semestre 2026" and halves["amount"].isna().tolist()[-1]
    assert halves["amount"].sum() == pytest.approx(float(found.total)) and found.total > 0
    assert len(lines) == len(found.rows) and "Total" not in lines["client_id"].tolist(), (
        "no total over a hole"
    )
    text = said(app)
    assert "2e semestre 2026" in app.warning[0].value and money(found.total, "EUR") in text
    assert f"2 factures payées en retard ou encore en retard : 80,00{NBSP}€" in text


def test_penalties_with_every_rate_known_have_a_total(open_page: OpenPage) -> None:
    app = part(open_page(PAGE, late_payers(), date="2026-06-30"), "Pénalités de retard")
    lines = app.dataframe[-1].value
    assert not app.warning and lines["client_id"].iloc[-1] == "Total"
    total = Portfolio(late_payers()).figures(dt.date(2026, 6, 30))["penalties"].value
    assert lines["amount"].iloc[-1] == float(total)  # type: ignore[arg-type]
    app.toggle(key="penalty_open").set_value(True).run()
    assert app.dataframe[-1].value["open_amount"].min() > 0


def test_what_rests_on_an_assumption(open_page: OpenPage) -> None:
    app = part(open_page(PAGE, late_payers()), "Ce qui repose sur une hypothèse")
    assert app.dataframe[-1].value["document_id"].tolist() == ["F0003", "F0004"]
    app.pills(key="assumed_kinds").set_value(["no_due_date"]).run()
    assert app.dataframe[-1].value["document_id"].tolist() == ["F0004"]


def test_everything_from_the_file_is_said(open_page: OpenPage) -> None:
    file = dataset([invoice(1, 100, "2026-11-01", "2026-12-01")])
    app = part(open_page(PAGE, file), "Ce qui repose sur une hypothèse")
    assert "Rien ne repose sur une hypothèse" in said(app) and "rien n’est en retard" in said(app)
    assert "Aucune facture entre professionnels" in said(part(app, "Pénalités de retard"))


@pytest.mark.parametrize("date", ["2020-01-01", "2099-12-31"])
def test_any_past_or_future_date(open_page: OpenPage, date: str) -> None:
    app = open_page(PAGE, late_payers(), date=date)
    assert not app.exception and not app.error
    assert ("Aucune facture n’est due" in html(app)[0]) == (date < "2025")
    assert f"écart 0,00{NBSP}€" in said(app)


def test_several_currencies_one_at_a_time(open_page: OpenPage) -> None:
    two = [
        invoice(1, 100, "2026-11-01", "2026-11-02", currency="EUR"),
        invoice(2, 900, "2026-11-01", currency="USD"),
    ]
    app = open_page(PAGE, dataset(two))
    assert f"doivent 100,00{NBSP}€" in html(app)[0]
    app.selectbox(key="filter_currency").set_value("USD").run()
    assert f"doivent 900,00{NBSP}$" in html(app)[0] and rows(app) == ["C1", "Total"]


def test_a_search_narrows_the_list_alone(open_page: OpenPage) -> None:
    app = open_page(PAGE, late_payers())
    before = html(app)[0]
    app.text_input(key="owed_search").set_value("C2").run()
    assert rows(app) == ["C2", "Total"] and html(app)[0] == before
    app.text_input(key="owed_search").set_value("zzzzz").run()
    assert "Aucun client" in app.info[0].value


def test_names_are_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page(PAGE, hostile())
    assert not app.exception and not any("<script>" in block or "<b>" in block for block in html(app))


@pytest.mark.parametrize("tab", ["Client by client", "Late-payment penalties", "What rests on an assumption"])
def test_in_english(open_page: OpenPage, tab: str) -> None:
    app = part(open_page(PAGE, late_payers(), langue="en"), tab)
    assert not app.exception and "Your clients owe" in html(app)[0] and "Clients" not in app.title[0].value


def test_what_a_mark_holds_in_words() -> None:
    assert title(Mark("chart_dso", "2026-11-01"), AS_OF) == "Balance âgée au 24/11/2026"
    assert title(Mark("chart_dso", "2026-10-01"), AS_OF) == "Balance âgée au 31/10/2026"
    assert "31 à 60 jours" in title(Mark("chart_owed", "31-60"), AS_OF)
    assert "mars 2026" in title(Mark("chart_at_risk", "2026-03-01"), AS_OF)
