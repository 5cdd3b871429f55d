"""The page of segments says the portfolio's own figures, and every mark, tile and row of it leads to exactly the clients behind."""

import datetime as dt
import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from fiche.analysis import Filters, Portfolio
from fiche.analysis.segment_totals import totals
from fiche.charts import cell_key
from fiche.dataset import Dataset
from fiche.i18n import percent, short_money
from tests.analysis.build import dataset, invoice
from tests.pages.conftest import AS_OF
from tests.pages.small import EVIL, company, hostile
from tests.pages.test_portfolio import html
from tests.pages.test_portfolio import rows as numbers

OpenPage = Callable[..., AppTest]
DAY = dt.date.fromisoformat(AS_OF)
NBSP = "\u00a0"


def many(clients: int = 130) -> Dataset:
    """Clients who buy at rhythms of their own for amounts of their own, some of whom stop; zones and categories in turn, one in five without
    a category; one who left, one who never bought, one with a credit note alone."""
    draw, rows = random.Random(7), []
    for n in range(1, clients + 1):
        rhythm, usual = draw.gammavariate(2, 25), draw.gammavariate(6, 40)
        day = DAY - dt.timedelta(days=draw.randrange(20, 330))
        while day <= DAY:
            amount = round(max(5.0, draw.gauss(usual, usual / 3)), 2)
            rows.append(invoice(len(rows) + 1, amount, day.isoformat(), day.isoformat(), client=f"C{n:03d}"))
            if draw.random() < 0.08:
                break
            day += dt.timedelta(days=1 + int(draw.expovariate(1 / rhythm)))
    people = [
        {
            "client_id": f"C{n:03d}",
            "name": f"Client {n}",
            "zone": ("Nord", "Sud", "Est")[n % 3],
            "category": "PME" if n % 5 else None,
        }
        for n in range(1, clients + 1)
    ]
    gone = [invoice(9000, 50, "2024-01-01", client="GONE"), invoice(9001, -20, "2026-11-01", client="CREDIT")]
    others = [{"client_id": name, "name": name} for name in ("GONE", "NEVER", "CREDIT")]
    return dataset([*rows, *gone], [], [*people, *others])


def listed(app: AppTest) -> set[str]:
    """Everyone in the list of clients, whatever the page: the whole of it is at most as long as a page here, else what is said of it."""
    return set(numbers(app))


def select(app: AppTest, widget: str, row: int) -> AppTest:
    """Press a row of a listing."""
    app.session_state[widget] = {"selection": {"rows": [], "columns": [], "cells": [(row, "name")]}}
    return app.run()


def click(app: AppTest, chart: str, mark: str) -> AppTest:
    """Press a mark of a chart."""
    app.session_state[f"{chart}_0"] = {"selection": {"points": [{"customdata": [mark]}]}}
    return app.run()


def asked(app: AppTest, name: str) -> list[str]:
    """What the address says under a name."""
    found: str | list[str] = app.query_params.get(name, [])
    return [found] if isinstance(found, str) else found


def said(app: AppTest) -> str:
    """The caption that counts what is listed."""
    return next(c.value for c in app.caption if "sur" in c.value and "CA 12 mois" in c.value).replace(
        "\\", ""
    )


def frame(app: AppTest, column: str) -> pd.DataFrame:
    """The table that has a column."""
    found: list[pd.DataFrame] = [t.value for t in app.dataframe if column in t.value.columns]
    return found[-1]


def test_the_tiles_are_the_portfolio_s_figures(open_page: OpenPage) -> None:
    app, portfolio = open_page("segments", many()), Portfolio(many())
    blocks, figures = "\n".join(html(app)), portfolio.figures(DAY)
    for letter, total in list(totals(portfolio.segments(DAY), "abc").items())[:3]:
        assert f'<div class="label">Classe {letter}</div>' in blocks
        assert f">{total.clients}</div>" in blocks
        assert f"{percent(total.share_of_revenue)} du CA : {short_money(total.revenue)}" in blocks
    for code in ("top10_share", "herfindahl"):
        assert f">{percent(figures[code].value)}</div>" in blocks  # type: ignore[arg-type]
    worth = portfolio.worth(DAY)
    assert worth.total is not None and f">{short_money(worth.total)}</div>" in blocks
    explained = "\n".join(m.value for m in app.markdown)
    assert "un filtre ne change la classe de personne" in explained and "BG/NBD" in explained


def test_one_sentence_first(open_page: OpenPage) -> None:
    portfolio = Portfolio(many())
    first = totals(portfolio.segments(DAY), "abc")["A"].clients
    sentence = html(open_page("segments", many()))[0]
    assert f"{first} clients sur 130 font 80{NBSP}% du chiffre d’affaires" in sentence
    assert f"les 10 premiers en font {percent(portfolio.figures(DAY)['top10_share'].value, 0)}" in sentence  # type: ignore[arg-type]


@pytest.mark.parametrize(("view", "cut"), [("abc", "abc"), ("rfm", "segment")])
def test_the_table_is_the_totals_and_each_row_opens_its_clients(
    open_page: OpenPage, view: str, cut: Any
) -> None:
    app, known = open_page("segments", many(), vue=view), totals(Portfolio(many()).segments(DAY), cut)
    table = frame(app, "share_of_clients")
    assert table["clients"].tolist() == [each.clients for each in known.values()]
    assert table["revenue_12m"].tolist() == [float(each.revenue) for each in known.values()]
    assert table["clients"].sum() == 133
    key, last = list(known.items())[1]
    select(app, f"{view}_totals_table_0", 1)
    assert app.title[0].value == "Clients" and not app.exception
    assert said(app).startswith(f"{last.clients} clients sur 133")
    assert asked(app, "classe" if cut == "abc" else "segment") == [key]


def test_who_is_in_no_class_is_reached_too(open_page: OpenPage) -> None:
    app = select(open_page("segments", many()), "abc_totals_table_0", 3)
    assert listed(app) == {"GONE", "NEVER", "CREDIT"}


def test_every_cell_of_the_matrix_opens_exactly_its_clients(open_page: OpenPage) -> None:
    found = Portfolio(many()).segments(DAY)
    small = {k: t for k, t in totals(found, "cell").items() if k and t.clients <= 25}
    r, fm = max(small, key=lambda cell: small[cell].clients)
    app = click(open_page("segments", many(), vue="rfm"), "chart_rfm", cell_key(r, fm))
    table = found.table
    inside = table[(table["r"] == r) & (table["f"] + table["m"] == fm)]
    assert listed(app) == set(inside["client_id"]) and len(inside) > 1
    assert set(app.dataframe[-1].value["segment_shown"]) == {cell_name_of(r, fm)}


def test_a_cell_in_the_address_can_be_left(open_page: OpenPage) -> None:
    found = Portfolio(many()).segments(DAY)
    cell = next(key for key in totals(found, "cell") if key)
    app = open_page("clients", many(), case=cell_key(*cell))
    assert 0 < len(listed(app)) < 25
    app.button(key="clients_cell_clear").click().run()
    assert not asked(app, "case") and len(listed(app)) == 25, "a whole page again"


def cell_name_of(r: int, fm: int) -> str:
    from fiche.analysis import rfm

    return rfm.SEGMENTS[rfm.segment(r, fm, 0)]


def test_a_mark_of_the_curve_opens_its_class(open_page: OpenPage) -> None:
    app = click(open_page("segments", many()), "chart_pareto", "C")
    assert asked(app, "classe") == ["C"]
    assert said(app).startswith(f"{totals(Portfolio(many()).segments(DAY), 'abc')['C'].clients} clients")


def test_a_click_forgets_what_was_searched_in_the_list(open_page: OpenPage, root: Any) -> None:
    app = open_page("clients", many())
    app.text_input(key="clients_search").set_value("Client 12").run()
    app.switch_page(str(root / "pages" / "value" / "segments.py")).run()
    select(app, "abc_totals_table_0", 3)
    assert listed(app) == {"GONE", "NEVER", "CREDIT"}


def test_the_cut_offs_are_said_in_words(open_page: OpenPage) -> None:
    app, found = open_page("segments", many(), vue="rfm"), Portfolio(many()).segments(DAY)
    bands = frame(app, "score")
    assert bands["score"].tolist() == ["5", "4", "3", "2", "1"]
    assert bands["r"].iloc[0] == f"{found.cutoffs['recency_days'][0]}{NBSP}j ou moins"
    assert bands["f"].iloc[0] == f"plus de {found.cutoffs['purchase_days_12m'][3]}"
    rules = frame(app, "rule").set_index("name")["rule"]
    assert rules["Fidèles"].replace(NBSP, " ") == "R 4–5 et F + M 7–8 ou R 3 et F + M 7–10"


def test_the_values_are_the_portfolio_s(open_page: OpenPage) -> None:
    app, worth = open_page("segments", many(), vue="valeur"), Portfolio(many()).worth(DAY)
    table, first = frame(app, "clv_12m"), worth.table.head(25)
    assert table["client_id"].tolist() == first["client_id"].tolist()
    assert table["clv_12m"].tolist() == first["clv_12m"].tolist()
    assert table["p_alive"].tolist() == first["p_alive"].round(3).tolist()
    assert {"r", "α", "a", "b", "p", "q", "γ"} <= set(frame(app, "meaning")["name"])
    select(app, "value_list_table_0", 2)
    assert app.title[0].value == table["name"].iloc[2]


def test_too_little_to_estimate_is_a_reason_and_no_number(open_page: OpenPage) -> None:
    app = open_page("segments", many(20), vue="valeur")
    reason = Portfolio(many(20)).worth(DAY).reason
    assert reason and any(reason in block for block in html(app))
    assert any("Données insuffisantes" in i.value for i in app.info)
    assert not [t for t in app.dataframe if "clv_12m" in t.value.columns]


@pytest.mark.parametrize("by", ["zone", "category", "status_computed"])
def test_groups_are_those_of_tabulate_and_add_up(open_page: OpenPage, by: Any) -> None:
    app, portfolio = open_page("segments", many(), vue="groupes", par=by), Portfolio(many())
    table, known = frame(app, "outstanding"), portfolio.tabulate(DAY, by)
    rows = sorted(known.values(), key=lambda f: -f["revenue_12m"].value)  # type: ignore[operator]
    for code in ("revenue_12m", "outstanding", "overdue"):
        assert table[code].tolist() == [float(each[code].value) for each in rows]  # type: ignore[arg-type]
        assert round(table[code].sum(), 2) == float(portfolio.figures(DAY)[code].value)  # type: ignore[arg-type]
    assert any(f"écart 0,00{NBSP}€" in c.value.replace("\\", "") for c in app.caption)
    assert "margin" not in table.columns, "no cost in the file, no column of margins"


@pytest.mark.parametrize(
    ("by", "row", "name", "value", "where"),
    [
        ("zone", "Nord", "zone", ["Nord"], Filters(zone=("Nord",))),
        ("category", "Non renseigné", "categorie", ["~"], Filters(category=(None,))),
        ("status_computed", "▲ À risque", "statut", ["at_risk"], Filters(status_computed=("at_risk",))),
    ],
)
def test_a_group_opens_its_clients(
    open_page: OpenPage, by: str, row: str, name: str, value: list[str], where: Filters
) -> None:
    app, portfolio = open_page("segments", many(), vue="groupes", par=by), Portfolio(many())
    place = frame(app, "outstanding")["name"].tolist().index(row)
    select(app, f"groups_{by}_table_0", place)
    assert app.title[0].value == "Clients" and asked(app, name) == value
    wanted = portfolio.clients(DAY, where).sort_values("name", key=lambda names: names.str.casefold())
    assert app.dataframe[-1].value["name"].tolist() == wanted["name"].head(25).tolist()


def test_a_shared_filter_narrows_the_page_and_stays_in_the_address(open_page: OpenPage) -> None:
    app = open_page("segments", many(), zone="Nord")
    assert app.multiselect(key="filter_zone").value == ["Nord"]
    where = Filters(zone=("Nord",))
    known = totals(Portfolio(many()).segments(DAY, where), "abc")
    assert frame(app, "share_of_clients")["clients"].tolist() == [t.clients for t in known.values()]
    app.multiselect(key="filter_zone").set_value(["Sud", "Est"]).run()
    assert asked(app, "zone") == ["Sud", "Est"]
    app.button(key="filter_clear").click().run()
    assert "zone" not in app.query_params


def test_the_view_is_kept_in_the_address(open_page: OpenPage) -> None:
    app = open_page("segments", many(), vue="nothing of the kind")
    assert asked(app, "vue") == ["abc"]
    app.segmented_control(key="segments_view").set_value("rfm").run()
    assert asked(app, "vue") == ["rfm"] and app.get("plotly_chart")


def test_several_currencies_are_never_added(open_page: OpenPage) -> None:
    two = [invoice(1, 100, "2026-11-01", currency="EUR"), invoice(2, 900, "2026-11-01", currency="USD")]
    app = open_page("segments", dataset(two))
    assert frame(app, "share_of_clients")["revenue_12m"].sum() == 100
    app.selectbox(key="filter_currency").set_value("USD").run()
    assert frame(app, "share_of_clients")["revenue_12m"].sum() == 900
    assert asked(app, "devise") == ["USD"]


@pytest.mark.parametrize("view", ["abc", "rfm", "valeur", "groupes"])
@pytest.mark.parametrize("langue", ["fr", "en"])
def test_every_view_of_any_file(open_page: OpenPage, view: str, langue: str) -> None:
    for rows in (
        company(),
        hostile(),
        dataset(clients=[{"client_id": "1", "name": "Seul"}]),
        dataset([invoice(1, -50, "2026-11-01")]),
    ):
        app = open_page("segments", rows, vue=view, langue=langue)
        assert not app.exception
        assert not any("<script>" in block or "<b>" in block for block in html(app))
        assert not any("<b>" in chart.proto.spec for chart in app.get("plotly_chart"))


def test_a_hostile_name_of_group_is_shown_to_the_letter(open_page: OpenPage) -> None:
    app = open_page("segments", hostile(), vue="groupes", par="category")
    assert frame(app, "outstanding")["name"].tolist() == [EVIL]
    select(app, "groups_category_table_0", 0)
    assert not app.exception and listed(app) == {"C1"}


def test_revenue_is_never_a_float_s_rounding(open_page: OpenPage) -> None:
    rows = [invoice(n, "0.10", "2026-11-01", client=f"C{n}") for n in range(1, 31)]
    table = frame(open_page("segments", dataset(rows)), "share_of_clients")
    known = totals(Portfolio(dataset(rows)).segments(DAY), "abc")
    assert sum((each.revenue for each in known.values()), Decimal(0)) == Decimal("3.00")
    assert round(table["revenue_12m"].sum(), 2) == 3.0
