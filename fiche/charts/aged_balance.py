"""The aged balance as one bar per bucket, coloured by what the bucket means; it sorts no invoice into a bucket."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from fiche.analysis.words import bucket_name, first_day_late
from fiche.charts.behind import in_bucket
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, Palette, chart, floats, palette, ranked, total
from fiche.i18n import N_, _, money, percent, short_money


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
    if not late and buckets.get("no_due_date"):
        words = _("Rien n’est en retard, mais {amount} sont sans échéance.")
        return words.format(amount=short_money(buckets["no_due_date"], currency))
    if not late:
        return _("Rien n’est en retard ; {amount} sont ouverts.").format(amount=short_money(due, currency))
    rate = percent(float(late / due), 0)
    if not serious:
        return _("{rate} de l’encours est en retard, rien depuis plus de 60 jours.").format(rate=rate)
    return _("{rate} de l’encours est en retard, dont {serious} depuis plus de 60 jours.").format(
        rate=rate, serious=short_money(serious, currency)
    )


def _draw(asked: Asked) -> Chart:
    found = asked.portfolio.aged(asked.as_of, None, asked.where)
    return replace(
        aged_balance(found.buckets, currency=asked.currency, dark=asked.dark),
        amounts=tuple(found.buckets.values()),
    )


PLOT = Plot(
    code="aged_balance",
    question=N_("Que nous doit-on, et depuis quand ?"),
    draw=_draw,
    behind=lambda asked, key: in_bucket(asked.portfolio, key, asked.as_of, asked.where),
    brings=N_("Solde de la tranche"),
    whole="balance",
)
