"""The accounts of a client beside 411: doubtful and bills are owed, advances and what is not invoiced are said and not set against it."""

from decimal import Decimal

import polars as pl

from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from tests.checking.ledgers import (
    TODAY,
    balances,
    between,
    codes,
    fec,
    line,
    load,
    opening,
    payment,
    sale,
    written,
)

NBSP = "\u00a0"


def said(found: Dataset, code: str) -> list[tuple[str, str]]:
    rows = found.findings.filter(pl.col("code") == code)
    return [
        (client, detail.replace(NBSP, " ")) for client, detail in rows.select("record", "detail").iter_rows()
    ]


def test_a_doubtful_client_still_owes_and_is_said_to_be_doubtful() -> None:
    found = load(
        fec(
            sale("1", "20260110", "C1", "120.00", "FA1", letter="A"),
            between("2", "20260301", "C1", "120.00", "416000", "411000", ("B", "A")),
            between("3", "20260401", "C1", "50.00", "512000", "416000", ("", "B")),
        )
    )
    assert balances(found) == {"C1": Decimal("70.00")}
    paid = found.payments.select("document_id", "amount").rows()
    assert paid == [("FA1", Decimal("50.00"))], "the transfer pays nothing"
    assert said(found, "doubtful_client") == [("C1", "70,00 € au 01/04/2026")]
    assert found.documents["description"].item().endswith("passée en créance douteuse (416)")
    assert "estimated_allocation" not in codes(found)
    assert Portfolio(found).figures(TODAY)["outstanding"].value == Decimal("70.00")


def test_a_bill_is_owed_until_it_is_cashed() -> None:
    bill = (
        sale("1", "20260110", "C2", "240.00", "FA2", letter="A"),
        between("2", "20260120", "C2", "240.00", "413000", "411000", ("", "A"), "FA2"),
    )
    found = load(fec(*bill))
    assert balances(found) == {"C2": Decimal("240.00")} and found.payments.is_empty()
    assert said(found, "bills_receivable") == [("C2", "240,00 € au 20/01/2026")]
    cashed = load(fec(*bill, between("3", "20260315", "C2", "240.00", "511300", "413000", piece="FA2")))
    assert balances(cashed) == {"C2": Decimal(0)}
    assert cashed.payments.select("document_id", "amount").rows() == [("FA2", Decimal("240.00"))]
    assert "bills_receivable" not in codes(cashed)


def test_an_account_that_names_nobody_takes_the_client_of_each_entry_or_stays_whole() -> None:
    entries = (sale("1", "20260110", "C1", "120.00", "FA1"), sale("2", "20260110", "C2", "60.00", "FA2"))
    moved = between("3", "20260301", "C1", "120.00", "416000", "411000", named=False)
    found = load(fec(*entries, moved))
    assert balances(found) == {"C1": Decimal("120.00"), "C2": Decimal("60.00")}
    assert "client_by_entry" in codes(found)
    part = load(
        fec(*entries, moved, between("4", "20260401", "C1", "50.00", "512000", "416000", named=False))
    )
    assert balances(part) == {"C1": Decimal(0), "C2": Decimal("60.00"), "416000": Decimal("70.00")}
    assert "line_without_auxiliary" in codes(part)


def test_accounts_of_one_ending_are_one_client() -> None:
    rows = [
        line("VE", "1", "20260110", "411DUPONT", 120, CompteLib="Dupont SARL"), line("VE", "1", "20260110", "706000", -120),
        line("VE", "2", "20260110", "411MARTIN", 60, CompteLib="Martin"), line("VE", "2", "20260110", "706000", -60),
        line("OD", "3", "20260301", "416DUPONT", 120, CompteLib="Dupont SARL"), line("OD", "3", "20260301", "411DUPONT", -120, CompteLib="Dupont SARL"),
    ]  # fmt: skip
    found = load(("123456782FEC20261231.txt", written(rows)))
    assert balances(found) == {"411DUPONT": Decimal("120.00"), "411MARTIN": Decimal("60.00")}
    assert said(found, "doubtful_client")[0][0] == "411DUPONT"


def test_an_advance_is_said_and_not_set_against_what_is_owed() -> None:
    advance, invoice = (
        between("1", "20260105", "C1", "30.00", "512000", "419100"),
        sale("2", "20260110", "C1", "120.00", "FA1"),
    )
    found = load(fec(advance, invoice))
    assert balances(found) == {"C1": Decimal("120.00")}
    assert said(found, "advance_received") == [("C1", "30,00 € au 10/01/2026")]
    used = load(
        fec(advance, invoice, between("3", "20260201", "C1", "30.00", "419100", "411000", piece="FA1"))
    )
    assert balances(used) == {"C1": Decimal("90.00")} and "advance_received" not in codes(used)
    assert used.payments.select("document_id", "amount").rows() == [("FA1", Decimal("30.00"))]


def test_an_invoice_of_an_advance_is_owed_and_is_no_revenue() -> None:
    label = {"CompAuxNum": "C1", "PieceRef": "FA1", "EcritureLib": "Facture d’acompte FA1"}
    advance = [
        line("VE", "1", "20260110", "411000", 120, **label), line("VE", "1", "20260110", "419100", -100, **label), line("VE", "1", "20260110", "445710", -20, PieceRef="FA1"),
    ]  # fmt: skip
    found = load(
        fec(
            advance,
            sale("2", "20260111", "C2", "12.00", "FA2"),
            payment("3", "20260201", "C1", "120.00", "FA1"),
        )
    )
    assert balances(found) == {"C1": Decimal(0), "C2": Decimal("12.00")}
    row = found.documents.filter(pl.col("document_id") == "FA1").row(0, named=True)
    assert (row["kind"], row["gross"], row["net"]) == ("invoice", Decimal("120.00"), Decimal("0.00"))


def test_what_is_to_be_invoiced_is_not_owed() -> None:
    accrued = [
        line("OD", "1", "20261231", "418100", 120, CompAuxNum="C1"), line("OD", "1", "20261231", "706000", -100), line("OD", "1", "20261231", "445870", -20),
    ]  # fmt: skip
    found = load(fec(accrued, sale("2", "20260111", "C1", "12.00", "FA2")))
    assert balances(found) == {"C1": Decimal("12.00")}
    assert said(found, "to_be_invoiced") == [("C1", "120,00 € au 31/12/2026")]
    assert "other_client_account" in codes(found)


def test_two_years_say_once_what_is_doubtful() -> None:
    moved = between("2", "20250301", "C1", "120.00", "416000", "411000")
    before = fec(sale("1", "20250110", "C1", "120.00", "FA1"), moved, year=2025)
    again = opening("20260101", {"C1": "120.00"})
    again[0] = {**again[0], "CompteNum": "416000"}
    found = load(before, fec(again, between("3", "20260401", "C1", "20.00", "512000", "416000")))
    assert balances(found) == {"C1": Decimal("100.00")}
    assert said(found, "doubtful_client") == [("C1", "100,00 € au 01/04/2026")]
