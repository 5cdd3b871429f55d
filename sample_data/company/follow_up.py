"""Draws what hangs on a client beside money: contacts, addresses, exchanges, disputes, credit limits; it changes no invoice but to mark it disputed."""

import datetime as dt
import random
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from sample_data.company import words
from sample_data.company.clients import END, Client, mobile, phone, slug
from sample_data.company.sales import Document, Sales, cents

Row = dict[str, object]


def contacts(draw: random.Random, clients: list[Client]) -> list[Row]:
    """One to three contacts a client."""
    found: list[Row] = []
    for client in clients:
        for role in draw.sample(words.ROLES, draw.choice((1, 1, 2, 3))):
            first, last = draw.choice(words.FIRST_NAMES), draw.choice(words.LAST_NAMES)
            found.append({
                "Numéro client": client.number,
                "Civilité": draw.choice(("Mme", "M.")),
                "Nom du contact": last,
                "Prénom": first,
                "Fonction": role,
                "E-mail": f"{slug(first)}.{slug(last)}@{client.slug}.exemple.fr",
                "Téléphone": phone(draw, client.zone),
                "Mobile": mobile(draw) if draw.random() < 0.4 else "",
            })  # fmt: skip
    return found


def addresses(draw: random.Random, clients: list[Client]) -> list[Row]:
    """The billing address of each client, and a delivery address for a third of them."""
    found: list[Row] = []
    for client in clients:
        place = {
            header: client.row[header]
            for header in ("Adresse", "Complément d’adresse", "Code postal", "Ville", "Région", "Pays")
        }
        found.append({"Numéro client": client.number, "Type d’adresse": "Facturation", **place})
        if draw.random() < 0.33:
            street = f"{draw.randrange(1, 90)} {draw.choice(words.STREETS)}"
            found.append(
                {"Numéro client": client.number, "Type d’adresse": "Livraison", **place, "Adresse": street}
            )
    return found


def interactions(draw: random.Random, clients: list[Client]) -> list[Row]:
    """Two exchanges a client on average over the last two years, half of them with a next step."""
    found: list[Row] = []
    for client in clients:
        for _ in range(draw.choice((0, 1, 1, 2, 3, 5))):
            date = END - dt.timedelta(days=draw.randrange(0, 720))
            next_step = draw.choice(words.NEXT_STEPS) if draw.random() < 0.5 else None
            found.append({
                "Numéro client": client.number,
                "Date": date,
                "Canal": draw.choice(words.CHANNELS),
                "Contact": client.row["Contact principal"],
                "Compte rendu": draw.choice(words.TALKS),
                "Auteur": client.row["Responsable"],
                "Prochaine action": next_step,
                "Date de la prochaine action": date + dt.timedelta(days=draw.randrange(3, 45)) if next_step else None,
            })  # fmt: skip
    return sorted(
        found, key=lambda row: (str(row["Date"]), str(row["Numéro client"]), str(row["Compte rendu"]))
    )


def disputes(draw: random.Random, sales: Sales) -> list[Row]:
    """Twenty-four disputes; the open ones are on unpaid invoices, which are marked."""
    unpaid = [d for d in sales.documents if d.status in {"En attente", "En retard"} and d.due and d.due < END]
    settled = [d for d in sales.documents if d.status == "Payée" and d.date.year >= 2025]
    still_open = draw.sample(unpaid, 10)
    marked = {d.number for d in still_open}
    sales.documents[:] = [replace(d, disputed=d.number in marked) for d in sales.documents]
    rows = [_dispute(draw, d, closed=False) for d in still_open] + [
        _dispute(draw, d, closed=True) for d in draw.sample(settled, 14)
    ]
    return sorted(rows, key=lambda row: (str(row["Ouvert le"]), str(row["Facture concernée"])))


def _dispute(draw: random.Random, document: Document, *, closed: bool) -> Row:
    opened = min(document.date + dt.timedelta(days=draw.randrange(3, 30)), END)
    share = Decimal(draw.choice((25, 50, 100))) / 100
    return {
        "Numéro client": document.client.number,
        "Facture concernée": document.number,
        "Ouvert le": opened,
        "Motif": draw.choice(words.REASONS),
        "Montant contesté": cents(document.gross * share),
        "État": "Clos" if closed else "Ouvert",
        "Clos le": min(opened + dt.timedelta(days=draw.randrange(5, 40)), END) if closed else None,
        "Commentaire": "Réglé à l’amiable." if closed else "En attente de la réponse du service qualité.",
    }


def promises(draw: random.Random, sales: Sales) -> list[Row]:
    """Eighteen promises on unpaid invoices, some for days to come, and as many on invoices that were paid, most of them in time."""
    unpaid = [
        d
        for d in sales.documents
        if d.status in {"En attente", "En retard"} and d.due and d.due < END - dt.timedelta(days=20)
    ]
    received = {p.number: p.date for p in sales.payments if p.number}
    paid = [
        d
        for d in sales.documents
        if d.number in received
        and d.status == "Payée"
        and d.due
        and received[d.number].year >= 2025
        and (received[d.number] - d.due).days > 12
    ]
    rows = [
        _promise(draw, d, END + dt.timedelta(days=draw.choice((-12, -6, 5, 11, 19))))
        for d in draw.sample(unpaid, 18)
    ]
    rows += [
        _promise(draw, d, received[d.number] + dt.timedelta(days=draw.choice((-5, 0, 2, 6))))
        for d in draw.sample(paid, 18)
    ]
    return sorted(rows, key=lambda row: (str(row["Promis pour le"]), str(row["Facture concernée"])))


def _promise(draw: random.Random, document: Document, day: dt.date) -> Row:
    return {
        "Numéro client": document.client.number,
        "Facture concernée": document.number,
        "Montant promis": document.gross,
        "Promis pour le": day,
        "Promesse faite le": min(day - dt.timedelta(days=draw.randrange(5, 10)), END),
        "Contact": document.client.row["Contact principal"],
        "Note": draw.choice(words.PROMISES),
    }


def limits(
    draw: random.Random, clients: list[Client], sales: Sales
) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    """(credit limit, insured amount) by client number, from the greatest month of purchases; the ten largest debts are over their limit."""
    owed: dict[str, Decimal] = defaultdict(Decimal)
    bought: dict[tuple[str, int, int], Decimal] = defaultdict(Decimal)
    for d in sales.documents:
        owed[d.client.number] += d.gross
        bought[d.client.number, d.date.year, d.date.month] += max(d.gross, Decimal(0))
    for p in sales.payments:
        owed[p.client.number] -= p.amount
    largest = {number for number, _ in sorted(owed.items(), key=lambda item: (-item[1], item[0]))[:10]}
    found: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for client in clients:
        month = max(
            (amount for (number, _, _), amount in bought.items() if number == client.number),
            default=Decimal(0),
        )
        if client.number in largest:
            limit: Decimal | None = _round_number(owed[client.number] * Decimal("0.8"))
        else:
            limit = (
                _round_number(max(owed[client.number], month) * 2) if month and draw.random() < 0.6 else None
            )
        found[client.number] = (limit, _round_number(limit / 2) if limit and draw.random() < 0.4 else None)
    return found


def _round_number(amount: Decimal) -> Decimal:
    return max(Decimal(500), (amount / 500).quantize(Decimal(1)) * 500)
