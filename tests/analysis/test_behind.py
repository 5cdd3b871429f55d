"""The rows behind a figure: for what adds up, they add up to it; they are the client's own; nothing that brings nothing is shown."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from fiche import loading
from fiche.analysis import Portfolio
from fiche.analysis.metric import metrics

AS_OF = dt.date(2026, 6, 30)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    demo = Path(__file__).resolve().parents[2] / "sample_data" / "demo" / "entreprise_demo.xlsx"
    return Portfolio(loading.check(loading.prepare([(demo.name, demo)]), loaded_on=AS_OF))


@pytest.mark.parametrize(
    "code", [c for c, m in metrics().items() if m.sql and m.additive and m.unit == "money"]
)
def test_the_rows_of_an_amount_add_up_to_it(code: str, portfolio: Portfolio) -> None:
    whole = portfolio.figures(AS_OF)[code].value
    rows = portfolio.behind(code, AS_OF)
    total = sum((Decimal(str(v)) for v in rows["contribution"]), Decimal(0))
    assert whole is None or abs(total - Decimal(str(whole))) <= Decimal("0.005") * len(rows)
    if code in {"outstanding", "overdue", "revenue_12m", "balance", "unapplied"}:
        assert total == whole


@pytest.mark.parametrize("code", list(metrics()))
def test_every_indicator_has_its_rows(code: str, portfolio: Portfolio) -> None:
    rows = portfolio.behind(code, AS_OF)
    assert "contribution" in rows
    if portfolio.figures(AS_OF)[code].value and metrics()[code].scope == "any":
        assert len(rows) > 0


def test_one_client_s_rows_are_its_own(portfolio: Portfolio) -> None:
    who = str(portfolio.clients(AS_OF)["client_id"].iloc[0])
    rows = portfolio.behind("revenue_12m", AS_OF, who)
    assert set(rows["client_id"]) == {who}
    assert sum(rows["contribution"]) == portfolio.figures(AS_OF, who)["revenue_12m"].value
