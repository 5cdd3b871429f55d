"""An invoice that both accounting entries and a list of invoices tell of made one document: the entries say what it is worth and what is paid, the list completes."""

import json
from collections.abc import Sequence

import polars as pl

from fiche.checking.clients import Ledger
from fiche.checking.entries.pieces import APART
from fiche.dataset import FINDINGS_SCHEMA
from fiche.findings import FINDINGS
from fiche.i18n import money, number

# Of a typed row of entries, whether they say how it is settled (fiche.checking.entries.derived); null of any other row.
SETTLED = "settled"
UNSETTLED = pl.lit(None, dtype=pl.Boolean).alias(SETTLED)  # no entry tells of it
# What the entries say where they say anything, in typed rows and in stored ones; the list has the first word of everything else.
_LED = frozenset({
    "client_id", "client_name", "document_id", "kind", "date", "currency", "gross_amount", "net_amount", "vat_amount", "related_document",
    "document_key", "related_key", "gross", "net", "net_is_gross", "opening", SETTLED, "source_file", "source_sheet", "source_row", "known_as",
})  # fmt: skip
# What belongs to another amount: of no use where the two disagree.
_OF_AMOUNT = (
    "gross_amount", "net_amount", "vat_amount", "vat_rate", "before_discount_amount", "discount_amount", "discount_rate", "before_discount", "discount",
)  # fmt: skip
_KEY = ["client_id", "document_id"]
_ACCOUNT, _LETTER = '"CompteNum":', r'"EcritureLet":"[^"]'


def of_entries() -> pl.Expr:
    """Whether a stored document or payment comes from accounting entries: what it keeps of them says so."""
    return pl.col("extra").str.contains(_ACCOUNT, literal=True).fill_null(False)


def from_connection() -> pl.Expr:
    """Whether a stored document comes from a connection, which names it by its model and its number there («account.move,12»)."""
    return pl.col("source_id").str.contains(r"^[a-z_.]+,\d+$").fill_null(False)


def united(rows: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Typed `rows` (clients resolved, one row for one document of each file, `settled` null but for those of entries) where the rows of one client
    and one number, one of entries and the others not, are one. Numbers that begin again, more than 92 days apart, stay two documents. No row is
    set aside: a row of the list is part of the document. What was united is said once a sheet, and each amount that is not the entries’."""
    entries, others = rows.filter(pl.col(SETTLED).is_not_null()), rows.filter(pl.col(SETTLED).is_null())
    if entries.is_empty() or others.is_empty():
        return rows
    others = others.with_row_index("at")
    pairs = _pairs(entries, others)
    if pairs.is_empty():
        return rows
    told = others.join(pairs, on="at", how="semi")
    others = others.join(pairs, on="at", how="left", maintain_order="left")
    mine = entries.join(pairs.select(*_KEY), on=_KEY, how="semi", maintain_order="left")
    theirs = (
        others.filter(pl.col("number").is_not_null())
        .with_columns(pl.col("number").alias("document_id"))
        .select(rows.columns)
    )
    ledger.findings += [_said(told), disagreements(mine, theirs)]
    made = completed(mine, theirs)
    alone = entries.join(pairs.select(*_KEY), on=_KEY, how="anti", maintain_order="left")
    rest = others.filter(pl.col("number").is_null()).select(rows.columns)
    both = pl.concat([made.select(rows.columns), alone, rest])
    return both.sort("source_file", "source_sheet", "source_row", maintain_order=True)


def _pairs(entries: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """`at` of the rows of the list that entries tell of, with the client and the number of the entries (`number`, `document_id`): that number, or that
    number with the day, which a second document of one number has."""
    known = entries.filter(pl.col("opening").is_null()).select(
        *_KEY, pl.col("document_id").alias("number"), pl.col("date").alias("entered")
    )
    dated = pl.concat_str("document_id", pl.lit(" ("), pl.col("date").cast(pl.String), pl.lit(")"))
    asked = others.select("at", "client_id", "document_id", "date").drop_nulls("document_id")
    found = pl.concat(
        [
            asked.with_columns(dated.alias("document_id"), pl.lit(0).alias("way")),
            asked.with_columns(pl.lit(1).alias("way")),
        ]
    ).join(known, on=_KEY)
    near = (pl.col("date") - pl.col("entered")).dt.total_days().abs() <= APART
    found = found.filter(near.fill_null(True)).sort("at", "way").unique("at", keep="first")
    return found.select("at", "client_id", "document_id", "number").sort("at")


def completed(entries: pl.DataFrame, others: pl.DataFrame, leave: Sequence[str] = ()) -> pl.DataFrame:
    """The rows of `entries`, typed or stored, each completed by those of `others` of its client and number, those of its amount first. An amount that is not the entries’
    brings no discount nor tax. `leave`: columns of `entries` that stay as they are."""
    ranked = _beside(entries, others).sort("place", "differs", maintain_order=True)
    kept = [c for c in others.columns if c not in _KEY]
    silent = [c for c in _OF_AMOUNT if c in kept]
    ranked = ranked.with_columns(pl.when(~pl.col("differs")).then(c).alias(c) for c in silent)
    first = ranked.group_by(_KEY).agg(pl.col(c).drop_nulls().first().alias(f"{c} listed") for c in kept)
    joined = entries.join(first, on=_KEY, how="left", maintain_order="left")
    said = [
        pl.coalesce(*((c, f"{c} listed") if c in _LED else (f"{c} listed", c))).alias(c)
        for c in kept
        if c not in leave and c != "extra"
    ]
    texts = [_extra(mine, theirs) for mine, theirs in joined.select("extra", "extra listed").iter_rows()]
    extra = pl.Series("extra", texts, dtype=pl.String)
    return joined.with_columns(*said, extra).select(entries.columns)


def _extra(mine: str | None, theirs: str | None) -> str | None:
    if mine is None or theirs is None:
        return mine or theirs
    return json.dumps({**json.loads(mine), **json.loads(theirs)}, ensure_ascii=False, separators=(",", ":"))


def _beside(entries: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """`others` with the amount that their document has there and in the entries (`stated`, `entered`), and whether they differ: `differs`. Amounts in two currencies cannot be compared, and are none of
    the entries’."""
    stored = "gross" in entries.columns
    gross, net = ("gross", "net") if stored else ("gross_amount", "net_amount")
    own = entries.select(
        *_KEY,
        pl.col(gross).alias("entered"),
        pl.col(net).alias("entered net"),
        pl.col("currency").alias("entered in"),
        pl.col("kind").alias("entered as"),
    ).unique(_KEY, keep="first")
    joined = others.with_row_index("place").join(own, on=_KEY, how="left", maintain_order="left")
    tax = pl.col("vat_amount")
    whole = pl.col(gross) if stored else pl.coalesce(gross, pl.col(net) + tax)
    # A file that gives the net amount alone is compared by it.
    bare = pl.col("gross_amount").is_null() & pl.col("net_amount").is_not_null() & tax.is_null()
    stated = pl.when(bare).then(net).otherwise(whole)
    entered = pl.when(bare).then("entered net").otherwise("entered")
    foreign = (pl.col("currency") != pl.col("entered in")).fill_null(False)
    other_kind = (pl.col("kind") != pl.col("entered as")).fill_null(False)
    wrong = ((stated.abs() != entered.abs()) | other_kind).fill_null(False)
    return joined.with_columns(
        stated.alias("stated"), entered.alias("entered"), (wrong | foreign).alias("differs"), (wrong & ~foreign).alias("wrong")
    )  # fmt: skip


def disagreements(entries: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """A finding for each of `others` whose amount, in the same currency, is not that of the entries."""
    wrong = _beside(entries, others).filter("wrong")
    details = [
        f"{money(listed)} · {money(entered)}" for listed, entered in wrong.select("stated", "entered").iter_rows()
    ]  # fmt: skip
    return _findings(
        wrong, "entries_disagree", "gross_amount", wrong["document_id"], pl.Series(details, dtype=pl.String)
    )


def _said(told: pl.DataFrame) -> pl.DataFrame:
    """How many rows of each sheet are told by entries too."""
    sheets = told.group_by("source_file", "source_sheet", maintain_order=True).agg(
        pl.len().alias("rows"), pl.lit(None, dtype=pl.Int64).alias("source_row")
    )
    counts = pl.Series([number(n) for n in sheets["rows"]], dtype=pl.String)
    return _findings(
        sheets, "told_by_entries", None, counts, pl.Series([None], dtype=pl.String).new_from_index(0, len(sheets))
    )  # fmt: skip


def _findings(
    rows: pl.DataFrame, code: str, column: str | None, value: pl.Series, detail: pl.Series
) -> pl.DataFrame:
    known = {
        "code": pl.lit(code),
        "severity": pl.lit(FINDINGS[code].severity),
        "column": pl.lit(column),
        "value": pl.lit(value),
        "detail": pl.lit(detail),
    }
    place = ("source_file", "source_sheet", "source_row")
    return rows.select(
        known.get(c, pl.col(c) if c in place else pl.lit(None)).cast(t).alias(c)
        for c, t in FINDINGS_SCHEMA.items()
    )


def settled_by_entries(documents: pl.DataFrame, payments: pl.DataFrame) -> pl.Series:
    """The document_key of the stored documents of entries that say how these are settled: a letter, or any payment of their client."""
    payers = payments.filter(of_entries() & ~pl.col("implied").fill_null(False))["client_id"].unique()
    lettered = pl.col("extra").str.contains(_LETTER).fill_null(False)
    speaks = of_entries() & (lettered | pl.col("client_id").is_in(payers.implode()))
    return documents.filter(speaks)["document_key"]
