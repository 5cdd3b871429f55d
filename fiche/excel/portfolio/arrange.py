"""Where each document and payment stands in the workbook: sorted by client, cut into as many sheets as it takes, each row knowing its stretches.

A client's rows stay on one sheet; so do a document's payments, on the sheet of the same number. It computes no value that a cell shows.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from fiche.analysis.whole import Whole
from fiche.errors import Refused
from fiche.excel.portfolio.draw_lists import MODEL

FIRST = MODEL + 1  # the row of a sheet's first line, from 1
LIMIT = 1_048_576  # rows of a sheet


@dataclass(frozen=True)
class Arranged:
    """Rows in the order of the sheets, with `volume` (which sheet, from 0) and `row` on it.

    `clients`: each with doc_first, doc_last, pay_first, pay_last and their `volume`, null without any. `documents`: with pay_first, pay_last, dis_first,
    dis_last, given_at (where a credit note is applied), scheduled (in instalments). `movements`: with doc_first, doc_last, lot_first (an invoice in instalments only) and
    source_at (a credit note's own row). `disputes`: as they stand.
    """

    clients: pl.DataFrame
    documents: pl.DataFrame
    movements: pl.DataFrame
    disputes: pl.DataFrame
    volumes: int
    client_sheets: int


def arranged(whole: Whole, limit: int = LIMIT) -> Arranged:
    """Every row's place. `limit`: rows that a sheet holds. Raises Refused when one client alone has more than that."""
    room = limit - FIRST + 1
    clients = whole.clients.sort("client_id").with_row_index("rank").cast({"rank": pl.Int64})
    ranks = clients.select("client_id", "rank")
    documents = _sorted_documents(whole, ranks)
    movements = whole.movements.join(ranks, on="client_id", how="inner", maintain_order="left")
    volumes = _volumes(len(clients), documents["rank"], movements["rank"], room, clients["client_id"])
    documents = _placed(documents, volumes)
    movements = _placed(_sorted_movements(movements, documents), volumes)
    disputes = _sorted_disputes(whole.disputes, ranks, documents, room)
    documents = _with_stretches(documents, movements, disputes)
    clients = _with_rows(clients, documents, movements, volumes, room)
    sheets = int(volumes.max()) + 1 if len(volumes) else 1
    return Arranged(clients, documents, movements, disputes, sheets, -(-len(clients) // room) or 1)


def _sorted_documents(whole: Whole, ranks: pl.DataFrame) -> pl.DataFrame:
    """By client; the main currency first; by day, undated last; invoices before credit notes, so that a day's first one opens it."""
    rows = whole.documents.join(ranks, on="client_id", how="inner", maintain_order="left")
    foreign, credit = (pl.col("currency") != whole.currency), (pl.col("kind") != "invoice")
    day = pl.col("date").cast(pl.Int32).cast(pl.Int64).fill_null(1 << 20) + (1 << 19)
    place = ((pl.col("rank") * 2 + foreign) * (1 << 21) + day) * 2 + credit
    return rows.with_columns(place.alias("place")).sort("place", "document_key", "seq").drop("place")


def _volumes(
    clients: int, documents: pl.Series, movements: pl.Series, room: int, names: pl.Series
) -> np.ndarray:
    """The sheet number of each client: a new one begins where the next client would not fit."""
    counts = [np.bincount(ranks.to_numpy(), minlength=clients) for ranks in (documents, movements)]
    largest = np.maximum(*counts) if clients else np.zeros(0, dtype=np.int64)
    if clients and largest.max() > room:
        raise Refused("too_many_rows", client_id=names[int(largest.argmax())], rows=int(largest.max()))
    if all(count.sum() <= room for count in counts):
        return np.zeros(clients, dtype=np.int64)
    found, volume, used = np.empty(clients, dtype=np.int64), 0, np.zeros(2, dtype=np.int64)
    for client, own in enumerate(np.stack(counts, axis=1)):
        if (used + own > room).any():
            volume, used = volume + 1, np.zeros(2, dtype=np.int64)
        used, found[client] = used + own, volume
    return found


def _placed(rows: pl.DataFrame, volumes: np.ndarray) -> pl.DataFrame:
    """With the sheet and the row of each."""
    volume = pl.Series("volume", volumes[rows["rank"].to_numpy()])
    index = pl.Series("row", np.arange(len(rows)))
    if len(rows) and volume[-1]:
        starts = np.searchsorted(volume.to_numpy(), np.arange(int(volume[-1]) + 1))
        index = pl.Series("row", index.to_numpy() - starts[volume.to_numpy()])
    return rows.with_columns(volume, index + FIRST)


def _sorted_movements(movements: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """By client, then in the order of the documents that they are applied to, then of days; those of no document last."""
    firsts = documents.filter(pl.col("seq") == 1).select(
        "document_key", pl.col("row").alias("doc_first"), pl.col("date").alias("doc_date"), pl.col("kind").alias("doc_kind"),
    )  # fmt: skip
    lots = (
        documents.filter(pl.col("seq") > 1)
        .group_by("document_key")
        .agg(pl.col("row").max().alias("doc_last"))
    )
    found = movements.join(firsts, on="document_key", how="left", maintain_order="left")
    found = found.join(lots, on="document_key", how="left", maintain_order="left").with_columns(
        pl.coalesce("doc_last", "doc_first").alias("doc_last"),
        pl.when(pl.col("doc_last").is_not_null()).then("doc_first").alias("lot_first"),
    )
    own = firsts.select(pl.col("document_key").alias("source_key"), pl.lit("credit_note").alias("source"), pl.col("doc_first").alias("source_at"))  # fmt: skip
    found = found.join(own, on=["source_key", "source"], how="left", maintain_order="left")
    moved = pl.col("date").fill_null(pl.date(1, 1, 1))
    order = [
        pl.col("rank"),
        pl.col("doc_first").fill_null(1 << 40),
        pl.coalesce("applies_on", moved),
        moved,
        "source",
        "source_key",
    ]
    return found.sort(order)


def _sorted_disputes(
    disputes: pl.DataFrame, ranks: pl.DataFrame, documents: pl.DataFrame, room: int
) -> pl.DataFrame:
    """By client and document, those that count first: a document's disputes stand together."""
    numbers = documents.filter(pl.col("seq") == 1).select(
        "document_key", pl.col("document_id").alias("number")
    )
    rows = disputes.join(ranks, on="client_id", how="inner", maintain_order="left")
    rows = rows.join(numbers, on="document_key", how="left", maintain_order="left")
    rows = rows.sort("rank", "counts", "document_key", "opened_on", descending=[False, True, False, False], nulls_last=True, maintain_order=True)  # fmt: skip
    if len(rows) > room:
        raise Refused("too_many_rows", client_id="", rows=len(rows))
    return rows.with_columns((pl.int_range(pl.len(), dtype=pl.Int64) + FIRST).alias("row"))


def _stretches(rows: pl.DataFrame, key: str, name: str) -> pl.DataFrame:
    return rows.group_by(key).agg(
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
    for facts in (
        _stretches(applied, "document_key", "pay"),
        _stretches(disputes.filter("counts"), "document_key", "dis"),
        given,
        lots,
    ):
        documents = documents.join(facts, on="document_key", how="left", maintain_order="left")
    return documents


def _with_rows(
    clients: pl.DataFrame, documents: pl.DataFrame, movements: pl.DataFrame, volumes: np.ndarray, room: int
) -> pl.DataFrame:
    """The clients, cut into sheets too, with their stretches of the two long sheets."""
    for rows, name in ((documents, "doc"), (movements, "pay")):
        clients = clients.join(_stretches(rows, "rank", name), on="rank", how="left", maintain_order="left")
    return clients.with_columns(
        pl.Series("volume", volumes),
        (pl.col("rank") // room).alias("sheet"),
        (pl.col("rank") % room + FIRST).alias("row"),
    )
