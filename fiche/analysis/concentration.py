"""How much of the revenue rests on how few clients; it names none."""

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike

from fiche.analysis.metric import Outcome


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
