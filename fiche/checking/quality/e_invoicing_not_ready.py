"""Active French firms without what an electronic invoice must bear of its buyer: a valid SIREN or SIRET, a postcode and a city; people are left out.

Source: article 289 bis of the Code général des impôts and article 91 of the law of 29 December 2023 (dates), article 242 nonies A of its annex II.
"""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found
from fiche.i18n import N_, _

WANTED = {"firm": N_("SIREN"), "postal_code": N_("code postal"), "city": N_("ville")}


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:
    firms = examined.active(as_of).filter(pl.col("french") & ~pl.col("person"))
    rows = firms.filter(pl.any_horizontal(pl.col(list(WANTED)).is_null()))
    lacking = [
        ", ".join(_(WANTED[c]) for c, value in row.items() if value is None)
        for row in rows.select(list(WANTED)).iter_rows(named=True)
    ]
    detail = [_("manque : {what}").format(what=what) for what in lacking]
    column = (
        pl.when(pl.col("firm").is_null())
        .then(
            pl.when(pl.col("siret").is_null() & pl.col("siren").is_not_null())
            .then(pl.lit("siren"))
            .otherwise(pl.lit("siret"))
        )
        .when(pl.col("postal_code").is_null())
        .then(pl.lit("postal_code"))
        .otherwise(pl.lit("city"))
    )
    number = pl.when(pl.col("firm").is_null()).then(pl.coalesce("siret", "siren"))
    return found(rows, "e_invoicing_not_ready", "clients", column, value=number, detail=detail)


RULE = Rule(("e_invoicing_not_ready",), _find)
