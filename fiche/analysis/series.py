"""Amounts month by month, for the charts: added up as decimals, floats at the edge; it draws nothing."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fiche.analysis.conversion import Conversion
from fiche.analysis.copy import Copy, statement
from fiche.analysis.days import month_end, month_starts, months_before
from fiche.analysis.evaluate import currencies_of, not_added

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

Daily = Mapping[dt.date, Decimal]
_REVENUE = (
    "SELECT date, SUM(net) AS amount FROM items WHERE net IS NOT NULL AND date IS NOT NULL GROUP BY date"
)
_INVOICED = (
    "SELECT date, SUM(gross) AS amount FROM items WHERE gross IS NOT NULL AND date IS NOT NULL GROUP BY date"
)
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
        overdue = dict(cursor.execute(statement("overdue_at.sql"), who | {"ends": ends}).fetchall())
        mixed = not_added(currencies_of(cursor), conversion) is not None
    columns = {
        "invoiced": _sums(invoiced, spans),
        "received": _sums(received, spans),
        "overdue": [float(overdue.get(day, 0)) for day in ends],
    }
    return _frame(starts, columns, mixed)


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
