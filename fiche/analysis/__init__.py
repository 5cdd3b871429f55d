"""Every figure of the application, computed exactly from a dataset at a date; it reads no file, asks no clock and draws nothing."""

from fiche.analysis.figures import AgedBalance, Alert, ClientRecord, Figure, Filters
from fiche.analysis.metric import Metric
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.receipts import Backtest, Receipts
from fiche.analysis.settings import Settings

__all__ = [
    "AgedBalance",
    "Alert",
    "Backtest",
    "ClientRecord",
    "Figure",
    "Filters",
    "Metric",
    "Portfolio",
    "Receipts",
    "Settings",
]
