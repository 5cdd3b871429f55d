"""How deep a colour is for an amount: one hue, the deeper the more; it draws nothing."""

from collections.abc import Iterable
from math import isnan, sqrt

from fiche.charts.theme import Palette

FAINTEST, DEEPEST = 0.04, 0.6


def depths(values: Iterable[float]) -> list[float]:
    """For each value the opacity that says it, by its square root, so that one giant does not blank the others; negatives and NaN as nothing."""
    known = [0.0 if isnan(value) else max(0.0, value) for value in values]
    most = max(known, default=0.0)
    return [FAINTEST + (DEEPEST - FAINTEST) * (sqrt(value / most) if most > 0 else 0.0) for value in known]


def shades(values: Iterable[float], colours: Palette) -> list[str]:
    """The same as colours."""
    red, green, blue = (int(colours.now[place : place + 2], 16) for place in (1, 3, 5))
    return [f"rgba({red},{green},{blue},{depth:.3f})" for depth in depths(values)]
