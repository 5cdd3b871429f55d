"""Sheets as people lay them out: two header lines, several tables one below the other, titles and notes, a client found through another sheet."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche import loading
from fiche.dataset import Dataset
from fiche.loading import Reading

DAY = dt.date(2025, 6, 30)


def read(**files: str) -> Reading:
    return loading.prepare([(f"{name}.csv", text.encode()) for name, text in files.items()])


def loaded(reading: Reading) -> Dataset:
    dataset = loading.check(reading, loaded_on=DAY)
    assert dataset.rows_in_file == dataset.rows_loaded + len(dataset.set_aside)
    return dataset


def aside(dataset: Dataset) -> dict[str, int]:
    return dict(dataset.set_aside["code"].value_counts().rows())


def test_the_second_line_completes_the_first() -> None:
    reading = read(
        factures="Numéro facture;Client;Date;Montant;;\n;;;HT;TVA;TTC\nF1;Alpha;13/01/2025;100,00;20,00;120,00\nF2;Beta;14/01/2025;50,00;10,00;60,00\n"
    )
    (match,) = reading.sheets
    assert (match.table, match.header_row, match.header_lines) == ("documents", 2, 2)
    assert [c.header for c in match.columns][3:] == ["Montant HT", "Montant TVA", "Montant TTC"]
    dataset = loaded(reading)
    assert dataset.documents["gross"].to_list() == [Decimal("120.00"), Decimal("60.00")]
    assert dataset.documents["net"].sum() == Decimal("150.00")


def test_groups_above_the_headers_tell_two_numbers_apart() -> None:
    reading = read(
        ventes="Client;;Facture;;\nNuméro;Nom;Numéro;Date;Montant\nC1;Alpha;F1;13/01/2025;100,00\nC2;Beta;F2;14/01/2025;50,00\n"
    )
    (match,) = reading.sheets
    assert {c: m.header for c, m in match.mapped.items() if "id" in c} == {
        "client_id": "Client Numéro",
        "document_id": "Facture Numéro",
    }
    assert loaded(reading).documents["client_id"].to_list() == ["C1", "C2"]


@pytest.mark.parametrize("title", ["Factures de janvier", "Client;;Facture"])
def test_a_line_above_that_adds_nothing_is_a_title(title: str) -> None:
    reading = read(f=f"{title}\nNuméro facture;Nom client;Date;Montant TTC\nF1;Alpha;13/01/2025;100,00\n")
    assert reading.sheets[0].header_lines == 1
    assert aside(loaded(reading)) == {"title_row": 1}


def test_tables_one_below_the_other() -> None:
    reading = read(
        tout="Clients au 30/06\nNuméro client;Raison sociale;Ville\nC1;Alpha;Lyon\nC2;Beta;Nice\n\nFactures\n"
        "Numéro facture;Numéro client;Date;Montant TTC\nF1;C1;13/01/2025;100,00\nF2;C2;14/01/2025;50,00\n\nTotal;;;150,00\n"
    )
    assert [(m.sheet, m.table, m.header_row) for m in reading.sheets] == [
        ("tout", "clients", 2),
        ("tout · 2", "documents", 7),
    ]
    dataset = loaded(reading)
    assert (len(dataset.clients), len(dataset.documents)) == (2, 2)
    assert aside(dataset) == {"title_row": 2, "total_row": 1}
    assert dataset.documents["source_row"].to_list() == [8, 9], "rows keep the numbers of the sheet"


def test_a_header_repeated_on_every_page_begins_no_table() -> None:
    page = "Numéro facture;Nom client;Date;Montant TTC\nF{0};Alpha;13/01/2025;100,00\n\n"
    reading = read(f="".join(page.format(n) for n in range(3)))
    assert len(reading.sheets) == 1
    dataset = loaded(reading)
    assert (len(dataset.documents), aside(dataset)) == (3, {"repeated_header": 2})


def test_a_note_below_the_table_is_no_client() -> None:
    reading = read(
        c="Numéro client;Raison sociale;Ville\nC1;Alpha;Lyon\nC2;Beta;Nice\n\nÉdité le 30/06/2025 par J. Martin\n"
    )
    dataset = loaded(reading)
    assert dataset.clients["client_id"].to_list() == ["C1", "C2"]
    assert aside(dataset) == {"footer_row": 1}


def test_a_client_found_through_a_table_in_between() -> None:
    reading = read(
        clients="Numéro client;Raison sociale\nC1;Alpha\nC2;Beta\nC3;Gamma\n",
        affaires="Affaire;Client;Chef de projet\nA-10;C1;Zoé\nA-20;C2;Zoé\nA-30;C2;Yann\n",
        factures="Facture;Affaire;Date;Montant TTC\nF1;A-10;13/01/2025;100,00\nF2;A-30;14/01/2025;50,00\nF3;A-20;15/01/2025;25,00\n",
    )
    by_name = {m.sheet: m for m in reading.sheets}
    assert by_name["affaires"].reason == "link_table"
    assert by_name["factures"].columns[-1].header == "Affaire → affaires (Affaire)"
    dataset = loaded(reading)
    assert dataset.documents["client_id"].to_list() == ["C1", "C2", "C2"]
    assert aside(dataset) == {"link_table": 3}


def test_whole_numbers_alone_make_no_link() -> None:
    """Quantities are found among any table's numbers: without a word in common they lead nowhere."""
    reading = read(
        clients="Numéro client;Raison sociale\n1;Alpha\n2;Beta\n3;Gamma\n4;Delta\n",
        factures="Facture;Palettes;Date;Montant TTC\nF1;1;13/01/2025;100,00\nF2;3;14/01/2025;50,00\nF3;2;15/01/2025;25,00\n",
    )
    assert {m.sheet: m.reason for m in reading.sheets}["factures"] == "not_recognised"
