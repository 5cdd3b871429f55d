"""The choices of clients that this session keeps from page to page, and the address that says them; it applies none and draws nothing.

The session's words are the only truth; an address that says something else than what was last written there is a link, and takes their place whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from fiche.analysis.selecting import NAMES, Chip
from fiche.i18n import _, number

CHOSEN, WRITTEN, SELECTION = "filters_chosen", "filters_written", "filters_selection"


@dataclass(frozen=True)
class Selection:
    """What the page being drawn is narrowed to: each choice in words, and how many of all the clients are left."""

    words: tuple[str, ...]
    count: int
    everyone: int


def begin() -> None:
    """A page begins: nothing is narrowed until its filters are drawn."""
    st.session_state.pop(SELECTION, None)


def selection() -> Selection | None:
    """What the page is narrowed to, for its sentence and its downloads; None: to nothing."""
    found: Selection | None = st.session_state.get(SELECTION)
    return found


def said() -> tuple[str, ...]:
    """What the page is narrowed to in words, for a file; the last, how many clients are left."""
    found = selection()
    if found is None:
        return ()
    left = _("{count} clients sur {n}").format(count=number(found.count), n=number(found.everyone))
    return (*found.words, left)


def narrowed(words: tuple[str, ...], count: int, everyone: int) -> None:
    """The page is narrowed."""
    st.session_state[SELECTION] = Selection(words, count, everyone)


def chosen() -> dict[str, list[str]]:
    """The words chosen by name; those of the address when it is a link."""
    said = {name: st.query_params.get_all(name) for name in NAMES if name in st.query_params}
    if said and said != st.session_state.get(WRITTEN):
        st.session_state[CHOSEN] = said
    return dict(st.session_state.get(CHOSEN, {}))


def write(words: Mapping[str, list[str]]) -> None:
    """Keep these words, in the session and in the address."""
    kept = {name: list(words[name]) for name in NAMES if words.get(name)}
    st.session_state[CHOSEN] = st.session_state[WRITTEN] = kept
    for name in NAMES:
        if name not in kept:
            st.query_params.pop(name, None)
        elif st.query_params.get_all(name) != kept[name]:
            st.query_params[name] = kept[name]


def put(name: str, words: Iterable[str]) -> None:
    """Choose these words under a name, before the page is drawn: a callback's work."""
    st.session_state[CHOSEN] = {**st.session_state.get(CHOSEN, {}), name: list(words)}
    _leave_address()


def replaced(words: Mapping[str, Iterable[str]]) -> None:
    """Choose these words and no others: a callback's work."""
    st.session_state[CHOSEN] = {name: list(said) for name, said in words.items()}
    _leave_address()


def add(name: str, word: str) -> None:
    """Choose one word more under a name."""
    known = st.session_state.get(CHOSEN, {}).get(name, [])
    put(name, dict.fromkeys([*known, word]))


def remove(chip: Chip) -> None:
    """Leave one choice."""
    known = st.session_state.get(CHOSEN, {}).get(chip.name, [])
    put(chip.name, [word for word in known if chip.value is not None and word != chip.value])


def clear() -> None:
    """Leave every choice."""
    replaced({})


def asked(more: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """The words of a link that keeps what is chosen and asks for `more` beside; a name asked for takes the place of what it held, but for rules."""
    made = {name: list(words) for name, words in st.session_state.get(CHOSEN, {}).items() if words}
    for name, words in more.items():
        held = made.get(name, []) if name in ("si", "regle") else []
        made[name] = list(dict.fromkeys([*held, *words]))
    return made


def _leave_address() -> None:
    """What the address still says is no link: it is what was chosen before."""
    st.session_state[WRITTEN] = {
        name: st.query_params.get_all(name) for name in NAMES if name in st.query_params
    }
