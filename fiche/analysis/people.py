"""Every client with its indicators and its status at a date, worked out once for all; it filters nobody."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from fiche.analysis.copy import Copy
from fiche.analysis.evaluate import currencies_of, fetched, grouped, not_added
from fiche.analysis.figures import ClientStatus
from fiche.analysis.frames import Frames
from fiche.analysis.metric import SALE, metrics
from fiche.analysis.overrides import COLUMNS, Override, standing
from fiche.analysis.settings import Settings
from fiche.analysis.status import best_clients, reason_of, statuses
from fiche.parts import rows_of

if TYPE_CHECKING:
    import pandas as pd

WORDS = ("name", "status", "city", "postal_code", "category", "sector", "zone", "account_manager")
_CODES = (
    "revenue_12m", "revenue_prev_12m", "growth", "outstanding", "open_count", "overdue", "overdue_count", "overdue_serious",
    "overdue_serious_count", "oldest_delay", "balance", "last_purchase", "purchase_interval", "documents", "order_count",
    "days_late_weighted", "discount_rate", "discount_rate_12m", "discount_12m", "purchase_days_12m",
)  # fmt: skip
# Balances brought forward are of older invoices: `brought_on` is the day of the latest for who has nothing else, by which its last purchase was made.
_INVOICED = """
    SELECT client_id, TRUE AS invoiced, CASE WHEN COUNT(CASE WHEN {sale} THEN 1 END) = 0 THEN MAX(coalesce(date, opening)) END AS brought_on
    FROM items WHERE item = 'invoice' GROUP BY client_id
"""
_SHOWN = (
    "client_id", *WORDS, "revenue_12m", "revenue_prev_12m", "growth", "outstanding", "overdue", "balance", "oldest_delay_days",
    "last_purchase", "documents", "discount_rate", "status_computed", "status_reason", "archived_on", *COLUMNS,
)  # fmt: skip


@dataclass(frozen=True)
class People:
    """All clients at a date in a currency. `rows`: one per client with status_computed, in the order of revenue; `currency` None: several, amounts
    are null. `overrides`: those that hold at that date, by client; they change no computed status, only stand beside it."""

    rows: pl.DataFrame
    as_of: dt.date
    currency: str | None
    settings: Settings
    overrides: Mapping[str, Override] = field(default_factory=dict)

    @cached_property
    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries."""
        return self.rows.to_dicts()

    @cached_property
    def best(self) -> frozenset[str]:
        """The clients of class A."""
        return best_clients(self.rows, self.settings.vip_share)

    def with_status(self, wanted: Sequence[str]) -> list[str]:
        """The clients whose computed status is one of `wanted`."""
        return self.rows.filter(pl.col("status_computed").is_in(list(wanted)))["client_id"].to_list()

    def status(self, client_id: str) -> ClientStatus:
        """One client's status and why."""
        (row,) = self.of((client_id,))
        return self.status_of(row)

    def status_of(self, row: Mapping[str, Any]) -> ClientStatus:
        """The status of one of the rows and why."""
        client_id = row["client_id"]
        return ClientStatus(
            row["status_computed"], self.why(row), self.overrides.get(client_id), client_id in self.best
        )

    def of(self, clients: Collection[str] | None) -> list[dict[str, Any]]:
        """The rows of `clients` (None: everyone), those that there are."""
        return self.dicts if clients is None else self._chosen(clients).to_dicts()

    def table(self, clients: Collection[str] | None, *, reasons: bool = True) -> "pd.DataFrame":
        """Portfolio.clients' frame for `clients` (None: everyone), by revenue_12m descending then number."""
        frame = self.rows if clients is None else self._chosen(clients)
        if reasons:
            why = [self.why(row) for row in frame.iter_rows(named=True)]
            frame = frame.with_columns(pl.Series("status_reason", why, dtype=pl.String))
        decimals = [name for name, dtype in frame.schema.items() if dtype.is_decimal()]
        shown = frame.rename({"oldest_delay": "oldest_delay_days"}).with_columns(
            pl.col(decimals).cast(pl.Float64)
        )
        shown = shown.join(self._given, on="client_id", how="left", maintain_order="left")
        names = [name for name in _SHOWN if reasons or name != "status_reason"]
        pandas: pd.DataFrame = shown.select(names).to_arrow().to_pandas(date_as_object=False)
        return pandas

    def _chosen(self, clients: Collection[str]) -> pl.DataFrame:
        return self.rows[rows_of(self.rows, clients)]

    def why(self, row: Mapping[str, Any]) -> str:
        """The sentence of the computed status of one of the rows."""
        return reason_of(row["status_computed"], row, self.as_of, self.settings, self.currency)

    @property
    def _given(self) -> pl.DataFrame:
        """The overrides as a frame."""
        lines = [(number, o.status, o.by, o.on, o.reason) for number, o in self.overrides.items()]
        types = dict.fromkeys(("client_id", *COLUMNS), pl.String) | {"override_on": pl.Date}
        return pl.DataFrame(lines, schema=types, orient="row")


def people(
    copy: Copy,
    frames: Frames,
    settings: Settings,
    as_of: dt.date,
    currency: str | None,
    usual: str | None,
    overrides: Sequence[Override] = (),
    before: "tuple[People, Collection[str]] | None" = None,
) -> People:
    """Every client at `as_of`; with `currency`, only its documents, and the clients who have some or have nothing at all.

    `usual`: the currency to name when there is no row with one. `before`: the same of a portfolio of which only some clients differ, and those.
    """
    lacking = frames.conversion is not None and bool(frames.conversion.missing)
    alone = not lacking and (currency is not None or len(frames.currencies) == 1)
    known = before[0].rows.drop("status_computed") if before and alone and before[0].currency else None
    touched = list(before[1]) if before and known is not None else None
    with copy.at(as_of, currency, touched) as cursor:
        figures = grouped(cursor, _CODES, "client_id")
        invoiced = fetched(cursor, _INVOICED.format(sale=SALE))
        apart = not alone and not_added(currencies_of(cursor), frames.conversion) is not None
    if apart:
        amounts = [code for code in _CODES if metrics()[code].adds_amounts]
        figures = figures.with_columns(pl.lit(None, dtype=figures.schema[c]).alias(c) for c in amounts)
    words = frames.clients.select("client_id", *WORDS, "credit_limit", "granted_discount", "archived_on")
    rows = words.join(figures, on="client_id", maintain_order="left")
    rows = rows.join(invoiced, on="client_id", how="left", maintain_order="left")
    if known is not None and touched is not None:
        others = known.filter(
            ~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(rows_of(known, touched).implode())
        )
        rows = pl.concat([others, rows])
    rows = rows.sort(
        "revenue_12m", "client_id", descending=[True, False], nulls_last=True, maintain_order=True
    )
    held = standing(overrides, as_of)
    rows = rows.with_columns(statuses(rows, as_of, settings))
    return People(rows, as_of, None if apart else usual, settings, held)
