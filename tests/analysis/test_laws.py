"""What holds of any file at any date: the buckets make the balance, nothing is lost, and a plain loop agrees; it knows no particular case."""

import datetime as dt
from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import Filters, Portfolio, Settings
from fiche.analysis.metric import metrics
from fiche.dataset import Dataset
from tests.analysis.build import dataset, invoice, payment

START = dt.date(2024, 1, 20)
DAYS = st.none() | st.integers(0, 400).map(lambda n: (START + dt.timedelta(days=n)).isoformat())
DATES = st.integers(-5, 500).map(lambda n: START + dt.timedelta(days=n))
CENTS = st.integers(0, 30_000).map(lambda n: Decimal(n) / 100)
CLIENTS = st.sampled_from(["C1", "C1", "C1", "C2"])
LIMITS = st.sets(st.integers(1, 200), min_size=1, max_size=5).map(lambda s: tuple(sorted(s)))


@st.composite
def files(draw: st.DrawFn, currencies: tuple[str, ...] = ("EUR",)) -> Dataset:
    """Invoices, credit notes on anything or nothing, payments, refunds and overpayments of anything by anyone, dated or not."""
    documents = []
    for key in range(1, draw(st.integers(0, 9)) + 1):
        gross = draw(CENTS)
        if draw(st.integers(0, 2)) == 0:
            gross = -gross - Decimal("0.01")
        related = draw(st.none() | st.integers(1, 9)) if gross < 0 else None
        documents.append(
            invoice(
                key,
                gross,
                draw(DAYS),
                draw(DAYS),
                draw(CLIENTS),
                related_key=related,
                currency=draw(st.sampled_from(currencies)),
            )
        )
    count = draw(st.integers(0, 12))
    payments = [
        payment(
            draw(CENTS) * draw(st.sampled_from([1, 1, 1, -1])),
            draw(DAYS),
            draw(st.none() | st.integers(1, max(1, len(documents)))),
            draw(CLIENTS),
            currency=draw(st.sampled_from(currencies)),
        )
        for _ in range(count)
    ]
    return dataset(documents, payments, [{"client_id": c, "name": c} for c in ("C1", "C2", "C3")])


@settings(max_examples=25)
@given(files(), DATES, LIMITS)
def test_the_buckets_make_the_balance(file: Dataset, as_of: dt.date, limits: tuple[int, ...]) -> None:
    """Σ buckets = Σ clients = the file's own total, for everyone and for each client, with any limits."""
    portfolio = Portfolio(file, Settings(bucket_limits=limits))
    whole = portfolio.aged(as_of)
    each = [portfolio.aged(as_of, client) for client in ("C1", "C2", "C3")]
    for aged in (whole, *each):
        assert aged.difference == 0
        assert all(amount >= 0 for bucket, amount in aged.buckets.items() if bucket != "unapplied")
    assert sum((aged.buckets_total for aged in each), Decimal(0)) == whole.buckets_total
    values = portfolio.figures(as_of)
    assert values["balance"].value == whole.buckets_total
    assert values["unapplied"].value == whole.buckets["unapplied"]
    late = sum((whole.buckets[code] for code, _, _ in portfolio.settings.late_buckets), Decimal(0))
    assert values["overdue"].value == late
    portfolio.close()


def _plain(file: Dataset, as_of: dt.date) -> dict[int, Decimal]:
    """The open amount of each invoice dated at the latest `as_of`, by a loop over everything."""
    documents = {row["document_key"]: row for row in file.documents.to_dicts()}
    there = {k: d for k, d in documents.items() if d["date"] is None or d["date"] <= as_of}
    moves: dict[int, Decimal] = defaultdict(Decimal)
    for row in file.payments.to_dicts():
        target = there.get(row["document_key"])
        if (
            target
            and target["client_id"] == row["client_id"]
            and (row["date"] is None or row["date"] <= as_of)
        ):
            moves[row["document_key"]] += row["amount"]
    for row in there.values():
        target = there.get(row["related_key"])
        same = target and target["client_id"] == row["client_id"] and target["kind"] == "invoice"
        if row["kind"] == "credit_note" and same:
            moves[row["related_key"]] -= row["gross"]
    return {
        key: row["gross"] - min(max(moves[key], Decimal(0)), row["gross"])
        for key, row in there.items()
        if row["kind"] == "invoice"
    }


@settings(max_examples=15)
@given(files(), DATES)
def test_a_plain_loop_agrees_line_by_line(file: Dataset, as_of: dt.date) -> None:
    """Open amounts are those of a loop; every line adds up; the lines of a client make its balance."""
    portfolio = Portfolio(file)
    open_amounts: dict[int, Decimal] = {}
    for client in ("C1", "C2"):
        documents, payments = portfolio.transactions(client, as_of), portfolio.payments(client, as_of)
        for row in documents.to_dict("records"):
            if row["kind"] == "invoice":
                open_amounts[row["document_key"]] = row["open_amount"]
                assert row["gross"] == row["applied"] + row["open_amount"]
            else:
                assert row["gross"] == row["unapplied_rest"] - row["applied"]
        for row in payments.to_dict("records"):
            assert row["amount"] == row["applied"] - row["unapplied_rest"]
        lines = [*documents["open_amount"], *documents["unapplied_rest"], *payments["unapplied_rest"]]
        assert sum(lines, Decimal(0)) == portfolio.figures(as_of, client)["balance"].value
    assert open_amounts == _plain(file, as_of)
    portfolio.close()


@settings(max_examples=8)
@given(files(), DATES)
def test_clients_add_up_to_the_portfolio(file: Dataset, as_of: dt.date) -> None:
    """Σ over clients of each additive indicator is the portfolio's; grouping and asking one client give the same."""
    portfolio = Portfolio(file)
    additive = [code for code, metric in metrics().items() if metric.additive]
    sql = [code for code, metric in metrics().items() if metric.sql]
    table = portfolio.breakdown(as_of, sql, "client_id").set_index("client_id")
    whole = portfolio.figures(as_of)
    for code in additive:
        assert sum((v for v in table[code] if v is not None and v == v), Decimal(0)) == (
            whole[code].value or 0
        )
    for client in table.index:
        alone = portfolio.figures(as_of, client)
        for code in sql:
            grouped = table.loc[client, code]
            missing = grouped is None or grouped != grouped
            expected = None if missing else grouped.date() if alone[code].unit == "date" else grouped
            assert alone[code].value == (pytest.approx(expected) if isinstance(expected, float) else expected)
    portfolio.close()


@settings(max_examples=10)
@given(files(("EUR", "USD")), DATES)
def test_currencies_stay_apart(file: Dataset, as_of: dt.date) -> None:
    """Each currency has its own proof, whoever paid what in which."""
    portfolio = Portfolio(file)
    for code in portfolio.currencies():
        aged = portfolio.aged(as_of, where=Filters(currency=code))
        assert aged.difference == 0
        rows = [
            r
            for r in file.documents.to_dicts()
            if r["currency"] == code and (not r["date"] or r["date"] <= as_of)
        ]
        paid = [
            r
            for r in file.payments.to_dicts()
            if r["currency"] == code and (not r["date"] or r["date"] <= as_of)
        ]
        expected = sum((r["gross"] for r in rows), Decimal(0)) - sum((r["amount"] for r in paid), Decimal(0))
        assert aged.buckets_total == expected
    portfolio.close()
