"""The share of each month's invoices still open ninety days after their due dates; it judges no invoice."""

import datetime as dt
from dataclasses import replace

import pandas as pd

from fiche.charts.axes import plain_axis
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, blank, chart, floats, keyed, months_of, palette, time_axis
from fiche.i18n import N_, _, colon, money, month, percent

MONTHS = 12


def at_risk_by_month(frame: pd.DataFrame, *, currency: str | None = "EUR", dark: bool = False) -> Chart:
    """One bar per month of invoicing, the last MONTHS whose rate is known.

    `frame`: month, billed, left_open, rate, oldest first, as Portfolio.at_risk_by_month; months not yet due since ninety days have no rate.
    """
    known = frame[frame["rate"].notna()].tail(MONTHS)
    colours, months = palette(dark), months_of(known)
    billed, left, rates = floats(known["billed"]), floats(known["left_open"]), floats(known["rate"])
    names = [month(each) for each in months]
    hover = [
        f"{_('Factures de {month}').format(month=name)}<br>{percent(rate)}{colon()}"
        + _("{left} sur {billed}").format(left=money(a, currency), billed=money(b, currency))
        for name, rate, a, b in zip(names, rates, left, billed, strict=True)
    ]
    keys = [each.isoformat() for each in months]
    figure = blank(300, colours, top=12)
    figure.add_bar(
        x=months, y=rates, hovertext=hover, hoverinfo="text", customdata=keyed(keys), marker={"color": colours.serious, "opacity": 0.8},
    )  # fmt: skip
    time_axis(figure, months)
    plain_axis(
        figure, rates, lambda rate: percent(rate, 0 if round(rate, 2) == round(rate, 4) else 1), least=0.02
    )
    table = pd.DataFrame(
        {
            _("Mois de facturation"): names,
            _("Impayé à 90 jours"): rates,
            _("Reste dû 90 j après l’échéance"): left,
            _("Facturé TTC"): billed,
        }
    )
    title = sentence(known)
    alts = [title, *([f"{names[-1]}{colon()}{percent(rates[-1])}."] if names else [])]
    drawn = chart(figure, title, table, keys, currency)
    return replace(drawn, alt=" ".join(alts), kinds=("percent", "money", "money"))


def sentence(known: pd.DataFrame) -> str:
    """The last known month against those before, in one sentence. Rates of several months are of their amounts together."""
    if known.empty:
        return _(
            "Aucun mois de factures n’est échu depuis 90 jours : le taux d’impayés n’est pas encore connu."
        )
    last, before = known.iloc[-1], known.iloc[:-1]
    rate, name = percent(last["rate"]), month(pd.Timestamp(last["month"]).date())
    if not known["left_open"].any():
        return _("Rien ne reste dû 90 jours après l’échéance, jusqu’aux factures de {month}.").format(
            month=name
        )
    said = _("{rate} du facturé de {month} restait dû 90 jours après l’échéance").format(
        rate=rate, month=name
    )
    if before.empty:
        return f"{said}."
    usual = percent(before["left_open"].sum() / before["billed"].sum())
    return _("{said}, contre {rate} sur les {n} mois d’avant.").format(said=said, rate=usual, n=len(before))


def _draw(asked: Asked) -> Chart:
    frame = asked.portfolio.at_risk_by_month(asked.as_of, None, asked.where)
    drawn = at_risk_by_month(frame, currency=asked.currency, dark=asked.dark)
    left = dict(zip((each.isoformat() for each in months_of(frame)), frame["left_open"], strict=True))
    return replace(drawn, amounts=tuple(float(left[key]) for key in drawn.keys))


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    people = asked.portfolio.at_risk_in(asked.as_of, dt.date.fromisoformat(key), asked.where)
    mine = people[people["left_open"] > 0]
    return mine[["client_id", "left_open"]].rename(columns={"left_open": "amount"})


PLOT = Plot(
    code="at_risk",
    question=N_("Quelle part de nos factures reste impayée 90 jours après l’échéance ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("Reste dû 90 j après l’échéance"),
)
