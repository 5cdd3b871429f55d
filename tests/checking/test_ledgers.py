"""Accounting entries: every writing of a FEC, what each line becomes, what is paid by what, openings, and what is refused."""

import datetime as dt
from decimal import Decimal
from itertools import chain
from typing import Any

import polars as pl
import pytest

from fiche.analysis import Portfolio
from fiche.checking.entries.lines import file_name
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from fiche.loading import check, prepare
from fiche.merging import aligned, merge
from tests.checking.ledgers import (
    NAMES,
    TODAY,
    Entry,
    balances,
    codes,
    fec,
    line,
    load,
    opening,
    payment,
    sale,
    written,
)

YEAR = (
    opening("20260101", {"C1": "500.00"}),
    sale("1", "20260113", "C1", "120.00", "FA1"),
    sale("2", "20260210", "C2", "240.00", "FA2"),
    sale("3", "20260211", "C2", "-60.00", "AV3"),
    payment("4", "20260301", "C1", "120.00", label="VIR SOCIETE C1 FA1"),
    payment("5", "20260302", "C2", "100.00"),
)
SIMPLE: dict[str, Any] = {"mark": "\t", "end": "\r\n", "encoding": "utf-8"}


def variants() -> list[Any]:
    return [
        pytest.param(SIMPLE, id="tab"),
        pytest.param({**SIMPLE, "mark": "|"}, id="pipe"),
        pytest.param({**SIMPLE, "encoding": "cp1252"}, id="cp1252"),
        pytest.param({**SIMPLE, "encoding": "iso8859-15"}, id="iso-8859-15"),
        pytest.param({**SIMPLE, "encoding": "utf-8-sig"}, id="utf-8 with a mark"),
        pytest.param({**SIMPLE, "end": "\r\r\n"}, id="cr cr lf"),
        pytest.param({**SIMPLE, "end": "\r"}, id="cr"),
        pytest.param({**SIMPLE, "names": [*NAMES, "DateRglt", "ModeRglt", "NatOp"]}, id="21 columns"),
        pytest.param({**SIMPLE, "names": [*NAMES, "DateRglt", "ModeRglt", "NatOp", "IdClient", ""]}, id="22 columns and an empty one"),
        pytest.param({**SIMPLE, "names": [n.upper() for n in NAMES]}, id="capitals"),
    ]  # fmt: skip


@pytest.mark.parametrize("how", variants())
def test_every_writing_gives_the_same(how: dict[str, Any]) -> None:
    rows = [dict(x) for x in chain.from_iterable(YEAR)]
    if "names" in how and how["names"][0] != "JournalCode":
        rows = [{k.upper(): v for k, v in x.items()} for x in rows]
    found = load(("123456782FEC20261231.txt", written(rows, **how)))
    assert balances(found) == {"C1": Decimal("500.00"), "C2": Decimal("80.00")}
    assert found.documents["net"].sum() == Decimal("250.00")
    assert found.clients.sort("client_id")["name"].to_list() == ["Société C1", "Société C2"]


@pytest.mark.parametrize("signs", [("D", "C"), ("+1", "-1"), ("1", "-1")])
def test_an_amount_and_its_side(signs: tuple[str, str]) -> None:
    names = [{"Debit": "Montant", "Credit": "Sens"}.get(n, n) for n in NAMES]
    rows = []
    for x in chain.from_iterable(YEAR):
        credit = x["Credit"] != "0,00"
        rows.append({**x, "Montant": x["Credit"] if credit else x["Debit"], "Sens": signs[credit]})
    found = load(("123456782FEC20261231.txt", written(rows, names=names)))
    assert balances(found) == {"C1": Decimal("500.00"), "C2": Decimal("80.00")}


def test_padded_fields() -> None:
    rows = [
        {
            **{n: f" {v:<20}" for n, v in x.items()},
            "Debit": f" {x['Debit']:0>18}",
            "Credit": f" {x['Credit']:0>18}",
        }
        for x in chain.from_iterable(YEAR)
    ]
    found = load(("123456782FEC20261231.txt", written(rows, mark="|")))
    assert balances(found) == {"C1": Decimal("500.00"), "C2": Decimal("80.00")}


def test_a_label_may_hold_the_separator_and_quotes() -> None:
    rows = list(
        chain.from_iterable(
            (sale("1", "20260113", "C1", "120.00", "FA1", label='"LE BISTROT" | bar'), *YEAR[2:3])
        )
    )
    found = load(("123456782FEC20261231.txt", written(rows, mark="|")))
    assert balances(found) == {"C1": Decimal("120.00"), "C2": Decimal("240.00")}
    assert found.documents.sort("document_id")["description"][0] == '"LE BISTROT"   bar'


def test_what_each_line_becomes() -> None:
    purchase = [
        line("AC", "9", "20260105", "607000", "50.00", EcritureLib="Salaire de Madame X"),
        line("AC", "9", "20260105", "401000", "-50.00", EcritureLib="Salaire de Madame X"),
    ]
    found = load(fec(*YEAR, purchase))
    assert (found.rows_in_file, found.rows_loaded) == (17, 14)
    assert dict(found.set_aside["code"].value_counts().iter_rows()) == {"not_of_a_client": 3}
    assert "Madame" not in "".join(found.set_aside["content"])
    invoice = found.documents.filter(pl.col("document_id") == "FA1").row(0, named=True)
    assert (invoice["gross"], invoice["net"], invoice["vat_amount"]) == (
        Decimal("120.00"),
        Decimal("100.00"),
        Decimal("20.00"),
    )
    assert (invoice["source_row"], invoice["kind"]) == (4, "invoice")
    assert found.documents.filter(pl.col("document_id") == "AV3")["kind"].item() == "credit_note"


def test_lettering_comes_first_then_the_reference_then_the_amount_then_the_oldest() -> None:
    found = load(
        fec(
            sale("1", "20260101", "C1", "100.00", "FA0001"),
            sale("2", "20260102", "C1", "100.00", "FA0002"),
            sale("3", "20260103", "C1", "100.00", "FA0003", letter="AA"),
            sale("4", "20260104", "C1", "70.00", "FA0004"),
            payment("5", "20260201", "C1", "100.00", letter="AA"),
            payment("6", "20260202", "C1", "30.00", label="Acompte sur FA0002, merci"),
            payment("7", "20260203", "C1", "70.00"),
            payment("8", "20260204", "C1", "20.00", label="CHQ 123"),
        )
    )
    rows = found.payments.sort("date").select("document_id", "amount", "method").rows()
    assert rows == [
        ("FA0003", Decimal("100.00"), "Virement"),
        ("FA0002", Decimal("30.00"), None),
        ("FA0002", Decimal("70.00"), "Virement"),  # what is left of it is exactly that
        ("FA0001", Decimal("20.00"), "Chèque"),
    ]
    estimated = found.payments.filter(pl.col("reference").str.ends_with("imputation estimée"))
    assert estimated.sort("date")["amount"].to_list() == [Decimal("70.00"), Decimal("20.00")]
    assert "estimated_allocation" in codes(found) and found.payments["document_key"].null_count() == 0


def test_one_payment_of_several_invoices_and_what_is_left() -> None:
    found = load(
        fec(
            sale("1", "20260101", "C1", "100.00", "FA0001", letter="A"),
            sale("2", "20260102", "C1", "50.00", "FA0002", letter="A"),
            payment("3", "20260201", "C1", "170.00", letter="A"),
        )
    )
    assert found.payments.select("document_id", "amount").rows() == [
        ("FA0001", Decimal("100.00")), ("FA0002", Decimal("50.00")), (None, Decimal("20.00")),
    ]  # fmt: skip
    assert balances(found) == {"C1": Decimal("-20.00")}


def test_a_credit_note_reduces_the_invoice_that_it_is_lettered_with() -> None:
    found = load(
        fec(
            sale("1", "20260101", "C1", "100.00", "FA1", letter="A"),
            sale("2", "20260102", "C1", "-100.00", "AV1", letter="A"),
        )
    )
    assert Portfolio(found).figures(TODAY)["outstanding"].value == 0
    assert Portfolio(found).figures(TODAY)["unapplied"].value == 0


def test_openings_are_owed_and_are_no_sale() -> None:
    found = load(fec(*YEAR[:2]))
    figures = Portfolio(found).figures(TODAY)
    assert (figures["revenue_total"].value, figures["balance"].value) == (
        Decimal("100.00"),
        Decimal("620.00"),
    )
    assert figures["last_purchase"].value == dt.date(2026, 1, 13)
    assert (figures["order_count"].value, figures["average_order"].value) == (1, Decimal("100.00"))
    assert figures["outstanding"].value == Decimal("620.00")
    assert {"opening_balance", "estimated_due_date"} <= codes(found) and "undated_document" not in codes(
        found
    )
    assert found.documents.filter(pl.col("opening").is_not_null())["due_date"].item() == dt.date(2026, 1, 31)


def test_a_client_with_an_opening_alone_has_not_bought() -> None:
    known = Portfolio(load(fec(opening("20260101", {"C1": "500.00"}), sale("1", "20260113", "C2", "90.00"))))
    figures = known.figures(TODAY, client_id="C1")
    assert figures["last_purchase"].value is None and figures["balance"].value == Decimal("500.00")
    assert (figures["last_purchase"].reason or "").startswith("Aucune facture datée")
    assert known.status("C1", TODAY).code == "at_risk", "a former client who still owes, and no prospect"


BEFORE = (sale("1", "20250310", "C1", "300.00", "F25-1"), sale("2", "20251201", "C1", "200.00", "F25-2"))


def test_two_years_count_once() -> None:
    found = load(fec(*BEFORE, year=2025), fec(*YEAR))
    assert balances(found) == {"C1": Decimal("500.00"), "C2": Decimal("80.00")}
    assert found.documents["opening"].null_count() == len(found.documents)
    assert found.documents["net"].sum() == Decimal("666.67")


def test_the_second_year_s_own_opening_is_the_truth() -> None:
    found = load(fec(*BEFORE[:1], year=2025), fec(*YEAR))
    rest = found.documents.filter(pl.col("opening").is_not_null()).row(0, named=True)
    assert (rest["gross"], rest["net"]) == (Decimal("200.00"), Decimal("0.00"))
    assert balances(found)["C1"] == Decimal("500.00")


def together(*loads: Dataset) -> Dataset:
    found = loads[0]
    for dataset in loads[1:]:
        found = merge(found, aligned(found, dataset))
    return found


def test_a_year_loaded_after_another_updates_it_and_doubles_nothing() -> None:
    first = load(fec(*BEFORE, year=2025))
    after = (*YEAR, payment("7", "20260401", "C1", "300.00", label="VIR F25-1"))
    second = load(fec(*after), known=first)
    whole = together(first, second)
    expected = {"C1": Decimal("200.00"), "C2": Decimal("80.00")}
    assert balances(whole) == expected == balances(load(fec(*BEFORE, year=2025), fec(*after)))
    paid = whole.payments.filter(pl.col("amount") == 300).row(0, named=True)
    assert (
        whole.documents.filter(pl.col("document_key") == paid["document_key"])["document_id"].item()
        == "F25-1"
    )
    again = together(whole, load(fec(*after), known=whole))
    assert balances(again) == expected and len(again.payments) == len(whole.payments)
    assert balances(together(second, first)) == expected, "the other way round"
    assert balances(load(fec(*after))) == expected, "alone, with its opening"


def test_numbers_that_begin_again_each_year_are_other_invoices() -> None:
    first = load(fec(sale("1", "20250310", "C1", "300.00", "0001"), year=2025))
    second = load(
        fec(opening("20260101", {"C1": "300.00"}), sale("1", "20260310", "C1", "12.00", "0001")), known=first
    )
    assert balances(together(first, second)) == {"C1": Decimal("312.00")}


def test_a_payment_told_again_in_other_parts() -> None:
    invoices = (sale("1", "20260101", "C1", "100.00", "FA1"), sale("2", "20260102", "C1", "50.00", "FA2"))
    first = load(fec(*invoices, payment("3", "20260201", "C1", "120.00")))
    lettered = (sale("1", "20260101", "C1", "100.00", "FA1"), sale("2", "20260102", "C1", "50.00", "FA2"))
    second = load(fec(*lettered, payment("3", "20260201", "C1", "120.00", label="FA2 et FA1")), known=first)
    third = load(
        fec(
            sale("9", "20260103", "C1", "120.00", "FA9", letter="A"),
            *invoices,
            payment("3", "20260201", "C1", "120.00", letter="A"),
        )
    )
    whole = together(first, second, third)
    assert whole.payments["amount"].sum() == Decimal("120.00")
    assert whole.payments["document_id"].to_list() == ["FA9"]


def test_overlapping_files_count_once() -> None:
    found = load(fec(*YEAR), ("123456782FEC20261231_1.txt", fec(*YEAR[1:4])[1]))
    assert balances(found) == {"C1": Decimal("500.00"), "C2": Decimal("80.00")}
    assert found.set_aside.filter(pl.col("code") == "duplicate_row").height == 9


def test_parts_that_overlap_in_the_middle_of_an_entry_count_once() -> None:
    rows = list(chain.from_iterable(YEAR))
    for end, start in ((9, 5), (6, 6), (9, 3), (4, 3)):
        found = load(
            ("123456782FEC20261231_1.txt", written(rows[:end])),
            ("123456782FEC20261231_2.txt", written(rows[start:])),
        )
        assert balances(found) == {"C1": Decimal("500.00"), "C2": Decimal("80.00")}, (end, start)
        assert found.set_aside.filter(pl.col("code") == "duplicate_row").height == end - start


def test_a_ledger_in_an_archive_keeps_its_official_name() -> None:
    for name in ("mois.zip · 123456782FEC20261231.txt", "mois.zip · compta/123456782FEC20261231_1.txt"):
        said = file_name(name)
        assert said is not None and (said.siren, said.closing, said.official) == (
            "123456782",
            "20261231",
            True,
        )
    said = file_name("mois.zip · export 123456782FEC20261231.txt")
    assert said is not None and not said.official


def test_an_entry_that_is_twice_in_a_file_is_said() -> None:
    found = load(fec(*YEAR, YEAR[1]))
    assert balances(found)["C1"] == Decimal("620.00")
    doubled = found.findings.filter(pl.col("code") == "doubled_entry").row(0, named=True)
    assert (doubled["value"], doubled["detail"], doubled["source_row"]) == ("VE 1 2026-01-13", "× 2", 4)
    assert "doubled_entry" not in codes(load(fec(*YEAR)))


def test_a_client_list_beside_completes_the_sheets() -> None:
    listing = b"N\xc2\xb0 client;Raison sociale;SIRET;Ville;Conditions de paiement\nC1;Alpha;73282932000074;Lyon;60 jours\n77;Soci\xc3\xa9t\xc3\xa9 C2;;Nice;\n"
    found = load(fec(*YEAR), ("clients.csv", listing))
    assert balances(found) == {"C1": Decimal("500.00"), "77": Decimal("80.00")}
    assert found.clients.select("client_id", "city").sort("client_id").rows() == [
        ("77", "Nice"),
        ("C1", "Lyon"),
    ]
    due = dict(found.documents.select("document_id", "due_date").iter_rows())
    assert (due["FA1"], due["FA2"]) == (dt.date(2026, 3, 14), dt.date(2026, 3, 12))


def test_checks_are_findings() -> None:
    wrong = sale("8", "20231105", "C1", "12.00", "FA8")
    wrong[1] = {**wrong[1], "Credit": "9,00"}
    found = load(("export.txt", fec(*YEAR, wrong)[1]))
    assert {"unbalanced_entry", "unbalanced_ledger", "ledger_file_name"} <= codes(found)
    unbalanced = found.findings.filter(pl.col("code") == "unbalanced_entry").row(0, named=True)
    assert (unbalanced["value"], unbalanced["detail"], unbalanced["source_row"]) == (
        "VE 8",
        "1,00\u00a0€",
        17,
    )
    assert "ledger_dates" in codes(load(fec(*YEAR, wrong)))
    assert not {"unbalanced_entry", "ledger_file_name", "ledger_dates"} & codes(load(fec(*YEAR)))


def collective(*entries: Entry) -> list[dict[str, str]]:
    return [
        {**x, "CompAuxNum": "", "CompAuxLib": "", "CompteLib": "CLIENTS"}
        for x in chain.from_iterable(entries)
    ]


def test_one_collective_account_is_refused_and_its_names_offered() -> None:
    rows = collective(
        sale("1", "20260113", "C1", "120.00", "FA1", label="Facture DUPONT SARL FA1"),
        payment("4", "20260301", "C1", "120.00", label="VIR DUPONT SARL"),
        sale("2", "20260113", "C2", "40.00", "FA2", label="Facture MARTIN 01/2026"),
    )
    file = ("123456782FEC20261231.txt", written(rows))
    with pytest.raises(MatchingRefused) as refusal:
        load(file)
    assert refusal.value.code == "collective_account" and "DUPONT SARL, MARTIN" in refusal.value.message
    from fiche.matching import with_column, with_names_from_labels

    reading = prepare([file])
    (match,) = reading.sheets
    label = match.mapped["label"].index
    found = check(reading, [with_column(match, label, "auxiliary_name")], loaded_on=TODAY)
    assert balances(found) == {"DUPONT SARL": Decimal(0), "MARTIN": Decimal("40.00")}
    assert "names_from_labels" in codes(found)
    assert with_names_from_labels(match) == with_column(match, label, "auxiliary_name")


def test_accounts_of_their_own_are_clients() -> None:
    rows = [
        {
            **x,
            "CompteNum": f"411{x['CompAuxNum']}0",
            "CompteLib": x["CompAuxLib"],
            "CompAuxNum": "",
            "CompAuxLib": "",
        }
        if x["CompteNum"] == "411000"
        else x
        for x in chain.from_iterable(YEAR[1:])
    ]
    found = load(("123456782FEC20261231.txt", written(rows)))
    assert balances(found) == {"411C10": Decimal(0), "411C20": Decimal("80.00")}


def test_some_lines_without_a_client_stay_in_the_total() -> None:
    rows = [*chain.from_iterable(YEAR), *collective(sale("9", "20260113", "C1", "12.00", "FA9"))]
    found = load(("123456782FEC20261231.txt", written(rows)))
    assert balances(found)["411000"] == Decimal("12.00") and "line_without_auxiliary" in codes(found)


def test_no_client_account_is_said() -> None:
    with pytest.raises(MatchingRefused) as refusal:
        load(fec([line("OD", "1", "20260101", "607000", 5), line("OD", "1", "20260101", "401000", -5)]))
    assert refusal.value.code == "no_client_account"


def test_a_general_ledger_is_read_alike() -> None:
    text = (
        "Date;Journal;Compte;Libellé compte;Pièce;Libellé;Débit;Crédit;Lettrage\n"
        "13/01/2026;VE;411ALPHA;Alpha SARL;F1;Facture F1;120,00;;A\n13/01/2026;VE;706000;Prestations;F1;Facture F1;;100,00;\n"
        "13/01/2026;VE;445710;TVA;F1;Facture F1;;20,00;\n20/02/2026;BQ;512000;Banque;;VIR ALPHA;120,00;;\n"
        "20/02/2026;BQ;411ALPHA;Alpha SARL;;VIR ALPHA;;120,00;A\n14/02/2026;VE;411BETA;Beta SARL;F2;Facture F2;60,00;;\n"
        "14/02/2026;VE;706000;Prestations;F2;Facture F2;;50,00;\n14/02/2026;VE;445710;TVA;F2;Facture F2;;10,00;\n"
    )
    found = load(("grand_livre.csv", text.encode()))
    assert balances(found) == {"411ALPHA": Decimal(0), "411BETA": Decimal("60.00")}
    assert found.documents["net"].sum() == Decimal("150.00")
    alone = "\n".join(x for x in text.splitlines() if not any(a in x for a in (";706", ";445", ";512")))
    found = load(("grand_livre_clients.csv", alone.encode()))
    assert balances(found) == {"411ALPHA": Decimal(0), "411BETA": Decimal("60.00")}
    assert len(found.payments) == 1 and found.documents["net_is_gross"].all()
