"""How much rests on a rule rather than on what the file says, counted; it corrects nothing."""

import datetime as dt

import polars as pl

from fiche.analysis.frames import Frames


def assumptions(frames: Frames, as_of: dt.date, client_id: str | None = None) -> dict[str, int]:
    """Counts by code, zeros included, of what counts at `as_of`:

    paid_without_date: documents marked paid without a date, dated by rule. undated_documents: open at every date, in no period.
    undated_payments: counted at every date. no_due_date: invoices that can never be late. unknown_discount: left out of discount rates.
    after_as_of: documents dated later, not counted at all.
    """
    documents, payments = frames.documents, frames.payments
    if client_id is not None:
        documents = documents.filter(pl.col("client_id") == client_id)
        payments = payments.filter(pl.col("client_id") == client_id)
    counted = pl.col("date").is_null() | (pl.col("date") <= as_of)
    there, paid = documents.filter(counted), payments.filter(counted)
    return {
        "paid_without_date": paid.filter("assumed")["document_key"].drop_nulls().n_unique(),
        "undated_documents": there["date"].null_count(),
        "undated_payments": paid["date"].null_count(),
        "no_due_date": there.filter((pl.col("kind") == "invoice") & pl.col("due_date").is_null()).height,
        "unknown_discount": there["discount"].null_count(),
        "after_as_of": documents.height - there.height,
    }
