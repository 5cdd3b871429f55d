"""Why the three totals of the aged balance differ: the clients, then the rows, that one counts and another does not; it corrects nothing."""

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING

import polars as pl

from fiche.analysis.evaluate import fetched
from fiche.analysis.figures import Gap
from fiche.analysis.frames import Frames
from fiche.analysis.ledger import to_pandas
from fiche.analysis.selection import by, rows_of

if TYPE_CHECKING:
    import duckdb

TOTALS = ("in_file", "in_clients", "in_buckets")
_CLIENTS = """
    SELECT client_id, SUM(open_amount + unapplied) AS in_clients,
           SUM(CASE WHEN bucket IS NOT NULL THEN open_amount + unapplied ELSE 0 END) AS in_buckets
    FROM items GROUP BY client_id
"""
# What each document counts for before anything was applied to it or from it, so that it can be held against the file's own row.
_DOCUMENTS = """
    WITH moves AS (
        SELECT m.document_key, m.applied AS moved FROM movements AS m
        WHERE m.target IS NOT NULL AND m.applies_on <= $as_of
        UNION ALL
        SELECT m.source_key, -m.applied FROM movements AS m
        WHERE m.source = 'credit_note' AND m.target IS NOT NULL AND m.applies_on <= $as_of
    ),
    moved AS (SELECT document_key, SUM(moved) AS moved FROM moves GROUP BY document_key),
    standing AS (
        SELECT document_key, MIN(client_id) AS client_id, SUM(open_amount + unapplied) AS amount,
               SUM(CASE WHEN bucket IS NULL THEN open_amount + unapplied ELSE 0 END) AS nowhere
        FROM items WHERE document_key IS NOT NULL GROUP BY document_key
    )
    SELECT s.document_key AS place, s.client_id, s.amount + coalesce(v.moved, 0) AS in_clients,
           s.amount + coalesce(v.moved, 0) - s.nowhere AS in_buckets
    FROM standing AS s LEFT JOIN moved AS v ON v.document_key = s.document_key
"""
_PAYMENTS = """
    SELECT m.source_key AS place, MIN(m.client_id) AS client_id, -SUM(m.amount) AS in_clients, -SUM(m.amount) AS in_buckets
    FROM movements AS m
    WHERE m.source = 'payment' AND (m.date IS NULL OR m.date <= $as_of) AND ($currency IS NULL OR m.currency = $currency)
      AND ($everyone OR m.client_id IN (SELECT i.client_id FROM items AS i))
    GROUP BY m.source_key
"""
_AMOUNT = pl.Decimal(38, 2)


def gap(
    cursor: "duckdb.DuckDBPyConnection",
    frames: Frames,
    as_of: dt.date,
    currency: str | None = None,
    clients: Sequence[str] | None = None,
) -> Gap:
    """The differences among the rows that `cursor` sees, which are those of `currency` and `clients` (None: all); see Gap."""
    values = {"as_of": as_of, "currency": currency, "everyone": clients is None}
    documents = (
        rows_of(frames.documents, currency, clients)
        .filter(by(as_of))
        .select("client_id", "document_id", "date", place="document_key", item="kind", in_file="gross")
    )
    payments = (
        rows_of(frames.payments, currency, clients)
        .filter(by(as_of))
        .select(
            "client_id",
            "document_id",
            "date",
            place="payment_key",
            item=pl.lit("payment"),
            in_file=-pl.col("amount"),
        )
    )
    rows = pl.concat(
        [
            _compared(documents, fetched(cursor, _DOCUMENTS, {"as_of": as_of})),
            _compared(payments, fetched(cursor, _PAYMENTS, values)),
        ]
    )
    own = rows.group_by("client_id").agg(pl.col("in_file").sum())
    people = _joined(own, fetched(cursor, _CLIENTS), "client_id")
    names = frames.clients.select("client_id", "name")

    def named(frame: pl.DataFrame, *more: str) -> pl.DataFrame:
        made = (
            _differing(frame)
            .join(names, on="client_id", how="left")
            .select("client_id", "name", *more, *TOTALS)
        )
        return made.sort("client_id", *more, nulls_last=True)

    return Gap(to_pandas(named(people)), to_pandas(named(rows, "date", "item", "document_id")))


def _compared(file: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The rows of the file by their number, each beside what the open items make of it."""
    once = file.group_by("place", maintain_order=True).agg(
        pl.col("client_id", "document_id", "date", "item").first(), pl.col("in_file").sum()
    )
    joined = _joined(once, found.rename({"client_id": "owner"}), "place")
    return joined.with_columns(pl.coalesce("client_id", "owner").alias("client_id")).drop("owner")


def _joined(file: pl.DataFrame, found: pl.DataFrame, key: str) -> pl.DataFrame:
    """Both sides by `key`, zero where one lacks it."""
    both = file.join(found, on=key, how="full", coalesce=True, nulls_equal=True)
    return both.with_columns(pl.col(*TOTALS).cast(_AMOUNT).fill_null(0))


def _differing(rows: pl.DataFrame) -> pl.DataFrame:
    first = pl.col(TOTALS[0])
    return rows.filter((first != pl.col(TOTALS[1])) | (first != pl.col(TOTALS[2])))
