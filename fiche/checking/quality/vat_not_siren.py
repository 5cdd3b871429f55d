"""French VAT numbers that are another firm's than the client's SIREN or SIRET, both valid; it does not say which one is right."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found
from fiche.words import formatted


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    vat = pl.col("good_vat")
    other = vat.str.starts_with("FR") & (vat.str.slice(-9) != pl.col("firm"))
    rows = examined.clients.filter(other)
    return found(rows, "vat_not_siren", "clients", "vat_number", detail=formatted("SIREN {}", "firm"))


RULE = Rule(("vat_not_siren",), _find)
