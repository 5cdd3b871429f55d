"""Real files that nobody here wrote give the facts that somebody else computed from them."""

import datetime as dt
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fiche import loading
from fiche.analysis import Portfolio
from fiche.cli_answers import indicators
from fiche.dataset import Dataset
from fiche.vocabulary import status_of

LOADED_ON = dt.date(2026, 11, 24)
Shared = Callable[[str], Path]


def load(folder: Path, *names: str) -> Dataset:
    reading = loading.prepare([(name, folder / name) for name in names])
    dataset = loading.check(reading, loaded_on=LOADED_ON)
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    return dataset


def facts(folder: Path) -> dict[str, Any]:
    return dict(json.loads((folder / "expected.json").read_text("utf-8"))["facts"])


def figures(dataset: Dataset, as_of: str) -> dict[str, Any]:
    return indicators(Portfolio(dataset), dt.date.fromisoformat(as_of), None)


def close(amount: object, fact: float) -> bool:
    return Decimal(str(amount)) == Decimal(str(fact)).quantize(Decimal("0.01"))


def top(dataset: Dataset, column: str, n: int = 5) -> dict[str, Decimal]:
    totals = dataset.documents.group_by("client_id").agg(pl.col(column).sum())
    return dict(totals.sort(column, descending=True).head(n).select("client_id", column).iter_rows())


def test_an_energy_supplier(shared: Shared) -> None:
    folder = shared("samples/09_fr_energie_factures_semicolon")
    known = facts(folder)
    dataset = load(folder, "clients.csv", "factures_2024.csv")
    answer = figures(dataset, "2024-12-31")
    file = known["factures_2024.csv (fichier fourni)"]
    aged = known["balance âgée 2024 au 2024-12-31 (statut != Payée, TTC)"]
    assert (answer["clients"], answer["documents"]) == (known["clients"], file["factures"])
    assert close(answer["revenue"]["total"], file["HT"])
    assert close(dataset.documents["gross"].sum(), file["TTC"])
    for bucket in ("1-30", "31-60", "61-90"):
        assert close(answer["aged"][bucket], aged[bucket]["montant"])
    late = Decimal(answer["aged"]["91-120"]) + Decimal(answer["aged"][">120"])
    assert close(late, aged[">90"]["montant"])
    # Paid invoices without a payment date count as paid on their due date: before it they are open, and not due.
    assert answer["aged"]["not_due"] == "1382812.20"
    said = dataset.documents.with_columns(
        pl.col("payment_status").map_elements(status_of, return_dtype=pl.String).alias("said")
    )
    unpaid = said.filter((pl.col("said") != "paid") & (pl.col("due_date") >= dt.date(2024, 12, 31)))
    assert close(unpaid["gross"].sum(), 589062.05)
    assert {k: float(v) for k, v in top(dataset, "gross").items()} == known["top 5 clients 2024 TTC"]
    assert dict(dataset.clients["category"].value_counts().iter_rows()) == known["clients par segment"]


@pytest.mark.parametrize(
    ("file", "key"),
    [
        ("WA_Fn-UseC_-Accounts-Receivable.csv", "original"),
        ("WA_AR_invoice_no_without_zeros.csv", "original"),
        ("WA_Fn-UseC_-Accounts-Receivable_with_missing.csv", "with_missing"),
    ],
)
def test_late_payment_histories(file: str, key: str, shared: Shared) -> None:
    folder = shared("samples/20_ibm_late_payments")
    known = facts(folder)[key]
    dataset = load(folder, file)
    assert len(dataset.documents) == known["rows"] and len(dataset.clients) == known["customers"]
    assert close(dataset.documents["gross"].sum(), known["total amount"])
    assert dataset.documents["disputed"].sum() == known["Disputed=Yes"]
    dates = dataset.documents["date"]
    assert f"{dates.min()} / {dates.max()}" == known["dates"]
    assert {k: float(v) for k, v in top(dataset, "gross").items()} == known["top 5 customers"]
    paid = dataset.documents.join(
        dataset.payments.select("document_key", "date"), on="document_key", suffix="_paid"
    )
    days = (paid["date_paid"] - paid["date"]).dt.total_days() * paid["gross"].cast(pl.Float64)
    weighted = float(days.sum()) / float(paid["gross"].sum())
    assert weighted == pytest.approx(known["amount-weighted days to settle"], abs=1e-6)


def test_late_payment_histories_at_a_past_date(shared: Shared) -> None:
    folder = shared("samples/20_ibm_late_payments")
    known = facts(folder)["original"]["balance âgée au 2013-06-30 (InvoiceDate<=asof<SettledDate)"]
    dataset = load(folder, "WA_Fn-UseC_-Accounts-Receivable.csv")
    answer = figures(dataset, "2013-06-30")
    assert close(answer["aged"]["not_due"], known["non échu (due >= asof)"]["montant"])
    assert close(answer["aged"]["1-30"], known["1-30"]["montant"])
    assert close(answer["outstanding"], known["total ouvert"]["montant"])
    assert Portfolio(dataset).figures(dt.date(2013, 6, 30))["open_count"].value == known["total ouvert"]["n"]


def test_invoices_and_payments_by_name(shared: Shared) -> None:
    folder = shared("samples/11_fr_lettrage_b2b")
    dataset = load(folder, "factures.csv", "paiements.csv")
    answer = figures(dataset, "2025-09-30")
    assert (answer["clients"], answer["documents"], len(dataset.payments)) == (3, 4, 4)
    assert (answer["revenue"]["total"], answer["unapplied"], answer["balance"]) == (
        "5000.00",
        "-4200.00",
        "800.00",
    )
    portfolio = Portfolio(dataset)
    balances = {
        name: f"{portfolio.figures(dt.date(2025, 9, 30), name)['balance'].value}"
        for name in dataset.clients["client_id"]
    }
    assert balances == {"Entreprise Alpha": "300.00", "Entreprise Beta": "500.00", "Entreprise Gamma": "0.00"}


def test_an_odoo_import(shared: Shared) -> None:
    folder = shared("samples/12_fr_odoo_specibike")
    known = facts(folder)
    dataset = load(folder, "res.partner.csv", "sale.order.csv", "sale.order.line.csv")
    assert len(dataset.clients) == known["customer=1"]
    assert len(dataset.clients) + len(dataset.set_aside) == known["partenaires"]
    assert (len(dataset.documents), len(dataset["lines"])) == (known["commandes"], known["lignes"])
    assert close(dataset.documents["net"].sum(), known["total lignes prix*qté"])
    assert {k: float(v) for k, v in top(dataset, "net").items()} == known["top 5 par partenaire"]


def test_northwind(shared: Shared) -> None:
    folder = shared("samples/25_northwind")
    known = facts(folder)
    dataset = load(folder, "customers.csv", "orders.csv", "order_details.csv")
    assert (len(dataset.clients), len(dataset.documents)) == (known["clients"], known["commandes"])
    assert len(dataset["lines"]) == known["lignes"]
    # Each of the 830 documents is rounded to the cent, the published total only once.
    assert float(dataset.documents["net"].sum()) == pytest.approx(
        known["net remisé"], abs=0.005 * known["commandes"]
    )
    assert list(top(dataset, "net")) == list(known["top 5 clients net"])


def test_dates_in_three_writings(shared: Shared) -> None:
    folder = shared("samples/03_fr_clients_ventes_dates_melangees")
    known = facts(folder)
    dataset = load(folder, "clients.xlsx", "ventes.xlsx")
    assert (len(dataset.clients), len(dataset.documents)) == (known["clients"], known["ventes"])
    assert close(dataset.documents["gross"].sum(), known["CA total (montant_total)"])
    assert dataset.documents["date"].null_count() == known["ventes date vide"]
    dates = dataset.documents["date"]
    assert f"{dates.min()} / {dates.max()}" == known["date min/max (mm-jj pour les tirets)"]
    assert {k: float(v) for k, v in top(dataset, "gross").items()} == known["top 5 clients"]


def test_invoice_ninja_counts_an_invoice_of_two_lines_once(shared: Shared) -> None:
    folder = shared("samples/28_invoiceninja_exports")
    known = facts(folder)
    dataset = load(folder, "clients.csv", "invoice.csv")
    answer = figures(dataset, "2020-12-19")
    assert (answer["clients"], answer["documents"]) == (known["clients"], 400)
    assert close(answer["revenue"]["total"], known["total facturé (une fois par facture)"])
    assert close(answer["outstanding"], known["reste"])
