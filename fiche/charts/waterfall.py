"""From the revenue of one year to the next: what new, returning, growing, shrinking and lost clients add or take; it compares no client itself."""

from dataclasses import replace
from decimal import Decimal
from textwrap import wrap

import numpy as np
import pandas as pd

from fiche.analysis.changes import KINDS, MEANINGS, Changes
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import CLICKED, Chart, blank, brief, chart, floats, keyed, money_axis, palette, total
from fiche.i18n import N_, _, money, number, short_money

BEFORE, NOW = "before", "now"
_ENDS = {BEFORE: N_("Il y a un an"), NOW: N_("À ce jour")}
_MEANT = {BEFORE: N_("CA des 12 mois d’avant"), NOW: N_("CA des 12 derniers mois")}
_UP, _DOWN = ("new", "returned", "grown"), ("shrunk", "lost")
ZERO = Decimal("0.00")


def waterfall(found: Changes, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """Bars from the revenue before (grey) to the one now (blue), each kind's own between them, from where the one before ends."""
    colours, steps = palette(dark), [kind for kind in KINDS if kind != "same"]
    before, now = found.before or ZERO, found.now or ZERO
    keys = [BEFORE, *steps, NOW]
    heights = [before, *(found.total(kind) for kind in steps), now]
    ends = [before]
    for height in heights[1:-1]:
        ends.append(ends[-1] + height)
    bases = [ZERO, *ends[:-1], ZERO]
    names = [_(_ENDS[key]) if key in _ENDS else _(KINDS[key]) for key in keys]
    figure = blank(300, colours)
    figure.add_bar(
        x=np.arange(len(keys)), y=floats(heights), base=floats(bases), customdata=keyed(keys), hoverinfo="text",
        hovertext=[_hover(key, amount, found, currency) for key, amount in zip(keys, heights, strict=True)],
        marker={"color": [colours.reference if key in (BEFORE, *_DOWN) else colours.now for key in keys],
                "opacity": [0.75 if key in _ENDS else 0.5 for key in keys]}, **CLICKED,
        text=[_signed(key, amount, currency) for key, amount in zip(keys, heights, strict=True)], textposition="outside",
        textangle=0, textfont={"size": 11, "color": colours.ink}, cliponaxis=False, constraintext="none",
    )  # fmt: skip
    figure.update_xaxes(
        tickmode="array", tickvals=list(range(len(keys))), ticktext=["<br>".join(wrap(name, 8, break_long_words=False)) for name in names],
        tickfont={"size": 11, "color": colours.ink}, tickangle=0, range=[-0.6, len(keys) - 0.4],
    )  # fmt: skip
    tops = [float(base + height) for base, height in zip(bases, heights, strict=True)]
    money_axis(figure, tops, currency)
    table = pd.DataFrame(
        {_("Étape"): names, _("Montant"): floats(heights), _("Clients"): [_count(key, found) for key in keys]}
    )
    drawn = chart(figure, sentence(found, currency), table, keys, currency)
    return replace(drawn, kinds=("money", "count"), amounts=tuple(heights))


def _count(key: str, found: Changes) -> int:
    return int((found.people[key] != 0).sum()) if key in _ENDS else found.count(key)


def _signed(key: str, amount: Decimal, currency: str | None) -> str:
    said = brief(float(amount), currency)
    return f"+{said}" if key in _UP and amount > 0 else said


def _hover(key: str, amount: Decimal, found: Changes, currency: str | None) -> str:
    meaning = _(_MEANT[key]) if key in _ENDS else f"{_(KINDS[key])} : {_(MEANINGS[key])}"
    clients = _("{n} clients").format(n=number(_count(key, found)))
    return f"{meaning}<br>{money(amount, currency)}<br>{clients}"


def sentence(found: Changes, currency: str | None) -> str:
    """What changed, and which kind weighs the most in it."""
    if not found.before and not found.now:
        return _("Aucun chiffre d’affaires sur les 24 derniers mois.")
    difference = (found.now or ZERO) - (found.before or ZERO)
    if not difference:
        return _("Le chiffre d’affaires est le même qu’un an plus tôt, au centime.")
    won = total(found.total(kind) for kind in _UP)
    gone = total(found.total(kind) for kind in _DOWN)
    change = ("+" if difference > 0 else "") + short_money(difference, currency)
    parts = (
        (won, found.total("new"), _("{amount} gagnés"), _("{amount} gagnés, dont {part} par des clients nouveaux")),
        (-gone, -found.total("lost"), _("{amount} perdus"), _("{amount} perdus, dont {part} par des clients partis")),
    )  # fmt: skip
    said = [
        (whole if not part else split).format(amount=short_money(amount, currency), part=short_money(part, currency))
        for amount, part, whole, split in parts
        if amount
    ]  # fmt: skip
    return _("{change} sur un an : {parts}.").format(change=change, parts=" ; ".join(said))


def _draw(asked: Asked) -> Chart:
    found = asked.portfolio.changes(asked.as_of, asked.where)
    return waterfall(found, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    people = asked.portfolio.changes(asked.as_of, asked.where).people
    mine = people[people[key] != 0] if key in _ENDS else people[people["kind"] == key]
    column = key if key in _ENDS else "change"
    return mine[["client_id", column]].rename(columns={column: "amount"})


PLOT = Plot(
    code="waterfall",
    question=N_("Qui fait la différence avec l’an dernier ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Écart sur un an"),
)
