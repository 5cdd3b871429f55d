"""Each chart shows exactly its frame, says in its title what the frame proves, and never lets a name become markup."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from fiche.charts import OTHERS, aged_balance, evolution, monthly_revenue, top_clients
from fiche.charts.at_risk import at_risk_by_month
from fiche.i18n import speaking

AS_OF = dt.date(2026, 11, 20)
BUCKETS = {
    "not_due": Decimal("100.00"), "1-30": Decimal("20.00"), "31-60": Decimal("5.00"), "61-90": Decimal("3.50"), "91-120": Decimal("0.00"),
    ">120": Decimal("1.50"), "no_due_date": Decimal("2.00"), "unapplied": Decimal("-7.25"),
}  # fmt: skip


def months(n: int) -> list[dt.date]:
    return [dt.date(2025 + (11 + i) // 12, (11 + i) % 12 + 1, 1) for i in range(n)]


def test_aged_balance_shows_each_bucket_to_the_cent() -> None:
    chart = aged_balance(BUCKETS)
    assert chart.keys == tuple(BUCKETS)
    assert chart.table.iloc[:, 1].tolist() == [float(v) for v in BUCKETS.values()]
    assert "23" in chart.title and chart.alt.startswith(chart.title)


def test_what_has_no_due_date_is_not_said_to_be_on_time() -> None:
    chart = aged_balance(
        {"not_due": Decimal("10.00"), "1-30": Decimal("0.00"), "no_due_date": Decimal("7.00")}
    )
    assert "Rien n’est en retard, mais 7,00" in chart.title and "sans échéance" in chart.title


def test_one_month_alone_is_a_bar_that_can_be_seen() -> None:
    frame = pd.DataFrame(
        {"month": [pd.Timestamp("2026-05-01")], "billed": [100.0], "left_open": [40.0], "rate": [0.4]}
    )
    figure = at_risk_by_month(frame).figure
    assert figure.layout.xaxis.dtick == "M1" and figure.data[0].width > 10 * 86_400_000


def test_aged_balance_colours_mean_something() -> None:
    bars = aged_balance(BUCKETS).figure.data[0]
    colours = dict(zip(BUCKETS, bars.marker.color, strict=True))
    assert colours["1-30"] == colours["31-60"] != colours["61-90"] == colours[">120"]
    assert colours["not_due"] not in (colours["1-30"], colours[">120"], colours["unapplied"])


def test_monthly_revenue_holds_both_years() -> None:
    frame = pd.DataFrame(
        {"month": months(12), "revenue": range(12), "revenue_previous": range(12, 24)}
    ).astype({"revenue": float, "revenue_previous": float})
    chart = monthly_revenue(frame, AS_OF, Decimal("66.00"), -0.041)
    assert list(chart.figure.data[0].y) == frame["revenue"].tolist()
    assert list(chart.figure.data[1].y) == frame["revenue_previous"].tolist()
    assert "recule de 4,1\u00a0%" in chart.title
    assert chart.keys[0] == "2025-12-01"


@pytest.mark.parametrize(
    ("growth", "said"), [(0.1, "progresse"), (-0.1, "recule"), (0.0, "stable"), (None, "66,00")]
)
def test_the_title_is_what_the_data_proves(growth: float | None, said: str) -> None:
    frame = pd.DataFrame({"month": months(12), "revenue": [5.5] * 12, "revenue_previous": [5.0] * 12})
    assert said in monthly_revenue(frame, AS_OF, Decimal("66.00"), growth).title


def test_top_clients_and_all_the_others_sum_to_the_whole() -> None:
    frame = pd.DataFrame(
        {
            "client_id": [f"C{i}" for i in range(14)],
            "name": [f"<b>Client {i}</b>" for i in range(14)],
            "revenue_12m": [float(100 - i) for i in range(14)],
        }
    )
    chart = top_clients(frame)
    assert chart.keys[:2] == ("C0", "C1") and chart.keys[-1] == OTHERS and len(chart.keys) == 11
    assert chart.table.iloc[:, 1].sum() == frame["revenue_12m"].sum()
    assert "<b>Client" not in chart.figure.to_json().replace("\\u003c", "<")


def test_evolution_of_nothing_says_so() -> None:
    frame = pd.DataFrame(
        {"month": months(24), "invoiced": [0.0] * 24, "received": [0.0] * 24, "overdue": [0.0] * 24}
    )
    chart = evolution(frame, AS_OF)
    assert "Aucune facture ni paiement" in chart.title


def test_english_titles() -> None:
    with speaking("en"):
        assert "overdue" in aged_balance(BUCKETS).title
