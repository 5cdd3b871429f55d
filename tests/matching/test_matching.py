"""What a sheet is taken for: by its headers in two languages, its values, its name; and what corrections change."""

import time
from typing import Any

import pytest

from fiche import loading, matching
from fiche.model import TABLES, Table
from fiche.reading.raw import RawSheet
from fiche.synonyms import EXACT, candidates


def sheet(content: str, name: str = "feuille.csv") -> RawSheet:
    (file,) = loading.prepare([(name, content.encode())]).loaded
    return file.sheets[0]


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_label_means_its_own_column(table: Table, language: str) -> None:
    for column in table:
        found = candidates(table, getattr(column, language))
        assert found.get(column.name) == EXACT, column.name


def test_headers_below_a_title() -> None:
    raw = sheet(
        "Entreprise Dupont;;\nÉtat au 31/12/2025;;\n;;\nNuméro client;Raison sociale;Ville\nC1;Alpha;Lyon\nC2;Beta;Nice\n"
    )
    match = matching.propose(raw)
    assert (match.table, match.header_row, match.rows) == ("clients", 4, 2)


@pytest.mark.parametrize(
    ("headers", "columns"),
    [
        ("N° facture;N° client;Date;Échéance;Montant HT;TVA;Montant TTC", "document_id client_id date due_date net_amount vat_amount gross_amount"),
        ("Invoice No.;Customer No.;Invoice Date;Due Date;Subtotal;Tax;Total", "document_id client_id date due_date net_amount vat_amount gross_amount"),
        ("InvoiceNumber;customerID;InvoiceDate;DueDate;net;vat;InvoiceAmount", "document_id client_id date due_date net_amount vat_amount gross_amount"),
    ],
)  # fmt: skip
def test_french_and_english(headers: str, columns: str) -> None:
    raw = sheet(
        f"{headers}\nF1;C1;13/01/2025;12/02/2025;100,00;20,00;120,00\nF2;C2;14/01/2025;13/02/2025;10,00;2,00;12,00"
    )
    match = matching.propose(raw)
    assert match.table == "documents"
    assert [c.column for c in match.columns] == columns.split()


def test_abbreviations() -> None:
    raw = sheet(
        "N° Fact.;Cli.;Dt fact;Ech.;Mt HT;Mt TTC\nF1;Alpha;13/01/2025;12/02/2025;100,00;120,00\nF2;Beta;14/01/2025;13/02/2025;1,00;1,20\n"
    )
    columns = [c.column for c in matching.propose(raw).columns]
    assert columns == ["document_id", "client_id", "date", "due_date", "net_amount", "gross_amount"]


def test_one_misspelt_word_is_recognised_with_less_confidence() -> None:
    match = matching.propose(sheet("client_nom;feature_id;montant_factture\nAlpha;F1;100\nBeta;F2;50\n"))
    assert [c.column for c in match.columns] == ["client_name", "document_id", "gross_amount"]
    assert match.columns[2].confidence < 0.8 < match.columns[0].confidence


def test_values_that_cannot_be_refuse_a_header() -> None:
    match = matching.propose(
        sheet("Numéro facture;Numéro client;Date;Montant TTC\nF1;C1;bleu;100\nF2;C2;vert;50\nF3;C1;rose;10\n")
    )
    assert match.columns[2].column is None


def test_a_hidden_sheet_is_off_by_default() -> None:
    raw = sheet("Numéro client;Raison sociale\nC1;Alpha\n")
    hidden = RawSheet(raw.file, raw.name, raw.columns, raw.height, hidden=True)
    assert (matching.propose(hidden).table, matching.propose(hidden).reason) == (None, "hidden_sheet")


def test_corrections() -> None:
    raw = sheet("Numéro client;Raison sociale;Valeur\nC1;Alpha;7\nC2;Beta;8\n")
    match = matching.propose(raw)
    assert match.table == "clients" and match.columns[2].column is None
    moved = matching.with_column(match, 2, "client_id")
    assert [c.column for c in moved.columns] == [None, "name", "client_id"]
    left_out = matching.with_table(match, raw, None)
    assert (left_out.table, left_out.reason, left_out.mapped) == (None, "not_chosen", {})
    back: Any = matching.with_table(left_out, raw, "clients")
    assert [c.column for c in back.columns] == [c.column for c in match.columns]
    lower = matching.with_header_row(match, raw, 2)
    assert (lower.header_row, lower.rows) == (2, 1)


def test_a_repeated_header_gets_a_number() -> None:
    match = matching.propose(sheet("Numéro client;Raison sociale;Phone;Phone\nC1;Alpha;01;02\n"))
    assert [c.header for c in match.columns][2:] == ["Phone", "Phone (2)"]


def test_thousands_of_columns_take_seconds() -> None:
    """The time grew with the square of the number of columns: more than a minute for this file. Those beyond are kept under their header."""
    others = range(4_000)
    raw = sheet(
        "Numéro client;Raison sociale;" + ";".join(f"Mesure {i}" for i in others) + "\n"
        "C1;Alpha;" + ";".join("1" for _ in others) + "\n"
    )
    started = time.monotonic()
    match = matching.propose(raw)
    assert time.monotonic() - started < 40
    assert (match.table, sorted(match.mapped)) == ("clients", ["client_id", "name"])
    assert match.columns[-1].header == "Mesure 3999"
