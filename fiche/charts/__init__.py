"""Frames in, plotly figures out: one file per kind of chart, one theme; it reads no record and computes no indicator."""

from fiche.charts.aged_balance import aged_balance, bucket_name, first_day_late
from fiche.charts.at_risk import at_risk_by_month
from fiche.charts.dso import dso_by_month
from fiche.charts.evolution import evolution
from fiche.charts.monthly_revenue import basis_word, monthly_revenue
from fiche.charts.receipts import receipts
from fiche.charts.theme import OTHERS, Chart, config
from fiche.charts.top_clients import top_clients

__all__ = [
    "OTHERS",
    "Chart",
    "aged_balance",
    "at_risk_by_month",
    "basis_word",
    "bucket_name",
    "config",
    "dso_by_month",
    "evolution",
    "first_day_late",
    "monthly_revenue",
    "receipts",
    "top_clients",
]
