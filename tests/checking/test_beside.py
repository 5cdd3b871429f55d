"""Accounting entries beside a list of the same invoices: each counted once, whatever the order, worth what the entries say and completed by the list."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fiche import loading
from fiche.dataset import Dataset
from fiche.matching import propose
from fiche.merging import aligned, merge
from fiche.reading.raw import Kind, RawColumn, RawSheet
from fiche.store import Store, Terms
from tests.checking.ledgers import TODAY, Entry, balances, chain_of, codes, payment, raw, sale

D = Decimal
FIVE = (
    sale("FAC/2026/00012", "20260113", "C001", "1200.10"),
    sale("FAC/2026/00013", "20260210", "C001", "240.00"),
    sale("RFAC/2026/00001", "20260211", "C001", "-60.00"),
    sale("FAC/2026/00014", "20260310", "C002", "600.00"),
    sale("FAC/2026/00015", "20260311", "C003", "36.00"),
)
PAID = (payment("B1", "20260301", "C001", "1200.10", label="VIR FAC/2026/00012"),)
ODOO = "Numéro,Partenaire,Date de facturation,Échéance,Total signé,Montant dû signé,Devise,Statut du paiement,Statut,Type,Origine\n"
LISTED = (
    "FAC/2026/00012,Société C001,2026-01-13,2026-03-15,1200.10,0.0,EUR,Payé,Comptabilisé,Facture client,S00012\n"
    "FAC/2026/00013,Société C001,2026-02-10,2026-04-10,240.0,240.0,EUR,Non payé,Comptabilisé,Facture client,S00013\n"
    "RFAC/2026/00001,Société C001,2026-02-11,2026-02-11,-60.0,-60.0,EUR,Non payé,Comptabilisé,Avoir client,\n"
)
OWED = {"Société C001": D("180.00"), "Société C002": D("600.00"), "Société C003": D("36.00")}
WAYS = pytest.mark.parametrize("way", ["one load", "list first in one load", "entries, then list", "list, then entries"])  # fmt: skip


def put(way: str, entries: tuple[Entry, ...], text: str, **more: str) -> Dataset:
    """The two files together, in one load or in two."""
    ledger, listed = raw("123456782FEC20261231", chain_of(*entries)), sheet(text)
    if "one load" in way:
        files = [ledger, listed] if way == "one load" else [listed, ledger]
        return load(*files)
    first, then = (ledger, listed) if way.startswith("entries") else (listed, ledger)
    known = load(first)
    incoming = load(then, known=known)
    both = merge(known, aligned(known, incoming))
    assert both.rows_in_file == both.rows_loaded + len(both.set_aside)
    return both


def sheet(text: str) -> RawSheet:
    """A list as it is read, without the child that reads it."""
    rows = [r.split(";" if ";" in text else ",") for r in text.splitlines()]
    columns = [pl.Series(cells, dtype=pl.String).replace("", None) for cells in zip(*rows, strict=True)]
    made = tuple(RawColumn(c.is_not_null().cast(pl.UInt8) * int(Kind.TEXT), c) for c in columns)
    return RawSheet("factures.csv", "factures", made, len(rows))


def load(*tables: RawSheet, known: Dataset | None = None) -> Dataset:
    reading = loading.Reading((), tuple(propose(t) for t in tables), tables)
    dataset = loading.check(reading, loaded_on=TODAY, known=known)
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    return dataset


def owed(dataset: Dataset) -> dict[str, Decimal]:
    names = dict(dataset.clients.select("client_id", "name").iter_rows())
    return {names[c]: v for c, v in balances(dataset).items()}


def row(dataset: Dataset, number: str) -> dict[str, Any]:
    (found,) = (r for r in dataset.documents.to_dicts() if r["document_id"] == number)
    return found


@WAYS
def test_a_list_of_three_beside_entries_of_five(way: str) -> None:
    both = put(way, FIVE + PAID, ODOO + LISTED)
    assert len(both.documents) == 5 and len(both.clients) == 3 and owed(both) == OWED
    invoice = row(both, "FAC/2026/00012")
    assert (invoice["gross"], invoice["net"], invoice["net_is_gross"]) == (D("1200.10"), D("1000.08"), False)
    assert (invoice["due_date"], invoice["due_estimated"]) == (dt.date(2026, 3, 15), False)
    assert invoice["payment_status"] == "Payé" and "EcritureNum" in invoice["extra"]
    credit = row(both, "RFAC/2026/00001")
    assert (credit["kind"], credit["gross"], credit["net"]) == ("credit_note", D("-60.00"), D("-50.00"))
    assert row(both, "FAC/2026/00014")["due_estimated"]
    assert len(both.payments) == 1
    assert not codes(both) & {"document_number_reused", "entries_disagree"}
    if "one load" in way:
        said = both.findings.filter(code="told_by_entries")
        assert said.select("value", "source_file").rows() == [("3", "factures.csv")]


@WAYS
def test_an_amount_that_is_not_the_same_is_said_and_that_of_the_entries_kept(way: str) -> None:
    both = put(way, FIVE + PAID, ODOO + LISTED.replace(",240.0,240.0", ",250.0,250.0"))
    assert len(both.documents) == 5 and owed(both) == OWED
    (said,) = both.findings.filter(code="entries_disagree").to_dicts()
    assert (said["value"], said["source_file"], said["source_row"]) == ("FAC/2026/00013", "factures.csv", 3)
    assert "250,00" in said["detail"] and "240,00" in said["detail"]


@WAYS
def test_entries_without_payments_are_completed_by_what_the_list_says_is_paid(way: str) -> None:
    both = put(way, FIVE, ODOO + LISTED)
    assert len(both.documents) == 5 and owed(both) == OWED
    assert both.payments.select("document_id", "amount").rows() == [("FAC/2026/00012", D("1200.10"))]


@WAYS
def test_what_entries_say_is_paid_is_not_paid_again_by_the_list(way: str) -> None:
    """The payment names no invoice: it goes to the oldest, and the list says another."""
    said = LISTED.replace("240.0,240.0,EUR,Non payé", "240.0,0.0,EUR,Payé").replace("1200.10,0.0,EUR,Payé", "1200.10,1200.10,EUR,Non payé")  # fmt: skip
    both = put(way, (*FIVE, payment("B1", "20260301", "C001", "200.00")), ODOO + said)
    assert owed(both) == OWED | {"Société C001": D("1180.10")}
    if "one load" in way:
        assert "paid_but_open" in codes(both)


@WAYS
def test_an_invoice_lettered_with_its_credit_note_is_not_paid_too(way: str) -> None:
    entries = (
        sale("F1", "20260113", "C001", "120.00", letter="A"),
        sale("AV1", "20260120", "C001", "-120.00", letter="A"),
    )
    text = "Numéro facture;Nom client;Date facture;Échéance;Total TTC;Reste à payer;Statut\nF1;Société C001;13/01/2026;13/02/2026;120,00;0,00;Payée\n"
    both = put(way, entries, text)
    assert len(both.documents) == 2 and owed(both) == {"Société C001": D(0)}


@WAYS
def test_the_same_number_of_two_clients_is_two_invoices(way: str) -> None:
    text = "Numéro facture;Nom client;Date facture;Échéance;Total TTC\nF1;Société C002;13/01/2026;13/02/2026;120,00\n"
    both = put(way, (sale("F1", "20260113", "C001", "120.00"),), text)
    assert owed(both) == {"Société C001": D(120), "Société C002": D(120)}
    assert "told_by_entries" not in codes(both)


@WAYS
@pytest.mark.parametrize(
    "who",
    ["Code client;Nom client\nC001;Société C001", "Code client;Nom client\nC001;", "Nom client\nSOCIETE C001"],
    ids=["auxiliary and name", "auxiliary", "name"],
)  # fmt: skip
def test_the_client_is_found_by_its_account_or_its_name(who: str, way: str) -> None:
    heads, values = who.split("\n")
    text = f"Numéro facture;{heads};Date facture;Échéance;Montant HT;TVA;Total TTC\nF1;{values};13/01/2026;28/02/2026;100,00;20,00;120,00\n"
    both = put(way, (sale("F1", "20260113", "C001", "120.00"), sale("F2", "20260114", "C001", "12.00")), text)
    assert sorted(both.documents["document_id"]) == ["F1", "F2"]
    assert row(both, "F1")["due_date"] == dt.date(2026, 2, 28)
    assert sum(owed(both).values()) == D(132)


@WAYS
def test_net_amounts_alone_are_compared_with_the_net(way: str) -> None:
    text = "Numéro facture;Nom client;Date facture;Montant HT\nF1;Société C001;13/01/2026;100,00\n"
    both = put(way, (sale("F1", "20260113", "C001", "120.00"),), text)
    assert owed(both) == {"Société C001": D(120)} and "entries_disagree" not in codes(both)


@WAYS
def test_another_currency_is_no_contradiction(way: str) -> None:
    text = "Numéro facture;Nom client;Date facture;Total TTC;Devise\nF1;Société C001;13/01/2026;140,00;USD\n"
    both = put(way, (sale("F1", "20260113", "C001", "120.00"),), text)
    assert (row(both, "F1")["gross"], row(both, "F1")["currency"]) == (D(120), "EUR")
    assert "entries_disagree" not in codes(both)


def test_lines_of_the_list_are_those_of_the_document() -> None:
    text = "Numéro facture;Nom client;Date facture;Désignation;Quantité;Prix unitaire HT\nF1;Société C001;13/01/2026;Pain;2;30,00\nF1;Société C001;13/01/2026;Brioche;1;40,00\n"
    both = put("one load", (sale("F1", "20260113", "C001", "120.00"),), text)
    assert owed(both) == {"Société C001": D(120)}
    assert both["lines"]["description"].to_list() == ["Pain", "Brioche"]
    assert set(both["lines"]["document_key"]) == set(both.documents["document_key"])


def test_numbers_that_begin_again_each_year_stay_two() -> None:
    text = "Numéro facture;Nom client;Date facture;Total TTC\nF1;Société C001;13/01/2025;77,00\nF1;Société C001;13/01/2026;120,00\n"
    both = put("one load", (sale("F1", "20260113", "C001", "120.00"),), text)
    assert owed(both) == {"Société C001": D(197)}


def test_a_later_list_keeps_what_both_said(tmp_path: Path) -> None:
    """Kept, then read again: entries, a list, the list of the month after, entries again."""
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    later = LISTED.replace("240.0,240.0,EUR,Non payé", "999.0,0.0,EUR,Payé").replace(
        "2026-04-10", "2026-04-30"
    )
    entries = raw("123456782FEC20261231", chain_of(*FIVE, *PAID))
    files = [entries, sheet(ODOO + LISTED), sheet(ODOO + later), entries]
    for at, file in enumerate(files):
        known = store.files() if at else None
        store.save(
            load(file, known=known), [(file.file, "0" * 64)], terms=Terms("update" if at else "replace")
        )
        assert owed(store.files()) == OWED
    assert row(store.files(), "FAC/2026/00013")["due_date"] == dt.date(2026, 4, 30)
