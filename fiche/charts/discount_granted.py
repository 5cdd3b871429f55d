"""What was granted against what is given: clients by both rates, the bluer the more discount; it judges no agreement."""

from dataclasses import replace
from decimal import Decimal

import pandas as pd

from fiche.charts.axis_words import axis_words
from fiche.charts.cells import Cell, cells
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, chart, palette
from fiche.i18n import N_, _, money, number, short_money

# Rates in bands, from where, in points; «?»: no rate in the file.
BANDS = {
    "?": N_("aucun accord"),
    "0": N_("0 %"),
    "0+": N_("0 à 5 %"),
    "5+": N_("5 à 10 %"),
    "10+": N_("10 à 20 %"),
    "20+": N_("20 % et plus"),
}
EDGES = {"20+": 0.2, "10+": 0.1, "5+": 0.05}
TINY = 0.0005  # below, no discount but rounding
Held = dict[tuple[str, str], tuple[int, Decimal]]


def rate_band(rate: object) -> str:
    """The band of a rate; an edge belongs to the band it ends: 5 % is in «0 à 5 %»."""
    if not isinstance(rate, float) or rate != rate:  # noqa: PLR0124 - NaN differs from itself
        return "?"
    if rate <= TINY:
        return "0"
    return next((key for key, edge in EDGES.items() if rate > edge + TINY), "0+")


def granted_grid(people: pd.DataFrame, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """Rows: the granted rate, columns: the rate given over 12 months. `people`: as Portfolio.discounts."""
    colours, held = palette(dark), _held(people)
    rows = [key for key in BANDS if any(pair[0] == key for pair in held)]
    columns = [key for key in BANDS if any(pair[1] == key for pair in held)]
    found = {
        (rows.index(granted), columns.index(given)): Cell(
            number(count),
            float(amount),
            f"{granted}|{given}",
            _hover(granted, given, count, amount, currency),
        )
        for (granted, given), (count, amount) in held.items()
    }
    figure = cells(found, [_(BANDS[key]) for key in rows], [_given(key) for key in columns], colours)
    axis_words(figure, colours, below=_("remise pratiquée en 12 mois →"), above=_("↓ remise accordée"))
    pairs = [(a, b) for a in rows for b in columns if (a, b) in held]
    table = pd.DataFrame(
        {
            _("Accordée → pratiquée"): [f"{_(BANDS[a])} → {_given(b)}" for a, b in pairs],
            _("Remises, 12 mois"): [float(held[pair][1]) for pair in pairs],
            _("Clients"): [held[pair][0] for pair in pairs],
        }
    )
    drawn = chart(figure, sentence(people, currency), table, [f"{a}|{b}" for a, b in pairs], currency)
    return replace(drawn, kinds=("money", "count"), amounts=tuple(held[pair][1] for pair in pairs))


def _given(key: str) -> str:
    return _("taux inconnu") if key == "?" else _(BANDS[key])


def _held(people: pd.DataFrame) -> Held:
    held: Held = {}
    for granted, rate, given in zip(people["granted"], people["rate"], people["given"], strict=True):
        pair = rate_band(granted), rate_band(rate)
        count, amount = held.get(pair, (0, Decimal("0.00")))
        held[pair] = count + 1, amount + given
    return held


def _hover(granted: str, given: str, count: int, amount: Decimal, currency: str | None) -> str:
    clients = _("1 client") if count == 1 else _("{n} clients").format(n=number(count))
    said = _("accordée {granted}, pratiquée {given}").format(granted=_(BANDS[granted]), given=_given(given))
    return f"{said}<br>{clients}<br>{money(amount, currency)}"


def sentence(people: pd.DataFrame, currency: str | None) -> str:
    """How many get more than their agreement, and how much it makes."""
    if people.empty or not any(people["given"]):
        return _("Aucune remise n’est connue sur les 12 derniers mois.")
    known = people[people["granted"].notna()]
    if known.empty:
        return _("Le fichier ne donne la remise accordée d’aucun client.")
    above = [amount for amount in known["above_granted"] if isinstance(amount, Decimal) and amount > 0]
    if not above:
        return _("Aucun client ne reçoit plus que la remise accordée.")
    words = _("{n} clients sur {all} reçoivent plus que la remise accordée : {amount} de trop en 12 mois.")
    if len(above) == 1:
        words = _("Un client sur {all} reçoit plus que la remise accordée : {amount} de trop en 12 mois.")
    return words.format(
        n=number(len(above)), all=number(len(known)), amount=short_money(sum(above, Decimal(0)), currency)
    )


def _draw(asked: Asked) -> Chart:
    people = asked.portfolio.discounts(asked.as_of, asked.where)
    return granted_grid(people, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    people = asked.portfolio.discounts(asked.as_of, asked.where)
    pairs = [f"{rate_band(a)}|{rate_band(b)}" for a, b in zip(people["granted"], people["rate"], strict=True)]
    mine = people[pd.Series([pair == key for pair in pairs], index=people.index, dtype=bool)]
    return mine[["client_id", "given"]].rename(columns={"given": "amount"})


PLOT = Plot(
    code="discount_granted",
    question=N_("Les remises pratiquées sont-elles celles accordées ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Remises, 12 mois"),
    whole="discount_12m",
)
