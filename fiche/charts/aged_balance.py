"""The aged balance as one bar per bucket, coloured by what the bucket means; it sorts no invoice into a bucket."""

from collections.abc import Mapping
from decimal import Decimal

import pandas as pd

from fiche.charts.theme import Chart, Palette, chart, floats, palette, ranked, total
from fiche.i18n import _, money, percent, short_money


def aged_balance(
    buckets: Mapping[str, Decimal], *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """One bar per bucket with its amount: blue not due, orange late, red past 60 days, grey what has no due date or is not applied.

    `buckets`: bucket code to amount in the order to draw, as AgedBalance.buckets; the limits may be any.
    """
    codes, amounts = list(buckets), floats(buckets.values())
    names = [bucket_name(code) for code in codes]
    texts = [money(value, currency) for value in buckets.values()]
    colours = palette(dark)
    figure = ranked(names, amounts, texts, codes, [bucket_colour(code, colours) for code in codes], colours)
    table = pd.DataFrame({_("Tranche"): names, _("Montant"): amounts})
    return chart(figure, sentence(buckets, currency), table, codes, currency)


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


def bucket_colour(code: str, colours: Palette) -> str:
    """The colour of a bucket by what it means."""
    first = first_day_late(code)
    if first is not None:
        return colours.serious if first > 60 else colours.late
    return colours.now if code == "not_due" else colours.reference


def sentence(buckets: Mapping[str, Decimal], currency: str | None) -> str:
    """What is late, in one sentence."""
    late = total(v for code, v in buckets.items() if first_day_late(code) is not None)
    serious = total(v for code, v in buckets.items() if (first_day_late(code) or 0) > 60)
    due = total(v for code, v in buckets.items() if code != "unapplied")
    if not due:
        return _("Aucune facture n’est ouverte.")
    if not late:
        return _("Rien n’est en retard ; {amount} sont ouverts.").format(amount=short_money(due, currency))
    rate = percent(float(late / due), 0)
    if not serious:
        return _("{rate} de l’encours est en retard, rien depuis plus de 60 jours.").format(rate=rate)
    return _("{rate} de l’encours est en retard, dont {serious} depuis plus de 60 jours.").format(
        rate=rate, serious=short_money(serious, currency)
    )
