"""The count-back method: how many days of sales, most recent first, an amount still to receive stands for; it reads no table."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from fiche.analysis.days import month_end, months_before
from fiche.analysis.metric import Outcome


def countback(amount: Decimal, sales: Mapping[dt.date, Decimal], as_of: dt.date) -> Outcome:
    """Days of sales in `amount`. `sales`: gross invoices less credit notes by month (its first day), none after `as_of`.

    `as_of`'s month counts its days elapsed; the month that uses the amount up counts pro rata; a month with sales ≤ 0 adds its days.
    Before the first month of sales the history is exhausted: at least the days counted so far. No sales at all: no value.
    Source: indicators, Payment behaviour.
    """
    if not sales:
        return Outcome(None)
    rest, days = Fraction(max(amount, Decimal(0))), Fraction(0)
    month, first = as_of.replace(day=1), min(sales)
    while rest > 0 and month >= first:
        length = min(as_of, month_end(month)).day
        sold = Fraction(sales.get(month, Decimal(0)))
        days += length * rest / sold if sold > rest else length
        rest -= max(Fraction(0), min(sold, rest))
        month = months_before(month, 1)
    return Outcome(float(days), at_least=rest > 0)
