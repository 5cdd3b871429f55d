"""From a mark of a chart to the clients behind it, with what each has there; it draws nothing."""

import datetime as dt

import pandas as pd

from fiche.analysis import Filters, Portfolio


def billed_in(portfolio: Portfolio, month: dt.date, as_of: dt.date, where: Filters) -> pd.DataFrame:
    """client_id, amount (float): the clients with a document dated in `month` (its first day), up to `as_of`, and their revenue of it."""
    found = portfolio.billed_in(as_of, month, where)
    return pd.DataFrame({"client_id": found["client_id"], "amount": found["net"].astype(float)})


def in_bucket(portfolio: Portfolio, bucket: str, as_of: dt.date, where: Filters) -> pd.DataFrame:
    """client_id, amount (float): the clients behind a bucket, and what each has there; they add up to it."""
    each = portfolio.aged_by_client(as_of, where)
    found = pd.DataFrame({"client_id": each["client_id"], "amount": each[bucket].astype(float)})
    return found[found["amount"] != 0]
