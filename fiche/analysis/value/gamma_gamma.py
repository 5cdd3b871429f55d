"""How much each client spends on a day of purchase: the Gamma-Gamma model, fitted by maximum likelihood; it knows no date."""

from dataclasses import dataclass

import numpy as np

from fiche.analysis.value.fitting import dot, likeliest
from fiche.analysis.value.summary import Numbers, Summary

_STARTS = ((3.0, 3.0, 1.0), (1.0, 2.0, 1.0), (10.0, 5.0, 0.5))


@dataclass(frozen=True)
class GammaGamma:
    """Fitted parameters, `gamma` in the data's currency. `q` > 1, without which there is no mean."""

    p: float
    q: float
    gamma: float
    log_likelihood: float

    def expected_value(self, frequency: Numbers, monetary: Numbers) -> Numbers:
        """The mean amount of a day of purchase expected of each client: its own, drawn towards everyone's the less it has bought.

        Without an amount of its own (NaN), everyone's.
        """
        known = (frequency > 0) & np.isfinite(monetary)
        x, spent = np.where(known, frequency, 0.0), np.where(known, frequency * monetary, 0.0)
        value = self.p * (self.gamma + spent) / (self.p * x + self.q - 1)
        return np.asarray(value, dtype=np.float64)


def fit_gamma_gamma(data: Summary) -> GammaGamma | None:
    """The likeliest parameters, over the clients who bought again for a positive amount; None when they cannot be found, lie at the limits,
    or give no mean (q ≤ 1)."""
    known = (data.frequency > 0) & np.isfinite(data.monetary)
    x, mean = data.frequency[known], data.monetary[known]
    if not len(x):
        return None
    scale = float(mean.mean())
    sums = _Sums(x, mean / scale)

    def average(parameters: Numbers) -> tuple[float, Numbers]:
        value, gradient = sums.log_likelihood(parameters)
        return value / len(x), gradient / len(x)

    found = likeliest(average, _STARTS)
    if found is None or found[1] <= 1:
        return None
    p, q, gamma = (float(value) for value in found)
    return GammaGamma(p, q, gamma * scale, sums.log_likelihood(found)[0] - len(x) * float(np.log(scale)))


class _Sums:
    """The log-likelihood of clients who bought again `x` times for a mean of `m`. What depends on x alone is worked out once for each x."""

    def __init__(self, x: Numbers, m: Numbers) -> None:
        self._x, self._spent = x, x * m
        self._log_spent, self._log_mean = np.log(self._spent), float(np.log(m).sum())
        self._levels, inverse = np.unique(x, return_inverse=True)
        self._counts = np.bincount(inverse).astype(np.float64)

    def log_likelihood(self, parameters: Numbers) -> tuple[float, Numbers]:
        """Its value, and its gradient by p, q, γ."""
        from scipy.special import gammaln, psi

        p, q, gamma = parameters
        x, level, count = self._x, self._levels, self._counts
        whole, log_whole = gamma + self._spent, np.log(gamma + self._spent)
        shape = gammaln(p * level + q) - gammaln(p * level) - gammaln(q)
        value = dot(count, shape) + len(x) * q * float(np.log(gamma)) - self._log_mean
        value += p * dot(x, self._log_spent) - dot(p * x + q, log_whole)
        joint = psi(p * level + q)
        by_p = dot(count, level * (joint - psi(p * level))) + dot(x, self._log_spent - log_whole)
        by_q = dot(count, joint - psi(q)) + len(x) * np.log(gamma) - log_whole.sum()
        by_gamma = len(x) * q / gamma - dot(p * x + q, 1 / whole)
        return float(value), np.array([by_p, by_q, by_gamma])
