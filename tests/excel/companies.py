"""Companies for the workbook tests: one client with every trap, hostile names, an empty client, and random ones; it reads no file."""

import datetime as dt
import random
from typing import Any

from fiche.dataset import Dataset
from fiche.model import TABLES
from tests.analysis.build import Row, dataset, day, invoice, money, payment

AS_OF = dt.date(2026, 11, 24)
HOSTILE = (
    "=1+1", "+33 6 12 34 56 78", "-12,50", "@SUM(A1)", "=cmd|'/c calc'!A0", "=HYPERLINK(\"http://x\")", "http://example.com/?a=1&b=<2>",
    "\tTAB", "ligne 1\nligne 2", "<script>alert(1)</script>", "a & b \"c\" 'd'", "👩‍💻 émoji", "\u202eإسم\u202c", "_x0041_ _x000D_", "  espaces  ",
    "00123", "1E5", "TRUE", "&amp;", "{=1}", "%0A", "'apostrophe", "#REF!", "日本語",
)  # fmt: skip


def full_client() -> list[Row]:
    """A client of which every declared column is filled in."""
    values: dict[str, Any] = {
        "code": "00123", "text": "Texte", "money": money("12345.60"), "rate": 0.05, "number": 1.5, "integer": 3, "date": dt.date(2020, 2, 29), "flag": True,
    }  # fmt: skip
    row = {c.name: values[c.type] for c in TABLES["clients"]}
    own = {
        "client_id": "C-00123",
        "name": "DUPONT & FILS SARL",
        "postal_code": "01000",
        "siret": "73282932000074",
        "payment_terms": "30 jours fin de mois",
        "archived_on": dt.date(2030, 1, 1),
        "currency": "EUR",
        "notes": "Client historique. " * 30,
        "extra": {"Couleur préférée": "bleu", "=Score": "-12,5"},
    }
    return [row | own]


def traps(client: str = "C-00123") -> tuple[list[Row], list[Row]]:
    """Documents and payments with every case of the rules on open items."""
    documents = [
        invoice(1, 1200, "2026-01-10", "2026-02-10", client, net=1000, before_discount=1100, discount=100, payment_status="Payée"),
        invoice(2, 500, "2026-09-01", "2026-10-01", client, net=416.67),
        invoice(3, 800, "2026-10-25", "2026-11-24", client, net=666.67, description="Échéance aujourd’hui"),
        invoice(4, 300.1, "2026-10-01", "2026-10-25", client, net=250.08, before_discount=300, discount=49.92),
        invoice(5, -100, "2026-10-20", None, client, related_key=4, net=-83.33),
        invoice(6, -900, "2026-11-01", None, client, related_key=3, related_document="F0003", net=-750),
        invoice(7, -50, "2026-11-02", None, client),
        invoice(8, 77.77, None, None, client, net=64.81),
        invoice(9, 640, "2026-12-01", "2026-12-31", client),
        invoice(10, 99.99, "2025-11-24", "2025-12-24", client),
        invoice(11, 250, "2025-11-25", "2025-12-25", client, document_id="F0002"),
        invoice(12, 0, "2026-03-03", "2026-04-03", client),
        invoice(13, 1000, "2026-05-01", "2026-05-31", client, disputed=True),
        invoice(14, 60, "2026-06-30", "2026-07-25", client, document_id="F*4"),
        invoice(15, -30, "2026-07-01", None, client, related_key=14, related_document="F*4"),
        invoice(16, 410.4, "2024-11-24", "2024-12-24", client),
        invoice(17, 33.3, "2024-06-01", None, client, document_id=None),
        invoice(18, -20, "2026-12-05", None, client, related_key=2),
        invoice(19, 2000, "2026-08-01", "2026-08-31", client),
    ]  # fmt: skip
    payments = [
        payment(1200, "2026-03-01", 1, client, method="Virement", reference="=1+1", payment_id="R1"),
        payment(200, "2026-10-15", 2, client),
        payment(400, "2026-10-15", 2, client),
        payment(-100, "2026-11-05", 2, client, reference="Remboursement"),
        payment(0.1, "2026-10-15", 4, client),
        payment(0.2, "2026-10-16", 4, client),
        payment(150, "2026-11-10", None, client, document_id="INCONNUE"),
        payment(99.99, "2025-11-20", 10, client),
        payment(250, None, 11, client),
        payment(-50, "2026-11-20", 7, client),
        payment(60, "2026-12-15", 14, client),
        payment(410.4, "2025-01-10", 16, client, assumed=True),
        payment(33.3, "2026-02-02", 17, client, implied=True),
        payment(500, "2026-11-24", 13, client),
        payment(2500, "2026-09-10", 19, client),
        payment(-600, "2026-09-20", 19, client),
        payment(300, "2026-09-25", 19, client),
        payment(10, "2026-12-30", None, client),
    ]
    return documents, payments


def company() -> Dataset:
    """C-00123 with every trap; VIDE, never invoiced; PIEGE with hostile values everywhere; DEVISES in two currencies."""
    documents, payments = traps()
    base = 100
    documents += [invoice(base + n, 10 + n, "2026-10-01", "2026-10-31", "PIEGE", document_id=text, description=text, currency="EUR") for n, text in enumerate(HOSTILE)]  # fmt: skip
    payments += [payment(5, "2026-10-10", base + n, "PIEGE", reference=text, method=text, payment_id=text) for n, text in enumerate(HOSTILE)]  # fmt: skip
    documents += [
        invoice(200, 100, "2026-10-01", "2026-10-31", "DEVISES", currency="USD"),
        invoice(201, 200, "2026-10-02", "2026-10-31", "DEVISES", currency="USD"),
        invoice(202, 300, "2026-10-03", "2026-10-31", "DEVISES", currency="EUR"),
    ]
    payments += [payment(50, "2026-10-10", 200, "DEVISES", currency="USD"), payment(70, "2026-10-10", 202, "DEVISES", currency="EUR")]  # fmt: skip
    hostile = {
        c.name: HOSTILE[n % len(HOSTILE)]
        for n, c in enumerate(TABLES["clients"])
        if c.type in {"text", "code"}
    }
    clients = [*full_client(), {"client_id": "VIDE", "name": None}, hostile | {"client_id": "PIEGE", "extra": dict.fromkeys(HOSTILE, "=2+2")}, {"client_id": "DEVISES", "name": "Deux devises"}]  # fmt: skip
    return dataset(documents, payments, clients, **_around())


def _around() -> dict[str, list[Row]]:
    """Contacts, addresses, exchanges and disputes of C-00123 and of PIEGE."""
    contacts = [
        {"client_id": "C-00123", "title": "Mme", "first_name": "Claire", "contact_name": "Martin", "role": "Comptable", "email": "claire.martin@dupont.example", "phone": "04 72 00 00 00", "mobile": "+33 6 12 34 56 78"},
        {"client_id": "C-00123", "contact_name": "Paul  Durand", "role": "Directeur", "notes": "À appeler avant midi"},
        {"client_id": "C-00123", "contact_name": "Zoé", "email": "zoe@dupont.example"},
        *({"client_id": "PIEGE", "contact_name": text, "role": text, "email": text, "notes": text} for text in HOSTILE),
    ]  # fmt: skip
    addresses = [
        {"client_id": "C-00123", "address_kind": "Livraison", "address_name": "Dépôt", "address": "12 rue de la Paix", "postal_code": "01000", "city": "Bourg-en-Bresse", "country": "France"},
    ]  # fmt: skip
    interactions = [
        {"client_id": "C-00123", "date": day(f"2026-0{n}-15"), "channel": "Téléphone", "summary": f"Appel {n} : " + "long compte rendu " * n, "author": "A. Martin", "next_action_on": day("2026-12-01")}
        for n in range(1, 8)
    ]  # fmt: skip
    disputes = [
        {"client_id": "C-00123", "document_id": "F0004", "document_key": 4, "opened_on": day("2026-11-03"), "dispute_reason": "Livraison incomplète", "amount": money(120)},
        {"client_id": "C-00123", "document_id": "F0008", "document_key": 8, "opened_on": day("2026-01-03"), "closed_on": day("2026-02-03"), "state": "Clos"},
        {"client_id": "C-00123", "document_id": "F0019", "document_key": 19, "opened_on": day("2026-11-03"), "state": "Résolu"},
    ]  # fmt: skip
    return {"contacts": contacts, "addresses": addresses, "interactions": interactions, "disputes": disputes}


def random_company(seed: int, clients: int = 4, documents: int = 25) -> Dataset:
    """Clients R1, R2… with random documents and payments, over- and under-paid, dated or not, before and after AS_OF."""
    rng = random.Random(seed)
    rows: list[Row] = []
    paid: list[Row] = []
    for key in range(1, clients * documents + 1):
        rows.append(_random_document(rng, key, f"R{1 + key % clients}", rows))
    for _ in range(2 * len(rows)):
        target = rng.choice(rows)
        named = target["document_key"] if rng.random() < 0.85 else None
        share = rng.choice([1, 1, 0.5, 0.3, 1.2, -0.2])
        amount = round(abs(float(target["gross"])) * share, 2) or 1
        paid.append(payment(amount, _random_day(rng), named, target["client_id"], payment_id=None))
    everyone = [
        {"client_id": f"R{n}", "name": f"Client {n}", "credit_limit": money(5000)}
        for n in range(1, clients + 1)
    ]
    return dataset(rows, paid, everyone)


def _random_day(rng: random.Random, spread: int = 900) -> str | None:
    return None if rng.random() < 0.05 else (AS_OF - dt.timedelta(days=rng.randint(-40, spread))).isoformat()


def _random_document(rng: random.Random, key: int, client: str, before: list[Row]) -> Row:
    date = _random_day(rng)
    due = (dt.date.fromisoformat(date) + dt.timedelta(days=rng.choice([0, 30, 45, 60]))).isoformat() if date and rng.random() < 0.85 else None  # fmt: skip
    gross = rng.randint(1, 300_000) / 100
    discount = (
        {"before_discount": round(gross * 1.1, 2), "discount": round(gross * 0.1, 2)}
        if rng.random() < 0.4
        else {}
    )
    if rng.random() > 0.2:
        return invoice(key, gross, date, due, client, net=round(gross / 1.2, 2), **discount)
    mine = [d for d in before if d["client_id"] == client and d["kind"] == "invoice"]
    related = rng.choice(mine)["document_key"] if mine and rng.random() < 0.7 else None
    return invoice(key, -gross, date, None, client, net=-round(gross / 1.2, 2), related_key=related)
