"""The clients and documents of a new load under the numbers they already have; it changes no other value."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from fiche.dataset import Dataset
from fiche.model import STORED, TableName
from fiche.records import SEPARATOR, with_records
from fiche.words import comparable

Key = Callable[[], pl.Expr]
KEYED: tuple[TableName, ...] = ("documents", "lines", "payments", "disputes", "promises")


def aligned(current: Dataset, incoming: Dataset) -> Dataset:
    """`incoming` with the client numbers and the document keys of `current` where they are the same client and the same document.

    A client is the same by number, else by SIRET, by VAT number, by name and postcode, or by name alone where one of the two has no number
    (its name stands in for it). A key that leads to several clients leads to none. New documents get keys that are free.
    """
    tables = dict(incoming.tables)
    same = same_clients(current.clients, incoming.clients)
    if same:
        for name in STORED:
            tables[name] = (
                tables[name].with_columns(pl.col("client_id").replace(same))
                if _has_client(name)
                else tables[name]
            )
        # A number may now stand twice: the row that bore it already comes first.
        tables["clients"] = tables["clients"].unique("client_id", keep="first", maintain_order=True)
    keys = _keys(current.documents, tables["documents"])
    for name in KEYED:
        tables[name] = _rekeyed(tables[name], keys, "document_key")
    tables["documents"] = _rekeyed(tables["documents"], keys, "related_key")
    return replace(incoming, tables=tables)


def _has_client(name: TableName) -> bool:
    return name != "lines"


def same_clients(current: pl.DataFrame, incoming: pl.DataFrame) -> dict[str, str]:
    """{number in the new load: number already known}, for the clients that are the same under another number."""
    new = incoming.filter(~pl.col("client_id").is_in(current["client_id"].implode()))
    known = current.filter(~pl.col("client_id").is_in(incoming["client_id"].implode()))
    found: dict[str, str] = {}
    for key in _ways():
        pairs = _unique(new, key).join(_unique(known, key).rename({"client_id": "known"}), on="key")
        for mine, theirs in pairs.select("client_id", "known").iter_rows():
            found.setdefault(mine, theirs)
        used = list(found.values())
        new = new.filter(~pl.col("client_id").is_in(list(found)))
        known = known.filter(~pl.col("client_id").is_in(used))
    by_name = _by_name_alone(new, known)
    return found | by_name


def _ways() -> tuple[pl.Expr, ...]:
    name, postcode = comparable(pl.col("name")), pl.col("postal_code")
    return pl.col("siret"), pl.col("vat_number"), pl.concat_str([name, postcode], separator=SEPARATOR)


def _unique(clients: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    """client_id and key, where the key is known and leads to one client."""
    table = clients.select("client_id", key.alias("key")).drop_nulls().filter(pl.col("key") != "")
    return table.filter(~pl.col("key").is_duplicated())


def _by_name_alone(new: pl.DataFrame, known: pl.DataFrame) -> dict[str, str]:
    """Clients of one name of which one at least has no number of its own."""
    key = comparable(pl.col("name"))
    bare = pl.col("client_id") == pl.col("name")
    pairs = _unique(new, key).join(_unique(known, key).rename({"client_id": "known"}), on="key")
    unnumbered = set(new.filter(bare)["client_id"]) | set(known.filter(bare)["client_id"])
    return {
        mine: theirs
        for mine, theirs in pairs.select("client_id", "known").iter_rows()
        if {mine, theirs} & unnumbered
    }


def _keys(current: pl.DataFrame, incoming: pl.DataFrame) -> pl.DataFrame:
    """old → new document keys of the incoming documents."""
    known = with_records(current, "documents").select("record", pl.col("document_key").alias("known"))
    mine = with_records(incoming, "documents").select("record", pl.col("document_key").alias("old"))
    free = int(current["document_key"].max() or 0)  # type: ignore[arg-type]
    return mine.join(known, on="record", how="left", maintain_order="left").select(
        "old", pl.coalesce("known", free + pl.int_range(1, pl.len() + 1)).cast(pl.Int64).alias("new")
    )


def _rekeyed(frame: pl.DataFrame, keys: pl.DataFrame, column: str) -> pl.DataFrame:
    found = frame.join(keys, left_on=column, right_on="old", how="left", maintain_order="left")
    return found.with_columns(pl.col("new").alias(column)).select(frame.columns)
