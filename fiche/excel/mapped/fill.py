"""A user's template filled in for one client, one statement or the whole file: values go where the mapping says, all the rest is kept; it computes no figure."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fiche.excel.mapped.bands import growths
from fiche.excel.mapped.book import OwnBook, replaced_pieces
from fiche.excel.mapped.mapping import Block, Place, codes, single
from fiche.excel.mapped.mapping import Mapping as Mapped
from fiche.excel.mapped.meanings import field_of
from fiche.excel.mapped.spread import BRACES
from fiche.excel.mapped.vocabulary import Kind
from fiche.excel.names import Area
from fiche.excel.references import Rows, column_letters
from fiche.excel.values import Value
from fiche.i18n import day, days, money, number, percent

Line = Mapping[str, Value]


@dataclass(frozen=True)
class Filling:
    """What goes in a template: single values by code, the lines of each list by column, and the currency of amounts."""

    kind: Kind
    values: Mapping[str, Value]
    lists: Mapping[str, Sequence[Line]]
    currency: str | None


def filled(data: bytes, mapping: Mapped, filling: Filling) -> bytes:
    """The template `data`, filled in. Texts are typed as text, whatever they look like; a value that is missing leaves its cell empty."""
    book = OwnBook(data)
    counts = {block: len(filling.lists.get(block.rows, ())) for block in mapping.blocks}
    sheets = {block.sheet for block in mapping.blocks}
    grown = {name: growths([b for b in mapping.blocks if b.sheet == name], counts) for name in sheets}
    texts = {place: book.formatted(place.sheet, place.cell) for place in mapping.places}
    for block in mapping.blocks:
        _empty(book, block, filling.kind)
    book.extend(grown)
    moves = {name: Rows(tuple(found)) for name, found in grown.items()}
    done = [_block(book, block, filling, moves[block.sheet]) for block in mapping.blocks]
    done += [
        _place(book, place, filling, moves.get(place.sheet, Rows()), texts[place]) for place in mapping.places
    ]
    for one in mapping.captions:
        book.caption(one.part, one.at, one.where, _said(one.put, filling))
    book.finish(done)
    return book.content()


# ── cells ──


def _place(book: OwnBook, place: Place, filling: Filling, moves: Rows, inline: str) -> Area:
    sheet, row, column = place.at
    row = moves.cell(row)
    cell = f"{column_letters(column)}{row}"
    code = single(place.put)
    if code is None and inline:
        book.sheet(sheet).put_text(cell, replaced_pieces(inline, _said(place.put, filling)))
    else:
        book.sheet(sheet).write(cell, content(place.put, filling, {}))
    if code is not None and (found := field_of(filling.kind, code)) is not None:
        book.suit(sheet, row, column, found.unit)
    return Area(sheet, row, row, column, column)


def _said(put: str, filling: Filling) -> list[str | None]:
    """What each of the words between braces becomes, None for one that means nothing."""
    return [_text(code, filling, {}) if field_of(filling.kind, code) else None for code in codes(put)]


def content(put: str, filling: Filling, line: Line) -> Value:
    """What a cell holds: the value itself where it is alone, a text where it stands among words."""
    code = single(put)
    if code is not None:
        return _value(code, filling, line)

    def said(match: re.Match[str]) -> str:
        known = field_of(filling.kind, match[1]) is not None
        return _text(match[1], filling, line) if known else match[0]

    return BRACES.sub(said, put)


def _value(code: str, filling: Filling, line: Line) -> Value:
    head, colon, column = code.partition(":")
    return line.get(column) if colon else filling.values.get(head)


def _text(code: str, filling: Filling, line: Line) -> str:
    found = field_of(filling.kind, code)
    value = _value(code, filling, line)
    currency = line.get("currency") or filling.currency
    return "" if found is None else spoken(value, found.unit, str(currency) if currency else None)


def spoken(value: Value, unit: str, currency: str | None) -> str:
    """A value as it is read in a sentence; nothing where it is missing."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, dt.date):
        return day(value)
    if unit == "money":
        return money(value, currency)
    if unit in ("percent", "rate", "points"):
        return percent(float(value))
    if unit == "days":
        return days(float(value))
    return number(value, 0 if float(value).is_integer() else 2)


# ── tables ──


def _empty(book: OwnBook, block: Block, kind: Kind) -> None:
    """Take out of the rows of a block what stood there as an example, and dress its columns of days and amounts."""
    sheet, filled_in = book.sheet(block.sheet), dict(block.columns)
    for row in range(block.first, block.last + 1):
        for column in range(block.left, block.right + 1):
            if column in filled_in or sheet.formula(f"{column_letters(column)}{row}") is None:
                sheet.clear(row, column)
            code = single(filled_in.get(column, ""))
            if code is not None and (found := field_of(kind, code)) is not None:
                book.suit(block.sheet, row, column, found.unit)


def _block(book: OwnBook, block: Block, filling: Filling, moves: Rows) -> Area:
    """Write the lines of a block; returns where it now stands."""
    lines = filling.lists.get(block.rows, ())
    first, last = moves.start(block.first), moves.end(block.last)
    columns = {
        column: [content(put, filling, line) for line in lines] for column, put in block.columns if lines
    }
    if columns:
        book.sheet(block.sheet).fill(first, columns)
    return Area(block.sheet, first, last, block.left, block.right)
