"""Amounts, delays and rates that cannot be what they say: below nothing, or a discount above the whole; no value is proposed."""

import datetime as dt
from dataclasses import dataclass

import polars as pl

from fiche.checking.facts import Examined
from fiche.checking.rule import Rule, found
from fiche.model import TableName


@dataclass(frozen=True)
class Range:
    """What a column may hold; `most` None: any amount. Invoices and payments are left out: below nothing, they are credit notes and refunds."""

    table: TableName
    column: str
    most: int | None = None


RANGES = (
    Range("clients", "credit_limit"),
    Range("clients", "insured_amount"),
    Range("clients", "delivery_fee"),
    Range("clients", "delivery_days"),
    Range("clients", "granted_discount", 1),
    Range("promises", "amount"),
    Range("disputes", "amount"),
)


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    return pl.concat([_outside(examined, each) for each in RANGES])


def _outside(examined: Examined, each: Range) -> pl.DataFrame:
    value = pl.col(each.column)
    out = value < 0 if each.most is None else (value < 0) | (value > each.most)
    rows = examined.clients if each.table == "clients" else examined.table(each.table)
    return found(rows.filter(out), "out_of_range", each.table, each.column)


RULE = Rule(("out_of_range",), _find)
