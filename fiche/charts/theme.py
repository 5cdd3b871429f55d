"""What every chart shares: the colours and what they mean, the look, French for plotly, axes and labels; it draws no chart.

Names come from the users' files, and plotly renders HTML in every text: `escaped` is the only way in.
"""

import datetime as dt
import html
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fiche.i18n import NBSP, _, day, language, money, month, number

Floats = np.ndarray[Any, np.dtype[np.float64]]
OTHERS = "*"  # the key of the row that adds up the clients not shown; it leads to no client
ROW_HEIGHT = 30
# How marks look once one is clicked. Plotly has a way of its own for marks of one opacity only: without this, a click on others with texts fails in the browser.
CLICKED: dict[str, Any] = {
    "selected": {"marker": {"opacity": 1}},
    "unselected": {"marker": {"opacity": 0.35}},
}
FEW_MONTHS, WIDE = 6, 21 * 86_400_000  # a bar's width where months are few, in milliseconds


@dataclass(frozen=True)
class Palette:
    """Colours by meaning: words, what is, the reference, late, past 60 days, done."""

    ink: str
    now: str
    reference: str
    late: str
    serious: str
    done: str


LIGHT = Palette("#31333f", "#1f5fa8", "#6b7480", "#b85c00", "#c0322b", "#16825d")
DARK = Palette("#e6e8ec", "#6aa5e8", "#c3cad3", "#f0994d", "#ef6f68", "#4fb58d")


@dataclass(frozen=True)
class Chart:
    """`title`: the sentence the figure proves, plain text. `alt`: the same with the main values, for a screen reader. `table`: what is
    drawn, headed in the reader's language. `keys`: what stands behind each mark, its row in the table (a month «2026-11-01», a client).
    `kinds`: what each column of the table but the first holds, amounts when it is empty. `amounts`: what the clients behind each key add up to."""

    figure: go.Figure
    title: str
    alt: str
    table: pd.DataFrame
    keys: tuple[str, ...]
    kinds: tuple[Literal["money", "count", "percent", "days"], ...] = ()
    amounts: tuple[Decimal | float, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to see in the figure: the sentence says it all."""
        return not any(self.amounts or self.table.iloc[:, 1:].fillna(0.0).to_numpy(dtype=float).ravel())


def palette(dark: bool) -> Palette:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT


@cache
def template() -> go.layout.Template:
    """The one look: no background, no legend, nothing that moves under the finger, the page's own font."""
    fixed = {"fixedrange": True, "automargin": True}
    return go.layout.Template(
        layout={
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": {**fixed, "showgrid": False, "zeroline": False},
            "yaxis": {**fixed, "zeroline": True},
        }
    )


def blank(height: int, colours: Palette, top: int = 34) -> go.Figure:
    """A figure with the look and nothing on it. Margins stand in the layout: the page's theme would replace those of a template."""
    return go.Figure(
        layout={
            "template": template(),
            "height": height,
            "margin": {"l": 0, "r": 0, "t": top, "b": 0, "pad": 4},
            "showlegend": False,
            "dragmode": False,
            "bargap": 0.28,
            "font": {"size": 13, "color": colours.ink},
            "xaxis": {"tickfont": {"color": colours.ink}},
            "yaxis": {"tickfont": {"color": colours.ink}},
        }
    )


def escaped(text: str) -> str:
    """A text of a file as plotly must be given it."""
    return html.escape(text, quote=True)


def floats(values: Iterable[Any]) -> Floats:
    """Amounts as numpy floats, for drawing only."""
    return np.array([float(v) for v in values], dtype=np.float64)


def keyed(keys: Iterable[str]) -> np.ndarray[Any, Any]:
    """The keys as plotly's custom data, one a mark: they come back with a click."""
    return np.array([[key] for key in keys], dtype=object)


def months_of(frame: pd.DataFrame) -> list[dt.date]:
    """The months of a frame as dates (their first day)."""
    return [pd.Timestamp(value).date() for value in frame["month"]]


def month_until(first: dt.date, as_of: dt.date) -> str:
    """A month's name; the month that `as_of` cuts short says so: «nov. 2026 (jusqu’au 24/11/2026)»."""
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    if first <= as_of < following - dt.timedelta(days=1):
        return _("{month} (jusqu’au {day})").format(month=month(first), day=day(as_of))
    return month(first)


def time_axis(figure: go.Figure, months: Sequence[dt.date]) -> None:
    """Months below, the year under the first of each year only; as many as the width allows."""
    half = dt.timedelta(days=17)
    ends = [months[0] - half, months[-1] + half] if months else None
    figure.update_xaxes(tickformat="%b\n%Y", nticks=12, tickangle=0, range=ends)
    if len(months) < FEW_MONTHS:  # else several graduations of one month, and a bar as thin as a day
        figure.update_xaxes(dtick="M1")
        figure.update_traces(width=WIDE, selector={"type": "bar"})


def dashes(colour: str, size: int = 13) -> dict[str, Any]:
    """Marks for a second series on bars: a short level line across each."""
    return {"symbol": "line-ew", "size": size, "line": {"width": 3, "color": colour}}


def money_axis(figure: go.Figure, values: Iterable[float], currency: str | None) -> None:
    """A vertical axis of amounts that holds zero, with round graduations said shortly: «50 k€», «1,5 M€»."""
    ticks = graduations([v for v in values if not math.isnan(v)])
    figure.update_yaxes(
        tickmode="array",
        tickvals=ticks,
        ticktext=[brief(v, currency) for v in ticks],
        range=[ticks[0], ticks[-1]],
        showgrid=True,
    )


def graduations(values: Sequence[float], wanted: int = 4) -> list[float]:
    """Round numbers from the least of `values` and 0 to the greatest of them and 0: about `wanted` steps of 1, 2 or 5 × 10ⁿ."""
    low, high = min([0.0, *values]), max([0.0, *values])
    span = (high - low) or 1.0
    scale = 10.0 ** math.floor(math.log10(span / wanted))
    step = next(scale * k for k in (1, 2, 5, 10) if scale * k * wanted >= span)
    return [step * k for k in range(math.floor(low / step), math.ceil(high / step) + 1)]


def brief(value: float, currency: str | None) -> str:
    """An amount for an axis or a small mark: «800 €», «50 k€», «1,5 M€», «2 Md€»."""
    units = [(1e9, "Md" if language() == "fr" else "bn"), (1e6, "M"), (1e3, "k")]
    size, unit = next(((s, u) for s, u in units if abs(value) >= s), (1.0, ""))
    scaled = value / size
    decimals = 0 if scaled == round(scaled) or abs(scaled) >= 100 else 1
    if language() != "fr":
        return money(scaled, currency, decimals) + unit
    symbol = money(0, currency, 0).removeprefix("0").strip(NBSP)
    return f"{number(scaled, decimals)}{NBSP}{unit}{symbol}".rstrip(NBSP)


def name_series(figure: go.Figure, series: Sequence[tuple[str, str, str]]) -> None:
    """Above the plot, each series by its mark in its colour and its word (mark, colour, word): no legend to decode."""
    said = "    ".join(f'<span style="color:{colour}">{mark}</span> {word}' for mark, colour, word in series)
    figure.add_annotation(
        text=said,
        xref="paper",
        yref="paper",
        x=0,
        y=1,
        yshift=26,
        xanchor="left",
        yanchor="middle",
        showarrow=False,
    )


def ranked(
    names: Sequence[str],
    amounts: Floats,
    texts: Sequence[str],
    keys: Sequence[str],
    shades: Sequence[str],
    colours: Palette,
) -> go.Figure:
    """Rows from top to bottom: the name, the amount at the right, and a bar under both, from zero (none for a NaN).

    Names are written over the bars and not beside them, so that none is cut on a phone. A transparent bar over the whole
    row takes the click and the hover.
    """
    figure = blank(ROW_HEIGHT * max(2, len(names)) + 16, colours, top=8)
    rows = np.arange(len(names))
    drawn = amounts[~np.isnan(amounts)]
    low, high = float(drawn.min(initial=0.0)), float(drawn.max(initial=0.0))
    span = (high - low) or 1.0
    hover = [f"{escaped(name)}<br>{text}" for name, text in zip(names, texts, strict=True)]
    figure.add_bar(
        y=rows, x=amounts, orientation="h", width=0.2, offset=0.14, marker_color=list(shades), hoverinfo="skip",
        customdata=keyed(keys), **CLICKED,
    )  # fmt: skip
    figure.add_bar(
        y=rows, x=np.full(len(names), span), base=low, orientation="h", width=0.9, marker={"color": "rgba(0,0,0,0)"},
        hovertext=hover, hoverinfo="text", customdata=keyed(keys),
    )  # fmt: skip
    for row, (name, text) in enumerate(zip(names, texts, strict=True)):
        _row_label(figure, row, escaped(clipped(name)), x=0.0, anchor="left")
        _row_label(figure, row, text, x=1.0, anchor="right")
    figure.update_xaxes(visible=False, range=[low, low + span])
    figure.update_yaxes(visible=False, range=[len(names) - 0.4, -0.6], zeroline=False)
    figure.update_layout(barmode="overlay", hovermode="closest")
    return figure


def _row_label(figure: go.Figure, row: int, text: str, *, x: float, anchor: str) -> None:
    figure.add_annotation(
        text=text,
        xref="paper",
        x=x,
        xanchor=anchor,
        yref="y",
        y=row,
        yshift=5,
        yanchor="middle",
        showarrow=False,
    )


def clipped(name: str, room: float = 200.0) -> str:
    """A name short enough to stand beside an amount on the narrowest chart (`room` pixels); the hover and the table have it whole."""
    width = 0.0
    for place, letter in enumerate(name):
        width += _breadth(letter)
        if width > room:
            return name[: max(1, place - 1)].rstrip() + "…"
    return name


def _breadth(letter: str) -> float:
    """About how wide a letter is at 13 pixels."""
    if letter in " .,;:'’ijlt|()":
        return 3.4
    if unicodedata.east_asian_width(letter) in "WF":
        return 13.0
    return 8.6 if letter.isupper() else 6.4


def chart(
    figure: go.Figure, title: str, table: pd.DataFrame, keys: Iterable[str], currency: str | None
) -> Chart:
    """The figure with its sentence, and that sentence followed by the highest value and the last one as its alternative text."""
    return Chart(figure, title, " ".join([title, *_extremes(table, currency)]), table, tuple(keys))


def _extremes(table: pd.DataFrame, currency: str | None) -> list[str]:
    if table.empty:
        return []
    names, values = table.iloc[:, 0], table.iloc[:, 1].astype(float)
    top = int(values.to_numpy().argmax())
    say = _("{name} : {amount}.")
    best = _("Le plus haut : {name}, {amount}.").format(
        name=names.iloc[top], amount=money(values.iloc[top], currency)
    )
    last = say.format(name=names.iloc[-1], amount=money(values.iloc[-1], currency))
    return [best] if top == len(table) - 1 else [best, last]


def total(values: Iterable[Decimal]) -> Decimal:
    """An exact sum."""
    return sum(values, Decimal(0))
