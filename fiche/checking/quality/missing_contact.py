"""Active clients whom nothing says how to reach: no e-mail, no telephone, no contact; former clients and prospects are left out.

Files that give such details for nobody are silent: there is nothing to complete one by one.
"""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found, none


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:
    reached = examined.dataset["contacts"].select("client_id").drop_nulls().unique()
    nothing = pl.all_horizontal(pl.col("email", "phone", "mobile").is_null())
    if reached.is_empty() and examined.clients.select(nothing.all()).item():
        return none()
    rows = examined.active(as_of).filter(nothing)
    rows = rows.join(reached, on="client_id", how="anti", maintain_order="left")
    return found(rows, "missing_contact", "clients", "email")


RULE = Rule(("missing_contact",), _find)
