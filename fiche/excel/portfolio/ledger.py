"""The values of the documents, payments and disputes sheets: what the file says, and what each formula gives, all rows at once.

Results are the analysis's own; the hidden helpers are worked out here as their formulas do (fiche.excel.portfolio.blocks), to the cent.
"""

import datetime as dt
from collections.abc import Mapping

import polars as pl

from fiche.analysis.days import months_before
from fiche.analysis.metric import SOLD
from fiche.excel.portfolio.arrange import Arranged
from fiche.excel.stamp import COMPUTED, carried_keys
from fiche.excel.words import BUCKETS, KINDS, ORIGINS, PAYMENT, STATUSES, YES
from fiche.model import MONEY

UNDATED, NEVER = (
    9_999_999,
    999_999,
)  # what formulas write for an undated application, and for an instalment not filled yet
_DAY_ZERO = 25_569


def _said(words: Mapping[str, object], language: str) -> dict[str, str]:
    return {code: pair[language] for code, pair in words.items()}  # type: ignore[index]


def _serial(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Int64) + _DAY_ZERO


def documents(
    rows: pl.DataFrame, movements: pl.DataFrame, disputes: pl.DataFrame, as_of: dt.date, buckets: Mapping[str, str], language: str
) -> pl.DataFrame:  # fmt: skip
    """The columns of the documents block for some rows of it, in any number. `movements`: as `payments` gives them; `buckets`: names by code."""
    received = movements.group_by("document_key").agg(
        pl.col("applied").sum().alias("received"),
        (pl.col("date").is_null() | pl.col("given").is_not_null()).any().alias("odd"),
    )
    open_disputes = (
        disputes.filter("open_now").group_by("document_key").agg(pl.len().cast(pl.Int64).alias("contested"))
    )
    rows = rows.join(received, on="document_key", how="left", maintain_order="left")
    rows = rows.join(open_disputes, on="document_key", how="left", maintain_order="left")
    credit, counted = pl.col("kind") != "invoice", pl.col("counted")
    left = pl.when(credit).then(0).otherwise("open_amount").cast(MONEY)
    applied = pl.when(credit).then("applied").otherwise(pl.col("gross") - left).cast(MONEY)
    rows = rows.with_columns(
        pl.when(counted).then(left).alias("open"),
        pl.when(counted).then(applied).alias("applied"),
        pl.when(credit).then(pl.when(counted).then("unapplied").otherwise(0)).cast(MONEY).alias("unapplied"),
        pl.when("counted").then("days_late").alias("days"),
        pl.when(counted & pl.col("pay_first").is_not_null()).then("paid_on").alias("settled"),
        pl.when(pl.col("dis_first").is_not_null()).then(pl.col("contested").fill_null(0)).alias("contested"),
        pl.when(pl.col("pay_first").is_not_null()).then(pl.col("received").fill_null(0)).alias("received"),
        pl.when(pl.col("given_at").is_not_null()).then(pl.when(counted).then(pl.col("applied") + pl.col("received").fill_null(0)).otherwise(0)).cast(MONEY).alias("given"),
    )  # fmt: skip
    year_ago = pl.lit(months_before(as_of, 12))
    return rows.select(
        "client_id",
        pl.col("name").alias("client_name"),
        pl.col("document_id").alias("number"),
        pl.col("kind").replace_strict(_said(KINDS, language)).alias("kind"),
        "date",
        pl.col("due_date").alias("due"),
        "net", "gross", "applied", "open", "days",
        pl.col("bucket").replace_strict({**buckets, **_said(BUCKETS, language)}, default=None).alias("bucket"),
        _status(as_of, language).alias("status"),
        "settled", "unapplied",
        pl.when((pl.col("settled") > year_ago) & pl.col("date").is_not_null()).then((pl.col("settled") - pl.col("date")).dt.total_days()).alias("payment_days"),
        "delay_days", "description",
        pl.col("before_discount").alias("before"),
        "discount",
        pl.when(credit).then(pl.col("related_document")).alias("related"),
        pl.col("payment_status").alias("file_status"),
        pl.when("disputed").then(pl.lit(YES[language])).alias("disputed"),
        "currency",
        counted.cast(pl.Int64).alias("scope"),
        "received",
        _bought().alias("bought"),
        "contested", "given",
        _hard().alias("hard"),
        pl.when(pl.col("seq") > 1).then(1).cast(pl.Int64).alias("further"),
        _ahead().alias("ahead"),
        pl.when(pl.col("seq") > 1).then((pl.col("received").fill_null(0) < _ahead()).cast(pl.Int64)).alias("behind"),
        _cleared(as_of).alias("cleared"),
        pl.when(pl.col("seq") == 1).then(carried_keys(pl.col("record"))).otherwise(pl.lit(COMPUTED)).alias("record"),
        "pay_first", "pay_last", "dis_first", "dis_last", "given_at",
    )  # fmt: skip


def _status(as_of: dt.date, language: str) -> pl.Expr:
    """The row's own status, as its formula says it."""
    words = _said(STATUSES, language)
    contested = pl.col("disputed").fill_null(False) | (pl.col("contested") > 0).fill_null(False)
    return (
        pl.when(~pl.col("counted") & (pl.col("date") > as_of)).then(pl.lit(words["future"]))
        .when(~pl.col("counted")).then(pl.lit(words["other"]))
        .when(pl.col("open") + pl.col("unapplied").fill_null(0) == 0).then(pl.lit(words["paid"]))
        .when((pl.col("open") > 0) & contested).then(pl.lit(words["disputed"]))
        .when(pl.col("days").is_not_null()).then(pl.lit(words["late"]))
        .when(pl.col("applied") != 0).then(pl.lit(words["partial"]))
        .otherwise(pl.lit(words["pending"]))
    )  # fmt: skip


def _ahead() -> pl.Expr:
    """What the instalments before ask for; rows of a document stand together."""
    return (
        pl.when(pl.col("seq") > 1)
        .then(_running(pl.col("gross"), pl.col("seq") == 1) - pl.col("gross"))
        .cast(MONEY)
    )


def _running(amount: pl.Expr, first: pl.Expr | str) -> pl.Expr:
    """The sum from the nearest `first` row above, that one included."""
    total = amount.cum_sum()
    return total - pl.when(first).then(total - amount).forward_fill()


def _hard() -> pl.Expr:
    """The day that a document was settled, 0 while it is not, where more than its payments' days is needed to say it: an invoice in instalments, one
    that a credit note or an undated payment reduces."""
    scheduled = pl.col("scheduled").fill_null(False)
    wanted = (
        (scheduled | pl.col("odd").fill_null(False))
        & pl.col("pay_first").is_not_null()
        & (pl.col("kind") == "invoice")
    )
    return pl.when(wanted).then(_serial("settled").fill_null(0))


def _cleared(as_of: dt.date) -> pl.Expr:
    filled = pl.when(pl.col("cleared_on") <= as_of).then(_serial("cleared_on")).otherwise(NEVER)
    return pl.when(pl.col("scheduled") & pl.col("pay_first").is_not_null()).then(filled)


def _bought() -> pl.Expr:
    """Whether a row is the first sale of a client's day."""
    same = pl.all_horizontal(
        pl.col(c).eq_missing(pl.col(c).shift()) for c in ("client_id", "date", "currency")
    )
    counts = pl.col("counted") & SOLD & pl.col("date").is_not_null()
    return (counts & ~same).cast(pl.Int64)


def payments(rows: pl.DataFrame, as_of: dt.date, language: str) -> pl.DataFrame:
    """The columns of the payments block, with document_key and what the documents need of them."""
    aimed, credit = pl.col("doc_first").is_not_null(), pl.col("source") == "credit_note"
    counted = pl.when("counted").then("amount").otherwise(0).cast(MONEY)
    there = pl.col("doc_date").is_null() | (pl.col("doc_date") <= as_of)
    rows = rows.with_columns(
        counted.alias("paid"),
        pl.when(there & aimed).then(counted).otherwise(0).cast(MONEY).alias("usable"),
        pl.when(pl.col("counted") & there & aimed).then("applied").otherwise(0).cast(MONEY).alias("applied"),
        pl.when(aimed).then(pl.max_horizontal(pl.col("doc_date"), pl.col("date"))).alias("day"),
    )
    group = pl.when(aimed).then(pl.col("document_key")).otherwise(-1 - pl.col("source_key"))
    running = _running(pl.when(aimed).then("usable").otherwise("paid"), "first").cast(MONEY)
    origin = pl.when("assumed").then(pl.lit("assumed")).when(pl.col("implied").fill_null(False)).then(pl.lit("implied")).otherwise(pl.lit("file"))  # fmt: skip
    rows = rows.with_columns((group != group.shift()).fill_null(True).alias("first"))
    rows = rows.with_columns(running.alias("running"))
    return rows.select(
        "client_id",
        pl.col("name").alias("client_name"),
        pl.coalesce("document_id", "aimed_at").alias("document"),
        pl.when(credit).then(pl.lit(KINDS["credit_note"][language])).otherwise(pl.lit(PAYMENT[language])).alias("kind"),
        "date", "amount", "applied",
        pl.when(~credit).then(pl.col("applied") - pl.col("paid")).cast(MONEY).alias("left"),
        "method", "reference",
        pl.coalesce("payment_id", "source_number").alias("number"),
        pl.when(origin != "file").then(origin.replace_strict(_said(ORIGINS, language), default=None)).alias("origin"),
        "currency",
        pl.when(aimed).then("room").alias("room"),
        pl.col("paid").alias("counted"),
        "running",
        pl.when(~pl.col("first")).then(1).cast(pl.Int64).alias("again"),
        pl.when(aimed & (pl.col("doc_kind") != "invoice")).then(1).cast(pl.Int64).alias("refund"),
        pl.when((pl.col("doc_date") > pl.col("date")).fill_null(pl.col("doc_date").is_not_null())).then(_serial("doc_date")).alias("from"),
        _held().alias("held"),
        pl.when(credit).then("applied").alias("given"),
        pl.when(credit | pl.col("implied").fill_null(False)).then(pl.lit(COMPUTED)).otherwise(carried_keys(pl.col("record"))).alias("record"),
        "document_key", "doc_first", "doc_last", "lot_first", "source_at",
    )  # fmt: skip


def _held() -> pl.Expr:
    """What an invoice in instalments holds at the end of each of its days; −1 on the rows of a day but the last."""
    within = ~pl.col("first").shift(-1)
    same_day = pl.col("day").shift(-1).eq_missing(pl.col("day"))
    most = (
        pl.when(pl.col("running") > pl.col("room"))
        .then("room")
        .when(pl.col("running") < 0)
        .then(0)
        .otherwise("running")
    )
    held = pl.when((within & same_day).fill_null(False)).then(-1).otherwise(most).cast(MONEY)
    return pl.when(pl.col("lot_first").is_not_null()).then(held)


def disputes(rows: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """The columns of the disputes block, with document_key and whether each is open at the date (`open_now`)."""
    begun = pl.col("opened_on").is_null() | (pl.col("opened_on") <= as_of)
    going = pl.col("closed_on").is_null() | (pl.col("closed_on") > as_of)
    now = pl.col("counts") & begun & going
    return rows.select(
        "client_id",
        pl.col("name").alias("client_name"),
        pl.col("document_id").alias("document"),
        pl.col("opened_on").alias("opened"),
        pl.col("closed_on").alias("closed"),
        pl.col("dispute_reason").alias("reason"),
        "amount", "state",
        now.cast(pl.Int64).alias("open"),
        pl.col("counts").cast(pl.Int64),
        carried_keys(pl.col("record")).alias("record"),
        "document_key",
        now.alias("open_now"),
    )  # fmt: skip


def named(placed: Arranged, currency: str | None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Documents and movements with the names of clients and the numbers of documents that their rows show; without currencies where `currency` is the
    only one (None: there are several)."""
    names = placed.clients.select("client_id", "name")
    related = placed.documents.filter(pl.col("seq") == 1).select(
        pl.col("document_key").alias("related_key"), pl.col("document_id").alias("related_number")
    )
    movements = placed.movements.join(names, on="client_id", how="left", maintain_order="left")
    documents = placed.documents.join(names, on="client_id", how="left", maintain_order="left")
    documents = documents.join(related, on="related_key", how="left", maintain_order="left")
    told = pl.coalesce("related_document", "related_number").alias("related_document")
    alone = pl.lit(None, dtype=pl.String).alias("currency") if currency else pl.col("currency")
    return documents.with_columns(told, alone), movements.with_columns(alone)
