"""Frames in, plotly figures out: one file per kind of chart, one theme; it reads no record and computes no indicator."""

from fiche.charts.aged_balance import aged_balance
from fiche.charts.aged_months import aged_months
from fiche.charts.at_risk import at_risk_by_month
from fiche.charts.dso import dso_by_month
from fiche.charts.evolution import evolution
from fiche.charts.groups import groups
from fiche.charts.monthly_revenue import monthly_revenue
from fiche.charts.pareto import client_count, pareto
from fiche.charts.receipts import receipts
from fiche.charts.rfm_matrix import GRID, cell_key, cell_name, cell_of, rfm_matrix
from fiche.charts.theme import OTHERS, Chart
from fiche.charts.toolbar import config
from fiche.charts.top_clients import top_clients

__all__ = [
    "GRID",
    "OTHERS",
    "Chart",
    "aged_balance",
    "aged_months",
    "at_risk_by_month",
    "cell_key",
    "cell_name",
    "cell_of",
    "client_count",
    "config",
    "dso_by_month",
    "evolution",
    "groups",
    "monthly_revenue",
    "pareto",
    "receipts",
    "rfm_matrix",
    "top_clients",
]
