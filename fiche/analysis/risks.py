"""From the open items that a cursor sees to risk scores, for one client or for all; it decides no weight."""

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.copy import statement
from fiche.analysis.days import months_before
from fiche.analysis.evaluate import currencies_of, fetched, grouped, several_currencies
from fiche.analysis.frames import Frames
from fiche.analysis.risk import INPUTS, RiskScore, risk, score
from fiche.analysis.risk_scales import RiskScales

if TYPE_CHECKING:
    import duckdb

_CURRENCIES = "SELECT client_id, COUNT(DISTINCT currency) AS currencies FROM items GROUP BY client_id"


def risk_of(
    cursor: "duckdb.DuckDBPyConnection",
    frames: Frames,
    client_id: str,
    as_of: dt.date,
    scales: RiskScales,
    usual: str | None,
) -> RiskScore:
    """The score of the one client whose items `cursor` sees. `usual`: the currency to name when it has no document."""
    currencies = currencies_of(cursor)
    if len(currencies) > 1:
        return RiskScore(None, reason=several_currencies(currencies))
    rows = _rows(cursor, frames, as_of).filter(pl.col("client_id") == client_id)
    row = rows.row(0, named=True) if len(rows) else {"history": 0}
    return risk(row, scales, currencies[0] if currencies else usual)


def risk_scores(
    cursor: "duckdb.DuckDBPyConnection", frames: Frames, as_of: dt.date, scales: RiskScales
) -> dict[str, Decimal | None]:
    """The score of each client whose items `cursor` sees; None without history, or with several currencies."""
    mixed = fetched(cursor, _CURRENCIES).filter(pl.col("currencies") > 1)["client_id"]
    apart = set(mixed)
    rows = _rows(cursor, frames, as_of).iter_rows(named=True)
    return {row["client_id"]: None if row["client_id"] in apart else score(row, scales) for row in rows}


def _rows(cursor: "duckdb.DuckDBPyConnection", frames: Frames, as_of: dt.date) -> pl.DataFrame:
    """One row per client: INPUTS, credit_limit, the columns of risk.sql, and broken_promises where promises are recorded."""
    values = {"as_of": as_of, "half_year_ago": months_before(as_of, 6)}
    figures = grouped(cursor, INPUTS, "client_id")
    more = fetched(cursor, statement("risk.sql"), values)
    limits = frames.clients.select("client_id", "credit_limit")
    rows = figures.join(more, on="client_id", maintain_order="left")
    if frames.broken is not None:
        past = frames.broken.filter((pl.col("since") < as_of).fill_null(True))
        counts = past.group_by("client_id").agg(pl.len().cast(pl.Int64).alias("broken_promises"))
        rows = rows.join(counts, on="client_id", how="left", maintain_order="left")
        rows = rows.with_columns(pl.col("broken_promises").fill_null(0))
    return rows.join(limits, on="client_id", how="left", maintain_order="left")
