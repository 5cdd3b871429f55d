"""The six clients and eight invoices that the files with faults are made of; it knows no fault but lost zeros, wrong cells and mixed dates."""

import datetime as dt
from decimal import Decimal

from stdnum import luhn

from sample_data.company.clients import siret

Row = dict[str, object]
_PLACES = (
    ("01000", "Bourg-en-Bresse"),
    ("06000", "Nice"),
    ("33000", "Bordeaux"),
    ("44000", "Nantes"),
    ("67000", "Strasbourg"),
    ("75011", "Paris"),
)
_NAMES = (
    "Ateliers Vaubrune",
    "Boutiques Fauvelle",
    "Charpentes Orvillane",
    "Domaine Clairmèze",
    "Épicerie Belazur",
    "Fonderie Argentor",
)
_FIRMS = tuple(
    body + luhn.calc_check_digit(body)
    for body in ("29011450", "29021336", "29036540", "29042093", "29053721", "29064803")
)
CLIENTS: list[Row] = [
    {
        "Numéro client": f"C-{number}",
        "Raison sociale": name,
        "SIRET": siret(firm, 1),
        "E-mail": f"contact{number}@exemple.fr",
        "Code postal": code,
        "Ville": town,
        "Conditions de paiement": "30 jours",
    }
    for number, name, firm, (code, town) in zip(range(1, 7), _NAMES, _FIRMS, _PLACES, strict=True)
]
# (client, date, net): 6 000,00 € in all, 7 200,00 € with VAT; the sixth client buys nothing.
_SALES = (
    (1, dt.date(2025, 1, 6), 1000), (2, dt.date(2025, 2, 13), 500), (3, dt.date(2025, 3, 3), 750), (1, dt.date(2025, 4, 25), 250),
    (4, dt.date(2025, 6, 17), 1200), (5, dt.date(2025, 9, 30), 800), (2, dt.date(2025, 11, 12), 500), (3, dt.date(2025, 12, 29), 1000),
)  # fmt: skip
INVOICES: list[Row] = [
    {
        "Numéro de facture": f"F-{rank:03d}",
        "Numéro client": f"C-{client}",
        "Date de facture": date,
        "Date d’échéance": date + dt.timedelta(days=30),
        "Montant HT": Decimal(f"{net}.00"),
        "Montant TTC": Decimal(f"{net * 12 // 10}.00"),
    }
    for rank, (client, date, net) in enumerate(_SALES, start=1)
]


def without_zeros() -> list[Row]:
    """The clients as a spreadsheet leaves them when it takes postcodes and SIRET for numbers; the first SIRET began with a zero."""
    firm = "02901145" + luhn.calc_check_digit("02901145")
    rows = [
        {**row, "Numéro client": f"{123 + rank:05d}", "Code postal": int(str(row["Code postal"]))}
        for rank, row in enumerate(CLIENTS)
    ]
    return [
        {**row, "SIRET": int(siret(firm, 1) if rank == 0 else str(row["SIRET"]))}
        for rank, row in enumerate(rows)
    ]


def mixed_values() -> list[Row]:
    """The invoices with an impossible date, an amount in words, and a spreadsheet error where a due date should be."""
    rows = [dict(row) for row in INVOICES]
    rows[1]["Date de facture"] = "31/02/2025"
    rows[2]["Date d’échéance"] = "#DIV/0!"
    rows[7]["Montant HT"] = rows[7]["Montant TTC"] = "mille euros"
    return rows


def mixed_dates() -> list[Row]:
    """The invoices with dates of every kind in one column: real ones, text, ISO, in words, with a time."""
    written = (
        "06/01/2025",
        dt.date(2025, 2, 13),
        "3 mars 2025",
        "2025-04-25",
        "17/06/25",
        "30.09.2025",
        "12-11-2025",
        "29/12/2025 14:30",
    )
    return [{**row, "Date de facture": date} for row, date in zip(INVOICES, written, strict=True)]
