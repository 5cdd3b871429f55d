"""Saved views opened: by their link, or the one a person begins with; it draws nothing and keeps no view.

A view is a page's key and the words of its address; opening one is going to that address.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from fiche.analysis.selecting import NAMES
from fiche.decisions import Saved
from fiche.store import Store
from fiche.web import filters_state, state

VIEW = "enregistree"  # the number of a view, in an address
SHOWN = "page_shown"  # the session's key for the page being drawn, a key of fiche.web.page.PAGES
OPENED, BEGUN, LOST = "view_opened", "view_begun", "view_lost"
# What belongs to the reader and not to the view.
NOT_ITS = frozenset({VIEW, "langue", state.TRIAL, "client"})


@dataclass(frozen=True)
class View:
    """A saved view, read."""

    saved: Saved
    page: str
    query: Mapping[str, list[str]]

    @property
    def as_of(self) -> dt.date | None:
        """The date it keeps; None: that of whoever opens it."""
        try:
            return dt.date.fromisoformat(self.query.get("date", [""])[0])
        except ValueError:
            return None


def content() -> str:
    """What is on the screen, as a view keeps it."""
    query = {name: st.query_params.get_all(name) for name in st.query_params if name not in NOT_ITS}
    return json.dumps({"page": st.session_state.get(SHOWN, "portfolio"), "query": query}, ensure_ascii=False)


def views(store: Store) -> list[View]:
    """The views that this session's reader sees, by name."""
    return [_read(each) for each in store.saved("view", reader())]


def reader() -> str:
    """Who is at this screen, «» when nobody said."""
    return str(st.session_state.get(state.AUTHOR) or "")


def _read(saved: Saved) -> View:
    said = json.loads(saved.content)
    return View(saved, str(said.get("page", "portfolio")), dict(said.get("query", {})))


def asked(store: Store) -> View | None:
    """The view that the address names and that is not open yet, else the one this reader begins with; None otherwise.

    Its date and its choices are then the session's; who calls goes to its page.
    """
    number = st.query_params.get(VIEW)
    if number is None:
        _begun(store)
        return None
    if number == st.session_state.get(OPENED):
        return None
    st.session_state[OPENED] = number
    found = next((view for view in views(store) if str(view.saved.id) == number), None)
    st.session_state[LOST] = found is None
    if found is not None:
        _take(found)
    return found


def _begun(store: Store) -> None:
    """Once a session, when nothing was chosen: the choices of the view that its reader begins with."""
    if not reader() or st.session_state.get(BEGUN) or any(name in st.query_params for name in NAMES):
        return
    st.session_state[BEGUN] = True
    number = store.default_view(reader())
    found = next((view for view in views(store) if view.saved.id == number), None)
    if found is not None and not st.session_state.get(filters_state.CHOSEN):
        filters_state.replaced({name: found.query[name] for name in NAMES if name in found.query})


def _take(view: View) -> None:
    filters_state.replaced({name: view.query[name] for name in NAMES if name in view.query})
    if view.as_of is not None:
        st.session_state["as_of"] = view.as_of


def current(known: list[View]) -> View | None:
    """The view that is on the screen, word for word; the address names it as long as it is."""
    now = json.loads(content())
    same = [v for v in known if v.page == now["page"] and dict(v.query) == now["query"]]
    opened = next((v for v in same if str(v.saved.id) == st.query_params.get(VIEW)), None)
    found = opened or (same[0] if same and same[0].query else None)
    if found is None:
        st.query_params.pop(VIEW, None)
    return found
