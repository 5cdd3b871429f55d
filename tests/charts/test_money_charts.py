"""The charts of what is owed and of what should come: each shows exactly its frame, and says in its title what the frame proves."""

import datetime as dt
import json

import pandas as pd
import pytest

from fiche.charts import Chart, at_risk_by_month, dso_by_month, receipts
from fiche.i18n import speaking
from tests.charts.test_charts import months

AS_OF = dt.date(2026, 11, 20)
NAN, NBSP = float("nan"), "\u00a0"


def dso(values: list[float], best: float = 30.0, least: int = 0) -> Chart:
    frame = pd.DataFrame(
        {
            "month": months(len(values)), "outstanding": [1000.0] * len(values), "dso_countback": values,
            "at_least": [0.0] * (len(values) - least) + [1.0] * least, "dso_best_possible": [best] * len(values),
        }
    )  # fmt: skip
    return dso_by_month(frame, AS_OF)


def test_dso_shows_both_methods() -> None:
    chart = dso([50.0 + n for n in range(13)])
    bars, marks = chart.figure.data
    assert list(bars.y) == [50.0 + n for n in range(13)] and set(marks.y) == {30.0}
    assert chart.table.iloc[:, 1].tolist() == list(bars.y) and chart.kinds == ("days", "days", "money")
    assert chart.keys[0] == "2025-12-01" and len(chart.keys) == 13
    assert f"62{NBSP}j, contre 50{NBSP}j un an plus tôt" in chart.title and f"30{NBSP}j" in chart.title
    assert chart.alt.startswith(chart.title)


@pytest.mark.parametrize(
    ("values", "least", "said"),
    [
        ([NAN] * 13, 0, "ne peut pas être calculé"),
        ([60.2] * 13, 0, "comme un an plus tôt"),
        ([NAN] * 5 + [60.0] * 8, 0, f"est de 60{NBSP}j ; sans"),
        ([60.0] * 13, 13, f"≥ 60{NBSP}j"),
        ([0.0] * 13, 0, "zéro jour"),
    ],
)
def test_the_title_of_dso_is_what_the_data_proves(values: list[float], least: int, said: str) -> None:
    assert said in dso(values, least=least).title


def at_risk(rates: list[float]) -> Chart:
    frame = pd.DataFrame({"month": months(len(rates)), "billed": [200.0] * len(rates), "left_open": [200 * r for r in rates], "rate": rates})  # fmt: skip
    return at_risk_by_month(frame)


def test_at_risk_shows_the_months_whose_rate_is_known() -> None:
    chart = at_risk([0.1] * 5 + [0.2] * 8 + [0.5, NAN, NAN])
    assert list(chart.figure.data[0].y) == [0.1] * 3 + [0.2] * 8 + [0.5]
    assert chart.keys[-1] == months(14)[-1].isoformat() and len(chart.keys) == 12
    assert f"50,0{NBSP}%" in chart.title and f"17,3{NBSP}% sur les 11 mois" in chart.title


@pytest.mark.parametrize(
    ("rates", "said"),
    [([], "pas encore connu"), ([NAN], "pas encore connu"), ([0.0, 0.0], "Rien ne reste dû"), ([0.25], "restait dû 90 jours après l’échéance.")],
)  # fmt: skip
def test_the_title_of_at_risk(rates: list[float], said: str) -> None:
    chart = at_risk(rates)
    assert said in chart.title and chart.empty == (not [r for r in rates if r == r])


def weeks(expected: list[float]) -> pd.DataFrame:
    days = [AS_OF + dt.timedelta(days=1 + 7 * n) for n in range(len(expected))]
    low, high = [0.8 * e for e in expected], [1.5 * e for e in expected]
    return pd.DataFrame({"week": pd.to_datetime(days), "expected": expected, "low": low, "high": high})


def test_receipts_show_each_week_and_its_range() -> None:
    chart = receipts(weeks([100.0, 50.0, 25.0, 25.0, 200.0]))
    (bars,) = chart.figure.data
    assert list(bars.y) == [100.0, 50.0, 25.0, 25.0, 200.0]
    assert list(bars.error_y.array) == [50.0, 25.0, 12.5, 12.5, 100.0]
    assert list(bars.error_y.arrayminus) == pytest.approx([20.0, 10.0, 5.0, 5.0, 40.0])
    assert chart.keys[0] == "2026-11-21"
    assert f"400{NBSP}€" in chart.title and "25/12/2026" in chart.title and f"50{NBSP}%" in chart.title
    assert "19/12/2026" in chart.alt, "the strongest week"
    assert chart.figure.layout.yaxis.range[1] >= 300, "the range is not cut"


def test_nothing_expected_is_a_sentence() -> None:
    assert "Rien n’est attendu" in receipts(weeks([0.0] * 13)).title and receipts(weeks([0.0] * 13)).empty


def test_nothing_comes_from_outside_and_english_is_spoken() -> None:
    with speaking("en"):
        drawn = [dso([50.0] * 13), at_risk([0.1, 0.2]), receipts(weeks([10.0] * 13))]
    for chart in drawn:
        text = chart.figure.to_json()
        assert "http" not in text and len(text) < 30_000 and chart.figure.layout.height <= 360
        assert len({c for c in json.dumps(json.loads(text)["data"]).split('"') if c.startswith("#")}) <= 7
    assert "against" not in drawn[0].title and "as a year before" in drawn[0].title
    assert "was still owed" in drawn[1].title and "is expected by" in drawn[2].title
