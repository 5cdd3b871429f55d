"""Countries that no list of names or codes knows, with the name surely meant when one is a letter or two away; on clients and addresses."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined, by_value
from fiche.checking.rule import Rule, found
from fiche.countries import country_code, likely_country
from fiche.model import TableName

_WHERE: tuple[tuple[TableName, str], ...] = (
    ("clients", "country"),
    ("clients", "delivery_country"),
    ("addresses", "country"),
)


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    return pl.concat([_in_column(examined, table, column) for table, column in _WHERE])


def _in_column(examined: Examined, table: TableName, column: str) -> pl.DataFrame:
    rows = examined.clients if table == "clients" else examined.table(table)
    rows = rows.filter(by_value(rows, column, lambda t: country_code(t) is None, pl.Boolean))
    return found(rows, "unknown_country", table, column, proposal=by_value(rows, column, likely_country))


RULE = Rule(("unknown_country",), _find)
