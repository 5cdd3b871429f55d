"""How much of the revenue rests on how few clients, now and before; it names none but those behind a share."""

import datetime as dt
import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from numpy.typing import ArrayLike

from fiche.analysis.days import months_before
from fiche.analysis.evaluate import fetched
from fiche.analysis.metric import Outcome

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

TOP = 10
QUARTERS = 8
_WINDOWS = """
    SELECT w.until, i.client_id, SUM(i.net) AS revenue
    FROM (SELECT unnest($untils::DATE[]) AS until, unnest($afters::DATE[]) AS after) AS w
    JOIN items AS i ON i.date > w.after AND i.date <= w.until
    WHERE i.net IS NOT NULL
    GROUP BY w.until, i.client_id
    ORDER BY w.until, revenue DESC, i.client_id
"""


def top_share(revenues: Sequence[Decimal], first: int) -> Outcome:
    """The share of the `first` largest in the total of the positive revenues; no value without any."""
    ranked = sorted((amount for amount in revenues if amount > 0), reverse=True)
    return Outcome(float(Fraction(sum(ranked[:first])) / Fraction(sum(ranked)))) if ranked else Outcome(None)


def herfindahl_index(revenues: Sequence[Decimal]) -> Outcome:
    """Σ of the squared shares of the positive revenues: 1 for a single client, 1/n for n equal ones; no value without any. Amounts are to the cent."""
    cents = [int(amount.scaleb(2)) for amount in revenues if amount > 0]
    if not cents:
        return Outcome(None)
    return Outcome(float(Fraction(sum(amount * amount for amount in cents), sum(cents) ** 2)))


def fewest(revenues: ArrayLike, share: Decimal) -> int:
    """How many of the largest make `share` of the total of the positive revenues, as class A counts them; 0 without any. Amounts are to the cent."""
    cents = np.rint(np.asarray(revenues, dtype=np.float64) * 100)
    ranked = np.sort(cents[cents > 0].astype(np.int64))[::-1]
    before = np.cumsum(ranked) - ranked
    return int(np.count_nonzero(before < math.ceil(share * int(ranked.sum()))))


def alike(herfindahl: float) -> int:
    """How many clients of one same size would be as concentrated."""
    return max(1, round(1 / herfindahl))


def revenues_then(cursor: "duckdb.DuckDBPyConnection", days: Sequence[dt.date]) -> pl.DataFrame:
    """[until, client_id, revenue (Decimal)]: the revenue_12m of each client at each of `days`, the largest first, as the rows that `cursor` sees say it."""
    values = {"untils": list(days), "afters": [months_before(day, 12) for day in days]}
    return fetched(cursor, _WINDOWS, values)


def over_time(revenues: pl.DataFrame, days: Sequence[dt.date]) -> "pd.DataFrame":
    """[day, top10_share, herfindahl, revenue (Decimal, of the TOP first), buyers] at each of `days`: what the indicators of those names said then, NaN where
    nobody had bought. `revenues`: as revenues_then."""
    import pandas as pd

    parts = {
        key[0]: part["revenue"].to_list()
        for key, part in revenues.partition_by("until", as_dict=True).items()
    }
    lines = []
    for day in days:
        amounts = [amount for amount in parts.get(day, []) if amount > 0]
        first = sum(sorted(amounts, reverse=True)[:TOP], Decimal("0.00"))
        lines.append(
            (day, top_share(amounts, TOP).value, herfindahl_index(amounts).value, first, len(amounts))
        )
    frame = pd.DataFrame(lines, columns=["day", "top10_share", "herfindahl", "revenue", "buyers"])
    return frame.astype({"top10_share": float, "herfindahl": float})


def quarters(as_of: dt.date) -> list[dt.date]:
    """`as_of` and the same day of each of the QUARTERS quarters before, oldest first."""
    return [months_before(as_of, 3 * n) for n in range(QUARTERS, -1, -1)]
