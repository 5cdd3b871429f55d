"""The words for what analysis answers with: a figure's value, a bucket, a status, what revenue is made of; it computes none of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Literal

from fiche.analysis.figures import Figure
from fiche.analysis.status import STATUSES
from fiche.i18n import MISSING, N_, NBSP, _, day, days, money, number, percent, short_money

Figures = Mapping[str, Figure]
Tone = Literal["", "late", "serious"]
SIGNS = {"prospect": "◇", "at_risk": "▲", "inactive": "○", "vip": "★", "awaiting_payment": "□", "active": "●"}
BASES = {"HT": N_("HT"), "TTC": N_("TTC"), "HT/TTC": N_("HT et TTC")}


def shown(figure: Figure, *, short: bool = False) -> str:
    """An indicator's value as text, «—» when undefined. `short`: amounts from a million on are shortened, for a tile."""
    value = figure.value
    if value is None:
        return MISSING
    if figure.note:
        return figure.note
    match figure.unit:
        case "money":
            return (short_money if short else money)(value, figure.currency)  # type: ignore[arg-type]
        case "percent":
            return percent(value)  # type: ignore[arg-type]
        case "points":
            return _("{points} pt").format(points=percent(value, 1, sign=True).rstrip(f"{NBSP}%"))  # type: ignore[arg-type]
        case "days":
            return days(value)  # type: ignore[arg-type]
        case "date":
            return day(value)  # type: ignore[arg-type]
        case _:
            return number(value)  # type: ignore[arg-type]


def lateness(figures: Figures) -> Tone:
    """The tone of the overdue amount: «serious» when some of it is past the serious threshold, «late», or none."""
    if figures["overdue_serious"].value:
        return "serious"
    return "late" if figures["overdue"].value else ""


def undated(figures: Figures) -> Decimal:
    """What is owed by invoices without a due date: nothing tells whether they are late. 0 where that is not known."""
    owed, ahead, late = (figures[code].value for code in ("outstanding", "not_due", "overdue"))
    if not isinstance(owed, Decimal) or not isinstance(ahead, Decimal) or not isinstance(late, Decimal):
        return Decimal("0.00")
    return owed - ahead - late


def status_name(code: str) -> str:
    """A computed status with its sign: «▲ À risque»."""
    return f"{SIGNS[code]} {_(STATUSES[code])}"


def basis_word(basis: str) -> str:
    """What revenue is made of, net or gross amounts, in the reader's language."""
    return _(BASES[basis])


def bucket_name(code: str) -> str:
    """A bucket in words: «31 à 60 jours de retard»."""
    if code in {"not_due", "no_due_date", "unapplied"}:
        return {
            "not_due": _("Pas encore échu"),
            "no_due_date": _("Sans échéance"),
            "unapplied": _("À déduire : avoirs et acomptes"),
        }[code]
    if code.startswith(">"):
        return _("Plus de {days} jours de retard").format(days=code[1:])
    first, last = code.split("-")
    return _("{first} à {last} jours de retard").format(first=first, last=last)


def first_day_late(code: str) -> int | None:
    """The first day of lateness of a bucket (31 for «31-60», 121 for «>120»); None for the buckets that are not late."""
    if code.startswith(">"):
        return int(code[1:]) + 1
    head = code.split("-", maxsplit=1)[0]
    return int(head) if head.isdigit() else None


def flows_said(values: Mapping[str, Sequence[float]], as_of: dt.date, currency: str | None) -> str:
    """What was invoiced and received over months, and what is late at their end. `values`: the columns of Portfolio.evolution."""
    months = len(values["invoiced"])
    if not any(amount for series in values.values() for amount in series):
        return _("Aucune facture ni paiement sur les {n} derniers mois.").format(n=months)
    invoiced, received = money(sum(values["invoiced"]), currency), money(sum(values["received"]), currency)
    flows = _("En {n} mois, {invoiced} facturés et {received} encaissés").format(
        n=months, invoiced=invoiced, received=received
    )
    late = float(values["overdue"][-1])
    if round(late, 2) == 0:
        return _("{flows} ; rien n’est en retard au {day}.").format(flows=flows, day=day(as_of))
    return _("{flows} ; {late} en retard au {day}.").format(
        flows=flows, late=money(late, currency), day=day(as_of)
    )
