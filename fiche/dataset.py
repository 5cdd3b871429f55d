"""The typed, joined tables that checking gives, the record keeps and analysis reads; it computes no indicator."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from fiche.model import STORED, TableName, empty

SET_ASIDE_SCHEMA = {
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "code": pl.String,
    "detail": pl.String,
    "content": pl.String,
}
FINDINGS_SCHEMA = {
    "code": pl.String,
    "severity": pl.String,
    "table": pl.String,
    "record": pl.String,
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "column": pl.String,
    "cell": pl.String,
    "value": pl.String,
    "detail": pl.String,
    "proposal": pl.String,
}


@dataclass(frozen=True)
class Dataset:
    """Everything one company's portfolio is made of.

    `tables`: for each name of STORED a frame with fiche.model.schema(name). `set_aside`: one row per row of the files that could not be
    used (SET_ASIDE_SCHEMA, `content` is the row as JSON). `findings`: FINDINGS_SCHEMA; `table` and `record` (fiche.records) say which row of
    which table where it is known, and `column` is then a code name; `proposal` is the value to put instead, where it is sure. `rows_in_file` = rows loaded + rows set aside.
    """

    tables: Mapping[TableName, pl.DataFrame]
    set_aside: pl.DataFrame
    findings: pl.DataFrame
    loaded_on: dt.date
    rows_in_file: int = 0
    rows_loaded: int = field(default=0)

    def __getitem__(self, name: TableName) -> pl.DataFrame:
        return self.tables[name]

    @property
    def clients(self) -> pl.DataFrame:
        """One row per client."""
        return self.tables["clients"]

    @property
    def documents(self) -> pl.DataFrame:
        """One row per invoice or credit note."""
        return self.tables["documents"]

    @property
    def payments(self) -> pl.DataFrame:
        """One row per payment, those read on a document's own row included."""
        return self.tables["payments"]


def blank(loaded_on: dt.date) -> Dataset:
    """A portfolio with nothing in it."""
    return Dataset(
        {name: empty(name) for name in STORED},
        pl.DataFrame(schema=SET_ASIDE_SCHEMA),
        pl.DataFrame(schema=FINDINGS_SCHEMA),
        loaded_on,
    )
