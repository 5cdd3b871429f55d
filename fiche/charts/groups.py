"""The groups of clients that make the most of the revenue, and the others together; it makes no group and computes no revenue."""

import numpy as np
import pandas as pd

from fiche.charts.theme import OTHERS, Chart, chart, floats, palette, ranked
from fiche.i18n import _, number, percent, short_money


def groups(
    frame: pd.DataFrame, *, limit: int = 10, currency: str | None = "EUR", dark: bool = False
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
