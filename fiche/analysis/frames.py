"""The columns that analysis needs, out of a dataset's frames: every amount with its currency, disputes with their days; it adds up nothing."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from fiche.analysis.conversion import Conversion, convert
from fiche.analysis.follow_up import broken, over_without_a_day
from fiche.analysis.settings import Settings
from fiche.checking.facts import private_person
from fiche.checking.instalments import current_schedules
from fiche.dataset import Dataset

SYMBOLS = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD", "£": "GBP"}
DOCUMENTS = (
    "document_key", "client_id", "kind", "date", "due_date", "gross", "net", "before_discount", "discount", "related_key", "currency",
    "cost", "delivery_cost", "opening",
)  # fmt: skip
PAYMENTS = ("payment_key", "client_id", "document_key", "date", "amount", "assumed", "currency")


@dataclass(frozen=True)
class Frames:
    """A dataset's frames with `currency` filled in (documents, payments) and `payment_key` (rising with the payment's row) added.

    `default`: the currency of what states none. `stated`: documents by the currency that they or their client state; `paid`: payments by
    currency; both before any conversion but for `paid`.
    """

    clients: pl.DataFrame  # with `private`: the file says that it is no business
    documents: pl.DataFrame
    payments: pl.DataFrame
    disputes: pl.DataFrame
    currencies: dict[str, int]
    conversion: Conversion | None = None
    broken: pl.DataFrame | None = (
        None  # client_id, since: the promises that were not kept; None: nobody records promises
    )
    default: str = ""
    stated: Mapping[str, int] = field(default_factory=dict)
    paid: Mapping[str, int] = field(default_factory=dict)

    @property
    def last_document_on(self) -> dt.date | None:
        """The date of the latest document, None when none is dated."""
        latest: dt.date | None = self.documents["date"].max()  # type: ignore[assignment]
        return latest

    @cached_property
    def revenue_basis(self) -> str:
        """«HT», «TTC» (the file has gross amounts only) or «HT/TTC» (some rows of each)."""
        gross = self.documents["net_is_gross"].fill_null(False)
        if not gross.any():
            return "HT"
        return "TTC" if gross.all() else "HT/TTC"


def frames(
    dataset: Dataset, settings: Settings, default: str | None = None, named: pl.DataFrame | None = None
) -> Frames:
    """`dataset` ready to be copied. A document without a currency takes its client's, else the only one of the file, else the default;
    a payment without one takes its document's first. A number that two clients were given by a correction is one client. With
    Settings.convert_to amounts are converted; see fiche.analysis.conversion.

    For a part of a portfolio: `default`, what the whole falls back on; `named`, [document_key, currency] of documents outside the part.
    """
    clients = dataset.clients.unique("client_id", keep="first", maintain_order=True)
    own = clients.select("client_id", _code("currency").alias("client_currency"))
    documents = dataset.documents.with_columns(stated_in(dataset.documents, clients))
    stated = by_currency(documents)
    default = default or fallback(stated, settings)
    documents = documents.with_columns(pl.col("currency").fill_null(default))
    payments = _payments(dataset.payments, documents, named, own, default)
    clients = clients.with_columns(private_person(clients).alias("private"))
    conversion = None
    if settings.convert_to is not None:
        documents, payments, conversion = convert(documents, payments, settings)
        clients = _without_limits(clients, conversion.target)
    documents = current_schedules(documents)
    paid = by_currency(payments)
    counts = counted(by_currency(documents), paid, conversion.target if conversion else default)
    unkept = broken(dataset) if len(dataset["promises"]) else None
    contested = disputed(dataset)
    return Frames(clients, documents, payments, contested, counts, conversion, unkept, default, stated, paid)


def stated_in(documents: pl.DataFrame, clients: pl.DataFrame) -> pl.Series:
    """The currency that each document states, else its client; null when neither does."""
    own = clients.select("client_id", _code("currency").alias("client_currency"))
    both = documents.select("client_id", _code("currency")).join(
        own, on="client_id", how="left", maintain_order="left"
    )
    return both.select(pl.coalesce("currency", "client_currency").alias("currency")).to_series()


def fallback(stated: Mapping[str, int], settings: Settings) -> str:
    """The currency of what states none: the only one stated, else the settings' own."""
    return next(iter(stated)) if len(stated) == 1 else settings.default_currency


def _without_limits(clients: pl.DataFrame, target: str) -> pl.DataFrame:
    """A limit in another currency has no day, hence no rate: it is not compared."""
    foreign = (clients.select(_code("currency")).to_series() != target).fill_null(False)
    limits = pl.col("credit_limit", "insured_amount")
    own = pl.when(~foreign).then(pl.lit(target)).otherwise("currency").alias("currency")
    return clients.with_columns(pl.when(~foreign).then(limits).name.keep(), own)


def _code(column: str) -> pl.Expr:
    """A currency as a code: «eur», «€», « EUR » → EUR; empty → null."""
    text = pl.col(column).str.strip_chars().str.to_uppercase()
    return pl.when(text != "").then(text.replace(SYMBOLS)).alias(column)


def _payments(
    payments: pl.DataFrame,
    documents: pl.DataFrame,
    named: pl.DataFrame | None,
    own: pl.DataFrame,
    default: str,
) -> pl.DataFrame:
    of_document = documents.select("document_key", pl.col("currency").alias("document_currency"))
    if named is not None:
        of_document = pl.concat([of_document, named.rename({"currency": "document_currency"})])
    return (
        payments.with_columns(_code("currency"), pl.int_range(pl.len(), dtype=pl.Int64).alias("payment_key"))
        .join(of_document, on="document_key", how="left", maintain_order="left")
        .join(own, on="client_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("currency", "document_currency", "client_currency", pl.lit(default)).alias(
                "currency"
            ),
            pl.col("assumed").fill_null(False),
        )
        .drop("document_currency", "client_currency")
    )


def by_currency(rows: pl.DataFrame) -> dict[str, int]:
    """How many rows there are of each currency."""
    counts = rows["currency"].drop_nulls().value_counts().rows()
    return {str(code): int(n) for code, n in counts}


def counted(documents: Mapping[str, int], payments: Mapping[str, int], default: str) -> dict[str, int]:
    """Documents by currency, most first; a currency of payments only counts 0; the default alone when there is nothing."""
    counts = dict(sorted(documents.items(), key=lambda row: (-row[1], row[0])))
    return counts | dict.fromkeys(sorted(set(payments) - set(counts)), 0) or {default: 0}


def disputed(dataset: Dataset) -> pl.DataFrame:
    """document_key, opened_on, closed_on of the disputes that name a document; those said closed without a day are left out."""
    disputes = dataset["disputes"].filter(pl.col("document_key").is_not_null())
    return disputes.filter(~over_without_a_day(disputes)).select("document_key", "opened_on", "closed_on")
