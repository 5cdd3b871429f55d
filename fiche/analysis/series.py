"""Amounts month by month, for the charts: added up as decimals, floats at the edge; it draws nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.conversion import Conversion
from fiche.analysis.copy import Copy, statement
from fiche.analysis.countback import countback
from fiche.analysis.days import month_end, month_starts, months_before
from fiche.analysis.evaluate import SALES, currencies_of, fetched, not_added
from fiche.analysis.metric import Outcome

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Daily = Mapping[dt.date, Decimal]
Flow = tuple[dt.date, float, float]  # month (its first day), invoiced, received
_REVENUE = (
    "SELECT date, SUM(net) AS amount FROM items WHERE net IS NOT NULL AND date IS NOT NULL GROUP BY date"
)
_INVOICED = (
    "SELECT date, SUM(gross) AS amount FROM items WHERE gross IS NOT NULL AND date IS NOT NULL GROUP BY date"
)
# Invoices as they come, and what is applied to them: their running total is what is outstanding. `dated`: the invoice has a due date.
FLOWS = """
    SELECT i.date AS day, SUM(i.gross) AS amount, i.due_date IS NOT NULL AS dated FROM items AS i
    WHERE i.item = 'invoice' GROUP BY i.date, i.due_date IS NOT NULL
    UNION ALL
    SELECT y.day, -SUM(y.applied), i.due_date IS NOT NULL FROM items AS i
    JOIN received AS y ON y.document_key = i.document_key
    WHERE i.item = 'invoice' GROUP BY y.day, i.due_date IS NOT NULL
"""
_AT_RISK = """
    SELECT i.client_id, SUM(u.amount) AS billed, SUM(u.open_90) AS left_open FROM items AS i
    JOIN dues AS u ON u.document_key = i.document_key
    WHERE i.item = 'invoice' AND u.due_date IS NOT NULL AND i.date BETWEEN $month AND last_day($month)
    GROUP BY i.client_id ORDER BY left_open DESC, i.client_id
"""
ZERO = Decimal(0)
_INVOICED_BY = """
    SELECT client_id, date, SUM(gross) AS amount FROM items
    WHERE gross IS NOT NULL AND date IS NOT NULL GROUP BY client_id, date
"""
_RECEIVED = """
    SELECT date, SUM(amount) AS amount FROM payments
    WHERE client_id = $client_id AND date <= $as_of AND ($currency IS NULL OR currency = $currency)
    GROUP BY date
"""


def monthly_revenue(
    cursor: "duckdb.DuckDBPyConnection", as_of: dt.date, months: int, conversion: Conversion | None = None
) -> "pd.DataFrame":
    """[month, revenue, revenue_previous] of the last `months` calendar months, the last one up to `as_of`.

    The previous year's month is cut at the same day, unless `as_of` ends its month. NaN when several currencies are together.
    """
    starts = month_starts(as_of, months)
    ends = _ends(starts, as_of)
    daily = dict(cursor.execute(_REVENUE).fetchall())
    year_ago = months_before(as_of, 12)
    whole = as_of == month_end(as_of)
    before = [months_before(start, 12) for start in starts]
    before_ends = [month_end(day) for day in before[:-1]] + [month_end(year_ago) if whole else year_ago]
    columns = {
        "revenue": _sums(daily, zip(starts, ends, strict=True)),
        "revenue_previous": _sums(daily, zip(before, before_ends, strict=True)),
    }
    return _frame(starts, columns, mixed=not_added(currencies_of(cursor), conversion) is not None)


def evolution(
    copy: Copy,
    client_id: str,
    as_of: dt.date,
    months: int,
    currency: str | None,
    conversion: Conversion | None = None,
) -> "pd.DataFrame":
    """[month, invoiced, received, overdue] of one client: gross amounts; overdue at each month's end, the last at `as_of`.

    Undated documents and payments belong to no month; undated invoices with a due date count as overdue. NaN with several currencies.
    """
    starts = month_starts(as_of, months)
    ends = _ends(starts, as_of)
    spans = list(zip(starts, ends, strict=True))
    who = {"client_id": client_id, "currency": currency}
    with copy.at(as_of, currency, [client_id]) as cursor:
        invoiced = dict(cursor.execute(_INVOICED).fetchall())
        received = dict(cursor.execute(_RECEIVED, who | {"as_of": as_of}).fetchall())
        overdue = dict(cursor.execute(statement("overdue_at.sql"), {"ends": ends}).fetchall())
        mixed = not_added(currencies_of(cursor), conversion) is not None
    columns = {
        "invoiced": _sums(invoiced, spans),
        "received": _sums(received, spans),
        "overdue": [float(overdue.get(day, 0)) for day in ends],
    }
    return _frame(starts, columns, mixed)


def dso_by_month(
    cursor: "duckdb.DuckDBPyConnection", as_of: dt.date, months: int, conversion: Conversion | None = None
) -> "pd.DataFrame":
    """[month, outstanding, dso_countback, at_least, dso_best_possible] at the end of each of the last `months` calendar months, the last one
    at `as_of`: what the indicators of those names said then, in days. `at_least`: the history is too short, the truth is at least that.

    NaN before the first sale, and everywhere with several currencies.
    """
    starts = month_starts(as_of, months)
    ends = _ends(starts, as_of)
    flows = cursor.execute(FLOWS).fetchall()
    overdue = dict(cursor.execute(statement("overdue_at.sql"), {"ends": ends}).fetchall())
    sales = dict(cursor.execute(SALES).fetchall())
    columns: dict[str, list[float]] = {
        "outstanding": [],
        "dso_countback": [],
        "at_least": [],
        "dso_best_possible": [],
    }
    for end in ends:
        then = {month: amount for month, amount in sales.items() if month <= end}
        whole = until(flows, end)
        current = whole - overdue.get(end, ZERO) - until([flow for flow in flows if not flow[2]], end)
        found, best = countback(whole, then, end), countback(current, then, end)
        columns["outstanding"].append(float(whole))
        columns["dso_countback"].append(_days(found))
        columns["at_least"].append(float(found.at_least))
        columns["dso_best_possible"].append(_days(best))
    return _frame(starts, columns, mixed=not_added(currencies_of(cursor), conversion) is not None)


def until(flows: Iterable[tuple[dt.date | None, Decimal, bool]], end: dt.date) -> Decimal:
    """What flows dated by `end`, or undated, add up to."""
    return sum((amount for day, amount, _ in flows if day is None or day <= end), ZERO)


def _days(outcome: Outcome) -> float:
    return float("nan") if outcome.days is None else outcome.days


def flows(
    cursor: "duckdb.DuckDBPyConnection",
    payments: pl.DataFrame,
    clients: Sequence[str],
    as_of: dt.date,
    months: int,
    currency: str,
) -> dict[str, list[Flow]]:
    """(month, invoiced, received) of each of `clients`, as evolution() gives them. `payments`: those of the file; the rows that `cursor` sees are in
    `currency`."""
    starts = month_starts(as_of, months)
    spans = list(zip(starts, _ends(starts, as_of), strict=True))
    invoiced: dict[str, dict[dt.date, Decimal]] = defaultdict(dict)
    received: dict[str, dict[dt.date, Decimal]] = defaultdict(dict)
    for client, day, amount in cursor.execute(_INVOICED_BY).fetchall():
        invoiced[client][day] = amount
    mine = payments.filter((pl.col("currency") == currency) & (pl.col("date") <= as_of))
    for client, day, amount in mine.group_by("client_id", "date").agg(pl.col("amount").sum()).iter_rows():
        received[client][day] = amount
    return {
        client: list(zip(starts, _sums(invoiced[client], spans), _sums(received[client], spans), strict=True))
        for client in clients
    }


def flows_of(evolution: "pd.DataFrame") -> list[Flow]:
    """The same from evolution()'s frame."""
    rows = zip(evolution["month"], evolution["invoiced"], evolution["received"], strict=True)
    return [(month.date(), invoiced, received) for month, invoiced, received in rows]


def frame_of(flows: Sequence[Flow]) -> "pd.DataFrame":
    """evolution()'s frame from the same, without `overdue`."""
    starts, invoiced, received = (list(column) for column in zip(*flows, strict=True))
    return _frame(starts, {"invoiced": invoiced, "received": received}, mixed=False)


def at_risk_by_month(
    cursor: "duckdb.DuckDBPyConnection", as_of: dt.date, conversion: Conversion | None = None
) -> "pd.DataFrame":
    """[month, billed, left_open, rate], oldest month first: gross invoices with a due date, what was left of them ninety days after their due
    dates, and the share. left_open and rate are NaN until that day has come for the whole month; all with several currencies."""
    import pandas as pd

    rows = cursor.execute(statement("at_risk.sql"), {"as_of": as_of}).fetchall()
    frame = pd.DataFrame(rows, columns=["month", "billed", "left_open"])
    amounts = frame[["billed", "left_open"]].astype(float)
    if not_added(currencies_of(cursor), conversion):
        amounts[:] = float("nan")
    rate = amounts["left_open"] / amounts["billed"].where(amounts["billed"] > 0)
    return pd.DataFrame({"month": pd.to_datetime(frame["month"]), **amounts, "rate": rate})


def at_risk_in(cursor: "duckdb.DuckDBPyConnection", month: dt.date) -> pl.DataFrame:
    """[client_id, billed, left_open] of the invoices of one month (its first day), as at_risk_by_month adds them up; most left open first."""
    return fetched(cursor, _AT_RISK, {"month": month})


def _ends(starts: Sequence[dt.date], as_of: dt.date) -> list[dt.date]:
    return [min(month_end(start), as_of) for start in starts]


def _sums(daily: Daily, spans: Iterable[tuple[dt.date, dt.date]]) -> list[float]:
    """The sum over each span of days, both ends included."""
    by_month: dict[dt.date, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for day, amount in daily.items():
        by_month[day.replace(day=1)].append((day, amount))
    return [float(sum((a for day, a in by_month[first] if day <= last), Decimal(0))) for first, last in spans]


def _frame(starts: Sequence[dt.date], columns: Mapping[str, list[float]], mixed: bool) -> "pd.DataFrame":
    import pandas as pd

    frame = pd.DataFrame({"month": pd.to_datetime(list(starts)), **columns})
    if mixed:
        frame[list(columns)] = float("nan")
    return frame
