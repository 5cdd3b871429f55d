"""Expected receipts of the invoices open at a date, from what was learnt; it adds no currencies and invents no invoice."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from fiche.analysis.frames import Frames
from fiche.analysis.ledger import to_pandas
from fiche.analysis.receipts import ranges
from fiche.analysis.receipts.backtest import Chances
from fiche.analysis.receipts.history import date
from fiche.analysis.receipts.survival import Flags, Floats
from fiche.analysis.receipts.values import Receipts
from fiche.analysis.receipts.verdict import NOTHING, Learnt
from fiche.i18n import _

if TYPE_CHECKING:
    import pandas as pd

_INVOICES: dict[str, pl.DataType] = {
    "document_key": pl.Int64(), "document_id": pl.String(), "client_id": pl.String(), "open_amount": pl.Decimal(18, 2), "due_date": pl.Date(),
    "days_late": pl.Int64(), "within_30": pl.Float64(), "within_60": pl.Float64(), "within_90": pl.Float64(), "expected_on": pl.Date(),
}  # fmt: skip
WITHIN = ("within_30", "within_60", "within_90")
_WEEKS: dict[str, pl.DataType] = {
    "week": pl.Date(),
    "expected": pl.Float64(),
    "low": pl.Float64(),
    "high": pl.Float64(),
}


def refused(reason: str, learnt: Learnt | None = None, currency: str | None = None) -> Receipts:
    """No forecast, and why."""
    judged = learnt.judged if learnt else None
    empty = to_pandas(pl.DataFrame(schema=_INVOICES)), to_pandas(pl.DataFrame(schema=_WEEKS))
    return Receipts(*empty, currency, backtest=judged.backtest if judged else None, reason=reason)


def forecast(learnt: Learnt, frames: Frames, currency: str, clients: Sequence[str] | None) -> Receipts:
    """The receipts expected of `clients` (None: everyone); curves and back-test are everyone's."""
    mine = _open(learnt, clients)
    if not mine.any():
        return refused(_(NOTHING), learnt, currency)
    if learnt.chances is None or learnt.judged is None:
        return refused(str(learnt.refusal), learnt, currency)
    own = learnt.chances.of(mine[learnt.chances.rows])
    drawn = own.drawn
    weeks = _weeks(own, drawn, learnt.judged.weeks, date(learnt.known.day))
    total = round(float(weeks["expected"].sum()), 2)
    low, high = ranges.bounds(
        drawn.sum(1, keepdims=True),
        own.expected.sum(keepdims=True),
        learnt.judged.total,
        float(own.amount.sum()),
    )
    open_amount = Decimal(sum(learnt.known.open[mine].tolist())).scaleb(-2)
    return Receipts(
        to_pandas(_invoices(learnt, own, mine, frames)),
        to_pandas(weeks),
        currency,
        open_amount,
        total,
        min(_cents(low)[0], total),
        max(_cents(high)[0], total),
        _cents(own.amount @ own.within[:, :1])[0],
        min(max(1 - total / float(open_amount), 0.0), 1.0),
        learnt.judged.backtest,
    )


def _open(learnt: Learnt, clients: Sequence[str] | None) -> Flags:
    """The open invoices of `clients`."""
    past, left = learnt.history, learnt.known.open > 0
    if clients is None:
        return left
    wanted = set(clients)
    theirs = np.array([number in wanted for number in past.clients], bool)
    return left & theirs[past.client] if len(theirs) else left


def _weeks(own: Chances, drawn: Floats, shock: float, as_of: dt.date) -> pl.DataFrame:
    expected = np.diff(own.expected.cumsum().round(), prepend=0.0)  # so that the weeks add up to the cent
    low, high = ranges.bounds(drawn, expected, shock, float(own.amount.sum()))
    starts = [as_of + dt.timedelta(days=1 + 7 * n) for n in range(len(expected))]
    columns = {"week": starts, "expected": _cents(expected), "low": _cents(low), "high": _cents(high)}
    return pl.DataFrame(columns, schema=_WEEKS)


def _invoices(learnt: Learnt, own: Chances, mine: Flags, frames: Frames) -> pl.DataFrame:
    """By due date, the invoices without one last."""
    now, rows = learnt.known, np.flatnonzero(mine)
    days = own.median.astype("timedelta64[D]") + np.datetime64(date(now.day))
    chance = pl.DataFrame(
        {
            "document_key": learnt.history.key[own.rows],
            **dict(zip(WITHIN, own.within.T.round(6), strict=True)),
            "expected_on": pl.Series(days).set(pl.Series(own.median == 0), None).cast(pl.Date),
        }
    )
    left = pl.Series(
        "open_amount", [Decimal(int(cents)).scaleb(-2) for cents in now.open[rows]], pl.Decimal(18, 2)
    )
    return (
        pl.DataFrame({"document_key": learnt.history.key[rows], "open_amount": left})
        .join(
            frames.documents.select("document_key", "document_id", "client_id", "due_date"),
            on="document_key",
            how="left",
        )
        .join(chance, on="document_key", how="left")
        .with_columns((pl.lit(date(now.day)) - pl.col("due_date")).dt.total_days().clip(0).alias("days_late"))
        .sort("due_date", "document_key", nulls_last=True)
        .select(pl.col(name).cast(kind) for name, kind in _INVOICES.items())
    )


def of_week(learnt: Learnt, frames: Frames, clients: Sequence[str] | None, week: dt.date) -> "pd.DataFrame":
    """What each invoice should bring in the seven days from `week`, one of Receipts.weeks: the columns of Receipts.invoices and `part`, float,
    greatest first; parts below half a cent are left out. They add up to the week's expected, to a few cents."""
    mine = _open(learnt, clients)
    if learnt.chances is None:
        return refused(_(NOTHING)).invoices.assign(part=[])
    own = learnt.chances.of(mine[learnt.chances.rows])
    place = (week - date(learnt.known.day)).days // 7
    chance = (
        np.diff(own.weekly, axis=1, prepend=0.0)[:, place]
        if 0 <= place < own.weekly.shape[1]
        else 0 * own.amount
    )
    parts = pl.DataFrame({"document_key": learnt.history.key[own.rows], "part": chance * own.amount / 100})
    rows = _invoices(learnt, own, mine, frames).join(parts.filter(pl.col("part") >= 0.005), on="document_key")
    return to_pandas(rows.sort("part", "document_key", descending=[True, False]))


def _cents(amounts: Floats) -> list[float]:
    """Amounts in cents as currency units, to the cent."""
    return [round(float(amount) / 100, 2) for amount in amounts]
