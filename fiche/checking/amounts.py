"""The amounts of documents: gross, net and discounts, signed and to the cent, from headers, lines, rates and VAT; it dates nothing."""

import polars as pl

from fiche.checking.clients import Ledger, split
from fiche.checking.values import cents
from fiche.model import MONEY

AMOUNTS = ("net_amount", "gross_amount")
DISCOUNTS = ("discount_rate", "discount_amount", "before_discount_amount")


def from_lines(rows: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Amounts that the header lacks, from the lines: Σ of line amounts, else quantity × price × (1 − discount), to the cent."""
    priced = pl.col("quantity").fill_null(1.0) * pl.col("unit_price").cast(pl.Float64)
    rest = lines.filter(pl.col("own").is_null()) if "own" in lines.columns else lines
    if len(rest) == 0:
        return rows
    net = priced * (1 - pl.col("discount_rate").fill_null(0.0))
    rest = rest.with_columns(
        priced.alias("before"), pl.coalesce(pl.col("line_amount").cast(pl.Float64), net).alias("net")
    )
    has = pl.col("discount_rate").count() > 0
    # A document is rounded once, as invoicing tools do; its lines keep their fractions of a cent until then.
    sums = rest.group_by("document_key", maintain_order=True).agg(
        pl.when(pl.col("net").count() > 0).then(pl.col("net").sum()).alias("line_net"),
        pl.when(pl.col("line_gross_amount").count() > 0)
        .then(pl.col("line_gross_amount").sum())
        .cast(MONEY)
        .alias("line_gross"),
        pl.when(has & (pl.col("before").count() > 0)).then(pl.col("before").sum()).alias("line_before"),
    )
    sums = sums.with_columns(
        cents(sums["line_net"]).alias("line_net"), cents(sums["line_before"]).alias("line_before")
    )
    joined = rows.join(sums, on="document_key", how="left", maintain_order="left")
    none = pl.all_horizontal([pl.col(c).is_null() for c in AMOUNTS])
    return joined.with_columns(
        pl.when(none).then("line_net").otherwise("net_amount").alias("net_amount"),
        pl.when(none).then("line_gross").otherwise("gross_amount").alias("gross_amount"),
        pl.coalesce("before_discount_amount", pl.when(none).then("line_before")).alias(
            "before_discount_amount"
        ),
    ).drop("line_net", "line_gross", "line_before")


def amounts(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """`gross`, `net`, `net_is_gross`, `kind`: signed, never null. A row without any amount is set aside."""
    if len(rows):
        computed = (
            pl.col("quantity").fill_null(1.0)
            * pl.col("unit_price").cast(pl.Float64)
            * (1 - pl.col("discount_rate").fill_null(0.0))
        ).alias("c")
        rows = rows.with_columns(cents(rows.select(computed).to_series()).alias("computed"))
        none = pl.all_horizontal([pl.col(c).is_null() for c in AMOUNTS])
        rows = rows.with_columns(pl.when(none).then("computed").otherwise("net_amount").alias("net_amount"))
        tax = cents(
            rows.select((pl.col("net_amount").cast(pl.Float64) * pl.col("vat_rate")).alias("t")).to_series()
        )
        untaxed = cents(
            rows.select(
                (pl.col("gross_amount").cast(pl.Float64) / (1 + pl.col("vat_rate"))).alias("t")
            ).to_series()
        )
        rows = rows.with_columns(
            pl.coalesce("vat_amount", tax.alias("vat")).alias("tax"), untaxed.alias("untaxed")
        )
    else:
        rows = rows.with_columns(
            pl.lit(None, dtype=MONEY).alias("tax"), pl.lit(None, dtype=MONEY).alias("untaxed")
        )
    open_gross = pl.coalesce(
        "gross_amount",
        pl.when(pl.col("net_amount").is_null()).then(
            pl.col("open_amount") + pl.col("paid_amount").fill_null(0)
        ),
    )
    rows = rows.with_columns(
        pl.coalesce(open_gross, pl.col("net_amount") + pl.col("tax"), "net_amount").alias("gross"),
        pl.coalesce("net_amount", pl.col("gross_amount") - pl.col("vat_amount"), "untaxed", open_gross).alias(
            "net"
        ),
        (pl.col("net_amount").is_null() & pl.col("vat_amount").is_null() & pl.col("untaxed").is_null()).alias(
            "net_is_gross"
        ),
    )
    nothing, rows = split(rows, pl.col("gross").is_null())
    ledger.aside(
        nothing.drop(
            "said",
            "tax",
            "untaxed",
            "computed",
            "gross",
            "net",
            "net_is_gross",
            "document_key",
            "schedule",
            strict=False,
        ),
        "missing_amount",
    )
    _say_amounts(rows, ledger)
    credit = (pl.col("kind") == "credit_note") | (pl.col("gross") < 0)
    ledger.note(
        rows.filter((pl.col("gross") < 0) & (pl.col("kind").is_null() | (pl.col("kind") == "invoice"))),
        "negative_invoice",
        "gross",
        "gross",
    )
    sign = pl.when(credit).then(-1).otherwise(1)
    return rows.with_columns(
        pl.when(credit).then(pl.lit("credit_note")).otherwise(pl.lit("invoice")).alias("kind"),
        (pl.col("gross").abs() * sign).cast(MONEY).alias("gross"),
        (pl.col("net").abs() * sign).cast(MONEY).alias("net"),
    ).drop("tax", "untaxed", "computed", strict=False)


def _say_amounts(rows: pl.DataFrame, ledger: Ledger) -> None:
    """What the amounts are made of, once a sheet; and where net, VAT and gross do not add up."""
    three = pl.all_horizontal([pl.col(c).is_not_null() for c in ("net_amount", "vat_amount", "gross_amount")])
    wrong = rows.filter(
        three & ((pl.col("net_amount") + pl.col("vat_amount") - pl.col("gross_amount")).abs() > 0.02)
    )
    ledger.note(wrong, "amounts_disagree", "gross_amount", "gross_amount")
    net_only = rows.filter(pl.col("gross_amount").is_null() & pl.col("tax").is_null())
    for code, these in (("net_only", net_only), ("gross_only", rows.filter("net_is_gross"))):
        ledger.note(these.unique(["source_file", "source_sheet"], keep="first", maintain_order=True), code)


def discounts(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """`before_discount` and `discount`, signed like the document; null where the file says nothing of discounts.

    In a sheet that has a discount column, an empty cell is no discount. A rate of 100 % without an amount before discount is left out.
    """
    sheet = ["source_file", "source_sheet"]
    said = pl.any_horizontal([pl.col(c).is_not_null().any() for c in DISCOUNTS])
    alone = all(rows.select((pl.col(c) == pl.col(c).first()).all() for c in sheet).row(0))
    speaks = said if alone else said.over(sheet)
    net = pl.col("net").abs()
    rate = pl.col("discount_rate").fill_null(0.0)
    full = (rate >= 1) & pl.col("before_discount_amount").is_null() & pl.col("discount_amount").is_null()
    from_rate = rows.select(pl.when(rate < 1).then(net.cast(pl.Float64) / (1 - rate)).alias("b")).to_series()
    rows = rows.with_columns(cents(from_rate).alias("from_rate"), full.alias("full"))
    ledger.note(rows.filter("full"), "full_discount", "discount_rate", "discount_rate")
    before = pl.coalesce(
        pl.col("before_discount_amount").abs(),
        net + pl.col("discount_amount").abs(),
        pl.when(~pl.col("full")).then("from_rate"),
    )
    sign = pl.when(pl.col("gross") < 0).then(-1).when(pl.col("kind") == "credit_note").then(-1).otherwise(1)
    rows = rows.with_columns((pl.when(speaks).then(before) * sign).cast(MONEY).alias("before_discount"))
    return rows.with_columns((pl.col("before_discount") - pl.col("net")).cast(MONEY).alias("discount")).drop(
        "from_rate", "full"
    )
