"""Payments of ledgers under stable numbers, split by what each one pays; the rules of allocation are fiche.checking.entries.allocation."""

import datetime as dt
from collections import defaultdict

import polars as pl

from fiche.checking.entries.allocation import ESTIMATED, Open, Paid, allocate
from fiche.checking.openings import carried
from fiche.dataset import Dataset
from fiche.model import MONEY

_OPENINGS = ("client_id", "document_key", "kind", "date", "opening", "gross", "gross_amount")


def with_ids(payments: pl.DataFrame) -> pl.DataFrame:
    """`payments` with `payment_id`: the entry's number where the year is part of it, else the journal, the number and the day, since numbers begin
    again each year. In the order of clients, days and numbers."""
    entry, day = pl.col("entry").str.strip_chars(), pl.col("date").cast(pl.String)
    dated = entry.str.contains(pl.col("date").dt.year().cast(pl.String), literal=True).fill_null(False)
    lasting = dated & entry.str.contains("[A-Za-z]").fill_null(False)
    whole = pl.concat_str("journal", entry, day, separator=" ", ignore_nulls=True)
    frame = payments.with_columns(pl.when(lasting).then(entry).otherwise(whole).alias("payment_id"))
    return frame.sort(
        "client_id", "date", "payment_id", "amount_cents", "piece", "label", "letter", nulls_last=True
    )


def allocated(
    documents: pl.DataFrame, payments: pl.DataFrame, known: Dataset | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`documents` with `related_document` for credit notes, and `payments` a row for each document that one pays: `document_id`, `part_cents`,
    `way` (null for what pays nothing) and `estimated`."""
    opened = _open_documents(documents, payments, known)
    paid = _payments(payments)
    for client, mine in paid.items():
        allocate(opened.get(client, []), mine)
    for client in opened.keys() - paid.keys():
        allocate(opened[client], [])
    related = {
        (client, d.number): d.related
        for client, found in opened.items()
        for d in found
        if d.related is not None
    }
    relations = pl.DataFrame(
        [(client, number, theirs) for (client, number), theirs in related.items()],
        schema={"client_id": pl.String, "document_id": pl.String, "related_document": pl.String},
        orient="row",
    )
    documents = documents.join(relations, on=["client_id", "document_id"], how="left", maintain_order="left")
    return documents, _parts(payments, [p for mine in paid.values() for p in mine])


def _payments(payments: pl.DataFrame) -> dict[str, list[Paid]]:
    found: defaultdict[str, list[Paid]] = defaultdict(list)
    rows = payments.select("client_id", "date", "amount_cents", "piece", "label").iter_rows()
    for at, ((client, day, amount, piece, label), letter) in enumerate(
        zip(rows, payments["lettering"], strict=True)
    ):
        texts = tuple(t for t in (piece, label) if t)
        found[client].append(Paid(at, _ordinal(day), amount, texts, letter))
    return found


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day is not None else 0


def _open_documents(
    documents: pl.DataFrame, payments: pl.DataFrame, known: Dataset | None
) -> dict[str, list[Open]]:
    """Of each client, what may be paid: these documents, openings as what is known from before leaves them, and the invoices known as open."""
    letters = dict(
        zip(documents.select("client_id", "document_id").iter_rows(), documents["lettering"], strict=True)
    )
    mine = documents.select(
        "client_id",
        "document_id",
        pl.lit("invoice").alias("kind"),
        pl.when(~pl.col("opens")).then("on").alias("date"),
        pl.col("opens_on").alias("opening"),
        (pl.col("gross_cents").cast(MONEY) / 100).cast(MONEY).alias("gross_amount"),
        pl.int_range(-1, -1 - pl.len(), -1, dtype=pl.Int64).alias("document_key"),
        pl.lit(0, dtype=pl.Int64).alias("received"),
    ).with_columns(pl.col("gross_amount").alias("gross"))
    paid = payments.select(
        "client_id", "date", (pl.col("amount_cents").cast(MONEY) / 100).cast(MONEY).alias("amount")
    )
    if known is not None:
        theirs, before = _known(documents, payments, known)
        mine = pl.concat([theirs.select(mine.columns), mine], how="vertical_relaxed")
        paid = pl.concat([before, paid], how="vertical_relaxed")
    left = carried(mine, paid)
    found: defaultdict[str, list[Open]] = defaultdict(list)
    ordered = left.sort(pl.coalesce("opening", "date"), "document_id", nulls_last=False)
    rows = ordered.select(
        "client_id",
        "document_id",
        "date",
        ((pl.col("gross") * 100).cast(pl.Int64) - pl.col("received")).alias("rest"),
    )
    for client, number, day, rest in rows.iter_rows():
        if number is not None and rest:
            found[client].append(Open(number, _ordinal(day), rest, letters.get((client, number))))
    return found


def _known(
    documents: pl.DataFrame, payments: pl.DataFrame, known: Dataset
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What is known and not told again: documents with what they have received, and payments."""
    again = documents.select("client_id", "document_id").unique()
    theirs = known.documents.join(again, on=["client_id", "document_id"], how="anti", maintain_order="left")
    told = payments.select("client_id", "payment_id").unique()
    before = known.payments.join(told, on=["client_id", "payment_id"], how="anti", maintain_order="left")
    credited = theirs.filter(pl.col("related_key").is_not_null()).select(
        pl.col("related_key").alias("document_key"), (-pl.col("gross")).alias("amount")
    )
    received = (
        pl.concat([before.select("document_key", "amount"), credited], how="vertical_relaxed")
        .group_by("document_key")
        .agg((pl.col("amount").sum() * 100).cast(pl.Int64).alias("received"))
    )
    joined = theirs.join(received, on="document_key", how="left", maintain_order="left").with_columns(
        pl.when(pl.col("kind") == "invoice")
        .then(pl.col("received").fill_null(0))
        .otherwise(0)
        .alias("received"),
        pl.coalesce("gross_amount", "gross").alias("gross_amount"),
    )
    return joined, before.select("client_id", "date", "amount")


def _parts(payments: pl.DataFrame, paid: list[Paid]) -> pl.DataFrame:
    rows: list[tuple[int, str | None, int, str | None]] = []
    for payment in sorted(paid, key=lambda p: p.at):
        rows += [(payment.at, number, amount, way) for number, amount, way in payment.parts]
        if payment.rest or not payment.parts:
            rows.append((payment.at, None, payment.rest, None))
    parts = pl.DataFrame(
        rows,
        schema={"at_payment": pl.UInt32, "document_id": pl.String, "part_cents": pl.Int64, "way": pl.String},
        orient="row",
    )
    joined = parts.join(
        payments.with_row_index("at_payment"), on="at_payment", how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("way").is_in(list(ESTIMATED)).fill_null(False).alias("estimated"))
