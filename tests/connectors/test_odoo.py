"""Odoo read for what it says: clients, contacts, addresses, documents, payments, several companies, over both protocols, and the same records as its exports."""

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
from fiche.dataset import Dataset
from fiche.store import Store
from tests.connectors.conftest import Bench, connected
from tests.connectors.odoo_server import Odoo, company, serving

TODAY = dt.date(2026, 11, 24)


def balances(dataset: Dataset) -> dict[str, Decimal]:
    """What each client owes."""
    portfolio = Portfolio(dataset)
    found = portfolio.clients(TODAY)
    return {
        r["client_id"]: Decimal(str(r["balance"])).quantize(Decimal("0.01")) for r in found.to_dict("records")
    }


def row(dataset: Dataset, table: str, **where: Any) -> dict[str, Any]:
    frame = dataset[table]  # type: ignore[index]
    for name, value in where.items():
        frame = frame.filter(pl.col(name) == value)
    assert len(frame) == 1, frame
    return frame.row(0, named=True)


def test_what_odoo_says_is_read(bench: Bench) -> None:
    bench.done()
    dataset = bench.store.dataset()
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    assert sorted(dataset.clients["client_id"]) == ["11", "12", "C001"]
    alpha = row(dataset, "clients", client_id="C001")
    assert (alpha["siret"], alpha["category"], alpha["payment_terms"]) == (
        "30326504500017",
        "Fidèle",
        "30 jours",
    )
    assert alpha["notes"] == "Livrer avant 9 h\nSonner"
    assert alpha["delivery_city"] == "Bordeaux"
    assert alpha["source_file"] == "Odoo"
    assert row(dataset, "clients", client_id="12")["status"] == "Archivé"
    assert row(dataset, "contacts")["role"] == "Achats"
    assert row(dataset, "addresses")["city"] == "Bordeaux"
    reasons = dict(dataset.set_aside.group_by("code").len().iter_rows())
    assert reasons == {"not_a_customer": 1, "draft_document": 1, "cancelled_document": 1}
    invoice = row(dataset, "documents", document_id="FAC/2026/00001")
    assert (invoice["gross"], invoice["net"], invoice["discount"]) == (
        Decimal("1200.00"),
        Decimal("1000.00"),
        Decimal("111.11"),
    )
    payment = row(dataset, "payments", document_id="FAC/2026/00001")
    assert (payment["method"], payment["date"], payment["implied"]) == (
        "Virement",
        dt.date(2026, 10, 10),
        False,
    )
    assert row(dataset, "lines")["document_id"] == "FAC/2026/00001"


def test_balances_are_those_of_the_account(bench: Bench) -> None:
    """A credit note used whole, a payment in part, money that pays nothing yet: what each owes is what Odoo’s account leaves open."""
    bench.done()
    assert balances(bench.store.dataset()) == {
        "C001": Decimal("700.00"),
        "11": Decimal("524.50"),
        "12": Decimal("0.00"),
    }


def test_a_bank_entry_reconciled_by_hand_is_a_payment(bench: Bench) -> None:
    """No account.payment: the journal is its method. A credit note shared out over two invoices, and one paid back."""
    odoo = bench.odoo
    odoo.models["account.payment"].clear()
    odoo.put(
        "account.partial.reconcile",
        2,
        amount=100.0,
        debit_amount_currency=100.0,
        credit_amount_currency=100.0,
    )
    odoo.put(
        "account.partial.reconcile", 3, debit_move_id=[101, "…"], credit_move_id=[104, "…"], amount=140.0, debit_amount_currency=140.0,
        credit_amount_currency=140.0, max_date="2026-10-21", company_currency_id=[1, "EUR"],
    )  # fmt: skip
    bench.done()
    dataset = bench.store.dataset()
    assert row(dataset, "payments", payment_id="BNK/2026/00001")["method"] == "Banque"
    assert balances(dataset) == {"C001": Decimal("700.00"), "11": Decimal("524.50"), "12": Decimal("0.00")}
    assert (
        dict(
            dataset.documents.filter(pl.col("related_key").is_not_null())
            .select("document_id", "gross")
            .iter_rows()
        )
        == {}
    )


def test_balances_brought_forward_are_owed_and_no_revenue(bench: Bench) -> None:
    line = {
        **bench.odoo.models["account.move.line"][102],
        "move_id": [60, "OUV/2026/001"],
        "balance": 90.0,
        "amount_currency": 90.0,
    }
    line |= {
        "amount_residual": 90.0,
        "amount_residual_currency": 90.0,
        "date": "2026-01-01",
        "date_maturity": "2026-01-31",
    }
    del line["write_date"], line["id"]
    bench.odoo.put("account.move.line", 300, **line)
    bench.done()
    dataset = bench.store.dataset()
    opening = row(dataset, "documents", document_id="OUV/2026/001")
    assert (opening["gross"], opening["net"]) == (Decimal("90.00"), Decimal("0.00"))
    assert balances(dataset)["11"] == Decimal("614.50")


def test_several_due_dates_make_one_invoice_in_instalments(bench: Bench) -> None:
    first = {**bench.odoo.models["account.move.line"][102], "date_maturity": "2026-10-15"}
    second = {**first, "date_maturity": "2026-11-15"}
    amounts = ("balance", "amount_currency", "amount_residual", "amount_residual_currency")
    for number, line, amount in ((102, first, 200.0), (302, second, 400.0)):
        own = {k: v for k, v in line.items() if k not in ("id", "write_date")}
        bench.odoo.put("account.move.line", number, **{**own, **dict.fromkeys(amounts, amount)})
    bench.done()
    invoice = row(bench.store.dataset(), "documents", document_id="FAC/2026/00002")
    assert invoice["schedule"] == "2026-10-15=200.00 2026-11-15=400.00"
    assert (invoice["gross"], invoice["net"]) == (Decimal("600.00"), Decimal("500.00"))


def test_two_companies_may_give_two_invoices_one_number(bench: Bench) -> None:
    """Each is paid by its own payments; conditions are those of the company that invoices."""
    odoo = bench.odoo
    odoo.put(
        "res.company",
        2,
        name="Société 2",
        currency_id=[1, "EUR"],
        partner_id=[2, "…"],
        vat=False,
        company_registry=False,
    )
    for model, number, of in (
        ("account.move", 1, 21),
        ("account.move.line", 101, 121),
        ("account.move.line", 201, 221),
    ):
        copy = {
            **odoo.models[model][number],
            "company_id": [2, "Société 2"],
            "invoice_date_due": "2027-01-01",
        }
        del copy["write_date"], copy["id"]
        if model == "account.move.line":
            copy["move_id"] = [21, "FAC/2026/00001"] if number == 101 else [70, "BNK/2026/00001"]
        odoo.put(model, of, **copy)
    odoo.put(
        "account.partial.reconcile", 9, debit_move_id=[121, "…"], credit_move_id=[221, "…"], amount=500.0, debit_amount_currency=500.0,
        credit_amount_currency=500.0, max_date="2026-10-10", company_currency_id=[1, "EUR"],
    )  # fmt: skip
    bench.done()
    dataset = bench.store.dataset()
    twice = dataset.documents.filter(pl.col("document_id") == "FAC/2026/00001")
    assert sorted(json.loads(e)["Société"] for e in twice["extra"]) == ["Société 1", "Société 2"]
    paid = dataset.payments.filter(pl.col("document_id") == "FAC/2026/00001")
    assert sorted(paid["document_key"]) == sorted(twice["document_key"])
    asked = [
        kw["context"]["allowed_company_ids"] for path, kw in odoo.calls if path == "res.partner/search_read"
    ]
    assert asked == [[1], [2]]
    assert len(dataset.clients) == 3


def test_only_the_fields_that_it_has_are_asked(bench: Bench) -> None:
    """In version 19 «mobile» and «siret» are gone: asking for them would be refused."""
    bench.done()
    asked = [kw["fields"] for path, kw in bench.odoo.calls if path == "res.partner/search_read"]
    assert asked
    assert not {"mobile", "siret", "property_delivery_carrier_id"} & set(asked[0])
    context = next(kw["context"] for path, kw in bench.odoo.calls if path == "res.partner/search_read")
    assert context == {"active_test": False, "lang": "fr_FR", "allowed_company_ids": [1]}


@pytest.mark.parametrize("version", [17, 14])
def test_the_older_protocol_gives_the_same(bench: Bench, tmp_path: Path, version: int) -> None:
    bench.done()
    odoo = company(Odoo(version))
    if version < 16:  # an invoice's line is then of no kind
        odoo.put("account.move.line", 500, display_type=False)
    other = Store.open(f"sqlite:///{tmp_path / 'older.db'}")
    with serving(odoo) as address:
        connected(other, odoo, address).done()
    asked = [kw["context"]["lang"] for path, kw in odoo.calls if path == "res.partner/search_read"]
    assert set(asked) == {"fr_FR"}
    for name in ("clients", "documents", "payments", "contacts"):
        assert other.dataset()[name].drop("extra").equals(bench.store.dataset()[name].drop("extra")), name  # type: ignore[index]


def test_a_list_that_may_not_be_read_is_said_and_the_rest_comes(bench: Bench) -> None:
    bench.odoo.hidden |= {"account.partial.reconcile", "ir.model.data", "res.users"}
    made = bench.done()
    assert made.code == "source_forbidden"
    assert "Lettrage" in str(made.message)
    assert len(bench.store.dataset().documents) == 4


def test_its_own_exports_are_the_same_records(shared: Callable[[str], Path], bench: Bench) -> None:
    """Files exported from Odoo by hand, then the same Odoo read: no client and no invoice twice."""
    folder = shared("samples/odoo19")
    names = ("export_res.partner_labels.csv", "export_account.move_labels.csv")
    reading = loading.prepare([(n, folder / n) for n in names])
    files = loading.check(reading, loaded_on=TODAY)
    bench.store.save(files, [(n, "0" * 64) for n in names])
    odoo = bench.odoo
    for model in ("res.partner", "account.move", "account.payment", "account.partial.reconcile"):
        odoo.models[model] = {}
        odoo.labels[model] = json.loads((folder / f"fields_get_{model}.fr.json").read_text("utf-8"))
        odoo.labels[model] = {k: v["string"] for k, v in odoo.labels[model].items()}
    odoo.models["account.move.line"] = {}
    for r in json.loads((folder / "account.move.search_read.json").read_text("utf-8")):
        del r["write_date"], r["create_date"]
        odoo.put("account.move", r.pop("id"), **r)
        odoo.put("res.partner", r["commercial_partner_id"][0], name=r["commercial_partner_id"][1], commercial_partner_id=r["commercial_partner_id"],
                 customer_rank=1, category_id=[], ref=False)  # fmt: skip
    for r in json.loads((folder / "res.partner.search_read.json").read_text("utf-8")):
        del r["write_date"], r["create_date"]
        odoo.put("res.partner", r.pop("id"), **r)
    bench.done()
    both = bench.store.dataset()
    for name in {c[1] for c in (r["commercial_partner_id"] for r in odoo.models["account.move"].values())}:
        assert len(both.clients.filter(pl.col("name") == name)) == 1, name
    numbers = [r["name"] for r in odoo.models["account.move"].values() if r["state"] == "posted"]
    mine = both.documents.filter(pl.col("document_id").is_in(numbers))
    exported = files.documents.filter(pl.col("document_id").is_in(numbers))
    assert len(mine) == max(len(numbers), len(exported))


def test_its_ledger_is_the_same_records(bench: Bench) -> None:
    """The FEC of the same company, then the company itself: each invoice, credit note and payment once, the balances those of the account."""
    rows = (
        ("VE", "FAC/2026/00001", "20260901", "411000", "C001", "Alpha", "FAC/2026/00001", "1200,00", "0,00"),
        ("VE", "FAC/2026/00001", "20260901", "707000", "", "", "FAC/2026/00001", "0,00", "1000,00"),
        ("VE", "FAC/2026/00001", "20260901", "445710", "", "", "FAC/2026/00001", "0,00", "200,00"),
        ("BQ", "BNK/2026/00001", "20261010", "512000", "", "", "FAC/2026/00001", "500,00", "0,00"),
        ("BQ", "BNK/2026/00001", "20261010", "411000", "C001", "Alpha", "FAC/2026/00001", "0,00", "500,00"),
        ("BQ", "BNK/2026/00002", "20261105", "512000", "", "", "-", "75,50", "0,00"),
        ("BQ", "BNK/2026/00002", "20261105", "411000", "11", "Bêta", "-", "0,00", "75,50"),
    )
    head = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
    lines = [
        f"{j}|{j}|{n}|{d}|{a}|{a}|{x}|{who}|{p}|{d}|{p}|{debit}|{credit}|||{d}||"
        for j, n, d, a, x, who, p, debit, credit in rows
    ]
    name = "303265045FEC20261231.txt"
    reading = loading.prepare([(name, "\r\n".join([head, *lines]).encode())])
    bench.store.save(loading.check(reading, loaded_on=TODAY), [(name, "0" * 64)])
    assert len(bench.store.dataset().payments) == 2
    bench.odoo.put("account.move.line", 202, move_id=[51, "BNK/2026/00002 (virement)"])
    bench.done()
    both = bench.store.dataset()
    assert sorted(both.clients["client_id"]) == ["11", "12", "C001"]
    assert sorted(both.documents["document_id"]) == [
        "FAC/2026/00001",
        "FAC/2026/00002",
        "FAC/2026/00003",
        "RFAC/2026/00001",
    ]
    assert sorted(both.payments["payment_id"]) == ["BNK/2026/00001", "BNK/2026/00002"]
    assert balances(both) == {"C001": Decimal("700.00"), "11": Decimal("524.50"), "12": Decimal("0.00")}


@pytest.mark.parametrize("model", ["account.move", "res.partner", "account.payment"])
def test_every_field_that_is_asked_is_known(shared: Callable[[str], Path], model: str) -> None:
    """Names cannot be mistyped: each is in Odoo 19’s own list, or is one of an older version."""
    from fiche.connectors.systems.odoo import SYSTEM

    known = json.loads((shared("samples/odoo19") / f"fields_get_{model}.fr.json").read_text("utf-8"))
    older = {"mobile", "siret", "ref"}
    wanted = {f for e in SYSTEM.entities if e.variables["model"] == model for f in e.wants}
    assert wanted - known.keys() - older == set()


def test_a_difference_of_exchange_rates_is_no_payment(bench: Bench) -> None:
    """As Odoo 19 answered: an invoice in dollars paid at another rate is matched with an entry of the difference, of 0 dollars and some euros."""
    odoo, dollars = bench.odoo, [2, "USD"]
    odoo.put("account.move", 1, currency_id=dollars)
    odoo.put("account.move.line", 101, currency_id=dollars, amount_currency=1200.0, balance=1090.91, amount_residual=0.0, amount_residual_currency=700.0)  # fmt: skip
    odoo.put("account.move.line", 201, currency_id=dollars, amount_currency=-500.0, balance=-454.55)
    difference = {**odoo.models["account.move.line"][201], "move_id": [60, "EXCH/2026/09/0001"], "amount_currency": 0.0, "balance": -130.91}  # fmt: skip
    odoo.put("account.move.line", 260, **{k: v for k, v in difference.items() if k not in ("id", "write_date")})  # fmt: skip
    odoo.put("account.partial.reconcile", 7, debit_move_id=[101, "…"], credit_move_id=[260, "…"], amount=130.91, debit_amount_currency=0.0,
             credit_amount_currency=0.0, max_date="2026-09-30")  # fmt: skip
    bench.done()
    paid = bench.store.dataset().payments.filter(pl.col("document_id") == "FAC/2026/00001")
    assert paid.select("payment_id", "amount", "currency").rows() == [("BNK/2026/00001", Decimal("500.00"), "USD")]  # fmt: skip


def test_a_balance_brought_forward_that_its_ledger_has_too_is_owed_once(bench: Bench) -> None:
    """Entered by hand in Odoo on the day when its FEC opens: a debit, and a credit, which is money of the client's."""
    rows = (("C001", "Alpha", "1500,00", "0,00"), ("11", "Bêta", "0,00", "45,20"))
    head = "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise"
    lines = [f"OD|OD|OD/2026/01/0001|20260101|411000|Clients|{x}|{who}|À nouveaux 2026|20260101|Solde 2025|{d}|{c}|||20260101||" for x, who, d, c in rows]  # fmt: skip
    lines.append("OD|OD|OD/2026/01/0001|20260101|110000|Report|||À nouveaux 2026|20260101|Solde|0,00|1454,80|||20260101||")  # fmt: skip
    name = "303265045FEC20261231.txt"
    reading = loading.prepare([(name, "\r\n".join([head, *lines]).encode())])
    bench.store.save(loading.check(reading, loaded_on=TODAY), [(name, "0" * 64)])
    assert balances(bench.store.dataset()) == {"C001": Decimal("1500.00"), "11": Decimal("-45.20")}
    for number, model, client, amount in ((300, 101, 10, 1500.0), (301, 202, 11, -45.2)):
        line = {k: v for k, v in bench.odoo.models["account.move.line"][model].items() if k not in ("id", "write_date")}  # fmt: skip
        amounts = dict.fromkeys(("balance", "amount_currency", "amount_residual", "amount_residual_currency"), amount)  # fmt: skip
        told = {"move_id": [60, "OD/2026/01/0001"], "partner_id": [client, "…"], "date": "2026-01-01", "date_maturity": False}  # fmt: skip
        bench.odoo.put("account.move.line", number, **{**line, **amounts, **told})
    bench.done()
    assert balances(bench.store.dataset()) == {
        "C001": Decimal("2200.00"),
        "11": Decimal("479.30"),
        "12": Decimal("0.00"),
    }
