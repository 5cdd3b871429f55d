"""Classes and scores of a few values said as Python ones, worked out by the product's own expressions."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import polars as pl

from fiche.analysis import rfm, segments


def abc(rows: Sequence[Mapping[str, Any]], limits: Sequence[Decimal]) -> dict[str, tuple[str, float]]:
    """(class, share accumulated before) by client."""
    types = {"client_id": pl.String, "revenue_12m": pl.Decimal(38, 2)}
    frame = pl.DataFrame([{name: row[name] for name in types} for row in rows], schema=types)
    return {client: (letter, share) for client, letter, share in segments.abc(frame, limits).iter_rows()}


def score(value: rfm.Amount, limits: Sequence[rfm.Amount]) -> int:
    return int(pl.DataFrame({"value": [value]}).select(rfm.score("value", limits)).item())


def recency_score(days: int, limits: Sequence[rfm.Amount]) -> int:
    return int(pl.DataFrame({"value": [days]}).select(rfm.recency_score("value", limits)).item())
