"""Revenue month by month against the year before; it draws what it is given and computes no growth."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from fiche.analysis.words import basis_word
from fiche.charts.behind import billed_in
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import (
    Chart,
    blank,
    chart,
    floats,
    money_axis,
    month_until,
    months_of,
    palette,
)
from fiche.charts.years import beside_year_before
from fiche.i18n import N_, _, money, percent


def monthly_revenue(
    frame: pd.DataFrame,
    as_of: dt.date,
    revenue: Decimal | None,
    growth: float | None,
    *,
    currency: str | None = "EUR",
    basis: str = "HT",
    dark: bool = False,
) -> Chart:
    """Twelve months of revenue as bars, the same months a year before as grey marks.

    `frame`: month, revenue, revenue_previous (floats), as Portfolio.monthly_revenue gives. `revenue` (12 months to the day) and `growth`
    are the indicators, which the title states; growth None: no year before to compare with. The month of `as_of` stops at that day, the one
    a year before too, and the hover says so.
    """
    colours, months = palette(dark), months_of(frame)
    now, before = floats(frame["revenue"]), floats(frame["revenue_previous"])
    names = [month_until(each, as_of) for each in months]
    hover = [
        f"{name}<br>{money(a, currency)} {basis_word(basis)}<br>{_('un an plus tôt : {amount}').format(amount=money(b, currency))}"
        for name, a, b in zip(names, now, before, strict=True)
    ]
    keys = [each.isoformat() for each in months]
    figure = blank(300, colours)
    beside_year_before(figure, months, now, before, hover, colours)
    money_axis(figure, [*now, *before], currency)
    table = pd.DataFrame(
        {_("Mois"): names, _("CA {basis}").format(basis=basis_word(basis)): now, _("Un an plus tôt"): before}
    )
    drawn = chart(figure, sentence(revenue, growth, currency), table, keys, currency)
    return replace(drawn, amounts=tuple(map(float, now)))


def sentence(total: Decimal | None, growth: float | None, currency: str | None) -> str:
    """What the twelve months did, in one sentence."""
    if growth is None and not total:
        return _("Aucun chiffre d’affaires sur les 12 derniers mois.")
    if growth is None:
        return _("Le chiffre d’affaires des 12 derniers mois est de {amount}.").format(
            amount=money(total, currency)
        )
    if round(abs(growth), 3) == 0:
        return _("Le chiffre d’affaires des 12 derniers mois est stable sur un an.")
    if growth < 0:
        return _("Le chiffre d’affaires des 12 derniers mois recule de {rate}.").format(rate=percent(-growth))
    return _("Le chiffre d’affaires des 12 derniers mois progresse de {rate}.").format(rate=percent(growth))


def _draw(asked: Asked) -> Chart:
    figures = asked.portfolio.figures(asked.as_of, None, asked.where)
    revenue, growth = figures["revenue_12m"].value, figures["growth"].value
    return monthly_revenue(
        asked.portfolio.monthly_revenue(asked.as_of, 12, None, asked.where),
        asked.as_of,
        revenue if isinstance(revenue, Decimal) else None,
        growth if isinstance(growth, float) else None,
        currency=asked.currency,
        basis=asked.portfolio.revenue_basis,
        dark=asked.dark,
    )


PLOT = Plot(
    code="monthly_revenue",
    question=N_("Vendons-nous plus que l’an dernier, mois par mois ?"),
    draw=_draw,
    behind=lambda asked, key: billed_in(
        asked.portfolio, dt.date.fromisoformat(key), asked.as_of, asked.where
    ),
    brings=N_("CA du mois"),
)
