"""Discounts against volume: do those who buy more get more; the rate by size of client, and no judgment."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pandas as pd

from fiche.charts.discount_bands import Band, banded, bands, of_band
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, brief
from fiche.i18n import N_, _, percent

NONE = "0"
POWERS = range(3, 10)  # the least size that is told apart is a thousand


def size_of(row: Mapping[str, object]) -> str:
    """The key of a client's band: the power of ten that its revenue_12m reaches, «0» without a positive revenue."""
    revenue = row["revenue_12m"]
    if not isinstance(revenue, Decimal) or revenue <= 0:
        return NONE
    return str(next((power for power in reversed(POWERS) if revenue >= 10**power), POWERS[0] - 1))


def names(currency: str | None) -> dict[str, str]:
    """The bands from the smallest: «moins de 1 k€», «1 k€ à 10 k€»…"""
    said = {
        NONE: _("sans CA"),
        str(POWERS[0] - 1): _("moins de {high}").format(high=brief(10 ** POWERS[0], currency)),
    }
    for power in POWERS[:-1]:
        low, high = brief(10**power, currency), brief(10 ** (power + 1), currency)
        said[str(power)] = _("{low} à {high}").format(low=low, high=high)
    return said | {str(POWERS[-1]): _("{low} et plus").format(low=brief(10 ** POWERS[-1], currency))}


def sentence(found: Sequence[Band]) -> str:
    """Whether the largest clients get more than the smallest."""
    rated = [band for band in found if band.rate is not None and band.key != NONE]
    if not rated or not any(band.given for band in found):
        return _("Aucune remise n’est connue sur les 12 derniers mois.")
    first, last = rated[0], rated[-1]
    low, high = first.rate or 0.0, last.rate or 0.0
    if len(rated) == 1:
        return _("La remise moyenne est de {rate} sur 12 mois.").format(rate=percent(high))
    if round(low, 3) == round(high, 3):
        return _("Petits et gros clients reçoivent la même remise : {rate}.").format(rate=percent(high))
    words = _("Les plus gros clients ({band}) reçoivent {high} de remise, les plus petits {low}.")
    return words.format(band=last.name, high=percent(high), low=percent(low))


def _draw(asked: Asked) -> Chart:
    people = asked.portfolio.discounts(asked.as_of, asked.where)
    found = bands(people, size_of, names(asked.currency))
    return banded(found, sentence(found), _("CA 12 mois"), currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    return of_band(asked.portfolio.discounts(asked.as_of, asked.where), size_of, key)


PLOT = Plot(
    code="discount_volume",
    question=N_("Les remises suivent-elles le volume ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Remises, 12 mois"),
    whole="discount_12m",
)
