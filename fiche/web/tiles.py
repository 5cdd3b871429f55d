"""Tiles: a label, a figure, one comparison and «Pourquoi ?»; they compute nothing and never cut a figure short.

The figure is HTML and not st.metric, which ends a long amount with «…»; every text goes through html.escape.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from fiche.charts.theme import palette
from fiche.i18n import MISSING, _, colon, number
from fiche.web import filters_state
from fiche.web.show import md

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

# The figure shrinks with its tile (cqi: hundredths of the tile's width) instead of being cut; amounts hold no-break spaces.
STYLE = """<style>
.fiche-lead { font-size: 1.125rem; line-height: 1.45; margin: 0; font-weight: 600; overflow-wrap: anywhere }
.fiche-chart { margin: 0; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere }
.fiche-question { margin: 0; font-size: .8125rem; opacity: .8; overflow-wrap: anywhere }
@media (min-width: 640px) { .fiche-chart { min-height: 2.8em } }
.fiche-tile { container-type: inline-size; line-height: 1.35 }
.fiche-tile .label { font-size: .875rem; opacity: .8; overflow-wrap: anywhere }
.fiche-tile .figure { font-size: clamp(1rem, 13cqi, 1.5rem); font-weight: 600; white-space: nowrap;
  font-variant-numeric: tabular-nums; line-height: 1.4 }
.fiche-tile .comparison { font-size: .8125rem; opacity: .8; min-height: 1.35em; overflow-wrap: anywhere }
</style>"""


@dataclass(frozen=True)
class Tile:
    """One tile. `figure`: the value as text («—» when undefined: `comparison` then says why). `why`: paragraphs of Markdown already
    escaped, the formula then what it was made of. `code`: the indicator whose rows may be taken away. `tone` colours the figure by meaning:
    «late», «serious», or «» for none. `remarks`: (label, sentence) to be read beside the figures, plain text."""

    label: str
    figure: str
    comparison: str = ""
    why: tuple[str, ...] = ()
    tone: str = ""
    code: str = ""
    remarks: tuple[tuple[str, str], ...] = ()


def lead(sentence: str) -> None:
    """The sentence that answers the page's question, first thing below its title; of how many clients, when the page's filters leave some out."""
    st.html(f'{STYLE}<p class="fiche-lead">{escape(sentence + of_whom())}</p>')


def of_whom() -> str:
    """« Sur 132 clients filtrés (de 400). », nothing where the page is not narrowed."""
    narrowed = filters_state.selection()
    if narrowed is None:
        return ""
    if not narrowed.count:
        return _(" Aucun client ne passe les filtres : retirez-en un.")
    one, many = _(" Sur 1 client filtré (de {n})."), _(" Sur {count} clients filtrés (de {n}).")
    return (one if narrowed.count == 1 else many).format(
        count=number(narrowed.count), n=number(narrowed.everyone)
    )


def tiles(
    items: Sequence[Tile], key: str, *, narrowest: int = 138, behind: Callable[[str, str], None] | None = None
) -> None:
    """Draw tiles in one bordered block, at most six in a row, two on a phone. `behind(code, key)` draws what gives the rows of a figure."""
    with st.container(border=True, key=key):
        st.html(STYLE)
        grid = st.grid(min(6, len(items)), min_column_width=narrowest, gap=(8, 16))
        for place, tile in enumerate(items):
            with grid.cell(), st.container(gap=None):
                st.html(html_of(tile))
                _why(tile, f"{key}_why_{place}", behind)
    for sentence in remarks(items):
        st.caption(md(sentence))


def remarks(items: Sequence[Tile]) -> list[str]:
    """What must be read beside the figures: what several share is said once, the rest with the figure's name."""
    labels: dict[str, list[str]] = {}
    for label, sentence in (remark for tile in items for remark in tile.remarks):
        labels.setdefault(sentence, []).append(label)
    return [
        sentence if len(set(named)) > 1 else f"{named[0]}{colon()}{sentence}"
        for sentence, named in labels.items()
    ]


def html_of(tile: Tile) -> str:
    """A tile's label, figure and comparison, escaped."""
    colours = palette(st.context.theme.type == "dark")
    colour = {"late": colours.late, "serious": colours.serious}.get(tile.tone, "inherit")
    shown = "inherit" if tile.figure == MISSING else colour
    return (
        f'<div class="fiche-tile"><div class="label">{escape(tile.label)}</div>'
        f'<div class="figure" style="color:{shown}">{escape(tile.figure)}</div>'
        f'<div class="comparison">{escape(tile.comparison)}</div></div>'
    )


def _why(tile: Tile, key: str, behind: Callable[[str, str], None] | None) -> None:
    if tile.why:
        with why(tile.why, key):
            if behind is not None and tile.code:
                behind(tile.code, f"{key}_rows")


def why(paragraphs: Sequence[str], key: str) -> "DeltaGenerator":
    """«Pourquoi ?», which opens on `paragraphs` of Markdown already escaped; more may be drawn in what it returns."""
    opened = st.popover(_("Pourquoi ?"), type="tertiary", key=key)
    with opened:
        for paragraph in paragraphs:
            st.markdown(paragraph)
    return opened
