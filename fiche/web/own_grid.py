"""A sheet of a template as the page shows it: its texts, what its cells will hold, a click that chooses one; it maps nothing."""

from typing import TYPE_CHECKING

import streamlit as st

from fiche.excel.mapped.by_hand import spelled
from fiche.excel.mapped.examine import ShownSheet
from fiche.excel.references import column_letters, column_number
from fiche.i18n import _
from fiche.web.own_draft import CELL, OwnDraft

if TYPE_CHECKING:
    import pandas as pd

_ROWS, _COLUMNS, _MARGIN = 120, 26, 2
_MARK = "→ "  # before what the application will write
_WIDTH = 130


def grid(draft: OwnDraft, sheet: ShownSheet) -> None:
    """The sheet; a click puts the cell's address where it is read."""
    frame = _frame(draft, sheet)

    def clicked() -> None:
        cells = st.session_state["own_grid"]["selection"]["cells"]
        if cells:
            row, column = cells[0]
            st.session_state[CELL] = f"{column}{frame.index[row]}"

    st.dataframe(
        frame.style.map(_shade),
        key="own_grid",
        on_select=clicked,
        selection_mode="single-cell",
        column_config={
            name: st.column_config.TextColumn(name, width=_WIDTH, alignment="left") for name in frame.columns
        },
        height=420,
        placeholder="",
        alt=_("La feuille du modèle, avec ce que chaque case contiendra"),
    )
    st.caption(_("« → » précède ce que l’application écrira ; « ƒ » une formule, qui est gardée."))


def _shade(text: object) -> str:
    """The cells that will be written stand out, in light and in dark."""
    return "background-color: rgba(74, 144, 226, 0.16)" if str(text).startswith(_MARK) else ""


def _frame(draft: OwnDraft, sheet: ShownSheet) -> "pd.DataFrame":
    """The texts of the cells, row by row, as far as the sheet goes."""
    import pandas as pd

    shown = {at: f"ƒ {text}" if what == "formula" else text for at, (text, what) in sheet.cells.items()}
    for place in (p for p in draft.mapping.places if p.sheet == sheet.name):
        _name, row, column = place.at
        shown[row, column] = _MARK + spelled(draft.kind, place.put, short=True)
    for block in (b for b in draft.mapping.blocks if b.sheet == sheet.name):
        for column, put in block.columns:
            shown[block.first, column] = _MARK + spelled(draft.kind, put, short=True)
            for row in range(block.first + 1, block.last + 1):
                shown[row, column] = _MARK
    rows = min(_ROWS, max((row for row, _c in shown), default=8) + _MARGIN)
    columns = min(_COLUMNS, max((column for _r, column in shown), default=4) + 1 + _MARGIN)
    letters = [column_letters(c) for c in range(columns)]
    return pd.DataFrame(
        [[shown.get((row, column_number(letter)), "") for letter in letters] for row in range(1, rows + 1)],
        index=range(1, rows + 1),
        columns=letters,
    )
