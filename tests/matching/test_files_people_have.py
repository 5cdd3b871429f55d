"""Files as tools and people make them, each with what must come out: tables, counts and amounts; the rule behind, never the file."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche import loading
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused

DAY = dt.date(2025, 12, 31)


def load(**files: str) -> Dataset:
    reading = loading.prepare([(f"{name}.csv", text.encode()) for name, text in files.items()])
    dataset = loading.check(reading, loaded_on=DAY)
    assert dataset.rows_in_file == dataset.rows_loaded + len(dataset.set_aside)
    return dataset


def aside(dataset: Dataset) -> dict[str, int]:
    return dict(dataset.set_aside["code"].value_counts().rows())


def test_an_aged_balance_is_a_list_of_clients_and_no_payment() -> None:
    dataset = load(
        b="Balance âgée au 31/12/2025\n\nCode client;Client;Non échu;1-30 j;31-60 j;Plus de 60 j;Total\nC1;Alpha;100,00;50,00;0,00;0,00;150,00\n"
        "C2;Beta;0,00;0,00;20,00;5,00;25,00\nTotal;;100,00;50,00;20,00;5,00;175,00\n"
    )
    assert (len(dataset.clients), len(dataset.payments), aside(dataset)) == (
        2,
        0,
        {"title_row": 1, "total_row": 1},
    )
    assert "aggregated_totals" in dataset.findings["code"].to_list()


@pytest.mark.parametrize("subtotal", ["Sous-total {}", "Total {}", "{} Total", "Sous total client {}"])
def test_subtotals_are_no_sales(subtotal: str) -> None:
    dataset = load(
        v=f"Client;Facture;Date;HT;TTC\nAlpha;F1;12 janv. 2025;100,00;120,00\n{subtotal.format('Alpha')};;;100,00;120,00\n"
        f"Beta;F3;1er mars 2025;10,00;12,00\n{subtotal.format('Beta')};;;10,00;12,00\nTotal général;;;110,00;132,00\n"
    )
    assert aside(dataset) == {"total_row": 3}
    assert dataset.documents["gross"].sum() == Decimal("132.00") and len(dataset.clients) == 2


def test_a_company_called_total_keeps_its_sales() -> None:
    dataset = load(
        v="Client;Facture;Date;TTC\nTotal Énergies;F1;13/01/2025;100,00\nAlpha;F2;14/01/2025;20,00\n"
    )
    assert (len(dataset.documents), aside(dataset)) == (2, {})


def test_a_bank_statement_makes_no_client() -> None:
    with pytest.raises(MatchingRefused) as refusal:
        load(r="Date;Libellé;Débit;Crédit\n13/01/2025;VIR ALPHA FACT F1;;120,00\n14/01/2025;LOYER;500,00;\n")
    assert refusal.value.code == "accounting_entries"


def test_an_empty_column_gives_way_to_one_that_is_filled() -> None:
    dataset = load(
        d="Réf.;Réf. client;Date facturation;Date échéance;Tiers;Ville;Montant HT;Montant TVA;Montant TTC;État\n"
        "FA2501-0001;;13/01/2025;12/02/2025;Alpha;Lyon;100;20;120;Payée\nPROV-3;;15/02/2025;;Beta;Nice;10;2;12;Brouillon\n"
    )
    assert dataset.documents.select("document_id", "client_id").rows() == [("FA2501-0001", "Alpha")]
    assert aside(dataset) == {"draft_document": 1}


def test_lines_after_the_first_that_name_no_client_are_of_its_order() -> None:
    dataset = load(
        o="Commande;Client;Date;Total TTC;Désignation;Quantité;Prix unitaire\n1001;Alpha;13/01/2025;126,00;Vis;2;25,00\n1001;;13/01/2025;;Écrou;1;50,00\n1002;Beta;14/01/2025;12,00;Vis;1;10,00\n"
    )
    assert dataset.documents.select("document_id", "gross").rows() == [
        ("1001", Decimal("126.00")),
        ("1002", Decimal("12.00")),
    ]
    assert aside(dataset) == {} and len(dataset["lines"]) == 2


def test_names_are_the_same_whatever_the_ampersand_case_and_accents() -> None:
    dataset = load(
        clients="Nom;Ville\nÉlectricité Martin;Lyon\nDupont & Fils;Nice\n",
        factures="N° facture;Client;Date;Montant\nF1;ELECTRICITE MARTIN;13/01/2025;1.234,56\nF2;Dupont et Fils;14/01/2025;2.000,00\n",
    )
    assert len(dataset.clients) == 2 and dataset.documents["gross"].sum() == Decimal("3234.56")


def test_years_in_columns_are_kept_and_never_counted() -> None:
    dataset = load(y="Client;2023;2024;2025\nAlpha;1000;2000;3000\nBeta;500;0;20\nTotal;1500;2000;3020\n")
    assert (len(dataset.clients), len(dataset.documents), aside(dataset)) == (2, 0, {"total_row": 1})
    assert '"2024":"2000"' in str(dataset.clients["extra"][0])
