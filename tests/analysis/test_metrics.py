"""The contract of every indicator found in fiche/analysis/metrics; what each is worth is tested elsewhere."""

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest

import fiche.analysis
from fiche import i18n
from fiche.analysis import Figure, Metric, Portfolio
from fiche.analysis.figures import Unit
from fiche.analysis.metric import metrics
from fiche.dataset import blank
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2025, 11, 20)
FOLDER = Path(fiche.analysis.__file__).parent
WANTED = (
    "clients documents revenue_total revenue_12m revenue_prev_12m growth outstanding overdue unapplied balance dso_countback dso_accounting "
    "dso_best_possible days_to_pay days_late_weighted discount_rate order_count average_order purchase_interval next_expected discount_trend "
    "credit_use overdue_count penalties recovery_indemnity at_risk_rate margin margin_rate contribution discount_above_granted "
    "discount_without_volume discount_to_late_payers top10_share herfindahl"
).split()
TYPES = {"money": Decimal, "percent": float, "points": float, "days": float, "count": int, "date": dt.date}
each = pytest.mark.parametrize("metric", metrics().values(), ids=lambda m: m.code)


@pytest.fixture(scope="module")
def portfolio() -> Portfolio:
    """A client with a bit of everything, and one with nothing."""
    rows = [
        invoice(
            n,
            120,
            f"2025-{n:02d}-01",
            f"2025-{n:02d}-28",
            net=100,
            before_discount=110,
            discount=10,
            cost=Decimal(60),
            delivery_cost=Decimal(5),
        )
        for n in range(1, 10)
    ]
    rows += [
        invoice(20, 60, "2024-03-01", before_discount=60, discount=0),
        invoice(21, -12, "2025-05-01", related_key=5),
    ]
    clients = [
        {"client_id": "C1", "name": "A", "credit_limit": Decimal(1000), "granted_discount": 0.05},
        {"client_id": "C2", "name": "B"},
    ]
    return Portfolio(dataset(rows, [payment(120, f"2025-{n:02d}-20", n) for n in range(1, 7)], clients))


def test_none_is_missing() -> None:
    assert set(WANTED) <= set(metrics())
    assert list(metrics()) == [m.code for m in sorted(metrics().values(), key=lambda m: (m.rank, m.code))]


@each
def test_declares_itself(metric: Metric) -> None:
    assert (FOLDER / "metrics" / f"{metric.code}.py").exists()
    assert metric.unit in get_args(Unit)
    assert metric.fr
    assert metric.en
    assert metric.label == metric.fr
    with i18n.speaking("en"):
        assert metric.label == metric.en
    assert metric.formula.endswith(".")
    assert metric.source
    assert [metric.sql, metric.derive, metric.clients].count(None) == 2
    assert set(metric.inputs) <= set(metrics())


@pytest.fixture(scope="module")
def answers(portfolio: Portfolio) -> list[dict[str, Figure]]:
    """On an empty portfolio, before everything, on everyone, on a client without documents, on one who has everything."""
    empty = Portfolio(blank(AS_OF)).figures(AS_OF)
    early = portfolio.figures(dt.date(2000, 1, 1))
    return [
        empty,
        early,
        portfolio.figures(AS_OF),
        portfolio.figures(AS_OF, "C2"),
        portfolio.figures(AS_OF, "C1"),
    ]


@each
def test_has_a_value_or_a_reason(metric: Metric, answers: list[dict[str, Figure]]) -> None:
    for figures in answers:
        figure = figures[metric.code]
        assert (figure.code, figure.unit) == (metric.code, metric.unit)
        if figure.value is None:
            assert figure.reason
            assert figure.reason.endswith(".")
        else:
            assert figure.reason is None
            assert type(figure.value) is TYPES[metric.unit]
            assert (figure.currency == "EUR") == (metric.unit == "money")
    assert answers[2 if metric.scope == "portfolio" else -1][metric.code].value is not None


@pytest.mark.parametrize(
    "source", [*FOLDER.glob("*.sql"), *(FOLDER / "metrics").glob("*.py")], ids=lambda p: p.name
)
def test_sql_stays_plain(source: Path) -> None:
    """What other engines know too: no FILTER, no QUALIFY, no star tricks, no INTERVAL, a total order in every window, an alias on every table."""
    sql = re.sub(r"--.*", "", source.read_text("utf-8"))
    for word in (
        "FILTER (",
        "FILTER(",
        "QUALIFY",
        "EXCLUDE",
        "REPLACE (",
        "INTERVAL",
        "::FLOAT",
        "::DOUBLE",
        "arg_max",
        "GROUP BY ALL",
    ):
        assert word not in sql, word
    assert sql.count("OVER (") == sql.count("ROWS BETWEEN UNBOUNDED PRECEDING")
    if source.suffix == ".sql":
        assert all(re.match(r"AS \w+|\(", rest) for rest in re.findall(r"(?:FROM|JOIN) \w+ (\S+ ?\S*)", sql))
