"""Expected receipts: laws that hold of any history, companies whose future is known, histories that bear no forecast; it judges no screen."""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche import i18n
from fiche.analysis import Filters, Portfolio, Receipts
from fiche.analysis.receipts.survival import FIRST, Lives, learn
from tests.analysis.build import Row, dataset, invoice, payment

FIRST_DAY = dt.date(2024, 1, 2)
AS_OF = dt.date(2025, 6, 30)
Delay = Callable[[int, dt.date], int | None]
CHANCES = ["within_30", "within_60", "within_90"]


def after(day: dt.date, days: int) -> str:
    return (day + dt.timedelta(days=days)).isoformat()


def company(
    delay: Delay, clients: int = 4, days: int = 545, every: int = 9, **more: object
) -> tuple[list[Row], list[Row]]:
    """An invoice of 100, 101… a client each `every` days, due in 30, paid `delay(client, due)` days after (never: None)."""
    documents: list[Row] = []
    payments: list[Row] = []
    for start in range(0, days, every):
        for client in range(clients):
            key, issued = len(documents) + 1, FIRST_DAY + dt.timedelta(days=start + client)
            due = issued + dt.timedelta(days=30)
            late = delay(client, due)
            documents.append(
                invoice(key, 100 + client, issued.isoformat(), due.isoformat(), f"C{client}", **more)
            )
            if late is not None:
                payments.append(payment(100 + client, after(due, late), key, f"C{client}", **more))
    return documents, payments


def uneven(seed: int) -> Delay:
    """Each client late in its own way, one invoice in twelve never paid."""
    chance = random.Random(seed)
    return lambda client, due: None if chance.random() < 1 / 12 else chance.randint(-10, 5 + 15 * client)


def messy(seed: int) -> tuple[list[Row], list[Row]]:
    """The same with instalments, credit notes, money returned, payments without a day, and invoices without a due date or any date."""
    chance = random.Random(seed)
    documents, payments = company(uneven(seed))
    for row in list(payments):
        fate = chance.random()
        if fate < 0.1:
            first = row["amount"] / 4
            payments.append(row | {"amount": first, "date": row["date"] - dt.timedelta(days=9)})
            row["amount"] -= first
        elif fate < 0.13:
            payments.append(row | {"amount": -row["amount"], "date": row["date"] + dt.timedelta(days=5)})
        elif fate < 0.15:
            row["date"] = None
    for row in list(documents):
        fate = chance.random()
        if fate < 0.05:
            key, day = len(documents) + 1, str(row["due_date"])
            gross = -row["gross"] / chance.choice([1, 3])
            documents.append(
                invoice(key, gross, day, None, row["client_id"], related_key=row["document_key"])
            )
        elif fate < 0.2:
            row["due_date"] = None
            row["date"] = row["date"] if fate < 0.19 else None
    return documents, payments


def receipts(documents: Sequence[Row], payments: Sequence[Row], as_of: dt.date = AS_OF) -> Receipts:
    return Portfolio(dataset(documents, payments)).receipts(as_of)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.integers(0, 120))
def test_laws(seed: int, back: int) -> None:
    as_of = AS_OF - dt.timedelta(days=back)
    portfolio = Portfolio(dataset(*messy(seed)))
    found = portfolio.receipts(as_of)
    assert found.reason is None
    chances = found.invoices[CHANCES].dropna().to_numpy(dtype=float)
    assert len(chances) > 20
    assert ((chances >= 0) & (chances <= 1)).all() and (np.diff(chances, axis=1) >= 0).all()
    assert found.open_amount == portfolio.figures(as_of)["outstanding"].value
    assert found.open_amount == sum(found.invoices["open_amount"])
    weeks = found.weeks
    assert weeks["week"].to_list() == [pd.Timestamp(as_of) + pd.Timedelta(days=1 + 7 * n) for n in range(13)]
    assert (weeks["low"] >= 0).all()
    assert (weeks["low"] <= weeks["expected"]).all() and (weeks["expected"] <= weeks["high"]).all()
    assert found.total == round(weeks["expected"].sum(), 2)
    assert 0 <= found.low <= found.total <= found.high <= float(found.open_amount)
    assert found.never_share == pytest.approx(1 - found.total / float(found.open_amount))
    likely = found.invoices["expected_on"]
    assert (likely.dropna() > pd.Timestamp(as_of)).all()
    assert likely[found.invoices["within_90"] > 0.5].notna().all()
    assert likely[~(found.invoices["within_90"] > 0.49)].isna().all()


def same(one: Receipts, other: Receipts) -> None:
    pd.testing.assert_frame_equal(one.invoices, other.invoices)
    pd.testing.assert_frame_equal(one.weeks, other.weeks)
    for name in ("open_amount", "total", "low", "high", "never_share", "backtest", "reason"):
        assert getattr(one, name) == getattr(other, name), name


@settings(max_examples=5)
@given(st.integers(0, 10_000), st.integers(0, 200))
def test_what_comes_later_changes_nothing(seed: int, back: int) -> None:
    """Twice the same answer, and the same one from a file that stops at the date."""
    as_of = AS_OF - dt.timedelta(days=back)
    documents, payments = messy(seed)
    then = [row for row in documents if row["date"] is None or row["date"] <= as_of]
    there = {row["document_key"] for row in then}
    known = [row for row in payments if row["date"] is None or row["date"] <= as_of]
    paid = [row for row in known if row["document_key"] in there]
    whole = Portfolio(dataset(documents, payments))
    same(whole.receipts(as_of), receipts(then, paid, as_of))
    same(whole.receipts(as_of), whole.receipts(as_of))


def came(payments: Sequence[Row], documents: Sequence[Row], as_of: dt.date) -> list[float]:
    """By week after `as_of`, what the invoices open then brought."""
    issued = {row["document_key"]: row["date"] for row in documents}
    weeks = [0.0] * 13
    for row in payments:
        week = ((row["date"] - as_of).days - 1) // 7
        if 0 <= week < 13 and issued[row["document_key"]] <= as_of:
            weeks[week] += float(row["amount"])
    return weeks


@pytest.mark.parametrize("late", [-12, 0, 5, 33])
def test_a_company_always_paid_as_late_is_forecast_exactly(late: int) -> None:
    documents, payments = company(lambda client, due: late)
    found = receipts(documents, payments)
    due = found.invoices["due_date"]
    assert len(due) > 5
    assert (found.invoices["expected_on"] == due + pd.Timedelta(days=late)).all()
    assert found.weeks["expected"].to_list() == pytest.approx(came(payments, documents, AS_OF), abs=0.01)
    assert found.total == float(found.open_amount)
    assert found.backtest is not None and found.backtest.weekly_error < 1e-9 and found.backtest.coverage == 1


def test_each_client_has_its_own_habit() -> None:
    """Clients always paid after 0, 11, 22 and 33 days: the day is found, and the amounts to a few percent."""
    documents, payments = company(lambda client, due: 11 * client, every=7)
    found = receipts(documents, payments)
    late = found.invoices["client_id"].str[1:].astype(int) * 11
    expected = found.invoices["due_date"] + pd.to_timedelta(late, unit="D")
    assert (found.invoices["expected_on"] == expected).all()
    truth = came(payments, documents, AS_OF)
    assert sum(abs(a - b) for a, b in zip(found.weeks["expected"], truth, strict=True)) < 0.03 * sum(truth)


def test_a_client_never_seen_pays_like_the_others() -> None:
    documents, payments = company(lambda client, due: 5)
    documents.append(invoice(9000, 700, "2025-06-20", "2025-07-20", "NEW"))
    row = receipts(documents, payments).invoices.set_index("client_id").loc["NEW"]
    assert row["expected_on"] == pd.Timestamp("2025-07-25") and row["open_amount"] == Decimal("700.00")


def test_what_is_never_paid_is_not_expected() -> None:
    """Client 3 has stopped paying for a year: nothing of its old invoices is expected."""
    stopped = dt.date(2024, 7, 1)
    documents, payments = company(lambda client, due: None if client == 3 and due > stopped else 4)
    found = receipts(documents, payments)
    old = found.invoices[(found.invoices["client_id"] == "C3") & (found.invoices["days_late"] > 90)]
    assert len(old) > 10 and (old["within_90"] < 0.05).all() and old["expected_on"].isna().all()
    assert found.never_share is not None and found.never_share > 0.5


def test_the_clients_of_a_filter_share_the_total() -> None:
    documents, payments = company(uneven(5))
    clients = [{"client_id": f"C{n}", "name": f"C{n}", "zone": f"Z{n % 2}"} for n in range(4)]
    portfolio = Portfolio(dataset(documents, payments, clients))
    whole = portfolio.receipts(AS_OF)
    parts = [portfolio.receipts(AS_OF, Filters(zone=(zone,))) for zone in ("Z0", "Z1")]
    assert sum(part.open_amount for part in parts) == whole.open_amount
    assert sum(part.total for part in parts) == pytest.approx(whole.total, abs=0.2)
    assert {part.backtest for part in parts} == {whole.backtest}


def test_an_invoice_without_any_date_is_counted_and_never_expected() -> None:
    documents, payments = company(lambda client, due: 5)
    documents.append(invoice(9000, 50, None, None, "C1"))
    found = receipts(documents, payments)
    row = found.invoices.set_index("document_key").loc[9000]
    assert row[CHANCES].isna().all() and pd.isna(row["expected_on"])
    assert found.total == pytest.approx(float(found.open_amount) - 50, abs=0.01)


def test_amounts_as_large_as_a_file_can_hold() -> None:
    documents, payments = company(lambda client, due: 5)
    most = Decimal("9999999999999999.99")
    documents += [invoice(9000 + n, most, "2025-06-20", "2025-07-20", "C1") for n in range(20)]
    found = receipts(documents, payments)
    assert found.open_amount == sum(found.invoices["open_amount"]) > 20 * most


def refusals() -> dict[str, tuple[list[Row], list[Row], str]]:
    documents, payments = company(lambda client, due: 5)
    assumed = [row | {"assumed": True} for row in payments]
    changed = dt.date(2024, 9, 30)
    spoilt = company(lambda client, due: 0 if due > changed else 40, clients=3)
    by_credit_note = [
        invoice(5000 + row["document_key"], -row["gross"], str(row["due_date"]), None, row["client_id"], related_key=row["document_key"])
        for row in documents[:-40]
    ]  # fmt: skip
    return {
        "few": (documents[-40:], payments[-40:], "il en faut au moins 30"),
        "assumed": (documents, assumed, "0 factures réglées à une date connue"),
        "credited, not paid": ([*documents, *by_credit_note], [], "0 factures réglées"),
        "short": (documents[-72:], payments[-72:], "il en faut au moins 183"),
        "stale": (documents, [p for p in payments if p["date"] < dt.date(2025, 4, 20)], "16/04/2025"),
        "no better": (*spoilt, "Prévision écartée"),
        "nothing open": (documents[:100], payments[:100], "Aucune facture ouverte"),
        "nothing at all": ([], [], "Aucune facture ouverte"),
    }


@pytest.mark.parametrize("name", refusals())
def test_a_history_that_bears_no_forecast(name: str) -> None:
    documents, payments, words = refusals()[name]
    found = receipts(documents, payments)
    assert found.reason is not None and words in found.reason
    assert found.weeks.empty and found.invoices.empty
    assert (found.open_amount, found.total, found.low, found.high, found.never_share) == (None,) * 5
    with i18n.speaking("en"):
        english = receipts(documents, payments).reason
    assert english not in (None, found.reason)


def test_currencies_are_never_added() -> None:
    euros = company(lambda client, due: 5, clients=2, currency="EUR")
    dollars = company(lambda client, due: 9, clients=2, currency="USD")
    moved = [
        [row | {"document_key": row["document_key"] + 5000, "client_id": row["client_id"]} for row in rows]
        for rows in dollars
    ]
    portfolio = Portfolio(dataset([*euros[0], *moved[0]], [*euros[1], *moved[1]]))
    together = portfolio.receipts(AS_OF)
    assert together.total is None and "EUR, USD" in (together.reason or "")
    alone = portfolio.receipts(AS_OF, Filters(currency="USD"))
    late = alone.invoices["expected_on"] - alone.invoices["due_date"]
    assert alone.currency == "USD" and (late == pd.Timedelta(days=9)).all()


def test_the_life_table_by_hand() -> None:
    """40 invoices entered on day 0: 10 paid on day 2, 10 left unpaid on day 3, 10 paid on day 4, 10 open on day 6."""
    exits = np.repeat([2, 3, 4, 6], 10)
    lives = Lives.of(np.zeros(40, np.int64), np.zeros(40, np.int64), exits, np.isin(exits, (2, 4)))
    curves = learn(lives)
    assert curves.everyone[0, 2 - FIRST] == pytest.approx(10 / 40)
    ((rows, paid),) = curves.paid_within(np.array([0]), np.array([1]))
    assert rows.tolist() == [0]
    assert paid[0, :2].tolist() == pytest.approx([10 / 40, 10 / 40], abs=0.02)
    assert paid[0, 2] == pytest.approx(1 - 30 / 40 * 10 / 20, abs=0.1)
