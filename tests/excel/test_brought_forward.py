"""Balances brought forward in the workbooks, as LibreOffice works them out: owed, in the balance, and no invoice nor purchase; as on screen."""

import io
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from fiche.analysis.portfolio import Portfolio
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.excel.contents import gather
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.workbook import portfolio_workbook
from fiche.excel.references import column_letters
from fiche.excel.sheet import filled
from tests.checking.ledgers import TODAY, fec, load, opening, payment, sale
from tests.excel.office import calculated, differences, kept, number, recalculated, same

pytestmark = pytest.mark.soffice
# The first year's invoice of C1 explains part of what the second year opens with; nothing was known of the others before. C1 also buys on the day of
# its opening, and C4 pays what it owed.
FIRST = (sale("1", "20250310", "C1", "300.00", "F25-1"),)
SECOND = (
    opening("20260101", {"C1": "500.00", "C2": "90.00", "C3": "-40.00", "C4": "60.00"}),
    sale("1", "20260113", "C1", "120.00", "FA1"),
    payment("2", "20260301", "C1", "120.00", label="VIR FA1"),
    sale("3", "20260101", "C1", "24.00", "FA0"),
    sale("4", "20260113", "C1", "36.00", "FA2"),
    payment("5", "20260115", "C4", "60.00"),
)
SOLD = {"C1": 4, "C2": 0, "C3": 0, "C4": 0}
STATUSES = {"C1": "at_risk", "C2": "at_risk", "C3": "prospect", "C4": "active"}


def as_elsewhere(found: Dataset) -> Dataset:
    """With the opening of C1 dated, as another system than a ledger gives it."""
    dated = pl.when(pl.col("client_id") == "C1").then(pl.coalesce("date", "opening")).otherwise("date")
    return replace(
        found, tables={**found.tables, "documents": found.documents.with_columns(dated.alias("date"))}
    )


def test_screen_and_workbooks_count_the_same_invoices(tmp_path: Path) -> None:
    ledgers = as_elsewhere(load(fec(*FIRST, year=2025), fec(*SECOND)))
    portfolio = Portfolio(ledgers)
    out = io.BytesIO()
    portfolio_workbook(portfolio, TODAY, out)
    contents = {client: gather(portfolio, client, TODAY) for client in SOLD}
    patient = gather(Portfolio(ledgers, Settings(inactive_days=300)), "C4", TODAY)
    books = {client: filled(content, "fr") for client, content in contents.items()} | {"all": out.getvalue()}
    books["silent"] = filled(patient, "fr")
    assert patient.status.code == "inactive"
    assert patient.status.reason.endswith("seul un solde repris le 01/01/2026 est connu.")
    found = recalculated(books, tmp_path)
    assert not [line for name, book in books.items() for line in differences(book, found[name])]
    for client, content in contents.items():
        assert content.figures["order_count"].value == SOLD[client]
        assert content.status.code == STATUSES[client], "a credit alone is no invoice"
        for code in FORMULAS:
            area = Patcher(books[client]).area(f"fig_{code}")
            shown, value = calculated(found[client], area.sheet, area.cell), kept(content.figures[code].value)
            assert same(value, number(shown) if isinstance(value, float) else shown), (client, code)
    whole = Patcher(books["all"])
    numbers = whole.area("cli_client_id")
    for code in ("order_count", "last_purchase", "purchase_days_12m"):
        column = column_letters(whole.area(f"cli_{code}").left)
        for row in range(numbers.first, numbers.first + len(SOLD)):
            client = calculated(found["all"], numbers.sheet, f"A{row}")
            shown = calculated(found["all"], numbers.sheet, f"{column}{row}")
            value = kept(contents[str(client)].figures[code].value)
            assert same(value, number(shown) if isinstance(value, float) else shown), (client, code)
