"""Invoices out of all proportion with their client's others, a slip of the comma perhaps; it changes no amount.

More than TIMES the median of the client's invoices in the same currency, of which there are at least ENOUGH, and above the QUANTILE of all
the portfolio's invoices in that currency: a big order of a small client stays silent in a portfolio where such orders are common.
"""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found, none
from fiche.i18n import _, money

TIMES = 10
ENOUGH = 8
QUANTILE = 0.99


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    invoices = examined.documents.filter((pl.col("kind") == "invoice") & (pl.col("gross") > 0))
    invoices = invoices.select(
        "document_key", "client_id", "currency", pl.col("gross").cast(pl.Float64).alias("amount")
    )
    own = invoices.group_by("client_id", "currency").agg(
        pl.col("amount").median().alias("median"), pl.len().alias("n")
    )
    high = invoices.group_by("currency").agg(pl.col("amount").quantile(QUANTILE, "lower").alias("high"))
    own = own.filter(pl.col("n") >= ENOUGH)
    both = invoices.join(own, on=["client_id", "currency"], how="inner", nulls_equal=True)
    both = both.join(high, on="currency", how="inner", nulls_equal=True)
    out = both.filter((pl.col("amount") > TIMES * pl.col("median")) & (pl.col("amount") > pl.col("high")))
    rows = examined.documents.join(
        out.select("document_key", "median"), on="document_key", how="inner", maintain_order="left"
    )
    if rows.is_empty():
        return none()
    column = pl.when(pl.col("gross_amount").is_null() & pl.col("net_amount").is_not_null()).then(
        pl.lit("net_amount")
    )
    detail = [
        _("habituellement {amount}").format(amount=money(median, currency or "EUR"))
        for median, currency in rows.select("median", "currency").iter_rows()
    ]
    return found(
        examined.named(rows),
        "outlier_amount",
        "documents",
        column.otherwise(pl.lit("gross_amount")),
        value=pl.coalesce("gross_amount", "net_amount", "gross"),
        detail=detail,
    )


RULE = Rule(("outlier_amount",), _find)
