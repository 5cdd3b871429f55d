"""What the quality rules ask of a portfolio, worked out once: which numbers are valid, who is French, a private person, a recent customer; it finds nothing."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from functools import cached_property

import polars as pl

from fiche.checking.identifiers import compact, european, valid_siren, valid_siret, valid_vat
from fiche.countries import FRENCH, country_code
from fiche.dataset import Dataset
from fiche.model import TableName
from fiche.records import with_records
from fiche.vocabulary import client_status_of
from fiche.words import normalised

RECENT_MONTHS = 24
_PERSON = re.compile(
    r"\b(particuliers?|personnes? physiques?|private persons?|private individuals?|individuals?|consumers?|consommateurs?|b2c)\b"
)


def by_value(
    frame: pl.DataFrame,
    column: str,
    meaning: Callable[[str], object],
    dtype: pl.DataType | type[pl.DataType] = pl.String,
) -> pl.Expr:
    """`column` through a function of its distinct texts; null where it is null or the function says None."""
    known = {t: v for t in frame[column].drop_nulls().unique().to_list() if (v := meaning(t)) is not None}
    if not known:
        return pl.lit(None, dtype=dtype)
    return pl.col(column).replace_strict(known, default=None, return_dtype=dtype)


class Examined:
    """A Dataset and what its rules share. `clients` has `record` and the columns of `_with_facts`; documents get their record by `named`."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.documents = dataset.documents

    @cached_property
    def clients(self) -> pl.DataFrame:
        """The clients with `record`, country_code, good_siren, good_siret, firm (SIREN, also of the SIRET), good_vat, french, person, said."""
        return _with_facts(self.table("clients"))

    @cached_property
    def contacts(self) -> pl.DataFrame:
        """The contacts, each with its place `at`, by which `recorded` finds its record."""
        return self.dataset["contacts"].with_row_index("at")

    def table(self, name: TableName) -> pl.DataFrame:
        """A whole table with its records."""
        return with_records(self.dataset[name], name)

    def recorded(self, rows: pl.DataFrame, name: TableName) -> pl.DataFrame:
        """`rows` of a table with their `record`: clients have it, others are known by their place `at`."""
        if rows.is_empty() or "record" in rows.columns:
            return rows
        records = self.table(name).select("record").with_row_index("at")
        return rows.join(records, on="at", how="left", maintain_order="left")

    def named(self, rows: pl.DataFrame) -> pl.DataFrame:
        """`rows` of documents with their `record`, which depends on the documents of the same number, or of the same client without one."""
        number, client = pl.col("document_id"), pl.col("client_id")
        nameless = number.is_null() & client.is_in(
            rows.filter(number.is_null())["client_id"].unique().implode()
        )
        around = self.documents.filter(number.is_in(rows["document_id"].unique().implode()) | nameless)
        records = with_records(around, "documents").select("document_key", "record")
        return rows.join(records, on="document_key", how="left", maintain_order="left")

    def active(self, as_of: dt.date) -> pl.DataFrame:
        """The clients with a document in the last RECENT_MONTHS whom the file calls neither inactive nor prospects.

        In a file without any dated document, all those whom it does not call so.
        """
        clients = self.clients.filter(~pl.col("said").is_in(["inactive", "prospect"]).fill_null(False))
        dated = self.documents.filter(pl.col("date").is_not_null())
        if dated.is_empty():
            return clients
        since = pl.lit(as_of).dt.offset_by(f"-{RECENT_MONTHS}mo")
        recent = (
            dated.filter((pl.col("date") > since) & (pl.col("date") <= as_of)).select("client_id").unique()
        )
        return clients.join(recent, on="client_id", how="semi", maintain_order="left")


def french_among(clients: pl.DataFrame, everyone: pl.DataFrame) -> pl.Series:
    """Whether each of `clients`, some of `everyone`, is French; only where nothing tells of one is everyone looked at."""
    known = _numbered(clients).select(_told().alias("french")).to_series()
    return known if known.null_count() == 0 else known.fill_null(_mostly_french(_numbered(everyone)))


def _with_facts(clients: pl.DataFrame) -> pl.DataFrame:
    frame = _numbered(clients).with_columns(
        by_value(clients, "status", client_status_of).alias("said"), private_person(clients).alias("person")
    )
    return frame.with_columns(_told().fill_null(_mostly_french(frame)).alias("french"))


def _numbered(clients: pl.DataFrame) -> pl.DataFrame:
    """`clients` with country_code, good_siren, good_siret, good_vat and firm."""

    def valid(check: Callable[[str], bool]) -> Callable[[str], str | None]:
        return lambda text: compact(text) if check(text) else None

    frame = clients.with_columns(
        by_value(clients, "country", country_code).alias("country_code"),
        by_value(clients, "siren", valid(valid_siren)).alias("good_siren"),
        by_value(clients, "siret", valid(valid_siret)).alias("good_siret"),
        by_value(clients, "vat_number", lambda t: compact(t) if european(t) and valid_vat(t) else None).alias(
            "good_vat"
        ),
    )
    return frame.with_columns(pl.coalesce("good_siren", pl.col("good_siret").str.slice(0, 9)).alias("firm"))


def private_person(clients: pl.DataFrame) -> pl.Expr:
    """Whether the file says that a client is a private person: by a word of its category or legal form; silence is no such saying."""
    return _any_word(clients, ("category", "legal_form"), _PERSON)


def _any_word(frame: pl.DataFrame, columns: Iterable[str], words: re.Pattern[str]) -> pl.Expr:
    said = [
        by_value(frame, c, lambda t: bool(words.search(normalised(t))), pl.Boolean).fill_null(False)
        for c in columns
    ]
    return pl.any_horizontal(said)


def _told() -> pl.Expr:
    """Whether a client is French by its country, without one by its numbers; null without those."""
    letters = pl.col("good_vat").str.slice(0, 2)
    sign = (
        pl.when(pl.col("firm").is_not_null() | (letters == "FR"))
        .then(True)
        .when(letters.is_not_null())
        .then(False)
    )
    by_country = pl.when(pl.col("country").is_not_null()).then(
        pl.col("country_code").is_in(list(FRENCH)).fill_null(False)
    )
    return pl.coalesce(by_country, sign)


def _mostly_french(frame: pl.DataFrame) -> bool:
    """What most of those of whom something is told are; French when nobody tells."""
    share = frame.select(_told().mean()).item()
    return share is None or share >= 0.5
