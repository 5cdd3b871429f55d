"""The rows made in the application beside those of the files, which have the last word on what both tell; it asks no clock.

The files' row stands where both tell of the same client (the own one fills what it leaves empty), invoice, payment or promise. A payment typed here before
a file that tells what its invoice received is in what the file tells.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from fiche.checking.documents import relate
from fiche.dataset import Dataset
from fiche.decisions import OwnRow
from fiche.edits import typed
from fiche.merging.union import tied
from fiche.model import KNOWN_AS, STORED, TABLES, TOLD_AT, TableName, schema
from fiche.overlay.amounts import told_payments, worked_out
from fiche.records import OWN_SHEET, is_own, with_records

_NOW = dt.datetime(9999, 1, 1)  # noqa: DTZ001 - moments of the record are UTC without a zone
FIRST_KEY = 1_000_000_000_000  # document keys of own invoices begin here, far from those of the files
ONCE: frozenset[TableName] = frozenset({"documents", "payments", "promises"})


def with_own(files: Dataset, rows: Sequence[OwnRow], month_first: bool = False) -> Dataset:
    """`files` with `rows`; those of clients who are not there wait for them."""
    if not rows:
        return files
    tables = dict(files.tables)
    made = {name: _frame(name, [r for r in rows if r.table == name]) for name in STORED if name != "lines"}
    tables["clients"] = _clients(files.clients, made.pop("clients"))
    present = tables["clients"]["client_id"].implode()
    made = {name: frame.filter(pl.col("client_id").is_in(present)) for name, frame in made.items()}
    made = {name: _untold(name, frame, files) for name, frame in made.items()}
    made["documents"] = _documents(made["documents"], tables["clients"], month_first)
    made["payments"] = _uncounted(made["payments"], files.payments, rows)
    for name, frame in made.items():
        tables[name] = (
            pl.concat([tables[name], frame.select(tables[name].columns)]) if len(frame) else tables[name]
        )
    for name in ("payments", "disputes", "promises"):
        tables[name] = tied(tables[name], tables["documents"])
    if len(made["documents"]):
        tables["documents"] = relate(tables["documents"])
        told = told_payments(made["documents"], tables["payments"], files.loaded_on)
        tables["payments"] = pl.concat([tables["payments"], told.select(files.payments.columns)])
    return replace(files, tables=tables)


def _frame(name: TableName, rows: Sequence[OwnRow]) -> pl.DataFrame:
    """The rows as a typed table, from the application rather than a file."""
    texts = {c.name: [r.values.get(c.name) for r in rows] for c in TABLES[name]}
    texts["client_id"] = [r.client_id for r in rows]
    source = {"source_file": "", "source_sheet": OWN_SHEET}
    columns = [typed(name, column, values).alias(column) for column, values in texts.items()]
    frame = pl.DataFrame(columns).with_columns(
        [pl.lit(value).alias(c) for c, value in source.items()]
        + [pl.Series("source_row", [r.id for r in rows], dtype=pl.Int64)]
    )
    rest = [pl.lit(None, dtype=t).alias(c) for c, t in schema(name).items() if c not in frame.columns]
    return frame.with_columns(rest).select(list(schema(name)))


def _clients(files: pl.DataFrame, own: pl.DataFrame) -> pl.DataFrame:
    """One row a number: the files' own, whose empty fields take what was typed, then those of no file."""
    if own.is_empty():
        return files
    both = files.join(own.select("client_id"), on="client_id", how="semi")["client_id"].implode()
    known = own.filter(pl.col("client_id").is_in(both))
    if len(known):
        words = [c.name for c in TABLES["clients"] if c.name != "client_id"]
        beside = known.select("client_id", *[pl.col(c).alias(f"{c} own") for c in words])
        files = files.join(beside, on="client_id", how="left", maintain_order="left")
        files = files.with_columns(pl.coalesce(c, f"{c} own").alias(c) for c in words).select(own.columns)
    return pl.concat([files, own.filter(~pl.col("client_id").is_in(both))])


def _untold(name: TableName, own: pl.DataFrame, files: Dataset) -> pl.DataFrame:
    """`own` without the rows that a file tells of too, where counting them twice would make figures wrong."""
    if name not in ONCE or own.is_empty():
        return own
    mine = own["client_id"].unique().implode()
    theirs = with_records(files[name].filter(pl.col("client_id").is_in(mine)), name)["record"]
    return own.filter(~_plain(own, name).is_in(theirs.implode()))


def _plain(rows: pl.DataFrame, name: TableName) -> pl.Series:
    """The keys that rows would have if a file told them."""
    source = pl.lit(None, dtype=pl.String)
    plain = _as_read(rows, name).with_columns(source.alias("source_sheet"), source.alias(KNOWN_AS))
    return with_records(plain, name)["record"]


def held(dataset: Dataset, name: TableName, rows: Sequence[OwnRow]) -> list[bool]:
    """Whether `dataset` has a row of the same key as each of `rows`, which are of no record yet."""
    if not rows:
        return []
    made = _frame(name, rows)
    mine = made["client_id"].unique().implode()
    there = dataset[name].filter(pl.col("client_id").is_in(mine))
    source = pl.lit(None, dtype=pl.String)
    known = with_records(there.with_columns(source.alias("source_sheet"), source.alias(KNOWN_AS)), name)[
        "record"
    ]
    return _plain(made, name).is_in(known.implode()).to_list()


def _as_read(own: pl.DataFrame, name: TableName) -> pl.DataFrame:
    """With the kind that checking gives a document, which its key is made of."""
    return worked_out(own) if name == "documents" else own


def _documents(own: pl.DataFrame, clients: pl.DataFrame, month_first: bool) -> pl.DataFrame:
    key = (FIRST_KEY + pl.col("source_row")).alias("document_key")
    return worked_out(own.with_columns(key), clients, month_first) if len(own) else own


def _uncounted(own: pl.DataFrame, files: pl.DataFrame, rows: Sequence[OwnRow]) -> pl.DataFrame:
    """Payments without those that a file loaded later counts in what it says that their invoice received."""
    own = own.with_columns(pl.lit(False).alias("assumed"), pl.lit(False).alias("implied"))
    key = ["client_id", "document_id"]
    mine = own["client_id"].unique().implode()
    told = files.filter(pl.col("implied").fill_null(False) & pl.col("client_id").is_in(mine))
    if own.is_empty() or told.is_empty():
        return own
    # No moment: the file is being loaded now.
    last = told.group_by(key).agg(pl.col(TOLD_AT).fill_null(_NOW).max().alias("told"))
    made = pl.DataFrame({"source_row": [r.id for r in rows], "made": [r.made_at for r in rows]})
    dated = own.join(last, on=key, how="left", maintain_order="left").join(
        made, on="source_row", how="left", maintain_order="left"
    )
    return own.filter(~dated.select(pl.col("made") < pl.col("told")).to_series().fill_null(False))


def as_told(dataset: Dataset) -> Dataset:
    """`dataset`, its own rows as if a file had told them: for a record that did not make them."""
    source = pl.when(is_own()).then(pl.lit(OWN_SHEET)).otherwise("source_file").alias("source_file")
    return replace(dataset, tables={n: t.with_columns(source) for n, t in dataset.tables.items()})
