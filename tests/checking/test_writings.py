"""Writings met in accounting exports: dashes for nothing, serial dates as text, O and N under «Payé», terms in months, cards that are no credit note."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import xlsxwriter

from fiche import loading
from fiche.dataset import Dataset
from fiche.terms import Terms, parse
from fiche.vocabulary import kind_of

DAY = dt.date(2025, 6, 30)


def load(text: str) -> Dataset:
    return loading.check(loading.prepare([("f.csv", text.encode())]), loaded_on=DAY)


def test_serial_dates_o_and_n_and_dashes() -> None:
    dataset = load(
        "Numéro facture;Nom client;Date;Montant TTC;Remise;Payé;Conditions de paiement\nF1;Alpha;45292;100,00;-;O;1 mois\nF2;Beta;45351;5,00;–;N;2 mois fin de mois\n"
    )
    said = dataset.documents.select("document_id", "date", "due_date", "payment_status").rows()
    assert said == [
        ("F1", dt.date(2024, 1, 1), dt.date(2024, 2, 1), "Payée"),
        ("F2", dt.date(2024, 2, 29), dt.date(2024, 4, 30), "Non payée"),
    ]
    assert dataset.payments["amount"].to_list() == [Decimal("100.00")]
    assert "unreadable_rate" not in dataset.findings["code"].to_list()


def test_five_digits_among_dates_are_no_serial() -> None:
    dataset = load(
        "Numéro facture;Nom client;Date;Montant TTC\nF1;Alpha;45292;100,00\nF2;Beta;13/01/2024;5,00\n"
    )
    assert dataset.documents["date"].to_list() == [None, dt.date(2024, 1, 13)]


@pytest.mark.parametrize(
    ("words", "terms"),
    [
        ("1 mois", Terms(months=1)),
        ("3 months", Terms(months=3)),
        ("2 mois fin de mois", Terms(end_of_month=True, months=2)),
        ("acompte 30 % à la commande", None),
        ("acompte 30 % à la commande, solde à 30 jours", Terms(30)),
        ("36 mois", None),
    ],
)
def test_terms_in_months_and_with_a_deposit(words: str, terms: Terms | None) -> None:
    assert parse(words) == terms


@pytest.mark.parametrize(
    ("words", "kind"),
    [("Carte de crédit", None), ("Crédit Agricole", None), ("Note de crédit", "credit_note")],
)
def test_a_card_is_no_credit_note(words: str, kind: str | None) -> None:
    assert kind_of(words) == kind


def test_a_formula_never_computed_is_said_as_such() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Factures")
        sheet.write_row(0, 0, ["Numéro facture", "Nom client", "Date", "Montant TTC", "Montant HT"])
        sheet.write_row(1, 0, ["F1", "Alpha", "13/01/2025"])
        sheet.write_formula(1, 3, "=100*1.2", None, "")
        sheet.write_number(1, 4, 100)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Factures!$E$2:$E$2"})
        book.add_chartsheet("Graphique").set_chart(chart)
    dataset = loading.check(loading.prepare([("f.xlsx", out.getvalue())]), loaded_on=DAY)
    said = {r["code"]: r for r in dataset.findings.iter_rows(named=True)}
    assert (
        said["formula_not_computed"]["cell"] == "D2" and said["formula_not_computed"]["value"] == "=100*1.2"
    )
    assert said["left_out_sheet"]["source_sheet"] == "Graphique"
