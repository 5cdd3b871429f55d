"""A due date that terms gave moves with the terms and the invoice's date; one that a file or a person stated stays."""

import datetime as dt

import pytest

from fiche import loading
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.mirror import Mirror
from fiche.records import with_records
from fiche.store import Store, Terms
from tests.checking import ledgers

MAY, JUNE = dt.date(2025, 5, 31), dt.date(2025, 6, 30)
CLIENTS = "Numéro client;Raison sociale;Conditions de paiement\nC1;Alpha;30 jours\nC2;Beta;\n"
# Stated, by the client's terms, by its own terms, by nothing at all.
INVOICES = (
    "Numéro facture;Numéro client;Date;Échéance;Conditions de paiement;Montant TTC\nF1;C1;13/01/2025;20/01/2025;;100,00\nF2;C1;14/01/2025;;;50,00\n"
    "F3;C1;15/01/2025;;10 jours;25,00\nF4;C2;16/01/2025;;;30,00\n"
)


def load(day: dt.date = MAY, **files: str) -> Dataset:
    reading = loading.prepare([(f"{name}.csv", text.encode()) for name, text in files.items()])
    return loading.check(reading, loaded_on=day)


@pytest.fixture
def kept(store: Store) -> Store:
    store.save(load(clients=CLIENTS, factures=INVOICES), [("mai.csv", "1")])
    return store


def due(store: Store) -> dict[str, str | None]:
    rows = store.dataset().documents.select("document_id", "due_date").rows()
    return {number: day.isoformat()[5:] if day else None for number, day in rows}


def document(store: Store, number: str) -> str:
    rows = with_records(store.dataset().documents, "documents")
    return str(rows.filter(document_id=number)["record"].item())


def terms(store: Store, client: str, value: str | None, before: str | None = "30 jours") -> None:
    store.edit([Edit("clients", client, "payment_terms", before, value)], by="Léa")


def test_the_dates_that_terms_gave_move_with_the_clients_terms(kept: Store) -> None:
    assert due(kept) == {"F1": "01-20", "F2": "02-13", "F3": "01-25", "F4": None}
    terms(kept, "C1", "60 jours")
    assert due(kept) == {"F1": "01-20", "F2": "03-15", "F3": "01-25", "F4": None}, (
        "F1 is stated, F3 has its own"
    )
    terms(kept, "C1", "à convenir")
    assert due(kept)["F2"] is None, "terms that give no date give none"
    (edit,) = kept.edits(("clients", "C1"))
    kept.take_back([edit.id], by="Léa")
    assert due(kept)["F2"] == "02-13"


def test_terms_given_to_a_client_who_had_none(kept: Store) -> None:
    terms(kept, "C2", "fin de mois", None)
    assert due(kept)["F4"] == "01-31"


def test_the_invoices_own_date_and_terms(kept: Store) -> None:
    for number in ("F1", "F2", "F3"):
        key = document(kept, number)
        kept.edit([Edit("documents", key, "date", None, "2025-03-01")], by="Léa")
    assert due(kept) == {"F1": "01-20", "F2": "03-31", "F3": "03-11", "F4": None}
    kept.edit([Edit("documents", document(kept, "F2"), "payment_terms", None, "comptant")], by="Léa")
    assert due(kept)["F2"] == "03-01"


def test_a_date_that_someone_stated_stays(kept: Store) -> None:
    stated, emptied = document(kept, "F2"), document(kept, "F3")
    kept.edit([Edit("documents", stated, "due_date", "2025-02-13", "2025-02-14")], by="Léa")
    kept.edit([Edit("documents", emptied, "due_date", "2025-01-25", None)], by="Léa")
    terms(kept, "C1", "90 jours")
    kept.edit([Edit("documents", stated, "date", "2025-01-14", "2025-04-01")], by="Max")
    kept.edit([Edit("documents", emptied, "date", "2025-01-15", "2025-04-01")], by="Max")
    assert due(kept) == {"F1": "01-20", "F2": "02-14", "F3": None, "F4": None}


def test_an_invoice_typed_here_follows_too(kept: Store) -> None:
    kept.add(
        "documents",
        {"document_id": "F9", "date": "2025-05-01", "gross_amount": "9"},
        client_id="C1",
        by="Léa",
    )
    assert due(kept)["F9"] == "05-31"
    terms(kept, "C1", "10 jours")
    assert due(kept)["F9"] == "05-11"


def test_what_is_laid_again_is_what_is_laid_at_once(kept: Store) -> None:
    mirror = Mirror(kept, later=lambda _work: None)
    mirror.now()
    terms(kept, "C1", "45 jours fin de mois")
    again = mirror.now().dataset.documents
    assert (
        again.select("document_id", "due_date", "due_estimated").rows()
        == kept.dataset().documents.select("document_id", "due_date", "due_estimated").rows()
    )


def test_a_newer_file_of_clients_moves_the_estimates(kept: Store) -> None:
    kept.save(
        load(JUNE, clients=CLIENTS.replace("30 jours", "15 jours")),
        [("juin.csv", "2")],
        terms=Terms("update"),
    )
    assert due(kept) == {"F1": "01-20", "F2": "01-29", "F3": "01-25", "F4": None}


def test_a_newer_file_without_due_dates_replaces_none_that_was_stated(kept: Store) -> None:
    silent = INVOICES.replace("20/01/2025", "").replace("13/01/2025", "12/01/2025")
    kept.save(load(JUNE, clients=CLIENTS, factures=silent), [("juin.csv", "2")], terms=Terms("update"))
    assert due(kept) == {"F1": "01-20", "F2": "02-13", "F3": "01-25", "F4": None}
    terms(kept, "C1", "60 jours")
    assert due(kept) == {"F1": "01-20", "F2": "03-15", "F3": "01-25", "F4": None}, "stated once, stated"
    stated = INVOICES.replace("14/01/2025;;", "14/01/2025;01/02/2025;")
    kept.save(load(JUNE, clients=CLIENTS, factures=stated), [("juillet.csv", "3")], terms=Terms("update"))
    assert due(kept)["F2"] == "02-01", "a stated date takes the place of an estimate"


def test_the_default_date_of_a_ledger_moves_with_the_clients_terms_loaded_later(store: Store) -> None:
    """Thirty days are a last resort: the terms of a client file, or those that a person gives, take their place."""
    entries = (
        ledgers.sale("1", "20260113", "C1", "120.00", "FA1"),
        ledgers.sale("2", "20260113", "C2", "40.00", "FA2"),
    )
    store.save(ledgers.load(ledgers.fec(*entries)), [("fec.txt", "1")])
    assert due(store) == {"FA1": "02-12", "FA2": "02-12"}
    listed = CLIENTS.replace("30 jours", "45 jours")
    store.save(load(JUNE, clients=listed), [("clients.csv", "2")], terms=Terms("update"))
    assert due(store) == {"FA1": "02-27", "FA2": "02-12"}
    terms(store, "C2", "comptant", None)
    assert due(store) == {"FA1": "02-27", "FA2": "01-13"}
