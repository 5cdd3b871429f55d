"""The list of clients narrowed by class, segment or cell of scores, kept in the address; it puts nobody into one."""

from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import rfm
from fiche.analysis.segment_totals import CLASSES
from fiche.charts import GRID, cell_key, cell_name, cell_of
from fiche.i18n import _, number
from fiche.web import address

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

# The choices and what is chosen when nothing is, by the end of their key.
CHOICES: dict[str, object] = {"class": [], "segment": [], "cell": None}


def class_name(letter: str | None) -> str:
    """A class in words."""
    return _("Sans classe") if letter is None else _("Classe {letter}").format(letter=letter)


def segment_name(code: str | None) -> str:
    """A segment in words; who never bought is in none."""
    return _("Jamais acheté") if code is None else _(rfm.SEGMENTS[code])


def narrowed(frame: "pd.DataFrame", key: str) -> "pd.DataFrame":
    """Draw the choices and give the rows that they leave, with `segment_shown`. `frame`: as fiche.web.segments_view_data.classed."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        kept = _chosen(frame, "abc", [*CLASSES, None], class_name, f"{key}_class", "classe")
        kept = _chosen(kept, "segment", [*rfm.SEGMENTS, None], segment_name, f"{key}_segment", "segment")
        kept = _in_cell(kept, f"{key}_cell")
    names = {code: segment_name(code) for code in rfm.SEGMENTS}
    return kept.assign(segment_shown=kept["segment"].map(names).fillna(segment_name(None)))


def _chosen(
    frame: "pd.DataFrame",
    column: str,
    options: "list[str | None]",
    named: "Callable[[str | None], str]",
    key: str,
    name: str,
) -> "pd.DataFrame":
    """A multiple choice among what the rows hold, with how many each has."""
    held = frame[column].value_counts(dropna=False)
    counts = {code if isinstance(code, str) else None: int(n) for code, n in held.items()}
    address.restore(key, name, options)
    asked = st.session_state.get(key, [])
    chosen = st.multiselect(
        column,
        [option for option in options if option in counts or option in asked],
        format_func=lambda code: f"{named(code)} · {number(counts.get(code, 0))}",
        key=key,
        placeholder=_("Toutes les classes") if column == "abc" else _("Tous les segments"),
        label_visibility="collapsed",
        persist_state="session",
        width=260,
    )
    address.keep(key, name, chosen)
    if not chosen:
        return frame
    wanted = frame[column].isin([code for code in chosen if code is not None])
    return frame[wanted | frame[column].isna()] if None in chosen else frame[wanted]


def _in_cell(frame: "pd.DataFrame", key: str) -> "pd.DataFrame":
    """Only the cell that the address names, with the way out of it."""
    address.restore(key, "case", [cell_key(*each) for each in GRID], many=False)
    named: str | None = st.session_state.get(key)
    address.keep(key, "case", [named] if named else [])
    if named is None:
        return frame
    r, fm = cell = cell_of(named)
    st.button(
        cell_name(cell), key=f"{key}_clear", icon=":material/close:", type="tertiary", on_click=_leave, args=(key,),
        help=_("Voir toutes les cases"),
    )  # fmt: skip
    return frame[(frame["r"] == r) & (frame["fm"] == fm)]


def _leave(key: str) -> None:
    st.session_state[key] = None
