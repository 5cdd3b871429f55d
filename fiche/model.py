"""Every table and column said once: name, type, labels, synonyms, help; it holds no data and no rule of calculation.

Reading, matching, checking, templates, forms, help pages and documentation derive from these declarations. Adding a column is adding one line.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Literal

import polars as pl

from fiche import columns_clients, columns_documents, columns_entries
from fiche.columns import Column, ColumnType

TableName = Literal[
    "clients", "documents", "lines", "payments", "contacts", "addresses", "interactions", "disputes", "promises",
    "flat", "entries",
]
MONEY = pl.Decimal(18, 2)
POLARS: dict[ColumnType, pl.DataType | type[pl.DataType]] = {
    "code": pl.String,
    "text": pl.String,
    "money": MONEY,
    "rate": pl.Float64,
    "number": pl.Float64,
    "integer": pl.Int64,
    "date": pl.Date,
    "flag": pl.Boolean,
}
PROVENANCE: dict[str, type[pl.DataType]] = {
    "source_file": pl.String,
    "source_sheet": pl.String,
    "source_row": pl.Int64,
    "extra": pl.String,
}


@dataclass(frozen=True)
class Table:
    """A table of the client file. `fr`/`en` are its labels; `requires` lists groups of columns of which one each must be known."""

    name: TableName
    fr: str
    en: str
    columns: tuple[Column, ...]
    requires: tuple[tuple[str, ...], ...]
    sheet_words: tuple[str, ...] = field(default=())

    @property
    def by_name(self) -> dict[str, Column]:
        """Column declarations by code name."""
        return {column.name: column for column in self.columns}

    def __iter__(self) -> Iterator[Column]:
        return iter(self.columns)


def _table(
    name: TableName, fr: str, en: str, columns: tuple[Column, ...], requires: list[tuple[str, ...]], *words: str
) -> Table:
    return Table(name, fr, en, columns, tuple(requires), words)


def _flat() -> Table:
    """The sheet that holds both: a document a row with its client's own columns beside it (the document's meaning wins)."""
    documents = columns_documents.DOCUMENTS
    taken = {c.name for c in documents} | {"name", "created_on"}
    client_only = tuple(c for c in columns_clients.CLIENTS if c.name not in taken)
    return _table(
        "flat",
        "Clients et factures ensemble",
        "Clients and invoices together",
        (*documents, *client_only),
        [("client_id", "client_name", "siret"), ("gross_amount", "net_amount", "unit_price", "open_amount", "document_id")],
        "ventes",
        "facturation",
        "sales",
    )


TABLES: dict[TableName, Table] = {
    t.name: t
    for t in (
        _table(
            "clients", "Clients", "Clients", columns_clients.CLIENTS, [("client_id", "name", "source_id")],
            "clients", "client", "customers", "customer", "fichier client", "partenaires", "tiers", "comptes", "accounts", "partner",
        ),
        _table(
            "documents", "Factures et avoirs", "Invoices and credit notes", columns_documents.DOCUMENTS,
            [("client_id", "client_name"), ("gross_amount", "net_amount", "unit_price", "open_amount", "document_id")],
            "factures", "facture", "ventes", "transactions", "invoices", "invoice", "sales", "commandes", "orders", "order", "documents",
        ),
        _table(
            "lines", "Lignes de facture", "Invoice lines", columns_documents.LINES,
            [("document_id",), ("line_amount", "unit_price")],
            "lignes", "details", "lines", "order line", "articles",
        ),
        _table(
            "payments", "Paiements", "Payments", columns_documents.PAYMENTS,
            [("client_id", "client_name", "document_id"), ("amount",)],
            "paiements", "paiement", "reglements", "encaissements", "payments", "receipts",
        ),
        _table(
            "contacts", "Contacts", "Contacts", columns_clients.CONTACTS,
            [("client_id", "client_name"), ("contact_name", "email")],
            "contacts", "interlocuteurs", "people",
        ),
        _table(
            "addresses", "Adresses", "Addresses", columns_clients.ADDRESSES,
            [("client_id", "client_name"), ("address", "city")],
            "adresses", "addresses", "sites",
        ),
        _table(
            "interactions", "Échanges", "Interactions", columns_clients.INTERACTIONS,
            [("client_id", "client_name"), ("date",), ("channel", "summary")],
            "echanges", "interactions", "suivi", "activites", "appels", "calls", "notes",
        ),
        _table(
            "disputes", "Litiges", "Disputes", columns_clients.DISPUTES,
            [("client_id", "client_name", "document_id"), ("document_id", "dispute_reason")],
            "litiges", "disputes", "reclamations", "claims",
        ),
        _table(
            "promises", "Promesses de paiement", "Promises to pay", columns_clients.PROMISES,
            [("client_id", "client_name", "document_id"), ("promised_on",)],
            "promesses", "promesses de paiement", "promesses de reglement", "promises", "promises to pay", "payment promises", "engagements de paiement",
        ),
        _flat(),
        _table(
            "entries", "Écritures comptables", "Accounting entries", columns_entries.ENTRIES,
            [("account",), ("date", "piece_date"), ("debit", "amount"), ("credit", "side")],
            "fec", "grand livre", "ecritures", "general ledger",
        ),
    )
}
# What other tables are made of, and is not kept under its own name.
STORED: tuple[TableName, ...] = tuple(name for name in TABLES if name not in ("flat", "entries"))


# Columns that joining adds to what a file says; analysis relies on them, no file is searched for them.
DERIVED: dict[TableName, dict[str, pl.DataType | type[pl.DataType]]] = {
    "documents": {
        "document_key": pl.Int64,
        "gross": MONEY,
        "net": MONEY,
        "before_discount": MONEY,
        "discount": MONEY,
        "net_is_gross": pl.Boolean,
        "related_key": pl.Int64,
        # Whether terms gave the due date; null where there is none, and in records kept before this was known: as if it were stated.
        "due_estimated": pl.Boolean,
        # The instalments of an invoice with several due dates: «2025-02-01=30.00 2025-03-01=50.00»; null for the others.
        "schedule": pl.String,
        # The day that a balance was carried forward on, for an opening balance: owed, never a sale; null for the others.
        "opening": pl.Date,
    },
    "lines": {"document_key": pl.Int64},
    "payments": {"document_key": pl.Int64, "assumed": pl.Boolean, "implied": pl.Boolean, "told_at": pl.Datetime("us")},
    "disputes": {"document_key": pl.Int64},
    "promises": {"document_key": pl.Int64},
}
# The key (fiche.records) of a row before corrections or a merge of clients changed what it is made of, null for the others; laid with them, never saved.
KNOWN_AS = "known_as"
# When the file that tells of an implied payment was loaded (UTC); given when imports are read together, never saved.
TOLD_AT = "told_at"
UNSAVED = frozenset({KNOWN_AS, TOLD_AT})


@cache
def schema(name: TableName) -> dict[str, pl.DataType | type[pl.DataType]]:
    """The polars schema of a typed table: declared columns, then derived ones, then provenance."""
    declared = {c.name: POLARS[c.type] for c in TABLES[name]}
    known = {} if name in ("clients", "flat") else {KNOWN_AS: pl.String}
    return {**declared, **DERIVED.get(name, {}), **PROVENANCE, **known}


def empty(name: TableName) -> pl.DataFrame:
    """A typed table with no row."""
    return pl.DataFrame(schema=schema(name))


def explained(column: Column, language: str) -> str:
    """What a column is, in «fr» or «en»; empty where its name says it."""
    return column.help_en if language == "en" else column.help


def usual(column: Column, language: str) -> tuple[str, ...]:
    """What is usually typed in a column, in «fr» or «en»; nothing where anything is."""
    return tuple(words[language == "en"] for words in column.choices)


def label(table: Table | Column, language: str) -> str:
    """The label of a table or column in a language («fr» or «en»)."""
    return table.en if language == "en" else table.fr
