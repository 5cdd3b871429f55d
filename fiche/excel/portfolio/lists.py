"""The long lists of the client file's workbook, some clients at a time, with every value that they show, and what they add up to; it writes no cell."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from fiche.analysis.segments import Segments
from fiche.analysis.settings import Settings
from fiche.analysis.whole import Whole
from fiche.excel.portfolio import ledger, people
from fiche.excel.portfolio.arrange import LIMIT, Plan, arranged, placed_disputes
from fiche.excel.portfolio.people import Halving
from fiche.excel.portfolio.sheets import numbered
from fiche.excel.rows import bucket_names
from fiche.excel.words import AGED, BUCKETS, SLOTS

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class Read:
    """How the lists are read: at which date, with which settings, in which language."""

    as_of: dt.date
    settings: Settings
    language: str

    @cached_property
    def buckets(self) -> dict[str, str]:
        """The names of the late buckets by code."""
        return bucket_names(self, self.language)

    @cached_property
    def slots(self) -> dict[str, str]:
        """The workbook's slot by the name of a bucket."""
        late = dict.fromkeys(self.buckets.values())
        found = {name: f"late_{place}" for place, name in enumerate(late, 1) if place <= SLOTS + 1}
        return found | {words[self.language]: code for code, words in BUCKETS.items()}


@dataclass(frozen=True)
class Batch:
    """The rows of some clients, all on the sheets of the same numbers (from 1): `volume` for documents and payments, `sheet` for clients."""

    documents: pl.DataFrame
    payments: pl.DataFrame
    clients: pl.DataFrame
    aged: pl.DataFrame
    volume: int
    sheet: int

    def rows(self) -> dict[str, tuple[int, pl.DataFrame]]:
        """By prefix, the sheet's number and its rows."""
        clients = {"cli": (self.sheet, self.clients), "age": (self.sheet, self.aged)}
        return {"doc": (self.volume, self.documents), "pay": (self.volume, self.payments), **clients}


class Lists:
    """The lists of `whole`, to be read batch by batch. `everyone`: the revenue of 12 months of the whole portfolio, which the limits of classes
    rest on."""

    def __init__(self, whole: Whole, plan: Plan, segments: Segments, everyone: pl.Series, read: Read) -> None:
        self._whole = whole
        self._read = read
        self._plan = plan
        self._clients = people.known(plan.clients, whole, segments)
        self._disputes = placed_disputes(whole, LIMIT)
        self.disputes = ledger.disputes(self._disputes, read.as_of)
        self.halvings: Sequence[Halving] = [people.halving(everyone, share) for share in segments.limits]
        both, each = plan.volumes, plan.client_sheets
        self.counts: Mapping[str, int] = {"doc": both, "pay": both, "dis": 1, "cli": each, "age": each}
        self._tied = [0, 0]

    def batch(self, first: int, last: int) -> Batch:
        """The clients from `first` to `last`, that one left out; batches are to be asked for in their order."""
        read, clients = self._read, self._plan.clients[first:last]
        currency = None if self._whole.several else self._whole.currency
        part = self._whole.part(first, last)
        placed = arranged(part, clients, self._disputes, self._whole.currency)
        documents, movements = ledger.named(placed, currency)
        payments = ledger.payments(movements, read.as_of, read.language)
        documents = ledger.documents(
            documents, payments, self.disputes, read.as_of, read.buckets, read.language
        )
        weighed = people.weights(documents, read.as_of, read.settings.dso_days)
        rows = people.clients(self._clients[first:last], weighed, read.as_of, read.language)
        rows = self._with_ties(rows)
        aged = people.aged(documents, payments, rows, read.slots)
        return Batch(documents, payments, rows, aged, clients["volume"][0] + 1, clients["sheet"][0] + 1)

    def _with_ties(self, rows: pl.DataFrame) -> pl.DataFrame:
        """How many clients above sell exactly the limit of each class, those of the batches before included."""
        for place, (name, halving) in enumerate(zip(("tie_a", "tie_b"), self.halvings, strict=True)):
            same = ((pl.col("revenue_12m") == halving.limit) & (halving.limit > 0)).cast(pl.Int64)
            before = self._tied[place] if rows["row"][0] > self._plan.clients["row"][0] else 0
            rows = rows.with_columns((same.cum_sum() - same + before).alias(name))
            self._tied[place] = before + rows.select(same.sum()).item()
        return rows


_SUMMED = {
    "doc": ("net", "gross", "applied", "open", "unapplied"),
    "pay": ("amount", "applied", "left"),
    "dis": ("amount", "open"),
    "cli": (
        "revenue_12m", "revenue_prev_12m", "outstanding", "overdue", "overdue_serious", "balance", "unapplied", "not_due", "revenue_total",
        "overdue_count", "order_count", "documents",
    ),
    "age": (*AGED, "total", "file", "difference"),
}  # fmt: skip


def _totals(prefix: str, rows: pl.DataFrame) -> dict[str, Any]:
    """What some rows bring to their sheet's totals, as its formulas add them up (fiche.excel.portfolio.draw_lists)."""
    if prefix == "doc":
        rows = rows.filter(pl.col("scope") == 1)
    elif prefix == "pay":
        rows = rows.with_columns(pl.when(pl.col("left").is_not_null()).then("counted").alias("amount"))
    elif prefix == "dis":
        rows = rows.filter(pl.col("open") == 1)
    return {name: _sum(rows, name) for name in _SUMMED[prefix]}


def _sum(rows: pl.DataFrame, name: str) -> Any:
    found = rows[name].sum()
    return ZERO if found is None else found


@dataclass
class Sums:
    """What the lists add up to, batch after batch. `sheets`: the totals above each sheet's header, by (prefix, number); `people`: of each client, what
    the small sheets need."""

    sheets: dict[tuple[str, int], dict[str, Any]]
    people: list[pl.DataFrame] = field(default_factory=list)
    other: dict[str, Any] = field(default_factory=lambda: defaultdict(int))

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Sums":
        """Nothing yet, for so many sheets of each list."""
        return cls(
            {
                (p, n): dict.fromkeys(_SUMMED[p], ZERO)
                for p, count in counts.items()
                for n in range(1, count + 1)
            }
        )

    def add(self, prefix: str, number: int, rows: pl.DataFrame) -> None:
        """Count some rows of a sheet."""
        before = self.sheets[prefix, number]
        self.sheets[prefix, number] = {
            name: value + before[name] for name, value in _totals(prefix, rows).items()
        }

    def check(self, batch: Batch) -> None:
        """Count what the proofs compare, each side apart, and keep what the small sheets need."""
        counted = batch.documents.filter(pl.col("scope") == 1)
        given = batch.payments.filter(pl.col("room").is_not_null() & pl.col("refund").is_null())
        self.other["received"] += _sum(counted.filter(pl.col("unapplied").is_null()), "applied")
        self.other["given"] += _sum(given, "applied")
        self.other["documents"] += counted.filter(pl.col("further").is_null()).height
        self.other["gaps"] += batch.aged.filter(pl.col("difference") != 0).height
        self.people.append(
            batch.clients.select(
                "client_id", "client_name", "revenue_12m", "abc", "segment", "purchase_days_12m"
            )
        )

    def total(self, name: str) -> Any:
        """A total over all the sheets of a list: «doc_net»."""
        prefix, _, column = name.partition("_")
        return sum((sums[column] for (own, _n), sums in self.sheets.items() if own == prefix), ZERO)

    def cached(self) -> dict[str, Any]:
        """Every total by defined name: «total_doc_net», «total_doc2_net»."""
        return {
            f"total_{numbered(p, n)}{column}": v
            for (p, n), sums in self.sheets.items()
            for column, v in sums.items()
        }

    @property
    def proofs(self) -> dict[str, tuple[Any, Any]]:
        """The two sides of each proof, added up apart."""
        total = self.total
        return {
            "buckets": (sum((total(f"age_{name}") for name in AGED), ZERO), total("cli_balance")),
            "file": (total("doc_gross") - total("pay_amount"), total("cli_balance")),
            "each": (self.other["gaps"], 0),
            "open": (total("doc_open"), total("cli_outstanding")),
            "net": (total("doc_net"), total("cli_revenue_total")),
            "applied": (self.other["received"], self.other["given"]),
            "documents": (self.other["documents"], int(total("cli_documents"))),
            "limits": (0, 0),
        }
