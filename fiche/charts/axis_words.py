"""What an axis measures, in a few words at its end; it draws no axis."""

from typing import Any

import plotly.graph_objects as go

from fiche.charts.theme import Palette


def axis_words(figure: go.Figure, colours: Palette, *, below: str, above: str = "") -> None:
    """`below`: what runs from left to right, under the graduations; `above`: what runs upwards, over the left corner."""
    shared: dict[str, Any] = {
        "xref": "paper",
        "yref": "paper",
        "showarrow": False,
        "font": {"size": 12, "color": colours.ink},
    }
    figure.update_layout(margin={"b": 46})
    figure.add_annotation(text=below, x=1, y=0, xanchor="right", yanchor="top", yshift=-26, **shared)
    if above:
        figure.add_annotation(text=above, x=0, y=1, xanchor="left", yanchor="bottom", yshift=6, **shared)
