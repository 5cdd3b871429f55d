"""A form of one record while it is filled in: what it showed when opened, what the files say, which version it began from; it draws and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from fiche.columns import Column
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.model import TABLES, TableName
from fiche.parts import rows_of
from fiche.store import Store
from fiche.web.entry import expected, shown, typed

# Columns of a client where a word that others have is better than a new one, and the tables whose rows name an invoice.
LISTED = (
    "legal_form", "status", "category", "sector", "zone", "account_manager", "country", "delivery_country",
    "carrier", "billing_mode", "payment_method", "payment_terms", "currency", "purchase_frequency",
)  # fmt: skip
NAMING = frozenset({"disputes", "promises", "payments"})
FEW, INVOICES = 60, 500
HIDDEN = frozenset({"client_id", "client_name", "is_customer", "archived_on", "source_id"})  # not for a form


@dataclass(frozen=True)
class Draft:
    """`texts`: what each column showed, as a correction writes it; `files`: what the files say of those that were corrected; `seen`: the version; `options`: what is usually typed in some columns."""

    table: TableName
    record: str
    client_id: str
    texts: Mapping[str, str | None]
    files: Mapping[str, str | None]
    seen: int
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def key(self) -> tuple[TableName, str]:
        """What the version is of."""
        return self.table, self.record

    def edits(self, entered: Mapping[str, str | None]) -> list[Edit]:
        """The corrections that make the record what was entered."""
        return [
            Edit(self.table, self.record, column, self.files.get(column, self.texts.get(column)), value)
            for column, value in entered.items()
            if value != self.texts.get(column)
        ]

    def saved(self, made: list[Edit], version: int) -> "Draft":
        """The same form once `made` is kept."""
        now = {**self.texts, **{e.column: e.value for e in made}}
        before = {**self.files, **{e.column: e.before for e in made}}
        return replace(self, texts=now, files=before, seen=version)


def begin(
    store: Store, table: TableName, record: str, client_id: str, texts: Mapping[str, str | None]
) -> Draft:
    """The form of a record that shows `texts`."""
    seen = store.versions([(table, record)])[table, record]
    files = {e.column: e.before for e in store.edits((table, record))}
    return Draft(table, record, client_id, texts, files, seen)


def options(dataset: Dataset, table: TableName, client_id: str) -> dict[str, tuple[str, ...]]:
    """What others have in the columns that sort clients, the most frequent first; the client's invoices where one is named, the latest first."""
    if table == "clients":
        return {name: _words(dataset.clients[name]) for name in LISTED}
    if table not in NAMING:
        return {}
    mine = dataset.documents[rows_of(dataset.documents, [client_id])].sort(
        "date", descending=True, nulls_last=True
    )
    return {"document_id": tuple(mine["document_id"].drop_nulls().unique(maintain_order=True).head(INVOICES))}


def _words(values: pl.Series) -> tuple[str, ...]:
    """The words of a column where they are few; none where each has its own."""
    counts = values.drop_nulls().value_counts().sort("count", values.name, descending=[True, False])
    words = tuple(counts[values.name])
    return words if len(words) <= FEW else ()


def columns(table: TableName) -> list[Column]:
    """What can be typed of a row, in the order of the model."""
    return [c for c in TABLES[table] if c.name not in HIDDEN]


def read(
    wanted: list[Column], words: Mapping[str, str], texts: Mapping[str, str | None]
) -> tuple[dict[str, str | None], dict[str, str]]:
    """What was entered, as corrections keep it, and a sentence for each field that cannot be read. A field left as it was keeps its exact value."""
    entered: dict[str, str | None] = {}
    wrong: dict[str, str] = {}
    for column in wanted:
        before = texts.get(column.name)
        if words[column.name].strip() == shown(column, before).strip():
            entered[column.name] = before
            continue
        try:
            entered[column.name] = typed(column, words[column.name])
        except Refused:
            wrong[column.name] = expected(column, words[column.name].strip())
    return entered, wrong
