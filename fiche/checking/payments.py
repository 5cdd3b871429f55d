"""Payments with the document each one pays, and those that a document's own row tells of (paid date, paid amount, rest, status); it applies none."""

import datetime as dt

import polars as pl

from fiche.checking.beside import SETTLED
from fiche.checking.clients import Directory, Ledger, split
from fiche.checking.documents import by_number
from fiche.model import MONEY, schema

# What a document's own row tells of its payment.
_TOLD = (
    "document_key", "document_id", "kind", "client_id", "client_name", "date", "due_date", "gross", "currency", "said", "paid_date", "paid_amount",
    "open_amount", "payment_method", SETTLED, "source_file", "source_sheet", "source_row",
)  # fmt: skip


def build_payments(
    rows: pl.DataFrame,
    documents: pl.DataFrame,
    directory: Directory,
    ledger: Ledger,
    known: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """The rows of payment tables: client and document resolved; a payment of an unknown invoice stays with its client, unapplied.

    `known`: documents loaded earlier. They tell a payment's client; the payment is tied to them when the two loads are put together.
    """
    if len(rows) == 0:
        return rows.with_columns(pl.lit(None, dtype=pl.Int64).alias("document_key"))
    rows = directory.resolve(rows)
    rows = _to_documents(rows, document_owners(documents, known))
    rows = rows.with_columns(pl.coalesce("client_id", "owner").alias("client_id"))
    nobody, rows = split(rows, pl.col("client_id").is_null())
    nothing, rows = split(rows, pl.col("amount").is_null())
    ledger.aside(nobody.drop("owner", "document_key"), "missing_client")
    ledger.aside(nothing.drop("owner", "document_key"), "missing_amount")
    mine = pl.col("owner").is_null() | (pl.col("owner") == pl.col("client_id"))
    elsewhere = (pl.col("owner").is_not_null() & mine).alias("elsewhere")
    rows = rows.with_columns(pl.when(mine).then("document_key").alias("document_key"), elsewhere).drop(
        "owner"
    )
    lost = pl.col("document_id").is_not_null() & pl.col("document_key").is_null() & ~pl.col("elsewhere")
    ledger.note(rows.filter(lost), "payment_unknown_invoice", "document_id", "document_id")
    ledger.note(rows.filter(pl.col("date").is_null()), "payment_without_date", "date", "payment_id")
    rows = by_number(rows.drop("elsewhere"), documents)
    return rows.with_columns(pl.lit(False).alias("assumed"), pl.lit(False).alias("implied"))


def document_owners(documents: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """client_id, document_id, document_key and owner of every numbered document, by the identifier of its system too; those loaded earlier come
    last and have no key."""
    columns = ("client_id", "document_id", "document_key", pl.col("client_id").alias("owner"))
    keys = documents.select(*columns).drop_nulls("document_id")
    numbers = keys["document_id"].implode()
    by_source = documents.with_columns(pl.col("source_id").alias("document_id")).select(*columns)
    keys = pl.concat(
        [keys, by_source.drop_nulls("document_id").filter(~pl.col("document_id").is_in(numbers))]
    )
    if known is None:
        return keys
    earlier = known.with_columns(pl.lit(None, dtype=pl.Int64).alias("document_key")).select(*columns)
    pair = ["client_id", "document_id"]
    return pl.concat(
        [keys, earlier.drop_nulls("document_id").join(keys, on=pair, how="anti", maintain_order="left")]
    )


def _to_documents(rows: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """`document_key` and its `owner`: by client and number where the client is said by number, else by a number that only one document has."""
    by_both = keys.unique(["client_id", "document_id"], keep="first", maintain_order=True)
    by_number = keys.drop("client_id").filter(~pl.col("document_id").is_duplicated())
    rows = rows.join(by_both, on=["client_id", "document_id"], how="left", maintain_order="left")
    rows = rows.join(by_number, on="document_id", how="left", suffix="_alone", maintain_order="left")
    return rows.with_columns(
        pl.coalesce("document_key", "document_key_alone").alias("document_key"),
        pl.coalesce("owner", "owner_alone").alias("owner"),
    ).drop("document_key_alone", "owner_alone")


def implied_payments(
    documents: pl.DataFrame, payments: pl.DataFrame, loaded_on: dt.date, ledger: Ledger
) -> pl.DataFrame:
    """What the documents' own rows say was paid, for the documents that no payment table pays and of which no accounting entry says how they are settled.

    Dated by the paid date. A document marked paid (or with a paid amount or a rest) without a date counts as paid on the earlier of its
    due date and `loaded_on`, on its own date when it has no due date: `assumed`. Source: indicators.md, open items.
    """
    paid_apart = payments["document_key"].drop_nulls().implode()
    own = documents.select(*_TOLD).filter(
        (pl.col("kind") == "invoice") & (pl.col("gross") > 0) & ~pl.col("document_key").is_in(paid_apart)
    )
    own = own.filter(~pl.col(SETTLED).fill_null(False))
    rest = pl.col("open_amount").cast(MONEY)
    by_rest = pl.when(rest.is_not_null()).then(pl.col("gross") - rest.clip(0, None))
    refunded = _credited(documents).group_by("document_key").agg(pl.col("amount").sum().alias("credited"))
    own = own.join(refunded, on="document_key", how="left", maintain_order="left")
    unpaid = (pl.col("gross") - pl.col("credited").fill_null(0)).clip(0, None)
    by_status = pl.when((pl.col("said") == "paid") | pl.col("paid_date").is_not_null()).then(unpaid)
    # A paid amount or a rest says how much; a status or a date alone says all of it.
    amount = pl.coalesce(pl.when(pl.col("paid_amount") > 0).then("paid_amount"), by_rest, by_status)
    own = own.with_columns(amount.alias("amount"))
    _contradictions(documents, payments, loaded_on, ledger)
    own = own.filter(pl.col("amount").is_not_null() & (pl.col("amount") != 0))
    assumed = pl.col("paid_date").is_null()
    due = pl.when(pl.col("due_date").is_not_null()).then(pl.min_horizontal("due_date", pl.lit(loaded_on)))
    stand_in = pl.coalesce(due, "date")
    own = own.with_columns(assumed.alias("assumed"), pl.coalesce("paid_date", stand_in).alias("paid_on"))
    ledger.note(own.filter("assumed"), "paid_without_date", "payment_status", "document_id")
    frame = own.select(
        pl.lit(None, dtype=pl.String).alias("payment_id"),
        "client_id",
        "client_name",
        "document_id",
        pl.col("paid_on").alias("date"),
        "amount",
        "currency",
        pl.col("payment_method").alias("method"),
        pl.lit(None, dtype=pl.String).alias("reference"),
        "document_key",
        "assumed",
        pl.lit(True).alias("implied"),
        "source_file",
        "source_sheet",
        "source_row",
        pl.lit(None, dtype=pl.String).alias("extra"),
        pl.lit(None, dtype=pl.String).alias("known_as"),
        pl.lit(None, dtype=pl.Datetime("us")).alias("told_at"),
    )
    return frame.select(list(schema("payments"))).cast(schema("payments"))  # type: ignore[arg-type]


def _credited(documents: pl.DataFrame) -> pl.DataFrame:
    """document_key, amount: what credit notes take off the invoices they name."""
    named = documents.filter(pl.col("related_key").is_not_null())
    return named.select(pl.col("related_key").alias("document_key"), (-pl.col("gross")).alias("amount"))


def _contradictions(
    documents: pl.DataFrame, payments: pl.DataFrame, loaded_on: dt.date, ledger: Ledger
) -> None:
    """Marked paid while something is open by the file's own amounts; marked pending, past due on the day of loading, and not paid."""
    credited = _credited(documents)
    received = pl.concat([payments.select("document_key", "amount"), credited], how="vertical_relaxed")
    received = received.group_by("document_key").agg(pl.col("amount").sum().alias("received"))
    known = (
        documents.select(*_TOLD)
        .filter(pl.col("kind") == "invoice")
        .join(received, on="document_key", how="left", maintain_order="left")
    )
    applied = pl.when(pl.col(SETTLED)).then(pl.col("received").fill_null(0)).otherwise("received")
    known = known.with_columns(applied.alias("received"))
    paid = pl.coalesce("received", "paid_amount", pl.lit(0))
    short = pl.col("received").is_not_null() & (paid < pl.col("gross"))
    ledger.note(
        known.filter((pl.col("said") == "paid") & ((pl.col("open_amount") > 0) | short)),
        "paid_but_open",
        "payment_status",
        "document_id",
    )
    unpaid = (paid < pl.col("gross")) & pl.col("paid_date").is_null() & (pl.col("due_date") < loaded_on)
    ledger.note(
        known.filter((pl.col("said") == "pending") & unpaid),
        "pending_but_late",
        "payment_status",
        "document_id",
    )
