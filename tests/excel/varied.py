"""Portfolios of varied clients for the recalculation tests: instalments, refunds, costs, discounts, private persons, rates that lack; it reads no file."""

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal

from fiche.analysis.rates import Rate, half_end, half_start
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from tests.analysis.build import Row, dataset, invoice, money, payment
from tests.excel.companies import AS_OF

CENT = Decimal("0.01")


def _day(rng: random.Random, spread: int, ahead: int = 40) -> dt.date | None:
    return None if rng.random() < 0.04 else AS_OF - dt.timedelta(days=rng.randint(-ahead, spread))


def _text(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _schedule(rng: random.Random, date: dt.date, gross: Decimal) -> tuple[str, dt.date]:
    """Two to four parts that add up, on rising days."""
    count = rng.randint(2, 4)
    days = sorted(rng.sample(range(5, 200), count))
    parts = [(gross * rng.randint(10, 30) / 100).quantize(CENT) for _ in range(count - 1)]
    parts.append(gross - sum(parts))
    dues = [date + dt.timedelta(days=n) for n in days]
    return " ".join(f"{d.isoformat()}={p}" for d, p in zip(dues, parts, strict=True)), dues[-1]


def _discount(rng: random.Random, net: Decimal) -> Row:
    if rng.random() < 0.5:
        return {}
    rate = Decimal(rng.choice([0, 5, 10, 15, 33])) / 100
    before = (net / (1 - rate)).quantize(CENT)
    return {"before_discount": before if rng.random() < 0.9 else None, "discount": before - net}


def _document(rng: random.Random, key: int, client: str, mine: list[Row]) -> Row:
    gross = Decimal(rng.randint(100, 900_000)) / 100
    net = (gross / Decimal("1.2")).quantize(CENT)
    date = _day(rng, 900)
    more: Row = _discount(rng, net)
    more |= {"cost": money(net * rng.randint(40, 90) / 100)} if rng.random() < 0.5 else {}
    more |= {"delivery_cost": money(rng.randint(0, 40))} if rng.random() < 0.4 else {}
    currency = {"currency": rng.choice(["EUR", "EUR", "EUR", "EUR", "USD"])}
    invoices = [d for d in mine if d["kind"] == "invoice"]
    if rng.random() < 0.18:
        target = rng.choice(invoices) if invoices and rng.random() < 0.75 else None
        part = (
            gross
            if target is None
            else (abs(target["gross"]) * rng.choice([20, 50, 100, 130]) / 100).quantize(CENT)
        )
        related = {"related_key": target["document_key"]} if target else {}
        return invoice(key, -part, _text(date), None, client, net=-(part / Decimal("1.2")).quantize(CENT), **related, **more, **currency)  # fmt: skip
    due = (
        date + dt.timedelta(days=rng.choice([0, 15, 30, 45, 60, -5])) if date and rng.random() < 0.9 else None
    )
    if date and rng.random() < 0.2:
        more["schedule"], due = _schedule(rng, date, gross)
    return invoice(key, gross, _text(date), _text(due), client, net=net, disputed=rng.random() < 0.05, **more, **currency)  # fmt: skip


def _payments(rng: random.Random, document: Row) -> list[Row]:
    """None, whole, in parts, too much, or taken back; sometimes before the document's own date."""
    gross, client, made = abs(document["gross"]), document["client_id"], []
    shares = rng.choice(
        [[], [], [1], [1], [0.5, 0.5], [0.3, 0.3, 0.2], [1.3], [1, -0.4], [0.6, -0.2, 0.9], [0.25]]
    )
    if document["kind"] == "credit_note":
        shares = rng.choice([[], [], [], [-0.5], [-1]])
    for share in shares:
        day = (
            None
            if rng.random() < 0.04
            else (document["date"] or AS_OF)
            + dt.timedelta(days=rng.choice([-10, 0, 20, 30, 30, 45, 75, 100, 130, 200, 400]))
        )
        amount = (gross * Decimal(str(share))).quantize(CENT)
        named = document["document_key"] if rng.random() < 0.95 else None
        made.append(payment(amount, _text(day), named, client, currency=document["currency"]))
    return made


def _client(rng: random.Random, number: str) -> Row:
    return {
        "client_id": number,
        "name": f"Client {number}",
        "credit_limit": money(rng.choice([0, 500, 5_000, 50_000])) if rng.random() < 0.7 else None,
        "granted_discount": rng.choice([0.0, 0.05, 0.1, 0.1234567]) if rng.random() < 0.7 else None,
        "insured_amount": money(rng.choice([0, 300, 8_000])) if rng.random() < 0.4 else None,
        "insurance_until": AS_OF + dt.timedelta(days=rng.choice([-300, -20, 0, 12, 30, 31, 400]))
        if rng.random() < 0.4
        else None,
        "archived_on": AS_OF - dt.timedelta(days=rng.choice([-30, 10, 200])) if rng.random() < 0.08 else None,
        "currency": rng.choice([None, "EUR", "EUR", "USD"]),
        "email": f"{number}@exemple.fr" if rng.random() < 0.7 else None,
        "category": rng.choice(["Particulier", "Professionnel", None, None, None]),
    }


def varied_company(seed: int, clients: int) -> Dataset:
    """Clients V1, V2… each with its own habits; the first one never bought."""
    rng = random.Random(seed)
    documents: list[Row] = []
    paid: list[Row] = []
    everyone = [_client(rng, f"V{n}") for n in range(1, clients + 1)]
    for one in everyone[1:]:
        mine: list[Row] = []
        for _ in range(rng.choice([1, 2, 3, 5, 8, 12])):
            mine.append(_document(rng, len(documents) + len(mine) + 1, one["client_id"], mine))
        documents += mine
        for document in mine:
            paid += _payments(rng, document)
    disputed = rng.sample(documents, min(4, len(documents)))
    disputes = [{"client_id": d["client_id"], "document_id": d["document_id"], "document_key": d["document_key"], "opened_on": d["date"]} for d in disputed]  # fmt: skip
    return dataset(documents, paid, everyone, disputes=disputes)


def known_rates(first: int = 2023, last: int = 2027, missing: tuple[dt.date, ...] = ()) -> tuple[Rate, ...]:
    """A made-up rate for each half-year of those years, but for those `missing`."""
    found, day = [], dt.date(first, 1, 1)
    while day.year <= last:
        if day not in missing:
            found.append(Rate(day, Decimal(day.year % 5 + day.month) / 100, Decimal("0.0371"), "essai"))
        day = half_start(half_end(day) + dt.timedelta(days=1))
    return tuple(found)


USUAL = Settings(rates=known_rates())
VARIANTS = (
    USUAL,
    Settings(),
    replace(USUAL, contractual_rate=Decimal("0.12"), financing_rate=Decimal("0.045"), recovery_indemnity=Decimal("55.50"), serious_days=20),
    replace(USUAL, rates=known_rates(missing=(dt.date(2025, 1, 1),)), bucket_limits=(15, 45, 90), financing_rate=Decimal("0.061234")),
    replace(USUAL, contractual_rate=Decimal("0.2"), rates=known_rates(2025, 2025), inactive_days=90, discount_volume=Decimal(5000), late_payer_days=2),
    replace(USUAL, at_risk_amount=Decimal(100), at_risk_share=0.1, residue=Decimal(500), dso_days=90, silence_days=10, inactive_intervals=1),
)  # fmt: skip
