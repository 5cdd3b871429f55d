"""Rows that someone put away leave the tables; it keeps their keys and the others' as they were."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from fiche.dataset import Dataset
from fiche.edits import around, known
from fiche.model import STORED, TableName


def without(dataset: Dataset, archived: Collection[tuple[TableName, str]]) -> Dataset:
    """`dataset` without the rows of those (table, record)."""
    tables = dict(dataset.tables)
    for name in STORED:
        mine = [record for table, record in archived if table == name]
        if mine:
            near = around(tables[name], name, mine)
            gone = near.filter(pl.col("record").is_in(pl.Series(mine, dtype=pl.String).implode()))["at"]
            frame = known(tables[name], near).with_row_index("at")
            tables[name] = frame.filter(~pl.col("at").is_in(gone.implode())).drop("at")
    return replace(dataset, tables=tables) if archived else dataset
