"""The long lists of the client file's workbook with every value that they show, and what they add up to; it writes no cell."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from fiche.analysis.segments import Segments
from fiche.analysis.settings import Settings
from fiche.analysis.whole import Whole
from fiche.excel.portfolio import ledger, people
from fiche.excel.portfolio.arrange import Arranged
from fiche.excel.portfolio.draw_lists import SHEET_OF
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

    @property
    def buckets(self) -> dict[str, str]:
        """The names of the late buckets by code."""
        return bucket_names(self, self.language)

    @property
    def slots(self) -> dict[str, str]:
        """The workbook's slot by the name of a bucket."""
        late = dict.fromkeys(self.buckets.values())
        found = {name: f"late_{place}" for place, name in enumerate(late, 1) if place <= SLOTS + 1}
        return found | {words[self.language]: code for code, words in BUCKETS.items()}


@dataclass(frozen=True)
class Lists:
    """The rows of the long sheets, in their order; `counts`: how many sheets each takes, by prefix."""

    documents: pl.DataFrame
    payments: pl.DataFrame
    disputes: pl.DataFrame
    clients: pl.DataFrame
    aged: pl.DataFrame
    halvings: Sequence[Halving]
    counts: Mapping[str, int]

    def of(self, prefix: str, sheet: int) -> pl.DataFrame:
        """The rows of one sheet, from 1."""
        frame: pl.DataFrame = getattr(self, SHEET_OF[prefix])
        if self.counts[prefix] == 1:
            return frame
        return frame.filter(pl.col("volume" if prefix in {"doc", "pay"} else "sheet") == sheet - 1)

    @cached_property
    def totals(self) -> dict[str, Any]:
        """The totals above each sheet's header, by defined name; «total_doc_net» for all the sheets of a list together."""
        found: dict[str, Any] = {}
        for prefix, count in self.counts.items():
            parts = [_totals(prefix, self.of(prefix, sheet)) for sheet in range(1, count + 1)]
            for name in parts[0]:
                found[f"total_{prefix}_{name}"] = sum((part[name] for part in parts), ZERO)
                if count > 1:
                    named = {
                        f"total_{numbered(prefix, n)}{name}": part[name] for n, part in enumerate(parts, 1)
                    }
                    found[f"all_{prefix}_{name}"] = found.pop(f"total_{prefix}_{name}")
                    found |= named
        return found

    def total(self, name: str) -> Any:
        """A total over all the sheets of a list: «doc_net»."""
        totals = self.totals
        return totals[f"all_{name}"] if f"all_{name}" in totals else totals[f"total_{name}"]

    @cached_property
    def proofs(self) -> dict[str, tuple[Any, Any]]:
        """The two sides of each proof, added up apart."""
        total = self.total
        counted = self.documents.filter(pl.col("scope") == 1)
        invoices = counted.filter(pl.col("unapplied").is_null())
        given = self.payments.filter(pl.col("room").is_not_null() & pl.col("refund").is_null())
        return {
            "buckets": (sum((total(f"age_{name}") for name in AGED), ZERO), total("cli_balance")),
            "file": (total("doc_gross") - total("pay_amount"), total("cli_balance")),
            "each": (self.aged.filter(pl.col("difference") != 0).height, 0),
            "open": (total("doc_open"), total("cli_outstanding")),
            "net": (total("doc_net"), total("cli_revenue_total")),
            "applied": (_sum(invoices, "applied"), _sum(given, "applied")),
            "documents": (counted.filter(pl.col("further").is_null()).height, int(total("cli_documents"))),
            "limits": (0, 0),
        }


def lists(whole: Whole, placed: Arranged, segments: Segments, everyone: pl.Series, read: Read) -> Lists:
    """Every list. `everyone`: the revenue of 12 months of the whole portfolio, which the limits of classes rest on."""
    documents, movements, contested = ledger.named(placed, whole.currency)
    disputes = ledger.disputes(contested, read.as_of)
    payments = ledger.payments(movements, read.as_of, read.language)
    documents = ledger.documents(documents, payments, disputes, read.as_of, read.buckets, read.language)
    halvings = [people.halving(everyone, share) for share in segments.limits]
    weighed = people.weights(documents, read.as_of, read.settings.dso_days)
    clients = people.clients(placed, whole, weighed, segments, read.as_of, halvings, read.language)
    aged = people.aged(documents, payments, clients, read.slots)
    counts = {
        "doc": placed.volumes,
        "pay": placed.volumes,
        "dis": 1,
        "cli": placed.client_sheets,
        "age": placed.client_sheets,
    }
    return Lists(documents, payments, disputes, clients, aged, halvings, counts)


def _totals(prefix: str, rows: pl.DataFrame) -> dict[str, Any]:
    """What one sheet's totals give, as its formulas add them up (fiche.excel.portfolio.draw_lists)."""
    if prefix == "doc":
        counted = rows.filter(pl.col("scope") == 1)
        return {name: _sum(counted, name) for name in ("net", "gross", "applied", "open", "unapplied")}
    if prefix == "pay":
        real = rows.filter(pl.col("left").is_not_null())
        return {"amount": _sum(real, "counted"), "applied": _sum(rows, "applied"), "left": _sum(rows, "left")}
    if prefix == "dis":
        return {"amount": _sum(rows.filter(pl.col("open") == 1), "amount"), "open": _sum(rows, "open")}
    names = SUMMED[prefix]
    return {name: _sum(rows, name) for name in names}


SUMMED = {
    "cli": (
        "revenue_12m", "revenue_prev_12m", "outstanding", "overdue", "overdue_serious", "balance", "unapplied", "not_due", "revenue_total",
        "overdue_count", "order_count", "documents",
    ),
    "age": (*AGED, "total", "file", "difference"),
}  # fmt: skip


def _sum(rows: pl.DataFrame, name: str) -> Any:
    found = rows[name].sum()
    return ZERO if found is None else found
