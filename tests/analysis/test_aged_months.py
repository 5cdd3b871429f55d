"""The aged balance of each month is the one of its last day, whatever the file says and whoever is asked for."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import Filters, Portfolio
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2026, 11, 24)
days = st.one_of(st.none(), st.dates(dt.date(2025, 9, 1), dt.date(2027, 1, 5)))
documents = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(-50000, 90000).filter(bool),
        days,
        days,
        st.sampled_from(["EUR", "USD"]),
    ),
    max_size=7,
)
payments = st.lists(
    st.tuples(st.integers(1, 3), st.integers(-3000, 60000).filter(bool), days, st.integers(0, 7)), max_size=6
)


def said(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


@settings(max_examples=40)
@given(documents, payments, st.sampled_from(["EUR", "USD"]), st.booleans())
def test_each_month_is_the_balance_of_its_end(rows: list, paid: list, currency: str, one: bool) -> None:  # type: ignore[type-arg]
    bills = [
        invoice(n, Decimal(cents) / 100, said(day), said(due), client=f"C{who}", currency=code)
        for n, (who, cents, day, due, code) in enumerate(rows, 1)
    ]
    received = [
        payment(Decimal(cents) / 100, said(day), target or None, client=f"C{who}", currency="EUR")
        for who, cents, day, target in paid
        if target <= len(bills)
    ]
    people = [{"client_id": f"C{n}", "name": f"Client {n}"} for n in range(1, 4)]
    made = Portfolio(dataset(bills, received, people))
    where = Filters(currency=currency, search="Client 1" if one else "")
    frame = made.aged_by_month(AS_OF, 4, where)
    for row in frame.to_dict("records"):
        buckets = made.aged(row["end"], None, where).buckets
        assert {name: row[name] for name in buckets} == dict(buckets)


def test_the_last_month_stops_at_the_date() -> None:
    made = Portfolio(dataset([invoice(1, 100, "2026-10-01", "2026-10-31")]))
    frame = made.aged_by_month(AS_OF, 2)
    assert [row["end"] for row in frame.to_dict("records")] == [dt.date(2026, 10, 31), AS_OF]
    assert (frame["not_due"].tolist(), frame["1-30"].tolist()) == (
        [Decimal(100), Decimal(0)],
        [Decimal(0), Decimal(100)],
    )


@pytest.mark.parametrize("currency", [None, "USD"])
def test_several_currencies_have_no_balance(currency: str | None) -> None:
    rows = [
        invoice(1, 10, "2026-10-01", currency="EUR"),
        invoice(2, 10, "2026-10-01", currency="USD", client="C2"),
    ]
    assert len(Portfolio(dataset(rows)).aged_by_month(AS_OF, 2, Filters(currency=currency))) == (
        2 if currency else 0
    )
