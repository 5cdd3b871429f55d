"""From one year to the next: every client is of one kind and the kinds add up; who comes back by first purchase; the share of the first clients then."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import Filters, Portfolio
from fiche.analysis.changes import KINDS
from fiche.analysis.concentration import quarters
from fiche.analysis.days import months_before
from tests.analysis.build import dataset, invoice

AS_OF = dt.date(2026, 11, 24)


def company() -> Portfolio:
    """One client of each kind, one of credit notes alone, one never seen."""
    rows = [
        invoice(1, 100, "2026-01-10", client="NEW"),
        invoice(2, 70, "2024-01-10", client="BACK"),
        invoice(3, 30, "2026-03-10", client="BACK"),
        invoice(4, 10, "2025-03-10", client="UP"),
        invoice(5, 25, "2026-03-10", client="UP"),
        invoice(6, 40, "2025-03-10", client="DOWN"),
        invoice(7, 15, "2026-03-10", client="DOWN"),
        invoice(8, 60, "2025-06-10", client="LOST"),
        invoice(9, 50, "2025-11-24", client="SAME"),
        invoice(10, 50, "2025-11-25", client="SAME"),
        invoice(11, -5, "2026-02-01", client="CREDIT"),
    ]
    clients = [{"client_id": each, "name": each} for each in ("NEW", "BACK", "UP", "DOWN", "LOST", "SAME", "CREDIT", "NEVER")]  # fmt: skip
    return Portfolio(dataset(rows, [], clients))


def test_each_client_is_of_one_kind() -> None:
    found = company().changes(AS_OF)
    kinds = dict(zip(found.people["client_id"], found.people["kind"], strict=True))
    assert kinds == {"NEW": "new", "BACK": "returned", "UP": "grown", "DOWN": "shrunk", "LOST": "lost", "SAME": "same", "CREDIT": "new"}  # fmt: skip
    assert {kind: found.total(kind) for kind in KINDS} == {
        "new": 95, "returned": 30, "grown": 15, "shrunk": -25, "lost": -60, "same": 0,
    }  # fmt: skip


amounts = st.tuples(
    st.integers(0, 4),
    st.integers(-9999, 99999).filter(bool),
    st.dates(dt.date(2023, 6, 1), dt.date(2027, 1, 1)),
)


@settings(max_examples=30)
@given(st.lists(amounts, max_size=12))
def test_the_kinds_add_up_to_the_difference_to_the_cent(rows: list[tuple[int, int, dt.date]]) -> None:
    documents = [
        invoice(n, Decimal(cents) / 100, day.isoformat(), client=f"C{who}")
        for n, (who, cents, day) in enumerate(rows)
    ]
    made = Portfolio(dataset(documents, [], [{"client_id": f"C{n}", "name": "X"} for n in range(5)]))
    found, figures = made.changes(AS_OF), made.figures(AS_OF)
    assert (found.before, found.now) == (figures["revenue_prev_12m"].value, figures["revenue_12m"].value)
    assert sum(found.total(kind) for kind in KINDS) == found.now - found.before  # type: ignore[operator]
    assert found.people["client_id"].is_unique


def test_a_cohort_is_the_period_of_the_first_invoice() -> None:
    found = company().cohorts(AS_OF, "year")
    cells = {(c.year, p.year): n for c, p, n in zip(found.cells["cohort"], found.cells["period"], found.cells["clients"], strict=True)}  # fmt: skip
    assert cells == {
        (2024, 2024): 1, (2024, 2025): 0, (2024, 2026): 1,
        (2025, 2025): 4, (2025, 2026): 2, (2026, 2026): 1,
    }  # fmt: skip
    assert found.first == dt.date(2024, 1, 1) and found.sizes[dt.date(2025, 1, 1)] == 4
    back = company().buyers_of(AS_OF, "year", dt.date(2025, 1, 1), dt.date(2026, 1, 1))
    assert dict(zip(back["client_id"], back["revenue"], strict=True)) == {"UP": 25, "DOWN": 15}


def test_quarters_of_a_cohort_run_to_the_date() -> None:
    found = company().cohorts(AS_OF, "quarter")
    last = found.cells.groupby("cohort")["period"].max()
    assert set(last) == {dt.date(2026, 10, 1)}
    assert (found.cells["share"] <= 1).all()


def test_concentration_is_the_indicator_of_each_day() -> None:
    made = company()
    frame = made.concentration(AS_OF)
    assert list(frame["day"]) == quarters(AS_OF) and frame["day"].iloc[-1] == AS_OF
    for day, share, index in zip(frame["day"], frame["top10_share"], frame["herfindahl"], strict=True):
        then = made.figures(day)
        assert then["top10_share"].value == (share if share == share else None)
        assert then["herfindahl"].value == (index if index == index else None)


@pytest.mark.parametrize("day", [dt.date(2024, 2, 29), dt.date(2025, 3, 31)])
def test_twelve_months_are_those_of_the_indicator(day: dt.date) -> None:
    after = months_before(day, 12)
    documents = [
        invoice(n, 10 + n, (after + dt.timedelta(days=n)).isoformat(), client=f"C{n}") for n in range(3)
    ]
    made = Portfolio(dataset(documents))
    assert list(made.first_then(day, day)["client_id"]) == ["C2", "C1"], "the first day is the year before's"


def test_several_currencies_are_not_compared() -> None:
    documents = [
        invoice(1, 100, "2026-05-01", currency="EUR"),
        invoice(2, 90, "2026-05-01", currency="USD", client="C2"),
    ]
    made = Portfolio(dataset(documents))
    assert made.changes(AS_OF).now is None and made.concentration(AS_OF)["top10_share"].isna().all()
    assert made.changes(AS_OF, Filters(currency="USD")).now == 90
