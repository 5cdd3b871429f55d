"""The aged balance at the end of each of the last months, in one pass: what it said then, bucket by bucket; it sorts no invoice itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from fiche.analysis.copy import statement
from fiche.analysis.days import month_end, month_starts
from fiche.analysis.series import FLOWS, until

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

_DOCUMENTS = """
    SELECT date, SUM(gross) AS amount FROM items
    WHERE item IN ('invoice', 'credit_note') AND gross IS NOT NULL GROUP BY date
"""
_PAID = """
    SELECT p.date, SUM(p.amount) AS amount FROM payments AS p
    WHERE ($currency IS NULL OR p.currency = $currency) AND p.client_id IN (SELECT i.client_id FROM items AS i WHERE i.item = 'client')
    GROUP BY p.date
"""
ZERO = Decimal("0.00")


def aged_by_month(
    cursor: "duckdb.DuckDBPyConnection",
    buckets: Sequence[str],
    as_of: dt.date,
    months: int,
    currency: str | None,
) -> "pd.DataFrame":
    """[month, end, *buckets] (Decimal) at the end of each of the last `months` calendar months, the last one at `as_of`: each row is what
    Portfolio.aged says at `end`. `buckets`: all codes in order. One currency at a time.

    What is not due and what has no due date come from the running totals of invoices and of what is applied to them; what is unapplied is the
    rest of the file's own total.
    """
    import pandas as pd

    starts = month_starts(as_of, months)
    ends = [min(month_end(start), as_of) for start in starts]
    late: dict[dt.date, dict[str, Decimal]] = defaultdict(dict)
    for day, bucket, amount in cursor.execute(statement("aged_at.sql"), {"ends": ends}).fetchall():
        late[day][bucket] = amount
    flows = cursor.execute(FLOWS).fetchall()
    undated = [flow for flow in flows if not flow[2]]
    documents = dict(cursor.execute(_DOCUMENTS).fetchall())
    paid = dict(cursor.execute(_PAID, {"currency": currency}).fetchall())
    lines = []
    for start, end in zip(starts, ends, strict=True):
        owed, without = until(flows, end), until(undated, end)
        known = late[end] | {
            "no_due_date": without,
            "not_due": owed - without - sum(late[end].values(), ZERO),
            "unapplied": _by(documents, end) - _by(paid, end) - owed,
        }
        lines.append((start, end, *(known.get(bucket, ZERO) for bucket in buckets)))
    return pd.DataFrame(lines, columns=["month", "end", *buckets])


def _by(daily: Mapping[dt.date | None, Decimal], end: dt.date) -> Decimal:
    """What is dated by `end`, or undated."""
    return sum((amount for day, amount in daily.items() if day is None or day <= end), ZERO)
