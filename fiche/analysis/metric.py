"""What an indicator is, and the list of those found in fiche/analysis/metrics; it computes none."""

import datetime as dt
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any, Literal

import polars as pl

from fiche import i18n
from fiche.analysis.figures import Unit, Value
from fiche.analysis.settings import Settings

Months = Mapping[dt.date, Decimal]
# An invoice of open_items.sql that is a sale: an amount owed with no revenue behind it is a balance brought forward, from a ledger or another system.
SALE = "item = 'invoice' AND (net IS NULL OR net <> 0 OR gross = 0)"
# The same of a frame of documents, and of one document.
SOLD = (
    (pl.col("kind") == "invoice") & (pl.col("net").is_null() | (pl.col("net") != 0) | (pl.col("gross") == 0))
).fill_null(False)


def is_sale(document: Mapping[str, Any]) -> bool:
    """Whether a document, with its kind, net and gross, is a sale."""
    return document["kind"] == "invoice" and (
        document["net"] is None or document["net"] != 0 or document["gross"] == 0
    )


@dataclass(frozen=True)
class Outcome:
    """What a derived indicator answers: a value or None, and whether the truth is at least that."""

    value: Value
    at_least: bool = False

    @property
    def days(self) -> float | None:
        """The value as a duration."""
        return self.value if isinstance(self.value, float) else None


@dataclass(frozen=True, kw_only=True)
class Metric:
    """One indicator: its names, its unit, its meaning in words, and one SQL aggregate over the rows of open_items.sql.

    `code` is the module's name. `formula` and `undefined` (why there is no value) are French sentences marked with N_. `source`: where the
    definition comes from. `inputs`: codes of the indicators that it is made of. Either `sql`, an aggregate over `items` that is NULL when
    undefined, or `derive`, a function of (values by code, gross sales by month, as_of), or `clients`, one of revenue_12m client by client.
    `tells`: a second aggregate over `items`, what its words need: `because` makes of it why there is no value (None: `undefined`),
    `remark`, with the settings, a sentence beside the value.
    `adds_amounts`: meaningless over several currencies. `scope`: "client", read for one client at a time only; "portfolio", never for one.
    `additive`: the sum over clients is the portfolio's, where all are defined. `rank`: order of display.
    """

    code: str
    rank: int
    unit: Unit
    fr: str
    en: str
    formula: str
    source: str
    sql: str | None = None
    derive: Callable[[Mapping[str, Any], Months, dt.date], Outcome] | None = None
    clients: Callable[[Sequence[Decimal]], Outcome] | None = None
    undefined: str = ""
    tells: str | None = None
    because: Callable[[Any], str | None] | None = None
    remark: Callable[[Any, Settings], str | None] | None = None
    inputs: tuple[str, ...] = ()
    adds_amounts: bool = True
    additive: bool = False
    scope: Literal["any", "client", "portfolio"] = "any"

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.en if i18n.language() == "en" else self.fr


@cache
def metrics() -> dict[str, Metric]:
    """Every indicator by code, in the order of display: one a module of fiche.analysis.metrics."""
    package = import_module("fiche.analysis.metrics")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found: list[Metric] = [import_module(f"{package.__name__}.{name}").METRIC for name in names]
    return {metric.code: metric for metric in sorted(found, key=lambda m: (m.rank, m.code))}
