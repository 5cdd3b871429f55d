"""The share of the ten first clients quarter after quarter: does the revenue rest on more or on fewer; it computes no share."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from fiche.analysis.concentration import TOP, alike
from fiche.charts.axes import plain_axis
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, blank, chart, floats, keyed, palette
from fiche.i18n import N_, _, day, money, number, percent


def concentration(frame: pd.DataFrame, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """`frame`: day, top10_share, herfindahl, revenue, buyers, oldest first, as Portfolio.concentration. Bars from zero; days without a sale have none."""
    colours = palette(dark)
    known = frame[frame["top10_share"].notna()]
    days_ = [each if isinstance(each, dt.date) else pd.Timestamp(each).date() for each in known["day"]]
    shares, names = floats(known["top10_share"]), [day(each) for each in days_]
    equal = [alike(float(index)) for index in known["herfindahl"]]
    hover = [
        "<br>".join(
            [
                name,
                _("les {n} premiers : {share}, {amount}").format(n=TOP, share=percent(share), amount=money(amount, currency)),
                _("comme {n} clients de même taille, sur {buyers}").format(n=number(like), buyers=number(buyers)),
            ]
        )
        for name, share, amount, like, buyers in zip(names, shares, known["revenue"], equal, known["buyers"], strict=True)
    ]  # fmt: skip
    keys = [each.isoformat() for each in days_]
    figure = blank(300, colours, top=24)
    figure.add_bar(
        x=np.arange(len(keys)), y=shares, hovertext=hover, hoverinfo="text", customdata=keyed(keys),
        marker={"color": colours.now, "opacity": 0.75}, text=[percent(share, 0) for share in shares], textposition="outside",
        textfont={"size": 11, "color": colours.ink}, textangle=0, cliponaxis=False,
    )  # fmt: skip
    figure.update_xaxes(
        tickmode="array", tickvals=list(range(0, len(keys), 2)), tickangle=0,
        ticktext=[f"{each:%m/%Y}" for each in days_[::2]],
    )  # fmt: skip
    plain_axis(figure, shares, lambda share: percent(share, 0), least=0.1)
    table = pd.DataFrame(
        {
            _("Au"): names,
            _("CA des {n} premiers").format(n=TOP): floats(known["revenue"]),
            _("Part des {n} premiers").format(n=TOP): shares,
            _("Comme autant de clients égaux"): equal,
            _("Acheteurs"): known["buyers"].to_numpy(),
        }
    )
    drawn = chart(figure, sentence(known), table, keys, currency)
    return replace(drawn, kinds=("money", "percent", "count", "count"), amounts=tuple(known["revenue"]))


def sentence(known: pd.DataFrame) -> str:
    """Where the share stands, against the first of the days."""
    if known.empty:
        return _("Aucun chiffre d’affaires sur les 12 derniers mois.")
    last, first = float(known["top10_share"].iloc[-1]), float(known["top10_share"].iloc[0])
    head = _("Les {n} premiers clients font {share} du chiffre d’affaires des 12 derniers mois").format(
        n=TOP, share=percent(last, 0)
    )
    if len(known) < 2:
        return f"{head}."
    began = pd.Timestamp(known["day"].iloc[0]).date()
    if abs(last - first) < 0.005:
        return _("{head}, autant qu’au {day}.").format(head=head, day=day(began))
    return _("{head}, contre {share} au {day}.").format(head=head, share=percent(first, 0), day=day(began))


def _draw(asked: Asked) -> Chart:
    frame = asked.portfolio.concentration(asked.as_of, asked.where)
    return concentration(frame, currency=asked.currency, dark=asked.dark)


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    people = asked.portfolio.first_then(asked.as_of, dt.date.fromisoformat(key), asked.where)
    return people.rename(columns={"revenue": "amount"})


PLOT = Plot(
    code="concentration",
    question=N_("Dépendons-nous de moins en moins de clients ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("CA des 12 mois qui finissent ce jour"),
)
