"""The dated rates that late-payment penalties rest on, half-year by half-year, and which one applies when; it guesses none."""

import csv
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from fiche.i18n import N_, _

MICRO = 1_000_000
ALWAYS, NEVER = dt.date(1, 1, 1), dt.date(9999, 12, 31)
POINTS = Decimal("0.10")
HALVES = (N_("1er semestre {year}"), N_("2e semestre {year}"))
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Rate:
    """The rates of the half-year that begins on `since` (a 1 January or 1 July), as ratios (0.0425 = 4,25 %), with where they come from.

    `ecb`: the refinancing rate of that day. `legal`: the legal interest rate of the half-year for professional creditors.
    """

    since: dt.date
    ecb: Decimal
    legal: Decimal
    source: str = ""

    def __post_init__(self) -> None:
        if self.since != half_start(self.since):
            raise ValueError("rates: a half-year begins on a 1 January or a 1 July")

    @property
    def floor(self) -> Decimal:
        """What no penalty rate may be below."""
        return 3 * self.legal


@dataclass(frozen=True)
class Period:
    """The penalty rate of the days after `before` up to `last` included; None where no rate is known."""

    before: dt.date
    last: dt.date
    rate: Decimal | None


def half_start(day: dt.date) -> dt.date:
    """The first day of `day`'s half-year."""
    return dt.date(day.year, 1 if day.month < 7 else 7, 1)


def half_end(day: dt.date) -> dt.date:
    """The last day of `day`'s half-year."""
    return dt.date(day.year, 6, 30) if day.month < 7 else dt.date(day.year, 12, 31)


def half_name(day: dt.date) -> str:
    """«1er semestre 2025»."""
    return _(HALVES[day.month >= 7]).format(year=day.year)


@cache
def published() -> tuple[Rate, ...]:
    """The rates that come with the application: rates.csv, in percent there, each value with its source."""
    with (Path(__file__).parent / "rates.csv").open(encoding="utf-8", newline="") as source:
        return tuple(_rate(row) for row in csv.DictReader(source))


def _rate(row: dict[str, str]) -> Rate:
    ecb, legal = (Decimal(row[name]) / 100 for name in ("ecb_percent", "legal_percent"))
    return Rate(
        dt.date.fromisoformat(row["from"]), ecb, legal, f"{row['ecb_source']} ; {row['legal_source']}"
    )


def periods(rates: Sequence[Rate], contractual: Decimal | None) -> list[Period]:
    """Every day there is, in periods of one rate: `contractual`, else ECB + 10 points, never below 3 × the legal rate.

    A half-year without a row has no rate, or the contractual one without a floor. Source: article L441-10 II of the Code de commerce.
    """
    by_day = {rate.since: rate for rate in rates}
    return list(_periods([by_day[day] for day in sorted(by_day)], contractual))


def _periods(rates: Sequence[Rate], contractual: Decimal | None) -> Iterator[Period]:
    before = ALWAYS
    for rate in rates:
        if before < rate.since - _DAY:
            yield Period(before, rate.since - _DAY, contractual)
        base = rate.ecb + POINTS if contractual is None else contractual
        before = half_end(rate.since)
        yield Period(rate.since - _DAY, before, max(base, rate.floor))
    yield Period(before, NEVER, contractual)


def micro(rate: Decimal | None) -> int | None:
    """A rate in millionths, exact; ValueError when it has more than six decimals."""
    if rate is None:
        return None
    scaled = rate * MICRO
    if scaled < 0 or scaled != int(scaled):
        raise ValueError("a rate is a positive ratio with at most six decimals")
    return int(scaled)
