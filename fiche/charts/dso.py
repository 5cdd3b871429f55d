"""Days of sales outstanding month after month, against what they would be if nothing were late; it counts no day itself."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from fiche.analysis.days import month_end
from fiche.charts.axes import plain_axis
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import (
    Chart,
    Floats,
    blank,
    chart,
    dashes,
    floats,
    keyed,
    month_until,
    months_of,
    name_series,
    palette,
    time_axis,
)
from fiche.i18n import N_, _, colon, days, money


def dso_by_month(
    frame: pd.DataFrame, as_of: dt.date, *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """The count-back at each month's end as bars, the best possible one as grey marks.

    `frame`: month, outstanding, dso_countback, at_least, dso_best_possible, as Portfolio.dso_by_month; the last month stops at `as_of`.
    """
    colours, months = palette(dark), months_of(frame)
    found, best = floats(frame["dso_countback"]), floats(frame["dso_best_possible"])
    names = [month_until(each, as_of) for each in months]
    said = [
        _("≥ {days}").format(days=days(value)) if more else days(value)
        for value, more in zip(found, frame["at_least"], strict=True)
    ]
    hover = [
        "<br>".join(
            [
                name,
                f"{_('DSO par épuisement')}{colon()}{own}",
                f"{_('sans aucun retard')}{colon()}{days(least)}",
                f"{_('Encours')}{colon()}{money(amount, currency)}",
            ]
        )
        for name, own, least, amount in zip(names, said, best, frame["outstanding"], strict=True)
    ]
    keys = [each.isoformat() for each in months]
    figure = blank(300, colours)
    figure.add_bar(
        x=months, y=found, hovertext=hover, hoverinfo="text", customdata=keyed(keys), marker={"color": colours.now, "opacity": 0.75},
    )  # fmt: skip
    figure.add_scatter(x=months, y=best, mode="markers", hoverinfo="skip", marker=dashes(colours.reference))
    time_axis(figure, months)
    plain_axis(figure, np.concatenate([found, best]), days, least=10)
    name_series(
        figure,
        [
            ("■", colours.now, _("DSO par épuisement")),
            ("<b>—</b>", colours.reference, _("sans aucun retard")),
        ],
    )
    table = pd.DataFrame(
        {
            _("Mois"): names,
            _("DSO par épuisement"): found,
            _("DSO le meilleur possible"): best,
            _("Encours"): floats(frame["outstanding"]),
        }
    )
    title = sentence(found, best, said)
    drawn = chart(figure, title, table, keys, currency)
    return replace(drawn, alt=" ".join([title, *_told(names, said)]), kinds=("days", "days", "money"))


def sentence(found: Floats, best: Floats, said: Sequence[str]) -> str:
    """Where the count-back stands, against a year before and against no lateness at all. `said`: the values in words, oldest first."""
    if not len(found) or np.isnan(found[-1]):
        return _("Aucune vente avant cette date : le DSO ne peut pas être calculé.")
    if not found[-1]:
        return _("Rien n’est à encaisser à cette date : le DSO est de zéro jour.")
    rest = _("sans aucun retard, il serait de {days}").format(days=days(best[-1]))
    if len(found) < 13 or np.isnan(found[0]):
        return _("Le DSO par épuisement est de {days} ; {rest}.").format(days=said[-1], rest=rest)
    if round(found[-1]) == round(found[0]):
        return _("Le DSO par épuisement est de {days}, comme un an plus tôt ; {rest}.").format(
            days=said[-1], rest=rest
        )
    return _("Le DSO par épuisement est de {days}, contre {before} un an plus tôt ; {rest}.").format(
        days=said[-1], before=said[0], rest=rest
    )


def _told(names: Sequence[str], said: Sequence[str]) -> list[str]:
    """The last month in words, for a screen reader."""
    return [f"{names[-1]}{colon()}{said[-1]}."] if names else []


def _draw(asked: Asked) -> Chart:
    frame = asked.portfolio.dso_by_month(asked.as_of, 13, None, asked.where)
    drawn = dso_by_month(frame, asked.as_of, currency=asked.currency, dark=asked.dark)
    return replace(drawn, amounts=tuple(map(float, frame["outstanding"])))


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    end = min(month_end(dt.date.fromisoformat(key)), asked.as_of)
    owed = asked.portfolio.breakdown(end, ["outstanding"], "client_id", asked.where)
    owed = owed[owed["outstanding"].fillna(0) != 0]
    return owed.rename(columns={"outstanding": "amount"})


PLOT = Plot(
    code="dso",
    question=N_("En combien de jours sommes-nous payés ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Encours à la fin du mois"),
)
