"""Clients of one SIREN: a group of establishments, said once a group; nothing is merged."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found
from fiche.i18n import _, number

NAMED = 5  # clients named one by one


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    clients = examined.clients.filter(pl.col("firm").is_not_null())
    clients = clients.filter(pl.len().over("firm") > 1)
    others = clients.group_by("firm", maintain_order=True).agg(pl.col("client_id").slice(1).alias("others"))
    first = clients.unique("firm", keep="first", maintain_order=True)
    rows = first.join(others, on="firm", how="left", maintain_order="left")
    detail = [_with_others(row) for row in rows["others"].to_list()]
    column = pl.when(pl.col("good_siren").is_not_null()).then(pl.lit("siren")).otherwise(pl.lit("siret"))
    return found(rows, "same_siren", "clients", column, value=pl.col("firm"), detail=detail)


def _with_others(others: list[str]) -> str:
    names = ", ".join(others[:NAMED])
    if len(others) <= NAMED:
        return _("avec {clients}").format(clients=names)
    return _("avec {clients} et {n} autres").format(clients=names, n=number(len(others) - NAMED))


RULE = Rule(("same_siren",), _find)
