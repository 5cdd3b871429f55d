"""What makes a row of one import and a row of another the same record: a key of its own words, never a position; it compares no values.

A key is stable from one extract to the next: numbers first, what stands in for them otherwise. Records whose words are equal get «#2», «#3»…
in the order of the frame. A row made in the application is known by its number; one that a correction or a merge of clients made another, by the
key that it had before (`known_as`).
"""

import hashlib
import re

import polars as pl

from fiche.model import KNOWN_AS, TableName
from fiche.words import formatted

SEPARATOR = "\x1f"
_SOURCE = frozenset({"source_file", "source_sheet", "source_row", "client_id"})
_AGAIN = re.compile(r"#\d+$")
# A key longer than this (a note of a page) is its beginning and a digest: a database indexes no text of any length.
LONGEST, KEPT = 400, 300
# The source of a row made in the application: no file, this sheet, and its number there.
OWN_SHEET = "fiche"
# The columns of each key, the surest first: the first group whose first column is filled is the key, after what `OF` names.
OF: dict[TableName, tuple[str, ...]] = {
    "clients": (),
    "documents": ("client_id", "kind"),
    "lines": ("document_key",),
    "payments": ("client_id",),
    "contacts": ("client_id",),
    "addresses": ("client_id",),
    "interactions": ("client_id",),
    "disputes": ("client_id",),
    "promises": ("client_id",),
}
BY: dict[TableName, tuple[tuple[str, ...], ...]] = {
    "clients": (("client_id",),),
    "documents": (("document_id",), ("date", "gross")),
    "lines": (("product", "description"), ("description",)),
    "payments": (("payment_id",), ("document_id", "date", "amount"), ("date", "amount")),
    "contacts": (("contact_id",), ("contact_name", "first_name"), ("email",)),
    "addresses": (("address_kind", "address"), ("address",), ("city",)),
    "interactions": (("date", "channel", "summary"), ("summary",)),
    "disputes": (("document_id", "opened_on", "dispute_reason"), ("opened_on", "dispute_reason")),
    "promises": (("document_id", "promised_on", "amount"), ("promised_on", "amount")),
}


def with_records(frame: pl.DataFrame, name: TableName) -> pl.DataFrame:
    """`frame` of table `name` with a String column `record`, never null and never twice the same."""
    records = _records(frame, name)
    if KNOWN_AS in frame.columns and frame[KNOWN_AS].null_count() < len(frame):
        return frame.with_columns(pl.coalesce(KNOWN_AS, records).alias("record"))
    return frame.with_columns(records)


def _records(frame: pl.DataFrame, name: TableName) -> pl.Series:
    options = [
        pl.when(pl.col(group[0]).is_not_null()).then(_joined((*OF[name], *group))) for group in BY[name]
    ]
    own = (
        formatted("{}{}{}", "client_id", pl.lit(SEPARATOR * 2), "source_row") if _may_be_own(frame) else None
    )
    if own is not None and name not in ("clients", "lines"):
        options.insert(0, pl.when(is_own()).then(own))
    key = pl.coalesce([*options, _joined(OF[name]) if OF[name] else pl.lit("")]).alias("record")
    found = _distinct(frame.select(key))
    if name == "clients" or not (found.str.len_chars() > LONGEST).any():  # a client's key is its number
        return found
    return found.map_elements(bounded, return_dtype=pl.String)


def _distinct(keys: pl.DataFrame) -> pl.Series:
    """The keys, those that were there before with a number: most tables have none."""
    if keys["record"].n_unique() == len(keys):
        return keys["record"]
    nth = pl.int_range(1, pl.len() + 1).over("record")
    again = pl.when(nth > 1).then(formatted("{}#{}", "record", nth)).otherwise("record")
    return keys.select(again.alias("record")).to_series()


def bounded(record: str) -> str:
    """A key that any database can index: the same for the same words, and for no others."""
    if len(record) <= LONGEST:
        return record
    return f"{record[:KEPT]}…{hashlib.sha256(record.encode()).hexdigest()}"


def _may_be_own(frame: pl.DataFrame) -> bool:
    return set(frame.columns) >= _SOURCE


def is_own() -> pl.Expr:
    """Whether a row was made in the application."""
    return ((pl.col("source_file") == "") & (pl.col("source_sheet") == OWN_SHEET)).fill_null(False)


def own_record(name: TableName, client_id: str, number: int) -> str:
    """The record of a row made in the application, of `client_id` when it was made."""
    return client_id if name == "clients" else f"{client_id}{SEPARATOR * 2}{number}"


def owner(name: TableName, record: str) -> str | None:
    """The client (as loaded) that a record belongs to; None for the lines of an invoice."""
    return None if name == "lines" else group(record)


def group(record: str) -> str:
    """What a record's key begins with: its client, or the invoice of a line."""
    first, separator, _rest = record.partition(SEPARATOR)
    return first if separator else _AGAIN.sub("", first)


def _joined(columns: tuple[str, ...]) -> pl.Expr:
    parts = [pl.col(c).cast(pl.String).fill_null("") for c in columns]
    return pl.concat_str(parts, separator=SEPARATOR) if parts else pl.lit("")
