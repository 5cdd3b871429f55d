"""The made-up company as a dataset, straight from its sheets and without reading or checking, so that analysis alone is judged."""

from collections import defaultdict
from decimal import Decimal

from fiche.dataset import Dataset
from sample_data.company.expected import LOADED_ON
from sample_data.company.sales import due_date
from sample_data.company.sheets import Company
from tests.analysis.build import Row, dataset


def made_up(company: Company) -> Dataset:
    """What checking would give, by indicators.md's rules for due dates and for invoices marked paid without a payment."""
    terms = {row["Numéro client"]: row["Conditions de paiement"] for row in company.sheets["Clients"]}
    documents = [_document(key, row, terms) for key, row in enumerate(company.sheets["Factures"], start=1)]
    keys = {row["document_id"]: row["document_key"] for row in documents}
    for row in documents:
        row["related_key"] = keys.get(row["related_document"])
    payments = [_payment(row, keys) for row in company.sheets["Paiements"]]
    clients = [
        {"client_id": row["Numéro client"], "name": row["Raison sociale"]}
        for row in company.sheets["Clients"]
    ]
    return dataset(documents, [*payments, *_assumed(documents, payments)], clients)


def _document(key: int, row: Row, terms: Row) -> dict[str, object]:
    return {
        "document_key": key,
        "document_id": row["Numéro de facture"],
        "client_id": row["Numéro client"],
        "kind": "credit_note" if row["Nature"] == "Avoir" else "invoice",
        "date": row["Date de facture"],
        "due_date": row["Date d’échéance"] or due_date(row["Date de facture"], terms[row["Numéro client"]]),
        "gross": row["Montant TTC"],
        "net": row["Montant HT"],
        "payment_status": row["Statut de paiement"],
        "disputed": row["En litige"] == "Oui",
        "related_document": row["Facture d’origine"],
        "net_is_gross": False,
    }


def _payment(row: Row, keys: dict[object, object]) -> dict[str, object]:
    return {
        "payment_id": row["Numéro de paiement"],
        "client_id": row["Numéro client"],
        "document_key": keys.get(row["Facture réglée"]),
        "date": row["Date de paiement"],
        "amount": row["Montant"],
        "assumed": False,
        "implied": False,
    }


def _assumed(documents: list[dict[str, object]], payments: list[dict[str, object]]) -> list[Row]:
    """What an invoice marked paid lacks, on the earlier of its due date (else its own) and the day of loading."""
    paid = {row["document_key"] for row in payments}
    credited: dict[object, Decimal] = defaultdict(Decimal)
    for row in documents:
        credited[row["related_key"]] -= row["gross"] if row["related_key"] else Decimal(0)
    return [
        {
            "client_id": row["client_id"],
            "document_key": row["document_key"],
            "date": min(row["due_date"] or row["date"], LOADED_ON),
            "amount": row["gross"] - credited[row["document_key"]],
            "assumed": True,
            "implied": True,
        }
        for row in documents
        if row["kind"] == "invoice"
        and row["payment_status"] == "Payée"
        and row["document_key"] not in paid
        and row["gross"] > credited[row["document_key"]]
    ]
