"""Discounts against payment delay: do those who pay late get less; the rate by usual delay, and no judgment."""

from collections.abc import Mapping, Sequence

import pandas as pd

from fiche.charts.discount_bands import Band, banded, bands, of_band
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart
from fiche.i18n import N_, _, percent

UNKNOWN = "?"
NAMES = {
    "0": N_("à l’heure"),
    "1": N_("1-15 j"),
    "16": N_("16-30 j"),
    "31": N_("31-60 j"),
    "61": N_("> 60 j"),
    UNKNOWN: N_("délai inconnu"),
}
LATE = ("16", "31", "61")


def delay_of(row: Mapping[str, object]) -> str:
    """The key of a client's band by its weighted delay (days_late_weighted), rounded to the day; at the hour: 0 or before."""
    days = row["days_late"]
    if not isinstance(days, float) or days != days:  # noqa: PLR0124 - NaN differs from itself
        return UNKNOWN
    return next((key for key in ("61", "31", "16", "1") if round(days) >= int(key)), "0")


def sentence(found: Sequence[Band]) -> str:
    """What those who pay late get, against those on time."""
    known = {band.key: band for band in found}
    if not any(band.given for band in found):
        return _("Aucune remise n’est connue sur les 12 derniers mois.")
    late = [known[key] for key in LATE if key in known and known[key].rate is not None]
    if not late:
        return _("Aucun client remisé ne paie avec plus de 15 jours de retard.")
    worst, on_time = late[-1], known.get("0")
    if on_time is None or on_time.rate is None:
        return _("Les plus en retard ({band}) reçoivent {rate} de remise.").format(
            band=worst.name, rate=percent(worst.rate)
        )
    words = _("Les plus en retard ({band}) reçoivent {rate} de remise, ceux qui paient à l’heure {other}.")
    return words.format(band=worst.name, rate=percent(worst.rate), other=percent(on_time.rate))


def _draw(asked: Asked) -> Chart:
    people = asked.portfolio.discounts(asked.as_of, asked.where)
    found = bands(people, delay_of, {key: _(name) for key, name in NAMES.items()})
    return banded(found, sentence(found), _("Retard moyen"), currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    return of_band(asked.portfolio.discounts(asked.as_of, asked.where), delay_of, key)


PLOT = Plot(
    code="discount_delay",
    question=N_("Remisons-nous ceux qui paient mal ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Remises, 12 mois"),
    whole="discount_12m",
)
