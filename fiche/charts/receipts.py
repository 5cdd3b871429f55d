"""What should come in week after week, with the range it falls in four times out of five; it estimates nothing."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd

from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, blank, chart, floats, keyed, money_axis, name_series, palette
from fiche.i18n import N_, _, colon, day, money, percent

DAY = 86_400_000  # what plotly counts time in
FIRST = 4  # the weeks that the title speaks of


def receipts(frame: pd.DataFrame, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """One bar per week with its 80 % range as a vertical line.

    `frame`: week (its first day), expected, low, high, as Receipts.weeks; estimates, said without cents.
    """
    colours = palette(dark)
    weeks = [pd.Timestamp(value).date() for value in frame["week"]]
    expected, low, high = (floats(frame[name]) for name in ("expected", "low", "high"))
    names = [
        _("Du {first} au {last}").format(first=day(each), last=day(each + dt.timedelta(days=6)))
        for each in weeks
    ]
    hover = [
        f"{name}<br>{_('Attendu')}{colon()}{money(e, currency, 0)}<br>"
        + _("entre {low} et {high}, quatre fois sur cinq").format(
            low=money(a, currency, 0), high=money(b, currency, 0)
        )
        for name, e, a, b in zip(names, expected, low, high, strict=True)
    ]
    keys = [each.isoformat() for each in weeks]
    figure = blank(320, colours)
    figure.add_bar(
        x=weeks, y=expected, hovertext=hover, hoverinfo="text", customdata=keyed(keys), marker={"color": colours.now, "opacity": 0.75},
        error_y={
            "type": "data", "symmetric": False, "array": high - expected, "arrayminus": expected - low, "color": colours.reference,
            "thickness": 2, "width": 5,
        },
    )  # fmt: skip
    half = dt.timedelta(days=4)
    ends = [weeks[0] - half, weeks[-1] + half] if weeks else None
    figure.update_xaxes(
        tickformat="%-d %b\n%Y", tickangle=0, range=ends, tick0=weeks[0] if weeks else None, dtick=14 * DAY
    )
    money_axis(figure, np.concatenate([expected, high]), currency)
    name_series(
        figure,
        [
            ("■", colours.now, _("attendu")),
            ("<b>|</b>", colours.reference, _("fourchette, quatre fois sur cinq")),
        ],
    )
    table = pd.DataFrame(
        {_("Semaine"): names, _("Attendu"): expected, _("Au moins"): low, _("Au plus"): high}
    )
    title = sentence(frame, currency)
    return replace(chart(figure, title, table, keys, currency), alt=_alt(title, names, frame, currency))


def sentence(frame: pd.DataFrame, currency: str | None) -> str:
    """How much should come by when, and how much of it soon."""
    whole = float(frame["expected"].sum())
    if round(whole) <= 0:
        return _("Rien n’est attendu dans les treize semaines qui viennent.")
    last = pd.Timestamp(frame["week"].iloc[-1]).date() + dt.timedelta(days=6)
    soon = float(frame["expected"].head(FIRST).sum()) / whole
    return _("{amount} sont attendus d’ici le {day}, dont {rate} dans les {n} premières semaines.").format(
        amount=money(whole, currency, 0), day=day(last), rate=percent(soon, 0), n=FIRST
    )


def _alt(title: str, names: list[str], frame: pd.DataFrame, currency: str | None) -> str:
    if frame.empty:
        return title
    top = int(frame["expected"].to_numpy().argmax())
    said = _("La semaine la plus forte : {name}, {amount}.").format(
        name=names[top], amount=money(frame["expected"].iloc[top], currency, 0)
    )
    return f"{title} {said}"


def _draw(asked: Asked) -> Chart:
    weeks = asked.portfolio.receipts(asked.as_of, asked.where).weeks
    drawn = receipts(weeks, currency=asked.currency, dark=asked.dark)
    return replace(drawn, amounts=tuple(map(float, weeks["expected"])))


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    rows = asked.portfolio.receipts_of_week(asked.as_of, dt.date.fromisoformat(key), asked.where)
    found = rows.groupby("client_id")["part"].sum()
    return pd.DataFrame({"client_id": list(found.index), "amount": list(found)})


PLOT = Plot(
    code="receipts",
    question=N_("Que devrions-nous encaisser dans les semaines qui viennent ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Attendu dans la semaine"),
    exact=False,
)
