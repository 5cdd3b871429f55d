"""Every figure of the application, computed exactly from a dataset at a date; it reads no file, asks no clock and draws nothing."""

from fiche.analysis.figures import AgedBalance, Alert, ClientRecord, Figure, Filters, Gap, Penalties
from fiche.analysis.metric import Metric
from fiche.analysis.overrides import Override
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.rates import Rate
from fiche.analysis.receipts import Backtest, Receipts
from fiche.analysis.risk import RiskPart, RiskScore
from fiche.analysis.risk_scales import RiskScales, Scale
from fiche.analysis.segments import Segments
from fiche.analysis.settings import CurrencyRate, Settings
from fiche.analysis.value import Worth

__all__ = [
    "AgedBalance",
    "Alert",
    "Backtest",
    "ClientRecord",
    "CurrencyRate",
    "Figure",
    "Filters",
    "Gap",
    "Metric",
    "Override",
    "Penalties",
    "Portfolio",
    "Rate",
    "Receipts",
    "RiskPart",
    "RiskScales",
    "RiskScore",
    "Scale",
    "Segments",
    "Settings",
    "Worth",
]
