"""How far receipts may fall from what is expected: invoices drawn one by one, and a shock common to all, as wide as the back-test asks; fixed seed, no clock."""

from collections.abc import Sequence

import numpy as np

from fiche.analysis.receipts.survival import Floats

DRAWS, LEAST_DRAWS, WORK = 400, 100, 4_000_000
WIDTH = 0.8
SHOCKS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)  # of the logarithm
NEXT_TO_NOTHING = 0.01
_SEED = 20_251_231


def draws(paid_by: Floats, amount: Floats) -> Floats:
    """Cents by draw and week: each invoice falls in a week, or in none. `paid_by`: chance of being paid by the end of each week."""
    random = np.random.default_rng(_SEED)
    count, weeks = paid_by.shape
    number = int(np.clip(WORK // max(count, 1), LEAST_DRAWS, DRAWS))
    drawn = np.empty((number, weeks))
    for one in range(number):
        week = (random.random((count, 1)) > paid_by).sum(1)
        drawn[one] = np.bincount(week, amount, weeks + 1)[:weeks]
    return drawn


def bounds(drawn: Floats, expected: Floats, shock: float, most: float) -> tuple[Floats, Floats]:
    """(low, high) of each column of draws, four times out of five, never leaving out what is expected nor above `most`."""
    noise = np.random.default_rng(_SEED + 1).standard_normal(drawn.shape)
    low, high = np.quantile(drawn * np.exp(shock * noise), [(1 - WIDTH) / 2, (1 + WIDTH) / 2], axis=0)
    return np.minimum(low, expected), np.clip(high, expected, most)


def inside(drawn: Floats, expected: Floats, actual: Floats, most: float) -> Floats:
    """By shock of SHOCKS and column: 1 where `actual` falls within the bounds, to half a unit, NaN where next to nothing was expected
    nor came, which any range would hold."""
    found = np.full((len(SHOCKS), len(actual)), np.nan)
    counted = np.maximum(expected, actual) >= NEXT_TO_NOTHING * most
    for row, shock in enumerate(SHOCKS):
        low, high = bounds(drawn, expected, shock, most)
        found[row, counted] = ((actual >= low - 0.5) & (actual <= high + 0.5))[counted]
    return found


def needed(found: Sequence[Floats]) -> int:
    """The place in SHOCKS of the smallest one under which WIDTH of all that came was inside; the largest when none is enough."""
    together = np.concatenate(found, axis=1)
    counted = together[:, ~np.isnan(together[0])]
    enough = np.flatnonzero(counted.mean(axis=1) >= WIDTH) if counted.size else [0]
    return int(enough[0]) if len(enough) else len(SHOCKS) - 1


def coverage(found: Sequence[Floats]) -> float:
    """The share of what came that was inside, each trial's range set on the other trials; 1 when nothing counted."""
    rows = np.array([one[needed([*found[:n], *found[n + 1 :]])] for n, one in enumerate(found)])
    counted = rows[~np.isnan(rows)]
    return float(counted.mean()) if counted.size else 1.0
