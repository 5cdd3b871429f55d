"""Files that write an invoice once an instalment: what is one invoice, and what stays several; nothing is lost on the way."""

from decimal import Decimal

import pytest

from fiche.dataset import Dataset
from tests.checking.test_joining import CLIENTS, codes, load

HEAD = "Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant TTC"
ROWS = (
    "F1;00012;13/02/2025;13/03/2025;30",
    "F1;00012;13/02/2025;13/04/2025;50",
    "F1;00012;13/02/2025;13/05/2025;20",
    "F2;00013;14/02/2025;14/03/2025;70",
)


def loaded(*rows: str, head: str = HEAD, **more: str) -> Dataset:
    """The two clients and a file of invoices."""
    return load(clients=CLIENTS, factures="\n".join((head, *rows)), **more)


def test_the_instalments_of_an_invoice_are_one_document() -> None:
    dataset = loaded(
        *ROWS,
        reglements="Numéro de paiement;Numéro client;Facture réglée;Date de paiement;Montant\nP1;00012;F1;20/03/2025;40",
    )
    found = dataset.documents.sort("document_id").select("document_id", "gross", "schedule").rows()
    assert found == [
        ("F1", Decimal("100.00"), "2025-03-13=30.00 2025-04-13=50.00 2025-05-13=20.00"),
        ("F2", Decimal("70.00"), None),
    ]
    assert str(dataset.documents.sort("document_id")["due_date"][0]) == "2025-05-13"
    assert "instalments_merged" in codes(dataset)
    assert "document_number_reused" not in codes(dataset)
    payment = dataset.payments.row(0, named=True)
    key = dataset.documents.filter(dataset.documents["document_id"] == "F1")["document_key"][0]
    assert (payment["document_key"], payment["amount"]) == (key, Decimal("40.00"))


def test_net_instalments_add_up_to_the_gross() -> None:
    """33,33 / 33,33 / 33,34 net at 20 %: 100,00 net, 120,00 gross, as 40,00 / 39,99 / 40,01."""
    dataset = loaded(
        "F1;00012;13/02/2025;13/03/2025;33,33;20 %", "F1;00012;13/02/2025;13/04/2025;33,33;20 %", "F1;00012;13/02/2025;13/05/2025;33,34;20 %",
        head="Numéro de facture;Numéro client;Date de facture;Date d’échéance;Montant HT;Taux de TVA",
    )  # fmt: skip
    row = dataset.documents.row(0, named=True)
    assert (row["net"], row["gross"]) == (Decimal("100.00"), Decimal("120.00"))
    assert row["schedule"] == "2025-03-13=40.00 2025-04-13=39.99 2025-05-13=40.01"


@pytest.mark.parametrize(
    "rows",
    [
        ("F1;00012;13/02/2025;13/03/2025;30", "F1;00012;14/02/2025;13/04/2025;50"),
        ("F1;00012;13/02/2025;13/03/2025;30", "F1;00012;13/02/2025;13/03/2025;50"),
        ("F1;00012;13/02/2025;13/03/2025;30", "F1;00012;13/02/2025;13/04/2025;-30"),
        ("F1;00012;13/02/2025;13/03/2025;30", "F1;00012;13/02/2025;;50"),
        ("F1;00012;13/02/2025;13/03/2025;30", "F1;00013;13/02/2025;13/04/2025;50"),
    ],
    ids=["two dates", "one due date", "a credit note", "a due date missing", "two clients"],
)
def test_what_is_no_schedule(rows: tuple[str, ...]) -> None:
    dataset = loaded(*rows)
    assert dataset.documents["schedule"].null_count() == len(dataset.documents) == 2


def test_rows_that_say_what_was_paid_stay_apart() -> None:
    """Each row has its own status: the paid instalment is paid, the other is not, and neither needs a payment table."""
    dataset = loaded(
        "F1;00012;13/02/2025;13/03/2025;30;Payée",
        "F1;00012;13/02/2025;13/04/2025;50;En attente",
        head=f"{HEAD};Statut de paiement",
    )
    assert len(dataset.documents) == 2
    assert dataset.payments["amount"].to_list() == [Decimal("30.00")]
