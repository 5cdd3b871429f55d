"""SIRET, SIREN and VAT numbers whose key is wrong, with the right one where two numbers confirm it; numbers of firms abroad are not judged."""

import datetime as dt
from collections.abc import Callable

import polars as pl

from fiche.checking.facts import Examined, by_value
from fiche.checking.identifiers import (
    european,
    likely_siren,
    likely_siret,
    likely_vat,
    valid_siren,
    valid_siret,
    valid_vat,
)
from fiche.checking.rule import Rule, found
from fiche.countries import FRENCH, country_code
from fiche.model import TableName

Check = Callable[[str], bool]
Likely = Callable[[str], str | None]


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    here = pl.col("country_code").is_in(list(FRENCH)).fill_null(True)
    clients = examined.clients.filter(here)
    sites = examined.table("addresses")
    sites = sites.with_columns(by_value(sites, "country", country_code).alias("country_code")).filter(here)
    checks: tuple[tuple[TableName, pl.DataFrame, str, Check, Likely], ...] = (
        ("clients", clients, "siret", valid_siret, likely_siret),
        ("clients", clients, "siren", valid_siren, likely_siren),
        ("addresses", sites, "siret", valid_siret, likely_siret),
    )
    return pl.concat([*(_wrong(*check) for check in checks), _vat(examined.clients)])


def _wrong(table: TableName, rows: pl.DataFrame, column: str, valid: Check, likely: Likely) -> pl.DataFrame:
    wrong = rows.filter(by_value(rows, column, lambda text: not valid(text), pl.Boolean))
    return found(wrong, f"invalid_{column}", table, column, proposal=by_value(wrong, column, likely))


def _vat(clients: pl.DataFrame) -> pl.DataFrame:
    """A number without its country's letters is judged for French clients alone."""
    rows = clients.filter(pl.col("vat_number").is_not_null())
    wrong = by_value(rows, "vat_number", lambda t: not valid_vat(t), pl.Boolean)
    bare = by_value(rows, "vat_number", lambda t: t[:1].isdigit() and not european(t), pl.Boolean)
    at_home = pl.col("country_code").is_in(list(FRENCH)) | pl.col("firm").is_not_null()
    rows = rows.filter(wrong | (bare & at_home.fill_null(False)))
    pairs = rows.select("vat_number", "firm").unique().rows()
    known = pl.DataFrame(
        [(text, firm, likely_vat(text, firm)) for text, firm in pairs],
        schema={"vat_number": pl.String, "firm": pl.String, "likely": pl.String},
        orient="row",
    )
    rows = rows.join(known, on=["vat_number", "firm"], how="left", nulls_equal=True, maintain_order="left")
    return found(rows, "invalid_vat", "clients", "vat_number", proposal=pl.col("likely"))


RULE = Rule(("invalid_siret", "invalid_siren", "invalid_vat"), _find)
