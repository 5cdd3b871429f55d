"""Statuses given by people: dated, attributed, beside the computed ones that they never replace."""

import datetime as dt

import pandas as pd
import pytest

from fiche.analysis import Filters, Override, Portfolio
from fiche.analysis.overrides import COLUMNS
from tests.analysis.build import dataset, invoice

MARCH, JUNE = dt.date(2025, 3, 1), dt.date(2025, 6, 1)
GIVEN = (
    Override("C1", "vip", "Anne", JUNE, "Contrat cadre signé"),
    Override("C1", "at_risk", "Paul", MARCH),
    Override("C2", "inactive", "Anne", MARCH, "Dépôt de bilan"),
    Override("C2", None, "Paul", JUNE),
    Override("GONE", "vip", "Anne", MARCH),
)


@pytest.fixture
def portfolio() -> Portfolio:
    return Portfolio(
        dataset([invoice(1, 10, "2025-01-01"), invoice(2, 10, "2025-01-01", client="C2")]), overrides=GIVEN
    )


def row(portfolio: Portfolio, as_of: dt.date, client: str) -> "pd.Series[object]":
    return portfolio.clients(as_of).set_index("client_id").loc[client]


def test_the_latest_holds(portfolio: Portfolio) -> None:
    said = row(portfolio, JUNE, "C1")
    assert [said[c] for c in COLUMNS] == ["vip", "Anne", pd.Timestamp(JUNE), "Contrat cadre signé"]
    assert row(portfolio, JUNE - dt.timedelta(days=1), "C1")["override_by"] == "Paul"
    assert row(portfolio, MARCH - dt.timedelta(days=1), "C1")[list(COLUMNS)].isna().all()


def test_taken_back(portfolio: Portfolio) -> None:
    assert row(portfolio, MARCH, "C2")["status_override"] == "inactive"
    assert row(portfolio, JUNE, "C2")[list(COLUMNS)].isna().all()


def test_the_computed_status_stays(portfolio: Portfolio) -> None:
    plain = Portfolio(dataset([invoice(1, 10, "2025-01-01"), invoice(2, 10, "2025-01-01", client="C2")]))
    columns = ["client_id", "status_computed", "status_reason"]
    assert portfolio.clients(JUNE)[columns].equals(plain.clients(JUNE)[columns])
    assert plain.clients(JUNE)["status_override"].isna().all()
    wanted = Filters(status_computed=("awaiting_payment",))
    assert (
        portfolio.clients(JUNE, wanted)["client_id"].tolist()
        == plain.clients(JUNE, wanted)["client_id"].tolist()
    )


def test_only_statuses_that_exist() -> None:
    with pytest.raises(ValueError, match="golden"):
        Portfolio(dataset([]), overrides=[Override("C1", "golden", "Anne", JUNE)])
