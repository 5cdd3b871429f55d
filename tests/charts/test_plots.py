"""The contract of every chart of the registry: its marks are the indicators', each mark opens exactly the clients that make it, and nothing comes from outside.

Set FICHE_SNAPSHOTS=write to write the snapshots of the made-up company's charts again, then read the difference.
"""

import itertools
import json
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from fiche.analysis import Filters, Portfolio
from fiche.charts import Chart
from fiche.charts.plot import Asked, Plot, plots
from fiche.i18n import language, set_language, speaking
from tests.charts.conftest import AS_OF

SNAPSHOTS = Path(__file__).parent / "snapshots"
CODES = sorted(plots())
COMPANIES = ("made_up", "awkward")
DRAWN = ("type", "x", "y", "base", "width", "text", "error_y", "customdata", "orientation", "z")
TALLEST, LARGEST = 360, 150_000


def cases(plot: Plot) -> Iterator[dict[str, str]]:
    """Every choice of a reader."""
    for values in itertools.product(*plot.choices.values()):
        yield dict(zip(plot.choices, values, strict=True))


def asked(portfolio: Portfolio, choices: dict[str, str] | None = None, *, dark: bool = False) -> Asked:
    return Asked(portfolio, AS_OF, Filters(), "EUR", dark, choices or {})


@pytest.fixture(params=COMPANIES)
def company(request: pytest.FixtureRequest) -> Portfolio:
    """One company after the other."""
    found: Portfolio = request.getfixturevalue(request.param)
    return found


_made: dict[tuple[int, str], list[tuple[Asked, Chart]]] = {}


def drawn(company: Portfolio, code: str) -> list[tuple[Asked, Chart]]:
    """Every choice of a chart, drawn once for all the tests. The companies live as long as the session."""
    if (id(company), code) not in _made:
        questions = [asked(company, choices) for choices in cases(plots()[code])]
        _made[id(company), code] = [(question, plots()[code].draw(question)) for question in questions]
    return _made[id(company), code]


@pytest.mark.parametrize("code", CODES)
def test_each_mark_opens_the_clients_that_make_it(company: Portfolio, code: str) -> None:
    everyone = set(company.names())
    for question, chart in drawn(company, code):
        assert len(chart.keys) == len(chart.amounts) == len(chart.table)
        for key, amount in zip(chart.keys, chart.amounts, strict=True):
            found = plots()[code].behind(question, key)
            assert set(found["client_id"]) <= everyone and found["client_id"].is_unique
            said = sum((Decimal(str(each)) for each in found["amount"]), Decimal(0))
            near = Decimal("0.005") if plots()[code].exact else Decimal(1)
            assert said == pytest.approx(Decimal(str(amount)), abs=near), (question.choices, key)


@pytest.mark.parametrize("code", CODES)
def test_the_marks_add_up_to_the_indicator(company: Portfolio, code: str) -> None:
    figures = company.figures(AS_OF)
    for question, chart in drawn(company, code):
        whole = plots()[code].indicator(question)
        if whole is not None:
            total = sum((Decimal(str(each)) for each in chart.amounts), Decimal(0))
            assert total == pytest.approx(figures[whole].value or Decimal(0), abs=Decimal("0.005")), (
                question.choices
            )


@pytest.mark.parametrize("code", CODES)
def test_every_click_leads_to_a_key(company: Portfolio, code: str) -> None:
    """What a click gives is a key of the chart, or nothing."""
    for _question, chart in drawn(company, code):
        marks = {str(each[0]) for trace in chart.figure.data for each in (trace.customdata if trace.customdata is not None else ())}  # fmt: skip
        assert marks - {""} <= set(chart.keys)
        assert chart.empty or marks - {""}


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("code", CODES)
def test_it_stays_on_this_machine_and_says_what_it_shows(company: Portfolio, code: str, dark: bool) -> None:
    plot = plots()[code]
    for choices in cases(plot):
        with speaking("en" if dark else "fr"):
            chart = plot.draw(asked(company, choices, dark=dark))
        text = chart.figure.to_json()
        assert "http" not in text and len(text) < LARGEST, len(text)
        assert "<b>gras" not in text.replace("\\u003c", "<")
        assert chart.title.endswith(".") and chart.alt.startswith(chart.title)
        assert len(chart.figure.data) == 0 or chart.figure.layout.height <= TALLEST
        assert {trace.type for trace in chart.figure.data} <= {"bar", "scatter"}, (
            "plotly’s own maps ask the network"
        )


@pytest.mark.parametrize("code", CODES)
def test_a_bar_with_its_text_can_be_clicked(made_up: Portfolio, code: str) -> None:
    """Plotly, when a mark is clicked, reads how a selected bar looks: it makes that up for bars of one opacity only."""
    for trace in plots()[code].draw(asked(made_up, next(cases(plots()[code])))).figure.data:
        own = trace.to_plotly_json()
        many = not isinstance(own.get("marker", {}).get("opacity", 1), int | float)
        assert not (own["type"] == "bar" and own.get("text") is not None and many) or "selected" in own


@pytest.mark.parametrize("code", CODES)
def test_nothing_to_draw_is_a_sentence(nothing: Portfolio, code: str) -> None:
    for question, chart in drawn(nothing, code):
        assert chart.empty and chart.title, question.choices


def test_each_question_is_named_once() -> None:
    assert language() or set_language("fr")
    questions = [plot.question for plot in plots().values()]
    assert len(set(questions)) == len(questions) and all(each.endswith("?") for each in questions)


def snapshot(chart: Chart) -> dict[str, object]:
    """A figure as data: its words, its numbers and what is drawn, without its looks."""
    traces = [{k: v for k, v in trace.to_plotly_json().items() if k in DRAWN} for trace in chart.figure.data]
    return {
        "title": chart.title,
        "table": {str(name): list(chart.table[name]) for name in chart.table},
        "keys": list(chart.keys),
        "traces": traces,
    }


def plain(value: object) -> object:
    """What JSON knows: lists for arrays, text for days, two decimals."""
    if hasattr(value, "tolist"):
        return value.tolist()
    return str(value)


@pytest.mark.parametrize("code", CODES)
def test_the_figure_is_the_one_that_was_read(made_up: Portfolio, code: str) -> None:
    chart = plots()[code].draw(asked(made_up, next(cases(plots()[code]))))
    text = json.dumps(snapshot(chart), default=plain, ensure_ascii=False, sort_keys=True)
    text = re.sub(r"-?\d+\.\d+(?:e-?\d+)?", lambda found: f"{float(found[0]):.6g}", text)
    path = SNAPSHOTS / f"{code}.json"
    pretty = json.dumps(json.loads(text), ensure_ascii=False, indent=0, sort_keys=True) + "\n"
    if os.environ.get("FICHE_SNAPSHOTS") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(pretty, "utf-8")
    assert path.exists(), "write it with FICHE_SNAPSHOTS=write, and read it"
    assert json.loads(path.read_text("utf-8")) == json.loads(pretty)
