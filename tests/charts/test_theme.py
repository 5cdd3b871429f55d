"""What every chart shares: round graduations, names that fit, French for plotly, and a figure that needs nothing from outside."""

import datetime as dt
import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.charts import aged_balance, config, evolution, monthly_revenue, top_clients
from fiche.charts.theme import brief, clipped, escaped, graduations, month_until
from fiche.i18n import speaking
from tests.charts.test_charts import AS_OF, BUCKETS, months

NBSP = "\u00a0"
amount = st.floats(min_value=-1e12, max_value=1e12, allow_nan=False)


@given(st.lists(amount, max_size=24))
def test_graduations_hold_zero_and_every_value(values: list[float]) -> None:
    ticks = graduations(values)
    assert 0.0 in ticks and ticks == sorted(ticks) and len(ticks) <= 12
    assert ticks[0] <= min([0.0, *values]) and ticks[-1] >= max([0.0, *values])


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, f"0{NBSP}€", "€0"),
        (800, f"800{NBSP}€", "€800"),
        (50_000, f"50{NBSP}k€", "€50k"),
        (1_500_000, f"1,5{NBSP}M€", "€1.5M"),
        (-2e9, f"\u22122{NBSP}Md€", "\u2212€2bn"),
    ],
)
def test_an_axis_says_amounts_shortly(value: float, french: str, english: str) -> None:
    assert brief(value, "EUR") == french
    with speaking("en"):
        assert brief(value, "EUR") == english


@given(st.text(max_size=300))
def test_a_name_is_cut_only_when_it_has_to_be(name: str) -> None:
    cut = clipped(name)
    assert cut == name or (cut.endswith("…") and len(cut) <= 60)


def test_capitals_take_more_room_than_small_letters() -> None:
    assert clipped("conserverie du val talvère") == "conserverie du val talvère"
    assert clipped("CONSERVERIE DU VAL TALVÈRE").endswith("…")


def test_the_month_that_the_date_cuts_says_so() -> None:
    assert "20/11/2026" in month_until(dt.date(2026, 11, 1), AS_OF)
    assert "/" not in month_until(dt.date(2026, 10, 1), AS_OF)
    assert "/" not in month_until(dt.date(2026, 11, 1), dt.date(2026, 11, 30))


def test_plotly_speaks_french_only_to_the_french() -> None:
    french = config()
    assert french["locales"]["fr"]["format"]["shortMonths"][1] == "févr."
    with speaking("en"):
        assert "locale" not in config()


def test_a_picture_is_of_points_or_of_lines() -> None:
    assert config()["toImageButtonOptions"] == {"format": "png", "scale": 2}
    assert config("svg")["toImageButtonOptions"] == {"format": "svg", "scale": 1}


def test_html_of_a_file_is_text() -> None:
    assert escaped("<a href='x'>&") == "&lt;a href=&#x27;x&#x27;&gt;&amp;"


def test_the_figures_need_nothing_from_outside_and_stay_small() -> None:
    revenue = pd.DataFrame({"month": months(12), "revenue": [1.0] * 12, "revenue_previous": [2.0] * 12})
    flows = pd.DataFrame(
        {"month": months(24), "invoiced": [3.0] * 24, "received": [2.0] * 24, "overdue": [1.0] * 24}
    )
    people = pd.DataFrame({"client_id": ["a", "b"], "name": ["A", None], "revenue_12m": [2.0, 1.0]})
    drawn = [
        monthly_revenue(revenue, AS_OF, None, None),
        aged_balance(BUCKETS),
        top_clients(people),
        evolution(flows, AS_OF),
    ]
    for chart in drawn:
        text = chart.figure.to_json()
        assert "http" not in text and len(text) < 30_000
        assert len({c for c in json.dumps(json.loads(text)["data"]).split('"') if c.startswith("#")}) <= 7
        assert chart.figure.layout.height <= 360 and chart.alt.startswith(chart.title)
    assert drawn[2].table.iloc[1, 0] == "b", "a client without a name is called by its number"


def test_nothing_to_see_is_said_and_not_drawn() -> None:
    nothing = pd.DataFrame({"month": months(12), "revenue": [0.0] * 12, "revenue_previous": [0.0] * 12})
    assert monthly_revenue(nothing, AS_OF, None, None).empty
    assert not aged_balance(BUCKETS).empty
