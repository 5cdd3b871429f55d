"""The clients that flat sheets describe beside their documents, those already listed left out; it changes no listed client."""

import polars as pl

from fiche.checking.clients import Directory, Ledger, name_key
from fiche.checking.rows import TypedSheet
from fiche.columns_clients import CLIENTS
from fiche.model import TABLES, empty, schema
from fiche.words import formatted

_DOCUMENT_OWN = ("payment_terms", "payment_method", "currency")  # the latest document's, not the first's


def described(sheets: list[TypedSheet], listed: pl.DataFrame) -> pl.DataFrame:
    """One row per client of the flat sheets who is none of `listed`, with the first value that each column holds.

    A name alone that a listed or numbered client bears describes nobody new: it is that client, or nobody can tell who it is.
    """
    frames = [s.frame for s in sheets if s.match.table == "flat"]
    if not frames:
        return empty("clients")
    names = [c.name for c in CLIENTS if c.name in TABLES["flat"].by_name]
    flat = pl.concat(
        [f.select(*names, "client_name", "source_file", "source_sheet", "source_row") for f in frames]
    )
    flat = _strangers(_told(flat), listed)
    columns = [n for n in schema("clients") if n in flat.columns and n != "client_id"]
    last = [pl.col(n).drop_nulls().last() for n in columns if n in _DOCUMENT_OWN]
    first = [pl.col(n).drop_nulls().first() for n in columns if n not in _DOCUMENT_OWN]
    grouped = flat.group_by("who", maintain_order=True).agg(pl.col("client_id").first(), *first, *last)
    grouped = grouped.unique("client_id", keep="first", maintain_order=True)
    grouped = grouped.filter(~pl.col("client_id").is_in(listed["client_id"].implode()))
    missing = [
        pl.lit(None, dtype=t).alias(n) for n, t in schema("clients").items() if n not in grouped.columns
    ]
    return grouped.with_columns(missing).select(list(schema("clients")))


def _told(flat: pl.DataFrame) -> pl.DataFrame:
    """`flat` without the columns that hold nothing at all, which would be carried along for nothing."""
    kept = ("client_id", "client_name")
    return flat.select(s for s in flat if s.name in kept or s.null_count() < len(s))


def _strangers(flat: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The rows of clients not listed: `who` tells them apart, client_id and name are never null."""
    pair = ["client_id", "client_name"]
    found = Directory(listed, Ledger()).look_up(flat.select(pair).unique(maintain_order=True))
    unknown = found.filter(pl.col("resolved").is_null())
    keys = unknown.select(*pair, name_key(pl.col("client_name")).alias("key"))
    flat = flat.join(keys, on=pair, how="inner", nulls_equal=True, maintain_order="left")
    numbered = pl.col("client_id").is_not_null()
    known = pl.concat(
        [listed.select(name_key(pl.col("name")).alias("key")), flat.filter(numbered).select("key")]
    )
    alone = pl.col("key").is_not_null() & ~pl.col("key").is_in(known["key"].drop_nulls().implode())
    return flat.filter(numbered | alone).with_columns(
        pl.when(numbered)
        .then(formatted("n {}", "client_id"))
        .otherwise(formatted("a {}", "key"))
        .alias("who"),
        pl.coalesce("client_id", "client_name").alias("client_id"),
        pl.coalesce("client_name", "client_id").alias("name"),
        pl.lit(None, dtype=pl.String).alias("source_id"),
    )
