"""What discounts cost and whom they go to: one sentence, six figures, four views of charts and the clients behind each mark; it computes no figure."""

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.words import Figures, shown
from fiche.charts.discount_months import sentence as rate_sentence
from fiche.i18n import N_, NBSP, _, language, percent
from fiche.web import portfolio_view_data as data
from fiche.web.downloads import rows_button
from fiche.web.page import Context
from fiche.web.plots_view import board, pills
from fiche.web.show import md
from fiche.web.tiles import Tile, lead, tiles, why
from fiche.web.tiles_figures import measured, tile

VIEWS = {
    "volume": N_("Volume et retards"),
    "accord": N_("Accord et pratique"),
    "derive": N_("Dérive"),
    "comparables": N_("Comparables"),
}
CHARTS = {
    "volume": ("discount_volume", "discount_delay"),
    "accord": ("discount_granted", "discount_excess"),
    "derive": ("discount_months", "discount_drift"),
    "comparables": ("discount_alike",),
}
# What the amounts of a view are, in words.
MEASURES = {"derive": ("drift",), "comparables": ("above_alike", "alike")}


def discounts_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    with st.spinner(_("Calcul des remises…")):
        figures = data.figures(ctx.portfolio, ctx.as_of, where)
    if figures["revenue_12m"].reason:
        lead(figures["revenue_12m"].reason)
        return
    lead(sentence(figures))
    tiles(
        six_tiles(figures),
        "discounts_tiles",
        behind=rows_button(ctx.portfolio, ctx.as_of, None, where, currency),
    )
    if figures["discount_12m"].value is None:
        st.caption(
            _(
                "Les remises se lisent dans les factures : une colonne de remise, ou un montant avant et après remise."
            )
        )
        return
    view = pills("discounts", "vue", VIEWS)
    board(ctx, where, currency, CHARTS[view])
    if view in MEASURES:
        why(measured(ctx.portfolio.settings, *MEASURES[view]), f"discounts_why_{view}")
    if view == "volume":
        st.caption(
            md(_("La remise de chaque groupe est pondérée : somme des remises ÷ somme des montants avant remise, sur 12 mois."))
        )  # fmt: skip


def sentence(figures: Figures) -> str:
    """What the average discount is, and what of it is questionable."""
    rate, trend = figures["discount_rate_12m"].value, figures["discount_trend"].value
    said = rate_sentence(
        rate if isinstance(rate, float) else None, trend if isinstance(trend, float) else None
    )
    above = figures["discount_above_granted"]
    if not above.value or not isinstance(rate, float):
        return said
    more = _("{amount} dépassent ce qui est accordé.").format(amount=shown(above))
    return f"{said.removesuffix('.')}{NBSP if language() == 'fr' else ''}; {more}"


def six_tiles(figures: Figures) -> list[Tile]:
    """The rate, its trend, the amount, and what of it goes beyond the agreement, without volume or to late payers."""
    given, revenue = figures["discount_12m"].value, figures["revenue_12m"].value
    share = percent(float(given) / float(revenue), 1) if given and revenue and float(revenue) > 0 else ""  # type: ignore[arg-type]
    return [
        tile(figures, "discount_rate_12m", "", label=_("Remise moyenne")),
        tile(figures, "discount_trend", _("sur un an"), label=_("Évolution")),
        tile(
            figures,
            "discount_12m",
            _("{rate} du CA 12 mois").format(rate=share) if share else "",
            label=_("Remises, 12 mois"),
        ),
        tile(figures, "discount_above_granted", "", label=_("Au-delà de l’accord")),
        tile(figures, "discount_without_volume", "", label=_("Sans volume")),
        tile(figures, "discount_to_late_payers", "", label=_("À de mauvais payeurs")),
    ]
