"""What a monthly report holds, as values; it words nothing and computes no indicator."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from fiche.analysis.changes import KINDS
from fiche.analysis.dunning import Case, Effect
from fiche.analysis.figures import AgedBalance, Alert, Figure
from fiche.analysis.segment_totals import Total
from fiche.report.choice import Choice

if TYPE_CHECKING:
    import pandas as pd

TILES = ("revenue_12m", "outstanding", "overdue", "dso_countback", "at_risk_rate", "discount_rate_12m")
# The kinds of changes that are told: those of fiche.analysis.changes that add or take something.
MOVES = tuple(kind for kind in KINDS if kind != "same")


@dataclass(frozen=True)
class Moved:
    """A client whose revenue of 12 months is not the year before's."""

    client_id: str
    name: str
    before: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        """What it adds to the revenue, or takes from it."""
        return self.now - self.before


@dataclass(frozen=True)
class Late:
    """A client with something past due. `days`: since its oldest due date; `outstanding`: all that it owes."""

    client_id: str
    name: str
    overdue: Decimal
    outstanding: Decimal
    days: int
    manager: str


@dataclass(frozen=True)
class Group:
    """The clients of one category (None: not filled in), and their revenue of 12 months now and a year before."""

    name: str | None
    clients: int
    now: Decimal
    before: Decimal


@dataclass(frozen=True)
class Report:
    """One portfolio, or a selection of it in words, at `as_of` in one currency, beside the month and the year before (`month_ago`, `year_ago`).

    `months` and `dso`: as Portfolio.monthly_revenue (12) and dso_by_month (13). `moves`: every client whose revenue changed, by kind, the largest change first; they
    add up to the difference. `month_before`: the revenue of the month of `month_ago`, up to that day. `choice`: which of it is to be shown. `late`: largest first. `alerts`: worst first. `classes`: A, B, C. `groups`: most revenue first.
    """

    as_of: dt.date
    month_ago: dt.date
    year_ago: dt.date
    currency: str
    basis: str
    selection: tuple[str, ...]
    said: str
    figures: Mapping[str, Figure]
    last_month: Mapping[str, Figure]
    last_year: Mapping[str, Figure]
    months: "pd.DataFrame"
    dso: "pd.DataFrame"
    aged: AgedBalance
    late: tuple[Late, ...]
    moves: Mapping[str, tuple[Moved, ...]]
    alerts: tuple[Alert, ...]
    names: Mapping[str, str | None]
    classes: Mapping[str | None, Total]
    groups: tuple[Group, ...]
    dunning: tuple[Case, ...]
    effect: Effect
    serious_days: int
    month_before: Decimal
    conversion: str | None = None
    choice: Choice = field(default_factory=Choice)

    def moved(self, kind: str) -> Decimal:
        """What a kind of clients adds to the revenue, or takes from it."""
        return sum((each.change for each in self.moves[kind]), Decimal("0.00"))
