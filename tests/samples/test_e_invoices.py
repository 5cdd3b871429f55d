"""Real electronic invoices that nobody here wrote give the facts that somebody else read in them."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from tests.samples.test_samples import facts, load

Shared = Callable[[str], Path]
NAMES = (
    "OK_Avoir_FR_type381_BASIC",
    "OK_Facture_DOM_BASICWL",
    "OK_Facture_FR_BASICWL",
    "OK_Facture_FR_MINIMUM",
    "OK_Facture_UE_BASICWL",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_french_forum_s_invoices(name: str, shared: Shared) -> None:
    folder = shared("samples/50_facturx_fnfe")
    known = facts(folder)[f"{name}.pdf"]
    dataset = load(folder, f"{name}.pdf")
    (row,), (client,) = dataset.documents.to_dicts(), dataset.clients.to_dicts()
    sign = -1 if known["type"] == "381" else 1
    assert (row["document_id"], row["gross"], row["currency"]) == (
        known["id"],
        sign * Decimal(known["TTC"]),
        known["devise"],
    )
    assert row["date"] == dt.date.fromisoformat(known["date"])
    assert client["name"] == known["acheteur"] and client["country"] == known["pays"]
    for column, fact in (
        ("siret", "siret_acheteur"),
        ("vat_number", "tva_acheteur"),
        ("city", "ville"),
        ("postal_code", "cp"),
    ):
        if known.get(fact):
            assert client[column] == known[fact], column
    if known.get("echeance"):
        assert row["due_date"] == dt.date.fromisoformat(known["echeance"])
    if sign > 0:
        paid = sum(dataset.payments["amount"], Decimal(0))
        assert row["gross"] - paid == Decimal(known["net_a_payer"])


def test_all_of_them_at_once_and_odoo_s_own_two_forms(shared: Shared) -> None:
    folder = shared("samples/50_facturx_fnfe")
    dataset = load(folder, *sorted(p.name for p in folder.glob("*.pdf")))
    assert sorted(dataset.documents["document_id"]) == [
        "AV-2017-0005",
        "FA-2017-0008",
        "FA-2017-0009",
        "FA-2017-0010",
    ]
    odoo = load(shared("samples/odoo19"), "facturx_cii.xml", "ubl_bis3.xml")
    (row,) = odoo.documents.to_dicts()
    assert (row["document_id"], row["gross"]) == ("FAC/2026/00035", Decimal("1258.20"))
    assert odoo.payments["amount"].to_list() == [Decimal("629.10")]
