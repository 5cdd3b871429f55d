"""Client lines to invoices, credit notes, opening balances and payments, each with its exact amount; it applies no payment to anything.

What a line becomes is asked of its entry: within a piece of the entry where that balances, else within the whole entry.
"""

from dataclasses import dataclass

import polars as pl

from fiche.checking.entries.lines import ENTRY
from fiche.checking.entries.transfers import UNIT, doubtful, lettered, settled
from fiche.words import comparable

_SALES = r"^(v|ve|vt|ven|vte|vtes|vent|fac|fa|inv|sal|sales)\b|vente|factur|sale|invoice"
_CREDIT_NOTE = r"\bavoirs?\b|\bcredit notes?\b|\bretours?\b"
APART = 92  # days from which one number of one client is two documents: numbers begin again each year
_NUMBERED = r"[A-Za-z].*\d|\d.*[A-Za-z]"


@dataclass(frozen=True)
class Pieces:
    """`documents` and `payments`: one row each, amounts in cents (Int64), with the columns of the line that stands for it. `used`: for each line of the
    ledgers, whether it is part of one."""

    documents: pl.DataFrame
    payments: pl.DataFrame
    used: pl.Series


def pieces(frame: pl.DataFrame) -> Pieces:
    """What the lines (fiche.checking.entries.lines) are made into. Σ of documents − Σ of payments is Σ of the client lines, always."""
    frame = frame.with_row_index("at")
    touched = frame.select(pl.col("is_client").any().over(ENTRY)).to_series().fill_null(False)
    near = _with_units(frame.filter(touched))
    used = pl.Series("used", [False]).new_from_index(0, len(frame)).scatter(near["at"], near["near"])
    sums = _sums(near)
    sold = bool(frame["account"].str.starts_with("7").any())
    mine = near.filter("is_client").join(sums, on=UNIT, how="left", maintain_order="left")
    mine = lettered(mine)
    openings = mine.filter("opens")
    rest = mine.filter(~pl.col("opens"))
    sales = _is_sale(rest, sold=sold)
    split = sales & pl.Series(rest["cash"])
    documents = rest.filter(sales & ~split | (split & (rest["signed"] > 0)))
    payments = settled(rest.filter(~sales | (split & (rest["signed"] <= 0))))
    made = pl.concat([_documents(documents, sold=sold), _openings(openings)], how="diagonal")
    made = made.with_columns(doubtful(made, mine))
    return Pieces(made, payments.with_columns((-pl.col("signed")).alias("amount_cents")), used)


def _with_units(near: pl.DataFrame) -> pl.DataFrame:
    """`unit`: what balances by itself and holds the line; `near`: whether it holds a client's line too. An opening line is alone."""
    near = near.with_columns(
        pl.struct(*ENTRY).hash(1).alias("of_entry"), pl.struct(*ENTRY, "piece").hash(2).alias("of_piece")
    )
    near = near.with_columns(
        pl.when(pl.col("signed").sum().over("of_piece") == 0)
        .then("of_piece")
        .otherwise("of_entry")
        .alias(UNIT)
    )
    held = pl.col("is_client").any().over(UNIT)
    return near.with_columns((pl.when("opens").then("is_client").otherwise(held)).alias("near"))


def _sums(near: pl.DataFrame) -> pl.DataFrame:
    """What each unit holds beside the client's lines, in cents: products, VAT; whether money moves in it; what its client lines add up to; whether it
    invoices what was accrued before (418, credit notes 4198), or an advance (419)."""
    account, credit = pl.col("account"), -pl.col("signed")
    return near.group_by(UNIT).agg(
        credit.filter(account.str.starts_with("7")).sum().alias("products"),
        account.str.starts_with("7").any().alias("sold"),
        credit.filter(account.str.starts_with("445")).sum().alias("vat"),
        account.str.contains("^(5[0-8]|467)").any().alias("cash"),
        account.str.contains("^(418|4198)").any().alias("accrued"),
        account.str.contains("^419[^8]?").any().alias("advance"),
        pl.col("signed").filter(pl.col("is_client")).sum().alias("of_clients"),
        pl.struct("client_id", "piece").filter(pl.col("is_client")).n_unique().alias("shares"),
    )


def _is_sale(rest: pl.DataFrame, *, sold: bool) -> pl.Series:
    """The lines of a unit with a product, or that invoices without money what is no product yet or no longer; in a ledger of clients alone, what the side
    and the journal say."""
    if sold:
        billed = pl.col("accrued") | (pl.col("advance") & (pl.col("of_clients") > 0))
        return rest.select(pl.col("sold") | (billed & ~pl.col("cash"))).to_series().fill_null(False)
    journal = rest.select(
        comparable(
            pl.concat_str(pl.col("journal").fill_null(""), pl.lit(" "), pl.col("journal_name").fill_null(""))
        ).str.contains(_SALES)
        | comparable(pl.col("label")).str.contains(_CREDIT_NOTE)
    ).to_series()
    told = rest["journal"].is_not_null().any()
    return journal.fill_null(False) if told else (journal.fill_null(False) | (rest["signed"] > 0))


def _documents(lines: pl.DataFrame, *, sold: bool) -> pl.DataFrame:
    """One row per unit, client and piece: what it is worth, and its share of the products and of the VAT."""
    ordered = lines.sort(*ENTRY, "piece", "signed", "label", "source_file", "source_row", nulls_last=True)
    first = [
        pl.col(c).first()
        for c in ordered.columns
        if c not in (UNIT, "client_id", "piece", "signed", "letter", "lettering")
    ]
    made = ordered.group_by(UNIT, "client_id", "piece", maintain_order=True).agg(
        pl.col("signed").sum().alias("gross_cents"),
        pl.col("letter", "lettering").drop_nulls().first(),
        *first,
    )
    whole = (pl.col("of_clients") == pl.col("gross_cents")) | (pl.col("shares") == 1)
    part = pl.col("gross_cents") / pl.when(pl.col("of_clients") == 0).then(None).otherwise(
        pl.col("of_clients")
    )

    def share(column: str) -> pl.Expr:
        """The whole for one document; else in proportion, the cents left over to the largest."""
        rounded = (pl.col(column) * part).round().fill_null(0).cast(pl.Int64)
        left = pl.col(column).first().over(UNIT) - rounded.sum().over(UNIT)
        largest = pl.int_range(pl.len()).over(UNIT, order_by=[-pl.col("gross_cents").abs()]) == 0
        return (
            pl.when(whole).then(pl.col(column)).otherwise(rounded + pl.when(largest).then(left).otherwise(0))
        )

    if not sold:
        return made.with_columns(
            pl.lit(None, dtype=pl.Int64).alias("net_cents"), pl.lit(None, dtype=pl.Int64).alias("vat_cents")
        )
    accrued = ~pl.col("sold") & pl.col("accrued")
    made = made.with_columns(
        pl.when(accrued).then(pl.col("of_clients") - pl.col("vat")).otherwise("products").alias("products")
    )
    return made.with_columns(share("products").alias("net_cents"), share("vat").alias("vat_cents"))


def _openings(lines: pl.DataFrame) -> pl.DataFrame:
    """One row per client, day and piece carried forward; nothing of those that add up to nothing."""
    ordered = lines.sort(*ENTRY, "piece", "signed", "label", "source_file", "source_row", nulls_last=True)
    first = [
        pl.col(c).first()
        for c in ordered.columns
        if c not in ("client_id", "opens_on", "piece", "signed", "letter", "lettering")
    ]
    made = ordered.group_by("client_id", "opens_on", "piece", maintain_order=True).agg(
        pl.col("signed").sum().alias("gross_cents"),
        pl.col("letter", "lettering").drop_nulls().first(),
        *first,
    )
    made = made.filter(pl.col("gross_cents") != 0)
    return made.with_columns(
        pl.lit(0, dtype=pl.Int64).alias("net_cents"), pl.lit(None, dtype=pl.Int64).alias("vat_cents")
    )


def numbered(documents: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """`documents` with `document_id`, unique for a client: the entry's number where it is one of a document and the label or the piece say so, else
    the piece's, else the journal's own. A number that the client has already, on another day (`known`: client_id, document_id, date), gets its day.
    """
    entry, piece = pl.col("entry").str.strip_chars(), pl.col("piece").str.strip_chars()
    valid = piece.str.contains(r"\d").fill_null(False)
    said = pl.col("label").str.contains(entry, literal=True).fill_null(False)
    letters = entry.str.contains(_NUMBERED).fill_null(False)
    fits = (letters & (~valid | said)).cast(pl.Float64)
    share = fits.filter(letters).mean().over("source_file") if len(documents) else pl.lit(0.0)
    by_entry = letters & (~valid | said | (share.fill_null(0) >= 0.8))
    fallback = pl.concat_str(
        pl.col("journal"), entry, pl.col("date").cast(pl.String), separator=" ", ignore_nulls=True
    )
    opening = pl.concat_str(
        pl.lit("AN"),
        pl.col("opens_on").cast(pl.String),
        "client_id",
        pl.when(valid).then(piece),
        separator=" ",
        ignore_nulls=True,
    )
    number = (
        pl.when("opens").then(opening).when(by_entry).then(entry).when(valid).then(piece).otherwise(fallback)
    )
    frame = documents.with_columns(number.alias("document_id"))
    frame = frame.sort(
        "client_id", "document_id", "on", "date", "gross_cents", "journal", "entry", "label", nulls_last=True
    )
    earlier = known.select(
        "client_id", "document_id", pl.col("date").alias("known_on"), pl.lit(True).alias("there")
    )
    earlier = earlier.unique(["client_id", "document_id"], keep="first", maintain_order=True)
    frame = frame.join(earlier, on=["client_id", "document_id"], how="left", maintain_order="left")
    apart = (pl.col("known_on") - pl.col("on")).dt.total_days().abs() > APART
    other = pl.col("there").fill_null(False) & apart.fill_null(False) & ~pl.col("opens")
    again = (pl.int_range(pl.len()).over("client_id", "document_id") > 0) | other
    dated = pl.concat_str(
        "document_id", pl.lit(" ("), pl.col("on").cast(pl.String).fill_null("?"), pl.lit(")")
    )
    frame = frame.with_columns(pl.when(again).then(dated).otherwise("document_id").alias("document_id"))
    nth = pl.int_range(1, pl.len() + 1).over("client_id", "document_id")
    return frame.with_columns(
        pl.when(nth > 1)
        .then(pl.concat_str("document_id", pl.lit(" n"), nth.cast(pl.String)))
        .otherwise("document_id")
        .alias("document_id")
    ).drop("known_on", "there")
