"""What corrections change beyond their own field: a document's amounts and estimated due date, what it says of its payment, the invoice that a row names; it corrects nothing itself."""

from collections.abc import Iterable
from dataclasses import replace

import polars as pl

from fiche.checking.amounts import AMOUNTS, DISCOUNTS
from fiche.checking.documents import relate
from fiche.checking.dues import ESTIMATED, estimated
from fiche.dataset import Dataset
from fiche.edits import Field, around, put
from fiche.merging.union import SPEAKS_OF_PAYMENT, tied
from fiche.model import TableName
from fiche.overlay.amounts import told_payments, worked_out

WORTH = frozenset(
    {
        *AMOUNTS,
        *DISCOUNTS,
        "vat_amount",
        "vat_rate",
        "quantity",
        "unit_price",
        "kind",
        "open_amount",
        "paid_amount",
    }
)
DUE_ON = frozenset(
    {"date", "payment_terms", "due_date"}
)  # what an estimated due date rests on, and what states one
NAMING: tuple[TableName, ...] = ("payments", "disputes", "promises")


def derived(dataset: Dataset, fields: Iterable[Field], month_first: bool = False) -> Dataset:
    """`dataset`, whose `fields` were corrected, with what follows from them. `month_first`: see fiche.terms."""
    by_table: dict[str, list[Field]] = {}
    for field in fields:
        by_table.setdefault(field[0], []).append(field)
    if not {"clients", "documents", *NAMING} & set(by_table):
        return dataset
    tables = dict(dataset.tables)
    documents = _due_again(tables["documents"], dataset.clients, by_table, month_first)
    worth = _keys(documents, by_table, WORTH)
    if len(worth):
        documents = _again(documents, worth)
    if any(f[2] == "related_document" for f in by_table.get("documents", [])):
        documents = relate(documents)
    tables["documents"] = documents.select(dataset.documents.columns)
    for name in NAMING:
        records = [f[1] for f in by_table.get(name, []) if f[2] == "document_id"]
        tables[name] = _retied(tables[name], name, records, tables["documents"]) if records else tables[name]
    told = _keys(documents, by_table, frozenset(SPEAKS_OF_PAYMENT))
    if len(told) or len(worth):
        tables["payments"] = _told(dataset, tables, told, worth)
    return replace(dataset, tables=tables)


def _keys(documents: pl.DataFrame, by_table: dict[str, list[Field]], columns: frozenset[str]) -> pl.Series:
    """The keys of the documents of which one of `columns` was corrected."""
    records = [f[1] for f in by_table.get("documents", []) if f[2] in columns]
    near = around(documents, "documents", records)
    return near.filter(pl.col("record").is_in(pl.Series(records, dtype=pl.String).implode()))["document_key"]


def _due_again(
    documents: pl.DataFrame, clients: pl.DataFrame, by_table: dict[str, list[Field]], month_first: bool
) -> pl.DataFrame:
    """`documents`, the due dates that rest on what was corrected worked out again, in their places; one that someone corrected is theirs."""
    whose = [f[1] for f in by_table.get("clients", []) if f[2] == "payment_terms"]
    own = pl.col("document_key").is_in(_keys(documents, by_table, DUE_ON).implode())
    if not whose and not any(f[2] in DUE_ON for f in by_table.get("documents", [])):
        return documents
    stated = pl.col("document_key").is_in(_keys(documents, by_table, frozenset({"due_date"})).implode())
    documents = documents.with_columns(
        pl.when(stated)
        .then(pl.when(pl.col("due_date").is_not_null()).then(False))
        .otherwise(ESTIMATED)
        .alias(ESTIMATED)
    )
    loose = pl.col(ESTIMATED).fill_null(False) | pl.col("due_date").is_null()
    near = documents.with_row_index("at").filter((own | pl.col("client_id").is_in(whose)) & loose & ~stated)
    made = estimated(near, clients, month_first)
    for column in ("due_date", ESTIMATED):
        documents = put(documents, column, made["at"], made[column])
    return documents


def _again(documents: pl.DataFrame, keys: pl.Series) -> pl.DataFrame:
    """`documents`, the amounts of some worked out again, in their places."""
    mine = pl.col("document_key").is_in(keys.implode())
    order = documents.select("document_key")
    made = worked_out(documents.filter(mine))
    both = pl.concat([documents.filter(~mine), made.select(documents.columns)])
    return order.join(both, on="document_key", how="left", maintain_order="left").select(documents.columns)


def _retied(rows: pl.DataFrame, name: TableName, records: list[str], documents: pl.DataFrame) -> pl.DataFrame:
    """`rows`, those of `records` tied to the document that they name now."""
    near = around(rows, name, records)
    at = near.filter(pl.col("record").is_in(pl.Series(records, dtype=pl.String).implode()))["at"]
    loose = rows.with_row_index("at").with_columns(
        pl.when(~pl.col("at").is_in(at.implode())).then("document_key").alias("document_key")
    )
    return tied(loose.drop("at"), documents)


def _told(
    dataset: Dataset, tables: dict[TableName, pl.DataFrame], told: pl.Series, worth: pl.Series
) -> pl.DataFrame:
    """The payments, those told by the rows of corrected documents as they tell them now; what a file's silence meant stays."""
    keys = pl.concat([told, worth]).unique()
    rows = tables["documents"].filter(pl.col("document_key").is_in(keys.implode()))
    payments = tables["payments"]
    implied = pl.col("implied").fill_null(False) & pl.col("document_key").is_in(keys.implode())
    others = payments.filter(~implied)
    made = told_payments(rows, others, dataset.loaded_on)
    spoke = pl.concat([told, made["document_key"]]).unique().implode()
    silent = payments.filter(implied & ~pl.col("document_key").is_in(spoke))
    return pl.concat([others, silent, made.select(payments.columns)])
