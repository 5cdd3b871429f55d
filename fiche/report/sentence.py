"""Where a portfolio stands, in one sentence: revenue against last year, concentration, what is late and at whom; it computes no indicator."""

from decimal import Decimal
from typing import TYPE_CHECKING

from fiche.analysis.concentration import fewest
from fiche.analysis.words import Figures, shown, undated
from fiche.i18n import NBSP, _, language, money, number, percent, short_money

if TYPE_CHECKING:
    import pandas as pd

WORST = 3  # how many late clients the sentence speaks of


def sentence(figures: Figures, people: "pd.DataFrame") -> str:
    """Where we stand, in one sentence: revenue against last year, concentration, what is late and at whom."""
    revenue = figures["revenue_12m"]
    if revenue.reason:
        return revenue.reason
    parts = [_trend(figures), _concentration(people), _late(figures, people)]
    separator = f"{NBSP}; " if language() == "fr" else "; "
    return separator.join(part for part in parts if part) + "."


def _trend(figures: Figures) -> str:
    growth, revenue = figures["growth"].value, figures["revenue_12m"]
    if not isinstance(growth, float) and not revenue.value:
        return _("Aucun chiffre d’affaires sur les 12 derniers mois")
    if not isinstance(growth, float):
        return _("Le chiffre d’affaires des 12 derniers mois est de {amount}").format(amount=shown(revenue))
    if round(abs(growth), 3) == 0:
        return _("Le chiffre d’affaires des 12 derniers mois est stable sur un an")
    if growth < 0:
        return _("Le chiffre d’affaires des 12 derniers mois recule de {rate}").format(rate=percent(-growth))
    return _("Le chiffre d’affaires des 12 derniers mois progresse de {rate}").format(rate=percent(growth))


def _concentration(people: "pd.DataFrame", share: Decimal = Decimal("0.8")) -> str:
    bought = people.loc[people["revenue_12m"] > 0, "revenue_12m"]
    if bought.empty:
        return ""
    if len(bought) == 1:
        return _("un seul client le fait")
    count = fewest(bought, share)
    if count == 1:
        whole = float(bought.max() / bought.sum())
        return _("un seul client fait {share} du total").format(share=percent(whole))
    return _("{n} clients font {share} du total").format(n=number(count), share=percent(float(share), 0))


def _late(figures: Figures, people: "pd.DataFrame") -> str:
    overdue = figures["overdue"]
    late = people.loc[people["overdue"] > 0, "overdue"].sort_values(ascending=False)
    if late.empty:
        without = undated(figures)
        if without > 0:
            words = _("rien n’est en retard, mais {amount} sont sans échéance")
            return words.format(amount=short_money(without, overdue.currency))
        return _("rien n’est en retard")
    if len(late) == 1:
        return _("{amount} sont en retard chez un seul client").format(amount=shown(overdue))
    if len(late) <= WORST:
        return _("{amount} sont en retard chez {n} clients").format(
            amount=shown(overdue), n=number(len(late))
        )
    return _("{amount} sont en retard, dont {worst} chez {n} clients").format(
        amount=shown(overdue), worst=money(float(late.head(WORST).sum()), overdue.currency), n=WORST
    )
