"""Which invoice each payment pays: by lettering, then by the number it cites, then by its amount, then the oldest first; it changes no amount.

The last two are estimates, and each part says how it was found. What nothing explains stays the client's, to be allocated.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from fiche.checking.entries.labels import cited, digits, plain

Way = Literal["lettering", "reference", "amount", "oldest"]
ESTIMATED: frozenset[Way] = frozenset({"amount", "oldest"})


@dataclass
class Open:
    """A document with what is left of it, in cents: above zero for an invoice, below for a credit note. `on`: its day as a number, 0 when unknown."""

    number: str
    on: int
    rest: int
    letter: str | None = None
    related: str | None = None


@dataclass
class Paid:
    """A payment with what is left of it, in cents, and what of it was applied to which document, and how."""

    at: int
    on: int
    rest: int
    texts: tuple[str, ...]
    letter: str | None = None
    parts: list[tuple[str, int, Way]] = field(default_factory=list)

    def pays(self, document: Open, amount: int, way: Way) -> None:
        """Apply `amount` to `document`."""
        self.rest -= amount
        document.rest -= amount
        self.parts.append((document.number, amount, way))


def allocate(documents: Sequence[Open], payments: Sequence[Paid]) -> None:
    """Fill `parts` of the payments and `related` of the credit notes of one client. Both in the order of days, then of numbers."""
    _by_letter(documents, payments)
    _by_reference(documents, payments)
    _by_amount(documents, payments)
    _oldest_first(documents, payments)


def _by_letter(documents: Sequence[Open], payments: Sequence[Paid]) -> None:
    groups: dict[str, tuple[list[Open], list[Paid]]] = {}
    for document in documents:
        if document.letter:
            groups.setdefault(document.letter, ([], []))[0].append(document)
    for payment in payments:
        if payment.letter and payment.letter in groups:
            groups[payment.letter][1].append(payment)
    for lettered, paid in groups.values():
        invoices, notes = [d for d in lettered if d.rest > 0], [d for d in lettered if d.rest < 0]
        for note in notes:
            _relate(note, invoices)
        for payment in paid:
            _refund(payment, notes)
            _fill(payment, invoices, "lettering")


def _relate(note: Open, invoices: Iterable[Open]) -> None:
    """A credit note reduces one invoice: the first that holds all of it, else the first that holds something."""
    found = [i for i in invoices if i.rest > 0]
    whole = next((i for i in found if i.rest >= -note.rest), found[0] if found else None)
    if whole is not None and note.related is None:
        amount = min(whole.rest, -note.rest)
        note.related, whole.rest, note.rest = whole.number, whole.rest - amount, note.rest + amount


def _refund(payment: Paid, notes: Iterable[Open]) -> None:
    """Money returned belongs to the credit note that it settles."""
    for note in notes:
        if payment.rest < 0 and note.related is None and note.rest <= payment.rest:
            payment.pays(note, payment.rest, "lettering")


def _fill(payment: Paid, invoices: Iterable[Open], way: Way) -> None:
    for invoice in invoices:
        if payment.rest <= 0:
            return
        if invoice.rest > 0:
            payment.pays(invoice, min(payment.rest, invoice.rest), way)


def _by_reference(documents: Sequence[Open], payments: Sequence[Paid]) -> None:
    waiting = [p for p in payments if p.rest > 0]
    if not waiting:
        return
    by_number = {plain(d.number): d for d in documents if d.rest > 0}
    counted: dict[str, list[Open]] = {}
    for document in by_number.values():
        counted.setdefault(digits(document.number), []).append(document)
    by_digits = {number: found[0] for number, found in counted.items() if number and len(found) == 1}
    for payment in waiting:
        _fill(payment, _named(payment.texts, by_number, by_digits), "reference")


def _named(texts: Iterable[str], by_number: dict[str, Open], by_digits: dict[str, Open]) -> Iterator[Open]:
    for text in texts:
        if (whole := by_number.get(plain(text))) is not None:
            yield whole
            continue
        for word in cited(text):
            found = by_number.get(word) or by_digits.get(digits(word))
            if found is not None:
                yield found


def _by_amount(documents: Sequence[Open], payments: Sequence[Paid]) -> None:
    """The oldest invoice of exactly what the payment brings, made by then."""
    waiting = [p for p in payments if p.rest > 0]
    if not waiting:
        return
    by_rest: dict[int, list[Open]] = {}
    for document in documents:
        if document.rest > 0:
            by_rest.setdefault(document.rest, []).append(document)
    for payment in waiting:
        amount = payment.rest
        found = next((d for d in by_rest.get(amount, ()) if d.rest == amount and d.on <= payment.on), None)
        if found is not None:
            payment.pays(found, amount, "amount")


def _oldest_first(documents: Sequence[Open], payments: Sequence[Paid]) -> None:
    invoices = [d for d in documents if d.rest > 0]
    start = 0
    for payment in payments:
        while start < len(invoices) and invoices[start].rest == 0:
            start += 1
        at = start
        while payment.rest > 0 and at < len(invoices) and invoices[at].on <= payment.on:
            if invoices[at].rest > 0:
                payment.pays(invoices[at], min(payment.rest, invoices[at].rest), "oldest")
            at += 1
