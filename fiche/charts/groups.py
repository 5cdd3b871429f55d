"""The groups of clients that make the most of the revenue, and the others together; it makes no group and computes no revenue."""

from dataclasses import replace

import numpy as np
import pandas as pd

from fiche.analysis.groups import groups as grouped
from fiche.analysis.tabulate import By
from fiche.analysis.words import status_name
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import OTHERS, Chart, chart, floats, palette, ranked
from fiche.i18n import N_, _, number, percent, short_money

LIMIT = 10
UNKNOWN = "~"  # not filled in, as an address says it
GROUPINGS: tuple[By, ...] = ("category", "sector", "zone", "status", "account_manager", "status_computed")


def groups(
    frame: pd.DataFrame, *, limit: int = LIMIT, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """The `limit` groups of most revenue, and the others on a line of their own, without a bar.

    `frame`: name, revenue_12m (amounts), share, growth (missing where undefined) and `code`, what stands behind the mark, by revenue descending.
    """
    earning = frame[floats(frame["revenue_12m"]) != 0]
    head, tail, colours = earning.head(limit), earning.iloc[limit:], palette(dark)
    names, keys = [str(name) for name in head["name"]], [str(code) for code in head["code"]]
    amounts, shares = list(floats(head["revenue_12m"])), list(head["share"])
    if len(tail):
        names.append(_("1 autre") if len(tail) == 1 else _("{n} autres").format(n=number(len(tail))))
        amounts.append(float(floats(tail["revenue_12m"]).sum()))
        keys.append(OTHERS)
        shares.append(None if pd.isna(shares[0]) else float(sum(tail["share"])))
    texts = [
        short_money(amount, currency) + ("" if pd.isna(share) else f" · {percent(share, 0)}")
        for amount, share in zip(amounts, shares, strict=True)
    ]
    bars = floats(amounts)
    bars[len(head) :] = np.nan
    figure = ranked(names, bars, texts, keys, [colours.now] * len(keys), colours)
    table = pd.DataFrame({_("Groupe"): names, _("CA 12 mois"): amounts})
    return chart(figure, sentence(head, len(earning)), table, keys, currency)


def sentence(head: pd.DataFrame, count: int) -> str:
    """Which group makes the most, and how it moves, in one sentence."""
    if not count:
        return _("Aucun chiffre d’affaires sur les 12 derniers mois.")
    name, share, growth = (head[column].iloc[0] for column in ("name", "share", "growth"))
    if pd.isna(share):
        return _("Les avoirs dépassent les ventes sur les 12 derniers mois.")
    said = _("« {name} » fait {rate} du chiffre d’affaires des 12 derniers mois").format(
        name=name, rate=percent(share, 0)
    )
    if pd.isna(growth) or round(abs(growth), 3) == 0:
        return f"{said}."
    return _("{said}, {change} sur un an.").format(said=said, change=percent(growth, 1, sign=True))


def _table(asked: Asked, by: By) -> pd.DataFrame:
    whole = asked.portfolio.figures(asked.as_of, None, asked.where)
    found = grouped(asked.portfolio.tabulate(asked.as_of, by, asked.where), whole).table
    named = [_group_name(by, key) for key in found["key"]]
    return found.assign(name=named, code=[UNKNOWN if key is None else str(key) for key in found["key"]])


def _group_name(by: By, key: object) -> str:
    if key is None:
        return _("Non renseigné")
    return status_name(str(key)) if by == "status_computed" else str(key)


def _by(asked: Asked) -> By:
    return next((by for by in GROUPINGS if by == asked.choices.get("by")), GROUPINGS[0])


def _draw(asked: Asked) -> Chart:
    table = _table(asked, _by(asked))
    drawn = groups(table, currency=asked.currency, dark=asked.dark)
    return replace(drawn, amounts=tuple(float(amount) for amount in drawn.table.iloc[:, 1]))


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    by = _by(asked)
    people = asked.portfolio.clients(asked.as_of, asked.where, reasons=False)
    own = people[by].astype(object).where(people[by].notna(), UNKNOWN)
    first = set(_table(asked, by).query("revenue_12m != 0")["code"].head(LIMIT))
    mine = people[~own.isin(first)] if key == OTHERS else people[own == key]
    bought = mine[["client_id", "revenue_12m"]].rename(columns={"revenue_12m": "amount"})
    return bought.fillna({"amount": 0.0})


PLOT = Plot(
    code="groups",
    question=N_("Quelles catégories, quels secteurs, quelles zones achètent ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("CA 12 mois"),
    whole="revenue_12m",
    choices={"by": GROUPINGS},
)
