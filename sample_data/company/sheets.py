"""Lays the made-up company out as sheets with the headers that a French firm would write; it draws nothing but the order it is told."""

import random
from dataclasses import dataclass

from sample_data.company import follow_up
from sample_data.company.clients import Client, clients
from sample_data.company.sales import Document, Payment, Sales, sales

SEED = 20261120
Row = dict[str, object]
RATES = frozenset({"Remise accordée", "Taux de remise", "Taux de TVA"})


@dataclass(frozen=True)
class Company:
    """The sheets by name, each a list of rows by header, and the sales they come from."""

    sheets: dict[str, list[Row]]
    clients: list[Client]
    sales: Sales


def company(seed: int = SEED) -> Company:
    """The made-up company, the same for the same seed."""
    draw = random.Random(seed)
    people = clients(draw)
    sold = sales(draw, people)
    disputes = follow_up.disputes(draw, sold)
    limits = follow_up.limits(draw, people, sold)
    sheets = {
        "Clients": [_client(client, limits) for client in people],
        "Factures": [_document(d) for d in sold.documents],
        "Paiements": [_payment(p, n) for n, p in enumerate(sold.payments, start=1)],
        "Contacts": follow_up.contacts(draw, people),
        "Adresses": follow_up.addresses(draw, people),
        "Échanges": follow_up.interactions(draw, people),
        "Litiges": disputes,
        "Promesses": follow_up.promises(draw, sold),
    }
    return Company(sheets, people, sold)


def _client(client: Client, limits: dict[str, tuple[object, object]]) -> Row:
    limit, insured = limits[client.number]
    row = dict(client.row)
    logo = row.pop("Couleur préférée du logo")
    return {**row, "Plafond d’encours": limit, "Encours assuré": insured, "Couleur préférée du logo": logo}


def _document(document: Document) -> Row:
    return {
        "Numéro de facture": document.number,
        "Nature": "Avoir" if document.is_credit else "Facture",
        "Numéro client": document.client.number,
        "Date de facture": document.date,
        "Date d’échéance": document.due if document.due_written else None,
        "Objet": document.label,
        "Montant brut HT": document.before,
        "Taux de remise": document.discount,
        "Montant HT": document.net,
        "Taux de TVA": document.client.vat_rate,
        "Montant TVA": document.vat,
        "Montant TTC": document.gross,
        "Coût de revient": document.cost if not document.is_credit else None,
        "Frais de livraison supportés": document.delivery if not document.is_credit else None,
        "Statut de paiement": document.status,
        "En litige": "Oui" if document.disputed else None,
        "Facture d’origine": document.origin,
    }


def _payment(payment: Payment, rank: int) -> Row:
    return {
        "Numéro de paiement": f"RG-{rank:05d}",
        "Numéro client": payment.client.number,
        "Facture réglée": payment.number,
        "Date de paiement": payment.date,
        "Montant": payment.amount,
        "Mode": payment.method,
        "Référence": payment.reference,
    }
