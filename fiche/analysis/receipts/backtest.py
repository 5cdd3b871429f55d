"""The forecast redone at past month ends with what was known then, against what came: its errors, its ranges, and whether it is worth giving; it never looks ahead to learn."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from fiche.analysis.days import month_end, months_before
from fiche.analysis.receipts import ranges
from fiche.analysis.receipts.history import (
    NONE,
    STRATA,
    History,
    Known,
    known,
    lives,
    naive,
    number,
    received,
)
from fiche.analysis.receipts.survival import HORIZON, Flags, Floats, Ints, learn
from fiche.analysis.receipts.values import Backtest, Window

Told = Callable[[int, int], None]
CUT_OFFS, FEWEST = 6, 3
WEEKS = 12
WINDOWS = (28, 56, 84)
LEARNT = 10  # settled invoices that a cut-off needs to be tried


@dataclass(frozen=True)
class Chances:
    """Of open invoices (`rows` of the history): probability of being settled by the end of each week, within 30, 60 and 90 days, and the
    first day on which it is as likely as not (0: not within the horizon)."""

    rows: Ints
    amount: Floats
    weekly: Floats
    within: Floats
    median: Ints

    @property
    def expected(self) -> Floats:
        """Cents by week."""
        cents: Floats = np.diff(self.weekly, axis=1, prepend=0.0).T @ self.amount
        return cents

    @property
    def drawn(self) -> Floats:
        """Cents by draw and week."""
        return ranges.draws(self.weekly, self.amount)

    def of(self, kept: Flags) -> "Chances":
        """Those of some invoices only."""
        return Chances(
            self.rows[kept], self.amount[kept], self.weekly[kept], self.within[kept], self.median[kept]
        )


def chances(history: History, known: Known) -> Chances:
    """Those of every invoice open then that has a date to count from, where at least LEARNT counted alike were settled."""
    past = lives(history, known)
    taught = np.bincount(past.group[past.paid] % STRATA, minlength=STRATA) >= LEARNT
    rows = np.flatnonzero((known.open > 0) & (history.reference != NONE) & taught[history.group % STRATA])
    weekly, within = np.zeros((len(rows), HORIZON // 7)), np.zeros((len(rows), 3))
    median = np.zeros(len(rows), np.int64)
    age = known.day - history.reference[rows]
    for some, paid in learn(past, STRATA).paid_within(history.group[rows], age):
        weekly[some], within[some] = paid[:, 6::7], paid[:, [29, 59, 89]]
        median[some] = np.where(paid[:, -1] >= 0.5, (paid >= 0.5).argmax(1) + 1, 0)
    return Chances(rows, known.open[rows].astype(float), weekly, within, median)


@dataclass(frozen=True)
class Trial:
    """One cut-off. Cents by week: expected, received, and due. `weeks`, `windows`: inside the range, by shock and by week or window."""

    day: dt.date
    expected: Floats
    actual: Floats
    naive: Floats
    weeks: Floats
    windows: Floats
    within_30: Floats
    paid_30: Flags


@dataclass(frozen=True)
class Judged:
    """A back-test, and the shocks that ranges of weeks and of totals need."""

    backtest: Backtest
    weeks: float
    total: float


def cut_offs(as_of: dt.date) -> list[dt.date]:
    """The last month ends whose twelve weeks are over at `as_of`, oldest first."""
    last = as_of - dt.timedelta(days=7 * WEEKS)
    ends = [month_end(months_before(last.replace(day=1), back)) for back in range(CUT_OFFS + 1)]
    return sorted(day for day in ends if day <= last)[-CUT_OFFS:]


def settled(known: Known) -> Flags:
    """The invoices settled by a payment whose day the file gives."""
    done: Flags = (known.settled != NONE) & known.by_payment & ~known.assumed
    return done


def judge(history: History, as_of: dt.date, told: Told | None = None) -> Judged | None:
    """The back-test at `as_of`, None when fewer than FEWEST cut-offs can be tried. `told`: called after each with how many are done, of how many."""
    days = cut_offs(as_of)
    found = []
    for done, day in enumerate(days, start=1):
        found.append(_trial(history, day))
        if told:
            told(done, len(days))
    tried = [trial for trial in found if trial is not None]
    if len(tried) < FEWEST:
        return None
    count = int(settled(known(history, number(as_of))).sum())
    weeks, longest = [t.weeks for t in tried], [t.windows[:, -1:] for t in tried]
    return Judged(
        _backtest(tried, count), ranges.SHOCKS[ranges.needed(weeks)], ranges.SHOCKS[ranges.needed(longest)]
    )


def _trial(history: History, day: dt.date) -> Trial | None:
    """One cut-off; None when too little was known, or nothing was open or came."""
    then = known(history, number(day))
    if settled(then).sum() < LEARNT:
        return None
    found = chances(history, then)
    actual = _by_week(received(history, then, 7 * WEEKS))
    if not len(found.rows) or actual.sum() <= 0:
        return None
    expected = found.expected[:WEEKS]
    drawn = found.drawn[:, :WEEKS]
    ends = np.array(WINDOWS) // 7 - 1
    after = known(history, then.day + 30)
    return Trial(
        day,
        expected,
        actual,
        _by_week(naive(history, then, 7 * WEEKS)),
        ranges.inside(drawn, expected, actual, found.amount.sum()),
        ranges.inside(
            drawn.cumsum(1)[:, ends], expected.cumsum()[ends], actual.cumsum()[ends], found.amount.sum()
        ),
        found.within[:, 0],
        after.open[found.rows] == 0,
    )


def _by_week(daily: Floats) -> Floats:
    weeks: Floats = daily.reshape(-1, 7).sum(1)
    return weeks


def _backtest(tried: Sequence[Trial], count: int) -> Backtest:
    expected, actual, due = (
        np.array([getattr(t, name) for t in tried]) for name in ("expected", "actual", "naive")
    )
    chance = np.concatenate([t.within_30 for t in tried])
    paid = np.concatenate([t.paid_30 for t in tried]).astype(float)
    windows = [_window(tried, n, expected, actual, due) for n in range(len(WINDOWS))]
    return Backtest(
        cut_offs=tuple(t.day for t in tried),
        settled=count,
        invoices=len(chance),
        weekly_error=_error(expected, actual),
        naive_weekly_error=_error(due, actual),
        coverage=ranges.coverage([t.weeks for t in tried]),
        windows=tuple(windows),
        brier=float(((chance - paid) ** 2).mean()),
        base_brier=float(((paid.mean() - paid) ** 2).mean()),
    )


def _window(tried: Sequence[Trial], place: int, expected: Floats, actual: Floats, due: Floats) -> Window:
    weeks = slice(WINDOWS[place] // 7)
    said, came, naive = (by_week[:, weeks].sum(axis=1) for by_week in (expected, actual, due))
    kept = ranges.coverage([t.windows[:, [place]] for t in tried])
    return Window(WINDOWS[place], _error(said, came), _error(naive, came), kept)


def _error(said: Floats, came: Floats) -> float:
    """Σ|said − came| / Σ came, counted as a cent at least."""
    return float(np.abs(said - came).sum() / max(came.sum(), 1.0))
