"""Draws the invoices, credit notes and payments of each client over three years; it computes no indicator."""

import calendar
import datetime as dt
import random
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

from sample_data.company import words
from sample_data.company.clients import END, PAYERS, START, Client

CENT = Decimal("0.01")
YEAR = 365.25


@dataclass(frozen=True)
class Document:
    """An invoice or a credit note (`net` and `gross` negative, `origin` the invoice it names). `paid`: what the payments will add up to."""

    client: Client
    date: dt.date
    due: dt.date | None
    due_written: bool
    before: Decimal
    discount: Decimal
    net: Decimal
    vat: Decimal
    gross: Decimal
    label: str
    cost: Decimal
    delivery: Decimal
    number: str = ""
    origin: str = ""
    status: str = ""
    disputed: bool = False

    @property
    def is_credit(self) -> bool:
        return self.gross < 0


@dataclass(frozen=True)
class Payment:
    """Money received for the document `number`, or for the client alone when it is empty."""

    client: Client
    date: dt.date
    amount: Decimal
    method: str
    number: str = ""
    reference: str = ""


@dataclass
class Sales:
    """Everything sold and paid."""

    documents: list[Document] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)


def sales(draw: random.Random, clients: list[Client]) -> Sales:
    """Invoices in the order of their date and number, then what was paid for them, then credit notes and what belongs to no invoice."""
    drawn = [document for client in clients for document in _invoices(draw, client)]
    drawn.sort(key=lambda d: (d.date, d.client.number, d.net))
    invoices = [replace(d, number=f"FA-{d.date.year}-{n:05d}") for n, d in enumerate(drawn, start=1)]
    found = Sales()
    credited = _credit_notes(draw, invoices)
    by_origin = {c.origin: c for c in credited if c.origin}
    for index, invoice in enumerate(invoices):
        payments = _payments(draw, index, invoice, by_origin.get(invoice.number))
        found.payments.extend(payments)
        found.documents.append(
            replace(invoice, status=_status(invoice, payments, by_origin.get(invoice.number), index))
        )
    found.documents.extend(credited)
    found.documents.sort(key=lambda d: (d.date, d.number))
    found.payments.extend(_belonging_to_nothing(draw, clients))
    found.payments.sort(key=lambda p: (p.date, p.client.number, p.number, p.amount))
    return found


def due_date(date: dt.date, terms: str | None) -> dt.date | None:
    """The due date that the terms give (45 days, then the end of the month), none without terms."""
    if terms is None:
        return None
    if terms in {"comptant", "à réception"}:
        return date
    if terms == "fin de mois le 10":
        return _end_of_month(date) + dt.timedelta(days=10)
    shifted = date + dt.timedelta(days=int(terms.split()[0]))
    return _end_of_month(shifted) if terms.endswith("fin de mois") else shifted


def _end_of_month(date: dt.date) -> dt.date:
    return date.replace(day=calendar.monthrange(date.year, date.month)[1])


def cents(value: Decimal | float) -> Decimal:
    """A value rounded to the cent, halves up."""
    return Decimal(value).quantize(CENT, ROUND_HALF_UP)


def _invoices(draw: random.Random, client: Client) -> list[Document]:
    profile = client.profile
    if profile.every == 0:
        return []
    date = profile.first + dt.timedelta(days=draw.randrange(max(2, profile.every)))
    basket = draw.uniform(*profile.basket)
    found = []
    while date <= profile.last:
        years = (date - START).days / YEAR
        found.append(_invoice(draw, client, date, basket * (1 + profile.growth) ** years))
        pace = profile.every / (1 + profile.growth / 2) ** years / _season(client, date)
        date += dt.timedelta(days=max(3, round(draw.gauss(pace, pace / 4))))
        while date.weekday() > 4:
            date += dt.timedelta(days=1)
    return found


def _season(client: Client, date: dt.date) -> float:
    strong = date.month in words.SECTORS[client.sector][1]
    if client.profile.name == "seasonal":
        return 2.2 if strong else 0.7
    return 0.6 if date.month == 8 else 1.25 if strong else 1.0


def _invoice(draw: random.Random, client: Client, date: dt.date, basket: float) -> Document:
    before = cents(max(35.0, basket * draw.lognormvariate(0, 0.35)))
    rate = client.granted
    if client.drifts and date >= dt.date(2026, 5, 1):
        rate += Decimal(draw.choice((2, 4, 6))) / 100
    net = cents(before * (1 - rate))
    vat = cents(net * client.vat_rate)
    return Document(
        client, date, due_date(date, client.terms), draw.random() < 0.85, before, rate, net, vat, net + vat,
        draw.choice(words.PRODUCTS), cents(net * Decimal(draw.randrange(52, 79)) / 100), cents(Decimal(draw.randrange(800, 4200)) / 100),
    )  # fmt: skip


def _credit_notes(draw: random.Random, invoices: list[Document]) -> list[Document]:
    """One invoice in sixty is partly credited; one is credited beyond its amount; one credit note names no invoice."""
    found = []
    for index, invoice in enumerate(draw.sample(invoices[: int(len(invoices) * 0.97)], len(invoices) // 60)):
        share = Decimal("1.25") if index == 0 else Decimal(draw.choice((10, 20, 35, 50, 100))) / 100
        date = min(invoice.date + dt.timedelta(days=draw.randrange(4, 40)), END)
        found.append(
            _credit_note(
                invoice,
                date,
                cents(invoice.net * share),
                draw.choice(words.CREDIT_REASONS),
                invoice.number if index != 1 else "",
            )
        )
    found.sort(key=lambda d: (d.date, d.client.number, d.net))
    return [replace(d, number=f"AV-{d.date.year}-{n:04d}") for n, d in enumerate(found, start=1)]


def _credit_note(invoice: Document, date: dt.date, net: Decimal, label: str, origin: str) -> Document:
    vat = cents(net * invoice.client.vat_rate)
    zero = Decimal(0)
    return Document(
        invoice.client,
        date,
        None,
        False,
        -net,
        zero,
        -net,
        -vat,
        -net - vat,
        label,
        zero,
        zero,
        origin=origin,
    )


def _payments(draw: random.Random, index: int, invoice: Document, credit: Document | None) -> list[Payment]:
    """What was received for an invoice by the end: all of it, part of it, too much of it, or nothing."""
    expected = max(Decimal(0), invoice.gross + (credit.gross if credit else 0))
    day = _paid_on(draw, invoice)
    if day is None or expected == 0 or index % 811 == 400:  # the last: marked paid, without a payment
        return []
    method = str(invoice.client.row["Mode de règlement"])
    if draw.random() < 0.05:
        first = cents(expected * Decimal(draw.choice((30, 40, 50, 60))) / 100)
        parts = (
            [(day, first)]
            if draw.random() < 0.35
            else [(day, first), (day + dt.timedelta(days=draw.randrange(15, 50)), expected - first)]
        )
    else:
        parts = [(day, expected + (Decimal(draw.randrange(1, 60)) if index % 601 == 300 else 0))]
    return [
        Payment(
            invoice.client, date, amount, method, invoice.number, f"{method[:3].upper()} {invoice.number}"
        )
        for date, amount in parts
        if date <= END
    ]


def _paid_on(draw: random.Random, invoice: Document) -> dt.date | None:
    shift, spread, never, growth = PAYERS[invoice.client.payer]
    years = (invoice.date - START).days / YEAR
    if (END - invoice.date).days < 365 and draw.random() < never:
        return None
    late = round(draw.gauss(shift + growth * years, spread))
    return max(invoice.date, (invoice.due or invoice.date + dt.timedelta(days=30)) + dt.timedelta(days=late))


def _status(invoice: Document, payments: list[Payment], credit: Document | None, index: int) -> str:
    left = invoice.gross + (credit.gross if credit else 0) - sum((p.amount for p in payments), Decimal(0))
    if credit and left <= 0 and not payments:
        return ""  # settled by its credit note alone
    if left <= 0 or index % 811 == 400:
        return "Payée"
    if payments:
        return (
            "Payée" if index % 37 == 0 else "Partiellement payée"
        )  # the first: a status that the payments contradict
    return "En retard" if invoice.due and invoice.due < END and index % 3 == 0 else "En attente"


def _belonging_to_nothing(draw: random.Random, clients: list[Client]) -> list[Payment]:
    """Deposits without an invoice, one payment of an invoice that is not in the file, two refunds."""
    buyers = [c for c in clients if c.profile.name in {"growing", "steady", "vip"}]
    found = []
    for rank, client in enumerate(draw.sample(buyers, 15)):
        date = END - dt.timedelta(days=draw.randrange(5, 300))
        amount = Decimal(draw.randrange(8, 60) * 25)
        number, reference = (
            ("FA-2022-00917", "Solde exercice 2022") if rank == 0 else ("", "Acompte sur commande")
        )
        if rank in {1, 2}:
            amount, reference = -amount / 5, "Remboursement d’un trop-perçu"
        found.append(Payment(client, date, cents(amount), "Virement", number, reference))
    return found
