"""Electronic invoices, typed, to what they are for us: sales or purchases, one row for one invoice, its buyer under the number that it has; it reads no file.

Source: EN 16931-1. The direction is said by the seller's number, ours or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import polars as pl

from fiche.checking import dues
from fiche.checking.clients import Ledger, build_clients, split
from fiche.checking.rows import TypedSheet, finding
from fiche.dataset import FINDINGS_SCHEMA, Dataset
from fiche.errors import MatchingRefused
from fiche.model import MONEY
from fiche.sources.e_invoices import BUYER_NUMBER, NAME, PAYABLE, SELLER, SELLER_LEGAL, SELLER_VAT, TYPE
from fiche.words import comparable, formatted

CORRECTIVE = "384"
OFFERED = 12  # sellers among whom one says who one is
OTHERS = ("source_file", "source_sheet", "source_row", "extra")


def of_e_invoices(
    sheets: Sequence[TypedSheet], known: Dataset | None, own_siren: str, usual_terms: int
) -> list[TypedSheet]:
    """`sheets`, those of electronic invoices with their purchases and repeats set aside, their clients found, what is prepaid as paid on the day.

    `own_siren`: ours, «» when it is not known: then the only seller is us, or the only buyer. Raises MatchingRefused («own_siren_needed»).
    """
    mine = [
        s
        for s in sheets
        if s.match.recognised is not None and s.match.recognised.source == NAME and len(s.frame)
    ]
    if not mine:
        return list(sheets)
    whole = pl.concat([s.frame for s in mine])
    own = _ours(whole, "".join(c for c in own_siren if c.isdigit()))
    listed = _listed([s for s in sheets if s not in mine], known)
    return [_completed(s, own, listed, usual_terms) if s in mine else s for s in sheets]


def parties(sheets: Sequence[TypedSheet]) -> tuple[frozenset[str], frozenset[str]]:
    """The SIRENs of the sellers and those of the buyers of the electronic invoices."""
    found: tuple[set[str], set[str]] = (set(), set())
    for sheet in sheets:
        if sheet.match.recognised is not None and sheet.match.recognised.source == NAME:
            for place, numbers in enumerate(
                (
                    _sirens(_said(SELLER_LEGAL), _said(SELLER_VAT)),
                    _sirens(pl.col("siret"), pl.col("vat_number")),
                )
            ):
                found[place].update(
                    sheet.frame.select(pl.coalesce(numbers).alias("siren")).to_series().drop_nulls()
                )
    return frozenset(found[0]), frozenset(found[1])


def _said(header: str) -> pl.Expr:
    """What a row says under a header that is no column of ours."""
    return pl.col("extra").str.json_path_match(f"$['{header}']")


@dataclass(frozen=True)
class _Own:
    """How our own invoices are told: by our SIREN, else by the name of the only seller (`assumed`), or by none when the only buyer is us."""

    siren: str = ""
    seller: str = ""
    assumed: bool = False

    def sold(self) -> pl.Expr:
        """Whether a row is a sale of ours."""
        if self.siren:
            numbers = _sirens(_said(SELLER_LEGAL), _said(SELLER_VAT))
            return pl.any_horizontal([(n == self.siren).fill_null(False) for n in numbers])
        return (comparable(_said(SELLER)) == self.seller).fill_null(False) if self.assumed else pl.lit(False)

    def stranger(self) -> pl.Expr:
        """Whether a row that is no sale of ours may be one: its seller bears no valid number, and its buyer is not us."""
        if not self.siren:
            return pl.lit(False)
        seller = pl.coalesce(_sirens(_said(SELLER_LEGAL), _said(SELLER_VAT)))
        buyers = [(n == self.siren).fill_null(False) for n in _sirens(pl.col("siret"), pl.col("vat_number"))]
        foreign = _said(SELLER_VAT).str.contains("^[A-Z]{2}") & ~_said(SELLER_VAT).str.starts_with("FR")
        return seller.is_null() & ~pl.any_horizontal(buyers) & ~foreign.fill_null(False)


def _sirens(legal: pl.Expr, vat: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The SIREN that the legal number (SIREN or SIRET) and the French VAT number hold: they should agree, and do not always."""
    digits, number = legal.str.replace_all(r"\s", ""), vat.str.replace_all(r"\s", "").str.to_uppercase()
    return (
        pl.when(digits.str.contains(r"^(\d{9}|\d{14})$")).then(digits.str.slice(0, 9)),
        pl.when(number.str.contains(r"^FR\w\w\d{9}$")).then(number.str.slice(4)),
    )


def _ours(rows: pl.DataFrame, siren: str) -> _Own:
    if siren:
        return _Own(siren)
    sellers = rows.select(comparable(_said(SELLER)).fill_null("")).to_series().unique()
    if len(sellers) == 1:
        return _Own(seller=str(sellers[0]), assumed=True)
    if rows.select(comparable(pl.col("client_name")).n_unique()).item() == 1:
        return _Own()
    raise MatchingRefused("own_siren_needed", companies=_sellers(rows))


def _sellers(rows: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """(SIREN, name) of those who sell, the most frequent first: one of them may be us."""
    numbers = pl.coalesce(_sirens(_said(SELLER_LEGAL), _said(SELLER_VAT)))
    told = rows.select(numbers.alias("siren"), _said(SELLER).alias("name")).drop_nulls()
    counts = told.group_by("siren", maintain_order=True).agg(pl.col("name").first(), pl.len().alias("times"))
    return tuple(
        counts.sort("times", descending=True, maintain_order=True)
        .head(OFFERED)
        .select("siren", "name")
        .iter_rows()
    )


def _completed(sheet: TypedSheet, own: _Own, listed: pl.DataFrame, usual_terms: int) -> TypedSheet:
    ledger = Ledger()
    others, frame = split(sheet.frame, ~own.sold())
    strangers, purchases = split(others, own.stranger())
    ledger.aside(purchases, "purchase_invoice")
    ledger.aside(strangers, "seller_unknown")
    negative = (pl.col("gross_amount") < 0).fill_null(False)
    frame = frame.with_columns(pl.when(negative).then(pl.lit("Avoir")).otherwise("kind").alias("kind"))
    frame, repeats = _once(_prepaid(frame))
    ledger.aside(repeats, "duplicate_row")
    frame = _corrected(frame, ledger)
    frame = _apart(frame, ledger)
    notes = (
        [finding("seller_assumed", sheet.match.file, sheet.match.sheet)] if own.assumed and len(frame) else []
    )
    payable = _payable()
    due = pl.col("gross_amount") - pl.col("paid_amount").fill_null(0)
    ledger.note(frame.filter((payable - due).abs() > 1), "payable_disagrees", "gross_amount", "document_id")
    frame = _numbered(_legal(frame), listed)
    prepaid = pl.col("paid_amount") > 0
    usual = dues.usual_terms(usual_terms)
    own_terms = listed.select("client_id", pl.col("payment_terms").is_not_null().alias("has_terms"))
    frame = frame.join(own_terms, on="client_id", how="left", maintain_order="left").with_columns(
        pl.when(prepaid).then("date").otherwise("paid_date").alias("paid_date"),
        pl.when(prepaid).then("paid_amount").alias("paid_amount"),
        pl.when(
            pl.col("due_date").is_null()
            & pl.col("payment_terms").is_null()
            & ~pl.col("has_terms").fill_null(False)
        )
        .then(pl.lit(usual))
        .otherwise("payment_terms")
        .alias("payment_terms"),
    )
    return replace(
        sheet,
        frame=frame.drop("has_terms").select(sheet.frame.columns),
        set_aside=pl.concat([sheet.set_aside, *ledger.set_aside]),
        findings=pl.concat([sheet.findings, *notes, *ledger.findings, pl.DataFrame(schema=FINDINGS_SCHEMA)]),
    )


def _payable() -> pl.Expr:
    """The net to pay (BT-115) of a row."""
    return _said(PAYABLE).cast(MONEY, strict=False)


def _prepaid(frame: pl.DataFrame) -> pl.DataFrame:
    """What is already paid: stated (BT-113), else, in the profiles that have no room for it, what the net to pay leaves out of the total."""
    left = pl.col("gross_amount") - _payable()
    told = pl.when(pl.col("paid_amount").is_null() & (left > 0) & (_payable() >= 0)).then(left)
    return frame.with_columns(pl.coalesce("paid_amount", told).cast(MONEY).alias("paid_amount"))


def _once(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """An invoice in two profiles or two formats is one: the same number, day and total, whatever its sign. The row that says most stays, completed by
    the others."""
    key = ["document_id", "date", "total"]
    said = [c for c in frame.columns if c not in (*key, *OTHERS)]
    filled = pl.sum_horizontal([pl.col(c).is_not_null().cast(pl.Int32) for c in said])
    ordered = frame.with_columns(filled.alias("said"), pl.col("gross_amount").abs().alias("total"))
    ordered = ordered.sort("said", descending=True, maintain_order=True)
    several = pl.col("document_id").is_not_null() & (pl.len().over(key) > 1)
    completed = ordered.with_columns(
        pl.when(several).then(pl.coalesce(c, pl.col(c).drop_nulls().first().over(key))).otherwise(c).alias(c)
        for c in said
    )
    repeated = completed.select((several & (pl.int_range(pl.len()).over(key) > 0)).alias("again")).to_series()
    place = ["source_file", "source_sheet", "source_row"]
    kept = completed.filter(~repeated).sort(place)
    return kept.select(frame.columns), ordered.filter(repeated).select(frame.columns)


def _corrected(frame: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """A corrective invoice (384) takes the place of the one that it names, unless a credit note already takes that one back; where the replaced one is not in
    the load it is said, since it may be recorded."""
    cites = pl.col("related_document").is_not_null() & (_said(TYPE) == CORRECTIVE)
    correcting = frame.filter(cites.fill_null(False))
    if correcting.is_empty():
        return frame
    notes = frame.filter((pl.col("kind") == "Avoir") & pl.col("related_document").is_not_null())[
        "related_document"
    ]
    named = correcting["related_document"]
    replaced = pl.col("document_id").is_in(named.implode()) & ~pl.col("document_id").is_in(notes.implode())
    aside, kept = split(frame, replaced & ~cites.fill_null(False))
    ledger.aside(aside, "replaced_invoice")
    seen = frame["document_id"].implode()
    ledger.note(
        correcting.filter(~pl.col("related_document").is_in(seen)),
        "corrective_invoice",
        "related_document",
        "related_document",
    )
    # It stands for the other: it credits nothing.
    return kept.with_columns(
        pl.when(cites.fill_null(False)).then(None).otherwise("related_document").alias("related_document")
    )


def _apart(frame: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Two different invoices of one number stay two, and it is said: the second gets a number of its own."""
    nth = pl.int_range(1, pl.len() + 1).over("document_id")
    again = frame.select((pl.col("document_id").is_not_null() & (nth > 1)).alias("again")).to_series()
    ledger.note(frame.filter(again), "document_number_reused", value="document_id")
    numbered = formatted("{} ({})", "document_id", nth)
    return frame.with_columns(pl.when(again).then(numbered).otherwise("document_id").alias("document_id"))


def _legal(frame: pl.DataFrame) -> pl.DataFrame:
    """SIREN and SIRET each in its place: the standard has one field for both."""
    number = pl.col("siret").str.replace_all(r"\s", "")
    whole = number.str.contains(r"^\d{14}$").fill_null(False)
    return frame.with_columns(
        pl.when(whole).then(number.str.slice(0, 9)).otherwise(pl.coalesce(number, "siren")).alias("siren"),
        pl.when(whole).then(number).alias("siret"),
    )


def _listed(others: list[TypedSheet], known: Dataset | None) -> pl.DataFrame:
    mine = build_clients(others, Ledger())
    if known is None:
        return mine
    both = pl.concat([mine, known.clients.select(mine.columns)])
    return both.unique("client_id", keep="first", maintain_order=True)


def _numbered(frame: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """`client_id`: that of the listed client of the same SIRET, SIREN, VAT number, number or name, the first that leads to one alone; else the SIRET, the
    SIREN or the VAT number; the name alone when there is none."""
    ways = (
        (pl.col("siret"), pl.col("siret")),
        (pl.col("siren"), pl.coalesce("siren", pl.col("siret").str.slice(0, 9))),
        (pl.col("vat_number").str.replace_all(" ", ""), pl.col("vat_number").str.replace_all(" ", "")),
        (_said(BUYER_NUMBER), pl.col("client_id")),
        (comparable(pl.col("client_name")), comparable(pl.col("name"))),
    )
    found = frame.with_columns(pl.lit(None, dtype=pl.String).alias("theirs"))
    for mine, their in ways:
        keys = (
            listed.select(their.alias("key"), pl.col("client_id").alias("hit"))
            .drop_nulls()
            .filter(pl.col("key") != "")
        )
        keys = keys.filter(~pl.col("key").is_duplicated())
        found = found.with_columns(mine.alias("key")).join(keys, on="key", how="left", maintain_order="left")
        found = found.with_columns(pl.coalesce("theirs", "hit").alias("theirs")).drop("key", "hit")
    valid = pl.when(pl.col("siren").str.contains(r"^\d{9}$")).then("siren")
    return found.with_columns(pl.coalesce("theirs", "siret", valid, "vat_number").alias("client_id")).drop(
        "theirs"
    )
