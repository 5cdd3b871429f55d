"""What clients bought, product by product: the invoices' lines, or their subject where that names a product; it adds up no revenue."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

import polars as pl

from fiche.analysis.frames import Frames
from fiche.analysis.metric import SOLD
from fiche.dataset import Dataset
from fiche.model import MONEY
from fiche.words import comparable

# A subject names products, and is not a sentence, when nearly every invoice has one that several clients' invoices have too.
SHARED_BY, MOSTLY = 3, 0.8


@dataclass(frozen=True)
class Bought:
    """One product of one client over a period. `amount`: net, of its lines on invoices; None when a line has none. `invoices`: how many have it."""

    product: str
    amount: Decimal | None
    invoices: int
    last_on: dt.date


def purchases(dataset: Dataset, frames: Frames) -> pl.DataFrame:
    """[product, label, client_id, document_key, date, currency, amount]: one row per line of a dated invoice. Empty when the file names no product.

    `product`: the article's code, else its name, made comparable; `label`: as the file writes it most lately.
    """
    lines = dataset["lines"].filter(pl.col("document_key").is_not_null())
    documents = frames.documents
    if lines.is_empty() and documents["description"].null_count() == len(documents):
        documents = documents.clear()  # nothing names a product
    rows = _of_lines(lines) if len(lines) else _of_subjects(documents)
    invoices = documents.filter(SOLD & pl.col("date").is_not_null())
    found = rows.join(invoices.select("document_key", "client_id", "date", "currency"), on="document_key")
    found = found.filter(pl.col("product").is_not_null() & (pl.col("product") != ""))
    return _named(found if len(lines) else _catalogue(found))


def _of_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with nothing on them (no amount, or a negative one: a return) are no purchase."""
    priced = (
        pl.col("quantity").fill_null(1.0)
        * pl.col("unit_price").cast(pl.Float64)
        * (1 - pl.col("discount_rate").fill_null(0.0))
    )
    amount = pl.coalesce("line_amount", priced.round(2).cast(MONEY, strict=False))
    rows = lines.select(
        "document_key",
        comparable(pl.coalesce("product", "description")).alias("product"),
        pl.coalesce("description", "product").alias("label"),
        amount.alias("amount"),
    )
    return rows.filter(pl.col("amount").is_null() | (pl.col("amount") > 0))


def _of_subjects(documents: pl.DataFrame) -> pl.DataFrame:
    rows = documents.filter(pl.col("net") > 0)
    return rows.select(
        "document_key",
        comparable(pl.col("description")).alias("product"),
        pl.col("description").alias("label"),
        pl.col("net").alias("amount"),
    )


def _catalogue(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, or none of them when the subjects are sentences rather than products."""
    clients = rows.group_by("product").agg(pl.col("client_id").n_unique().alias("clients"))
    common = clients.filter(pl.col("clients") >= SHARED_BY)["product"]
    shared = rows["product"].is_in(common.implode()).sum()
    return rows if len(rows) and shared >= MOSTLY * len(rows) else rows.clear()


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    latest = rows.sort("date", "document_key").group_by("product").agg(pl.col("label").last())
    return rows.drop("label").join(latest, on="product", how="left", maintain_order="left")


def bought(
    rows: pl.DataFrame, client_id: str, since: dt.date, until: dt.date, currency: str | None
) -> tuple[Bought, ...]:
    """The products of a client after `since` up to `until`, those of most money first, then of most invoices."""
    wanted = (pl.col("client_id") == client_id) & (pl.col("date") > since) & (pl.col("date") <= until)
    if currency is not None:
        wanted &= pl.col("currency") == currency
    known = pl.col("amount").null_count() == 0
    by_product = (
        rows.filter(wanted)
        .group_by("product", "label")
        .agg(
            pl.when(known).then(pl.col("amount").sum()).alias("amount"),
            pl.col("document_key").n_unique().alias("invoices"),
            pl.col("date").max().alias("last_on"),
        )
        .sort("amount", "invoices", "product", descending=[True, True, False], nulls_last=True)
    )
    return tuple(Bought(*row) for row in by_product.drop("product").iter_rows())
