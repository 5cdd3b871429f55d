"""Every client with its indicators and its status at a date, worked out once for all; it filters nobody."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.copy import Copy
from fiche.analysis.evaluate import currencies_of, grouped, not_added
from fiche.analysis.figures import ClientStatus
from fiche.analysis.frames import Frames
from fiche.analysis.metric import metrics
from fiche.analysis.overrides import COLUMNS, Override, standing
from fiche.analysis.settings import Settings
from fiche.analysis.status import best_clients, reason_of, status_of

if TYPE_CHECKING:
    import pandas as pd

WORDS = ("name", "status", "city", "postal_code", "category", "sector", "zone", "account_manager")
_CODES = (
    "revenue_12m", "revenue_prev_12m", "growth", "outstanding", "open_count", "overdue", "overdue_count", "overdue_serious",
    "overdue_serious_count", "oldest_delay", "balance", "last_purchase", "purchase_interval", "documents", "order_count",
    "days_late_weighted", "discount_rate", "discount_rate_12m", "discount_12m", "purchase_days_12m",
)  # fmt: skip
_SHOWN = (
    "client_id", *WORDS, "revenue_12m", "revenue_prev_12m", "growth", "outstanding", "overdue", "balance", "oldest_delay_days",
    "last_purchase", "documents", "discount_rate", "status_computed", "status_reason", *COLUMNS,
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """All clients at a date in a currency. `rows`: one per client, in the order of revenue; `currency` None: several, amounts are null.
    `overrides`: those that hold at that date, by client; they change no computed status, only stand beside it."""

    rows: pl.DataFrame
    as_of: dt.date
    currency: str | None
    settings: Settings
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @cached_property
    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries, with status_computed."""
        rows, best = self.rows.to_dicts(), self.best
        return [row | {"status_computed": status_of(row, self.as_of, self.settings, best)} for row in rows]

    @cached_property
    def best(self) -> frozenset[str]:
        """The clients of class A."""
        return best_clients(self.rows.select("client_id", "revenue_12m").to_dicts(), self.settings.vip_share)

    def with_status(self, wanted: Sequence[str]) -> list[str]:
        """The clients whose computed status is one of `wanted`."""
        return [row["client_id"] for row in self.dicts if row["status_computed"] in wanted]

    def status(self, client_id: str) -> ClientStatus:
        """One client's status and why."""
        (row,) = self.of((client_id,))
        code = row["status_computed"]
        why = reason_of(code, row, self.as_of, self.settings, self.currency)
        return ClientStatus(code, why, self.overrides.get(client_id), client_id in self.best)

    def of(self, clients: Collection[str] | None) -> list[dict[str, Any]]:
        """The rows of `clients` (None: everyone), those that there are."""
        if clients is None:
            return self.dicts
        return [self._by_number[client_id] for client_id in clients if client_id in self._by_number]

    @cached_property
    def _by_number(self) -> dict[str, dict[str, Any]]:
        return {row["client_id"]: row for row in self.dicts}

    def table(self, clients: Sequence[str] | None) -> "pd.DataFrame":
        """Portfolio.clients' frame for `clients` (None: everyone), by revenue_12m descending then number."""
        frame = self.rows.join(self._statuses(self.of(clients)), on="client_id", maintain_order="left")
        decimals = [name for name, dtype in frame.schema.items() if dtype.is_decimal()]
        shown = frame.rename({"oldest_delay": "oldest_delay_days"}).with_columns(
            pl.col(decimals).cast(pl.Float64)
        )
        pandas: pd.DataFrame = shown.select(_SHOWN).to_arrow().to_pandas(date_as_object=False)
        return pandas

    def _statuses(self, chosen: Sequence[dict[str, Any]]) -> pl.DataFrame:
        """client_id, status_computed, status_reason, and the override where there is one."""
        lines = []
        for row in chosen:
            status, given = row["status_computed"], self.overrides.get(row["client_id"])
            why = reason_of(status, row, self.as_of, self.settings, self.currency)
            said = (given.status, given.by, given.on, given.reason) if given else (None,) * len(COLUMNS)
            lines.append((row["client_id"], status, why, *said))
        names = ("client_id", "status_computed", "status_reason", *COLUMNS)
        types = dict.fromkeys(names, pl.String) | {"override_on": pl.Date}
        return pl.DataFrame(lines, schema=types, orient="row")


def people(
    copy: Copy,
    frames: Frames,
    settings: Settings,
    as_of: dt.date,
    currency: str | None,
    usual: str | None,
    overrides: Sequence[Override] = (),
) -> People:
    """Every client at `as_of`; with `currency`, only its documents, and the clients who have some or have nothing at all.

    `usual`: the currency to name when there is no row with one.
    """
    with copy.at(as_of, currency) as cursor:
        figures = grouped(cursor, _CODES, "client_id")
        currencies = currencies_of(cursor)
    apart = not_added(currencies, frames.conversion) is not None
    if apart:
        amounts = [code for code in _CODES if metrics()[code].adds_amounts]
        figures = figures.with_columns(pl.lit(None, dtype=figures.schema[c]).alias(c) for c in amounts)
    words = frames.clients.select("client_id", *WORDS, "credit_limit", "granted_discount")
    rows = words.join(figures, on="client_id", maintain_order="left")
    rows = rows.sort(
        "revenue_12m", "client_id", descending=[True, False], nulls_last=True, maintain_order=True
    )
    held = standing(overrides, as_of)
    return People(rows, as_of, None if apart else usual, settings, held)
