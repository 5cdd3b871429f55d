"""What holds of penalties whatever the file: late days covered once, nothing before its date, a plain loop over days agrees; and what stops them."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche import i18n
from fiche.analysis import Filters, Portfolio, Settings
from fiche.analysis.rates import Rate, half_end, half_start, periods, published
from tests.analysis.build import Row, dataset, invoice, payment

START = dt.date(2024, 4, 1)
DAYS = st.integers(0, 500).map(lambda n: START + dt.timedelta(days=n))
CENTS = st.integers(1, 3_000_000).map(lambda n: Decimal(n) / 100)
ONE_DAY = dt.timedelta(days=1)


def plain(gross: Decimal, due: dt.date, paid: list[tuple[dt.date, Decimal]], as_of: dt.date) -> Decimal:
    """One invoice's penalty, a day at a time: each late day on what was left the evening before, at the rate of the day."""
    rates = periods(published(), None)
    total, today = Fraction(0), due
    while today < as_of:
        left = max(gross - sum((a for on, a in paid if on <= today), Decimal(0)), Decimal(0))
        today += ONE_DAY
        rate = next(p.rate for p in rates if p.before < today <= p.last)
        assert rate is not None
        total += Fraction(left) * Fraction(rate) / 365
    cents = (2 * total * 100 + 1) // 2
    return Decimal(int(cents)).scaleb(-2)


@settings(max_examples=25, deadline=None)
@given(CENTS, DAYS, st.lists(st.tuples(DAYS, CENTS), max_size=4), DAYS)
def test_a_loop_over_days_agrees(
    gross: Decimal, due: dt.date, paid: list[tuple[dt.date, Decimal]], as_of: dt.date
) -> None:
    rows = [invoice(1, gross, "2024-01-01", due.isoformat())]
    portfolio = Portfolio(dataset(rows, [payment(a, on.isoformat(), 1) for on, a in paid]))
    assert portfolio.figures(as_of)["penalties"].value == plain(gross, due, paid, as_of)
    portfolio.close()


@st.composite
def files(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Invoices of two clients, credit notes on some, payments of some, before and after."""
    rows: list[Row] = []
    for key in range(1, draw(st.integers(1, 6)) + 1):
        due = draw(st.none() | DAYS)
        client = draw(st.sampled_from(["C1", "C2"]))
        rows.append(invoice(key, draw(CENTS), "2024-03-01", due.isoformat() if due else None, client))
    paid = [
        payment(draw(CENTS), draw(DAYS).isoformat(), row["document_key"], row["client_id"])
        for row in draw(st.lists(st.sampled_from(rows), max_size=6))
    ]
    return rows, paid


@settings(max_examples=20, deadline=None)
@given(files(), DAYS)
def test_the_rows_behind(file: tuple[list[Row], list[Row]], as_of: dt.date) -> None:
    """Rows cover each late day once, none crosses a half-year, and they add up to the figure, over clients as over everyone."""
    portfolio = Portfolio(dataset(*file))
    table = portfolio.penalty_rows(as_of)
    figures = portfolio.figures(as_of)
    assert sum(table["amount"], Decimal(0)) == figures["penalties"].value
    each = [portfolio.figures(as_of, c) for c in ("C1", "C2") if c in {r["client_id"] for r in file[0]}]
    for code in ("penalties", "recovery_indemnity"):
        assert sum((f[code].value for f in each), Decimal(0)) == figures[code].value  # type: ignore[misc]
    for key, rows in table.groupby("document_key"):
        days: list[dt.date] = []
        for row in rows.to_dict("records"):
            first, last = row["from_day"].date(), row["to_day"].date()
            assert half_start(first) == half_start(last)
            assert (last - first).days + 1 == row["days"]
            days += [first + n * ONE_DAY for n in range(row["days"])]
        due = next(r["due_date"] for r in file[0] if r["document_key"] == key)
        assert days == [due + (n + 1) * ONE_DAY for n in range(len(days))]
        assert days[-1] <= as_of
    late = {row["document_key"] for row in file[0] if row["due_date"] and row["due_date"] < as_of}
    assert set(table["document_key"]) <= late
    portfolio.close()


@settings(max_examples=15, deadline=None)
@given(files(), DAYS, CENTS, DAYS)
def test_a_payment_moves_nothing_before_its_date(
    file: tuple[list[Row], list[Row]], as_of: dt.date, amount: Decimal, paid_on: dt.date
) -> None:
    rows, paid = file
    more = [*paid, payment(amount, paid_on.isoformat(), 1, rows[0]["client_id"])]
    before, after = Portfolio(dataset(rows, paid)), Portfolio(dataset(rows, more))
    moment = min(as_of, paid_on)  # the day of payment still bears the balance before it
    for code in ("penalties", "recovery_indemnity"):
        assert before.figures(moment)[code] == after.figures(moment)[code]
    before.close()
    after.close()


def test_one_payment_makes_two_parts() -> None:
    """The rows of an invoice paid in part are those of the whole up to that day and those of the rest after it."""
    rows = [invoice(1, 1000, "2025-01-01", "2025-01-31")]
    table = Portfolio(dataset(rows, [payment(400, "2025-02-20", 1)])).penalty_rows(dt.date(2025, 3, 31))
    assert table["balance"].tolist() == [Decimal(1000), Decimal(600)]
    assert table["days"].tolist() == [20, 39]
    assert table["rate"].tolist() == [Decimal("0.1315")] * 2
    exact = (1000 * 20 + 600 * 39) * Decimal("0.1315") / 365
    assert sum(table["amount"]) == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_private_persons_owe_none() -> None:
    """Where the file says so, by the category or the legal form; a client of whom it says nothing is a business."""
    clients = [
        {"client_id": "C1", "name": "Martin", "category": "Particulier"},
        {"client_id": "C2", "name": "Martin SARL", "category": "PME"},
        {"client_id": "C3", "name": "Durand", "legal_form": "Personne physique"},
        {"client_id": "C4", "name": "Petit"},
    ]
    rows = [invoice(n, 1000, "2025-01-01", "2025-01-31", f"C{n}") for n in (1, 2, 3, 4)]
    portfolio, as_of = Portfolio(dataset(rows, (), clients)), dt.date(2025, 3, 2)
    found = {c: portfolio.figures(as_of, c)["recovery_indemnity"].value for c in ("C1", "C2", "C3", "C4")}
    assert found == {"C1": 0, "C2": 40, "C3": 0, "C4": 40}
    assert set(portfolio.penalty_rows(as_of)["client_id"]) == {"C2", "C4"}
    assert set(portfolio.penalty_rows(as_of, where=Filters(category=("PME",)))["client_id"]) == {"C2"}
    assert portfolio.penalty_rows(as_of, "C1").empty


def test_a_half_year_without_a_rate_leaves_them_undefined() -> None:
    """After the last row and before the first; one late day is enough, unless the company has its own rate."""
    last = published()[-1]
    missing = half_end(last.since) + ONE_DAY
    rows = [invoice(1, 1000, "2024-01-01", (missing - ONE_DAY).isoformat())]
    assert Portfolio(dataset(rows)).figures(missing - ONE_DAY)["penalties"].value == 0
    figure = Portfolio(dataset(rows)).figures(missing)["penalties"]
    assert figure.value is None
    assert (
        figure.reason
        == "Le taux des pénalités n’est pas connu pour le 2e semestre 2026 : il manque à la table des taux."
    )
    with i18n.speaking("en"):
        assert "second half of 2026" in str(Portfolio(dataset(rows)).figures(missing)["penalties"].reason)
    early = [invoice(1, 1000, "2018-01-01", "2018-12-30")]
    assert "2e semestre 2018" in str(
        Portfolio(dataset(early)).figures(dt.date(2019, 3, 1))["penalties"].reason
    )
    own = Settings(contractual_rate=Decimal("0.12"))
    assert Portfolio(dataset(early), own).figures(dt.date(2018, 12, 31))["penalties"].value == Decimal("0.33")
    table = Portfolio(dataset(early)).penalty_rows(dt.date(2019, 1, 2))
    assert table["amount"].isna().tolist() == [True, False]


def test_rates_are_the_companys_to_edit() -> None:
    """A row of its own gives the half-year that was missing; a gap between two rows has no rate."""
    more = (*published(), Rate(dt.date(2026, 7, 1), Decimal("0.0200"), Decimal("0.0250"), "JO"))
    rows = [invoice(1, 3650, "2026-01-01", "2026-08-31")]
    assert (
        Portfolio(dataset(rows), Settings(rates=more)).figures(dt.date(2026, 9, 10))["penalties"].value == 12
    )
    gap = tuple(rate for rate in published() if rate.since != dt.date(2024, 7, 1))
    hole = [invoice(1, 3650, "2024-01-01", "2024-06-29")]
    assert "2e semestre 2024" in str(
        Portfolio(dataset(hole), Settings(rates=gap)).figures(dt.date(2025, 2, 1))["penalties"].reason
    )


def test_settings_that_make_no_sense() -> None:
    with pytest.raises(ValueError, match="half-year"):
        Rate(dt.date(2026, 2, 1), Decimal("0.02"), Decimal("0.02"))
    with pytest.raises(ValueError, match="six decimals"):
        Settings(contractual_rate=Decimal("0.12345678"))
    with pytest.raises(ValueError, match="positive"):
        Settings(financing_rate=Decimal("-0.01"))


def test_large_amounts_stay_exact() -> None:
    """99 999 999 999,99 at 15 % for ten years, to the cent, without a float on the way."""
    rows = [invoice(1, "99999999999.99", "2009-01-01", "2009-01-01")]
    portfolio = Portfolio(dataset(rows), Settings(contractual_rate=Decimal("0.15"), rates=()))
    exact = Decimal("99999999999.99") * Decimal("0.15") * 3652 / 365
    found = portfolio.figures(dt.date(2019, 1, 1))["penalties"].value
    assert found == exact.quantize(Decimal("0.01"), ROUND_HALF_UP)


def test_the_indemnity_is_in_euros() -> None:
    portfolio = Portfolio(dataset([invoice(1, 100, "2025-01-01", "2025-01-31", currency="USD")]))
    figure = portfolio.figures(dt.date(2025, 3, 1))["recovery_indemnity"]
    assert (figure.value, figure.reason) == (
        None,
        "L’indemnité est fixée en euros : elle ne s’applique pas à des factures en USD.",
    )
