"""A sheet of promises is recognised by its headers, and nothing else is taken for one."""

import datetime as dt

import pytest

from fiche import loading


@pytest.mark.parametrize(
    ("name", "text", "columns"),
    [
        ("promesses", "Client;Facture;Montant;Date promise\nC1;F1;100;01/02/2025\n", ["client_id", "document_id", "amount", "promised_on"]),
        ("export", "Numéro client;Facture;Montant promis;Promis pour le;Promesse faite le\nC1;F1;100;01/02/2025;20/01/2025\n", ["client_id", "document_id", "amount", "promised_on", "made_on"]),
        ("promises", "Customer;Invoice;Amount;Promised date;Status\nC1;F1;100;2025-02-01;kept\n", ["client_id", "document_id", "amount", "promised_on", "state"]),
    ],
)  # fmt: skip
def test_a_sheet_of_promises_is_recognised(name: str, text: str, columns: list[str]) -> None:
    reading = loading.prepare([(f"{name}.csv", text.encode())])
    (sheet,) = reading.sheets
    assert (sheet.table, [c.column for c in sheet.columns]) == ("promises", columns)
    row = loading.check(reading, loaded_on=dt.date(2025, 3, 1))["promises"].row(0, named=True)
    assert (row["client_id"], row["promised_on"]) == ("C1", dt.date(2025, 2, 1))


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Client;Facture;Montant;Échéance\nC1;F1;100;01/02/2025\n", "documents"),
        (
            "Client;Date;Canal;Compte rendu;Date relance\nC1;01/02/2025;tel;Rappel;02/03/2025\n",
            "interactions",
        ),
        ("Numéro de paiement;Client;Facture;Montant;Date de paiement\nR1;C1;F1;100;01/02/2025\n", "payments"),
    ],
)
def test_other_sheets_with_a_day_and_an_amount_are_what_they_were(text: str, table: str) -> None:
    assert loading.prepare([("export.csv", text.encode())]).sheets[0].table == table


def test_a_promise_that_names_an_invoice_alone_is_its_client_s() -> None:
    invoices = "Numéro de facture;Numéro client;Date de facture;Montant TTC\nF1;C1;01/01/2025;100,00\n"
    promised = "Facture;Montant promis;Promis pour le\nF1;100;01/02/2025\nF9;50;01/02/2025\n"
    files = [("factures.csv", invoices.encode()), ("promesses.csv", promised.encode())]
    data = loading.check(loading.prepare(files), loaded_on=dt.date(2025, 3, 1))
    assert data["promises"].select("client_id", "document_key").rows() == [
        ("C1", data.documents["document_key"][0])
    ]
    assert data.set_aside["code"].to_list() == ["missing_client"], "an invoice nobody knows"
