"""Rows made in the application: they stand beside those of the files, survive imports, count once, and leave when put away."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche import loading
from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.records import with_records
from fiche.store import Store, Terms

MAY, JUNE = dt.date(2025, 5, 31), dt.date(2025, 6, 30)
CLIENTS = "Numéro client;Raison sociale;Ville;Conditions de paiement\nC1;Alpha;Lyon;30 jours\nC2;Beta;;\n"
INVOICES = "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant TTC\nF1;C1;01/04/2025;01/05/2025;100,00\nF2;C2;01/04/2025;01/05/2025;80,00\n"


def load(loaded_on: dt.date, **sheets: str) -> Dataset:
    files = [(f"{name}.csv", text.encode()) for name, text in sheets.items()]
    return loading.check(loading.prepare(files), loaded_on=loaded_on)


@pytest.fixture
def store(store: Store) -> Store:
    """A record with two clients and an invoice each, from files."""
    store.save(load(MAY, clients=CLIENTS, factures=INVOICES), [("clients.csv", "0"), ("factures.csv", "1")])
    return store


def outstanding(store: Store, client: str = "C1") -> Decimal:
    value = Portfolio(store.dataset()).figures(JUNE, client)["outstanding"].value
    assert isinstance(value, Decimal)
    return value


def test_a_client_begins_without_a_file(url: str) -> None:
    empty = Store.open(url)
    made = empty.add("clients", {"name": "Gamma", "city": "Brest"}, by="Léa")
    assert (made.client_id, made.record) == ("F-00001", "F-00001")
    empty.add(
        "documents",
        {"document_id": "X1", "date": "2025-05-01", "gross_amount": "120"},
        client_id=made.client_id,
        by="Léa",
    )
    figures = Portfolio(empty.dataset()).figures(JUNE)
    assert (figures["clients"].value, figures["outstanding"].value) == (1, Decimal("120.00"))
    assert empty.add("clients", {"name": "Delta"}, by="Léa").client_id == "F-00002"
    empty.close()


def test_each_kind_of_row_is_shown_with_its_client(store: Store) -> None:
    rows = {
        "contacts": {"contact_name": "Roux", "role": "Relance"},
        "addresses": {"address_kind": "Livraison", "city": "Nice"},
        "interactions": {"date": "2025-05-02", "channel": "Appel", "summary": "Rappelle lundi"},
        "disputes": {"document_id": "F1", "dispute_reason": "Qualité", "opened_on": "2025-05-03"},
        "promises": {"document_id": "F1", "promised_on": "2025-06-01", "amount": "100"},
        "payments": {"document_id": "F1", "date": "2025-05-04", "amount": "40"},
    }
    for table, values in rows.items():
        store.add(table, values, client_id="C1", by="Léa")  # type: ignore[arg-type]
    data = store.dataset()
    for table in rows:
        last = data[table].row(-1, named=True)  # type: ignore[index]
        assert (last["client_id"], last["source_file"], last["source_sheet"]) == ("C1", "", "fiche")
    key = data.documents.filter(document_id="F1")["document_key"][0]
    assert [data[t]["document_key"][-1] for t in ("disputes", "promises", "payments")] == [key] * 3  # type: ignore[index]
    assert outstanding(store) == Decimal("60.00")
    assert Portfolio(data).transactions("C1", JUNE)["payment_status"].tolist() == ["disputed"]
    assert store.dataset(edited=False)["contacts"].height == 1 and store.files()["contacts"].is_empty()


def test_an_invoice_typed_here_is_worked_out_as_one_of_a_file(store: Store) -> None:
    store.add(
        "documents",
        {
            "document_id": "F3",
            "date": "2025-05-10",
            "net_amount": "100",
            "vat_rate": "0.2",
            "discount_rate": "0.2",
        },
        client_id="C1",
        by="Léa",
    )
    store.add(
        "documents",
        {
            "document_id": "A1",
            "kind": "Avoir",
            "date": "2025-05-11",
            "gross_amount": "20",
            "related_document": "F3",
        },
        client_id="C1",
        by="Léa",
    )
    store.add(
        "documents",
        {
            "document_id": "F4",
            "date": "2025-05-12",
            "gross_amount": "10",
            "payment_status": "Payée",
            "paid_date": "2025-05-20",
        },
        client_id="C1",
        by="Léa",
    )
    row = {r["document_id"]: r for r in store.dataset().documents.to_dicts()}
    assert (row["F3"]["gross"], row["F3"]["net"], row["F3"]["discount"]) == (
        Decimal("120.00"),
        Decimal("100.00"),
        Decimal("25.00"),
    )
    assert (row["F3"]["kind"], row["F3"]["due_date"]) == ("invoice", dt.date(2025, 6, 9)), (
        "by its client's terms"
    )
    assert (row["A1"]["gross"], row["A1"]["related_key"]) == (Decimal("-20.00"), row["F3"]["document_key"])
    assert row["F1"]["discount"] is None, "the files' rows are as they were"
    assert outstanding(store) == Decimal("200.00"), "100 of F1, 120 − 20 of F3, nothing of F4"


def test_own_rows_survive_imports_whatever_they_do(store: Store) -> None:
    contact = store.add("contacts", {"contact_name": "Roux"}, client_id="C1", by="Léa")
    store.edit([Edit("contacts", contact.record, "phone", None, "01")], by="Max")
    fresh = load(JUNE, clients=CLIENTS + "C3;Gamma;Nice;\n")
    for terms in (Terms("update"), Terms("replace")):
        store.save(fresh, [("juin.csv", "2")], terms=terms)
        assert store.dataset()["contacts"].select("contact_name", "phone").rows() == [("Roux", "01")]
    store.undo(store.imports()[0].id)
    assert store.dataset()["contacts"].height == 1


def test_rows_of_a_client_who_is_no_longer_there_wait(store: Store) -> None:
    store.add("contacts", {"contact_name": "Roux"}, client_id="C2", by="Léa")
    second = store.save(load(JUNE, clients="Numéro client;Raison sociale\nC1;Alpha\n"), [("juin.csv", "2")])
    assert store.dataset()["contacts"].is_empty() and len(store.own_rows("C2")) == 1
    store.undo(second)
    assert store.dataset()["contacts"]["client_id"].to_list() == ["C2"]


def test_a_file_that_tells_of_the_same_client_has_the_last_word(store: Store) -> None:
    store.add("clients", {"name": "Gama", "city": "Brest", "notes": "À rappeler"}, client_id="C3", by="Léa")
    store.edit([Edit("clients", "C3", "zone", None, "Ouest")], by="Max")
    store.save(
        load(JUNE, clients="Numéro client;Raison sociale;Ville\nC3;Gamma;\n"),
        [("juin.csv", "2")],
        terms=Terms("update"),
    )
    row = store.dataset().clients.filter(client_id="C3").row(0, named=True)
    assert (row["name"], row["city"], row["notes"], row["zone"]) == ("Gamma", "Brest", "À rappeler", "Ouest")
    assert store.dataset().clients["client_id"].to_list() == ["C1", "C2", "C3"]


def test_an_invoice_typed_before_its_file_counts_once(store: Store) -> None:
    store.add(
        "documents",
        {"document_id": "F9", "date": "2025-06-01", "gross_amount": "50"},
        client_id="C1",
        by="Léa",
    )
    assert outstanding(store) == Decimal("150.00")
    later = INVOICES + "F9;C1;01/06/2025;01/07/2025;55,00\n"
    store.save(load(JUNE, factures=later), [("juin.csv", "2")], terms=Terms("update"))
    assert outstanding(store) == Decimal("155.00"), "the file's amount, once"


def test_a_payment_typed_before_its_file_counts_once(store: Store) -> None:
    store.add(
        "payments", {"document_id": "F1", "date": "2025-06-02", "amount": "30"}, client_id="C1", by="Léa"
    )
    assert outstanding(store) == Decimal("70.00")
    told = "Numéro client;Facture réglée;Date de paiement;Montant\nC1;F1;02/06/2025;30,00\n"
    both = load(JUNE, factures=INVOICES, paiements=told)
    store.save(both, [("juin.csv", "2")], terms=Terms("update"))
    assert outstanding(store) == Decimal("70.00")


def test_what_a_later_file_says_an_invoice_received_holds_the_payments_typed_before(store: Store) -> None:
    store.add(
        "payments", {"document_id": "F1", "date": "2025-06-02", "amount": "30"}, client_id="C1", by="Léa"
    )
    told = (
        INVOICES.replace("Montant TTC\n", "Montant TTC;Montant réglé\n")
        .replace("100,00\n", "100,00;30,00\n")
        .replace("80,00\n", "80,00;\n")
    )
    store.save(load(JUNE, factures=told), [("juin.csv", "2")], terms=Terms("update"))
    assert outstanding(store) == Decimal("70.00"), "told by the file, and typed: the same thirty euros"
    store.add(
        "payments", {"document_id": "F1", "date": "2025-06-20", "amount": "25"}, client_id="C1", by="Léa"
    )
    assert outstanding(store) == Decimal("45.00"), "typed after the file: it comes on top"


def test_correcting_an_amount_changes_the_figures(store: Store) -> None:
    record = with_records(store.files().documents, "documents").filter(document_id="F1")["record"][0]
    store.edit([Edit("documents", record, "gross_amount", "100.00", "130.00")], by="Max")
    assert outstanding(store) == Decimal("130.00")
    store.edit(
        [
            Edit("documents", record, "payment_status", None, "Payée"),
            Edit("documents", record, "paid_date", None, "2025-06-01"),
        ],
        by="Max",
    )
    assert outstanding(store) == Decimal("0.00")
    store.take_back([e.id for e in store.edits()], by="Max")
    assert outstanding(store) == Decimal("100.00")


def test_a_row_known_by_its_words_is_still_known_when_they_change(store: Store) -> None:
    words = "Numéro client;Nom du contact;Prénom;Téléphone\nC1;Dupont;Anne;01\nC1;Dupont;Anne;02\nC2;Petit;Luc;03\n"
    store.save(load(JUNE, contacts=words), [("contacts.csv", "2")], terms=Terms("update"))
    first, second, _other = with_records(store.dataset()["contacts"], "contacts")["record"]
    store.edit([Edit("contacts", first, "contact_name", "Dupont", "Durand")], by="Max")
    records = with_records(store.dataset()["contacts"], "contacts")
    assert records["record"].to_list()[:2] == [first, second]
    store.edit(
        [
            Edit("contacts", records["record"][0], "phone", "01", "09"),
            Edit("contacts", second, "phone", "02", "08"),
        ],
        by="Max",
    )
    assert store.dataset()["contacts"].select("contact_name", "phone").rows() == [
        ("Durand", "09"),
        ("Dupont", "08"),
        ("Petit", "03"),
    ]


def test_a_row_put_away_is_neither_shown_nor_counted_and_comes_back(store: Store) -> None:
    paid = store.add(
        "payments", {"document_id": "F1", "date": "2025-06-02", "amount": "30"}, client_id="C1", by="Léa"
    )
    before = store.dataset()
    store.archive("payments", paid.record, by="Max")
    assert outstanding(store) == Decimal("100.00") and store.archived() == {("payments", paid.record)}
    with pytest.raises(Refused) as refused:
        store.edit([Edit("payments", paid.record, "amount", "30", "40")], by="Zoé")
    assert refused.value.code == "archived_row" and "Max" in refused.value.message
    store.restore("payments", paid.record, by="Max")
    assert outstanding(store) == Decimal("70.00")
    for name, frame in store.dataset().tables.items():
        assert frame.equals(before[name])


def test_what_a_file_counts_is_not_put_away(store: Store) -> None:
    record = with_records(store.files().documents, "documents")["record"][0]
    with pytest.raises(Refused, match="ne s’archivent pas"):
        store.archive("documents", record, by="Max")


@pytest.mark.parametrize(
    ("table", "values", "code"),
    [
        ("clients", {"city": "Brest"}, "needed_field"),
        ("contacts", {"phone": "01"}, "needed_field"),
        ("promises", {"amount": "10"}, "needed_field"),
        ("documents", {"gross_amount": "10"}, "needed_field"),
        ("payments", {"date": "2025-05-01"}, "needed_field"),
        ("payments", {"date": "2025-05-01", "amount": "dix"}, "unreadable_value"),
        ("contacts", {"contact_name": "Roux", "shoes": "42"}, "unknown_field"),
        ("lines", {"product": "x"}, "unknown_field"),
    ],
)
def test_a_row_that_could_not_be_used_is_refused(
    table: str, values: dict[str, str], code: str, store: Store
) -> None:
    with pytest.raises(Refused) as refused:
        store.add(table, values, client_id="C1", by="Léa")  # type: ignore[arg-type]
    assert refused.value.code == code and refused.value.message
    assert store.own_rows() == []


def test_a_number_is_given_once(store: Store) -> None:
    for number in ("C1", "N1"):
        if number == "N1":
            store.add("clients", {"name": "Un"}, client_id="N1", by="Léa")
        with pytest.raises(Refused, match=number):
            store.add("clients", {"name": "Autre"}, client_id=number, by="Léa")


def test_a_number_whose_file_is_gone_is_given_again(store: Store) -> None:
    """A file bore it and it was corrected; that file is no longer in force, the correction is still known."""
    file = "Numéro client;Raison sociale;Ville\nF-00001;Neuf;Lens\n"
    made = store.save(load(JUNE, clients=file), [("clients.csv", "2")])
    store.edit([Edit("clients", "F-00001", "city", "Lens", "Nice")], by="Léa")
    store.undo(made)
    assert store.add("clients", {"name": "Gamma"}, by="Léa").client_id == "F-00001"


def test_rows_beside_those_of_another_client_s_file_keep_their_keys(store: Store) -> None:
    """Two tables put together then filtered begin with an empty piece, on which polars 2.1 panics when texts are formatted."""
    words = "Numéro client;Nom du contact\n" + "C2;Petit\nC2;Grand\nC2;Moyen\n"
    store.save(load(JUNE, contacts=words), [("contacts.csv", "2")], terms=Terms("update"))
    made = [store.add("contacts", {"contact_name": f"N{n}"}, client_id="C1", by="Léa") for n in range(3)]
    store.edit([Edit("contacts", row.record, "phone", None, "01") for row in made], by="Max")
    assert store.dataset()["contacts"]["phone"].to_list() == [None] * 3 + ["01"] * 3
