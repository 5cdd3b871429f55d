"""A client's workbook: the template filled in, with our engine's value beside each formula; it computes no indicator and writes no file."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

from fiche.analysis.figures import ClientRecord
from fiche.analysis.portfolio import Portfolio
from fiche.excel import rows, rows_paid
from fiche.excel.blocks import ADDRESSES, CONTACTS, DISPUTES, INTERACTIONS, Block
from fiche.excel.blocks_hidden import HIDDEN, LOTS, MOVEMENTS, PERIODS, RIPENING, SALES
from fiche.excel.blocks_ledger import INSTALMENTS, PAYMENTS, TRANSACTIONS
from fiche.excel.book import Book
from fiche.excel.choices import EXCHANGE, RATES
from fiche.excel.contents import Contents, gather
from fiche.excel.fill_block import fill_block, fit_block, rows_of
from fiche.excel.fill_fiche import fill_fiche
from fiche.excel.fill_figures import fill_figures, fill_points, fill_proofs, fill_settings
from fiche.excel.fill_spoken import fill_spoken
from fiche.excel.fill_workings import fill_workings
from fiche.excel.form import Form
from fiche.excel.links import Links, serial_of
from fiche.excel.looks import EURO, sign
from fiche.excel.ordered import cents
from fiche.excel.periods import periods_of
from fiche.excel.references import column_letters
from fiche.excel.sales import sales
from fiche.excel.values import Value, attribute_xml
from fiche.excel.words import FINE, GAPS, SHEETS
from fiche.excel.workings import Workings
from fiche.i18n import speaking

_TEMPLATES = Path(__file__).parent / "templates"
_LISTED = 5  # contacts and addresses to be typed that the first sheet shows
_REMARKS = 5  # rows for alerts: others may come with another date
_LONGEST_NAME, _LONGEST_BYTES = 100, 200
_GROWING = frozenset(
    f"block_{block.name}"
    for block in (
        TRANSACTIONS, INSTALMENTS, PAYMENTS, CONTACTS, ADDRESSES, INTERACTIONS, DISPUTES, RATES, EXCHANGE, *HIDDEN,
    )
) | {"block_fiche_contacts", "block_fiche_addresses", "block_extras", "block_remarks"}  # fmt: skip
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
    book = Form(_template(language), _GROWING)
    links = Links(contents)
    due, months = rows_paid.dues(links), list(sales(links, contents.as_of))
    _grow(book, links, due)
    _set_currency(book, contents, language)
    periods = periods_of(contents.settings, rows_of(book, PERIODS))
    work = Workings(links, periods, [(place, serial_of(day), cents(amount)) for place, day, amount in due])
    documents = rows.transactions(work, language, rows_of(book, TRANSACTIONS))
    paid = rows_paid.payments(work, language, rows_of(book, PAYMENTS))
    parts = rows_paid.instalments(work, due, language, rows_of(book, INSTALMENTS))
    disputes = rows_paid.disputes(links, rows_of(book, DISPUTES))
    for block, made in (
        (TRANSACTIONS, documents),
        (INSTALMENTS, parts),
        (PAYMENTS, paid),
        (DISPUTES, disputes),
    ):
        _fill(book, block, made)
    _follow_instalments(book, work)
    _fill_totals(book, documents, paid, parts)
    fill_workings(book, work, months, _raw(paid, documents))
    for block in (CONTACTS, ADDRESSES, INTERACTIONS):
        fill_block(book, block, contents.lists[block.name])
    fill_settings(book, contents, periods, language)
    fill_figures(book, contents, language)
    fill_points(book, work, months)
    fill_spoken(book, work)
    sound = fill_proofs(book, work, _unknown(paid), _received(contents), language)
    fill_fiche(book, contents, language, (FINE if sound else GAPS)[language])
    if contents.stamp is not None:
        book.mark(contents.stamp.text())
    if not due:
        book.hide(SHEETS["dues"][language])
    return book.content()


@cache
def _template(language: str) -> bytes:
    return (_TEMPLATES / f"fiche_{language}.xlsx").read_bytes()


def _grow(book: Form, links: Links, due: Sequence[rows_paid.Due]) -> None:
    contents, record = links.contents, links.contents.record
    months = {
        d["date"].replace(day=1) for d in links.documents if d["date"] and d["currency"] == contents.currency
    }
    rates, room = len({rate.since for rate in contents.settings.rates}) + RATES.spare, contents.room
    typed = {
        TRANSACTIONS: len(contents.documents), INSTALMENTS: len(due), PAYMENTS: len(contents.payments), CONTACTS: len(contents.lists["contacts"]),
        ADDRESSES: len(contents.lists["addresses"]), INTERACTIONS: len(contents.lists["interactions"]), DISPUTES: len(contents.disputes),
    }  # fmt: skip
    counts = {block: count + block.spare + room for block, count in typed.items()} | {
        RATES: rates,
        EXCHANGE: len(contents.settings.currency_rates),
        MOVEMENTS: len(contents.payments)
        + PAYMENTS.spare
        + len(links.targets)
        + TRANSACTIONS.spare
        + 1
        + 2 * room,
        LOTS: len(due) + INSTALMENTS.spare + room,
        PERIODS: rates + PERIODS.spare,
        SALES: len(months) + SALES.spare + room,
        RIPENING: len(contents.ripening),
    }
    wanted = {f"block_{block.name}": count for block, count in counts.items()}
    listed = min(room, _LISTED)
    wanted |= {
        "block_fiche_contacts": len(contents.lists["contacts"]) + listed,
        "block_fiche_addresses": len(contents.lists["addresses"]) + listed,
    }
    wanted |= {"block_extras": len(record.extra), "block_remarks": max(_REMARKS, len(contents.alerts) + 1)}
    book.grow(wanted)


def _set_currency(book: Form, contents: Contents, language: str) -> None:
    """The sign of the client's currency in every amount; none where there are several, as each row then says its own."""
    wanted = None if contents.several else contents.currency
    if wanted != EURO:
        book.restyle(*(attribute_xml(sign(language, currency)) for currency in (EURO, wanted)))


def _fill(book: Book, block: Block, made: rows.Rows) -> None:
    """A block's columns, then the links written as constants."""
    area = book.area(f"block_{block.name}")
    sheet = book.sheet(area.sheet)
    sheet.fill(area.first, {block.place(name): values for name, values in made.columns.items()})
    for (row, name), value in made.constants.items():
        sheet.write(f"{column_letters(block.place(name))}{area.first + row}", value)
    fit_block(book, block, made.columns)


def _follow_instalments(book: Book, work: Workings) -> None:
    """The due date of an invoice in instalments is the earliest one still open: a formula, in place of the date that others have."""
    area, place = book.area("block_transactions"), TRANSACTIONS.place
    sheet = book.sheet(area.sheet)
    for row, (standing, document) in enumerate(
        zip(work.standing, work.links.documents, strict=True), area.first
    ):
        if standing.lots:
            lots, cell = f"${column_letters(place('lots'))}{row}", f"{column_letters(place('due'))}{row}"
            sheet.dress(cell, f"{column_letters(place('settled'))}{row}")
            sheet.write_formula(cell, f'IF({lots}>0,INDEX(lot_shown,{lots}),"")', document["due_date"])


def _raw(paid: rows.Rows, documents: rows.Rows) -> list[int | None]:
    """The order numbers of payments as they stand, then those of credit notes from the largest."""
    given = sorted((code for code in documents.columns["code"] if isinstance(code, int)), reverse=True)
    return [code if isinstance(code, int) else None for code in paid.columns["code"]] + given


def _fill_totals(book: Book, documents: rows.Rows, paid: rows.Rows, parts: rows.Rows) -> None:
    counted = [scope == 1 for scope in documents.columns["scope"]]
    for name in ("net", "gross", "applied", "open", "unapplied", "penalty", "discount"):
        values = zip(documents.columns[name], counted, strict=True)
        book.cache(f"total_tx_{name}", _sum(value for value, there in values if there))
    for name, column in (("amount", "counted"), ("applied", "applied"), ("unapplied", "unapplied")):
        book.cache(f"total_pay_{name}", _sum(paid.columns[column]))
    counted = [isinstance(value, Decimal) for value in parts.columns["open"]]
    for name in ("amount", "applied", "open"):
        values = zip(parts.columns[name], counted, strict=True)
        book.cache(f"total_due_{name}", _sum(value for value, there in values if there))


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
