"""What is owed, taken apart: by client, by month, by half-year, by rule; every part adds up to the figure it is part of, and a gap is traced to its rows."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings

from fiche.analysis import Filters, Gap, Portfolio, Settings
from fiche.analysis.days import month_end
from fiche.dataset import Dataset
from fiche.edits import Edit, applied
from fiche.errors import Refused
from fiche.records import with_records
from fiche.store import Store
from sample_data.company.sheets import company
from tests.analysis.build import dataset, invoice, payment
from tests.analysis.company import made_up
from tests.analysis.test_laws import DATES, LIMITS, files

AS_OF = dt.date(2026, 11, 24)
ZERO = Decimal(0)


@settings(max_examples=15)
@given(files(), DATES, LIMITS)
def test_clients_add_up_to_each_bucket(file: Dataset, as_of: dt.date, limits: tuple[int, ...]) -> None:
    portfolio = Portfolio(file, Settings(bucket_limits=limits))
    each, whole = portfolio.aged_by_client(as_of), portfolio.aged(as_of)
    assert {code: sum(each[code], ZERO) for code in whole.buckets} == whole.buckets
    for row in each.to_dict("records"):
        own = portfolio.aged(as_of, row["client_id"])
        assert {code: row[code] for code in whole.buckets} == own.buckets
        assert row["balance"] == own.buckets_total
    assert not portfolio.gap(as_of).clients.size and not portfolio.gap(as_of).rows.size
    portfolio.close()


@settings(max_examples=10)
@given(files(), DATES)
def test_a_month_s_dso_is_what_the_indicators_said_then(file: Dataset, as_of: dt.date) -> None:
    portfolio = Portfolio(file)
    for row in portfolio.dso_by_month(as_of, 5).to_dict("records"):
        end = min(month_end(row["month"].date()), as_of)
        then = portfolio.figures(end)
        assert row["outstanding"] == float(then["outstanding"].value)  # type: ignore[arg-type]
        for code in ("dso_countback", "dso_best_possible"):
            wanted = then[code].value
            assert (wanted is None and row[code] != row[code]) or row[code] == pytest.approx(wanted), (
                code,
                end,
            )
        assert bool(row["at_least"]) == then["dso_countback"].at_least
    portfolio.close()


def test_dso_over_several_currencies_is_undefined() -> None:
    two = [invoice(1, 100, "2026-11-01", currency="EUR"), invoice(2, 900, "2026-11-01", currency="USD")]
    portfolio = Portfolio(dataset(two))
    assert portfolio.dso_by_month(AS_OF)["dso_countback"].isna().all()
    assert portfolio.aged_by_client(AS_OF).empty
    assert portfolio.dso_by_month(AS_OF, where=Filters(currency="USD"))["outstanding"].iloc[-1] == 900


def test_the_clients_behind_a_month_at_risk() -> None:
    documents = [
        invoice(1, 100, "2026-03-05", "2026-04-04"),
        invoice(2, 300, "2026-03-31", "2026-04-30", client="C2"),
        invoice(3, 50, "2026-04-01", "2026-05-01"),
    ]
    portfolio = Portfolio(
        dataset(documents, [payment(60, "2026-07-03", 1), payment(300, "2026-12-01", 2, client="C2")])
    )
    month = portfolio.at_risk_by_month(AS_OF).iloc[0]
    behind = portfolio.at_risk_in(AS_OF, dt.date(2026, 3, 1))
    assert behind.to_numpy().tolist() == [["C2", "Client C2", 300, 300], ["C1", "Client C1", 100, 40]]
    assert (float(behind["billed"].sum()), float(behind["left_open"].sum())) == (
        month["billed"],
        month["left_open"],
    )


def test_penalties_by_half_year_add_up_and_a_missing_rate_is_missing() -> None:
    documents = [
        invoice(1, 1000, "2025-01-01", "2025-05-31"),
        invoice(2, 500, "2026-01-01", "2026-06-30", client="C2"),
    ]
    portfolio = Portfolio(dataset(documents, [payment(400, "2025-06-15", 1)]))
    as_of = dt.date(2026, 7, 10)
    found = portfolio.penalties_by_half_year(as_of)
    rows, halves = found.rows, found.halves
    assert [(r["client_id"], r["half"].date().isoformat(), r["days"]) for r in rows.to_dict("records")] == [
        ("C1", "2025-01-01", 30), ("C1", "2025-07-01", 184), ("C1", "2026-01-01", 181), ("C1", "2026-07-01", 10), ("C2", "2026-07-01", 10),
    ]  # fmt: skip
    stretches = portfolio.penalty_rows(as_of)
    assert sum(rows["amount"].dropna(), ZERO) == sum(stretches["amount"].dropna(), ZERO) > 0
    assert rows["amount"].isna().tolist() == [False, False, False, True, True]
    assert rows["open_amount"].tolist() == [600] * 4 + [500]
    assert halves["invoices"].tolist() == [1, 1, 1, 2] and halves["amount"].isna().tolist() == [False] * 3 + [
        True
    ]
    assert found.total == sum(stretches["amount"].dropna(), ZERO) and found.unrated == [dt.date(2026, 7, 1)]


@settings(max_examples=15)
@given(files(("EUR", "USD")), DATES)
def test_assumptions_are_as_many_as_their_rows(file: Dataset, as_of: dt.date) -> None:
    portfolio = Portfolio(file)
    for where in (Filters(), Filters(currency="USD"), Filters(search="C1")):
        counts, rows = portfolio.assumptions(as_of, where=where), portfolio.assumed_rows(as_of, where)
        found = rows["code"].value_counts().to_dict()
        assert found == {code: n for code, n in counts.items() if n and code != "unknown_discount"}
    portfolio.close()


def test_a_document_marked_paid_is_counted_once() -> None:
    two = [payment(60, "2026-03-01", 1, assumed=True), payment(40, "2026-04-01", 1, assumed=True)]
    portfolio = Portfolio(dataset([invoice(1, 100, "2026-01-01", "2026-02-01")], two))
    assert portfolio.assumptions(AS_OF)["paid_without_date"] == 1
    assert portfolio.assumed_rows(AS_OF)["amount"].tolist() == [60, 40]


def _gaps(gap: Gap) -> tuple[dict[str, Decimal], list[tuple[str, Decimal]]]:
    """What the clients' balances count too much: by client, then by row."""
    people = {str(r["client_id"]): r["in_clients"] - r["in_file"] for r in gap.clients.to_dict("records")}
    rows = [(str(r["document_id"]), r["in_clients"] - r["in_file"]) for r in gap.rows.to_dict("records")]
    return people, rows


@pytest.fixture
def record() -> Store:
    """A record that two clients' invoices and payments were loaded into."""
    documents = [
        invoice(1, 100, "2026-01-01", "2026-02-01", client_name="Client C1"),
        invoice(2, 250, "2026-03-01", "2026-04-01", client="C2"),
        invoice(3, -30, "2026-03-02", None, client="C2", related_key=2),
    ]
    store = Store.open()
    store.save(dataset(documents, [payment(20, "2026-04-02", 2, client="C2")]), [("a.csv", "0" * 64)])
    return store


def test_a_number_that_two_clients_were_given_is_one_client(record: Store) -> None:
    """The record refuses such a correction; were it there all the same, nothing is counted twice."""
    wrong = Edit("clients", "C2", "client_id", "C2", "C1")
    with pytest.raises(Refused):
        record.edit([wrong], by="Anne")
    portfolio = Portfolio(applied(record.dataset(), [wrong]))
    assert portfolio.aged(AS_OF).file_total == portfolio.aged(AS_OF).clients_total == 300
    assert portfolio.gap(AS_OF).rows.empty and portfolio.figures(AS_OF)["clients"].value == 1


def test_a_document_without_a_client_is_in_no_balance_and_shown(record: Store) -> None:
    """What would make a gap: a correction that takes a document's client away. The record refuses it; were it there, the proof fails and says where."""
    documents = with_records(record.dataset().documents, "documents")
    (key,) = documents.filter(pl.col("document_id") == "F0001")["record"]
    wrong = Edit("documents", key, "client_id", "C1", None)
    with pytest.raises(Refused):
        record.edit([wrong], by="Anne")
    portfolio = Portfolio(applied(record.dataset(), [wrong]))
    gap = portfolio.gap(AS_OF)
    assert portfolio.aged(AS_OF).difference == 100
    assert gap.rows.drop(columns="date").astype(object).where(gap.rows.notna(), None).to_numpy().tolist() == [
        [None, None, "invoice", "F0001", 100, 0, 0]
    ]
    assert _gaps(gap)[0] == {"nan": Decimal(-100)}
    assert portfolio.gap(AS_OF, Filters(search="C2")).rows.empty


def _no_client(file: Dataset) -> Dataset:
    blank = pl.when(pl.col("document_key") % 2 == 0).then(None).otherwise("client_id").alias("client_id")
    return replace(file, tables={**file.tables, "documents": file.documents.with_columns(blank)})


def _same_key(file: Dataset) -> Dataset:
    doubled = pl.concat([file.documents, file.documents.head(1)])
    return replace(file, tables={**file.tables, "documents": doubled})


@settings(max_examples=10)
@pytest.mark.parametrize("spoil", [_no_client, _same_key])
@given(file=files(), as_of=DATES)
def test_whatever_the_fault_the_rows_explain_all_of_it(
    spoil: Callable[[Dataset], Dataset], file: Dataset, as_of: dt.date
) -> None:
    """Rows and clients that no dataset should hold: what the rows differ by is what the totals differ by, client by client."""
    portfolio = Portfolio(spoil(file))
    balance, gap = portfolio.aged(as_of), portfolio.gap(as_of)
    people, rows = _gaps(gap)
    assert (
        sum(people.values(), ZERO)
        == sum((n for _, n in rows), ZERO)
        == balance.clients_total - balance.file_total
    )
    owed = gap.rows["in_buckets"].sum() - gap.rows["in_clients"].sum()
    assert owed == balance.buckets_total - balance.clients_total
    portfolio.close()


def test_rows_that_one_side_has_lost_are_shown() -> None:
    """By hand, frames altered after the copy: a payment and an invoice that the file lost, a payment that it gained."""
    documents = [invoice(1, 100, "2026-01-01", "2026-02-01"), invoice(2, 50, "2026-01-01", "2026-02-01")]
    portfolio = Portfolio(dataset(documents, [payment(30, "2026-02-01", 1), payment(5, "2026-03-01")]))
    kept = portfolio._frames
    gained = kept.payments.tail(1).with_columns(
        payment_key=pl.lit(9, pl.Int64), amount=pl.lit(Decimal(7), kept.payments["amount"].dtype)
    )
    portfolio._frames = replace(
        kept, documents=kept.documents.head(1), payments=pl.concat([kept.payments.tail(1), gained])
    )
    rows = portfolio.gap(AS_OF).rows
    assert sorted(zip(rows["item"].fillna("—"), rows["in_file"], rows["in_clients"], strict=True)) == [
        ("payment", -7, 0), ("—", 0, -30), ("—", 0, 50),
    ]  # fmt: skip
    balance = portfolio.aged(AS_OF)
    assert rows["in_clients"].sum() - rows["in_file"].sum() == balance.clients_total - balance.file_total


def test_a_week_is_made_of_its_invoices() -> None:
    portfolio, as_of = Portfolio(made_up(company())), dt.date(2026, 11, 20)
    receipts = portfolio.receipts(as_of)
    for week, expected in receipts.weeks[["week", "expected"]].itertuples(index=False):
        parts = portfolio.receipts_of_week(as_of, week.date())
        assert parts["part"].sum() == pytest.approx(expected, abs=0.5)
        assert parts["part"].is_monotonic_decreasing
    assert portfolio.receipts_of_week(as_of, dt.date(2020, 1, 1)).empty
    assert receipts.within_30 == pytest.approx(
        (receipts.invoices["within_30"] * receipts.invoices["open_amount"].astype(float)).sum(), abs=0.5
    )
