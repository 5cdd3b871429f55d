"""The average discount month by month against the year before; it computes no rate."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from fiche.charts.axes import plain_axis
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import (
    Chart,
    blank,
    chart,
    floats,
    month_until,
    months_of,
    palette,
)
from fiche.charts.years import beside_year_before
from fiche.i18n import N_, _, money, number, percent


def discount_months(
    frame: pd.DataFrame,
    as_of: dt.date,
    rate: float | None,
    trend: float | None,
    *,
    currency: str | None = "EUR",
    dark: bool = False,
) -> Chart:
    """Twelve months as bars, the same a year before as grey marks. `frame`: month, given, rate, rate_previous, as Portfolio.discount_by_month. `rate`, `trend`: the
    indicators discount_rate_12m and discount_trend, which the title states."""
    colours, months = palette(dark), months_of(frame)
    now, before = floats(frame["rate"]), floats(frame["rate_previous"])
    names = [month_until(each, as_of) for each in months]
    hover = [
        f"{name}<br>{percent(a)}<br>{money(amount, currency)}<br>{_('un an plus tôt : {amount}').format(amount=percent(b))}"
        for name, a, b, amount in zip(names, now, before, frame["given"], strict=True)
    ]
    keys = [each.isoformat() for each in months]
    figure = blank(280, colours)
    beside_year_before(figure, months, now, before, hover, colours)
    plain_axis(figure, np.concatenate([now, before]), lambda value: percent(value, 0), least=0.02)
    table = pd.DataFrame(
        {
            _("Mois"): names,
            _("Remises"): floats(frame["given"]),
            _("Remise moyenne"): now,
            _("Un an plus tôt"): before,
        }
    )
    drawn = chart(figure, sentence(rate, trend), table, keys, currency)
    return replace(drawn, kinds=("money", "percent", "percent"), amounts=tuple(frame["given"]))


def sentence(rate: float | None, trend: float | None) -> str:
    """Where the average discount stands, and how it moved in a year."""
    if rate is None:
        return _("Aucune remise n’est connue sur les 12 derniers mois.")
    head = _("La remise moyenne est de {rate} sur 12 mois").format(rate=percent(rate))
    if trend is None:
        return f"{head}."
    if round(abs(trend), 3) == 0:
        return _("{head}, comme un an plus tôt.").format(head=head)
    points = number(100 * abs(trend), 1)
    rise = (
        _("{head}, {points} pt de plus qu’un an plus tôt.")
        if trend > 0
        else _("{head}, {points} pt de moins qu’un an plus tôt.")
    )
    return rise.format(head=head, points=points)


def _draw(asked: Asked) -> Chart:
    figures = asked.portfolio.figures(asked.as_of, None, asked.where)
    rate, trend = (figures[code].value for code in ("discount_rate_12m", "discount_trend"))
    return discount_months(
        asked.portfolio.discount_by_month(asked.as_of, asked.where),
        asked.as_of,
        rate if isinstance(rate, float) else None,
        trend if isinstance(trend, float) else None,
        currency=asked.currency,
        dark=asked.dark,
    )


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    people = asked.portfolio.discounts_in(asked.as_of, dt.date.fromisoformat(key), asked.where)
    return people.rename(columns={"given": "amount"})


PLOT = Plot(
    code="discount_months",
    question=N_("La remise moyenne monte-t-elle ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Remises du mois"),
)
