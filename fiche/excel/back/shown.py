"""What a state of the record shows in the cells of a workbook, list by list, each row under its record's key; it reads no workbook.

Beside a column «c», «c or» is another writing that says as much: a number that the workbook fills in where the file leaves it empty.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from fiche.analysis.frames import frames
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.decisions import NewRow, OwnRow
from fiche.excel.back.fields import as_texts, canonical
from fiche.excel.bodies import clipped
from fiche.excel.contents import extra_text
from fiche.excel.stamp import carried_keys
from fiche.model import TABLES, TableName
from fiche.overlay import held
from fiche.records import with_records

_SHOWN = {
    "net_amount": "net",
    "gross_amount": "gross",
    "before_discount_amount": "before_discount",
    "discount_amount": "discount",
}


class State:
    """The rows of `dataset` as workbooks show them, amounts in their own currencies."""

    def __init__(self, dataset: Dataset, settings: Settings) -> None:
        made = frames(dataset, replace(settings, convert_to=None))
        self._frames: dict[TableName, pl.DataFrame] = {"documents": made.documents, "payments": made.payments}
        self._dataset = dataset
        self._kept: dict[TableName, pl.DataFrame] = {}

    def rows(self, table: TableName) -> pl.DataFrame:
        """record (as carried), key (as the record has it), client_id, `fixed` (a row that follows from others), `parts` (in instalments), `extra` (the file's own columns, as the record has them) and the columns."""
        if table not in self._kept:
            self._kept[table] = self._rows(table)
        return self._kept[table]

    def holds(self, table: TableName, rows: Sequence[NewRow]) -> list[bool]:
        """Whether the record has a row of the words of each of `rows` already."""
        never = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - of no moment
        made = [OwnRow(n, table, row.client_id or "", row.values, "", never) for n, row in enumerate(rows, 1)]
        return held(self._dataset, table, made)

    def _rows(self, table: TableName) -> pl.DataFrame:
        frame = with_records(self._dataset[table], table)
        if table == "clients":
            frame = frame.unique("client_id", keep="first", maintain_order=True)
        also: list[pl.Expr] = []
        if table == "documents":
            frame, also = self._documents(frame)
        elif table != "clients" and "document_key" in frame.columns:
            frame, also = self._naming(frame, table)
        names = [column.name for column in TABLES[table]]
        shown = [as_shown(frame[name]).alias(name) for name in names]
        made = frame.select(
            canonical(carried_keys(pl.col("record"))).alias("record"),
            pl.col("record").alias("key"),
            pl.col("client_id").alias("owner"),
            (pl.col("implied").fill_null(False) if table == "payments" else pl.lit(False)).alias("fixed"),
            (pl.col("schedule").is_not_null() if table == "documents" else pl.lit(False)).alias("parts"),
            (pl.col("extra") if "extra" in frame.columns else pl.lit(None, dtype=pl.String)).alias("extra"),
            *also,
        )
        return made.with_columns(shown)

    def _documents(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, list[pl.Expr]]:
        """Amounts as they are worked out, the invoice that a credit note reduces by its number, and the currency that an unstated one is."""
        numbers = frame.select(
            pl.col("document_key").alias("related_key"), pl.col("document_id").alias("related_number")
        )
        stated = self._frames["documents"].select("document_key", pl.col("currency").alias("filled"))
        frame = frame.join(numbers.unique("related_key"), on="related_key", how="left", maintain_order="left")
        frame = frame.join(stated, on="document_key", how="left", maintain_order="left")
        credit = pl.col("kind") == "credit_note"
        also = [_own("related_document"), _own("currency")]
        told = pl.when(credit).then(pl.coalesce("related_document", "related_number"))
        frame = frame.with_columns(
            pl.col("related_document").alias("related_document own"), pl.col("currency").alias("currency own"),
            told.alias("related_document"), pl.col("filled").alias("currency"),
            pl.when("disputed").then(True).alias("disputed"), *(pl.col(c).alias(name) for name, c in _SHOWN.items()),
        )  # fmt: skip
        return frame, also

    def _naming(self, frame: pl.DataFrame, table: TableName) -> tuple[pl.DataFrame, list[pl.Expr]]:
        """Rows that name a document, by its number where they do not say it."""
        documents = self._dataset.documents
        numbers = documents.select("document_key", pl.col("document_id").alias("number")).unique(
            "document_key"
        )
        frame = frame.join(numbers, on="document_key", how="left", maintain_order="left")
        own = [pl.col("document_id").alias("document_id own")]
        also = [_own("document_id")]
        if table == "payments":
            frame = frame.with_columns(self._frames["payments"]["currency"].alias("filled"))
            own += [pl.col("currency").alias("currency own"), pl.col("filled").alias("currency")]
            also.append(_own("currency"))
        return frame.with_columns(*own, pl.coalesce("document_id", "number").alias("document_id")), also


def _own(column: str) -> pl.Expr:
    return canonical(pl.col(f"{column} own")).alias(f"{column} or")


def own_texts(extra: pl.Series) -> pl.Series:
    """The file's own columns of each row, as a workbook shows them."""
    return as_shown(extra.map_elements(extra_text, return_dtype=pl.String, skip_nulls=True).cast(pl.String))


def as_shown(values: pl.Series) -> pl.Series:
    """Values as they are compared."""
    if values.dtype == pl.String:
        return pl.select(canonical(pl.lit(clipped(values)))).to_series()
    return as_texts(values)
