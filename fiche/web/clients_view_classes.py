"""The list of clients narrowed to a cell of scores, kept in the address; it puts nobody into one."""

from typing import TYPE_CHECKING

import streamlit as st

from fiche.analysis import rfm
from fiche.analysis.rule_words import segment_name
from fiche.charts import GRID, cell_key, cell_name, cell_of
from fiche.i18n import _
from fiche.web import address

if TYPE_CHECKING:
    import pandas as pd

CELL = "cell"  # how the key of the choice ends


def narrowed(frame: "pd.DataFrame", key: str) -> "pd.DataFrame":
    """The rows of the cell that the address names, all without one, with `segment_shown`. `frame`: as fiche.web.segments_view_data.classed."""
    kept = _in_cell(frame, f"{key}_{CELL}")
    names = {code: segment_name(code) for code in rfm.SEGMENTS}
    return kept.assign(segment_shown=kept["segment"].map(names).fillna(segment_name(None)))


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
