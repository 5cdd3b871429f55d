"""The same real files, by month, by segment, by year and by delay: facts that a right total alone would not give."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fiche import loading
from fiche.analysis import Portfolio
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset

LOADED_ON = dt.date(2026, 11, 24)
Shared = Callable[[str], Path]


def load(folder: Path, *names: str) -> Dataset:
    reading = loading.prepare([(name, folder / name) for name in names])
    return loading.check(reading, loaded_on=LOADED_ON)


def facts(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected.json").read_text("utf-8"))["facts"])


def sums(documents: pl.DataFrame, by: pl.Expr | str, column: str) -> dict[str, float]:
    found = documents.group_by(by).agg(pl.col(column).sum())
    return {str(key): float(value) for key, value in found.iter_rows()}


def test_an_energy_supplier_by_month_segment_and_status(shared: Shared) -> None:
    folder = shared("samples/09_fr_energie_factures_semicolon")
    known = facts(folder)
    file = known["factures_2024.csv (fichier fourni)"]
    dataset = load(folder, "clients.csv", "factures_2024.csv")
    documents = dataset.documents.join(dataset.clients.select("client_id", "category"), on="client_id")
    assert sums(documents, pl.col("date").dt.strftime("%Y-%m"), "gross") == known["TTC 2024 par mois"]
    assert sums(documents, "category", "gross") == known["TTC 2024 par segment client"]
    assert sums(documents, "payment_status", "gross") == file["statuts TTC"]
    assert dict(documents["payment_method"].value_counts().iter_rows()) == file["modes"]
    assert documents["client_id"].n_unique() == file["clients facturés"]
    assert (documents["due_date"] - documents["date"]).dt.total_days().unique().to_list() == [30]
    paid = dataset.payments
    assert len(paid) == file["statuts n"]["Payée"] and paid["assumed"].all()


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("WA_Fn-UseC_-Accounts-Receivable.csv", "original"),
        ("WA_AR_invoice_no_without_zeros.csv", "original"),
        ("WA_Fn-UseC_-Accounts-Receivable_with_missing.csv", "with_missing"),
    ],
)
def test_how_late_payments_were(file: str, key: str, shared: Shared) -> None:
    folder = shared("samples/20_ibm_late_payments")
    known = facts(folder)[key]
    dataset = load(folder, file)
    paid = dataset.documents.join(
        dataset.payments.select("document_key", pl.col("date").alias("paid")), on="document_key"
    )
    assert len(paid) == known["rows"] and not dataset.payments["assumed"].any()
    late = (paid["paid"] - paid["due_date"]).dt.total_days().clip(0)
    assert (late > 0).sum() == known["late (DaysLate>0)"] and late.max() == known["max DaysLate"]
    assert late.mean() == pytest.approx(known["mean DaysLate (all)"], abs=1e-6)
    settled = (paid["paid"] - paid["date"]).dt.total_days()
    assert settled.mean() == pytest.approx(known["mean DaysToSettle"], abs=1e-5)


def test_late_payments_by_the_portfolio(shared: Shared) -> None:
    folder = shared("samples/20_ibm_late_payments")
    known = facts(folder)["original"]
    dataset = load(folder, "WA_Fn-UseC_-Accounts-Receivable.csv")
    then = Portfolio(dataset, Settings(dso_days=90)).figures(dt.date(2013, 6, 30))
    assert float(then["outstanding"].value or 0) == known["encours et CA 90 j"][0]
    assert float(then["dso_accounting"].value or 0) == pytest.approx(
        known["DSO comptable au 2013-06-30 sur 90 j (encours/CA 90 j*90)"], abs=1e-4
    )
    long_after = Portfolio(dataset).figures(dt.date(2030, 1, 1))
    assert long_after["outstanding"].value == 0 and long_after["open_count"].value == 0
    assert long_after["days_to_pay"].value is None, "nothing was settled in the last 12 months"


def test_northwind_by_year(shared: Shared) -> None:
    folder = shared("samples/25_northwind")
    known = facts(folder)
    dataset = load(folder, "customers.csv", "orders.csv", "order_details.csv")
    by_year = sums(dataset.documents, pl.col("date").dt.strftime("%Y"), "net")
    assert by_year == pytest.approx(known["net par année"], abs=0.005 * known["commandes"])
    before = float(dataset.documents["before_discount"].sum())
    assert before == pytest.approx(known["brut"], abs=0.005 * known["commandes"])
    buyers = dataset.documents["client_id"].unique()
    idle = dataset.clients.filter(~pl.col("client_id").is_in(buyers.implode()))["client_id"]
    assert len(buyers) == known["clients acheteurs"]
    assert sorted(idle) == known["clients sans commande"]


def test_undated_sales_count_and_enter_no_month(shared: Shared) -> None:
    folder = shared("samples/03_fr_clients_ventes_dates_melangees")
    known = facts(folder)
    dataset = load(folder, "clients.xlsx", "ventes.xlsx")
    undated = dataset.documents.filter(pl.col("date").is_null())
    assert float(undated["gross"].sum()) == known["CA des ventes sans date"]
    assert dataset.documents["client_id"].n_unique() == known["clients acheteurs distincts"]
    assert (dataset.findings["code"] == "undated_document").sum() == known["ventes date vide"]
    assert dataset.clients["email"].null_count() == known["emails manquants"]


def test_invoices_reconciled_by_hand_give_the_published_balance(shared: Shared) -> None:
    folder = shared("samples/11_fr_lettrage_b2b")
    known = facts(folder)
    dataset = load(folder, "factures.csv", "paiements.csv")
    assert float(dataset.documents["gross"].sum()) == known["total facturé"]
    assert float(dataset.payments["amount"].sum()) == known["total payé"]
    invoiced = sums(dataset.documents, "client_id", "gross")
    paid = sums(dataset.payments, "client_id", "amount")
    for client, published in known["par client (publié, reproduit)"].items():
        words = published.split()
        assert (invoiced[client], paid[client]) == (float(words[0]), float(words[2])), client


def test_a_law_firm_whose_invoices_name_cases_and_not_clients(shared: Shared) -> None:
    folder = shared("samples/01_fr_cabinet_juridique")
    known = facts(folder)
    dataset = load(folder, "clients.csv", "contacts.csv", "dossiers.csv", "factures.csv")
    documents = dataset.documents
    assert len(dataset.clients) == known["clients"] and len(dataset["contacts"]) == known["contacts"]
    assert len(documents) == known["factures"]
    assert documents["client_id"].is_in(dataset.clients["client_id"].implode()).all()
    assert documents["client_id"].n_unique() == known["clients avec au moins une facture"]
    assert float(documents["net"].sum()) == known["total HT"]
    assert float(documents["gross"].sum()) == known["total TTC"]
    best = sums(documents, "client_id", "net").items()
    assert dict(sorted(best, key=lambda c: -c[1])[:5]) == known["top 5 clients HT (client_id)"]
    assert sums(documents, pl.col("date").dt.strftime("%Y"), "net") == known["CA HT par année"]
    assert dataset.set_aside["code"].to_list() == ["link_table"] * known["dossiers"]
