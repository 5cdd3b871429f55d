"""Clients invoiced in several currencies, once a client; amounts of two currencies are never added up."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    documents = examined.documents.filter(pl.col("currency").is_not_null())
    if documents["currency"].n_unique() < 2:
        return found(documents.head(0), "mixed_currencies", "clients", "currency")
    used = documents.select("client_id", pl.col("currency").str.to_uppercase()).unique()
    used = used.group_by("client_id").agg(pl.col("currency").sort().alias("used"))
    used = used.filter(pl.col("used").list.len() > 1).select("client_id", pl.col("used").list.join(", "))
    rows = examined.clients.join(used, on="client_id", how="inner", maintain_order="left")
    return found(rows, "mixed_currencies", "clients", "currency", detail=pl.col("used"))


RULE = Rule(("mixed_currencies",), _find)
