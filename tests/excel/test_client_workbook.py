"""A client's workbook: the cached values are the analysis's, empty is empty, text is text, and it holds no formula but ours."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import openpyxl
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from fiche.analysis.figures import ClientRecord, Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.settings import Settings
from fiche.errors import UnknownClient
from fiche.excel.build import TEMPLATES
from fiche.excel.fill_figures import shown
from fiche.excel.indicators import FORMULAS, MONTHS
from fiche.excel.patcher import Patcher
from fiche.excel.sheet import client_workbook, workbook_name
from fiche.excel.values import clean
from fiche.model import TABLES
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, HOSTILE, company, random_company
from tests.excel.office import as_shown, formulas, part, same, values

CLIENTS = ("C-00123", "VIDE", "PIEGE", "DEVISES")


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    """The company of traps."""
    return Portfolio(company())


@pytest.fixture(scope="module")
def books(portfolio: Portfolio) -> dict[str, bytes]:
    """Each client's workbook."""
    return {client: client_workbook(portfolio, client, AS_OF) for client in CLIENTS}


def named(data: bytes) -> Mapping[str, Any]:
    """What the named cells show."""
    book, cells = Patcher(data), values(data)
    areas = {name: book.area(name) for name in book.names}
    return {name: cells.get((a.sheet, a.cell)) for name, a in areas.items() if a.first == a.last}


@pytest.mark.parametrize("client", CLIENTS)
def test_cached_figures_are_the_analysis_s_to_the_cent(client: str, portfolio: Portfolio, books: Mapping[str, bytes]) -> None:  # fmt: skip
    currency = "USD" if client == "DEVISES" else "EUR"
    figures = portfolio.figures(AS_OF, client, Filters(currency=currency))
    found = named(books[client])
    for code in FORMULAS:
        assert same(as_shown(shown(figures[code])), found[f"fig_{code}"]), code
    assert found["as_of"] == as_shown(AS_OF)
    assert found["aged_total"] == float(
        portfolio.aged(AS_OF, client, Filters(currency=currency)).clients_total
    )
    assert found["exported_balance"] == found["fig_balance"]


def test_cached_rows_are_the_analysis_s(portfolio: Portfolio, books: Mapping[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(books["C-00123"]), data_only=True)["Transactions"]
    rows = {(sheet.cell(n, 1).value, sheet.cell(n, 3).value): n for n in range(6, 25)}
    expected = portfolio.transactions("C-00123", AS_OF)
    assert len(expected) == 17
    for line in expected.to_dict("records"):
        day = None if line["date"] != line["date"] else line["date"].to_pydatetime()
        number = line["document_id"] if isinstance(line["document_id"], str) else None
        n = rows[number, day]
        assert sheet.cell(n, 8).value == float(line["applied"])
        assert sheet.cell(n, 9).value == float(line["open_amount"])
        assert sheet.cell(n, 14).value == float(line["unapplied_rest"])


def test_what_comes_later_is_there_and_not_counted(books: Mapping[str, bytes]) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(books["C-00123"]), data_only=True)["Transactions"]
    assert [(sheet.cell(n, 1).value, sheet.cell(n, 12).value, sheet.cell(n, 9).value) for n in (6, 7)] == [
        ("F0018", "À venir", None),
        ("F0009", "À venir", None),
    ]


def test_every_declared_column_of_the_client_is_there(
    portfolio: Portfolio, books: Mapping[str, bytes]
) -> None:
    found, fields = named(books["C-00123"]), portfolio.client("C-00123").fields
    for column in TABLES["clients"]:
        value = fields[column.name]
        expected = "Oui" if column.type == "flag" else as_shown(value)
        assert same(found[f"client_{column.name}"], expected), column.name
    sheet = openpyxl.load_workbook(io.BytesIO(books["C-00123"]))["Fiche"]
    texts = [c.value for row in sheet.iter_rows() for c in row]
    assert {c.fr for c in TABLES["clients"]} <= set(texts)
    assert {"Couleur préférée", "bleu", "=Score", "-12,5"} <= set(texts)


def test_what_is_missing_is_empty_never_zero(books: Mapping[str, bytes]) -> None:
    found = named(books["VIDE"])
    for column in TABLES["clients"]:
        assert found[f"client_{column.name}"] is None or column.name == "client_id"
    assert found["client_title"] == "VIDE"
    assert (found["fig_growth"], found["fig_days_to_pay"], found["fig_last_purchase"]) == ("—", "—", "—")
    assert found["tile_days_to_pay"] == "—" and found["versus_revenue_12m"] == "—"
    assert (found["fig_outstanding"], found["fig_balance"]) == (0, 0)


def test_hostile_values_are_read_back_as_they_are(books: Mapping[str, bytes]) -> None:
    sheets = CalamineWorkbook.from_filelike(io.BytesIO(books["PIEGE"]))
    rows = sheets.get_sheet_by_name("Transactions").to_python(skip_empty_area=False)
    assert [row[0] for row in rows[5 : 5 + len(HOSTILE)]] == list(reversed(HOSTILE))
    assert [row[4] for row in rows[5 : 5 + len(HOSTILE)]] == list(reversed(HOSTILE))
    paid = sheets.get_sheet_by_name("Paiements").to_python(skip_empty_area=False)
    assert [row[4] for row in paid[5 : 5 + len(HOSTILE)]] == list(reversed(HOSTILE))
    people = sheets.get_sheet_by_name("Contacts").to_python(skip_empty_area=False)
    assert [row[2] for row in people[6 : 6 + len(HOSTILE)]] == list(HOSTILE)
    first = [
        value for row in sheets.get_sheet_by_name("Fiche").to_python(skip_empty_area=False) for value in row
    ]
    assert set(HOSTILE) <= set(first)


@pytest.mark.parametrize("client", CLIENTS)
def test_no_formula_but_ours_and_no_link(client: str, books: Mapping[str, bytes]) -> None:
    rows = re.compile(r"(?<=[A-Z$])\d+|(?<=EDATE\(DATE\(YEAR\(as_of\),MONTH\(as_of\),1\),)-?\d+")
    ours = {rows.sub("0", f) for f in formulas((TEMPLATES / "fiche_fr.xlsx").read_bytes()).values()}
    assert {rows.sub("0", f) for f in formulas(books[client]).values()} <= ours
    with zipfile.ZipFile(io.BytesIO(books[client])) as archive:
        everything = {name: archive.read(name) for name in archive.namelist()}
    assert not [
        n for n, content in everything.items() if n.startswith("xl/") and b"<hyperlink" in content.lower()
    ]
    assert not [
        n for n, content in everything.items() if n.endswith(".rels") and b'TargetMode="External"' in content
    ]


@pytest.mark.parametrize("text", ["\ud800 seul", "a\x00b\x0c", "x" * 40_000, "un\r\ndeux"])
def test_what_a_cell_cannot_hold_is_cleaned(text: str) -> None:
    book = Patcher((TEMPLATES / "fiche_fr.xlsx").read_bytes())
    book.write("client_notes", text)
    found = CalamineWorkbook.from_filelike(io.BytesIO(book.content())).get_sheet_by_name("Fiche").to_python()
    assert clean(text) in [value for row in found for value in row]


def test_several_currencies_count_one_and_show_no_sign(
    books: Mapping[str, bytes], portfolio: Portfolio
) -> None:
    found = named(books["DEVISES"])
    assert (found["main_currency"], found["fig_outstanding"]) == ("USD", 250)
    assert "€" not in part(books["DEVISES"], "xl/styles.xml") and "$&quot;" not in part(
        books["DEVISES"], "xl/styles.xml"
    )
    sheet = openpyxl.load_workbook(io.BytesIO(books["DEVISES"]), data_only=True)["Transactions"]
    currency = Patcher(books["DEVISES"]).area("tx_currency").left + 1
    assert [(sheet.cell(n, currency).value, sheet.cell(n, 12).value) for n in (6, 7, 8)] == [("EUR", "Autre devise"), ("USD", "En retard"), ("USD", "En retard")]  # fmt: skip


def test_another_currency_has_its_sign() -> None:
    data = client_workbook(Portfolio(dataset([invoice(1, 10, currency="CHF")])), "C1", AS_OF)
    styles = part(data, "xl/styles.xml")
    assert "&quot;CHF&quot;" in styles and "€" not in styles


def test_gross_amounts_are_called_so() -> None:
    portfolio = Portfolio(dataset([invoice(1, 10, net_is_gross=True)]))
    data = client_workbook(portfolio, "C1", AS_OF)
    sheet = openpyxl.load_workbook(io.BytesIO(data))
    assert named(data)["tile_label_revenue_12m"] == "CA 12 mois (TTC)"
    assert sheet["Transactions"]["F5"].value == "CA (TTC)"


@pytest.mark.parametrize(
    "limits", [(30,), (15, 45), (10, 20, 30, 40, 50, 60), (5, 10, 15, 20, 25, 30, 35, 40)]
)
def test_any_limits(limits: tuple[int, ...]) -> None:
    portfolio = Portfolio(random_company(4), Settings(bucket_limits=limits))
    found = named(client_workbook(portfolio, "R1", AS_OF))
    aged = portfolio.aged(AS_OF, "R1")
    shown_buckets = [v for k, v in found.items() if k.startswith("aged_") and k != "aged_total"]
    assert round(sum(shown_buckets), 2) == float(aged.clients_total) == found["aged_total"]
    assert found["aged_late_1"] == float(aged.buckets[f"1-{limits[0]}"])
    assert found["proofs_sentence"] == "Contrôles : tous justes"


def test_the_chart_keeps_what_its_cells_hold(portfolio: Portfolio, books: Mapping[str, bytes]) -> None:
    chart = part(books["C-00123"], "xl/charts/chart1.xml")
    series = re.findall(r"<c:val>.*?</c:val>", chart)
    assert len(series) == 2
    invoiced = [float(v) for v in re.findall(r"<c:v>([-\d.]+)</c:v>", series[0])]
    assert invoiced == portfolio.evolution("C-00123", AS_OF, MONTHS)["invoiced"].tolist()


def test_lists_have_their_rows(books: Mapping[str, bytes]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(books["C-00123"]), data_only=True)
    assert [book["Contacts"].cell(n, 3).value for n in (7, 8, 9)] == ["Martin", "Paul  Durand", "Zoé"]
    texts = [c.value for row in book["Fiche"].iter_rows() for c in row if c.value]
    assert {
        "Mme Claire Martin",
        "Paul Durand",
        "04 72 00 00 00 +33 6 12 34 56 78",
        "01000 Bourg-en-Bresse",
    } <= set(texts)
    exchanges = [
        row[0].value for row in book["Échanges"].iter_rows() if isinstance(row[0].value, dt.datetime)
    ]
    assert exchanges[1:] == sorted(exchanges[1:], reverse=True) and len(exchanges) == 8
    assert "Litiges" in [row[0].value for row in book["Échanges"].iter_rows()]
    assert any(str(t).startswith("1 facture en retard") for t in texts)


def test_the_english_workbook_speaks_english(portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own words; the sentences of the catalogue are another test's subject."""
    monkeypatch.setattr("fiche.i18n.catalogue", lambda language: {})
    data = client_workbook(portfolio, "C-00123", AS_OF, "en")
    book, found = openpyxl.load_workbook(io.BytesIO(data), data_only=True), named(data)
    assert book.sheetnames[:4] == ["Client", "Transactions", "Instalments", "Payments"]
    assert (book["Transactions"]["B6"].value, found["proofs_sentence"]) == (
        "Credit note",
        "Checks: all correct",
    )
    assert found["client_number"] == "Client no. C-00123 · EUR"
    french = named(client_workbook(portfolio, "C-00123", AS_OF))
    amounts = {k: v for k, v in found.items() if isinstance(v, int | float)}
    assert amounts == {k: v for k, v in french.items() if isinstance(v, int | float)}


def test_the_same_client_gives_the_same_bytes(portfolio: Portfolio, books: Mapping[str, bytes]) -> None:
    assert client_workbook(portfolio, "C-00123", AS_OF) == books["C-00123"]


def test_an_unknown_client_is_refused(portfolio: Portfolio) -> None:
    with pytest.raises(UnknownClient):
        client_workbook(portfolio, "personne", AS_OF)


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("C-00123", "DUPONT & FILS SARL", "Fiche C-00123 DUPONT FILS SARL 2026-11-24.xlsx"),
        ("C1", None, "Fiche C1 2026-11-24.xlsx"),
        ("../../etc", "..\\..\\x", "Fiche .._.._etc .._.._x 2026-11-24.xlsx"),
        ("CON", "nul.xlsx", "Fiche CON nul.xlsx 2026-11-24.xlsx"),
        ("a/b", 'c:d*?"<>|', "Fiche a_b c_d_ 2026-11-24.xlsx"),
        ("1", "\u202egpj\x00\n👩", "Fiche 1 _gpj_ 2026-11-24.xlsx"),
        ("1", "Été. ", "Fiche 1 Été 2026-11-24.xlsx"),
    ],
)
def test_a_file_name_that_every_system_accepts(number: str, name: str | None, expected: str) -> None:
    assert workbook_name(called(number, name), AS_OF) == expected


@pytest.mark.parametrize("name", ["x" * 300, "語" * 300, "\ud800" * 5])
def test_a_long_file_name_is_cut_before_its_date(name: str) -> None:
    made = workbook_name(called("1", name), AS_OF)
    assert len(made) <= 100 and len(made.encode()) <= 200 and made.endswith(" 2026-11-24.xlsx")


def called(number: str, name: str | None) -> ClientRecord:
    """A client of that number and name."""
    none = pd.DataFrame()
    return ClientRecord({"client_id": number, "name": name}, contacts=none, addresses=none, interactions=none, disputes=none, promises=none)  # fmt: skip


def test_a_payment_that_its_number_would_lead_astray_keeps_its_document() -> None:
    """Two documents of one number, a star: the link is a constant, not a lookup."""
    documents = [
        invoice(1, 100, "2026-01-01", document_id="DOUBLE"),
        invoice(2, 50, "2026-02-01", document_id="double"),
        invoice(3, 30, "2026-03-01", document_id="A*"),
        invoice(4, 30, "2026-04-01", document_id="AB"),
    ]
    data = client_workbook(Portfolio(dataset(documents, [payment(100, "2026-05-01", 1), payment(30, "2026-05-02", 3), payment(50, "2026-05-03", 2)])), "C1", AS_OF)  # fmt: skip
    book = Patcher(data)
    keys = book.area("pay_key")
    column = re.sub(r"\d", "", keys.cell)
    sheet = book.sheet(keys.sheet)
    assert [(sheet.text(f"{column}{n}"), sheet.formula(f"{column}{n}") is None) for n in (6, 7, 8)] == [("3", False), ("2", True), ("4", True)]  # fmt: skip
