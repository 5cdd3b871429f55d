"""What a new load would change, before anything is written: new, changed field by field, unchanged, absent; it changes nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from fiche.dataset import Dataset
from fiche.merging.union import absent_open, declared
from fiche.model import STORED, TableName
from fiche.records import with_records

CHANGES = {
    "table": pl.String, "record": pl.String, "client_id": pl.String, "column": pl.String, "before": pl.String, "after": pl.String,
}  # fmt: skip
NOT_COMPARED = frozenset({"client_id", "client_name"})


@dataclass(frozen=True)
class Counts:
    """How many records of a table are new, changed, the same, and absent from the new load."""

    new: int
    changed: int
    same: int
    absent: int


@dataclass(frozen=True)
class Difference:
    """`counts` by table; `new` and `absent`: their rows; `changes`: one row per field that changes (CHANGES: values as text, null where
    empty); `open`: the open invoices that are absent, with their `rest`."""

    counts: Mapping[TableName, Counts]
    new: Mapping[TableName, pl.DataFrame]
    absent: Mapping[TableName, pl.DataFrame]
    changes: pl.DataFrame
    open: pl.DataFrame

    @property
    def known_share(self) -> float:
        """The share of the new load's clients that are known already; 0 when it has none."""
        counts = self.counts["clients"]
        seen = counts.changed + counts.same
        return seen / (seen + counts.new) if seen + counts.new else 0.0

    @property
    def nothing(self) -> bool:
        """Whether the new load says nothing that is not known."""
        return not any(c.new or c.changed for c in self.counts.values())


def compare(current: Dataset, incoming: Dataset) -> Difference:
    """`incoming` (aligned) against `current`."""
    counts: dict[TableName, Counts] = {}
    new: dict[TableName, pl.DataFrame] = {}
    absent: dict[TableName, pl.DataFrame] = {}
    changes = []
    for name in STORED:
        mine, theirs = _stated(current[name], name), _stated(incoming[name], name)
        old, fresh = with_records(mine, name), with_records(theirs, name)
        fields = _changes(name, old, fresh)
        here, there = old["record"].implode(), fresh["record"].implode()
        new[name] = fresh.filter(~pl.col("record").is_in(here))
        absent[name] = old.filter(~pl.col("record").is_in(there)) if len(fresh) else old.clear()
        changed = fields["record"].n_unique()
        counts[name] = Counts(
            len(new[name]), changed, len(fresh) - len(new[name]) - changed, len(absent[name])
        )
        changes.append(fields)
    opened = absent_open(current.documents, current.payments, incoming)
    return Difference(counts, new, absent, pl.concat(changes), opened)


def _stated(frame: pl.DataFrame, name: TableName) -> pl.DataFrame:
    """The rows that a file states: payments read on a document's own row change with it."""
    return frame.filter(~pl.col("implied").fill_null(False)) if name == "payments" else frame


def _changes(name: TableName, old: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """One row per field of a known record whose value the new load changes; a column that it never fills changes nothing."""
    said = [c for c in declared(name) if c not in NOT_COMPARED and new[c].count()]
    if not said or len(old) == 0:
        return pl.DataFrame(schema=CHANGES)
    owner = "client_id" if "client_id" in new.columns else None
    both = new.select("record", *said, *([owner] if owner else [])).join(
        old.select("record", *[pl.col(c).alias(f"{c} before") for c in said]),
        on="record",
        maintain_order="left",
    )
    found = [
        both.filter(pl.col(c).ne_missing(pl.col(f"{c} before"))).select(
            pl.lit(name).alias("table"),
            "record",
            (pl.col(owner) if owner else pl.lit(None, dtype=pl.String)).alias("client_id"),
            pl.lit(c).alias("column"),
            pl.col(f"{c} before").cast(pl.String).alias("before"),
            pl.col(c).cast(pl.String).alias("after"),
        )
        for c in said
    ]
    return pl.concat(found)
