"""Invoices to be paid in several instalments, and the published receivables cases T1 to T8 retold; each rest worked by hand."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import CurrencyRate, Portfolio, Settings
from tests.analysis.build import Row, dataset, invoice, payment

ISSUED = dt.date(2025, 1, 1)
TODAY = dt.date(2025, 1, 15)
SIXTY = Settings(bucket_limits=(30, 60, 90, 120))


def in_days(days: int) -> str:
    """So many days after the invoice's date."""
    return (ISSUED + dt.timedelta(days=days)).isoformat()


def scheduled(key: int, gross: object, *parts: tuple[int, object], **more: object) -> Row:
    """An invoice of 1 January with instalments of (days after, amount)."""
    text = " ".join(f"{in_days(days)}={Decimal(str(amount)):.2f}" for days, amount in parts)
    return invoice(key, gross, ISSUED.isoformat(), in_days(parts[-1][0]), schedule=text, **more)  # type: ignore[arg-type]


def rests(portfolio: Portfolio, as_of: dt.date) -> list[tuple[int, Decimal]]:
    """What is left of each instalment, in days after the invoice's date; the proof holds."""
    aged = portfolio.aged(as_of)
    assert aged.difference == 0
    assert aged.buckets_total == portfolio.figures(as_of)["balance"].value
    with portfolio._copy.at(as_of) as cursor:
        rows = cursor.execute(
            "SELECT due_date, open_amount FROM items WHERE open_amount > 0 ORDER BY due_date"
        ).fetchall()
    return [((day - ISSUED).days, amount) for day, amount in rows]


def portfolio(*rows: Row) -> Portfolio:
    """A portfolio of documents and payments."""
    documents, payments = [r for r in rows if "kind" in r], [r for r in rows if "kind" not in r]
    return Portfolio(dataset(documents, payments), SIXTY)


T1 = scheduled(1, 100, (30, 30), (60, 50), (90, 20))
FORTY = payment(40, in_days(10), 1)


def test_t1_three_instalments_stand_apart() -> None:
    """100 as 30 / 50 / 20 and nothing received: 30, 50 and 20 are due, 100 in all."""
    found = portfolio(T1)
    assert rests(found, TODAY) == [(30, 30), (60, 50), (90, 20)]
    assert found.figures(TODAY)["outstanding"].value == 100


def test_t2_a_payment_fills_the_earliest_first() -> None:
    """40 received: 30 fill the first, 10 the second, whose rest is 50 − 10 = 40; the third keeps 20: 60 in all."""
    found = portfolio(T1, FORTY)
    assert rests(found, TODAY) == [(60, 40), (90, 20)]
    assert found.figures(TODAY)["outstanding"].value == 60


def test_t3_a_credit_note_left_on_itself() -> None:
    """T2, then a credit note of 100 that names nothing: a line of −100, the invoice keeps 60, the client's net is −40."""
    found = portfolio(T1, FORTY, invoice(2, -100, in_days(12)))
    assert rests(found, TODAY) == [(60, 40), (90, 20)]
    values = found.figures(TODAY)
    assert (values["unapplied"].value, values["outstanding"].value, values["balance"].value) == (
        -100,
        60,
        -40,
    )


def test_t4_a_full_credit_note_on_the_invoice() -> None:
    """100 and a credit note of 100 on it: no line is open."""
    found = portfolio(T1, invoice(2, -100, in_days(12), related_key=1))
    assert rests(found, TODAY) == []
    assert found.figures(TODAY)["open_count"].value == 0


def test_t5_a_payment_and_a_credit_note() -> None:
    """200 as 60 / 100 / 40. 40 received: 20 / 100 / 40. Then a credit note of 100 on the invoice: 20 end the first, 80 go to the second,
    which keeps 20; the third keeps 40: 60 in all."""
    rows = [scheduled(1, 200, (30, 60), (60, 100), (90, 40)), FORTY]
    assert rests(portfolio(*rows), TODAY) == [(30, 20), (60, 100), (90, 40)]
    rows.append(invoice(2, -100, in_days(12), related_key=1))
    assert rests(portfolio(*rows), TODAY) == [(60, 20), (90, 40)]
    assert portfolio(*rows).figures(TODAY)["outstanding"].value == 60


def test_t6_to_t8_ranges_a_deposit_and_a_partial_payment() -> None:
    """200 of the day, limits 30 / 60 / 90 / 120, on the day: 200, all of it in what is not late (the published report counts day 0 in its first
    range), the other ranges 0. T7: a deposit of 50 that names nothing: 50 in advance, 150 net. T8: 125 received on the invoice: 75 open,
    50 in advance, 25 net."""
    whole = invoice(1, 200, ISSUED.isoformat(), ISSUED.isoformat())
    deposit, part = payment(50, ISSUED.isoformat()), payment(125, ISSUED.isoformat(), 1)
    for rows, not_due, advance in (
        ((whole,), 200, 0),
        ((whole, deposit), 200, -50),
        ((whole, deposit, part), 75, -50),
    ):
        aged = portfolio(*rows).aged(ISSUED)
        assert (aged.buckets["not_due"], aged.buckets["unapplied"], aged.buckets_total) == (
            not_due,
            advance,
            not_due + advance,
        )
        assert sum(aged.buckets.values()) == not_due + advance
        assert aged.difference == 0


def test_each_instalment_has_its_own_bucket_and_delay() -> None:
    """On day 95 after the invoice: 65, 35 and 5 days late; T2's 40 leave 40 in 31–60 and 20 in 1–30. One invoice is late, 35 days."""
    moment = ISSUED + dt.timedelta(days=95)
    aged = portfolio(T1).aged(moment)
    assert (aged.buckets["61-90"], aged.buckets["31-60"], aged.buckets["1-30"]) == (30, 50, 20)
    found = portfolio(T1, FORTY)
    aged, values = found.aged(moment), found.figures(moment)
    assert (aged.buckets["61-90"], aged.buckets["31-60"], aged.buckets["1-30"]) == (0, 40, 20)
    assert (values["overdue"].value, values["oldest_delay"].value, values["overdue_count"].value) == (
        60,
        35,
        1,
    )
    assert (values["documents"].value, values["order_count"].value, values["revenue_12m"].value) == (
        1,
        1,
        100,
    )


def test_the_line_of_the_document() -> None:
    """One line: all of the invoice, the due date of the earliest instalment still open, late as soon as that one is."""
    for days, status, bucket in ((31, "partial", "not_due"), (61, "late", "1-30")):
        line = portfolio(T1, FORTY).transactions("C1", ISSUED + dt.timedelta(days=days)).to_dict("records")
        assert len(line) == 1
        assert (line[0]["gross"], line[0]["applied"], line[0]["open_amount"]) == (100, 40, 60)
        assert line[0]["due_date"].date().isoformat() == in_days(60)
        assert (line[0]["payment_status"], line[0]["bucket"]) == (status, bucket)
    paid = portfolio(T1, payment(100, in_days(20), 1)).transactions("C1", TODAY + dt.timedelta(days=30))
    assert paid["payment_status"].tolist() == ["paid"]


def test_delays_and_penalties_by_instalment() -> None:
    """Paid 30 on day 40 (10 late), 50 on day 60 (on time), 20 on day 85 (5 early): (30 × 10 + 0 − 20 × 5) / 100 = 2 days.
    Penalties at 36,5 %: 30 × 10 × 0,365 / 365 = 0,30; one indemnity of 40 for the invoice."""
    rows = [T1, payment(30, in_days(40), 1), payment(50, in_days(60), 1), payment(20, in_days(85), 1)]
    documents, paid = rows[:1], rows[1:]
    own = Settings(contractual_rate=Decimal("0.365"))
    values = Portfolio(dataset(documents, paid), own).figures(ISSUED + dt.timedelta(days=200))
    assert values["days_late_weighted"].value == 2.0
    assert (values["penalties"].value, values["recovery_indemnity"].value) == (Decimal("0.30"), 40)


def test_a_correction_and_a_conversion_keep_the_proof() -> None:
    """The gross corrected to 200: 60 / 100 / 40. Another due date: it alone counts. 100 $ at 0,333: 33,30 as 9,99 / 16,65 / 6,66."""
    assert rests(portfolio(T1 | {"gross": Decimal("200.00")}), TODAY) == [(30, 60), (60, 100), (90, 40)]
    assert rests(portfolio(T1 | {"due_date": ISSUED + dt.timedelta(days=45)}), TODAY) == [(45, 100)]
    rates = (CurrencyRate("USD", ISSUED, Decimal("0.333")),)
    found = Portfolio(dataset([T1 | {"currency": "USD"}]), Settings(convert_to="EUR", currency_rates=rates))
    assert rests(found, TODAY) == [(30, Decimal("9.99")), (60, Decimal("16.65")), (90, Decimal("6.66"))]


def test_evolution_counts_what_was_late_of_each() -> None:
    table = portfolio(T1, FORTY).evolution("C1", ISSUED + dt.timedelta(days=95), 4)
    assert table["overdue"].tolist() == [0, 0, 40, 60]  # ends of January to March, then 6 April


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(1, 9_999), min_size=2, max_size=5),
    st.lists(st.tuples(st.integers(0, 200), st.integers(-2_000, 9_999)), max_size=5),
    st.integers(0, 250),
)
def test_what_is_applied_fills_the_earliest_first(
    cents: list[int], moves: list[tuple[int, int]], after: int
) -> None:
    """Whatever is paid or returned: no instalment is touched while an earlier one has a rest, and none goes below zero."""
    parts = [(30 * (n + 1), Decimal(c) / 100) for n, c in enumerate(cents)]
    rows = [scheduled(1, sum(a for _, a in parts), *parts)]
    rows += [payment(Decimal(c) / 100, in_days(days), 1) for days, c in moves]
    moment = ISSUED + dt.timedelta(days=after)
    found = rests(portfolio(*rows), moment)
    whole = dict(parts)
    assert all(0 < amount <= whole[days] for days, amount in found)
    assert [days for days, _ in found] == [days for days, _ in parts][len(parts) - len(found) :]
    assert all(amount == whole[days] for days, amount in found[1:])
