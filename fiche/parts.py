"""Some clients' rows taken out of a dataset, or put back into it in the place of those they had; it reads and corrects no value.

What is put back costs what it changes: columns that stay as they are, and rows of other clients, are shared and not copied.
"""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from fiche.dataset import Dataset
from fiche.model import STORED, TableName

CHUNKS = 64  # pieces that a table grown row by row may be made of before it is made whole again
NOWHERE = pl.Series([], dtype=pl.UInt32)
FEW = 3  # clients looked for one by one; beyond, all at once costs less
HOLES = 256  # rows taken out one by one; beyond, the table is copied without them


def rows_of(frame: pl.DataFrame, clients: Collection[str]) -> pl.Series:
    """The places in `frame` of the rows of those clients."""
    column, few = frame["client_id"], list(clients)
    if len(few) > FEW:
        return column.is_in(few).fill_null(False).arg_true()
    return (
        pl.concat([(column == client).fill_null(False).arg_true() for client in few]).sort()
        if few
        else NOWHERE
    )


def part(dataset: Dataset, clients: Collection[str]) -> Dataset:
    """`dataset` with the rows of those clients only."""
    tables = {
        name: dataset[name][rows_of(dataset[name], clients)]
        for name in STORED
        if not _by_document(dataset, name)
    }
    keys = tables["documents"]["document_key"].implode()
    for name in STORED:
        if name not in tables:
            tables[name] = dataset[name].filter(pl.col("document_key").is_in(keys))
    return replace(dataset, tables=tables)


def amended(dataset: Dataset, clients: Collection[str], rows: Dataset) -> Dataset:
    """`dataset` where those clients have `rows` instead of what they had, in the order of `rows`."""
    tables = dict(dataset.tables)
    places = {name: rows_of(own, clients) for name, own in tables.items() if not _by_document(dataset, name)}
    before = dataset.documents["document_key"][places["documents"]]
    keys = pl.concat([before, rows.documents["document_key"]]).implode()
    for name in STORED:
        own = dataset[name]
        at = places[name] if name in places else own["document_key"].is_in(keys).arg_true()
        tables[name] = placed(own, at, rows[name])
    return replace(dataset, tables=tables)


def placed(frame: pl.DataFrame, at: pl.Series, rows: pl.DataFrame) -> pl.DataFrame:
    """`frame` with `rows` in the places `at` (ascending): one for one, what is left over at the end; places left over are taken out."""
    both = min(len(at), len(rows))
    there, fresh = frame[at.head(both)], rows.select(frame.columns).head(both)
    changed = [name for name in frame.columns if not there[name].equals(fresh[name], null_equal=True)]
    frame = frame.with_columns(frame[name].clone().scatter(at.head(both), fresh[name]) for name in changed)
    if len(rows) > both:
        frame = pl.concat([frame, rows.select(frame.columns).slice(both)], rechunk=False)
        return frame.rechunk() if frame.n_chunks() > CHUNKS else frame
    return _without(frame, at.slice(both).to_list())


def _without(frame: pl.DataFrame, places: list[int]) -> pl.DataFrame:
    """`frame` without the rows in those places, which are in order."""
    if not places:
        return frame
    if len(places) > HOLES:
        gone = pl.Series(places, dtype=pl.UInt32).implode()
        return frame.filter(~pl.int_range(pl.len(), dtype=pl.UInt32).is_in(gone))
    starts, ends = [0, *(p + 1 for p in places)], [*places, len(frame)]
    kept = [frame.slice(a, b - a) for a, b in zip(starts, ends, strict=True) if b > a]
    frame = pl.concat(kept, rechunk=False) if kept else frame.clear()
    return frame.rechunk() if frame.n_chunks() > CHUNKS else frame


def _by_document(dataset: Dataset, name: TableName) -> bool:
    """Whether the rows of a table belong to a client by their document alone."""
    return "client_id" not in dataset[name].columns
