"""A client's workbook: the template filled in, with our engine's value beside each formula; it computes no indicator and writes no file."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from pathlib import Path

from fiche.analysis.figures import ClientRecord
from fiche.analysis.portfolio import Portfolio
from fiche.excel import rows
from fiche.excel.blocks import ADDRESSES, CONTACTS, DISPUTES, INTERACTIONS, PAYMENTS, TRANSACTIONS, Block
from fiche.excel.contents import Contents, gather
from fiche.excel.fill_fiche import fill_block, fill_fiche, fit_block, remarks
from fiche.excel.fill_figures import fill_figures, fill_proofs, fill_settings
from fiche.excel.links import Links
from fiche.excel.looks import EURO, sign
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters
from fiche.excel.values import Value, attribute_xml
from fiche.excel.words import FINE, GAPS
from fiche.i18n import speaking

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_NAME, _LONGEST_BYTES = 100, 200
_UNSAFE = re.compile(r"[^\w .-]+")


def client_workbook(portfolio: Portfolio, client_id: str, as_of: dt.date, language: str = "fr") -> bytes:
    """One client's workbook at `as_of`, in «fr» or «en» (any other language: French). Raises UnknownClient.

    Every figure is a live formula with our engine's value as its cached one. Only the currency of most of the client's documents is
    counted; the settings sheet may choose another.
    """
    language = "en" if language == "en" else "fr"
    with speaking(language):
        return filled(gather(portfolio, client_id, as_of), language)


def filled(contents: Contents, language: str) -> bytes:
    """The template of a language with `contents` in it."""
    book = Patcher(_template(language))
    _grow(book, contents, language)
    _set_currency(book, contents, language)
    links = Links(contents, book.area("block_payments").first)
    documents = rows.transactions(links, language, _rows(book, TRANSACTIONS))
    paid = rows.payments(links, language, _rows(book, PAYMENTS))
    for block, made in (
        (TRANSACTIONS, documents),
        (PAYMENTS, paid),
        (DISPUTES, rows.disputes(links, _rows(book, DISPUTES))),
    ):
        _fill(book, block, made)
    _fill_totals(book, documents, paid)
    for block in (CONTACTS, ADDRESSES, INTERACTIONS):
        fill_block(book, block, contents.lists[block.name])
    fill_settings(book, contents, language)
    fill_figures(book, contents, language)
    sound = fill_proofs(book, contents, _unknown(paid), _received(contents), language)
    fill_fiche(book, contents, language, (FINE if sound else GAPS)[language])
    return book.content()


@cache
def _template(language: str) -> bytes:
    return (_TEMPLATES / f"fiche_{language}.xlsx").read_bytes()


def _grow(book: Patcher, contents: Contents, language: str) -> None:
    record = contents.record
    book.grow(
        {
            "block_transactions": len(contents.documents) + TRANSACTIONS.spare,
            "block_payments": len(contents.payments) + PAYMENTS.spare,
            "block_contacts": len(record.contacts),
            "block_addresses": len(record.addresses),
            "block_interactions": len(record.interactions),
            "block_disputes": len(contents.disputes),
            "block_fiche_contacts": len(record.contacts),
            "block_fiche_addresses": len(record.addresses),
            "block_extras": len(record.extra),
            "block_remarks": len(remarks(contents, language)),
        }
    )


def _set_currency(book: Patcher, contents: Contents, language: str) -> None:
    """The sign of the client's currency in every amount; none where there are several, as each row then says its own."""
    wanted = None if contents.several else contents.currency
    if wanted != EURO:
        book.restyle(*(attribute_xml(sign(language, currency)) for currency in (EURO, wanted)))


def _rows(book: Patcher, block: Block) -> int:
    area = book.area(f"block_{block.name}")
    return area.last - area.first + 1


def _fill(book: Patcher, block: Block, made: rows.Rows) -> None:
    """A block's columns, then the links written as constants."""
    area = book.area(f"block_{block.name}")
    sheet = book.sheet(area.sheet)
    sheet.fill(area.first, {block.place(name): values for name, values in made.columns.items()})
    for (row, name), value in made.constants.items():
        sheet.write(f"{column_letters(block.place(name))}{area.first + row}", value)
    fit_block(book, block, made.columns)


def _fill_totals(book: Patcher, documents: rows.Rows, paid: rows.Rows) -> None:
    counted = [scope == 1 for scope in documents.columns["scope"]]
    for name in ("net", "gross", "applied", "open", "unapplied", "discount"):
        values = zip(documents.columns[name], counted, strict=True)
        book.cache(f"total_tx_{name}", _sum(value for value, there in values if there))
    for name, column in (("amount", "counted"), ("applied", "applied"), ("unapplied", "unapplied")):
        book.cache(f"total_pay_{name}", _sum(paid.columns[column]))


def _sum(values: Iterable[Value]) -> Decimal:
    return sum((v for v in values if isinstance(v, Decimal)), Decimal("0.00"))


def _unknown(paid: rows.Rows) -> int:
    pairs = zip(paid.columns["document"], paid.columns["key"], strict=True)
    return len([1 for number, key in pairs if number and key == ""])


def _received(contents: Contents) -> Decimal:
    """What invoices received, from payments and credit notes."""
    return _sum(d["applied"] for d in contents.documents if d["counted"] and d["kind"] == "invoice")


def workbook_name(record: ClientRecord, as_of: dt.date) -> str:
    """A file name for a client's workbook that every system accepts: «Fiche C-00123 DUPONT 2026-11-24.xlsx».

    Letters, digits, spaces, dots and hyphens only, at most 100 characters and 200 bytes; the date is never cut.
    """
    words = f"Fiche {record.fields.get('client_id') or ''} {record.fields.get('name') or ''}"
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", words)).replace(" _ ", " ")
    end = f" {as_of:%Y-%m-%d}.xlsx"
    head = " ".join(safe.split())[: _LONGEST_NAME - len(end)]
    head = head.encode("utf-8", "ignore")[: _LONGEST_BYTES - len(end)].decode("utf-8", "ignore")
    return head.rstrip(" .") + end
