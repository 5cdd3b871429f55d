"""Where each document and payment stands in the workbook: sorted by client, cut into as many sheets as it takes, each row knowing its stretches.

A client's rows stay on one sheet; so do a document's payments, on the sheet of the same number. It computes no value that a cell shows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from fiche.analysis.metric import SOLD
from fiche.analysis.whole import Counts, Part, Whole
from fiche.errors import Refused
from fiche.excel.portfolio.draw_lists import MODEL

FIRST = MODEL + 1  # the row of a sheet's first line, from 1
LIMIT = 1_048_576  # rows of a sheet
Told = Callable[[int, int], None]
BATCH = 40_000  # documents, payments or clients put together at a time


def unheard(_done: int, _total: int) -> None:
    """What is told to nobody."""


@dataclass(frozen=True)
class Plan:
    """Each client's sheet (`volume`, from 0) with the first and last of its rows there, documents and payments; `sheet` and `row`: its own."""

    clients: pl.DataFrame
    volumes: int
    client_sheets: int

    def counts(self) -> dict[tuple[str, int], int]:
        """How many rows each sheet of documents, payments, clients and aged balance takes, by (prefix, number from 1)."""
        found: dict[tuple[str, int], int] = {}
        own = self.clients.group_by("volume").agg(pl.col("doc_rows").sum(), pl.col("pay_rows").sum())
        for volume, documents, movements in own.iter_rows():
            found |= {("doc", volume + 1): documents, ("pay", volume + 1): movements}
        for sheet, count in self.clients["sheet"].value_counts().iter_rows():
            found |= {("cli", sheet + 1): count, ("age", sheet + 1): count}
        return found or {(prefix, 1): 0 for prefix in ("doc", "pay", "cli", "age")}

    def batches(self) -> Iterator[tuple[int, int]]:
        """Clients to put together at a time, as (first, last left out): few enough to be held, all on the same sheets."""
        sizes = (
            self.clients.select(pl.max_horizontal(pl.lit(1), "doc_rows", "pay_rows")).to_series().to_numpy()
        )
        sheets = self.clients.select(pl.col("volume") * 4096 + pl.col("sheet")).to_series().to_numpy()
        start, held = 0, 0
        for client, (size, sheet) in enumerate(zip(sizes, sheets, strict=True)):
            if client > start and (held + size > BATCH or sheet != sheets[start]):
                yield start, client
                start, held = client, 0
            held += size
        if start < len(sizes):
            yield start, len(sizes)


@dataclass(frozen=True)
class Arranged:
    """Some clients' rows in the order of the sheets. `clients`: with what the plan says of them. `documents`: with `row`, pay_first, pay_last,
    dis_first, dis_last, given_at (where a credit note is applied), scheduled (in instalments). `movements`: with `row`, doc_first, doc_last, lot_first
    (an invoice in instalments only) and source_at (a credit note's own row)."""

    clients: pl.DataFrame
    documents: pl.DataFrame
    movements: pl.DataFrame


def plan(whole: Whole, limit: int = LIMIT) -> Plan:
    """Where each client's rows go. `limit`: rows that a sheet holds. Raises Refused when one client alone has more than that."""
    room = limit - FIRST + 1
    counts = {"doc_rows": whole.documents, "pay_rows": whole.movements}
    names = whole.clients["client_id"]
    for own in counts.values():
        if len(own) and own.max() > room:
            raise Refused("too_many_rows", client_id=names[int(own.argmax())], rows=int(own.max()))
    volumes = _volumes(list(counts.values()), room)
    rows = whole.clients.with_columns(
        pl.Series("volume", volumes), *(pl.Series(k, v) for k, v in counts.items())
    )
    for name, column in (("doc", "doc_rows"), ("pay", "pay_rows")):
        upto = pl.col(column).cum_sum().over("volume") + FIRST
        some = pl.col(column) > 0
        first, last = pl.when(some).then(upto - pl.col(column)), pl.when(some).then(upto - 1)
        rows = rows.with_columns(first.alias(f"{name}_first"), last.alias(f"{name}_last"))
    rank = pl.int_range(pl.len(), dtype=pl.Int64)
    rows = rows.with_columns(
        rank.alias("rank"), (rank // room).alias("sheet"), (rank % room + FIRST).alias("row")
    )
    return Plan(rows, int(volumes.max()) + 1 if len(volumes) else 1, -(-len(rows) // room) or 1)


def _volumes(counts: list[Counts], room: int) -> Counts:
    """The sheet number of each client: a new one begins where the next client would not fit."""
    if all(count.sum() <= room for count in counts):
        return np.zeros(len(counts[0]), dtype=np.int64)
    found, volume, used = np.empty(len(counts[0]), dtype=np.int64), 0, np.zeros(2, dtype=np.int64)
    for client, own in enumerate(np.stack(counts, axis=1)):
        if (used + own > room).any():
            volume, used = volume + 1, np.zeros(2, dtype=np.int64)
        used, found[client] = used + own, volume
    return found


def arranged(part: Part, clients: pl.DataFrame, disputes: pl.DataFrame, currency: str) -> Arranged:
    """Every row's place. `clients`: those of the part, as planned; `disputes`: all of them, as placed_disputes gives them."""
    ranks = clients.select("client_id", "rank")
    documents = _placed(_sorted_documents(part.documents, ranks, currency), clients["doc_first"])
    movements = part.movements.join(ranks, on="client_id", how="inner", maintain_order="left")
    movements = _placed(_sorted_movements(movements, documents), clients["pay_first"])
    return Arranged(clients, _with_stretches(documents, movements, disputes), movements)


def _sorted_documents(rows: pl.DataFrame, ranks: pl.DataFrame, currency: str) -> pl.DataFrame:
    """By client; the main currency first; by day, undated last; sales before balances brought forward and credit notes, so that a day's first one opens it."""
    rows = rows.join(ranks, on="client_id", how="inner", maintain_order="left")
    foreign, unsold = (pl.col("currency") != currency), ~SOLD.any().over("document_key")
    day = pl.col("date").cast(pl.Int32).cast(pl.Int64).fill_null(1 << 20) + (1 << 19)
    place = ((pl.col("rank") * 2 + foreign) * (1 << 21) + day) * 2 + unsold
    return rows.with_columns(place.alias("place")).sort("place", "document_key", "seq").drop("place")


def _placed(rows: pl.DataFrame, firsts: pl.Series) -> pl.DataFrame:
    """With the row of each: the clients' stretches follow one another."""
    start = firsts.drop_nulls()
    first = int(start[0]) if len(start) else FIRST
    return rows.with_columns(pl.int_range(first, first + len(rows), dtype=pl.Int64, eager=True).alias("row"))


def _sorted_movements(movements: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """By client, then in the order of the documents that they are applied to, then of days; those of no document last."""
    firsts = documents.filter(pl.col("seq") == 1).select(
        "document_key", pl.col("row").alias("doc_first"), pl.col("date").alias("doc_date"), pl.col("kind").alias("doc_kind"),
        pl.col("document_id").alias("aimed_at"),
    )  # fmt: skip
    lots = documents.group_by("document_key").agg(
        pl.col("gross").sum().alias("room"), pl.col("row").max().alias("doc_last")
    )
    found = movements.join(firsts, on="document_key", how="left", maintain_order="left")
    found = found.join(lots, on="document_key", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("doc_last") > pl.col("doc_first")).then("doc_first").alias("lot_first")
    )
    own = firsts.select(
        pl.col("document_key").alias("source_key"), pl.lit("credit_note").alias("source"), pl.col("doc_first").alias("source_at"),
        pl.col("aimed_at").alias("source_number"),
    )  # fmt: skip
    found = found.join(own, on=["source_key", "source"], how="left", maintain_order="left")
    moved = pl.col("date").fill_null(pl.date(1, 1, 1))
    document = pl.col("doc_first").fill_null(1 << 40)
    return found.sort("rank", document, pl.coalesce("applies_on", moved), moved, "source", "source_key")


def placed_disputes(whole: Whole, limit: int = LIMIT) -> pl.DataFrame:
    """Every dispute with its client's `name` and its `row`: by client and document, those that count first."""
    rows = whole.disputes.join(
        whole.clients.select("client_id", "name"), on="client_id", how="inner", maintain_order="left"
    )
    if len(rows) > limit - FIRST + 1:
        raise Refused("too_many_rows", client_id="", rows=len(rows))
    rows = rows.sort("client_id", "counts", "document_key", "opened_on", descending=[False, True, False, False], nulls_last=True, maintain_order=True)  # fmt: skip
    return rows.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + FIRST).alias("row"))


def _stretches(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    return rows.group_by("document_key").agg(
        pl.col("row").min().alias(f"{name}_first"), pl.col("row").max().alias(f"{name}_last")
    )


def _with_stretches(documents: pl.DataFrame, movements: pl.DataFrame, disputes: pl.DataFrame) -> pl.DataFrame:
    applied = movements.filter(pl.col("document_key").is_not_null())
    given = movements.filter(pl.col("source") == "credit_note").select(
        pl.col("source_key").alias("document_key"), pl.col("row").alias("given_at")
    )
    lots = (
        documents.filter(pl.col("seq") > 1).select("document_key", pl.lit(True).alias("scheduled")).unique()
    )
    facts = (_stretches(applied, "pay"), _stretches(disputes.filter("counts"), "dis"), given, lots)
    for each in facts:
        documents = documents.join(each, on="document_key", how="left", maintain_order="left")
    return documents
