"""The one filter bar of every page: which clients are looked at, in which currency, said in words that can be cleared one by one; it computes nothing."""

import streamlit as st

from fiche.analysis import Filters
from fiche.analysis.selecting import Selected, select
from fiche.i18n import _, number
from fiche.web import address, filters_state, saved_rules
from fiche.web.filters_panel import panel
from fiche.web.page import Context
from fiche.web.show import md
from fiche.web.views_menu import lost, views_menu


def filters(ctx: Context) -> tuple[Filters, str | None]:
    """Draw the filter bar and give the filters that hold, with the currency that amounts are in (None: several at once).

    The only call a page needs: `where, currency = filters(page(title))`, then every question of the portfolio takes `where`. The choices are
    kept from page to page and in the address; `lead` says how many clients are left, and the workbooks of `download`, `rows_button` and of
    the exports say what was chosen. To send someone to clients: fiche.web.clients_view.open_clients, with names of fiche.analysis.selecting.
    """
    chosen = filters_state.chosen()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        currency = _currency(ctx)
        saved = saved_rules.rules(ctx.store)
        found = select(ctx.portfolio, chosen, saved, currency)
        with st.popover(_("Filtrer"), icon=":material/filter_list:", key="filters", width="content"):
            panel(ctx, chosen, saved)
        filters_state.write(chosen)
        views_menu(ctx)
        _chips(ctx, found)
    lost()
    for sentence in found.refused:
        st.warning(md(sentence), icon=":material/filter_list_off:")
    return found.where, currency or ctx.portfolio.currency


def _currency(ctx: Context) -> str | None:
    """The currency to look at, when the file holds several: they are never added up."""
    if ctx.portfolio.currency is not None:
        return None
    codes = list(ctx.portfolio.currencies())
    address.restore("filter_currency", "devise", codes, many=False)
    chosen = st.selectbox(
        _("Devise"),
        codes,
        key="filter_currency",
        persist_state="session",
        format_func=lambda code: _("Devise : {code}").format(code=code),
        width=170,
        label_visibility="collapsed",
    )
    address.keep("filter_currency", "devise", [chosen])
    return chosen


def _chips(ctx: Context, found: Selected) -> None:
    """What is chosen, each with the way out of it, and how many clients are left."""
    if not found.chips and not found.refused:
        st.caption(_("Tous les clients"))
        return
    count, everyone = ctx.portfolio.counted(ctx.as_of, found.where)
    if found.chips:
        filters_state.narrowed(found.words, count, everyone)
    for place, chip in enumerate(found.chips):
        st.button(
            md(chip.words), key=f"filter_chip_{place}", icon=":material/close:", help=_("Retirer ce filtre"),
            on_click=filters_state.remove, args=(chip,),
        )  # fmt: skip
    st.caption(kept_words(count, everyone))
    st.button(
        _("Tout afficher"), type="tertiary", icon=":material/filter_alt_off:", key="filter_clear", on_click=filters_state.clear,
    )  # fmt: skip


def kept_words(count: int, everyone: int) -> str:
    """«132 clients sur 400»."""
    if count == 1:
        return _("1 client sur {n}").format(n=number(everyone))
    return _("{count} clients sur {n}").format(count=number(count), n=number(everyone))
