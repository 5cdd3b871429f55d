"""Frames in, plotly figures out: one file per kind of chart, one theme; it reads no record and computes no indicator."""

from fiche.charts.aged_balance import aged_balance
from fiche.charts.evolution import evolution
from fiche.charts.monthly_revenue import monthly_revenue
from fiche.charts.theme import OTHERS, Chart, config
from fiche.charts.top_clients import top_clients

__all__ = [
    "OTHERS",
    "Chart",
    "aged_balance",
    "config",
    "evolution",
    "monthly_revenue",
    "top_clients",
]
