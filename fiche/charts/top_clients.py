"""The clients that make the most of the revenue, and the others together; it ranks what it is given and computes no revenue."""

from dataclasses import replace

import numpy as np
import pandas as pd

from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import OTHERS, Chart, chart, floats, palette, ranked
from fiche.i18n import N_, _, number, percent, short_money

LIMIT = 10


def top_clients(
    frame: pd.DataFrame, *, limit: int = LIMIT, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """The `limit` clients of most revenue, and all the others on a line of their own, without a bar that would dwarf the rest.

    `frame`: client_id, name, revenue_12m (floats, null or 0 when none), one row per client in any order. Shares are of the whole; equal
    revenues are ordered by client number.
    """
    bought = frame[frame["revenue_12m"].fillna(0) != 0]
    bought = bought.sort_values(["revenue_12m", "client_id"], ascending=[False, True])
    head, tail, whole = bought.head(limit), bought.iloc[limit:], float(bought["revenue_12m"].sum())
    keys = [str(key) for key in head["client_id"]]
    names = [name if isinstance(name, str) else key for name, key in zip(head["name"], keys, strict=True)]
    amounts, colours = list(floats(head["revenue_12m"])), palette(dark)
    if len(tail):
        names.append(_others(len(tail)))
        amounts.append(float(tail["revenue_12m"].sum()))
        keys.append(OTHERS)
    texts = [_with_share(amount, whole, currency) for amount in amounts]
    bars = floats(amounts)
    bars[len(head) :] = np.nan
    figure = ranked(names, bars, texts, keys, [colours.now] * len(keys), colours)
    table = pd.DataFrame({_("Client"): names, _("CA 12 mois"): amounts})
    return chart(figure, sentence(amounts, len(head), len(bought)), table, keys, currency)


def _others(count: int) -> str:
    return _("1 autre client") if count == 1 else _("{n} autres clients").format(n=number(count))


def _with_share(amount: float, whole: float, currency: str | None) -> str:
    return short_money(amount, currency) + (f" · {percent(amount / whole, 0)}" if whole > 0 else "")


def sentence(amounts: list[float], shown: int, clients: int) -> str:
    """How much of the revenue the first clients make, in one sentence. `amounts`: the `shown` first ones, then the rest."""
    whole = sum(amounts)
    if not clients:
        return _("Aucun client n’a acheté sur les 12 derniers mois.")
    if whole <= 0:
        return _("Les avoirs dépassent les ventes sur les 12 derniers mois.")
    if clients == 1:
        return _("Un seul client fait tout le chiffre d’affaires des 12 derniers mois.")
    if clients <= shown:
        rate = percent(amounts[0] / whole, 0)
        return _("Le premier client fait {rate} du chiffre d’affaires des 12 derniers mois.").format(
            rate=rate
        )
    rate = percent(sum(amounts[:shown]) / whole, 0)
    return _("Les {n} premiers clients font {rate} du chiffre d’affaires des 12 derniers mois.").format(
        n=shown, rate=rate
    )


def _draw(asked: Asked) -> Chart:
    people = asked.portfolio.clients(asked.as_of, asked.where, reasons=False)
    drawn = top_clients(people, currency=asked.currency, dark=asked.dark)
    return replace(drawn, amounts=tuple(float(amount) for amount in drawn.table.iloc[:, 1]))


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    people = asked.portfolio.clients(asked.as_of, asked.where, reasons=False)
    bought = people[people["revenue_12m"].fillna(0) != 0]
    first = bought.sort_values(["revenue_12m", "client_id"], ascending=[False, True]).head(LIMIT)["client_id"]
    mine = bought[~bought["client_id"].isin(first)] if key == OTHERS else bought[bought["client_id"] == key]
    return mine[["client_id", "revenue_12m"]].rename(columns={"revenue_12m": "amount"})


PLOT = Plot(
    code="top_clients",
    question=N_("Qui achète le plus ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("CA 12 mois"),
    whole="revenue_12m",
)
