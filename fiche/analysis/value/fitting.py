"""The likeliest positive parameters of a model, found on their logarithms; it knows no model."""

from collections.abc import Callable, Sequence
from math import log

import numpy as np

from fiche.analysis.value.summary import Numbers

LIMIT = log(
    1e4
)  # parameters lie between 1/10,000 and 10,000 in the data's own scale; beyond, the model says nothing of these data
FLAT = 1e-5  # of the mean log-likelihood, per logarithm: a hundredth of a log-likelihood unit for a thousand clients

Likelihood = Callable[[Numbers], tuple[float, Numbers]]


def dot(weights: Numbers, values: Numbers) -> float:
    """Σ weight × value, in one order whatever the machine: the linear algebra library's own would share it between threads."""
    return float(np.sum(weights * values))


def likeliest(likelihood: Likelihood, starts: Sequence[Sequence[float]]) -> Numbers | None:
    """The parameters of greatest `likelihood` (mean log-likelihood and its gradient, of parameters), from the first start that leads there.

    None when no start converges inside the limits.
    """
    from scipy.optimize import minimize

    def loss(logs: Numbers) -> tuple[float, Numbers]:
        parameters = np.exp(logs)
        value, gradient = likelihood(parameters)
        return -value, -gradient * parameters

    for start in starts:
        found = minimize(
            loss,
            np.log(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-LIMIT, LIMIT)] * len(start),
            options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
        )
        flat = bool(np.max(np.abs(found.jac)) < FLAT)
        if flat and bool(np.all(np.abs(found.x) < LIMIT - 1e-3)):
            return np.asarray(np.exp(found.x), dtype=np.float64)
    return None
