"""Expected receipts of real files and of the made-up company: better than their due dates, or refused; it invents no history."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from fiche import loading
from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from tests.analysis.build import LOADED_ON

Shared = Callable[[str], Path]


def load(*paths: Path) -> Dataset:
    return loading.check(loading.prepare([(path.name, path) for path in paths]), loaded_on=LOADED_ON)


@pytest.mark.parametrize("as_of", [dt.date(2013, 12, 31), dt.date(2013, 11, 1), dt.date(2013, 6, 30)])
def test_real_late_payments_are_better_forecast_than_by_their_due_dates(
    shared: Shared, as_of: dt.date
) -> None:
    file = shared("samples/20_ibm_late_payments") / "WA_Fn-UseC_-Accounts-Receivable.csv"
    found = Portfolio(load(file)).receipts(as_of)
    test = found.backtest
    assert found.reason is None and test is not None and len(test.cut_offs) == 6
    assert found.total <= found.high <= float(found.open_amount)
    assert test.weekly_error < 0.75 * test.naive_weekly_error
    assert test.windows[0].error < test.windows[0].naive_error
    assert test.brier < 0.75 * test.base_brier
    assert test.coverage >= 0.75


def test_the_made_up_company_is_better_forecast_than_by_its_due_dates(demo: Path) -> None:
    test = Portfolio(load(demo)).receipts(dt.date(2026, 11, 20)).backtest
    assert test is not None and len(test.cut_offs) == 6
    assert test.weekly_error < 0.25 < 0.9 < test.naive_weekly_error
    assert all(window.error < window.naive_error / 4 for window in test.windows)
    assert test.brier < 0.5 * test.base_brier and test.coverage >= 0.75


@pytest.mark.parametrize(
    ("files", "as_of"),
    [
        (["09_fr_energie_factures_semicolon/clients.csv", "09_fr_energie_factures_semicolon/factures_2024.csv"], "2024-12-31"),
        (["11_fr_lettrage_b2b/factures.csv", "11_fr_lettrage_b2b/paiements.csv"], "2025-09-19"),
        (["28_invoiceninja_exports/clients.csv", "28_invoiceninja_exports/invoice.csv", "28_invoiceninja_exports/payments.csv"], "2020-03-02"),
    ],
)  # fmt: skip
def test_real_files_that_bear_no_forecast(files: list[str], as_of: str, shared: Shared) -> None:
    """Paid without a date, no date at all, four months of history: said, and not made up."""
    found = Portfolio(load(*[shared(f"samples/{file}") for file in files])).receipts(
        dt.date.fromisoformat(as_of)
    )
    assert found.reason is not None and found.total is None and found.weeks.empty
