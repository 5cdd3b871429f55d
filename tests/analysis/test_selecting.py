"""Filters leave exactly the clients they say, whose figures add up to the filtered portfolio's; an address says them and is read back, or is refused in a sentence."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import Filters, Portfolio
from fiche.analysis.metric import metrics
from fiche.analysis.rule import Condition, Rule, as_text, from_text
from fiche.analysis.selecting import ABSENT, params_of, select, words_of
from fiche.errors import Refused
from tests.pages.small import company
from tests.pages.test_segments import many

DAY = dt.date(2026, 11, 24)
AGO = dt.datetime(2026, 9, 25)  # noqa: DTZ001 - pandas’ own days; sixty before
PORTFOLIO, SMALL = Portfolio(many(60)), Portfolio(company())
ROWS = {r["client_id"]: r for r in PORTFOLIO.clients(DAY).merge(PORTFOLIO.segments(DAY).table[["client_id", "abc", "segment"]], on="client_id").to_dict("records")}  # fmt: skip


def rule(*conditions: tuple[Any, ...], any_of: bool = False) -> Rule:
    return Rule(tuple(Condition(f, op, tuple(values)) for f, op, *values in conditions), any_of)  # type: ignore[arg-type]


def said(value: Any) -> str | None:
    return value if isinstance(value, str) else None


CASES: list[tuple[Filters, Callable[[dict[str, Any]], bool]]] = [
    (Filters(zone=("Nord",)), lambda r: r["zone"] == "Nord"),
    (Filters(zone=("Nord", None), category=(None,)), lambda r: said(r["zone"]) in ("Nord", None) and said(r["category"]) is None),
    (Filters(abc=("A", None)), lambda r: said(r["abc"]) in ("A", None)),
    (Filters(segment=("champions", "lost")), lambda r: r["segment"] in ("champions", "lost")),
    (Filters(status_computed=("active", "vip")), lambda r: r["status_computed"] in ("active", "vip")),
    (Filters(rules=(rule(("revenue_12m", "ge", "200"), ("revenue_12m", "le", "900")),)), lambda r: 200 <= r["revenue_12m"] <= 900),
    (Filters(rules=(rule(("zone", "not_in", "Nord"), ("outstanding", "gt", "500"), any_of=True),)), lambda r: said(r["zone"]) != "Nord" or r["outstanding"] > 500),
    (Filters(rules=(rule(("category", "missing")), rule(("name", "contains", "cliènt 1")))), lambda r: said(r["category"]) is None and "client 1" in r["name"].lower()),
    (Filters(rules=(rule(("name", "not_contains", "cliènt 1")),)), lambda r: "client 1" not in r["name"].lower()),
    (Filters(rules=(rule(("last_purchase", "older", "60")),)), lambda r: r["last_purchase"] < AGO),
    (Filters(rules=(rule(("last_purchase", "recent", "60")),)), lambda r: r["last_purchase"] >= AGO),
    (Filters(rules=(Rule((rule(("zone", "in", "Nord"), ("outstanding", "gt", "500")), rule(("zone", "in", "Sud"), ("outstanding", "le", "500"))), any_of=True),)), lambda r: (said(r["zone"]) == "Nord" and r["outstanding"] > 500) or (said(r["zone"]) == "Sud" and r["outstanding"] <= 500)),
    (Filters(rules=(rule(("last_purchase", "lt", "2026-06-01")),)), lambda r: r["last_purchase"] < dt.datetime(2026, 6, 1)),  # noqa: DTZ001 - pandas’ own days
]  # fmt: skip


@pytest.mark.parametrize("case", range(len(CASES)))
def test_a_filter_leaves_who_it_says_and_their_figures_add_up(case: int) -> None:
    where, holds = CASES[case]
    expected = {client for client, row in ROWS.items() if holds(row)}
    left = set(PORTFOLIO.clients(DAY, where)["client_id"])
    assert left == expected and 0 < len(left) < len(ROWS)
    assert PORTFOLIO.counted(DAY, where) == (len(left), len(ROWS))
    whole, each = PORTFOLIO.figures(DAY, None, where), PORTFOLIO.tabulate(DAY, "client", where)
    assert set(each) == left
    for code in (m.code for m in metrics().values() if m.additive):
        parts = [each[client][code].value for client in left]
        total = sum((p for p in parts if p is not None), Decimal(0) if metrics()[code].unit == "money" else 0)  # type: ignore[misc]
        assert (whole[code].value or 0) == total, code
    assert PORTFOLIO.aged(DAY, None, where).difference == 0


def test_a_period_leaves_who_was_invoiced_in_it() -> None:
    first, last = dt.date(2026, 9, 1), dt.date(2026, 9, 30)
    documents = many(60).documents.to_dicts()
    expected = {d["client_id"] for d in documents if d["kind"] == "invoice" and first <= d["date"] <= last}
    assert set(PORTFOLIO.clients(DAY, Filters(period=(first, last)))["client_id"]) == expected


def test_a_column_that_nobody_recognised_filters() -> None:
    for values, left in (((("rouge",)), {"C1"}), ((None,), {"C2", "C3"})):
        where = Filters(rules=(rule(("extra:Couleur", "in", *values)),))
        assert set(SMALL.clients(DAY, where)["client_id"]) == left


@pytest.mark.parametrize("case", range(len(CASES)))
def test_the_words_of_a_filter_are_read_back(case: int) -> None:
    where = replace(CASES[case][0], period=(dt.date(2025, 1, 1), DAY))
    found = select(PORTFOLIO, params_of(where))
    assert found.where == where and not found.refused
    assert all(words in (*found.words, "") for words in words_of(PORTFOLIO, where))


def test_an_amount_and_what_is_not_filled_in_are_said() -> None:
    found = select(SMALL, {"montant": ["revenue_12m:100:2000.5"], "categorie": [ABSENT, "Négoce"]})
    words = [each.replace("\u202f", " ").replace("\u00a0", " ") for each in found.words]
    assert words == ["Catégorie : Non renseigné, Négoce", "CA 12 mois de 100,00 € à 2 000,50 €"]
    assert set(SMALL.clients(DAY, found.where)["client_id"]) == {"C1", "C2"}


@pytest.mark.parametrize(
    "params",
    [
        {"categorie": ["Inconnue"]}, {"statut": ["nobody"]}, {"classe": ["Z"]}, {"zone": ["Sud"]}, {"periode": ["hier"]},
        {"periode": ["2026-02-01_2026-01-01"]}, {"montant": ["revenue_12m:x:"]}, {"montant": ["revenue_12m::"]}, {"montant": ["NaN:1:2"]},
        {"montant": ["revenue_12m:NaN:"]}, {"montant": ["name:1:2"]}, {"si": ["{"]}, {"si": ['{"all":[["extra:Absente","in","x"]]}']},
        {"si": ['{"all":[["name","ge","3"]]}']}, {"si": ['{"all":[["revenue_12m","ge","beaucoup"]]}']}, {"regle": ["7"]}, {"regle": ["x"]}, {"si": ['{"all":[["revenue_12m","older","3"]]}']}, {"si": ['{"all":[["last_purchase","older","x"]]}']},
    ],
)  # fmt: skip
def test_what_is_unknown_is_refused_in_a_sentence_and_the_rest_holds(params: dict[str, list[str]]) -> None:
    found = select(SMALL, {**params, "responsable": ["A. Martin"]})
    assert len(found.refused) == 1 and found.refused[0].endswith(".")
    assert found.where == Filters(account_manager=("A. Martin",))


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda t: st.lists(t, max_size=3) | st.dictionaries(st.sampled_from(["all", "any", "x"]), t, max_size=2)))  # fmt: skip
@settings(max_examples=60)
def test_any_text_is_a_rule_or_is_refused(value: Any) -> None:
    import json

    try:
        found = from_text(json.dumps(value))
    except Refused:
        return
    assert from_text(as_text(found)) == found
