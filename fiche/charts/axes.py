"""Vertical axes of what is no amount (days, shares), with round graduations; it draws no chart."""

import math
from collections.abc import Callable, Iterable

import plotly.graph_objects as go

from fiche.charts.theme import graduations


def plain_axis(
    figure: go.Figure, values: Iterable[float], say: Callable[[float], str], *, least: float
) -> None:
    """A vertical axis that holds zero and goes up to `least` at least, so that next to nothing looks like it; `say` writes each graduation."""
    ticks = graduations([least, *(value for value in values if not math.isnan(value))])
    figure.update_yaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[say(tick) for tick in ticks],
        range=[ticks[0], ticks[-1]],
        showgrid=True,
    )
