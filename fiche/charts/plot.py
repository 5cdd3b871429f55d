"""A chart as the pages show it: its question, how it is drawn from a portfolio, and the clients behind each mark; one a file, found by scanning this package."""

import datetime as dt
import pkgutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from fiche.analysis import Filters, Portfolio
from fiche.charts.theme import Chart
from fiche.i18n import _

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Asked:
    """What is looked at: clients that pass `where`, at `as_of`, in `currency`. `choices`: what the reader chose, by name, of Plot.choices."""

    portfolio: Portfolio
    as_of: dt.date
    where: Filters
    currency: str | None
    dark: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """One chart. `question`: what it answers, in French, marked with N_. `draw` makes it; `behind` gives the clients of one of Chart.keys,
    [client_id, amount]: their amounts add up to that mark's of Chart.amounts.

    `brings`: what that amount is, in French, marked with N_. `whole`: the code of the indicator that the marks of the first trace add up to, if any.
    `choices`: by name, the values that the reader may choose, the first one at first. `exact`: to the cent; estimates add up to a few units only.
    """

    code: str
    question: str
    draw: Callable[[Asked], Chart]
    behind: "Callable[[Asked, str], pd.DataFrame]"
    brings: str | Callable[[Asked], str]
    whole: str | Callable[[Asked], str | None] | None = None
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = True

    def amount_name(self, asked: Asked) -> str:
        """What the amounts of the clients behind a mark are, in the reader's language."""
        name = self.brings(asked) if callable(self.brings) else self.brings
        return _(name)

    def indicator(self, asked: Asked) -> str | None:
        """The indicator that the marks add up to, given what was chosen."""
        return self.whole(asked) if callable(self.whole) else self.whole


@cache
def plots() -> dict[str, Plot]:
    """Every chart with the clients behind it, by code: the PLOT of each module of fiche.charts that has one."""
    package = import_module("fiche.charts")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found = [getattr(import_module(f"{package.__name__}.{name}"), "PLOT", None) for name in names]
    return {plot.code: plot for plot in found if isinstance(plot, Plot)}
