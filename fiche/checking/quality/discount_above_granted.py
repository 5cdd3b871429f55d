"""Invoices with a discount above the one granted to the client, by more than half a point; it needs both rates and judges neither."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found, none
from fiche.i18n import _, percent

TOLERANCE = 0.005


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    granted = examined.dataset.clients.select("client_id", "granted_discount").drop_nulls()
    if granted.is_empty():
        return none()
    invoices = examined.documents.filter(pl.col("kind") == "invoice")
    before = pl.col("before_discount").cast(pl.Float64)
    given = pl.coalesce(
        "discount_rate", pl.when(before > 0).then(pl.col("discount").cast(pl.Float64) / before)
    )
    rows = invoices.with_columns(given.alias("given")).filter(pl.col("given") > 0)
    rows = rows.join(granted, on="client_id", how="inner", maintain_order="left")
    rows = rows.filter(pl.col("given") > pl.col("granted_discount") + TOLERANCE + 1e-9)
    if rows.is_empty():
        return none()
    rates = rows.select("given", "granted_discount").unique()
    said = [
        _("{given}, pour {granted} accordés").format(given=percent(given), granted=percent(granted))
        for given, granted in rates.iter_rows()
    ]
    rates = rates.with_columns(pl.Series("detail", said, dtype=pl.String))
    rows = rows.join(rates, on=["given", "granted_discount"], how="left", maintain_order="left")
    return found(
        examined.named(rows), "discount_above_granted", "documents", "discount_rate", detail=pl.col("detail")
    )


RULE = Rule(("discount_above_granted",), _find)
