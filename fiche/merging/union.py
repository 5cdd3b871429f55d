"""Two loads of one portfolio put together: the newer row of each record, nothing dropped, no payment twice; the newer must be aligned."""

from dataclasses import replace
from functools import cache
from typing import Literal

import polars as pl

from fiche.checking.beside import completed, disagreements, from_connection, of_entries, settled_by_entries
from fiche.checking.dues import ESTIMATED, estimated
from fiche.checking.openings import carried
from fiche.dataset import FINDINGS_SCHEMA, Dataset
from fiche.edits import put
from fiche.model import MONEY, STORED, TABLES, TableName, empty, schema
from fiche.records import with_records

Absent = Literal["paid", "outside"]
OF_AN_INVOICE: tuple[TableName, ...] = ("disputes", "promises")
SPEAKS_OF_PAYMENT = ("payment_status", "paid_amount", "paid_date", "open_amount")
# What a document is worth: not to be lost when a newer file tells less of it.
WORTH = ("net", "net_is_gross", "before_discount", "discount")


def merge(
    current: Dataset, incoming: Dataset, absent: Absent = "outside", *, month_first: bool = False
) -> Dataset:
    """`current` as `incoming` (aligned) updates it.

    A record of both takes the newer values; a column that the newer load never fills keeps the older ones. Records absent from the newer
    load stay. An open invoice that is absent counts as paid on the day of loading when `absent` is «paid». Rows set aside of both are kept,
    so that rows loaded + rows set aside is still the number of rows of the files. A due date that terms gave moves with them (`month_first`: see
    fiche.terms) and never takes the place of one that a file states.
    """
    tables: dict[TableName, pl.DataFrame] = {n: updated(n, current[n], incoming[n]) for n in STORED}
    documents, disagree = _entries_lead(tables["documents"], current.documents, incoming.documents)
    documents = _due_kept(_worth_kept(documents, current.documents), current.documents)
    tables["documents"] = _due_again(documents, current.clients, tables["clients"], month_first)
    for name in OF_AN_INVOICE:
        tables[name] = tied(tables[name], tables["documents"])
    tables["lines"] = _lines(current["lines"], incoming["lines"])
    tables["payments"] = _payments(current, incoming, tables["documents"], absent)
    tables["documents"] = carried(tables["documents"], tables["payments"])
    files = incoming.findings["source_file"].unique().implode()
    older = current.findings.filter(~pl.col("source_file").is_in(files))
    return replace(
        incoming,
        tables=tables,
        set_aside=pl.concat([current.set_aside, incoming.set_aside]),
        findings=pl.concat([older, incoming.findings, disagree]),
        rows_in_file=current.rows_in_file + incoming.rows_in_file,
        rows_loaded=current.rows_loaded + incoming.rows_loaded,
    )


def updated(name: TableName, current: pl.DataFrame, incoming: pl.DataFrame) -> pl.DataFrame:
    """The rows of both, each record once: the older ones in their order with the newer values, then the new ones."""
    if len(incoming) == 0 or len(current) == 0:
        return current if len(incoming) == 0 else incoming
    old, new = with_records(current, name), with_records(incoming, name)
    silent = [c for c in declared(name) if incoming[c].null_count() == len(incoming)]
    if silent:
        before = old.select("record", *[pl.col(c).alias(f"{c} before") for c in silent])
        new = new.join(before, on="record", how="left", maintain_order="left")
        new = new.with_columns(pl.coalesce(c, f"{c} before").alias(c) for c in silent).select(old.columns)
    kept = old.filter(~pl.col("record").is_in(new["record"].implode()))
    place = pl.concat([old.select("record"), new.select("record")]).unique(maintain_order=True)
    both = pl.concat([kept, new])
    return place.join(both, on="record", how="left", maintain_order="left").select(current.columns)


@cache
def declared(name: TableName) -> tuple[str, ...]:
    """The columns that a file may fill."""
    return tuple(c.name for c in TABLES[name])


def _entries_lead(
    documents: pl.DataFrame, current: pl.DataFrame, incoming: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`documents` where those that accounting entries tell of in one load, and a list in the other, are worth what the entries say, completed by the
    list; and what the list says otherwise. What a connection tells is no list: it is newer than any."""
    both = current.join(incoming.select("document_key"), on="document_key", how="semi")
    if both.is_empty():
        return documents, pl.DataFrame(schema=FINDINGS_SCHEMA)
    entered = pl.concat([f.filter(of_entries()) for f in (both, incoming)])
    once = entered.filter(~pl.col("document_key").is_duplicated() & pl.col("document_id").is_not_null())
    keys = once["document_key"].implode()
    listed = pl.concat([both, incoming]).filter(
        pl.col("document_key").is_in(keys) & ~of_entries() & ~from_connection()
    )
    mine = once.filter(pl.col("document_key").is_in(listed["document_key"].implode()))
    if mine.is_empty():
        return documents, pl.DataFrame(schema=FINDINGS_SCHEMA)
    made = completed(mine, listed).drop("due_date", ESTIMATED)
    made = made.join(documents.select("document_key", "due_date", ESTIMATED), on="document_key")
    rest = documents.join(made, on="document_key", how="anti", maintain_order="left")
    place = documents.select("document_key").with_row_index("place")
    whole = pl.concat([rest, made.select(documents.columns)]).join(place, on="document_key", how="left")
    return whole.sort("place").drop("place"), disagreements(mine, listed)


def _worth_kept(documents: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """A newer file with the gross amount alone leaves the net amount of an equal gross as it was known."""
    if not bool(documents["net_is_gross"].any()):
        return documents
    known = current.filter(~pl.col("net_is_gross")).select(
        "document_key",
        pl.col("gross").alias("gross before"),
        *[pl.col(c).alias(f"{c} before") for c in WORTH],
    )
    joined = documents.join(known, on="document_key", how="left", maintain_order="left")
    less = pl.col("net_is_gross") & (pl.col("gross") == pl.col("gross before")).fill_null(False)
    kept = [pl.when(less).then(f"{c} before").otherwise(c).alias(c) for c in WORTH]
    return joined.with_columns(kept).select(documents.columns)


def _due_kept(documents: pl.DataFrame, current: pl.DataFrame) -> pl.DataFrame:
    """A due date that a file stated stays where a newer one states none; where a date was kept, so is how it came."""
    before = current.select(
        "document_key", *[pl.col(c).alias(f"{c} before") for c in ("due_date", ESTIMATED)]
    )
    joined = documents.join(before, on="document_key", how="left", maintain_order="left")
    was_stated = pl.col("due_date before").is_not_null() & ~pl.col(f"{ESTIMATED} before").fill_null(False)
    kept = was_stated & pl.col(ESTIMATED).fill_null(False)
    came = pl.when(pl.col("due_date").is_not_null()).then(pl.coalesce(ESTIMATED, f"{ESTIMATED} before"))
    due = pl.when(kept).then("due_date before").otherwise("due_date").alias("due_date")
    return joined.with_columns(due, pl.when(kept).then(False).otherwise(came).alias(ESTIMATED)).select(
        documents.columns
    )


def _due_again(
    documents: pl.DataFrame, before: pl.DataFrame, clients: pl.DataFrame, month_first: bool
) -> pl.DataFrame:
    """The due dates that rest on the terms of clients whose terms a newer file changes, worked out again."""
    terms = before.select("client_id", pl.col("payment_terms").alias("before"))
    both = clients.select("client_id", "payment_terms").join(terms, on="client_id", how="left")
    changed = both.filter(pl.col("payment_terms").ne_missing(pl.col("before")))["client_id"].implode()
    loose = pl.col(ESTIMATED).fill_null(False) | pl.col("due_date").is_null()
    near = documents.with_row_index("at").filter(pl.col("client_id").is_in(changed) & loose)
    made = estimated(near, clients, month_first)
    for column in ("due_date", ESTIMATED):
        documents = put(documents, column, made["at"], made[column])
    return documents


def _lines(current: pl.DataFrame, incoming: pl.DataFrame) -> pl.DataFrame:
    """The lines of a document are all of the newer load, or all of the older."""
    again = incoming["document_key"].unique().implode()
    return pl.concat([current.filter(~pl.col("document_key").is_in(again)), incoming])


def _payments(current: Dataset, incoming: Dataset, documents: pl.DataFrame, absent: Absent) -> pl.DataFrame:
    """Payments of both loads, once each. What a document's own row said of its payment gives way to what its newer row says, and to payments,
    and to entries that say how it is settled."""
    speaks = any(incoming.documents[c].count() for c in SPEAKS_OF_PAYMENT)
    told = incoming.documents["document_key"].implode() if speaks else pl.Series([], dtype=pl.Int64).implode()
    implied = pl.col("implied").fill_null(False)
    older = current.payments.filter(implied & ~pl.col("document_key").is_in(told))
    newer = incoming.payments.filter(implied)
    stated = incoming.payments.filter(~implied)
    explicit = updated("payments", _parts_kept(current.payments.filter(~implied), stated), stated)
    explicit = tied(explicit, documents)
    paid = explicit["document_key"].drop_nulls().unique().implode()
    settled = settled_by_entries(documents, explicit).implode()
    implied_ones = pl.concat([older, newer]).filter(
        ~pl.col("document_key").is_in(paid) & (of_entries() | ~pl.col("document_key").is_in(settled))
    )
    payments = pl.concat([explicit, implied_ones])
    if absent == "outside":
        return payments
    return pl.concat([payments, _settled(absent_open(documents, payments, incoming), incoming)])


def _parts_kept(older: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    """`older` without the parts of payments told again in other parts: what one payment paid is all of the newer load, or all of the older."""
    key = ["client_id", "payment_id"]
    told = newer.select(key).drop_nulls().unique()
    records = with_records(newer, "payments")["record"].implode() if len(newer) else None
    again = with_records(older, "payments").join(told, on=key, how="semi", maintain_order="left")
    if records is None or again.is_empty():
        return older
    gone = again.filter(~pl.col("record").is_in(records))["record"].implode()
    return with_records(older, "payments").filter(~pl.col("record").is_in(gone)).select(older.columns)


def tied(rows: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """`rows` with the document that they name by client and number, where they had none: its load was another."""
    keys = documents.select("client_id", "document_id", pl.col("document_key").alias("named")).drop_nulls()
    keys = keys.unique(["client_id", "document_id"], keep="first", maintain_order=True)
    joined = rows.join(keys, on=["client_id", "document_id"], how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("document_key", "named").alias("document_key")).select(
        rows.columns
    )


def absent_open(documents: pl.DataFrame, payments: pl.DataFrame, incoming: Dataset) -> pl.DataFrame:
    """The open invoices that `incoming` (aligned) does not hold, with their `rest`; none when it holds no document."""
    if len(incoming.documents) == 0:
        return documents.clear().with_columns(pl.lit(None, dtype=MONEY).alias("rest"))
    credited = documents.filter(pl.col("related_key").is_not_null()).select(
        pl.col("related_key").alias("document_key"), (-pl.col("gross")).alias("amount")
    )
    received = pl.concat([payments.select("document_key", "amount"), credited], how="vertical_relaxed")
    received = received.group_by("document_key").agg(pl.col("amount").sum().alias("received"))
    here = incoming.documents["document_key"].implode()
    away = documents.filter((pl.col("kind") == "invoice") & ~pl.col("document_key").is_in(here))
    away = away.join(received, on="document_key", how="left", maintain_order="left")
    rest = (pl.col("gross") - pl.col("received").fill_null(0)).cast(MONEY)
    return away.with_columns(rest.alias("rest")).drop("received").filter(pl.col("rest") > 0)


def _settled(away: pl.DataFrame, incoming: Dataset) -> pl.DataFrame:
    """An assumed payment of what was open, on the day of loading."""
    known = {
        "amount": pl.col("rest"),
        "date": pl.lit(incoming.loaded_on),
        "method": pl.col("payment_method"),
        "assumed": pl.lit(True),
        "implied": pl.lit(True),
    }
    frame = away.select(
        [
            known.get(n, pl.col(n) if n in away.columns else pl.lit(None)).cast(t).alias(n)
            for n, t in schema("payments").items()
        ]
    )
    return frame if len(frame) else empty("payments")
