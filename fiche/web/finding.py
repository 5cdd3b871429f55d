"""Finding a client from any page: results as one types, reached with Tab and opened with Enter, and the clients seen lately; it computes no figure."""

from collections.abc import Callable

import streamlit as st

from fiche.analysis import Portfolio
from fiche.i18n import _
from fiche.store import Store
from fiche.web import state
from fiche.web.show import md

SEARCH, OPENED, SEEN = "search", "clients_opened", "seen_clients"
RESULTS, LATELY = 8, 8
Open = Callable[[str], None]


def seen(client_id: str) -> None:
    """This session has looked at a client."""
    others = [each for each in st.session_state.get(SEEN, []) if each != client_id]
    st.session_state[SEEN] = [client_id, *others][:LATELY]


def finder(store: Store, portfolio: Portfolio, open_client: Open) -> None:
    """The search, and beside it what was seen lately. `open_client` goes to a client's sheet."""
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        place = st.container(width="stretch")
        _seen_lately(portfolio, open_client)
    with place:
        _search(store, open_client)


@st.fragment
def _search(store: Store, open_client: Open) -> None:
    text = st.text_input(
        _("Rechercher"),
        placeholder=_("Rechercher un client, une facture…"),
        key=f"{SEARCH}_{st.session_state.get(OPENED, 0)}",
        type="search",
        live=True,
        label_visibility="collapsed",
    )
    if text and text.strip():
        results(state.portfolio(store), text, open_client, RESULTS)


def results(portfolio: Portfolio, text: str, open_client: Open, limit: int, key: str = "found") -> None:
    """The clients that a text finds, each a button that opens its sheet, best first."""
    found = portfolio.search(text, limit=limit)
    if found.empty:
        st.caption(_("Aucun client ne correspond à « {text} ».").format(text=md(text)))
        return
    with st.container(horizontal=True, gap="xsmall"):
        for row in found.itertuples(index=False):
            said = [
                str(each) for each in (row.name, row.client_id, row.city) if isinstance(each, str) and each
            ]
            if row.matched not in (_("Nom"), _("Numéro")) and not str(row.matched).endswith(said[-1]):
                said.append(str(row.matched))
            if st.button(" · ".join(map(md, said)), key=f"{key}_{row.client_id}"):
                # The field of the next page is another one: the browser would keep the text in this one.
                st.session_state[OPENED] = st.session_state.get(OPENED, 0) + 1
                open_client(str(row.client_id))


def _seen_lately(portfolio: Portfolio, open_client: Open) -> None:
    names = portfolio.named(st.session_state.get(SEEN, []))
    if not names:
        return
    chosen = st.menu_button(
        _("Vus récemment"),
        list(names),
        format_func=lambda number: md(f"{names[number] or number} · {number}"),
        key="seen_lately",
        icon=":material/history:",
        type="tertiary",
    )
    if chosen:
        open_client(chosen)
