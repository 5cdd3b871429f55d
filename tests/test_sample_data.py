"""The made-up company and the files with faults: the same each time, coherent, of nobody real, and loaded as they promise; it tests no screen."""

import datetime as dt
import io
import json
import re
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from facturx import get_xml_from_pdf
from openpyxl import load_workbook
from stdnum import luhn
from stdnum.eu import vat

from fiche.analysis import Portfolio
from fiche.analysis.follow_up import promises_at
from fiche.dataset import Dataset
from fiche.loading import check, prepare
from fiche.model import TABLES
from fiche.words import normalised
from sample_data import factur_x, ledger
from sample_data.company.expected import LOADED_ON
from sample_data.company.sheets import Company, company
from sample_data.company.words import FRENCH_TOWNS
from sample_data.fault_files import FAULTS, Fault
from sample_data.make import main

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
UNKNOWN = "Couleur préférée du logo"
TABLE_OF = {
    "Clients": "clients", "Factures": "documents", "Paiements": "payments", "Contacts": "contacts", "Adresses": "addresses", "Échanges": "interactions", "Litiges": "disputes", "Promesses": "promises",
}  # fmt: skip


@pytest.fixture(scope="module")
def made() -> Company:
    return company()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    main([str(folder)])
    return folder


def _files(folder: Path) -> dict[str, Path]:
    return {
        p.relative_to(folder).as_posix(): p
        for part in ("demo", "faults")
        for p in (folder / part).rglob("*")
        if p.is_file()
    }


def _content(path: Path) -> object:
    """What a file holds; for a workbook its parts, for a Factur-X its invoice, since another zlib may pack the same parts differently."""
    if path.suffix == ".xlsx" and zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as book:
            return {part.filename: book.read(part) for part in book.infolist()}
    if path.suffix == ".pdf":
        return get_xml_from_pdf(io.BytesIO(path.read_bytes()), check_xsd=True)
    return path.read_bytes()


def test_making_twice_gives_the_same_bytes(written: Path, tmp_path: Path) -> None:
    main([str(tmp_path)])
    first, second = _files(written), _files(tmp_path)
    assert first.keys() == second.keys()
    assert not [name for name in first if first[name].read_bytes() != second[name].read_bytes()]


def test_what_is_kept_is_what_is_made(written: Path) -> None:
    """`make sample` was run after the last change of the generator."""
    kept, made = _files(SAMPLES), _files(written)
    assert kept.keys() == made.keys()
    # A workbook cut in the middle can only be compared where the same zlib packed it.
    assert not [
        name for name in kept if name != "faults/abime.xlsx" and _content(kept[name]) != _content(made[name])
    ]


def test_everything_is_small() -> None:
    assert (SAMPLES / "demo" / "entreprise_demo.xlsx").stat().st_size < 1_000_000
    assert all(path.stat().st_size < 20_000 for path in (SAMPLES / "faults").iterdir())


def test_the_workbook_has_the_rows_that_were_drawn(made: Company) -> None:
    book = load_workbook(SAMPLES / "demo" / "entreprise_demo.xlsx", read_only=True)
    kept = json.loads((SAMPLES / "demo" / "expected.json").read_text("utf-8"))
    for name, rows in made.sheets.items():
        book[name].reset_dimensions()
        read = list(book[name].iter_rows(values_only=True))
        assert read[0] == tuple(rows[0])
        assert len(read) - 1 == len(rows) == kept["rows"][name]
    assert len(made.sheets["Clients"]) == 302
    assert 4_500 < len(made.sheets["Factures"]) < 5_500


def test_headers_are_those_of_the_model(made: Company) -> None:
    """Every header but one is the label of a column or one of its synonyms."""
    for name, rows in made.sheets.items():
        known = {
            normalised(word)
            for column in TABLES[TABLE_OF[name]]
            for word in (column.fr, column.en, *column.synonyms, *column.weak)
        }
        assert {h for h in rows[0] if normalised(h) not in known} == (
            {UNKNOWN} if name == "Clients" else set()
        )


def test_amounts_agree(made: Company) -> None:
    """Net is list price less discount, VAT is the rate on it, gross is their sum, to the cent."""
    for d in made.sales.documents:
        assert abs(d.net - d.before * (1 - d.discount)) <= Decimal("0.005")
        assert abs(d.vat - d.net * d.client.vat_rate) <= Decimal("0.005")
        assert d.gross == d.net + d.vat


def test_it_has_something_of_everything(made: Company) -> None:
    """What the screens show exists: each region, prospects, credit notes of each kind, deposits, refunds, drift, limits passed."""
    clients = made.sheets["Clients"]
    assert {row["Région"] for row in clients} >= set(FRENCH_TOWNS)
    assert {"Prospect", "Inactif", "VIP", "Actif"} <= {row["Statut"] for row in clients}
    bought = {d.client.number for d in made.sales.documents}
    assert sum(row["Numéro client"] not in bought for row in clients) == 17
    invoices = {d.number: d for d in made.sales.documents if not d.is_credit}
    credited = [d for d in made.sales.documents if d.is_credit]
    assert sum(-c.gross > invoices[c.origin].gross for c in credited if c.origin) == 1
    assert sum(not c.origin for c in credited) == 1
    alone = [p for p in made.sales.payments if p.number not in invoices]
    assert {p.amount > 0 for p in alone} == {True, False}
    assert any(d.discount > d.client.granted for d in made.sales.documents)
    assert any(d.due is None for d in invoices.values())


def test_registration_numbers_are_valid(made: Company) -> None:
    for row in made.sheets["Clients"]:
        if row["SIRET"]:
            assert len(row["SIRET"]) == 14
            assert luhn.is_valid(row["SIRET"])
            assert luhn.is_valid(row["SIRET"][:9])
        if row["N° TVA intracommunautaire"]:
            assert vat.is_valid(row["N° TVA intracommunautaire"]), row


def test_nobody_is_real(made: Company) -> None:
    """Addresses of exemple.fr only, telephone numbers of the blocks kept for fiction, firms of a block of numbers looked up nowhere."""
    fiction = ("01 99 00 ", "02 61 91 ", "03 53 01 ", "04 65 71 ", "05 36 49 ", "06 39 98 ")
    cells = [
        value
        for rows in made.sheets.values()
        for row in rows
        for value in row.values()
        if isinstance(value, str)
    ]
    mails = [cell for cell in cells if "@" in cell]
    assert len(mails) > 500
    assert all(re.fullmatch(r"[a-z.\-]+@[a-z0-9\-]+\.exemple\.fr", mail) for mail in mails)
    assert all(site.endswith(".exemple.fr") for site in cells if site.startswith("www."))
    phones = [cell for cell in cells if re.fullmatch(r"\d\d( \d\d){4}", cell)]
    assert len(phones) > 800
    assert all(phone.startswith(fiction) for phone in phones)
    assert all(row["SIRET"].startswith("29") for row in made.sheets["Clients"] if row["SIRET"])


def test_each_fault_is_described() -> None:
    told = (SAMPLES / "faults" / "README.md").read_text("utf-8")
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
    assert all(f"| `{fault.name}` |" in told and fault.says.endswith(".") for fault in FAULTS)
    assert all(bool(fault.refused) != bool(fault.rows) for fault in FAULTS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_is_answered_as_it_says(fault: Fault) -> None:
    """Refused with its code and a sentence, or loaded with these rows, this total, these rows set aside and these findings."""
    reading = prepare([(fault.name, SAMPLES / "faults" / fault.name)])
    answer = reading.files[0]
    assert (answer.code or "") == fault.refused
    if fault.refused:
        assert answer.message
        assert fault.name in answer.message
        return
    found = check(reading, loaded_on=LOADED_ON)
    assert {name: table.height for name, table in found.tables.items() if table.height} == fault.rows
    assert f"{found.documents['gross'].sum():.2f}" == fault.gross
    assert Counter(found.set_aside["code"]) == fault.aside
    told = Counter(found.findings["code"])
    assert {code: told[code] for code in fault.findings} == fault.findings


@pytest.fixture(scope="module")
def loaded(demo: Path) -> Dataset:
    return check(prepare([(demo.name, demo)]), loaded_on=LOADED_ON)


def test_the_demo_loads_whole(loaded: Dataset, made: Company) -> None:
    """Every row is loaded; beyond them only the payments that «Payée» without a payment implies."""
    assert loaded.set_aside.is_empty()
    assert loaded.rows_loaded == loaded.rows_in_file == sum(map(len, made.sheets.values()))
    for sheet, table in TABLE_OF.items():
        frame = loaded.tables[table]
        real = frame.filter(~frame["implied"]) if table == "payments" else frame
        assert real.height == len(made.sheets[sheet])


def test_codes_are_kept_to_the_letter(loaded: Dataset, made: Company) -> None:
    """Postcodes of every country, SIRET and client numbers come back as written."""
    for column, header in (
        ("client_id", "Numéro client"),
        ("postal_code", "Code postal"),
        ("siret", "SIRET"),
    ):
        assert loaded.clients.sort("client_id")[column].to_list() == [
            row[header] or None for row in made.sheets["Clients"]
        ]


def test_the_demo_figures_are_those_worked_out_apart(loaded: Dataset) -> None:
    """At three dates, to the cent: plain loops over the sheets on one side, the application on the other."""
    portfolio = Portfolio(loaded)
    for day, expected in json.loads((SAMPLES / "demo" / "expected.json").read_text("utf-8"))["at"].items():
        as_of = dt.date.fromisoformat(day)
        figures, aged = portfolio.figures(as_of), portfolio.aged(as_of)
        buckets = expected.pop("buckets")
        assert {code: f"{figures[code].value:.2f}" for code in expected} == expected
        assert {bucket: f"{aged.buckets[bucket]:.2f}" for bucket in buckets} == buckets
        assert aged.difference == 0


def test_broken_promises_are_those_worked_out_apart(loaded: Dataset) -> None:
    expected = json.loads((SAMPLES / "demo" / "expected.json").read_text("utf-8"))["broken_promises"]
    found = {
        day: promises_at(loaded, dt.date.fromisoformat(day))["standing"].to_list().count("broken")
        for day in expected
    }
    assert found == expected and sum(found.values()) > 5


def test_the_ledger_gives_the_balances_of_its_client_lines() -> None:
    path = SAMPLES / "demo" / ledger.NAME
    dataset = check(prepare([(path.name, path)]), loaded_on=LOADED_ON)
    rows = [line.split("\t") for line in path.read_text("cp1252").splitlines()[1:]]
    amounts = [
        Decimal(r[11].replace(",", ".")) - Decimal(r[12].replace(",", ".")) for r in rows if r[4] == "411000"
    ]
    assert dataset.documents["gross"].sum() - dataset.payments["amount"].sum() == sum(amounts)
    assert dataset.payments["document_key"].null_count() < len(dataset.payments) / 2


def test_the_csv_pair_loads_whole() -> None:
    files = [(name, SAMPLES / "demo" / name) for name in ("clients.csv", "factures.csv")]
    found = check(prepare(files), loaded_on=LOADED_ON)
    assert found.clients.height == 25
    assert found.set_aside.is_empty()
    assert found.rows_loaded == found.rows_in_file == 25 + found.documents.height


def test_the_factur_x_invoices_are_read_as_the_company_s_sales(written: Path) -> None:
    files = sorted((written / "demo").glob("factur-x_*.pdf"))
    found = check(prepare([(f.name, f) for f in files]), loaded_on=LOADED_ON, own_siren=factur_x.SIREN)
    rows = found.documents.sort("document_id").select("document_id", "gross", "related_document").rows()
    assert rows == [
        ("AX-2026-001", Decimal("-144.00"), "FX-2026-001"),
        ("FX-2026-001", Decimal("1008.00"), None),
        ("FX-2026-002", Decimal("1500.60"), None),
    ]
    assert found.set_aside.is_empty()
