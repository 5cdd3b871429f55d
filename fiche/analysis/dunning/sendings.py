"""The reminders that the record says were sent: exchanges with a level; it sends none."""

import datetime as dt
from collections.abc import Collection, Sequence

import polars as pl

from fiche.analysis.dunning.values import Sending
from fiche.dataset import Dataset
from fiche.records import with_records

SEPARATOR = ";"


def sendings(
    dataset: Dataset, as_of: dt.date, clients: Collection[str] | None = None
) -> dict[str, list[Sending]]:
    """Those dated by `as_of`, of `clients` (None: everyone), oldest first, by client."""
    rows = dataset["interactions"]
    said = rows.filter(
        (pl.col("dunning_level") > 0) & (pl.col("date") <= as_of) & pl.col("client_id").is_not_null()
    )
    if said.is_empty():
        return {}
    mine = rows.filter(pl.col("client_id").is_in(said["client_id"].unique().implode()))
    keyed = with_records(mine, "interactions").filter(
        (pl.col("dunning_level") > 0) & (pl.col("date") <= as_of)
    )
    if clients is not None:
        keyed = keyed.filter(pl.col("client_id").is_in(pl.Series(list(clients), dtype=pl.String).implode()))
    found: dict[str, list[Sending]] = {}
    for row in keyed.sort("date", "dunning_level", maintain_order=True).iter_rows(named=True):
        one = Sending(
            row["client_id"],
            int(row["dunning_level"]),
            row["date"],
            numbers(row["dunning_documents"]),
            row["channel"] or "",
            row["author"] or "",
            row["summary"] or "",
            row["record"],
        )
        found.setdefault(one.client_id, []).append(one)
    return found


def numbers(text: str | None) -> tuple[str, ...]:
    """The invoices that «F1 ; F2» names."""
    return tuple(part for each in (text or "").split(SEPARATOR) if (part := each.strip()))


def written(documents: Sequence[str | None]) -> str:
    """The same the other way round: those that have a number, once each."""
    return f" {SEPARATOR} ".join(dict.fromkeys(each for each in documents if each))
