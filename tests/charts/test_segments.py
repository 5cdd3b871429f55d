"""The Pareto curve, the matrix of scores and the groups hold exactly what they are given, lead to who is behind, and say what they prove."""

import datetime as dt
import json
from decimal import Decimal
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.analysis import Portfolio, rfm
from fiche.analysis.segment_totals import Total, totals
from fiche.charts import GRID, OTHERS, Chart, cell_key, cell_name, cell_of, groups, pareto, rfm_matrix
from fiche.charts.pareto import BARS, steps
from fiche.i18n import speaking
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 11, 20)
NBSP = "\u00a0"


def portfolio(clients: int, *, name: str | None = None) -> Portfolio:
    """Client n buys n times for n × 100 each, the last n days ago."""
    rows = [
        invoice(100 * n + k, 100 * n, (AS_OF - dt.timedelta(days=n + k)).isoformat(), client=f"C{n:03d}")
        for n in range(1, clients + 1)
        for k in range(min(n, 9))
    ]
    people = [{"client_id": f"C{n:03d}", "name": name or f"Client {n}"} for n in range(1, clients + 1)]
    return Portfolio(dataset(rows, [], [*people, {"client_id": "NEVER", "name": "Jamais"}]))


def curve(made: Portfolio) -> Chart:
    found = made.segments(AS_OF)
    return pareto(found.table, totals(found, "abc"), limits=found.limits)


def matrix(made: Portfolio) -> Chart:
    return rfm_matrix(totals(made.segments(AS_OF), "cell"))


def test_the_curve_is_the_share_accumulated_client_after_client() -> None:
    made = portfolio(12)
    chart, table = curve(made), made.segments(AS_OF).table
    revenue = table["revenue_12m"].dropna()
    revenue = revenue[revenue > 0]
    assert list(chart.figure.data[0].y) == pytest.approx(list(revenue.cumsum() / revenue.sum()))
    assert (
        list(chart.keys) == table["abc"].dropna().tolist() == [k for (k,) in chart.figure.data[0].customdata]
    )
    assert chart.figure.data[0].y[-1] == pytest.approx(1)


def test_the_table_of_the_curve_is_the_classes_and_their_revenue() -> None:
    made = portfolio(12)
    chart, known = curve(made), totals(made.segments(AS_OF), "abc")
    assert chart.table.iloc[:, 1].tolist() == [float(known[k].revenue) for k in "ABC"]
    assert chart.table.iloc[:, 3].tolist() == [known[k].clients for k in "ABC"]
    assert chart.table.iloc[:, 1].sum() == float(made.figures(AS_OF)["revenue_12m"].value)  # type: ignore[arg-type]
    assert f"{known['A'].clients} clients sur 12" in chart.title and chart.kinds == (
        "money",
        "percent",
        "count",
    )


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 4000))
def test_a_step_is_of_one_class_and_they_cover_everyone(a: int, b: int, c: int) -> None:
    letters = "A" * a + "B" * b + "C" * c
    edges = steps(letters)
    assert edges[0] == 0 and edges[-1] == len(letters) and edges == sorted(set(edges))
    assert len(edges) <= BARS + 3
    assert all(len(set(letters[i:j])) == 1 for i, j in pairwise(edges))


def test_many_clients_stay_a_small_figure() -> None:
    assert len(curve(portfolio(150)).figure.to_json()) < 30_000


def test_nobody_to_class_is_a_sentence() -> None:
    nothing = Portfolio(dataset([], [], [{"client_id": "C1", "name": "Seul"}]))
    assert curve(nothing).empty and "Aucun client" in curve(nothing).title
    assert matrix(nothing).empty and "Aucun client" in matrix(nothing).title
    assert "Un seul client" in curve(portfolio(1)).title


def test_each_cell_has_its_clients_and_leads_to_them() -> None:
    made = portfolio(40)
    chart, known = matrix(made), totals(made.segments(AS_OF), "cell")
    bars = chart.figure.data[0]
    for place, cell in enumerate(GRID):
        count = known[cell].clients if cell in known else 0
        assert bars.text[place] == (str(count) if count else "")
        assert bars.customdata[place][0] == (cell_key(*cell) if count else ""), "an empty cell leads nowhere"
        assert (bars.base[place], bars.x[place]) == (cell[0] - 0.5, cell[1])
    assert chart.table.iloc[:, 2].sum() == 40
    assert chart.table.iloc[:, 1].sum() == float(made.figures(AS_OF)["revenue_12m"].value)  # type: ignore[arg-type]


def test_the_deepest_cell_is_the_one_of_most_revenue() -> None:
    cells = {(5, 10): Total(1, Decimal(900), 0.5, 0.9), (1, 2): Total(9, Decimal(100), 0.5, 0.1)}
    colours = dict(zip(GRID, rfm_matrix(cells).figure.data[0].marker.color, strict=True))
    depth = {cell: float(colour.rstrip(")").split(",")[-1]) for cell, colour in colours.items()}
    assert depth[(5, 10)] == max(depth.values()) > depth[(1, 2)] > depth[(3, 5)]


def test_the_title_says_who_brings_most_and_who_has_not_come_back() -> None:
    cells = {(5, 10): Total(3, Decimal(900), 0.5, 0.9), (1, 9): Total(2, Decimal(100), 0.5, 0.1)}
    title = rfm_matrix(cells).title
    assert f"« Champions » : 3 acheteurs sur 5 font 90{NBSP}%" in title
    assert f"« À ne pas perdre » : 2, pour 100,00{NBSP}€" in title
    assert "avoirs" in rfm_matrix({(5, 10): Total(1, Decimal(-5), 1.0, None)}).title


def test_every_segment_is_named_once_and_every_cell_has_a_key() -> None:
    names = [a.text for a in matrix(portfolio(5)).figure.layout.annotations]
    assert {n for s, n in rfm.SEGMENTS.items() if s != rfm.LOST} <= set(names) and len(names) == len(
        set(names)
    )
    assert [cell_of(cell_key(*cell)) for cell in GRID] == list(GRID)
    assert cell_name((4, 7)) == "R 4, F+M 7 · Fidèles"


def frame(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "name": [f"<b>Zone {n}</b>" for n in range(count)],
            "code": [f"Z{n}" for n in range(count)],
            "revenue_12m": [Decimal(100 - n) for n in range(count)],
            "share": [(100 - n) / 1000 for n in range(count)],
            "growth": [None, *[0.1] * (count - 1)],
        }
    )


def test_groups_and_the_others_sum_to_the_whole() -> None:
    chart = groups(frame(14))
    assert chart.keys[0] == "Z0" and chart.keys[-1] == OTHERS and len(chart.keys) == 11
    assert chart.table.iloc[:, 1].sum() == float(sum(frame(14)["revenue_12m"]))
    assert chart.title == f"« <b>Zone 0</b> » fait 10{NBSP}% du chiffre d’affaires des 12 derniers mois."
    assert "<b>Zone" not in chart.figure.to_json().replace("\\u003c", "<")
    assert "Aucun" in groups(frame(3).head(0)).title


def test_names_never_become_markup() -> None:
    text = curve(portfolio(3, name="<a href='x'>&")).figure.to_json().replace("\\u003c", "<")
    assert "<a" not in text


def test_they_need_nothing_from_outside_and_speak_english() -> None:
    for chart in (curve(portfolio(30)), matrix(portfolio(30)), groups(frame(5))):
        text = chart.figure.to_json()
        assert "http" not in text and len(text) < 30_000 and chart.figure.layout.height <= 360
        assert chart.alt.startswith(chart.title)
        assert len({c for c in json.dumps(json.loads(text)["data"]).split('"') if c.startswith("#")}) <= 7
    with speaking("en"):
        assert "out of" in curve(portfolio(30)).title and "buyers" in matrix(portfolio(30)).title
        assert "revenue" in groups(frame(5)).title
