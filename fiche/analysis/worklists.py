"""Lists of clients to act on: what each asks, and the list of those found in fiche/analysis/lists; it decides no threshold and plans nothing."""

import datetime as dt
import pkgutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.days import months_before
from fiche.analysis.figures import Alert, Filters
from fiche.analysis.offers import Offer
from fiche.analysis.people import People
from fiche.checking.facts import Examined
from fiche.checking.rule import rules as quality_rules
from fiche.i18n import day
from fiche.records import owner

if TYPE_CHECKING:
    from fiche.analysis.portfolio import Portfolio

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Item:
    """A client of a list. `reason`: why, in a sentence; `amount`: what that is worth, Decimal in the currency looked at, None where that cannot be
    said; `advice`: what to propose, where the list knows."""

    client_id: str
    reason: str
    amount: Decimal | None = None
    advice: str = ""


@dataclass(frozen=True)
class Worklist:
    """`title`, `question`, `worth` (what its amounts are) and `action` (what one usually does next): French marked with N_. `find`: its clients, each
    once, in any order. `alerts`: the kinds of alerts of which it lists the clients, exactly; `statuses`: the computed statuses likewise."""

    code: str
    rank: int
    title: str
    question: str
    worth: str
    action: str
    find: "Callable[[Sought], Iterator[Item]]"
    alerts: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()


class Sought:
    """What lists look at, at a date, of the clients that pass the filters and are not archived; each thing is worked out when first asked for."""

    def __init__(self, portfolio: "Portfolio", as_of: dt.date, where: Filters) -> None:
        self._portfolio, self.as_of, self.where = portfolio, as_of, where

    @property
    def currency(self) -> str | None:
        """That of the amounts; None: several."""
        return self._people.currency

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The clients with their figures, as fiche.analysis.people."""
        chosen = self._portfolio._chosen(self.as_of, None, self.where)  # noqa: SLF001 - one of us
        return {
            row["client_id"]: row
            for row in self._people.of(chosen)
            if row["archived_on"] is None or row["archived_on"] > self.as_of
        }

    def why(self, row: Row) -> str:
        """The sentence of a client's computed status."""
        return self._people.why(row)

    def alerts(self, codes: Sequence[str]) -> dict[str, list[Alert]]:
        """The alerts of these kinds, by client."""
        found: dict[str, list[Alert]] = {}
        for alert in self._portfolio.alerts(self.as_of, where=self.where, kinds=codes):
            found.setdefault(alert.client_id, []).append(alert)
        return found

    def points(self, rule: str, column: str = "detail") -> dict[str, str]:
        """What a rule of quality finds on clients: the words of `column`, by client; "" where it has none."""
        found = quality_rules()[rule].find(self._examined, self.as_of).filter(pl.col("table") == "clients")
        numbers = [owner("clients", record) for record in found["record"]]
        said = zip(numbers, found[column], strict=True)
        return {number: words or "" for number, words in said if number is not None and number in self.rows}

    def classes(self) -> dict[str, str]:
        """The class of each client that has one."""
        table = self._portfolio.segments(self.as_of, self.where).table
        return {n: c for n, c in zip(table["client_id"], table["abc"], strict=True) if isinstance(c, str)}

    def offers(self, clients: Sequence[str]) -> dict[str, Offer]:
        """The best offer for each of these clients that has one."""
        return self._portfolio.best_offers(self.as_of, clients)

    def lately(self, row: Row) -> Decimal | None:
        """What a client is worth: its revenue of 12 months, or of the 12 before where that was more; None with several currencies."""
        years = [row[code] for code in ("revenue_12m", "revenue_prev_12m") if row[code] is not None]
        return max(years, default=None)

    def months_ago(self, months: int) -> dt.date:
        """A day that long before the date."""
        return months_before(self.as_of, months)

    @cached_property
    def _people(self) -> People:
        return self._portfolio._people(self.as_of, self.where.currency)  # noqa: SLF001 - one of us

    @cached_property
    def _examined(self) -> Examined:
        return self._portfolio.examined


@cache
def worklists() -> dict[str, Worklist]:
    """Every list by code, in the order of display: one a module of fiche.analysis.lists."""
    package = import_module("fiche.analysis.lists")
    names = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found: list[Worklist] = [import_module(f"{package.__name__}.{name}").LIST for name in names]
    return {each.code: each for each in sorted(found, key=lambda each: each.rank)}


def found_in(
    portfolio: "Portfolio", as_of: dt.date, where: Filters, codes: Sequence[str] | None = None
) -> dict[str, list[Item]]:
    """The clients of these lists (None: every one), those that are worth most first, then by number."""
    sought = Sought(portfolio, as_of, where)
    return {
        code: sorted(
            worklists()[code].find(sought), key=lambda item: (-(item.amount or Decimal(0)), item.client_id)
        )
        for code in codes or worklists()
    }


def planned(interactions: pl.DataFrame, as_of: dt.date) -> dict[str, str]:
    """By client, the first next action that is to be done from `as_of` on: «Rappeler (12/12/2026)»."""
    there = (pl.col("next_action_on") >= as_of) & (pl.col("date").is_null() | (pl.col("date") <= as_of))
    firsts = interactions.filter(there & pl.col("client_id").is_not_null()).sort(
        "next_action_on", maintain_order=True
    )
    firsts = firsts.unique("client_id", keep="first", maintain_order=True)
    rows = firsts.select("client_id", "next_action", "next_action_on").iter_rows()
    return {client: f"{action} ({day(on)})" if action else day(on) for client, action, on in rows}
