"""What was promised and what is contested, as it stands at a date: kept or broken, open or closed by the payment of its invoice; it decides nothing and changes no row."""

import datetime as dt
from collections.abc import Callable

import polars as pl

from fiche.dataset import Dataset
from fiche.model import MONEY
from fiche.vocabulary import dispute_closed, promise_of

_DAY_ONE = dt.date.min  # a receipt without a date is as old as can be


def promises_at(dataset: Dataset, as_of: dt.date) -> pl.DataFrame:
    """The promises with `received`, what came on them between the day they were made and the day promised, and `standing`: kept, broken, cancelled, pending,
    null where it cannot be said (no day, no amount).

    Who recorded the promise has the last word (`state`). Otherwise one whose day is past is broken when less than its amount came, on its invoice or,
    when it names none, from its client; one without an amount is for all that its invoice lacked on the day it was made.
    """
    followed = _followed(dataset, as_of)
    enough = pl.col("received") >= pl.col("due")
    computed = (
        pl.when(pl.col("promised_on").is_null() | pl.col("due").is_null())
        .then(None)
        .when(enough | pl.col("settled"))
        .then(pl.lit("kept"))
        .when(pl.col("promised_on") < as_of)
        .then(pl.lit("broken"))
        .otherwise(pl.lit("pending"))
    )
    standing = pl.coalesce(_words(followed, promise_of), computed).alias("standing")
    return followed.with_columns(standing).drop("due", "settled")


def broken(dataset: Dataset) -> pl.DataFrame:
    """client_id and `since`, the day from which it is, of each promise that was not kept."""
    rows = promises_at(dataset, dt.date.max)
    since = pl.coalesce("promised_on", "made_on").alias("since")
    return rows.filter(pl.col("standing") == "broken").select("client_id", since)


def disputes_at(dataset: Dataset, as_of: dt.date) -> pl.DataFrame:
    """The disputes opened by `as_of`, with `closed_since` (null: open, or nobody knows) and `standing`: open, closed, or paid when the payment of the invoice closed it."""
    rows = dataset["disputes"].filter((pl.col("opened_on") <= as_of).fill_null(True))
    rows = rows.with_row_index("at")
    paid = _settled_on(dataset, rows["document_key"], as_of)
    rows = rows.join(paid, on="document_key", how="left", maintain_order="left")
    said = over_without_a_day(rows)
    over = (pl.col("closed_on") <= as_of) | said
    standing = (
        pl.when(over.fill_null(False))
        .then(pl.lit("closed"))
        .when(pl.col("settled_on").is_not_null())
        .then(pl.lit("paid"))
        .otherwise(pl.lit("open"))
    )
    since = pl.when(standing != "open").then(pl.coalesce("closed_on", pl.when(~said).then("settled_on")))
    found = rows.with_columns(standing.alias("standing"), since.alias("closed_since"))
    return found.drop("at", "settled_on")


def over_without_a_day(disputes: pl.DataFrame) -> pl.Expr:
    """Whether a dispute is said to be closed, no one knows since when."""
    closed = [t for t in disputes["state"].drop_nulls().unique().to_list() if dispute_closed(t)]
    return pl.col("state").is_in(closed).fill_null(False) & pl.col("closed_on").is_null()


def _words(frame: pl.DataFrame, meaning: Callable[[str], str | None]) -> pl.Expr:
    known = {t: v for t in frame["state"].drop_nulls().unique().to_list() if (v := meaning(t))}
    return pl.col("state").replace_strict(known, default=None, return_dtype=pl.String)


def _followed(dataset: Dataset, as_of: dt.date) -> pl.DataFrame:
    """The promises with `received`, `due` (what had to come; null when nobody can say) and `settled` (the invoice was paid whole in time)."""
    rows = dataset["promises"].with_row_index("at")
    receipts = _receipts(dataset, rows["client_id"]).filter(pl.col("day") <= as_of)
    mine = rows.select("at", "client_id", "document_key", "document_id", "made_on", "promised_on")
    pairs = mine.join(receipts, on="client_id", suffix=" paid")
    same = (
        pl.when(pl.col("document_key").is_not_null())
        .then(pl.col("document_key") == pl.col("document_key paid"))
        .when(pl.col("document_id").is_not_null())
        .then(pl.col("document_id") == pl.col("document_id paid"))
        .otherwise(~pl.col("credit"))
    )
    pairs = pairs.filter(same.fill_null(False))
    began = pl.coalesce("made_on", pl.lit(_DAY_ONE))
    undated = pl.col("day") == _DAY_ONE
    within = ((pl.col("day") >= began) | undated) & (pl.col("day") <= pl.col("promised_on")).fill_null(True)
    sums = pairs.group_by("at").agg(
        pl.col("amount").filter(within).sum().alias("received"),
        pl.col("amount").filter(~undated & (pl.col("day") < began)).sum().alias("earlier"),
        pl.col("amount")
        .filter((pl.col("day") <= pl.col("promised_on")).fill_null(True))
        .sum()
        .alias("whole"),
        (pl.col("currency").drop_nulls().n_unique() > 1).alias("mixed"),
    )
    gross = dataset.documents.select("document_key", "gross").filter(
        pl.col("document_key").is_in(rows["document_key"].drop_nulls().implode())
    )
    rows = rows.join(sums, on="at", how="left", maintain_order="left").join(
        gross, on="document_key", how="left", maintain_order="left"
    )
    nothing = pl.lit(0).cast(MONEY)
    lacking = (pl.col("gross") - pl.coalesce("earlier", nothing)).clip(0, None)
    due = pl.when(~pl.col("mixed").fill_null(False)).then(pl.coalesce("amount", lacking))
    return rows.with_columns(
        pl.coalesce("received", nothing).cast(MONEY).alias("received"),
        due.cast(MONEY).alias("due"),
        (pl.coalesce("whole", nothing) >= pl.col("gross")).fill_null(False).alias("settled"),
    ).drop("at", "earlier", "whole", "mixed", "gross")


def _receipts(dataset: Dataset, clients: pl.Series) -> pl.DataFrame:
    """What came from these clients, and what credit notes took off their invoices: client, invoice, day, amount, currency, `credit`."""
    who = pl.col("client_id").is_in(clients.unique().implode())
    day = pl.col("date").fill_null(_DAY_ONE).alias("day")
    payments = dataset.payments.filter(who).select(
        "client_id", "document_key", "document_id", day, "amount", "currency", pl.lit(False).alias("credit")
    )
    credited = dataset.documents.filter(who & pl.col("related_key").is_not_null()).select(
        "client_id",
        pl.col("related_key").alias("document_key"),
        pl.col("related_document").alias("document_id"),
        day,
        (-pl.col("gross")).cast(MONEY).alias("amount"),
        "currency",
        pl.lit(True).alias("credit"),
    )
    return pl.concat([payments, credited])


def _settled_on(dataset: Dataset, keys: pl.Series, as_of: dt.date) -> pl.DataFrame:
    """document_key and settled_on, the first day on which all of an invoice had come, for those where it had by `as_of`."""
    invoices = dataset.documents.filter(pl.col("document_key").is_in(keys.drop_nulls().unique().implode()))
    receipts = _receipts(dataset, invoices["client_id"]).filter(pl.col("day") <= as_of)
    rows = receipts.join(invoices.select("document_key", "gross"), on="document_key").sort(
        "day", maintain_order=True
    )
    total = pl.col("amount").cum_sum().over("document_key")
    whole = rows.with_columns(total.alias("total")).filter(pl.col("total") >= pl.col("gross"))
    return whole.group_by("document_key").agg(pl.col("day").min().alias("settled_on"))
