"""What changes from one year to the next: one sentence, six figures, four views of charts and the clients behind each mark; it computes no figure."""

import datetime as dt
from decimal import Decimal

import streamlit as st

from fiche.analysis import Filters, Portfolio
from fiche.analysis.changes import MEANINGS, Changes
from fiche.analysis.words import Figures
from fiche.charts import client_count
from fiche.charts.cohorts import PERIODS
from fiche.charts.monthly_revenue import sentence as revenue_sentence
from fiche.i18n import N_, _, colon, money, number, percent, short_money
from fiche.web import portfolio_view_data as data
from fiche.web.areas_view import shown_growth
from fiche.web.downloads import rows_button
from fiche.web.page import Context
from fiche.web.plots_view import board, pills
from fiche.web.show import md
from fiche.web.tiles import Tile, lead, tiles
from fiche.web.tiles_figures import tile

VIEWS = {
    "revenus": N_("Chiffre d’affaires"),
    "fidelite": N_("Fidélité"),
    "concentration": N_("Concentration"),
    "risque": N_("Risque et valeur"),
}
CHARTS = {
    "revenus": ("monthly_revenue", "waterfall"),
    "fidelite": ("cohorts",),
    "concentration": ("concentration",),
    "risque": ("risk_value",),
}
SAID = {
    "revenus": N_("Un clic sur un mois ou sur une étape montre ses clients."),
    "fidelite": N_("Un client rachète quand une facture est datée de la période. La première ligne réunit aussi les clients d’avant le fichier ; la dernière période n’est pas finie. Un clic sur une case montre ses clients."),
    "concentration": N_("Chaque barre reprend les 12 mois qui finissent ce jour. Un clic montre les premiers clients d’alors."),
    "risque": N_("Dans chaque case, le nombre de clients ; plus elle est bleue, plus ils doivent. Le risque de chacun est expliqué sur sa fiche."),
}  # fmt: skip


@data.small
def _changes(portfolio: Portfolio, as_of: dt.date, where: Filters) -> Changes:
    return portfolio.changes(as_of, where)


def trends_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    with st.spinner(_("Calcul des tendances…")):
        figures = data.figures(ctx.portfolio, ctx.as_of, where)
        found = _changes(ctx.portfolio, ctx.as_of, where)
    if figures["revenue_12m"].reason:
        lead(figures["revenue_12m"].reason)
        return
    lead(sentence(figures, found, currency))
    rows = rows_button(ctx.portfolio, ctx.as_of, None, where, currency)
    tiles(six_tiles(figures, found, currency), "trends_tiles", behind=rows)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        view = pills("trends", "vue", VIEWS)
        choices = {"period": pills("period", "pas", PERIODS)} if view == "fidelite" else {}
    board(ctx, where, currency, CHARTS[view], choices)
    st.caption(_(SAID[view]))


def sentence(figures: Figures, found: Changes, currency: str | None) -> str:
    """How the revenue moves, and what clients won and lost count in it."""
    revenue, growth = figures["revenue_12m"].value, figures["growth"].value
    said = revenue_sentence(
        revenue if isinstance(revenue, Decimal) else None, growth if isinstance(growth, float) else None, currency
    )  # fmt: skip
    if not found.before:
        return said
    won, gone = short_money(found.total("new"), currency), short_money(-found.total("lost"), currency)
    new, lost = found.count("new"), found.count("lost")
    parts = [
        _one_or_many(
            new, _("1 client nouveau apporte {amount}"), _("{n} clients nouveaux apportent {amount}"), won
        ),
        _one_or_many(
            lost, _("1 client parti en ôte {amount}"), _("{n} clients partis en ôtent {amount}"), gone
        ),
    ]
    more = ", ".join(part for part in parts if part)
    return f"{said.removesuffix('.')}{colon()}{more}." if more else said


def _one_or_many(count: int, one: str, many: str, amount: str) -> str:
    """The sentence of so many clients, nothing for none."""
    return (one if count == 1 else many).format(n=number(count), amount=amount) if count else ""


def six_tiles(figures: Figures, found: Changes, currency: str | None) -> list[Tile]:
    """Revenue of both years, clients won and lost, and on how few it rests."""
    share = figures["top10_share"].value
    return [
        tile(figures, "revenue_12m", shown_growth(figures), also=("growth",)),
        tile(figures, "revenue_prev_12m", _("un an plus tôt"), label=_("CA 12 mois d’avant")),
        _kind(found, "new", _("Clients nouveaux"), currency),
        _kind(found, "lost", _("Clients partis"), currency),
        tile(figures, "top10_share", "" if share is None else _("du CA 12 mois"), label=_("Les 10 premiers")),
        tile(figures, "average_order", _("factures : {n}").format(n=number(figures["order_count"].value))),  # type: ignore[arg-type]
    ]


def _kind(found: Changes, kind: str, label: str, currency: str | None) -> Tile:
    amount = found.total(kind)
    why = (
        f"**{md(label)}{colon()}{md(client_count(found.count(kind)))}**",
        md(_(MEANINGS[kind]).capitalize() + "."),
        f"- {md(_('Écart sur un an'))}{colon()}{md(money(amount, currency))}",
    )
    part = f" · {percent(float(amount / found.before), 1, sign=True)}" if found.before else ""
    return Tile(label, number(found.count(kind)), f"{short_money(amount, currency)}{part}", why)
