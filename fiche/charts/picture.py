"""What the picture of a chart says beside its plot: the sentence, the question and its date, in a strip above that pages hide, for they say it themselves; it draws no plot."""

import re
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from fiche.charts.theme import Chart, escaped
from fiche.file_names import safe_name

STRIP = 84  # pixels above the plot: two lines of sentence, one of question
WIDTH = 900  # of the picture, in pixels, whatever the screen's
LINE, LINES, HIGH = (
    104,
    2,
    20,
)  # characters of a line of the sentence in such a picture, how many lines, how high each is
LONGEST = 90  # characters of its name
SIDE = 8  # pixels beside the plot: a picture has not the page's own font, and the usual ones are wider


def headed(chart: Chart, question: str) -> go.Figure:
    """The chart's figure with its strip; a figure that has one stays as it is. Lengthened by STRIP, the plot's own size kept."""
    figure = chart.figure
    if figure.layout.meta is None:
        lines = wrap(chart.title, LINE, max_lines=LINES, placeholder="…")
        title: dict[str, Any] = {
            "text": "<br>".join(escaped(line) for line in lines), "x": 0, "xanchor": "left", "xref": "container", "y": 1, "yanchor": "top", "yref": "container",
            "pad": {"t": 10 + HIGH * (len(lines) - 1), "l": SIDE}, "font": {"size": 15},
        }  # fmt: skip
        if question:
            title["subtitle"] = {"text": escaped(question), "font": {"size": 12}}
        layout = figure.layout
        figure.update_layout(
            title=title, height=layout.height + STRIP, margin={"t": (layout.margin.t or 0) + STRIP, "l": SIDE, "r": SIDE}, meta="headed",
        )  # fmt: skip
    return figure


def named(chart: Chart, question: str) -> str:
    """What the file of a picture is called, without its ending: the question and its date, else the sentence."""
    words = re.sub(r"[^\w\s’,()-]", "", (question or chart.title).replace("/", "-"))
    return safe_name(" ".join(words.split())[:LONGEST] + ".x").removesuffix(".x")


def size(figure: go.Figure) -> dict[str, Any]:
    """The size of the picture of a headed figure, as plotly's button takes it."""
    return {"width": WIDTH, "height": figure.layout.height}
