"""What a client's other accounts hold at the end of a ledger (bills, doubtful, advances, to be invoiced), said of each client; it changes no balance.

Source: the French chart of accounts. 413 and 416 are owed and in the client's balance; 418 is not invoiced yet and 419 is owed by us, and no law lets
either be set against what a client owes.
"""

import polars as pl

from fiche.checking.rows import finding
from fiche.dataset import FINDINGS_SCHEMA
from fiche.i18n import _, day, money
from fiche.model import MONEY

KINDS = (
    ("doubtful_client", "^416"),
    ("bills_receivable", "^413"),
    ("to_be_invoiced", "^(418|4198)"),
    ("advance_received", "^419[^8]?"),
)


def held(frame: pl.DataFrame) -> list[pl.DataFrame]:
    """Findings on the lines (fiche.checking.entries.lines): one for each client and kind of account that is not at nothing on the last day."""
    lines = _latest(
        frame.filter(pl.col("client_id").is_not_null() & (pl.col("is_client") | pl.col("is_beside")))
    )
    last = frame.select(pl.col("date").max()).item()
    kind = pl.coalesce(
        pl.when(pl.col("account").str.contains(pattern)).then(pl.lit(code)) for code, pattern in KINDS
    )
    totals = (
        lines.with_columns(kind.alias("code"))
        .filter(pl.col("code").is_not_null())
        .group_by("code", "client_id", maintain_order=True)
        .agg(
            pl.col("signed").sum(), pl.col("client_name", "source_file", "source_sheet", "source_row").last()
        )
        .filter(pl.col("signed") != 0)
    )
    if totals.is_empty():
        return []
    ours = pl.col("code") == "advance_received"
    totals = totals.with_columns(pl.when(ours).then(-pl.col("signed")).otherwise("signed").alias("signed"))
    said = _("{amount} au {day}")
    detail = [
        said.format(amount=money(cents), day=day(last)) if last is not None else money(cents)
        for cents in totals.select((pl.col("signed").cast(MONEY) / 100).cast(MONEY)).to_series()
    ]
    severities = {code: finding(code, "", "")["severity"][0] for code, _pattern in KINDS}
    whole = totals.with_columns(
        pl.col("code").replace_strict(severities, return_dtype=pl.String).alias("severity"),
        pl.lit("clients").alias("table"),
        pl.col("client_id").alias("record"),
        pl.col("client_name").alias("value"),
        pl.Series("detail", detail, dtype=pl.String),
    )
    missing = [pl.lit(None).alias(c) for c in FINDINGS_SCHEMA if c not in whole.columns]
    return [whole.with_columns(missing).select(list(FINDINGS_SCHEMA)).cast(FINDINGS_SCHEMA)]  # type: ignore[arg-type]


def _latest(lines: pl.DataFrame) -> pl.DataFrame:
    """The last opening and what follows it: an opening sums up the years before."""
    opened = lines["opens_on"].max()
    if opened is None:
        return lines
    return lines.filter(
        pl.when("opens").then(pl.col("opens_on") == opened).otherwise(pl.col("date") >= opened)
    )
