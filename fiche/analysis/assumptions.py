"""What rests on a rule rather than on what the file says: the rows, and how many there are; it corrects nothing."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from fiche.analysis.frames import Frames
from fiche.analysis.selection import by, rows_of

_ROW = ("client_id", "document_id", "date", "due_date", "currency")
SHOWN = ("paid_without_date", "undated_documents", "undated_payments", "no_due_date", "after_as_of")


def assumptions(
    frames: Frames, as_of: dt.date, currency: str | None = None, clients: Sequence[str] | None = None
) -> dict[str, int]:
    """Counts by code, zeros included, of what counts at `as_of` for `currency` and `clients` (None: all):

    paid_without_date: documents marked paid without a date, dated by rule. undated_documents: open at every date, in no period.
    undated_payments: counted at every date. no_due_date: invoices that can never be late. unknown_discount: left out of discount rates.
    after_as_of: documents dated later, not counted at all.
    """
    found = _rows(frames, as_of, currency, clients)
    counts = {code: len(rows) for code, rows in found.items()}
    return counts | {"paid_without_date": found["paid_without_date"]["document_key"].n_unique()}


def each_assumptions(
    frames: Frames, as_of: dt.date, currency: str | None, clients: Sequence[str]
) -> dict[str, dict[str, int]]:
    """The counts of each of `clients`."""
    rows = _rows(frames, as_of, currency, clients)
    counts: dict[str, dict[str, int]] = {client: dict.fromkeys(rows, 0) for client in clients}
    for code, found in rows.items():
        count = pl.col("document_key").n_unique() if code == "paid_without_date" else pl.len()
        for client, number in found.group_by("client_id").agg(count.alias("count")).iter_rows():
            counts[client][code] = number
    return counts


def assumed_rows(
    frames: Frames, as_of: dt.date, currency: str | None = None, clients: Sequence[str] | None = None
) -> pl.DataFrame:
    """The rows behind those counts but the discounts': [code, client_id, name, item (invoice, credit_note, payment), document_id, date, due_date,
    amount, currency], by code, client and date. Payments that a document was marked with are one row each, positive."""
    found = _rows(frames, as_of, currency, clients)
    named = frames.documents.select("document_key", "document_id", "due_date")
    parts = []
    for code in SHOWN:
        rows = found[code]
        if "amount" in rows.columns:
            rows = rows.drop("document_id").join(named, on="document_key", how="left")
            rows = rows.with_columns(pl.lit("payment").alias("item"))
        else:
            rows = rows.rename({"gross": "amount", "kind": "item"})
        parts.append(rows.select(pl.lit(code).alias("code"), *_ROW, "item", "amount"))
    names = frames.clients.select("client_id", "name")
    whole = pl.concat(parts).join(names, on="client_id", how="left", maintain_order="left")
    order = pl.col("code").replace_strict({code: n for n, code in enumerate(SHOWN)}, return_dtype=pl.Int8)
    return whole.sort(order, "client_id", "date", "document_id", nulls_last=True).select(
        "code", "client_id", "name", "item", *_ROW[1:4], "amount", "currency"
    )


def _rows(
    frames: Frames, as_of: dt.date, currency: str | None, clients: Sequence[str] | None
) -> dict[str, pl.DataFrame]:
    """By code, the documents or payments of the file that it is about."""
    documents, payments = (rows_of(frame, currency, clients) for frame in (frames.documents, frames.payments))
    there, paid = documents.filter(by(as_of)), payments.filter(by(as_of))
    return {
        "paid_without_date": paid.filter("assumed", pl.col("document_key").is_not_null()),
        "undated_documents": there.filter(pl.col("date").is_null()),
        "undated_payments": paid.filter(pl.col("date").is_null()),
        "no_due_date": there.filter(pl.col("kind") == "invoice", pl.col("due_date").is_null()),
        "unknown_discount": there.filter(pl.col("discount").is_null()),
        "after_as_of": documents.filter(~by(as_of)),
    }
