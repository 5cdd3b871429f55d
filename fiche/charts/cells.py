"""A grid of cells to be read and pressed: a word in each, deeper where there is more; it counts nothing and knows no client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from fiche.charts.shades import shades
from fiche.charts.theme import Palette, blank, keyed

Place = tuple[int, int]  # row from the top, column from the left


@dataclass(frozen=True)
class Cell:
    """`text`: what is read in it; `depth`: how much, for its shade; `key`: what a click gives, «» for nothing; `hover`: escaped already."""

    text: str
    depth: float
    key: str
    hover: str


def cells(
    found: Mapping[Place, Cell],
    rows: Sequence[str],
    columns: Sequence[str],
    colours: Palette,
    *,
    size: int = 12,
) -> go.Figure:
    """The grid, rows named at the left from the top, columns below. Places without a cell stay empty."""
    places = list(found)
    each = [found[place] for place in places]
    height = min(360, max(180, 30 * len(rows) + 90))
    figure = blank(height, colours)
    figure.add_bar(
        x=np.array([column for _r, column in places]), y=np.ones(len(places)),
        base=np.array([row - 0.5 for row, _c in places], dtype=float), width=1,
        marker={"color": shades([cell.depth for cell in each], colours), "line": {"width": 0}},
        text=[cell.text for cell in each], textposition="inside", insidetextanchor="middle", textangle=0, constraintext="none",
        textfont={"color": colours.ink, "size": size}, hovertext=[cell.hover for cell in each], hoverinfo="text",
        customdata=keyed(cell.key for cell in each),
    )  # fmt: skip
    figure.update_layout(barmode="overlay", bargap=0, hovermode="closest")
    figure.update_xaxes(
        tickmode="array", tickvals=list(range(len(columns))), ticktext=list(columns), tickangle=0,
        range=[-0.5, len(columns) - 0.5], tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    figure.update_yaxes(
        tickmode="array", tickvals=list(range(len(rows))), ticktext=list(rows), range=[len(rows) - 0.5, -0.5],
        zeroline=False, showgrid=False, tickfont={"size": 12, "color": colours.ink},
    )  # fmt: skip
    return figure
