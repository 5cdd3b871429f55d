"""The penalty rates day by day, as the workbook adds them up (fiche.excel.blocks_hidden.PERIODS); it decides no rate."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from fiche.analysis.rates import POINTS, Rate, half_end, micro
from fiche.analysis.settings import Settings
from fiche.excel.blocks_hidden import NEVER
from fiche.excel.links import serial_of


@dataclass(frozen=True)
class Period:
    """A half-year, or a row that stands for none: its first day, how many it has, those without a rate before it, and what adds up before."""

    since: int
    days: int
    gap: int
    rate: int
    sum: int
    holes: int


class Periods:
    """The rows of the periods, the first one for what comes before any. Rates are millionths."""

    def __init__(self, settings: Settings, rows: int) -> None:
        known = {rate.since: rate for rate in settings.rates}
        self.rates = [known[day] for day in sorted(known)]
        self._contractual = settings.contractual_rate
        self.outside_rate = micro(settings.contractual_rate) or 0
        self.outside_hole = 0 if self.outside_rate else 1
        self.rows = [Period(1, 0, 0, 0, 0, 0)]
        for place in range(1, rows):
            self.rows.append(self._next(place))
        self._since = [row.since for row in self.rows]

    def applied(self, rate: Rate) -> "float":
        """The penalty rate of a half-year."""
        base = rate.ecb + POINTS if self._contractual is None else self._contractual
        return float(max(base, rate.floor))

    def _next(self, place: int) -> Period:
        before = self.rows[-1]
        since, days, per_day = NEVER + place + 1, 0, 0
        if place <= len(self.rates):
            rate = self.rates[place - 1]
            since = serial_of(rate.since)
            days = serial_of(half_end(rate.since)) + 1 - since
            per_day = round(self.applied(rate) * 1_000_000)
        gap = max(0, since - before.since - before.days)
        total = before.sum + before.rate * before.days + self.outside_rate * gap
        return Period(since, days, gap, per_day, total, before.holes + self.outside_hole * gap)

    def at(self, day: int) -> int:
        """The place, from 1, of the period that begins at the latest on `day`."""
        return bisect_right(self._since, day)

    def sum_to(self, day: int, at: int) -> int:
        """The daily rates added up to `day` included."""
        row = self.rows[at - 1]
        passed = day + 1 - row.since
        return row.sum + row.rate * min(passed, row.days) + self.outside_rate * max(0, passed - row.days)

    def holes_to(self, day: int, at: int) -> int:
        """How many days up to `day` included have no rate."""
        row = self.rows[at - 1]
        return row.holes + self.outside_hole * max(0, day + 1 - row.since - row.days)

    def unrated_after(self, day: int) -> int:
        """The first day after `day` that has no rate."""
        gaps = [(row.since - row.gap, row.since) for row in self.rows if row.gap]
        return min(max(begin, day + 1) for begin, end in gaps if end > day + 1)


@lru_cache(maxsize=64)
def periods_of(settings: Settings, rows: int) -> Periods:
    """The same for all clients of the same settings, made once."""
    return Periods(settings, rows)
