"""Two numbers that are one client: the rows of one become the other's, and keep the keys they had; it changes no value and loses no row but the client's own."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import polars as pl

from fiche.dataset import Dataset
from fiche.decisions import Merge
from fiche.edits import known
from fiche.model import STORED
from fiche.records import with_records


def with_merges(dataset: Dataset, merges: Iterable[Merge]) -> Dataset:
    """`dataset` as the merges make it, those whose kept client is there."""
    moved = destinations(merges, set(dataset.clients["client_id"])) if merges else {}
    if not moved:
        return dataset
    tables = dict(dataset.tables)
    gone = pl.Series(list(moved), dtype=pl.String).implode()
    concerned = pl.Series([*moved, *moved.values()], dtype=pl.String).unique().implode()
    for name in STORED:
        frame = tables[name]
        if name == "clients":
            tables[name] = frame.filter(~pl.col("client_id").is_in(gone))
        elif "client_id" in frame.columns:
            near = frame.with_row_index("at").filter(pl.col("client_id").is_in(concerned))
            frame = known(frame, with_records(near, name))
            tables[name] = frame.with_columns(pl.col("client_id").replace(moved))
    return replace(dataset, tables=tables)


def destinations(merges: Iterable[Merge], present: set[str]) -> Mapping[str, str]:
    """{number that is no more: number that has its rows}, chains followed to their end; a client that is not there takes nobody's rows."""
    kept = {m.gone: m.kept for m in merges if m.ended_at is None}
    found = {gone: end for gone in kept if (end := _end(gone, kept, present)) != gone}
    return {gone: end for gone, end in found.items() if end in present}


def _end(number: str, kept: Mapping[str, str], present: set[str]) -> str:
    """Where the merges of a number lead: the last client on the way that is there; nowhere when they go round."""
    way = [number]
    while way[-1] in kept:
        way.append(kept[way[-1]])
        if len(way) > len(kept) + 1:
            return number
    return next((each for each in reversed(way) if each in present), number)
