"""How much of the revenue the first clients make, client after client, coloured by class; it puts nobody into a class."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from fiche.analysis import Filters
from fiche.analysis.segment_totals import CLASSES, Total, totals
from fiche.charts.axis_words import axis_words
from fiche.charts.plot import Asked, Plot
from fiche.charts.theme import Chart, Floats, blank, chart, escaped, keyed, name_series, palette
from fiche.i18n import N_, NBSP, _, colon, money, number, percent

BARS = 120  # more steps than that cannot be told apart
OPACITY = {"A": 1.0, "B": 0.6, "C": 0.3}


def pareto(
    frame: pd.DataFrame,
    classes: Mapping[str | None, Total],
    *,
    limits: Sequence[Decimal] = (),
    currency: str | None = "EUR",
    dark: bool = False,
) -> Chart:
    """The share of revenue accumulated from the largest client to the smallest: a step for each client, or for several when they are many.

    `frame`: client_id, name, revenue_12m, abc, by revenue descending, as Segments.table; clients without a class are left out. `classes`:
    their totals. `limits`: the shares that end the classes, drawn when given.
    """
    kept, colours = frame[frame["abc"].notna()], palette(dark)
    revenue, letters = kept["revenue_12m"].to_numpy(dtype=np.float64), [str(each) for each in kept["abc"]]
    reached = np.cumsum(revenue) / revenue.sum() if len(kept) else revenue
    edges = steps(letters)
    keys = [letters[last - 1] for last in edges[1:]]
    figure = blank(300, colours)
    figure.update_layout(bargap=0, margin={"r": 18})
    figure.add_bar(
        x=np.array([(a + b) / 2 for a, b in pairwise(edges)]), width=np.diff(edges),
        y=reached[[last - 1 for last in edges[1:]]], hovertext=_hover(kept, reached, edges, currency), hoverinfo="text",
        customdata=keyed(keys), marker={"color": colours.now, "opacity": [OPACITY[key] for key in keys], "line": {"width": 0}},
    )  # fmt: skip
    _axes(figure, letters, limits)
    axis_words(figure, colours, below=_("clients, du plus grand au plus petit →"))
    name_series(
        figure,
        [
            (_mark(k), colours.now, f"{k}{colon()}{number(classes[k].clients)}")
            for k in CLASSES
            if classes[k].clients
        ],
    )
    drawn = chart(figure, sentence(classes), _table(classes), keys, currency)
    return replace(drawn, kinds=("money", "percent", "count"))


def steps(letters: Sequence[str]) -> list[int]:
    """0, then how many clients each step ends at: every one, or BARS of them at most, none over two classes."""
    if len(letters) <= BARS:
        return list(range(len(letters) + 1))
    ends = {place + 1 for place in range(len(letters) - 1) if letters[place] != letters[place + 1]}
    return sorted({round(x) for x in np.linspace(0, len(letters), BARS)} | ends)


def _hover(kept: pd.DataFrame, reached: Floats, edges: Sequence[int], currency: str | None) -> list[str]:
    names = [
        escaped(name if isinstance(name, str) else str(client_id))
        for name, client_id in zip(kept["name"], kept["client_id"], strict=True)
    ]
    said = []
    for first, last in pairwise(edges):
        together = _("les {n} premiers font {share}").format(n=number(last), share=percent(reached[last - 1]))
        own = (
            f"{names[first]}{NBSP}: {money(kept['revenue_12m'].iloc[first], currency)}<br>"
            if last == first + 1
            else ""
        )
        said.append(f"{own}{together}")
    return said


def _axes(figure: go.Figure, letters: Sequence[str], limits: Sequence[Decimal]) -> None:
    """Below, where the classes end; at the left, the shares that end them."""
    ends = sorted({len(letters), *(len(letters) - letters[::-1].index(k) for k in set(letters))})
    far = [end for end in ends if end == len(letters) or len(letters) - end > len(letters) / 12]
    figure.update_xaxes(
        tickmode="array", tickvals=far, ticktext=[number(end) for end in far], range=[0, len(letters) or 1]
    )
    shares = [0.0, 0.5, *map(float, limits)] if limits else [0.0, 0.5, 1.0]
    figure.update_yaxes(
        tickmode="array",
        tickvals=shares,
        ticktext=[percent(each, 0) for each in shares],
        range=[0, 1.0],
        showgrid=True,
    )


def _mark(letter: str) -> str:
    return f'<span style="opacity:{OPACITY[letter]}">■</span>'


def _table(classes: Mapping[str | None, Total]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Classe"): list(CLASSES),
            _("CA 12 mois"): [float(classes[k].revenue) for k in CLASSES],
            _("Part du CA"): [classes[k].share_of_revenue for k in CLASSES],
            _("Clients"): [classes[k].clients for k in CLASSES],
        }
    )


def sentence(classes: Mapping[str | None, Total]) -> str:
    """What the first class makes, and the last, in one sentence."""
    buyers = sum(classes[key].clients for key in CLASSES)
    if not buyers:
        return _("Aucun client n’a de chiffre d’affaires sur les 12 derniers mois.")
    if buyers == 1:
        return _("Un seul client fait tout le chiffre d’affaires des 12 derniers mois.")
    first = _("{clients} sur {buyers}, en classe A, font {share} du chiffre d’affaires")
    if classes["A"].clients == 1:
        first = _("Un client sur {buyers}, en classe A, fait {share} du chiffre d’affaires")
    said = first.format(
        clients=client_count(classes["A"].clients), buyers=number(buyers), share=_share(classes["A"])
    )
    if classes["C"].clients < 2:
        return f"{said}."
    return _("{said} ; les {n} de la classe C, {share}.").format(
        said=said, n=number(classes["C"].clients), share=_share(classes["C"])
    )


def client_count(clients: int) -> str:
    """«1 client», «12 clients»."""
    return _("1 client") if clients == 1 else _("{n} clients").format(n=number(clients))


def _share(total: Total) -> str:
    return percent(total.share_of_revenue, 0)


def _draw(asked: Asked) -> Chart:
    """With one key a class: the steps of a class lead to the same clients."""
    found = asked.portfolio.segments(asked.as_of, asked.where)
    classes = totals(found, "abc")
    everyone = asked.where == Filters(currency=asked.where.currency)
    limits = found.limits if everyone else ()
    drawn = pareto(found.table, classes, limits=limits, currency=asked.currency, dark=asked.dark)
    return replace(drawn, keys=CLASSES, amounts=tuple(classes[letter].revenue for letter in CLASSES))


def _behind(asked: Asked, key: str) -> pd.DataFrame:
    table = asked.portfolio.segments(asked.as_of, asked.where).table
    mine = table[table["abc"] == key]
    return mine[["client_id", "revenue_12m"]].rename(columns={"revenue_12m": "amount"})


PLOT = Plot(
    code="pareto",
    question=N_("Combien de clients font l’essentiel du chiffre d’affaires ?"),
    draw=_draw,
    behind=_behind,
    brings=N_("CA 12 mois"),
)
