"""Balances brought forward in the workbooks, as LibreOffice works them out: owed, in the balance, and no invoice; as on screen."""

import io
from pathlib import Path

import pytest

from fiche.analysis.portfolio import Portfolio
from fiche.excel.contents import gather
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.workbook import portfolio_workbook
from fiche.excel.references import column_letters
from fiche.excel.sheet import filled
from tests.checking.ledgers import TODAY, fec, load, opening, payment, sale
from tests.excel.office import calculated, differences, kept, number, recalculated, same

pytestmark = pytest.mark.soffice
# The first year's invoice of C1 explains part of what the second year opens with; nothing was known of C2 and C3 before.
FIRST = (sale("1", "20250310", "C1", "300.00", "F25-1"),)
SECOND = (
    opening("20260101", {"C1": "500.00", "C2": "90.00", "C3": "-40.00"}),
    sale("1", "20260113", "C1", "120.00", "FA1"),
    payment("2", "20260301", "C1", "120.00", label="VIR FA1"),
)
SOLD = {"C1": 2, "C2": 0, "C3": 0}


def test_screen_and_workbooks_count_the_same_invoices(tmp_path: Path) -> None:
    portfolio = Portfolio(load(fec(*FIRST, year=2025), fec(*SECOND)))
    out = io.BytesIO()
    portfolio_workbook(portfolio, TODAY, out)
    contents = {client: gather(portfolio, client, TODAY) for client in SOLD}
    books = {client: filled(content, "fr") for client, content in contents.items()} | {"all": out.getvalue()}
    found = recalculated(books, tmp_path)
    assert not [line for name, book in books.items() for line in differences(book, found[name])]
    for client, content in contents.items():
        assert content.figures["order_count"].value == SOLD[client]
        assert (content.status.code == "prospect") == (client == "C3"), "a credit alone is no invoice"
        for code in FORMULAS:
            area = Patcher(books[client]).area(f"fig_{code}")
            shown, value = calculated(found[client], area.sheet, area.cell), kept(content.figures[code].value)
            assert same(value, number(shown) if isinstance(value, float) else shown), (client, code)
    whole = Patcher(books["all"])
    numbers = whole.area("cli_client_id")
    column = column_letters(whole.area("cli_order_count").left)
    counts = {
        calculated(found["all"], numbers.sheet, f"A{row}"): number(
            calculated(found["all"], numbers.sheet, f"{column}{row}")
        )
        for row in range(numbers.first, numbers.first + len(SOLD))
    }
    assert counts == {client: float(count) for client, count in SOLD.items()}
