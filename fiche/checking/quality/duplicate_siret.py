"""Clients who have the SIRET of a client listed before them: one establishment under two numbers; nothing is merged."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import BETWEEN, Rule, found


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    clients = examined.clients.filter(
        pl.col("good_siret").is_not_null() & pl.col("good_siret").is_duplicated()
    )
    first = clients.unique("good_siret", keep="first", maintain_order=True).select(
        "good_siret", pl.col("client_id").alias("first"), pl.col("name").alias("first_name")
    )
    rows = clients.join(first, on="good_siret", how="left", maintain_order="left")
    rows = rows.filter(pl.col("client_id") != pl.col("first"))
    detail = pl.concat_str("first", pl.col("first_name").fill_null(""), separator=BETWEEN)
    return found(rows, "duplicate_siret", "clients", "siret", detail=detail)


RULE = Rule(("duplicate_siret",), _find)
