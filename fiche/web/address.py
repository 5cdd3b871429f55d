"""Choices kept in the page's address, so that a link, a reload or the browser's arrows show the same; it draws nothing.

Streamlit's own binding would write there the words of one language: here they are the values themselves.
"""

from collections.abc import Iterable, Sequence

import streamlit as st

from fiche.analysis.selecting import ABSENT


def words(values: Iterable[str | None]) -> list[str]:
    """Values as an address says them."""
    return [ABSENT if value is None else value for value in values]


def restore(key: str, name: str, options: Sequence[str | None], *, many: bool = True) -> None:
    """Before the widget `key` is drawn: give it what the address says under `name`, when that is news; words that are no option are left out."""
    said = st.query_params.get_all(name)
    if not said or (key in st.session_state and said == st.session_state.get(_last(key))):
        return
    known = dict(zip(words(options), options, strict=True))
    chosen = [known[word] for word in said if word in known]
    if many:
        st.session_state[key] = chosen
    elif chosen:
        st.session_state[key] = chosen[0]


def keep(key: str, name: str, chosen: Iterable[str | None]) -> None:
    """After the widget was drawn: write in the address what it holds."""
    said = words(chosen)
    st.session_state[_last(key)] = said
    if not said:
        st.query_params.pop(name, None)
    elif st.query_params.get_all(name) != said:
        st.query_params[name] = said


def forget(key: str, empty: object) -> None:
    """Leave nothing of what was chosen under `key`: what the address says next is news."""
    st.session_state.pop(_last(key), None)
    st.session_state[key] = empty


def _last(key: str) -> str:
    return f"{key}_in_address"
