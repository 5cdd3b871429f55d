"""The months in which something was sold, as the hidden sheet lists them for the count-back methods; it works out no number of days."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from fiche.excel.links import Links, serial_of
from fiche.excel.ordered import cents


@dataclass(frozen=True)
class Month:
    """A row of the months of sales."""

    upto: int | str
    day: int
    month: int | str
    sold: int
    reach: int | None


def sales(links: Links, as_of: dt.date) -> Iterator[Month]:
    """The months in which something counts, the latest first."""
    latest: dict[dt.date, dt.date] = {}
    sold: dict[dt.date, int] = defaultdict(int)
    for document, counts in zip(links.documents, links.scope, strict=True):
        if counts and (day := document["date"]):
            month = day.replace(day=1)
            latest[month] = max(day, latest.get(month, day))
            sold[month] += cents(document["gross"])
    upto, reach = serial_of(as_of) + 1, 0
    for month in sorted(latest, reverse=True):
        reach += max(0, sold[month])
        yield Month(upto, serial_of(latest[month]), serial_of(month), sold[month], reach)
        upto = serial_of(month)
    yield Month(upto, 0, "", 0, None)
