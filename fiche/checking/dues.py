"""The due dates that terms give to the documents that state none, marked as such so that they move with what they rest on; it changes no stated date."""

import polars as pl

from fiche.i18n import N_, _
from fiche.terms import due_dates

ESTIMATED = "due_estimated"
_USUAL = N_("{n} jours (estimé)")
_USUALLY = r"^\d+ (jours \(estimé\)|days \(estimated\))$"  # as `usual_terms` says them in any language


def usual_terms(days: int) -> str:
    """The terms to write on a document when neither it nor its client states any: they give way to the client's as soon as those are known."""
    return _(_USUAL).format(n=days)


def estimated(rows: pl.DataFrame, clients: pl.DataFrame, month_first: bool = False) -> pl.DataFrame:
    """`rows` of documents where each `due_date` that is missing, or that an earlier estimate gave, is the date by the document's terms, else by its
    client's, else by the usual ones (`usual_terms`), else none. `due_estimated`: True of those, False of the dates stated, null where there is none. `month_first`: see fiche.terms."""
    terms = clients.select("client_id", pl.col("payment_terms").alias("client_terms"))
    joined = rows.join(terms, on="client_id", how="left", maintain_order="left")
    usual = pl.col("payment_terms").str.contains(_USUALLY).fill_null(False)
    joined = joined.with_columns(
        pl.when(usual).then("payment_terms").alias("usual_terms"),
        pl.when(~usual).then("payment_terms").alias("payment_terms"),
    )
    chain = ("payment_terms", "client_terms", "usual_terms")
    by = [due_dates(joined, "date", c, month_first).alias(c) for c in chain]
    stated = pl.when(~pl.col(ESTIMATED).fill_null(False)).then("due_date")
    found = joined.select(stated.alias("stated"), pl.coalesce(*by).alias("by_terms"))
    due = found.select(pl.coalesce("stated", "by_terms").alias("due_date")).to_series()
    made = found.select(
        pl.when(pl.coalesce("stated", "by_terms").is_not_null())
        .then(pl.col("stated").is_null())
        .alias(ESTIMATED)
    )
    return rows.with_columns(due, made.to_series())
