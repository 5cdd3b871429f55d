"""E-mail addresses that cannot receive anything as they are written, of clients and contacts; no message is sent and no server asked."""

import datetime as dt

import polars as pl

from fiche.checking.facts import Examined, by_value
from fiche.checking.reaching import PLAIN_EMAIL, emails_fault, likely_emails
from fiche.checking.rule import Rule, found
from fiche.model import TableName


def _find(examined: Examined, as_of: dt.date) -> pl.DataFrame:  # noqa: ARG001 - the same at any date
    results = []
    tables: tuple[tuple[TableName, pl.DataFrame], ...] = (
        ("clients", examined.clients),
        ("contacts", examined.contacts),
    )
    for table, rows in tables:
        doubtful = rows.filter(~pl.col("email").str.contains(PLAIN_EMAIL))
        wrong = doubtful.filter(by_value(doubtful, "email", emails_fault, pl.Boolean))
        proposal = by_value(wrong, "email", likely_emails)
        results.append(
            found(examined.recorded(wrong, table), "invalid_email", table, "email", proposal=proposal)
        )
    return pl.concat(results)


RULE = Rule(("invalid_email",), _find)
