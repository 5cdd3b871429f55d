"""Which cells of a workbook that comes back are fields of the model, and how one of its columns is read; it compares nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from fiche.checking.parsed import Parsed, as_text
from fiche.checking.values import parse, parse_number, parse_rate
from fiche.columns import Column
from fiche.excel.blocks import ADDRESSES, CONTACTS, DISPUTES, INTERACTIONS, Block
from fiche.excel.blocks_ledger import PAYMENTS, TRANSACTIONS
from fiche.excel.portfolio import blocks as file_blocks
from fiche.excel.stamp import Kind
from fiche.excel.words import KINDS
from fiche.model import TABLES, TableName
from fiche.reading.raw import RawColumn
from fiche.vocabulary import kind_of

# Columns that no cell changes: what designates the client, and what the application alone decides of.
FIXED = frozenset({"client_id", "client_name", "source_id", "is_customer"})
_MONEY = {
    "net": "net_amount",
    "gross": "gross_amount",
    "before": "before_discount_amount",
    "discount": "discount_amount",
}
# What a document in instalments does not give back: its rows show parts of it.
SCHEDULED = frozenset({"due_date", *_MONEY.values()})
CONVERTED = frozenset({"currency", "cost", "delivery_cost", "amount", *_MONEY.values()})
_OTHERS = {
    "number": "document_id",
    "due": "due_date",
    "delivery": "delivery_cost",
    "related": "related_document",
    "file_status": "payment_status",
}


@dataclass(frozen=True)
class Fields:
    """One list of a workbook: its table, its block, and the column of the model that each input shows, by slot."""

    table: TableName
    block: Block
    columns: Mapping[str, str] = field(default_factory=dict)


def _of(table: TableName, block: Block, others: Mapping[str, str] = {}) -> Fields:
    known = TABLES[table].by_name
    named = {s.name: others.get(s.name, s.name) for s in block.slots if not s.formula and not s.helper}
    return Fields(table, block, {s: c for s, c in named.items() if c in known and c not in FIXED})


SHEET = (
    _of("documents", TRANSACTIONS, _OTHERS | _MONEY),
    _of("payments", PAYMENTS, {"document": "document_id", "number": "payment_id"}),
    _of("contacts", CONTACTS),
    _of("addresses", ADDRESSES),
    _of("interactions", INTERACTIONS),
    _of("disputes", DISPUTES),
)
FILE = (
    _of("clients", file_blocks.CLIENTS, {"client_name": "name"}),
    _of("documents", file_blocks.DOCUMENTS, _OTHERS | _MONEY),
    _of("payments", file_blocks.PAYMENTS, {"document": "document_id", "number": "payment_id", "kind": ""}),
    _of("disputes", file_blocks.DISPUTES, {"document": "document_id", "opened": "opened_on", "closed": "closed_on", "reason": "dispute_reason"}),
)  # fmt: skip
LISTS: Mapping[Kind, tuple[Fields, ...]] = {"sheet": SHEET, "file": FILE, "blank": SHEET}


def canonical(texts: pl.Expr) -> pl.Expr:
    """Texts as two programs that saved the same one agree on them: no space at the ends, LF, none of the characters that no cell holds, no escape."""
    plain = texts.str.replace_all("\r\n?", "\n").str.replace_all(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", ""
    )
    plain = plain.str.replace_all("_x005F_", "_", literal=True).str.strip_chars()
    return pl.when(plain != "").then(plain)


@dataclass(frozen=True)
class Read:
    """A column of cells. `shown`: what is compared; `value`: what a correction keeps; `bad`: cells that the column cannot hold."""

    shown: pl.Series
    value: pl.Series
    bad: pl.Series


def read(raw: RawColumn, column: Column) -> Read:
    """A column of cells as values of the model, read as the checks read a file."""
    if column.name == "kind":
        return _kinds(raw)
    parsed = _rates(raw) if column.type == "rate" else parse(raw, column, "", True)
    if column.type in ("text", "code"):
        written = (
            as_text(raw) if raw.text is None else pl.select(pl.coalesce(raw.text, as_text(raw))).to_series()
        )
        shown = pl.select(canonical(pl.lit(written))).to_series()
        value = pl.select(
            pl.coalesce(canonical(pl.lit(parsed.values.cast(pl.String))), pl.lit(shown))
        ).to_series()
        return Read(shown, value, parsed.bad)
    text = as_texts(parsed.values)
    return Read(text, text, parsed.bad)


def as_texts(values: pl.Series) -> pl.Series:
    """Values as a correction writes them, floats without what a program loses of them."""
    if values.dtype.is_float():
        values = values.round(12)
    return values.cast(pl.String)


def _rates(raw: RawColumn) -> Parsed:
    """Numbers as they are; in words, per cent."""
    number = parse_number(RawColumn(raw.kinds, None, raw.number, raw.moment))
    if raw.text is None:
        return number
    text = pl.lit(raw.text)
    signed = pl.select(
        pl.when(text.str.contains("%", literal=True)).then(text).otherwise(text + " %")
    ).to_series()
    words = parse_rate(RawColumn(raw.kinds, signed), "")
    return Parsed(pl.select(pl.coalesce(number.values, words.values)).to_series(), number.bad | words.bad)


def _kinds(raw: RawColumn) -> Read:
    written = as_text(raw)
    codes = {text: kind_of(text) for text in written.drop_nulls().unique()}
    shown = written.replace_strict(
        {t: c for t, c in codes.items() if c in KINDS}, default=None, return_dtype=pl.String
    )
    value = shown.replace_strict(
        {code: words.fr for code, words in KINDS.items()}, default=None, return_dtype=pl.String
    )
    return Read(shown, value, written.is_not_null() & shown.is_null())
