"""Invoices and credit notes with signed amounts, dates, discounts and due dates, from rows, lines and headers; it applies no payment."""

from collections.abc import Callable

import polars as pl

from fiche.checking.amounts import amounts, discounts, from_lines
from fiche.checking.beside import SETTLED, united
from fiche.checking.clients import Directory, Ledger, split
from fiche.checking.dues import ESTIMATED, estimated
from fiche.checking.instalments import gross_schedules, is_schedule, put_together
from fiche.model import MONEY
from fiche.vocabulary import kind_of, status_of

NO_SCHEDULE = pl.lit(None, dtype=pl.String).alias("schedule")
_LINE_SIGNS = ("description", "quantity", "unit_price")


def build_documents(
    rows: pl.DataFrame, lines: pl.DataFrame, directory: Directory, ledger: Ledger, month_first: bool = False
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The documents, one row each, with every derived column of the model but related_key, and the lines, each with its document_key.

    `month_first`: the other reading of «45 jours fin de mois», see fiche.terms.
    """
    rows = rows.with_columns(pl.coalesce("document_id", "source_id").alias("document_id"))
    rows = _posted(_with_their_client(rows), ledger)
    rows = directory.resolve(rows)
    nobody, rows = split(rows, pl.col("client_id").is_null())
    ledger.aside(nobody, "missing_client")
    rows, own_lines = _one_per_document(rows.with_columns(NO_SCHEDULE), ledger)
    rows = united(rows, ledger)
    rows = rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("document_key"))
    lines = _with_keys(rows, pl.concat([lines, own_lines], how="diagonal"), ledger)
    rows = gross_schedules(amounts(from_lines(rows, lines), ledger))
    lines = lines.filter(pl.col("document_key").is_in(rows["document_key"].implode()))
    return _due(discounts(rows, ledger), directory.clients, ledger, month_first), lines


def _with_their_client(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that name no client take that of the same document in the same sheet: exports name it on an order's first line only."""
    alone = (
        pl.col("client_id").is_null() & pl.col("client_name").is_null() & pl.col("document_id").is_not_null()
    )
    if len(rows) == 0 or not bool(rows.select(alone.any()).item()):
        return rows
    document = ["source_file", "source_sheet", "document_id"]
    one = pl.struct("client_id", "client_name").filter(~alone).n_unique().over(document) == 1
    first = [pl.col(c).drop_nulls().first().over(document).alias(c) for c in ("client_id", "client_name")]
    filled = rows.with_columns(first)
    take = rows.select((alone & one).fill_null(False)).to_series()
    return rows.with_columns(
        pl.when(take).then(filled[c]).otherwise(pl.col(c)).alias(c) for c in ("client_id", "client_name")
    )


def words(frame: pl.DataFrame, column: str, meaning: Callable[[str], str | None]) -> pl.Expr:
    """`column` through a function of its distinct texts."""
    known = {t: v for t in frame[column].drop_nulls().unique().to_list() if (v := meaning(t)) is not None}
    return pl.col(column).replace_strict(known, default=None, return_dtype=pl.String)


def _posted(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Without drafts, cancelled documents and quotes; `kind` becomes invoice, credit_note or null."""
    rows = rows.with_columns(
        words(rows, "payment_status", status_of).alias("said"), words(rows, "kind", kind_of).alias("kind")
    )
    for code, condition in (
        ("draft_document", pl.col("said") == "draft"),
        ("cancelled_document", pl.col("said") == "cancelled"),
        ("not_an_invoice", pl.col("kind") == "other"),
    ):
        aside, rows = split(rows, condition)
        ledger.aside(aside.drop("said"), code)
    return rows


def _one_per_document(rows: pl.DataFrame, ledger: Ledger) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of one client and number: repeats set aside, lines or instalments of one invoice put together, different invoices of one number kept apart."""
    numbered = pl.col("document_id").is_not_null() & pl.col(SETTLED).is_null()  # entries have theirs
    numbers = rows["document_id"].drop_nulls()
    if numbers.hash().n_unique() == len(numbers):  # no number comes twice, since no hash does
        return rows, _no_lines()
    several = numbered & (pl.len().over("client_id", "document_id", pl.col(SETTLED).is_null()) > 1)
    groups, single = split(rows, several)
    if len(groups) == 0:
        return rows, _no_lines()
    key = ["client_id", "document_id"]
    content = [c for c in groups.columns if c not in ("source_file", "source_sheet", "source_row", "said")]
    repeats, groups = split(groups, pl.int_range(pl.len()).over(content) > 0)
    ledger.aside(repeats.drop("said"), "duplicate_row")
    instalments, groups = split(groups, is_schedule(key))
    ledger.note(
        instalments.unique(key, keep="first", maintain_order=True), "instalments_merged", value="document_id"
    )
    single = pl.concat([single, put_together(instalments, key)]) if len(instalments) else single
    one_date = pl.col("date").n_unique().over(key) == 1
    line_like = pl.any_horizontal([pl.col(c).is_not_null() for c in _LINE_SIGNS])
    together = one_date & line_like.all().over(key) & (pl.len().over(key) > 1)
    merged, apart = split(groups, together)
    ledger.note(apart.filter(pl.len().over(key) > 1), "document_number_reused", value="document_id")
    if len(merged) == 0:
        return _in_file_order(pl.concat([single, apart])), _no_lines()
    ledger.note(merged.unique(key, keep="first", maintain_order=True), "lines_merged", value="document_id")
    return _in_file_order(pl.concat([single, apart, _put_together(merged, key)])), _as_lines(merged)


def _in_file_order(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.sort("source_file", "source_sheet", "source_row", maintain_order=True)


def _no_lines() -> pl.DataFrame:
    return pl.DataFrame(schema={"document_id": pl.String})


def _put_together(merged: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """One row per document: an amount that all its rows repeat is the document's; amounts that differ add up."""

    def total(name: str) -> pl.Expr:
        repeated = (pl.col(name).n_unique() == 1) & (pl.col("line_net").n_unique() > 1)
        return (
            pl.when(repeated)
            .then(pl.col(name).first())
            .when(pl.col(name).count() > 0)
            .then(pl.col(name).sum())
            .alias(name)
        )

    own = (pl.col("quantity").fill_null(1.0) * pl.col("unit_price").cast(pl.Float64)).round(4)
    frame = merged.with_columns(own.fill_null(pl.int_range(pl.len()).cast(pl.Float64)).alias("line_net"))
    additive = (
        "net_amount",
        "gross_amount",
        "vat_amount",
        "before_discount_amount",
        "discount_amount",
        "cost",
        "delivery_cost",
    )
    once = ("paid_amount", "open_amount")
    totals = [total(n).cast(MONEY) for n in additive] + [pl.col(n).first() for n in once]
    first = [
        pl.col(c).drop_nulls().first()
        for c in merged.columns
        if c not in (*additive, *once, *key, "quantity", "unit_price", "discount_rate")
    ]
    # What a line says of itself is no property of the invoice unless all its lines agree.
    line_only = [
        pl.when(pl.col("discount_rate").n_unique() == 1)
        .then(pl.col("discount_rate").first())
        .alias("discount_rate")
    ]
    result = frame.group_by(key, maintain_order=True).agg(*totals, *first, *line_only, _priced())
    return (
        result.with_columns(
            pl.coalesce("net_amount", pl.when(pl.col("gross_amount").is_null()).then("priced")).alias(
                "net_amount"
            ),
            pl.lit(None, dtype=pl.Float64).alias("quantity"),
            pl.lit(None, dtype=MONEY).alias("unit_price"),
        )
        .drop("priced")
        .select(merged.columns)
    )


def _priced() -> pl.Expr:
    """Σ quantity × price × (1 − discount), each line to the cent."""
    line = (
        pl.col("quantity").fill_null(1.0)
        * pl.col("unit_price").cast(pl.Float64)
        * (1 - pl.col("discount_rate").fill_null(0.0))
    )
    return (
        pl.when(pl.col("unit_price").count() > 0)
        .then(line.round(2).cast(MONEY).sum())
        .cast(MONEY)
        .alias("priced")
    )


def _as_lines(merged: pl.DataFrame) -> pl.DataFrame:
    """The rows of a document that came in several, as lines."""
    return merged.select(
        "document_id",
        pl.col("client_id").alias("of_client"),
        pl.col("description"),
        "quantity",
        "unit_price",
        "discount_rate",
        "source_file",
        "source_sheet",
        "source_row",
        pl.lit(True).alias("own"),
    )


def _with_keys(rows: pl.DataFrame, lines: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Lines with their document_key, by number or source identifier; lines of no known document are set aside."""
    if len(lines) == 0:
        return lines.with_columns(
            pl.lit(None, dtype=pl.Int64).alias("document_key"), pl.lit(None, dtype=pl.Boolean).alias("own")
        )
    for name, dtype in (("own", pl.Boolean), ("of_client", pl.String)):
        if name not in lines.columns:
            lines = lines.with_columns(pl.lit(None, dtype=dtype).alias(name))
    keys = pl.concat(
        [rows.select(pl.col(c).alias("document_id"), "document_key") for c in ("document_id", "source_id")]
    ).drop_nulls()
    keys = keys.unique().filter(~pl.col("document_id").is_duplicated())
    own_keys = rows.select(
        "document_id", pl.col("client_id").alias("of_client"), pl.col("document_key").alias("own_key")
    ).unique(["document_id", "of_client"], keep="first")
    lines = lines.drop("document_key", strict=False).join(
        keys, on="document_id", how="left", maintain_order="left"
    )
    lines = lines.join(own_keys, on=["document_id", "of_client"], how="left", maintain_order="left")
    lines = lines.with_columns(pl.coalesce("own_key", "document_key").alias("document_key"))
    orphans, lines = split(lines, pl.col("document_key").is_null())
    ledger.aside(orphans.drop("own_key", "document_key", "own", "of_client"), "orphan_line")
    return by_number(lines.drop("own_key", "of_client"), rows)


def by_number(rows: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """`rows` that name their document by its number, where they named it by the identifier of its system."""
    numbers = documents.select("document_key", pl.col("document_id").alias("number"))
    joined = rows.join(numbers, on="document_key", how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce("number", "document_id").alias("document_id")).drop("number")


def _due(rows: pl.DataFrame, clients: pl.DataFrame, ledger: Ledger, month_first: bool) -> pl.DataFrame:
    """`due_date`: the file's, else by terms, else none; see fiche.checking.dues."""
    rows = estimated(rows.with_columns(pl.lit(None, dtype=pl.Boolean).alias(ESTIMATED)), clients, month_first)
    invoices = rows.filter(pl.col("kind") == "invoice")
    undated = pl.col("date").is_null() & pl.col("opening").is_null()
    ledger.note(rows.filter(undated), "undated_document", "date", "document_id")
    ledger.note(invoices.filter(pl.col("due_date").is_null()), "no_due_date", "due_date", "document_id")
    return rows


def relate_credit_notes(documents: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """`related_key`, and a word on credit notes whose invoice is not there."""
    documents = relate(documents)
    unknown = (
        (pl.col("kind") == "credit_note")
        & pl.col("related_document").is_not_null()
        & pl.col("related_key").is_null()
    )
    ledger.note(documents.filter(unknown), "credit_unknown_invoice", "related_document", "related_document")
    return documents


def relate(documents: pl.DataFrame) -> pl.DataFrame:
    """`related_key`: the invoice of the same client that a credit note names."""
    documents = documents.drop("related_key", strict=False)
    if documents["related_document"].null_count() == len(documents):
        return documents.with_columns(pl.lit(None, dtype=pl.Int64).alias("related_key"))
    invoices = documents.filter(pl.col("kind") == "invoice").select(
        "client_id",
        pl.col("document_id").alias("related_document"),
        pl.col("document_key").alias("related_key"),
    )
    invoices = invoices.drop_nulls().unique(
        ["client_id", "related_document"], keep="first", maintain_order=True
    )
    documents = documents.join(
        invoices, on=["client_id", "related_document"], how="left", maintain_order="left"
    )
    return documents.with_columns(
        pl.when(pl.col("kind") == "credit_note").then("related_key").alias("related_key")
    )
