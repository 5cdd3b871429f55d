"""Clients by how recently, how often and for how much they buy: a cell for each pair of scores, with its segment; it scores nobody."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import product

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fiche.analysis.rfm import CELLS, SEGMENTS, segment
from fiche.analysis.segment_totals import Total, totals
from fiche.charts.axis_words import axis_words
from fiche.charts.plot import Asked, Plot
from fiche.charts.shades import shades
from fiche.charts.theme import Chart, Palette, blank, chart, keyed, palette
from fiche.i18n import N_, _, money, number, percent, short_money

Cell = tuple[int, int]
GRID: tuple[Cell, ...] = tuple(product(range(5, 0, -1), range(2, 11)))  # R from the most recent, F + M
NOBODY = Total(0, Decimal(0), None, None)


def rfm_matrix(
    cells: Mapping[Cell | None, Total], *, currency: str | None = "EUR", dark: bool = False
) -> Chart:
    """R upwards, F + M to the right: the number of clients in each cell, the bluer the more revenue, and the name of each segment.

    `cells`: the totals of (R, F + M), as fiche.analysis.segment_totals gives; clients without scores (None) are not drawn.
    """
    colours, known = palette(dark), {cell: cells.get(cell, NOBODY) for cell in GRID}
    keys = [cell_key(*cell) if known[cell].clients else "" for cell in GRID]
    figure = blank(330, colours)
    figure.add_bar(
        x=np.array([fm for _r, fm in GRID]), y=np.ones(len(GRID)), base=np.array([r - 0.5 for r, _fm in GRID]), width=1,
        marker={"color": shades([float(total.revenue) for total in known.values()], colours), "line": {"width": 0}}, customdata=keyed(keys),
        text=[number(total.clients) if total.clients else "" for total in known.values()], textposition="inside",
        insidetextanchor="middle", textangle=0, constraintext="none", textfont={"color": colours.ink, "size": 13},
        hovertext=[_hover(cell, total, currency) for cell, total in known.items()], hoverinfo="text",
    )  # fmt: skip
    _frame(figure, colours)
    table = _table({cell: total for cell, total in known.items() if total.clients})
    drawn = chart(figure, sentence(known, currency), table, keys, currency)
    return replace(drawn, kinds=("money", "count"))


def cell_key(r: int, fm: int) -> str:
    """«4-7»: R 4, F + M 7."""
    return f"{r}-{fm}"


def cell_of(key: str) -> Cell:
    """The cell of a key."""
    return next(cell for cell in GRID if cell_key(*cell) == key)


def cell_name(cell: Cell) -> str:
    """«R 4, F+M 7 · Fidèles»."""
    r, fm = cell
    return f"R {r}, F+M {fm} · {_(SEGMENTS[segment(r, fm, 0)])}"


def _hover(cell: Cell, total: Total, currency: str | None) -> str:
    count = _("1 client") if total.clients == 1 else _("{n} clients").format(n=number(total.clients))
    return f"{cell_name(cell)}<br>{count}<br>{money(total.revenue, currency)}"


def _frame(figure: go.Figure, colours: Palette) -> None:
    """The axes in words, the outline of each segment and its name in its first cell."""
    figure.update_layout(barmode="overlay", bargap=0, hovermode="closest")
    figure.update_xaxes(dtick=1, range=[1.5, 10.5])
    figure.update_yaxes(dtick=1, range=[0.5, 5.5], zeroline=False, showgrid=False)
    axis_words(
        figure,
        colours,
        below=_("F + M : fréquence et montant →"),
        above=_("↑ R : récence du dernier achat"),
    )
    figure.add_shape(
        type="path", path=" ".join(_outline()), line={"color": colours.ink, "width": 1.5}, layer="above"
    )
    named = {part.segment: part for part in reversed(CELLS)}
    for part in named.values():
        figure.add_annotation(
            text=_(SEGMENTS[part.segment]), x=part.fm - 0.5, y=part.r_last + 0.5, xanchor="left", yanchor="top", xshift=1,
            yshift=0, showarrow=False, font={"size": 11, "color": colours.ink}, captureevents=False,
        )  # fmt: skip


def _outline() -> Iterator[str]:
    """The sides of cells that part two segments, and the border of the whole, as pieces of a path."""
    inside = {cell: segment(*cell, 0) for cell in GRID}
    for (r, fm), name in inside.items():
        if inside.get((r, fm - 1)) != name:
            yield f"M {fm - 0.5} {r - 0.5} L {fm - 0.5} {r + 0.5}"
        if inside.get((r + 1, fm)) != name:
            yield f"M {fm - 0.5} {r + 0.5} L {fm + 0.5} {r + 0.5}"
    yield "M 1.5 0.5 L 10.5 0.5 L 10.5 5.5"


def _table(filled: Mapping[Cell, Total]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Case"): [cell_name(cell) for cell in filled],
            _("CA 12 mois"): [float(total.revenue) for total in filled.values()],
            _("Clients"): [total.clients for total in filled.values()],
        }
    )


def sentence(known: Mapping[Cell, Total], currency: str | None) -> str:
    """Which segment brings the most, and what good clients have not come back, in one sentence."""
    counts, sums = dict.fromkeys(SEGMENTS, 0), dict.fromkeys(SEGMENTS, Decimal(0))
    for (r, fm), total in known.items():
        counts[segment(r, fm, 0)] += total.clients
        sums[segment(r, fm, 0)] += total.revenue
    buyers, whole = sum(counts.values()), sum(sums.values(), Decimal(0))
    if not buyers:
        return _("Aucun client n’a acheté sur les 12 derniers mois.")
    if whole <= 0:
        return _("Les avoirs dépassent les ventes sur les 12 derniers mois.")
    first = max(sums, key=lambda name: sums[name])
    said = _("« {segment} » : {n} acheteurs sur {buyers} font {share} du chiffre d’affaires").format(
        segment=_(SEGMENTS[first]),
        n=number(counts[first]),
        buyers=number(buyers),
        share=percent(float(sums[first] / whole), 0),
    )
    if not counts["keep"] or first == "keep":
        return f"{said}."
    return _("{said} ; « {segment} » : {n}, pour {amount}.").format(
        said=said,
        segment=_(SEGMENTS["keep"]),
        n=number(counts["keep"]),
        amount=short_money(sums["keep"], currency),
    )


def _draw(asked: Asked) -> Chart:
    """With the keys of the cells that hold someone."""
    cells = totals(asked.portfolio.segments(asked.as_of, asked.where), "cell")
    drawn = rfm_matrix(cells, currency=asked.currency, dark=asked.dark)
    filled = [cell for cell in GRID if cell in cells and cells[cell].clients]
    return replace(
        drawn,
        keys=tuple(cell_key(*cell) for cell in filled),
        amounts=tuple(cells[cell].revenue for cell in filled),
    )


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    table = asked.portfolio.segments(asked.as_of, asked.where).table
    r, fm = cell_of(key)
    mine = table[(table["r"] == r) & (table["f"] + table["m"] == fm)]
    return (
        mine[["client_id", "revenue_12m"]].rename(columns={"revenue_12m": "amount"}).fillna({"amount": 0.0})
    )


PLOT = Plot(
    code="rfm",
    question=N_("Qui achète souvent, récemment et beaucoup, et qui n’est pas revenu ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("CA 12 mois"),
)
