"""What the rules of alerts look at: each client's figures at a date, what is late and what is contested apart, its promises and its details; it alerts nobody."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from fiche.analysis.copy import Copy
from fiche.analysis.evaluate import fetched, grouped
from fiche.analysis.follow_up import promises_at
from fiche.analysis.frames import Frames
from fiche.analysis.people import People
from fiche.analysis.settings import Settings
from fiche.checking.facts import french_among
from fiche.dataset import Dataset
from fiche.parts import rows_of

Row = Mapping[str, Any]
# What is late and not contested, by level; and what is contested, which nobody is dunned for.
_DUE = """
    SELECT client_id,
           SUM(CASE WHEN overdue AND payment_status <> 'disputed' THEN open_amount END) AS due,
           COUNT(DISTINCT CASE WHEN overdue AND payment_status <> 'disputed' THEN document_key END) AS due_count,
           MAX(CASE WHEN overdue AND payment_status <> 'disputed' THEN days_late END) AS due_delay,
           SUM(CASE WHEN payment_status = 'disputed' THEN open_amount END) AS contested
    FROM items
    WHERE open_amount > 0
    GROUP BY client_id
"""
_BEYOND = """
    SELECT i.client_id, MIN(i.date) AS since
    FROM items AS i
    JOIN clients AS c ON c.client_id = i.client_id
    WHERE i.period = 'last' AND i.before_discount > 0 AND i.discount > (c.granted + CAST($tolerance AS DECIMAL(9, 6))) * i.before_discount
    GROUP BY i.client_id
"""
_OPEN = "SELECT DISTINCT document_key FROM items WHERE open_amount > 0 AND document_key IN (SELECT unnest($keys::BIGINT[]))"
_DETAILS = (
    "client_id", "archived_on", "insured_amount", "insurance_until", "siret", "private", "email", "phone", "mobile", "currency",
)  # fmt: skip


@dataclass(frozen=True)
class Whole:
    """What does not depend on a currency, for every client. `details`: columns of the client by number; `reachable`: those with a telephone or an e-mail,
    None when the file has none at all; `french`: the clients of the country without a SIRET, None when nobody has one; `promises`: the broken ones of each client; `actions`: the next actions of each client
    whose day has come, the first one first."""

    details: Mapping[str, Row]
    reachable: frozenset[str] | None
    french: frozenset[str] | None
    promises: Mapping[str, list[Row]]
    actions: Mapping[str, list[Row]]


@dataclass(frozen=True)
class Situation:
    """The clients to look at (`rows`, as People.of, archived ones left out) and what is known of them."""

    rows: Sequence[Row]
    people: People
    whole: Whole
    due: Mapping[str, Row]
    trends: Mapping[str, float | None]
    beyond: Mapping[str, dt.date]
    frames: Frames

    @property
    def as_of(self) -> dt.date:
        """The date looked at."""
        return self.people.as_of

    @property
    def currency(self) -> str | None:
        """The currency of the amounts; None: several."""
        return self.people.currency

    @property
    def settings(self) -> Settings:
        """The thresholds."""
        return self.people.settings

    @cached_property
    def limited(self) -> list[Row]:
        """The clients whose limits are in the currency looked at: a limit is compared with nothing else."""
        own = (self.whole.details[row["client_id"]]["currency"] for row in self.rows)
        return [
            row for row, code in zip(self.rows, own, strict=True) if code is None or code == self.currency
        ]

    def contested(self, client_id: str) -> Decimal:
        """What is left of the client's contested invoices."""
        return (self.due.get(client_id) or {}).get("contested") or Decimal(0)

    def above_since(self, thresholds: Mapping[str, Decimal]) -> dict[str, dt.date]:
        """Since when each of these clients' balance has been above its threshold, day's end by day's end; no answer where the rows dated do not make the balance."""
        if not thresholds:
            return {}
        wanted = [row for row in self.rows if row["client_id"] in thresholds]
        schema: dict[str, pl.DataType | type[pl.DataType]] = {
            "client_id": pl.String,
            "balance": pl.Decimal(18, 2),
            "threshold": pl.Decimal(18, 2),
        }
        who = pl.DataFrame(
            [(r["client_id"], r["balance"], thresholds[r["client_id"]]) for r in wanted], schema, orient="row"
        )
        days = _balances(self.frames, who["client_id"], self.as_of, self.currency).join(who, on="client_id")
        low = pl.col("total") <= pl.col("threshold")
        last_low = pl.col("day").filter(low).max().over("client_id")
        proven = pl.col("total").last().over("client_id") == pl.col("balance")
        above = days.filter(proven & (last_low.is_null() | (pl.col("day") > last_low)))
        found = above.group_by("client_id").agg(pl.col("day").min())
        return dict(found.filter(pl.col("day") > dt.date.min).iter_rows())


def _balances(frames: Frames, clients: pl.Series, as_of: dt.date, currency: str | None) -> pl.DataFrame:
    """client_id, day, total: the balance at the end of each day on which something happened; undated rows come first."""
    day = pl.col("date").fill_null(dt.date.min).alias("day")
    mine = pl.col("client_id").is_in(clients.implode()) & (day <= as_of)
    if currency is not None:
        mine = mine & (pl.col("currency") == currency)
    billed = frames.documents.filter(mine).select("client_id", day, pl.col("gross").alias("amount"))
    paid = frames.payments.filter(mine).select("client_id", day, (-pl.col("amount")).alias("amount"))
    moved = (
        pl.concat([billed, paid], how="vertical_relaxed")
        .group_by("client_id", "day")
        .agg(pl.col("amount").sum())
    )
    moved = moved.sort("client_id", "day")
    return moved.with_columns(pl.col("amount").cum_sum().over("client_id").alias("total"))


@dataclass(frozen=True)
class Facts:
    """What is worked out of the open items at a date in a currency."""

    due: Mapping[str, Row]
    trends: Mapping[str, float | None]
    beyond: Mapping[str, dt.date]


def facts(
    copy: Copy,
    as_of: dt.date,
    currency: str | None,
    settings: Settings,
    clients: Sequence[str] | None = None,
) -> Facts:
    """The facts of a date and currency, of `clients` (None: everyone)."""
    tolerance = {"tolerance": str(settings.discount_tolerance)}
    with copy.at(as_of, currency, clients) as cursor:
        due = fetched(cursor, _DUE)
        trends = grouped(cursor, ("discount_trend",), "client_id")
        beyond = cursor.execute(_BEYOND, tolerance).fetchall()
    return Facts(by_client(due.iter_rows(named=True)), dict(trends.iter_rows()), dict(beyond))


def by_client(rows: Iterable[Row]) -> dict[str, Row]:
    """Rows by client."""
    return {row["client_id"]: row for row in rows}


def whole(
    copy: Copy, frames: Frames, dataset: Dataset, as_of: dt.date, clients: Sequence[str] | None = None
) -> Whole:
    """What depends on the date alone, of `clients` (None: everyone)."""
    own = frames.clients if clients is None else frames.clients[rows_of(frames.clients, clients)]
    return Whole(
        by_client(own.select(_DETAILS).iter_rows(named=True)),
        _reachable(dataset, clients),
        _french(own, frames.clients),
        _broken(copy, dataset, as_of, clients),
        _actions(dataset["interactions"], as_of, clients),
    )


def _reachable(dataset: Dataset, clients: Sequence[str] | None) -> frozenset[str] | None:
    means = pl.any_horizontal(pl.col("email", "phone", "mobile").is_not_null())
    tables = (dataset.clients, dataset["contacts"])
    if not any(table.select(means.any()).item() for table in tables):
        return None
    own = tables if clients is None else [table[rows_of(table, clients)] for table in tables]
    return frozenset(pl.concat([table.filter(means)["client_id"].drop_nulls() for table in own]))


def _french(own: pl.DataFrame, everyone: pl.DataFrame) -> frozenset[str] | None:
    """Of `own`, those of the country that have no SIRET: no one else is asked for it."""
    if everyone["siret"].null_count() == len(everyone):
        return None
    lacking = own.filter(pl.col("siret").is_null())
    return (
        frozenset(lacking.filter(french_among(lacking, everyone))["client_id"])
        if len(lacking)
        else frozenset()
    )


def _actions(
    interactions: pl.DataFrame, as_of: dt.date, clients: Sequence[str] | None
) -> dict[str, list[Row]]:
    """The next actions for a day up to `as_of`, but for those after which the client was spoken with again, on that day or later."""
    own = interactions if clients is None else interactions[rows_of(interactions, clients)]
    if own["next_action_on"].null_count() == len(own):
        return {}
    told = own.filter((pl.col("date") <= as_of).fill_null(True))
    spoken = pl.col("date").max().over("client_id")
    done = (spoken >= pl.col("next_action_on")) & (spoken > pl.col("date")).fill_null(True)
    due = told.filter((pl.col("next_action_on") <= as_of) & ~done.fill_null(False))
    found: dict[str, list[Row]] = {}
    wanted = due.select("client_id", "next_action", "next_action_on").sort(
        "next_action_on", maintain_order=True
    )
    for row in wanted.iter_rows(named=True):
        found.setdefault(row["client_id"], []).append(row)
    return found


def _broken(
    copy: Copy, dataset: Dataset, as_of: dt.date, clients: Sequence[str] | None
) -> dict[str, list[Row]]:
    """The promises that were not kept, but for those whose invoice has been paid since; `currency` where the invoice tells it."""
    made_by = dataset["promises"]
    if clients is not None:
        made_by = made_by[rows_of(made_by, clients)]
    if made_by.is_empty():
        return {}
    dataset = replace(dataset, tables={**dataset.tables, "promises": made_by})
    made = pl.coalesce("made_on", "promised_on") <= as_of
    rows = promises_at(dataset, as_of).filter((pl.col("standing") == "broken") & made.fill_null(True))
    keys = rows["document_key"].drop_nulls().unique()
    with copy.at(as_of) as cursor:
        due = [key for (key,) in cursor.execute(_OPEN, {"keys": keys.to_list()}).fetchall()]
    rows = rows.filter(pl.col("document_key").is_null() | pl.col("document_key").is_in(due))
    money = dataset.documents.filter(pl.col("document_key").is_in(due)).select("document_key", "currency")
    rows = rows.join(money, on="document_key", how="left", maintain_order="left")
    found: dict[str, list[Row]] = {}
    for row in rows.sort("promised_on", nulls_last=False, maintain_order=True).iter_rows(named=True):
        found.setdefault(row["client_id"], []).append(row)
    return found
