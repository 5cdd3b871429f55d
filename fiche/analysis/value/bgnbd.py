"""How often each client will buy: the BG/NBD model, fitted by maximum likelihood; it knows no amount.

Each client buys at a rate of its own (gamma: r, α) until, after some purchase, it stops for good (beta: a, b).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from fiche.analysis.value.fitting import dot, likeliest
from fiche.analysis.value.summary import Numbers, Summary

_STARTS = ((0.5, 0.5, 1.0, 2.0), (1.0, 1.0, 1.0, 1.0), (2.0, 2.0, 0.5, 4.0))
_NEAR_ONE = 1e-6  # the formula divides by a − 1; this near, the value at a distance of 1e-6 is as exact as the amounts shown


@dataclass(frozen=True)
class BgNbd:
    """Fitted parameters, `alpha` in the data's unit of time, and the log-likelihood reached."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def p_alive(self, frequency: Numbers, recency: Numbers, T: Numbers) -> Numbers:  # noqa: N803 - the literature's name
        """The probability that each client still buys; 1 before any repeat purchase, as in the model."""
        from scipy.special import expit

        odds = _log_odds_gone(np.array([self.r, self.alpha, self.a, self.b]), frequency, recency, T)
        return np.asarray(expit(-odds), dtype=np.float64)

    def expected_purchases(self, t: float, frequency: Numbers, recency: Numbers, T: Numbers) -> Numbers:  # noqa: N803
        """Purchase days expected of each client in the `t` that follow.

        Euler's transformation of the published hypergeometric function leaves it one that neither overflows nor cancels.
        """
        from scipy.special import hyp2f1

        a = self.a if abs(self.a - 1) > _NEAR_ONE else 1 + _NEAR_ONE
        left, c = a - 1, a + self.b + frequency - 1
        z = t / (self.alpha + T + t)
        tail = (1 - z) ** left * hyp2f1(a + self.b - 1 - self.r, left, c, z)
        expected = c / left * (1 - tail) * self.p_alive(frequency, recency, T)
        return np.maximum(np.asarray(expected, dtype=np.float64), 0.0)


def fit_bgnbd(data: Summary) -> BgNbd | None:
    """The likeliest parameters; None when they cannot be found or lie at the limits. Clients alike in all three numbers are one row."""
    rows = pl.DataFrame({"x": data.frequency, "tx": data.recency, "T": data.T})
    rows = rows.group_by("x", "tx", "T").len("n").sort("x", "tx", "T")
    x, tx, T, n = (rows[name].to_numpy().astype(np.float64) for name in ("x", "tx", "T", "n"))  # noqa: N806
    total = float(n.sum())
    if not total or not T.max() > 0:
        return None
    scale = float((T * n).sum() / total)
    sums = _Sums(x, tx / scale, T / scale, n)

    def mean(parameters: Numbers) -> tuple[float, Numbers]:
        value, gradient = sums.log_likelihood(parameters)
        return value / total, gradient / total

    found = likeliest(mean, _STARTS)
    if found is None:
        return None
    r, alpha, a, b = (float(value) for value in found)
    # The density is of x purchases at given times: a unit of time `scale` times shorter makes it smaller by scale ** x.
    value = sums.log_likelihood(found)[0] - float((x * n).sum()) * float(np.log(scale))
    return BgNbd(r, alpha * scale, a, b, value)


def _log_odds_gone(parameters: Numbers, x: Numbers, tx: Numbers, T: Numbers) -> Numbers:  # noqa: N803
    """ln of the odds that a client has stopped; −∞ before any repeat purchase."""
    r, alpha, a, b = parameters
    odds = np.log(a) - np.log(b + np.maximum(x, 1) - 1) + (r + x) * (np.log(alpha + T) - np.log(alpha + tx))
    return np.where(x > 0, odds, -np.inf)


class _Sums:
    """The log-likelihood of rows (x, t_x, T) that stand for `n` clients each. What depends on x alone is worked out once for each x."""

    def __init__(self, x: Numbers, tx: Numbers, T: Numbers, n: Numbers) -> None:  # noqa: N803
        self._x, self._tx, self._T, self._n = x, tx, T, n
        self._again = x > 0
        self._levels, inverse = np.unique(x, return_inverse=True)
        self._counts = np.bincount(inverse, weights=n).astype(np.float64)

    def log_likelihood(self, parameters: Numbers) -> tuple[float, Numbers]:
        """Its value, and its gradient by r, α, a, b."""
        from scipy.special import expit, gammaln, psi

        r, alpha, a, b = parameters
        x, n, at, at_last = self._x, self._n, alpha + self._T, alpha + self._tx
        level, count = self._levels, self._counts
        log_at, log_last = np.log(at), np.log(at_last)
        odds = np.where(
            self._again, np.log(a) - np.log(b + np.maximum(x, 1) - 1) + (r + x) * (log_at - log_last), -np.inf
        )
        gone = expit(odds)
        rate = gammaln(r + level) - gammaln(r) + r * np.log(alpha)
        stop = gammaln(a + b) + gammaln(b + level) - gammaln(b) - gammaln(a + b + level)
        value = dot(count, rate + stop) + dot(n, np.logaddexp(0, odds) - (r + x) * log_at)
        lost = n * gone
        by_r = dot(count, psi(r + level) - psi(r) + np.log(alpha)) - dot(n, log_at)
        by_r += dot(lost, log_at - log_last)
        by_alpha = n.sum() * r / alpha - dot(n * (r + x), (1 - gone) / at + gone / at_last)
        both = psi(a + b) - psi(a + b + level)
        by_a = dot(count, both) + lost.sum() / a
        by_b = dot(count, both + psi(b + level) - psi(b)) - dot(lost, 1 / (b + np.maximum(x, 1) - 1))
        return value, np.array([by_r, by_alpha, by_a, by_b])
