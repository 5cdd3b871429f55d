"""A client's sheet, what is expected: what makes its risk score, what its open invoices should bring, what it should buy; it estimates nothing itself."""

from decimal import Decimal
from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.risk import RiskScore
from fiche.brief import Brief
from fiche.i18n import _, colon, number, percent
from fiche.web import money_view_data as receipts_data
from fiche.web import segments_view_data as value_data
from fiche.web.forecast_view import estimate, invoice_columns
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.tables import table

if TYPE_CHECKING:
    import pandas as pd


def risk_why(risk: RiskScore) -> None:
    """Under the score, «Pourquoi ?» with every part; nothing when there is no score, whose reason is said in its place."""
    if risk.score is None:
        return
    with st.popover(_("Pourquoi ?"), type="tertiary", key="sheet_risk"):
        st.markdown(f"**{md(_('Risque : {score} sur 100').format(score=number(risk.score, 1)))}**")
        st.markdown("\n".join(f"- {line}" for line in risk_lines(risk)))
        st.caption(
            _("Le score est la somme exacte de ces points ; leurs poids se changent dans les réglages.")
        )


def risk_lines(risk: RiskScore) -> list[str]:
    """A line a part, what adds most first: points of how many, value, sentence, scale; escaped Markdown."""
    return [
        _("**{label} : {points} points sur {weight}** ({shown}). {sentence} {scale}").format(
            label=md(part.label),
            points=number(part.points, 1),
            weight=number(part.weight, 1),
            shown=md(part.shown),
            sentence=md(part.sentence),
            scale=md(part.scale),
        )
        for part in sorted(risk.parts, key=lambda part: -part.points)
    ]


def future(ctx: Context, brief: Brief) -> None:
    """The tab: receipts, then value; each with its reason when it is refused."""
    where = Filters(currency=None if ctx.portfolio.currency else brief.currency)
    _receipts(ctx, brief, where)
    _worth(ctx, brief, where)


def _receipts(ctx: Context, brief: Brief, where: Filters) -> None:
    st.markdown(f"**{_('Encaissements attendus')}**")
    with st.spinner(_("Étude des règlements passés, puis prévision facture par facture…")):
        found = receipts_data.receipts(ctx.portfolio, ctx.as_of, where)
    if found.reason:
        st.caption(md(found.reason))
        return
    mine = found.invoices[found.invoices["client_id"] == brief.client_id]
    if mine.empty:
        st.caption(_("Aucune facture n’est ouverte : rien n’est attendu."))
        return
    st.markdown(md(receipts_sentence(mine, brief.currency)))
    columns = [c for c in invoice_columns(None) if c.name not in ("name", "client_id")]
    table(mine, columns, key="sheet_receipts", empty="", currency=brief.currency)


def receipts_sentence(mine: "pd.DataFrame", currency: str) -> str:
    """What of the open amount should come within 30, 60 and 90 days: each invoice's amount by its chance."""
    known = mine.dropna(subset=["within_30"])
    expected = [
        float((known["open_amount"].astype(float) * known[f"within_{n}"]).sum()) for n in (30, 60, 90)
    ]
    return _(
        "Sur {open} à encaisser de ce client, {soon} devraient entrer sous 30 jours, {later} sous 60 et {last} sous 90 : le reste dû de chaque facture × sa probabilité d’être réglée."
    ).format(
        open=estimate(float(sum(mine["open_amount"], Decimal(0))), currency),
        soon=estimate(expected[0], currency),
        later=estimate(expected[1], currency),
        last=estimate(expected[2], currency),
    )


def _worth(ctx: Context, brief: Brief, where: Filters) -> None:
    st.markdown(f"**{_('Valeur attendue, 12 mois')}**")
    found = value_data.worth(ctx.portfolio, ctx.as_of, where)
    mine = found.table[found.table["client_id"] == brief.client_id]
    if found.reason or mine.empty:
        st.caption(
            md(found.reason or _("Ce client n’a encore rien acheté : rien ne permet d’estimer ses achats."))
        )
        return
    row = mine.iloc[0]
    st.markdown(
        md(
            _(
                "{value} dans les 12 prochains mois : {n} jours d’achat attendus, {amount} chacun ; probabilité qu’il soit encore client{colon}{alive}."
            ).format(
                value=estimate(row["clv_12m"], brief.currency),
                n=number(row["expected_purchases"], 1),
                amount=estimate(row["expected_value"], brief.currency),
                colon=colon(),
                alive=percent(row["p_alive"], 0),
            )
        )
    )
    st.caption(_("Estimation apprise de tous les clients ; la page Segments dit comment."))
