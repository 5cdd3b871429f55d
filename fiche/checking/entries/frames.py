"""What ledgers were made into, as the model's own columns: amounts, days, due dates by terms, the way of paying; it decides no amount."""

import polars as pl

from fiche.checking.dues import usual_terms
from fiche.checking.entries.labels import method_said
from fiche.i18n import _
from fiche.model import MONEY, PROVENANCE, TABLES, TableName, schema
from fiche.terms import due_dates

_SAID = {
    "JournalCode": "journal", "EcritureNum": "entry", "CompteNum": "account", "CompAuxNum": "auxiliary", "PieceRef": "piece", "EcritureLet": "letter",
    "Idevise": "currency", "Montantdevise": "currency_amount",
}  # fmt: skip


def documents_frame(
    documents: pl.DataFrame, listed: pl.DataFrame, days: int, month_first: bool, foreign: list[str]
) -> pl.DataFrame:
    """The columns of documents and provenance, `opening`, `settled` (as given), and `due_guessed`: a ledger says no due date. It will be that of the terms, the client's or
    `days`; for a balance carried forward, which has no date, it is worked out here from its piece."""
    gross, net, vat = ((pl.col(f"{c}_cents").cast(MONEY) / 100).cast(MONEY) for c in ("gross", "net", "vat"))
    adds_up = (pl.col("net_cents") + pl.col("vat_cents") == pl.col("gross_cents")).fill_null(False)
    own = listed.select("client_id", pl.col("payment_terms").alias("client_terms"))
    usual = usual_terms(days)
    frame = documents.join(own, on="client_id", how="left", maintain_order="left").with_columns(
        pl.lit(usual).alias("usual"), pl.col("on").alias("from_day")
    )
    by_client = due_dates(frame, "from_day", "client_terms", month_first).alias("by_client")
    by_usual = due_dates(frame, "from_day", "usual", month_first).alias("by_usual")
    stated = pl.col("due_date")
    frame = frame.with_columns(by_client, by_usual).with_columns(
        stated.is_null().alias("due_guessed"),
        pl.when(stated.is_null() & pl.col("by_client").is_null()).then("usual").alias("payment_terms"),
        pl.coalesce(stated, pl.when("opens").then(pl.coalesce("by_client", "by_usual"))).alias("due_date"),
    )
    kind = pl.when(pl.col("gross_cents") < 0).then(pl.lit("Avoir")).otherwise(pl.lit("Facture"))
    carried = _("À-nouveau : solde repris à l’ouverture")
    doubtful = pl.when("doubtful").then(pl.lit(_("passée en créance douteuse (416)")))
    subject = pl.when("opens").then(pl.lit(carried)).otherwise("label")
    made = frame.with_columns(
        kind.alias("kind"),
        gross.alias("gross_amount"),
        net.alias("net_amount"),
        pl.when(adds_up).then(vat).alias("vat_amount"),
        pl.when(~pl.col("opens")).then("on").alias("invoiced"),
        pl.col("opens_on").alias("opening"),
        pl.concat_str(subject, doubtful, separator=" · ", ignore_nulls=True).alias("description"),
        pl.when(~pl.col("source_file").is_in(foreign)).then(pl.lit("EUR")).alias("currency_of"),
        _extra(frame),
    )
    made = made.with_columns(pl.col("invoiced").alias("date"), pl.col("currency_of").alias("currency"))
    return _shaped(made, "documents", "opening", "settled", "due_guessed")


def payments_frame(payments: pl.DataFrame) -> pl.DataFrame:
    """The columns of payments and provenance; the reference says when the allocation is an estimate."""
    texts = payments.select("method", "label", "journal_name", "journal").unique()
    said = {row: method_said(t for t in row if t) for row in texts.iter_rows()}
    methods = [said[row] for row in payments.select("method", "label", "journal_name", "journal").iter_rows()]
    estimate = pl.when("estimated").then(pl.lit(_("imputation estimée")))
    made = payments.with_columns(
        (pl.col("part_cents").cast(MONEY) / 100).cast(MONEY).alias("amount"),
        pl.concat_str("label", estimate, separator=" · ", ignore_nulls=True).alias("reference"),
        pl.Series("said", [None if m is None else _(m) for m in methods], dtype=pl.String),
        pl.lit(None, dtype=pl.String).alias("currency"),
        _extra(payments),
    )
    reference = pl.when(pl.col("reference") != "").then("reference").alias("reference")
    return _shaped(made.with_columns(pl.coalesce("said", "method").alias("method"), reference), "payments")


def _extra(frame: pl.DataFrame) -> pl.Expr:
    """What the ledger says of the entry, under its own headers."""
    said = [
        pl.col(c).cast(pl.String).alias(h) for h, c in _SAID.items() if frame[c].null_count() < len(frame)
    ]
    return (
        pl.struct(said).struct.json_encode().alias("extra")
        if said
        else pl.lit(None, dtype=pl.String).alias("extra")
    )


def _shaped(frame: pl.DataFrame, name: TableName, *more: str) -> pl.DataFrame:
    columns = TABLES[name].by_name
    missing = [pl.lit(None).alias(c) for c in columns if c not in frame.columns]
    wanted = {n: t for n, t in schema(name).items() if n in columns or n in PROVENANCE}
    return frame.with_columns(missing).cast(wanted).select(*wanted, *more)  # type: ignore[arg-type]
