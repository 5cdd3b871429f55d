"""A compiled template gives the workbook that patching it part by part gives: the same cells, formulas, values kept, looks, rows, names and other parts."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from lxml import etree

from fiche.analysis.portfolio import Portfolio
from fiche.dataset import Dataset
from fiche.excel import sheet
from fiche.excel.build import TEMPLATES
from fiche.excel.form import Form
from fiche.excel.patcher import Patcher
from fiche.excel.sheet import client_workbook
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, company, random_company

BLOCKS = frozenset({"block_transactions", "block_contacts", "block_addresses"})


def _many(rows: int) -> Dataset:
    """A client with as many payments as invoices."""
    day = AS_OF.isoformat()
    return dataset(
        [invoice(n, 100 + n, "2026-01-15", "2026-02-14") for n in range(1, rows + 1)],
        [payment(100 + n, day, n) for n in range(1, rows + 1)],
    )


def _tree(element: Any) -> tuple[Any, ...]:
    """A part as it is read: attributes in any order; the rows of a sheet are compared cell by cell."""
    if element.tag.endswith("}sheetData"):
        return ()
    inside = tuple(_tree(one) for one in element if isinstance(one.tag, str))
    return element.tag, dict(element.attrib), (element.text or "").strip(), inside


def _parts(data: bytes) -> Iterator[tuple[str, Any]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            yield name, _tree(etree.fromstring(archive.read(name)))


def _both(
    portfolio: Portfolio, client: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> tuple[bytes, bytes]:
    """The workbook from the compiled template, and patched part by part."""
    compiled = client_workbook(portfolio, client, AS_OF, language)
    with monkeypatch.context() as patched:
        patched.setattr(sheet, "Form", lambda data, _blocks: Patcher(data))
        return compiled, client_workbook(portfolio, client, AS_OF, language)


def _same(compiled: bytes, patched: bytes) -> None:
    assert dict(_parts(compiled)) == dict(_parts(patched))
    found, expected = Patcher(compiled), Patcher(patched)
    assert found.sheet_names == expected.sheet_names and found.names == expected.names
    for name in expected.sheet_names:
        ours, theirs = found.sheet(name).rows, expected.sheet(name).rows
        assert list(ours) == sorted(ours) == list(theirs), name
        for number, row in theirs.items():
            assert ours[number] == row, (name, number)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("client", ["C-00123", "VIDE", "PIEGE", "DEVISES"])
def test_clients_of_traps(client: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _same(*_both(Portfolio(company()), client, language, monkeypatch))


@pytest.mark.parametrize(("rows", "language"), [(1, "fr"), (200, "en"), (2_100, "fr")])
def test_any_number_of_rows(rows: int, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _same(*_both(Portfolio(_many(rows)), "C1", language, monkeypatch))


@pytest.mark.parametrize("seed", range(3))
def test_generated_clients(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio = Portfolio(random_company(seed, clients=2))
    for client in sorted(portfolio.names()):
        _same(*_both(portfolio, client, "fr", monkeypatch))


def test_one_fill_leaves_nothing_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    portfolio = Portfolio(company())
    first = client_workbook(portfolio, "VIDE", AS_OF)
    client_workbook(portfolio, "PIEGE", AS_OF)
    assert client_workbook(portfolio, "VIDE", AS_OF) == first


def test_openpyxl_reads_what_was_put() -> None:
    form = Form((TEMPLATES / "fiche_fr.xlsx").read_bytes(), BLOCKS)
    form.grow({"block_transactions": 30, "block_contacts": 1})
    form.write("client_name", "=cmd|' /C calc'!A0 & <é>")
    form.sheet("Transactions").fill(6, {0: ["F1", "−12"], 6: [None, 5]})
    form.sheet("Transactions").hide(7)
    form.sheet("Fiche").height(form.area("client_name").first, 33)
    book = openpyxl.load_workbook(io.BytesIO(form.content()))
    area = form.area("client_name")
    cell = book[area.sheet][area.cell]
    assert (cell.value, cell.data_type) == ("=cmd|' /C calc'!A0 & <é>", "s")
    rows = book["Transactions"]
    assert [rows["A6"].value, rows["A7"].value, rows["G7"].value] == ["F1", "−12", 5]
    assert rows.row_dimensions[7].hidden and book["Fiche"].row_dimensions[area.first].height == 33
    last = form.area("block_transactions").last
    assert last == 35 and rows[f"H{last}"].value == rows["H6"].value.replace("6", str(last))


def test_what_a_template_lacks_is_refused() -> None:
    form = Form((TEMPLATES / "fiche_fr.xlsx").read_bytes(), BLOCKS)
    form.grow({})
    with pytest.raises(KeyError):
        form.write("nothing", 1)
    with pytest.raises(KeyError):
        form.sheet("Fiche").write("ZZ900", 1)
    with pytest.raises(ValueError, match="Fiche"):
        form.sheet("Fiche").cache(form.area("client_city").cell, 1)
