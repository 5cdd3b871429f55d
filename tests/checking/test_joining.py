"""Small files through the whole way: who is whose client, which amounts, what is paid, what is set aside, and nothing lost."""

import datetime as dt
import json
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche import loading
from fiche.cli_answers import inspection
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from fiche.terms import due_dates

LOADED_ON = dt.date(2025, 6, 30)


def load(**files: str) -> Dataset:
    """Files by name, each a text whose cells are separated by semicolons."""
    reading = loading.prepare([(f"{name}.csv", content.strip().encode()) for name, content in files.items()])
    dataset = loading.check(reading, loaded_on=LOADED_ON)
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file
    return dataset


def codes(dataset: Dataset) -> set[str]:
    return set(dataset.findings["code"]) | set(dataset.set_aside["code"])


CLIENTS = "Numéro client;Raison sociale;Couleur\n00012;Alpha;bleu\n00013;Beta;\n"
HEAD = "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant TTC"


def test_numbers_that_lost_their_zeros_are_matched_and_said() -> None:
    dataset = load(
        clients=CLIENTS,
        factures=f"{HEAD}\nF1;12;01/02/2025;03/03/2025;100\nF2;00013;13/02/2025;15/03/2025;50",
    )
    assert sorted(dataset.documents["client_id"]) == ["00012", "00013"]
    assert "client_number_zeros" in codes(dataset) and len(dataset.clients) == 2


def test_a_client_only_in_documents_gets_a_sheet() -> None:
    dataset = load(
        clients=CLIENTS,
        factures=f"{HEAD}\nF1;99;01/02/2025;03/03/2025;100\nF2;00013;13/02/2025;15/03/2025;50",
    )
    assert set(dataset.clients["client_id"]) == {"00012", "00013", "99"}
    assert "client_from_documents" in codes(dataset)


def test_what_nobody_recognised_is_kept() -> None:
    extra = load(clients=CLIENTS).clients["extra"].to_list()
    assert json.loads(extra[0]) == {"Couleur": "bleu"}


def test_two_clients_of_one_name_without_numbers_stay_two() -> None:
    dataset = load(clients="Raison sociale;Ville\nMartin;Lyon\nMartin;Paris\nDurand;Nice\nBlanc;Metz")
    assert len(dataset.clients) == 4 and dataset.clients["client_id"].is_unique().all()


def test_a_flat_sheet_gives_clients_and_documents() -> None:
    flat = "Nom client;Ville;N° facture;Date facture;Montant HT;Montant TTC\nAlpha;Lyon;F1;13/01/2025;100;120\nAlpha;Lyon;F2;14/01/2025;50;60"
    dataset = load(ventes=flat)
    assert dataset.clients.select("name", "city").rows() == [("Alpha", "Lyon")]
    assert dataset.documents["net"].to_list() == [Decimal(100), Decimal(50)]


def test_lines_make_the_amount_of_a_document_that_has_none() -> None:
    orders = "Order ID;Customer ID;Order Date\n1;A;2024-01-05\n2;B;2024-01-06"
    details = "Order ID;Product;Unit Price;Quantity;Discount\n1;p;10.00;3;0\n1;q;5.00;2;0.1\n2;p;10.00;1;0\n9;p;1;1;0"
    dataset = load(orders=orders, order_details=details)
    assert dataset.documents["net"].to_list() == [Decimal("39.00"), Decimal("10.00")]
    assert dataset.documents["before_discount"].to_list()[0] == Decimal("40.00")
    assert dataset.set_aside["code"].to_list() == ["orphan_line"]


def test_credit_notes_are_negative_and_name_their_invoice() -> None:
    rows = "F1;A;Facture;13/01/2025;120;\nA1;A;Avoir;14/01/2025;20;F1\nF2;A;Facture;15/01/2025;-30;"
    dataset = load(
        factures=f"Numéro de facture;Numéro client;Nature;Date de facture;Montant TTC;Facture d’origine\n{rows}"
    )
    assert dataset.documents["gross"].to_list() == [Decimal(120), Decimal(-20), Decimal(-30)]
    assert dataset.documents["related_key"].to_list() == [None, 1, None]
    assert "negative_invoice" in codes(dataset)


def test_drafts_cancelled_and_repeated_documents_do_not_count() -> None:
    rows = "F1;A;13/01/2025;;100;Payée\nF2;A;14/01/2025;;10;Brouillon\nF3;A;15/01/2025;;10;Annulée\nF1;A;13/01/2025;;100;Payée"
    dataset = load(factures=f"{HEAD};Statut\n{rows}")
    assert dataset.documents["document_id"].to_list() == ["F1"]
    assert sorted(dataset.set_aside["code"]) == ["cancelled_document", "draft_document", "duplicate_row"]


def test_paid_without_a_date_is_paid_on_the_earlier_of_due_date_and_loading() -> None:
    rows = "F1;A;13/01/2025;12/02/2025;100;Payée\nF2;A;15/06/2025;15/07/2025;100;Payée\nF3;A;20/03/2025;;100;Payée\nF4;A;20/03/2025;;100;En attente"
    dataset = load(factures=f"{HEAD};Statut\n{rows}")
    paid = dataset.payments.select("document_id", "date", "assumed").rows()
    assert paid == [
        ("F1", dt.date(2025, 2, 12), True),
        ("F2", LOADED_ON, True),
        ("F3", dt.date(2025, 3, 20), True),
    ]


def test_paid_amounts_rests_and_dates_say_what_was_paid() -> None:
    rows = "F1;A;13/01/2025;12/02/2025;100;40;;\nF2;A;13/01/2025;12/02/2025;100;;25;\nF3;A;13/01/2025;12/02/2025;100;;;20/02/2025"
    dataset = load(factures=f"{HEAD};Montant réglé;Reste dû;Date de règlement\n{rows}")
    assert dataset.payments["amount"].to_list() == [Decimal(40), Decimal(75), Decimal(100)]
    assert dataset.payments["assumed"].to_list() == [True, True, False]


def test_a_payment_table_is_not_counted_twice_with_the_status() -> None:
    factures = (
        f"{HEAD};Statut\nF1;A;13/01/2025;12/02/2025;100;Payée\nF2;B;13/01/2025;12/02/2025;50;En attente"
    )
    paiements = "Numéro de paiement;Numéro client;Facture réglée;Date de paiement;Montant\nP1;A;F1;20/02/2025;60\nP2;B;F9;20/02/2025;10"
    dataset = load(factures=factures, paiements=paiements)
    assert dataset.payments["amount"].sum() == Decimal(70)
    assert {"paid_but_open", "payment_unknown_invoice", "pending_but_late"} <= codes(dataset)
    assert dataset.payments["document_key"].to_list() == [1, None]


def test_total_rows_are_set_aside_and_a_company_named_total_is_not() -> None:
    rows = "F1;Total Énergies;13/01/2025;100\nF2;Alpha;14/01/2025;50\n;Total général;;150\n;TOTAL;;150"
    dataset = load(factures=f"Numéro de facture;Nom client;Date de facture;Montant TTC\n{rows}")
    assert dataset.documents["gross"].sum() == Decimal(150)
    assert dataset.set_aside["code"].to_list() == ["total_row", "total_row"]


def test_due_dates_come_from_terms_when_the_file_gives_none() -> None:
    factures = "Numéro de facture;Numéro client;Date de facture;Montant TTC\nF1;A;15/02/2025;100"
    dataset = load(
        clients="Numéro client;Raison sociale;Conditions de paiement\nA;Alpha;45 jours fin de mois",
        factures=factures,
    )
    assert dataset.documents["due_date"].to_list() == [dt.date(2025, 4, 30)]


def test_terms_over_a_column() -> None:
    frame = pl.DataFrame({"d": [dt.date(2025, 1, 31)] * 3, "t": ["30 jours", "fin de mois le 10", None]})
    assert due_dates(frame, "d", "t").to_list() == [dt.date(2025, 3, 2), dt.date(2025, 2, 10), None]


def test_a_discount_column_left_empty_is_no_discount_and_none_is_unknown() -> None:
    dataset = load(
        factures=f"{HEAD};Montant HT;Remise\nF1;A;13/01/2025;;120;90;10 %\nF2;A;14/01/2025;;60;50;"
    )
    assert dataset.documents["discount"].to_list() == [Decimal("10.00"), Decimal("0.00")]
    assert load(factures=f"{HEAD}\nF1;A;13/01/2025;;120").documents["discount"].to_list() == [None]


def test_totals_by_client_are_no_invoices() -> None:
    dataset = load(balance="Nom client;Total facturé;Total payé;Solde restant\nAlpha;100;40;60\nBeta;50;50;0")
    assert len(dataset.documents) == 0 and len(dataset.clients) == 2
    assert "aggregated_totals" in codes(dataset)


def test_nothing_recognised_is_refused() -> None:
    with pytest.raises(MatchingRefused) as refusal:
        load(divers="alpha;beta\n1;2\n3;4")
    assert refusal.value.code in ("nothing_recognised", "no_table")


cell = st.one_of(
    st.none(),
    st.sampled_from(["A", "B", "100", "12,50", "Total", "01/02/2025", "x"]),
    st.text('abc;" 1,', max_size=6),
)


@settings(max_examples=25)
@given(st.lists(st.tuples(*[cell] * 5), min_size=1, max_size=12))
def test_no_row_is_ever_lost(rows: list[tuple[str | None, ...]]) -> None:
    quoted = [";".join("" if c is None else '"' + c.replace('"', '""') + '"' for c in row) for row in rows]
    content = "\n".join([HEAD, "F0;A;13/01/2025;;1", *quoted])
    reading = loading.prepare([("factures.csv", content.encode())])
    answer, _refused = inspection(reading, LOADED_ON)
    rows_said = answer["rows"]
    assert rows_said["loaded"] + rows_said["set_aside"] == rows_said["in_file"] <= len(rows) + 1
