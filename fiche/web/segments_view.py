"""Who brings the revenue, who comes back, what they will be worth, group by group: one sentence, six figures, four views; it computes no figure."""

from collections.abc import Callable

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.segment_totals import CLASSES
from fiche.i18n import N_, _
from fiche.web import address
from fiche.web import portfolio_view_data as data
from fiche.web import segments_view_data as cuts
from fiche.web.clients_view import open_clients
from fiche.web.downloads import rows_button
from fiche.web.page import Context
from fiche.web.segments_view_classes import abc_view, rfm_view
from fiche.web.segments_view_groups import groups_view
from fiche.web.segments_view_rules import rules_view
from fiche.web.segments_view_tiles import VALUE, sentence, six_tiles
from fiche.web.segments_view_value import value_view
from fiche.web.tiles import lead, tiles

View = Callable[[Context, Filters, str | None], None]
VIEW = "segments_view"
VIEWS: dict[str, tuple[str, View]] = {
    "abc": (N_("Classes A, B, C"), abc_view),
    "rfm": (N_("Récence, fréquence, montant"), rfm_view),
    VALUE: (N_("Valeur attendue"), value_view),
    "groupes": (N_("Catégories, secteurs, zones…"), groups_view),
    "regles": (N_("Segments par règles"), rules_view),
}


def segments_page(ctx: Context, where: Filters, currency: str | None) -> None:
    """The whole page below the filters."""
    with st.spinner(_("Calcul des classes et de la valeur des clients…")):
        figures = data.figures(ctx.portfolio, ctx.as_of, where)
        found = cuts.segments(ctx.portfolio, ctx.as_of, where)
        classes = cuts.segment_totals(ctx.portfolio, ctx.as_of, where, "abc")
        worth = cuts.worth(ctx.portfolio, ctx.as_of, where)
    lead(sentence(figures, found))
    rows = rows_button(ctx.portfolio, ctx.as_of, None, where, currency)
    shown = six_tiles(figures, found, classes, worth, ctx.portfolio.conversion)
    tiles(shown, "segments_tiles", behind=_behind(rows))
    _chosen_view()(ctx, where, currency)


def _chosen_view() -> View:
    """The view that was chosen, kept in the address."""
    address.restore(VIEW, "vue", list(VIEWS), many=False)
    st.session_state.setdefault(VIEW, "abc")
    chosen = st.segmented_control(
        _("Vue"),
        list(VIEWS),
        format_func=lambda code: _(VIEWS[code][0]),
        key=VIEW,
        persist_state="session",
        required=True,
        label_visibility="collapsed",
    )
    address.keep(VIEW, "vue", [chosen])
    return VIEWS[str(chosen)][1]


def _behind(rows: Callable[[str, str], None]) -> Callable[[str, str], None]:
    """What leads behind a figure: to the clients of a class, to the value of each client, else to the rows."""

    def draw(code: str, key: str) -> None:
        if code in CLASSES:
            if st.button(_("Voir ces clients"), key=key, type="tertiary", icon=":material/groups:"):
                open_clients({"classe": [code]})
        elif code == VALUE:
            label = _("Voir client par client")
            st.button(label, key=key, type="tertiary", icon=":material/groups:", on_click=_show_value)
        else:
            rows(code, key)

    return draw


def _show_value() -> None:
    st.session_state[VIEW] = VALUE
