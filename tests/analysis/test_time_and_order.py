"""What later rows, and the order of the rows, must never change: every indicator, for everyone and for each client; it knows no particular case."""

import datetime as dt
from dataclasses import replace
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from tests.analysis.test_laws import DATES, files


def _everything(file: Dataset, as_of: dt.date) -> dict[tuple[str | None, str], Any]:
    """Every figure and every bucket, of all and of each client. Floats may differ in their last bits: they are summed in another order."""
    portfolio = Portfolio(file)
    found: dict[tuple[str | None, str], Any] = {}
    for client in (None, "C1", "C2", "C3"):
        for code, figure in portfolio.figures(as_of, client).items():
            value = figure.value
            shown = pytest.approx(value) if isinstance(value, float) else value
            found[client, code] = (shown, figure.reason)
        found |= {(client, code): amount for code, amount in portfolio.aged(as_of, client).buckets.items()}
    found |= {
        (r["client_id"], "status"): r["status_computed"] for r in portfolio.clients(as_of).to_dict("records")
    }
    portfolio.close()
    return found


@settings(max_examples=10)
@given(files(), DATES)
def test_later_rows_change_nothing(file: Dataset, as_of: dt.date) -> None:
    """Documents and payments dated after `as_of` were not there yet: the figures are those of the file without them."""
    known = pl.col("date").is_null() | (pl.col("date") <= as_of)
    earlier = {name: file[name].filter(known) for name in ("documents", "payments")}
    assert _everything(file, as_of) == _everything(replace(file, tables={**file.tables, **earlier}), as_of)


@settings(max_examples=10)
@given(files(), DATES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(file: Dataset, as_of: dt.date, chance: Random) -> None:
    """The same rows in any order give the same figures."""
    mixed = {
        name: frame.sample(fraction=1, shuffle=True, seed=chance.randrange(2**31)) if len(frame) else frame
        for name, frame in file.tables.items()
    }
    assert _everything(file, as_of) == _everything(replace(file, tables=mixed), as_of)
