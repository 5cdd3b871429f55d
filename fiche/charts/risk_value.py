"""Risk against value: how many clients of each class have which risk of paying late, and what they owe; it scores nobody and classes nobody."""

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pandas as pd

from fiche.analysis.segment_totals import CLASSES
from fiche.charts.axis_words import axis_words
from fiche.charts.cells import Cell, cells
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, chart, palette, total
from fiche.i18n import N_, _, colon, money, number, short_money

if TYPE_CHECKING:
    from collections.abc import Mapping

# The bands of the score, riskiest first: from where, and how it is called.
BANDS = {
    "75": N_("75 et plus"),
    "50": N_("50 à 75"),
    "25": N_("25 à 50"),
    "0": N_("moins de 25"),
    "?": N_("sans note"),
}
NO_CLASS = "-"
HIGH = ("75", "50")
Held = tuple[str, str]


def risk_value(people: pd.DataFrame, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """A cell for each band of risk and class: how many clients, the bluer the more they owe. `people`: client_id, band, abc, outstanding."""
    colours = palette(dark)
    counts, owed = _held(people)
    letters = [*CLASSES, NO_CLASS]
    found = {
        (row, column): Cell(
            number(counts[band, letter]), float(owed[band, letter]), f"{band}|{letter}", _hover(band, letter, counts, owed, currency),
        )
        for row, band in enumerate(BANDS)
        for column, letter in enumerate(letters)
        if counts.get((band, letter))
    }  # fmt: skip
    names = [_(name) for name in BANDS.values()]
    figure = cells(found, names, [class_word(letter) for letter in letters], colours)
    axis_words(
        figure,
        colours,
        below=_("de la classe qui achète le plus à celle qui n’achète pas →"),
        above=_("↓ risque de retard, de 0 à 100"),
    )
    pairs = [(band, letter) for band in BANDS for letter in letters if counts.get((band, letter))]
    table = pd.DataFrame(
        {
            _("Risque, classe"): [f"{_(BANDS[band])}, {class_word(letter)}" for band, letter in pairs],
            _("Encours"): [float(owed[pair]) for pair in pairs],
            _("Clients"): [counts[pair] for pair in pairs],
        }
    )
    keys = [f"{band}|{letter}" for band, letter in pairs]
    drawn = chart(figure, sentence(counts, owed, currency), table, keys, currency)
    return replace(drawn, kinds=("money", "count"), amounts=tuple(owed[pair] for pair in pairs))


def class_word(letter: str) -> str:
    """«Classe A», «Sans classe»."""
    return _("Sans classe") if letter == NO_CLASS else _("Classe {letter}").format(letter=letter)


def _held(people: pd.DataFrame) -> "tuple[dict[Held, int], dict[Held, Decimal]]":
    counts: dict[Held, int] = {}
    owed: dict[Held, Decimal] = {}
    for band, letter, amount in zip(people["band"], people["abc"], people["outstanding"], strict=True):
        counts[band, letter] = counts.get((band, letter), 0) + 1
        owed[band, letter] = owed.get((band, letter), Decimal("0.00")) + amount
    return counts, owed


def _hover(
    band: str, letter: str, counts: "Mapping[Held, int]", owed: "Mapping[Held, Decimal]", currency: str | None
) -> str:
    n = counts[band, letter]
    clients = _("1 client") if n == 1 else _("{n} clients").format(n=number(n))
    risk = f"{_('Risque')}{colon()}{_(BANDS[band])}"
    return "<br>".join(
        [
            f"{class_word(letter)}, {risk}",
            clients,
            f"{_('Encours')}{colon()}{money(owed[band, letter], currency)}",
        ]
    )


def sentence(counts: "Mapping[Held, int]", owed: "Mapping[Held, Decimal]", currency: str | None) -> str:
    """How many of the best clients are at risk, and what they owe."""
    if not any(counts.values()) or not any(owed.values()):
        return _("Personne ne doit rien à cette date.")
    best = [(band, "A") for band in HIGH]
    n = sum(counts.get(each, 0) for each in best)
    amount = total(owed.get(each, Decimal("0.00")) for each in best)
    everyone = sum(count for (band, _letter), count in counts.items() if band in HIGH)
    if not everyone:
        return _("Aucun client n’a un risque de 50 ou plus.")
    head = _("{n} clients ont un risque de 50 ou plus").format(n=number(everyone))
    if everyone == 1:
        head = _("Un client a un risque de 50 ou plus")
    if not n:
        return _("{head}, aucun de la classe A.").format(head=head)
    return _("{head}, dont {best} de la classe A, qui doivent {amount}.").format(
        head=head, best=number(n), amount=short_money(amount, currency)
    )


def _people(asked: Asked) -> pd.DataFrame:
    """[client_id, band, abc, outstanding] of everyone asked for; amounts are Decimal."""
    found = asked.portfolio.risk_and_class(asked.as_of, asked.where)
    return pd.DataFrame(
        {
            "client_id": found["client_id"],
            "band": [_band(score) for score in found["score"]],
            "abc": [letter if isinstance(letter, str) else NO_CLASS for letter in found["abc"]],
            "outstanding": [
                each if isinstance(each, Decimal) else Decimal("0.00") for each in found["outstanding"]
            ],
        }
    )


def _band(score: float) -> str:
    return next((code for code in ("75", "50", "25", "0") if score >= int(code)), "?")


def _draw(asked: Asked) -> Chart:
    return risk_value(_people(asked), currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    band, letter = key.split("|")
    people = _people(asked)
    mine = people[(people["band"] == band) & (people["abc"] == letter)]
    return mine[["client_id", "outstanding"]].rename(columns={"outstanding": "amount"})


PLOT = Plot(
    code="risk_value",
    question=N_("Nos meilleurs clients risquent-ils de ne pas payer à temps ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Encours"),
    whole="outstanding",
)
