"""A second load of the same portfolio: what is new, changed, unchanged and absent; payments once; corrections and undo; on files as people export them."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from fiche import loading
from fiche.dataset import Dataset
from fiche.edits import Edit, conflicts
from fiche.merging import aligned, compare, merge
from fiche.records import with_records
from fiche.store import Store, Terms

MAY, JUNE = dt.date(2025, 5, 31), dt.date(2025, 6, 30)
CLIENTS = "Numéro client;Raison sociale;SIRET;Code postal;Ville;E-mail\nC1;Alpha;73282932000074;69001;Lyon;a@alpha.fr\nC2;Beta;;06000;Nice;\n"
INVOICES = (
    "Numéro facture;Numéro client;Date;Échéance;Montant TTC;Statut\nF1;C1;13/01/2025;13/02/2025;100,00;Payée\nF2;C1;14/03/2025;14/04/2025;50,00;En attente\n"
    "F3;C2;15/04/2025;15/05/2025;25,00;En attente\n"
)


def load(day: dt.date, **files: str) -> Dataset:
    reading = loading.prepare([(f"{name}.csv", text.encode()) for name, text in files.items()])
    return loading.check(reading, loaded_on=day)


@pytest.fixture(scope="module")
def may() -> Dataset:
    return load(MAY, clients=CLIENTS, factures=INVOICES)


def counted(current: Dataset, incoming: Dataset, table: str) -> tuple[int, int, int, int]:
    found = compare(current, aligned(current, incoming)).counts[table]  # type: ignore[index]
    return found.new, found.changed, found.same, found.absent


def balance(dataset: Dataset) -> Decimal:
    """What is owed: every amount less every payment."""
    return Decimal(dataset.documents["gross"].sum()) - Decimal(dataset.payments["amount"].sum())


def test_the_same_files_change_nothing(may: Dataset) -> None:
    again = load(JUNE, clients=CLIENTS, factures=INVOICES)
    difference = compare(may, aligned(may, again))
    assert difference.nothing and difference.known_share == 1.0
    assert counted(may, again, "documents") == (0, 0, 3, 0)
    both = merge(may, aligned(may, again))
    for name in ("clients", "documents", "payments"):
        assert len(both[name]) == len(may[name])
    assert balance(both) == balance(may) == Decimal("75.00")
    assert both.rows_in_file == both.rows_loaded + len(both.set_aside) == 10


def test_every_field_that_changes_is_said(may: Dataset) -> None:
    newer = load(
        JUNE,
        clients=CLIENTS.replace("Lyon", "Villeurbanne").replace("06000", "06100") + "C3;Gamma;;;Lille;\n",
    )
    difference = compare(may, aligned(may, newer))
    assert counted(may, newer, "clients") == (1, 2, 0, 0)
    said = set(difference.changes.select("record", "column", "before", "after").rows())
    assert said == {("C1", "city", "Lyon", "Villeurbanne"), ("C2", "postal_code", "06000", "06100")}
    assert difference.new["clients"]["name"].to_list() == ["Gamma"]
    assert len(difference.open) == 0, "a file without invoices says nothing of them"
    both = merge(may, aligned(may, newer))
    assert both.clients["city"].to_list() == ["Villeurbanne", "Nice", "Lille"]
    assert len(both.documents) == 3 and balance(both) == balance(may)


def test_a_column_that_the_newer_file_lacks_keeps_its_values(may: Dataset) -> None:
    newer = load(JUNE, clients="Numéro client;Raison sociale;Ville\nC1;Alpha SARL;Lyon\nC2;Beta;Nice\n")
    both = merge(may, aligned(may, newer))
    assert both.clients["siret"].to_list() == ["73282932000074", None]
    assert both.clients["name"].to_list() == ["Alpha SARL", "Beta"]


def test_an_emptied_cell_is_a_change(may: Dataset) -> None:
    newer = load(JUNE, clients=CLIENTS.replace("a@alpha.fr", "").replace("Nice;", "Nice;b@beta.fr"))
    said = compare(may, aligned(may, newer)).changes.select("record", "before", "after").rows()
    assert set(said) == {("C1", "a@alpha.fr", None), ("C2", None, "b@beta.fr")}


@pytest.mark.parametrize(
    "row",
    [
        "9001;Alpha (siège);73282932000074;69001;Lyon;a@alpha.fr",
        "9002;BETA;;06000;Nice;",
    ],
    ids=["siret", "name_and_postcode"],
)
def test_a_client_under_another_number_is_the_same(row: str, may: Dataset) -> None:
    newer = aligned(
        may, load(JUNE, clients="Numéro client;Raison sociale;SIRET;Code postal;Ville;E-mail\n" + row + "\n")
    )
    assert newer.clients["client_id"][0] in ("C1", "C2")
    assert len(merge(may, newer).clients) == 2


def test_two_clients_of_one_name_and_postcode_are_nobody_in_particular(may: Dataset) -> None:
    twins = load(MAY, clients="Numéro client;Raison sociale;Code postal\nC7;Delta;75001\nC8;Delta;75001\n")
    newer = load(JUNE, clients="Numéro client;Raison sociale;Code postal\nX1;Delta;75001\n")
    assert aligned(twins, newer).clients["client_id"].to_list() == ["X1"]


def test_an_invoice_paid_since_is_paid_once(may: Dataset) -> None:
    newer = load(JUNE, factures=INVOICES.replace("50,00;En attente", "50,00;Payée"))
    both = merge(may, aligned(may, newer))
    assert len(both.documents) == 3 and len(both.payments) == 2
    assert balance(both) == Decimal("25.00")


@pytest.mark.parametrize("client", ["", "Numéro client;"])
def test_payments_loaded_apart_replace_what_the_status_said(client: str, may: Dataset) -> None:
    def named(number: str) -> str:
        return f"{number};" if client else ""

    text = f"Numéro paiement;{client}Facture réglée;Date de paiement;Montant\n"
    text += f"P1;{named('C1')}F1;20/02/2025;60,00\nP2;{named('C1')}F1;25/02/2025;40,00\nP3;{named('C2')}F3;20/06/2025;25,00\n"
    reading = loading.prepare([("reglements.csv", text.encode())])
    paid = loading.check(reading, loaded_on=JUNE, known=may)
    assert len(paid.payments) == 3 and "payment_unknown_invoice" not in paid.findings["code"].to_list()
    both = merge(may, aligned(may, paid))
    assert len(both.payments) == 3 and balance(both) == Decimal("50.00")
    assert both.payments["document_key"].null_count() == 0, "they pay the invoices known from before"
    assert len(both.clients) == 2


@pytest.mark.parametrize(("absent", "owed"), [("outside", "95.00"), ("paid", "20.00")])
def test_an_absent_invoice_is_paid_only_when_the_reader_says_so(absent: str, owed: str, may: Dataset) -> None:
    newer = load(JUNE, factures=INVOICES.splitlines()[0] + "\nF4;C2;02/06/2025;02/07/2025;20,00;En attente\n")
    difference = compare(may, aligned(may, newer))
    assert difference.open.select("document_id", "rest").rows() == [
        ("F2", Decimal("50.00")),
        ("F3", Decimal("25.00")),
    ]
    both = merge(may, aligned(may, newer), absent)  # type: ignore[arg-type]
    assert len(both.documents) == 4 and balance(both) == Decimal(owed)
    if absent == "paid":
        settled = both.payments.tail(2)
        assert settled["assumed"].all() and set(settled["date"]) == {JUNE}


def test_keys_stay_apart_and_lead_to_their_documents(may: Dataset) -> None:
    newer = load(
        JUNE,
        factures=INVOICES.splitlines()[0]
        + "\nF9;C1;02/06/2025;02/07/2025;20,00;Payée\nF2;C1;14/03/2025;14/04/2025;50,00;Payée\n",
    )
    both = merge(may, aligned(may, newer))
    assert both.documents["document_key"].is_unique().all()
    paid = both.payments.join(both.documents, on="document_key")
    assert set(paid["document_id_right"]) == {"F1", "F2", "F9"} and (paid["amount"] == paid["gross"]).all()


# ── the record ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    return Store.open() if request.param == "memory" else Store.open(f"sqlite:///{tmp_path / 'r.db'}")


def test_an_update_can_be_undone_whichever_it_is(store: Store, may: Dataset) -> None:
    store.save(may, [("mai.csv", "0")])
    june = load(JUNE, clients=CLIENTS.replace("Lyon", "Villeurbanne"))
    second = store.save(june, [("juin.csv", "1")], terms=Terms("update"))
    third = store.save(
        load(JUNE, factures=INVOICES.replace("25,00", "26,00")),
        [("f.csv", "2")],
        terms=Terms("update", "paid"),
    )
    assert store.dataset().clients["city"][0] == "Villeurbanne"
    assert store.dataset().documents["gross"].sum() == Decimal("176.00")
    assert store.absent_means() == "paid", "the answer is remembered"
    store.undo(second)
    assert store.dataset().clients["city"][0] == "Lyon"
    assert store.dataset().documents["gross"].sum() == Decimal("176.00"), "the later update stays"
    store.undo(third)
    assert store.dataset().documents["gross"].sum() == Decimal("175.00")


def test_a_correction_survives_the_next_file(store: Store, may: Dataset) -> None:
    store.save(may, [("mai.csv", "0")])
    store.edit(
        [
            Edit("clients", "C1", "email", "a@alpha.fr", "compta@alpha.fr"),
            Edit("clients", "C2", "credit_limit", None, "1500.50"),
        ],
        by="Léa",
    )
    assert store.dataset().clients.select("email", "credit_limit").rows() == [
        ("compta@alpha.fr", None),
        (None, Decimal("1500.50")),
    ]
    store.save(load(JUNE, clients=CLIENTS), [("juin.csv", "1")], terms=Terms("update"))
    assert store.dataset().clients["email"][0] == "compta@alpha.fr"
    assert conflicts(store.dataset(edited=False), store.edits()) == []
    newest = load(JUNE, clients=CLIENTS.replace("a@alpha.fr", "direction@alpha.fr"))
    merged = merge(store.dataset(edited=False), aligned(store.dataset(edited=False), newest))
    (conflict,) = conflicts(merged, store.edits())
    assert (conflict.edit.value, conflict.file_value) == ("compta@alpha.fr", "direction@alpha.fr")
    store.save(newest, [("juillet.csv", "2")], terms=Terms("update", given_up=(conflict.edit.id,)))
    assert store.dataset().clients["email"][0] == "direction@alpha.fr"


def test_a_correction_taken_back_shows_the_file_again(store: Store, may: Dataset) -> None:
    store.save(may, [("mai.csv", "0")])
    store.edit(
        [
            Edit(
                "documents",
                with_records(may.documents, "documents")["record"][2],
                "due_date",
                "2025-05-15",
                "2025-06-15",
            )
        ],
        by="Léa",
    )
    assert store.dataset().documents["due_date"][2] == dt.date(2025, 6, 15)
    store.take_back([e.id for e in store.edits()], by="Léa")
    assert store.dataset().documents["due_date"][2] == dt.date(2025, 5, 15)


def test_points_and_meanings_are_remembered(store: Store, may: Dataset) -> None:
    from fiche.matches import Choice

    store.dismiss("near_duplicate", "C1")
    store.dismiss("near_duplicate", "C1")
    assert store.dismissals() == {("near_duplicate", "C1")}
    store.recall("near_duplicate", "C1")
    assert store.dismissals() == set()
    chosen = {"abc": Choice("documents", {"no": "document_id", "truc": None})}
    store.save(may, [("mai.csv", "0")], terms=Terms(choices=chosen))
    assert store.choices() == chosen
    store.save(may, [("mai.csv", "0")], terms=Terms(choices={"abc": Choice(None)}))
    assert store.choices() == {"abc": Choice(None)}
