"""Calendar arithmetic on whole days and months; it asks no clock."""

import datetime as dt
from calendar import monthrange


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day `months` earlier (later when negative), the month's last one when it has no such day: 29 Feb 2024 − 12 = 28 Feb 2023."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_end(day: dt.date) -> dt.date:
    """The last day of `day`'s month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_starts(as_of: dt.date, months: int) -> list[dt.date]:
    """The first day of each of the last `months` calendar months, `as_of`'s own last, oldest first."""
    first = as_of.replace(day=1)
    return [months_before(first, n) for n in range(months - 1, -1, -1)]
