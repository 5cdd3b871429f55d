"""What the open invoices should bring, when, and how sure that is, learnt from the file's own history; it forecasts no sale to come."""

from fiche.analysis.receipts.values import Backtest, Receipts, Window

__all__ = ["Backtest", "Receipts", "Window"]
