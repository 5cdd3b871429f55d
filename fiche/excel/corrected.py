"""A whole portfolio as a client file: one sheet a table, headed as the blank model is, corrections included; read again it gives the same portfolio."""

import polars as pl

from fiche.checking.instalments import by_instalment
from fiche.dataset import Dataset
from fiche.excel.table import Sheet, tables_workbook
from fiche.i18n import language
from fiche.model import MONEY, STORED, TABLES, TableName, label

LOOKS = {
    "code": "code", "text": "text", "money": "money", "rate": "rate", "number": "number", "integer": "integer", "date": "date", "flag": "text",
}  # fmt: skip
KINDS = {"invoice": "Facture", "credit_note": "Avoir"}


def corrected_workbook(dataset: Dataset, *, currency: str | None = "EUR") -> bytes:
    """Every table of `dataset` that has a row, with the columns that are filled. Amounts worked out from lines, rates or VAT are written out."""
    tables = {name: _told(dataset, name) for name in STORED}
    sheets = [_sheet(name, frame) for name, frame in tables.items() if len(frame) or name == "clients"]
    return tables_workbook(sheets, currency=currency)


def _told(dataset: Dataset, name: TableName) -> pl.DataFrame:
    """A table as a file would tell it."""
    if name == "documents":
        return _documents(dataset)
    if name == "payments":
        return dataset.payments.filter(~pl.col("implied").fill_null(False))
    if name == "lines":
        number = dataset.documents.select("document_key", pl.col("document_id").alias("number"))
        lines = dataset["lines"].join(number, on="document_key", how="left", maintain_order="left")
        return lines.with_columns(pl.coalesce("document_id", "number").alias("document_id")).drop("number")
    return dataset[name]


def _documents(dataset: Dataset) -> pl.DataFrame:
    """Documents with their signed amounts, a row an instalment where there are several. One that a rule counts as paid, and that its own row does not say paid, says so."""
    implied = dataset.payments.filter(
        pl.col("implied").fill_null(False) & pl.col("document_key").is_not_null()
    )
    paid = implied.group_by("document_key").agg(
        pl.col("amount").sum().alias("received"),
        pl.col("date").max().alias("last_paid"),
        pl.col("assumed").any(),
    )
    rows = dataset.documents.join(paid, on="document_key", how="left", maintain_order="left")
    settled = (pl.col("received") >= pl.col("gross")).fill_null(False) & pl.col("open_amount").fill_null(
        0
    ).ne(0)
    unsaid = (pl.col("received") >= pl.col("gross")).fill_null(False) & pl.col("payment_status").is_null()
    full = settled | (unsaid & pl.col("paid_amount").is_null())
    return by_instalment(rows).with_columns(
        pl.col("kind").replace(KINDS).alias("kind"),
        pl.col("gross").alias("gross_amount"),
        pl.when(~pl.col("net_is_gross")).then("net").alias("net_amount"),
        pl.when(
            pl.col("net_is_gross") | (pl.col("vat_amount").abs() != (pl.col("gross") - pl.col("net")).abs())
        )
        .then(None)
        .otherwise("vat_amount")
        .alias("vat_amount"),
        pl.col("before_discount").cast(MONEY).alias("before_discount_amount"),
        pl.when(full).then(pl.lit("Payée")).otherwise("payment_status").alias("payment_status"),
        pl.when(full).then(None).otherwise("open_amount").alias("open_amount"),
        pl.when(full).then(pl.coalesce("paid_date", "last_paid")).otherwise("paid_date").alias("paid_date"),
    )


def _sheet(name: TableName, frame: pl.DataFrame) -> Sheet:
    columns = [c for c in TABLES[name] if frame[c.name].count() or c.name in ("client_id", "name")]
    flags = [c.name for c in columns if c.type == "flag"]
    shown = frame.with_columns(
        pl.when(c).then(pl.lit("Oui")).when(~pl.col(c)).then(pl.lit("Non")).alias(c) for c in flags
    )
    headers = {c.name: label(c, language()) for c in columns}
    return Sheet(shown, headers, label(TABLES[name], language()), {c.name: LOOKS[c.type] for c in columns})
