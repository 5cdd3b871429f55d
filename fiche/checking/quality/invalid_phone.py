"""Telephone numbers that exist nowhere, of clients and contacts, with the 0 that a spreadsheet dropped put back; a valid number is fine however it is written."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.reaching import PLAIN_PHONE, likely_phone, phones_fault
from fiche.checking.rule import Rule, found
from fiche.model import TableName

_COLUMNS = ("phone", "mobile")


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    region = pl.col("country_code").fill_null("FR").alias("region")
    clients = examined.clients.with_columns(region)
    contacts = examined.contacts.join(
        clients.select("client_id", "region"), on="client_id", how="left", maintain_order="left"
    )
    contacts = contacts.with_columns(pl.col("region").fill_null("FR"))
    tables: tuple[tuple[TableName, pl.DataFrame], ...] = (("clients", clients), ("contacts", contacts))
    return pl.concat([_in_column(examined, table, rows, c) for table, rows in tables for c in _COLUMNS])


def _in_column(examined: Examined, table: TableName, rows: pl.DataFrame, column: str) -> pl.DataFrame:
    plain = pl.col(column).str.replace_all("[ .-]", "").str.contains(PLAIN_PHONE) & (pl.col("region") == "FR")
    doubtful = rows.filter(pl.col(column).is_not_null() & ~plain)
    judged = [
        (text, region, likely)
        for text, region in doubtful.select(column, "region").unique().iter_rows()
        if (likely := likely_phone(text, region)) or phones_fault(text, region)
    ]
    wrong = pl.DataFrame(judged, {column: pl.String, "region": pl.String, "likely": pl.String}, orient="row")
    wrong = doubtful.join(wrong, on=[column, "region"], how="inner", maintain_order="left")
    return found(examined.recorded(wrong, table), "invalid_phone", table, column, proposal=pl.col("likely"))


RULE = Rule(("invalid_phone",), _find)
