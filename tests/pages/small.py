"""A company small enough to add up by hand, and one whose names try everything; it reads no file."""

import datetime as dt

from fiche.dataset import Dataset
from tests.analysis.build import dataset, invoice, money, payment

# Each character means something to Markdown, HTML, LaTeX, a spreadsheet or Streamlit's own colours and icons.
EVIL = "**a** <b>x</b> [y](http://z) $q$ :red[c] `d` :material/home: =1+1 <script>alert(1)</script>"


def company() -> Dataset:
    """Three clients at 24 November 2026: C1 is 1 200 late since 54 days, C2 owes 600 not due and bought less than last year, C3 never bought."""
    documents = [
        invoice(1, 1200, "2026-09-01", "2026-10-01", net=1000, before_discount=1250, discount=250),
        invoice(2, 600, "2026-11-01", "2026-12-01", client="C2", net=500),
        invoice(3, 2400, "2025-06-01", "2025-07-01", client="C2", net=2000),
        invoice(4, -120, "2026-11-02", None, client="C2", net=-100),
    ]
    payments = [payment(2400, "2025-07-10", 3, client="C2", method="Virement")]
    clients = [
        {
            "client_id": "C1",
            "name": "Dupont & Fils",
            "city": "Lyon",
            "category": "Négoce",
            "account_manager": "A. Martin",
            "siret": "73282932000074",
            "vat_number": "FR00732829320",
            "email": "compta@dupont.fr",
            "phone": "04 72 00 00 00",
            "payment_terms": "30 jours",
            "granted_discount": 0.05,
            "credit_limit": money(1000),
            "extra": {"Couleur": "rouge"},
        },
        {"client_id": "C2", "name": "Établissements Élan", "city": "Nîmes", "status": "Actif"},
        {"client_id": "C3", "name": "zébulon"},
    ]
    interactions = [
        {
            "client_id": "C1",
            "date": dt.date(2026, 11, 3),
            "channel": "Téléphone",
            "summary": "Promet de payer",
            "next_action": "Rappeler",
            "next_action_on": dt.date(2026, 12, 12),
        }
    ]
    return dataset(documents, payments, clients, interactions=interactions)


def hostile() -> Dataset:
    """One client called EVIL in every column of text, with ten million of revenue."""
    words = dict.fromkeys(
        ("name", "city", "category", "sector", "zone", "status", "email", "phone", "notes"), EVIL
    )
    row = {"client_id": "C1", **words, "account_manager": EVIL, "payment_terms": EVIL, "extra": {EVIL: EVIL}}
    documents = [invoice(1, 12_345_678.9, "2026-09-01", "2026-10-01", description=EVIL, payment_status=EVIL)]
    return dataset(documents, [payment(1, "2026-09-02", 1, reference=EVIL)], [row])
