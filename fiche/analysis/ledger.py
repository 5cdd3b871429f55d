"""One client's documents and payments, line by line, with what each is worth at a date; amounts stay Decimal."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.frames import Frames

if TYPE_CHECKING:
    import datetime as dt

    import duckdb
    import pandas as pd

_DOCUMENTS = """
    SELECT document_key, MAX(CASE WHEN item <> 'instalment' THEN item END) AS kind, MAX(date) AS date,
           MAX(CASE WHEN shown THEN due_date END) AS due_date, SUM(net) AS net, SUM(gross) AS gross,
           SUM(before_discount) AS before_discount, SUM(discount) AS discount,
           CASE WHEN SUM(before_discount) <> 0 THEN CAST(SUM(discount) AS DOUBLE) / CAST(SUM(before_discount) AS DOUBLE) END AS discount_rate,
           SUM(applied) AS applied, SUM(open_amount) AS open_amount, SUM(unapplied) AS unapplied_rest, MAX(days_late) AS days_late,
           MAX(CASE WHEN shown THEN bucket END) AS bucket, MAX(CASE WHEN shown THEN payment_status END) AS payment_status,
           MAX(last_payment_on) AS last_payment_date, MAX(CASE WHEN assumed THEN 1 ELSE 0 END) = 1 AS assumed, MAX(paid_on) AS paid_on, MAX(currency) AS currency
    FROM items
    WHERE document_key IS NOT NULL
    GROUP BY document_key
    ORDER BY MAX(date) DESC NULLS LAST, document_key DESC
"""
_PAYMENTS = """
    SELECT source_key AS payment_key, CASE WHEN applies_on <= $as_of THEN applied ELSE 0 END AS applied,
           CASE WHEN applies_on <= $as_of THEN applied ELSE 0 END - amount AS unapplied_rest
    FROM movements
    WHERE source = 'payment' AND client_id IN (SELECT unnest($clients::VARCHAR[])) AND (date IS NULL OR date <= $as_of)
      AND ($currency IS NULL OR currency = $currency)
    ORDER BY date DESC NULLS LAST, source_key DESC
"""
_OPEN = """
    SELECT client_id, document_key, item, date, due_date, CASE WHEN unapplied <> 0 THEN gross ELSE due_amount END AS amount, open_amount, unapplied,
           days_late, payment_status = 'disputed' AS disputed, currency
    FROM items
    WHERE document_key IS NOT NULL AND (open_amount <> 0 OR unapplied <> 0)
    ORDER BY client_id, due_date NULLS LAST, date NULLS LAST, document_key
"""
_TRANSACTIONS = (
    "document_key", "document_id", "kind", "date", "due_date", "net", "gross", "before_discount", "discount", "discount_rate", "applied",
    "open_amount", "unapplied_rest", "days_late", "bucket", "payment_status", "file_status", "last_payment_date", "assumed", "description",
    "extra", "paid_on", "currency",
)  # fmt: skip
_PAID = (
    "payment_id", "date", "amount", "applied", "unapplied_rest", "document_id", "method", "reference", "assumed", "implied", "currency",
)  # fmt: skip


def documents(cursor: "duckdb.DuckDBPyConnection", frames: Frames) -> pl.DataFrame:
    """One row per document that `cursor` sees, latest first, undated last. Columns: client_id, then _TRANSACTIONS.

    `applied`: what an invoice has received, what a credit note has given, ≥ 0. An invoice's gross − applied = open_amount; a credit note's
    gross + applied = unapplied_rest ≤ 0. `days_late` and `bucket` only where something is left. An invoice in instalments shows its earliest due date still open.
    """
    rows = fetched(cursor, _DOCUMENTS)
    words = frames.documents.filter(pl.col("document_key").is_in(rows["document_key"].implode())).select(
        "document_key",
        "client_id",
        "document_id",
        pl.col("payment_status").alias("file_status"),
        "description",
        "extra",
    )
    joined = rows.join(words, on="document_key", how="left", maintain_order="left")
    return joined.select("client_id", *_TRANSACTIONS)


def open_rows(cursor: "duckdb.DuckDBPyConnection", frames: Frames) -> pl.DataFrame:
    """One row per due amount still open and per credit note with something left that `cursor` sees, by client and due date.

    client_id, document_key, document_id, description, item (invoice, instalment, credit_note), date, due_date, amount (what was asked for then),
    open_amount, unapplied, days_late, disputed, currency. With the payments' own unapplied rests they add up to the balance.
    """
    rows = fetched(cursor, _OPEN)
    keys = rows["document_key"].implode()
    words = frames.documents.filter(pl.col("document_key").is_in(keys)).select(
        "document_key", "document_id", "description"
    )
    return rows.join(words, on="document_key", how="left", maintain_order="left")


def paid(
    cursor: "duckdb.DuckDBPyConnection",
    frames: Frames,
    clients: Sequence[str],
    as_of: "dt.date",
    currency: str | None,
) -> pl.DataFrame:
    """One row per payment of `clients` dated at the latest `as_of` or undated, latest first. Columns: client_id, then _PAID.

    amount = applied − unapplied_rest; `unapplied_rest` is its part of the balance, ≤ 0 unless money was returned.
    """
    values = {"clients": list(clients), "as_of": as_of, "currency": currency}
    rows = fetched(cursor, _PAYMENTS, values)
    mine = frames.payments.filter(pl.col("payment_key").is_in(rows["payment_key"].implode()))
    numbers = frames.documents.filter(pl.col("document_key").is_in(mine["document_key"].implode()))
    mine = mine.drop("document_id").join(
        numbers.select("document_key", "document_id"), on="document_key", how="left", maintain_order="left"
    )
    joined = rows.join(mine, on="payment_key", how="left", maintain_order="left")
    return joined.select("client_id", *_PAID)


def to_pandas(frame: pl.DataFrame) -> "pd.DataFrame":
    """As pandas: Decimal amounts as objects, days as datetime64, texts as str."""
    pandas: pd.DataFrame = frame.to_arrow().to_pandas(date_as_object=False)
    return pandas
