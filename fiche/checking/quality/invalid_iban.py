"""Bank accounts whose IBAN is wrong, with the IBAN of a French RIB written in its place; it asks no bank."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined, by_value
from fiche.checking.identifiers import likely_iban, valid_iban
from fiche.checking.rule import Rule, found


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    clients = examined.clients
    rows = clients.filter(by_value(clients, "iban", lambda t: not valid_iban(t), pl.Boolean))
    return found(rows, "invalid_iban", "clients", "iban", proposal=by_value(rows, "iban", likely_iban))


RULE = Rule(("invalid_iban",), _find)
