"""French companies with a valid SIREN and no VAT number, which follows from it; people, small undertakings and bodies outside VAT are left out."""

import datetime as dt
import re

import polars as pl

from fiche.checking.facts import Examined, by_value
from fiche.checking.identifiers import vat_of
from fiche.checking.rule import Rule, found
from fiche.words import normalised

# Those who often have a SIREN and no VAT number.
_OUTSIDE = re.compile(
    r"\b(micro|auto entrepreneurs?|autoentrepreneurs?|associations?|fondations?|syndicats?|collectivites?|communes?|mairies?|public|publics|publique|copropriete|sci|non profit|charity)\b"
)


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    clients = examined.clients
    outside = [
        by_value(clients, c, lambda t: bool(_OUTSIDE.search(normalised(t))), pl.Boolean).fill_null(False)
        for c in ("legal_form", "category", "sector")
    ]
    company = pl.col("french") & ~pl.col("person") & ~pl.any_horizontal(outside)
    rows = clients.filter(company & pl.col("vat_number").is_null() & pl.col("firm").is_not_null())
    return found(rows, "missing_vat", "clients", "vat_number", proposal=by_value(rows, "firm", vat_of))


RULE = Rule(("missing_vat",), _find)
