"""Works the made-up company's main figures out by plain loops over its sheets, apart from the application, so that a test can compare; see the indicators' definitions."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from sample_data.company.sales import due_date
from sample_data.company.sheets import Company

LOADED_ON = dt.date(2026, 11, 24)
DATES = (dt.date(2026, 11, 20), dt.date(2025, 6, 30), dt.date(2024, 2, 29))
LIMITS = ((0, "not_due"), (30, "1-30"), (60, "31-60"), (90, "61-90"), (120, "91-120"))
ZERO = Decimal(0)


def expected(company: Company) -> dict[str, object]:
    """Rows by sheet, and the figures at three dates, amounts as text with two decimals."""
    return {
        "loaded_on": LOADED_ON.isoformat(),
        "rows": {name: len(rows) for name, rows in company.sheets.items()},
        "at": {day.isoformat(): _figures(company, day) for day in DATES},
        "broken_promises": {day.isoformat(): _broken(company, day) for day in DATES},
    }


def _figures(company: Company, day: dt.date) -> dict[str, object]:
    documents = [row for row in company.sheets["Factures"] if row["Date de facture"] <= day]
    year_ago, two_years_ago = _years_before(day, 1), _years_before(day, 2)
    unapplied, buckets = _open_items(company, day)
    outstanding = sum(buckets.values(), ZERO)
    return {
        "revenue_12m": _sum(d["Montant HT"] for d in documents if d["Date de facture"] > year_ago),
        "revenue_prev_12m": _sum(
            d["Montant HT"] for d in documents if two_years_ago < d["Date de facture"] <= year_ago
        ),
        "outstanding": f"{outstanding:.2f}",
        "overdue": _sum(v for bucket, v in buckets.items() if bucket not in {"not_due", "no_due_date"}),
        "unapplied": f"{unapplied:.2f}",
        "balance": f"{outstanding + unapplied:.2f}",
        "buckets": {bucket: f"{amount:.2f}" for bucket, amount in sorted(buckets.items())},
    }


def _years_before(day: dt.date, years: int) -> dt.date:
    return day.replace(year=day.year - years, day=min(day.day, 28) if day.month == 2 else day.day)


def _sum(amounts: object) -> str:
    return f"{sum(amounts, ZERO):.2f}"


def _open_items(company: Company, day: dt.date) -> tuple[Decimal, dict[str, Decimal]]:
    """(what belongs to no invoice, negative; what is left of the invoices, by bucket)."""
    received, unapplied = _received(company, day)
    terms = {row["Numéro client"]: row["Conditions de paiement"] for row in company.sheets["Clients"]}
    ever_paid = {row["Facture réglée"] for row in company.sheets["Paiements"]}
    buckets: dict[str, Decimal] = defaultdict(Decimal)
    for row in company.sheets["Factures"]:
        if row["Nature"] == "Avoir" or row["Date de facture"] > day:
            continue
        due = row["Date d’échéance"] or due_date(row["Date de facture"], terms[row["Numéro client"]])
        paid = received.get(row["Numéro de facture"], ZERO)
        said_paid = row["Statut de paiement"] == "Payée" and row["Numéro de facture"] not in ever_paid
        if said_paid and min(due or row["Date de facture"], LOADED_ON) <= day:
            paid = max(paid, row["Montant TTC"])
        unapplied -= max(ZERO, paid - row["Montant TTC"])
        buckets[_bucket(due, day)] += max(ZERO, row["Montant TTC"] - paid)
    return unapplied, buckets


def _received(company: Company, day: dt.date) -> tuple[dict[str, Decimal], Decimal]:
    """(payments and credit notes by the invoice they name, what names none or one that is not there)."""
    known = {row["Numéro de facture"] for row in company.sheets["Factures"]}
    received: dict[str, Decimal] = defaultdict(Decimal)
    unapplied = ZERO
    payments = [
        (p["Facture réglée"], p["Date de paiement"], p["Montant"]) for p in company.sheets["Paiements"]
    ]
    credited = [
        (d["Facture d’origine"], d["Date de facture"], -d["Montant TTC"])
        for d in company.sheets["Factures"]
        if d["Nature"] == "Avoir"
    ]
    for number, date, amount in payments + credited:
        if date > day:
            continue
        if number in known:
            received[number] += amount
        else:
            unapplied -= amount
    return received, unapplied


def _bucket(due: dt.date | None, day: dt.date) -> str:
    if due is None:
        return "no_due_date"
    late = (day - due).days
    return next((name for limit, name in LIMITS if late <= limit), ">120")


def _broken(company: Company, day: dt.date) -> int:
    """Promises whose day is past and whose invoice received less than the amount between the day they were made and the day promised."""
    gross = {row["Numéro de facture"]: row["Montant TTC"] for row in company.sheets["Factures"]}
    came = [(p["Facture réglée"], p["Date de paiement"], p["Montant"]) for p in company.sheets["Paiements"]]
    came += [
        (d["Facture d’origine"], d["Date de facture"], -d["Montant TTC"])
        for d in company.sheets["Factures"]
        if d["Nature"] == "Avoir"
    ]
    broken = 0
    for row in company.sheets["Promesses"]:
        number, made, promised = row["Facture concernée"], row["Promesse faite le"], row["Promis pour le"]
        in_time = [(date, amount) for n, date, amount in came if n == number and date <= promised]
        enough = sum(a for date, a in in_time if date >= made) >= row["Montant promis"]
        whole = sum(a for _date, a in in_time) >= gross[number]
        broken += promised < day and not enough and not whole
    return broken
