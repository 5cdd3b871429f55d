"""Invoices that a file writes once an instalment: the rows of a number with one date and several due dates made one document; it applies no payment."""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import polars as pl

from fiche.model import MONEY
from fiche.words import formatted

ADDED = (
    "net_amount", "gross_amount", "vat_amount", "before_discount_amount", "discount_amount", "cost", "delivery_cost", "open_amount",
)  # fmt: skip
CENT = Decimal("0.01")
_APART = ("unit_price",)


def is_schedule(key: list[str]) -> pl.Expr:
    """Rows of one client and number that are an invoice's instalments: one date, one identifier in the system (or none), as many due dates as rows, an amount above zero on each, and
    nothing said to be paid on them (what is paid comes from the payments; rows that say it of themselves stay documents of their own)."""

    def every(condition: pl.Expr) -> pl.Expr:
        return condition.all().over(key)

    def same(column: str) -> pl.Expr:
        return pl.col(column).n_unique().over(key) == 1

    amount = pl.coalesce("gross_amount", "net_amount")
    one_basis = every(pl.col("gross_amount").is_not_null()) | every(
        pl.col("gross_amount").is_null() & pl.col("net_amount").is_not_null()
    )
    unpaid = (
        pl.col("paid_date").is_null()
        & (pl.col("paid_amount").fill_null(0) == 0)
        & (pl.col("open_amount").is_null() | (pl.col("open_amount") == amount))
        & ~pl.col("said").is_in(["paid", "partial"]).fill_null(False)
    )
    plain = pl.col("quantity").is_null() & pl.col("unit_price").is_null()
    distinct = pl.col("due_date").n_unique().over(key) == pl.len().over(key)
    return (
        (pl.len().over(key) > 1)
        & every(pl.col("date").is_not_null() & pl.col("due_date").is_not_null())
        & distinct
        & one_basis
        & every((amount > 0).fill_null(False) & unpaid & plain)
        & every(pl.col("kind").is_null() | (pl.col("kind") == "invoice"))
        & same("date")
        & same("source_id")
        & same("currency")
    )


def put_together(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """One row per document: amounts added up, the last due date, and `schedule`; of the rest, what its first row to say something says."""
    part = formatted("{}={}", pl.col("due_date").cast(pl.String), pl.coalesce("gross_amount", "net_amount"))
    ordered = rows.sort("source_file", "source_sheet", "source_row", maintain_order=True)
    rest = [c for c in rows.columns if c not in (*ADDED, *key, "due_date", "schedule")]
    made = ordered.group_by(key, maintain_order=True).agg(
        *(pl.when(pl.col(c).count() > 0).then(pl.col(c).sum()).cast(MONEY).alias(c) for c in ADDED),
        *(pl.col(c).drop_nulls().first() for c in rest),
        pl.col("due_date").max(),
        part.sort_by("due_date").str.join(" ").alias("schedule"),
    )
    return made.select([*(c for c in rows.columns if c != "schedule"), "schedule"])


def gross_schedules(rows: pl.DataFrame) -> pl.DataFrame:
    """`schedule` with parts that add up to the document's gross: net ones grow with the taxes, each total to the cent."""
    if rows["schedule"].null_count() == len(rows):
        return rows
    pairs = rows.filter(pl.col("schedule").is_not_null()).select("document_key", "schedule", "gross")
    scaled = [(key, _scaled(text, gross)) for key, text, gross in pairs.iter_rows()]
    known = pl.DataFrame(scaled, schema={"document_key": pl.Int64, "scaled": pl.String}, orient="row")
    joined = rows.join(known, on="document_key", how="left", maintain_order="left")
    return joined.with_columns(pl.col("scaled").alias("schedule")).drop("scaled")


def current_schedules(documents: pl.DataFrame) -> pl.DataFrame:
    """`schedule` as it makes up the gross amount, which may have been converted or corrected since; none where a correction gave the invoice
    another due date than its last one, or made it a credit note."""
    if documents["schedule"].null_count() == len(documents):
        return documents
    last = pl.col("schedule").str.extract(r"(\d{4}-\d{2}-\d{2})=[^ ]*$").str.to_date("%Y-%m-%d")
    holds = (pl.col("kind") == "invoice") & (pl.col("gross") > 0) & (pl.col("due_date") == last)
    return gross_schedules(documents.with_columns(pl.when(holds).then("schedule").alias("schedule")))


def by_instalment(rows: pl.DataFrame) -> pl.DataFrame:
    """The other way round: each document with a schedule as one row an instalment, its amounts shared out so that they add up to the cent."""
    rows = current_schedules(rows)
    if rows["schedule"].null_count() == len(rows):
        return rows
    amounts = [name for name, dtype in rows.schema.items() if dtype == MONEY and name not in _APART]
    made = []
    for row in rows.to_dicts():
        if row["schedule"] is None:
            made.append(row)
            continue
        shares = {name: _shared(row["schedule"], row[name]) for name in amounts if row[name] is not None}
        for at, part in enumerate(row["schedule"].split(" ")):
            own = {name: share[at] for name, share in shares.items()}
            made.append(row | own | {"due_date": dt.date.fromisoformat(part[:10]), "schedule": None})
    return pl.DataFrame(made, schema=rows.schema, orient="row")


def _shared(text: str, whole: Decimal) -> list[Decimal]:
    return [Decimal(part[11:]) for part in _scaled(text, whole).split(" ")]


def _scaled(text: str, gross: Decimal) -> str:
    parts = [(part[:10], Decimal(part[11:])) for part in text.split(" ")]
    total, running, before = sum(amount for _, amount in parts), Decimal(0), Decimal(0)
    made = []
    for day, amount in parts:
        running += amount
        upto = (running * gross / total).quantize(CENT, ROUND_HALF_UP)
        made.append(f"{day}={upto - before}")
        before = upto
    return " ".join(made)
