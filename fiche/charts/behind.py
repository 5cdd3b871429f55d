"""From a mark of a chart to the clients behind it, with what each has there; it draws nothing."""

import datetime as dt

import pandas as pd

from fiche.analysis import Filters, Portfolio
from fiche.analysis.days import month_end, months_before


def billed_in(portfolio: Portfolio, month: dt.date, as_of: dt.date, where: Filters) -> pd.DataFrame:
    """client_id, amount (float): the clients with a document dated in `month` (its first day), up to `as_of`, and their revenue of it.

    The difference of the totals at two dates: what has no date is in both and cancels out.
    """
    codes = ["documents", "revenue_total"]
    after = portfolio.breakdown(min(month_end(month), as_of), codes, "client_id", where)
    before = portfolio.breakdown(month_end(months_before(month, 1)), codes, "client_id", where)
    joined = after.merge(before, on="client_id", how="left", suffixes=("", "_before"))
    joined = joined[joined["documents"] > joined["documents_before"].fillna(0)]
    amounts = joined["revenue_total"].astype(float) - joined["revenue_total_before"].astype(float).fillna(0.0)
    return pd.DataFrame({"client_id": joined["client_id"], "amount": amounts.round(2)})


def in_bucket(portfolio: Portfolio, bucket: str, as_of: dt.date, where: Filters) -> pd.DataFrame:
    """client_id, amount (float): the clients behind a bucket, and what each has there; they add up to it."""
    each = portfolio.aged_by_client(as_of, where)
    found = pd.DataFrame({"client_id": each["client_id"], "amount": each[bucket].astype(float)})
    return found[found["amount"] != 0]
