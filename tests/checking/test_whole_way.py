"""Who is whose client, whatever writes the name; what is undefined stays undefined; and no row of any file is lost."""

import datetime as dt
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche import loading
from fiche.dataset import Dataset

LOADED_ON = dt.date(2025, 6, 30)
CLIENTS = "Numéro client;Raison sociale\nC1;Alpha\nC2;Bêta\nC3;Gamma"
BY_NUMBER = "Numéro de facture;Numéro client;Date de facture;Montant TTC"
BY_NAME = "Numéro de facture;Nom du client;Date de facture;Montant TTC"
FLAT = "Numéro client;Nom du client;Ville;Numéro de facture;Date de facture;Montant TTC"


def load(**files: str) -> Dataset:
    reading = loading.prepare([(f"{name}.csv", content.encode()) for name, content in files.items()])
    return loading.check(reading, loaded_on=LOADED_ON)


def codes(dataset: Dataset) -> set[str]:
    return set(dataset.findings["code"]) | set(dataset.set_aside["code"])


def owners(dataset: Dataset) -> dict[str, str]:
    return dict(dataset.documents.select("document_id", "client_id").iter_rows())


def lawful(dataset: Dataset) -> None:
    """What analysis relies on."""
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    clients = dataset.clients["client_id"]
    assert clients.null_count() == 0 and clients.is_unique().all()
    for name in ("documents", "payments", "contacts", "addresses", "interactions", "disputes"):
        assert dataset[name]["client_id"].is_in(clients.implode()).all(), name
    documents = dataset.documents
    assert documents["document_key"].is_unique().all()
    assert documents["gross"].null_count() == documents["net"].null_count() == 0
    assert (
        ((documents["gross"] < 0) == (documents["kind"] == "credit_note"))
        .filter(documents["gross"] != 0)
        .all()
    )
    assert dataset.payments["document_key"].drop_nulls().is_in(documents["document_key"].implode()).all()


def test_clients_by_name_whatever_its_accents_and_capitals() -> None:
    dataset = load(
        clients=CLIENTS,
        factures=f"{BY_NAME}\nF1;ALPHA;13/01/2025;10\nF2;beta;14/01/2025;20\nF3;Delta;15/01/2025;30",
    )
    assert owners(dataset) == {"F1": "C1", "F2": "C2", "F3": "Delta"}
    assert "client_from_documents" in codes(dataset)


def test_a_name_in_the_number_s_column() -> None:
    dataset = load(clients=CLIENTS, factures=f"{BY_NUMBER}\nF1;Alpha;13/01/2025;10\nF2;C2;14/01/2025;20")
    assert owners(dataset) == {"F1": "C1", "F2": "C2"} and "client_by_name" in codes(dataset)


def test_one_name_in_two_writings_is_one_client_without_a_client_file() -> None:
    dataset = load(
        factures=f"{BY_NAME}\nF1;ALPHA;13/01/2025;10\nF2;Alpha;14/01/2025;20",
        paiements="Nom du client;Date de paiement;Montant\nalpha;15/01/2025;5",
    )
    lawful(dataset)
    assert owners(dataset) == {"F1": "ALPHA", "F2": "ALPHA"}
    assert dataset.payments["client_id"].to_list() == ["ALPHA"] and len(dataset.set_aside) == 0


def test_a_name_alone_leads_to_the_number_that_bears_it() -> None:
    dataset = load(
        ventes=f"{FLAT}\n7;Alpha;Lyon;F1;13/01/2025;10\n;Alpha;Lyon;F2;14/01/2025;20\n8;Beta;Metz;F3;14/01/2025;20"
    )
    assert owners(dataset) == {"F1": "7", "F2": "7", "F3": "8"} and len(dataset.clients) == 2


def test_a_name_that_several_bear_gets_a_sheet_of_its_own() -> None:
    dataset = load(
        clients="Numéro client;Raison sociale\nC1;Martin\nC2;Martin\nC3;Gamma",
        factures=f"{BY_NAME}\nF1;Martin;13/01/2025;10\nF2;MARTIN;14/01/2025;20",
    )
    lawful(dataset)
    assert owners(dataset) == {"F1": "Martin", "F2": "Martin"} and len(dataset.clients) == 4
    assert {"same_name", "ambiguous_name"} <= codes(dataset)


def test_identical_names_without_numbers_stay_distinct_from_their_invoices() -> None:
    dataset = load(
        clients="Raison sociale;Ville\nMartin;Lyon\nMartin;Paris\nGamma;Metz\nDelta;Brest",
        factures=f"{BY_NAME}\nF1;Martin;13/01/2025;10\nF2;Gamma;14/01/2025;20",
    )
    lawful(dataset)
    assert owners(dataset) == {"F1": "Martin (3)", "F2": "Gamma"} and len(dataset.clients) == 5


def test_a_flat_sheet_beside_a_client_file_describes_nobody_twice() -> None:
    dataset = load(
        clients="Numéro client;Raison sociale\n001;Alpha\n002;Beta",
        ventes=f"{FLAT}\n1;Alpha;Lyon;F1;13/01/2025;10\n;BETA;Metz;F2;14/01/2025;20\n9;Gamma;Brest;F3;14/01/2025;20",
    )
    lawful(dataset)
    assert owners(dataset) == {"F1": "001", "F2": "002", "F3": "9"}
    assert dataset.clients.filter(pl.col("client_id") == "9")["city"].to_list() == ["Brest"]


def test_a_client_listed_twice_is_kept_once_and_said() -> None:
    dataset = load(clients="Numéro client;Raison sociale\nC1;Alpha\nC1;Alpha bis\nC3;Gamma")
    assert dataset.clients["name"].to_list() == ["Alpha", "Gamma"]
    assert dataset.set_aside["code"].to_list() == ["duplicate_client"]


def test_repeated_headers_and_totals_are_no_invoices() -> None:
    rows = f"F1;Alpha;13/01/2025;10\n{BY_NAME}\nF2;Alpha;14/01/2025;20\n;;;\nTotal;;;30\nSous-total;;;30\n;Total Énergies;15/01/2025;40"
    dataset = load(factures=f"{BY_NAME}\n{rows}")
    assert dataset.documents["gross"].sum() == 70 and dataset.rows_in_file == 6
    assert sorted(dataset.set_aside["code"]) == ["repeated_header", "total_row", "total_row"]


@pytest.mark.parametrize(
    "status",
    [
        "En attente de règlement",
        "Facture non payée",
        "À régler",
        "Solde dû",
        "1ère relance",
        "Payée en partie",
    ],
)
def test_what_is_not_paid_is_never_paid_on_its_own(status: str) -> None:
    assert len(load(factures=f"{BY_NUMBER};Statut\nF1;C1;13/01/2025;100;{status}").payments) == 0


def test_undefined_is_never_nought() -> None:
    head = "Numéro de facture;Numéro client;Date de facture;Montant HT;Montant TTC;Remise"
    dataset = load(
        factures=f"{head}\nF1;C1;;10;;\nF2;C1;14/01/2025;;12;\nF3;C1;15/01/2025;0;0;\nF4;C1;15/01/2025;;abc;\nF5;C1;15/01/2025;;;"
    )
    assert dataset.documents["gross"].to_list() == [Decimal(10), Decimal(12), Decimal(0)]
    assert sorted(dataset.set_aside["code"]) == ["missing_amount", "unreadable_amount"]
    nothing = dataset.documents.select(
        "due_date",
        "vat_amount",
        "paid_amount",
        "open_amount",
        "discount",
        "before_discount",
        "cost",
        "disputed",
    )
    assert all(column.null_count() == len(column) for column in nothing)
    assert dataset.documents["date"].null_count() == 1 and len(dataset.payments) == 0


def test_payments_find_the_invoice_of_their_own_client() -> None:
    dataset = load(
        factures=f"{BY_NUMBER}\nF1;C1;13/01/2025;100\nF1;C2;13/01/2025;50",
        paiements="Numéro client;Facture réglée;Date de paiement;Montant\nC2;F1;20/01/2025;50\nC1;;21/01/2025;5\n;F1;22/01/2025;1\nC1;F1;;3",
    )
    lawful(dataset)
    assert dataset.payments["document_key"].to_list() == [2, None, 1]
    assert dataset.set_aside["code"].to_list() == ["missing_client"], "two clients have an invoice F1"


words = st.sampled_from(["C1", "C2", "0C1", "Alpha", "ALPHA", "Martin", "???", "Total", "", ""])
money = st.sampled_from(["100", "12,50", "-3", "(4.00)", "abc", "0", "", "Total"])
day = st.sampled_from(["13/01/2025", "01/02/2025", "2025-03-04", "hier", ""])
status = st.sampled_from(["Payée", "Impayée", "Brouillon", "Annulée", "", "Bleu"])
number = st.sampled_from(["F1", "F2", "F3", "", "Total"])


@settings(max_examples=30)
@given(
    st.lists(st.tuples(words, words), max_size=6),
    st.lists(st.tuples(number, words, words, day, money, status), min_size=1, max_size=10),
    st.lists(st.tuples(words, number, day, money), max_size=6),
)
def test_no_row_of_any_file_is_lost(
    clients: list[tuple[str, ...]], documents: list[tuple[str, ...]], payments: list[tuple[str, ...]]
) -> None:
    def table(head: str, sure: str, rows: list[tuple[str, ...]]) -> str:
        return "\n".join([head, sure, *(";".join(row) for row in rows)])

    dataset = load(
        clients=table("Numéro client;Raison sociale", "C0;Premier", clients),
        factures=table("Numéro de facture;Numéro client;Nom du client;Date de facture;Montant TTC;Statut", "F0;C0;Premier;13/01/2025;1;", documents),
        paiements=table("Numéro client;Facture réglée;Date de paiement;Montant", "C0;F0;14/01/2025;1", payments),
    )  # fmt: skip
    lawful(dataset)
    filled = [row for rows in (clients, documents, payments) for row in rows if any(row)]
    assert dataset.rows_in_file == 3 + len(filled)
