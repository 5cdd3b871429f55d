"""The picture of a chart says its sentence, its question and its date above a plot of the same size, whatever names hold."""

import datetime as dt
from decimal import Decimal

from fiche.charts import aged_balance, config
from fiche.charts.picture import LINES, STRIP, WIDTH, headed, named, size
from fiche.charts.ranking import ranking
from fiche.web.tables_chart import question

BUCKETS = {"not_due": Decimal("100.00"), "1-30": Decimal("20.00"), "no_due_date": Decimal("2.00"), "unapplied": Decimal("-7.25")}  # fmt: skip


def test_a_picture_says_what_the_page_says() -> None:
    chart, asked = aged_balance(BUCKETS), question("aged_balance", dt.date(2026, 11, 24))
    height, top = chart.figure.layout.height, chart.figure.layout.margin.t
    figure = headed(chart, asked)
    assert figure.layout.title.text == chart.title and figure.layout.title.subtitle.text == asked
    assert (figure.layout.height, figure.layout.margin.t) == (height + STRIP, top + STRIP)
    assert headed(chart, asked).layout.height == height + STRIP, "once, however often it is drawn"
    assert size(figure) == {"width": WIDTH, "height": height + STRIP}
    name = named(chart, asked)
    assert name.startswith("Que nous doit-on") and name.endswith("24-11-2026")
    options = config("svg", {**size(figure), "filename": name})["toImageButtonOptions"]
    assert options == {
        "format": "svg",
        "scale": 1,
        "width": WIDTH,
        "height": height + STRIP,
        "filename": name,
    }


def test_a_long_or_hostile_sentence_stays_text_on_two_lines() -> None:
    chart = ranking([("a", "<b>x</b>", Decimal(3))], "<script>alert(1)</script> " + "très long " * 60, ("Client", "Montant"))  # fmt: skip
    title = headed(chart, "").layout.title
    assert title.text.count("<br>") == LINES - 1 and title.text.endswith("…") and "<script>" not in title.text
    assert title.subtitle.text is None and "/" not in named(chart, "")
