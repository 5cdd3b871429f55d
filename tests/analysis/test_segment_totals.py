"""Clients and revenue by class, segment and cell, by group, and how concentrated: sums that are the portfolio's, and the same rule said twice."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche import loading
from fiche.analysis import Filters, Portfolio, rfm
from fiche.analysis.concentration import alike, fewest, herfindahl_index
from fiche.analysis.groups import ADDED, groups
from fiche.analysis.segment_totals import CLASSES, Cut, totals
from tests.analysis import scoring
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 6, 30)
CUTS: tuple[Cut, ...] = ("abc", "segment", "cell")
AMOUNTS = st.lists(st.integers(-500, 500_000).map(lambda n: Decimal(n) / 100), max_size=40)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    demo = Path(__file__).resolve().parents[2] / "sample_data" / "demo" / "entreprise_demo.xlsx"
    return Portfolio(loading.check(loading.prepare([(demo.name, demo)]), loaded_on=AS_OF))


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("where", [Filters(), Filters(category=("PME",)), Filters(search="zzzz")])
def test_everyone_is_in_one_and_the_revenue_is_the_portfolio_s(
    cut: Cut, where: Filters, portfolio: Portfolio
) -> None:
    found, figures = totals(portfolio.segments(AS_OF, where), cut), portfolio.figures(AS_OF, where=where)
    assert sum(each.clients for each in found.values()) == figures["clients"].value
    assert sum((each.revenue for each in found.values()), Decimal(0)) == figures["revenue_12m"].value
    shares = [each.share_of_revenue for each in found.values() if each.share_of_revenue is not None]
    assert not shares or sum(shares) == pytest.approx(1)


@pytest.mark.parametrize("cut", CUTS)
def test_a_total_is_its_clients(cut: Cut, portfolio: Portfolio) -> None:
    segments = portfolio.segments(AS_OF)
    table = segments.table.assign(
        cell=[None if r != r else (int(r), int(fm)) for r, fm in zip(segments.table["r"], segments.table["f"] + segments.table["m"], strict=True)]
    )  # fmt: skip
    for key, total in totals(segments, cut).items():
        mine = table[table[cut].isna()] if key is None else table[[each == key for each in table[cut]]]
        assert len(mine) == total.clients
        assert round(mine["revenue_12m"].fillna(0).sum(), 2) == float(total.revenue)


def test_the_order_of_reading(portfolio: Portfolio) -> None:
    assert list(totals(portfolio.segments(AS_OF), "abc")) == [*CLASSES, None]
    assert list(totals(portfolio.segments(AS_OF), "segment")) == [*rfm.SEGMENTS, None]
    empty = totals(portfolio.segments(AS_OF, Filters(search="zzzz")), "abc")
    assert list(empty) == list(CLASSES)
    assert all(each.share_of_revenue is None and each.clients == 0 for each in empty.values())


def test_credit_notes_alone_are_in_no_class_and_in_the_sum() -> None:
    rows = [invoice(1, 100, "2026-05-01"), invoice(2, -30, "2026-05-02", client="C2")]
    found = totals(Portfolio(dataset(rows)).segments(AS_OF), "abc")
    assert found["A"].share_of_revenue == 1.0, "the classes divide the revenue of those who have some"
    assert found[None].revenue == Decimal(-30) and found[None].share_of_revenue is None


@given(AMOUNTS, st.integers(0, 1000).map(lambda n: Decimal(n) / 1000))
def test_the_fewest_clients_are_class_a(amounts: list[Decimal], share: Decimal) -> None:
    rows = [{"client_id": f"{n:03d}", "revenue_12m": amount} for n, amount in enumerate(amounts)]
    in_a = [each for each, _before in scoring.abc(rows, (share,)).values() if each == "A"]
    assert fewest([float(a) for a in amounts], share) == len(in_a)


@given(st.integers(1, 200), st.integers(1, 10**9))
def test_an_index_says_how_many_equal_clients(count: int, cents: int) -> None:
    index = herfindahl_index([Decimal(cents) / 100] * count).value
    assert isinstance(index, float) and alike(index) == count


@given(st.lists(st.integers(0, 60), min_size=1, max_size=60))
def test_a_band_holds_exactly_the_values_of_its_score(values: list[int]) -> None:
    limits = rfm.cutoffs(values)
    bands = rfm.bands(limits)
    assert list(bands) == [1, 2, 3, 4, 5]
    for value in range(62):
        inside = [
            score
            for score, band in bands.items()
            if band and (band[0] is None or value > band[0]) and (band[1] is None or value <= band[1])
        ]
        assert inside == [scoring.score(value, limits)]
    assert rfm.bands(()) == {1: (None, None)}


@pytest.mark.parametrize("by", ["category", "sector", "zone", "account_manager", "status", "status_computed"])
@pytest.mark.parametrize("where", [Filters(), Filters(category=("PME",))])
def test_groups_add_up_to_the_portfolio(by: str, where: Filters, portfolio: Portfolio) -> None:
    tabulated = portfolio.tabulate(AS_OF, by, where)  # type: ignore[arg-type]
    figures = portfolio.figures(AS_OF, where=where)
    found = groups(tabulated, figures)
    assert found.difference == 0
    assert {code: whole for code, (_added, whole) in found.proof.items()} == {
        code: figures[code].value for code in ADDED
    }
    assert sum(found.table["share"]) == pytest.approx(1)
    assert found.table["clients"].sum() == figures["clients"].value
    revenues = found.table["revenue_12m"].tolist()
    assert revenues == sorted(revenues, reverse=True)


def test_a_gap_shows(portfolio: Portfolio) -> None:
    tabulated = dict(portfolio.tabulate(AS_OF, "zone"))
    first = next(iter(tabulated))
    lost = tabulated.pop(first)["revenue_12m"].value
    found = groups(tabulated, portfolio.figures(AS_OF))
    assert isinstance(lost, Decimal) and found.difference >= lost > 0
