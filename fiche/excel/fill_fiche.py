"""Fills the first sheet and the client's lists: the file's values where one may type, our engine's beside the formulas; it computes nothing."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fiche.excel.blocks import ADDRESSES, CONTACTS, Block
from fiche.excel.contents import Contents
from fiche.excel.draw_fiche import TILES
from fiche.excel.fill_figures import shown
from fiche.excel.patcher import Patcher
from fiche.excel.values import Value, clean
from fiche.excel.words import Words
from fiche.i18n import day
from fiche.model import TABLES

_WIDE_CHARACTERS = 78  # of a value over three columns, in a row's usual letters
_ALL_CHARACTERS = 106
_LINE, _ROOM, _TALLEST = 12.75, 3.0, 409.0
_REMARKS = Words("À faire, au {day}", "To do, on {day}")
_NOTHING = Words("Rien à signaler à cette date.", "Nothing to report at this date.")
_SUMMARIES: tuple[tuple[Block, str, tuple[tuple[str, ...], ...]], ...] = (
    (CONTACTS, "fiche_contacts", (("title", "first_name", "contact_name"), ("role",), ("email",), ("phone", "mobile"))),
    (ADDRESSES, "fiche_addresses", (("address_kind", "address_name"), ("address", "address_more"), ("postal_code", "city"), ("country",))),
)  # fmt: skip


def remarks(contents: Contents, language: str) -> list[str]:
    """What needs someone, a sentence each; one that says so when nothing does."""
    return [alert.message for alert in contents.alerts] or [_NOTHING[language]]


def fill_fiche(book: Patcher, contents: Contents, language: str, proofs: str) -> None:
    """Everything on the first sheet. `proofs`: the sentence on the workbook's proofs."""
    fields = contents.record.fields
    for column in TABLES["clients"]:
        book.write(f"client_{column.name}", fields.get(column.name))
    number = Words("Client n° ", "Client no. ")[language]
    book.cache("client_title", fields.get("name") or fields.get("client_id"))
    book.cache("client_number", f"{number}{fields.get('client_id')} · {contents.currency}")
    book.cache("proofs_sentence", proofs)
    _fill_dates(book, contents)
    _fill_tiles(book, contents)
    _fill_remarks(book, contents, language)
    _fill_extras(book, contents.record.extra)
    for block, name, parts in _SUMMARIES:
        _fill_summary(book, name, contents.lists[block.name], parts)
    _heights(book, fields)


def _fill_dates(book: Patcher, contents: Contents) -> None:
    """The date at the top of each sheet, and the client's name."""
    fields = contents.record.fields
    for name in book.sheet_names[1:]:
        book.sheet(name).cache("A2", fields.get("name") or fields.get("client_id"))
        book.sheet(name).cache("A3", contents.as_of)
    book.cache("fiche_as_of", contents.as_of)


def _fill_tiles(book: Patcher, contents: Contents) -> None:
    versus = {
        "days_to_pay": contents.record.fields.get("payment_terms") or "",
        "discount_rate": _or_empty(contents.record.fields.get("granted_discount")),
    }
    for tile in TILES:
        book.cache(f"tile_{tile.figure}", shown(contents.figures[tile.figure]))
        code = tile.comparison.removeprefix("fig_")
        value = shown(contents.figures[code]) if code != tile.comparison else versus[tile.figure]
        book.cache(f"versus_{tile.figure}", value)


def _or_empty(value: Value) -> Value:
    return "" if value is None else value


def _fill_remarks(book: Patcher, contents: Contents, language: str) -> None:
    book.write("remarks_title", _REMARKS[language].format(day=day(contents.as_of)))
    area = book.area("block_remarks")
    sentences = remarks(contents, language)
    book.fill("block_remarks", {0: list(sentences)})
    for row, sentence in enumerate(sentences, area.first):
        _height(book, area.sheet, row, sentence, _ALL_CHARACTERS)


def _fill_extras(book: Patcher, extra: Mapping[str, str]) -> None:
    area = book.area("block_extras")
    book.fill("block_extras", {0: list(extra), 1: list(extra.values())})
    for row, value in enumerate(extra.values(), area.first):
        _height(book, area.sheet, row, value, _WIDE_CHARACTERS)


def _fill_summary(
    book: Patcher, name: str, lines: Sequence[Mapping[str, Value]], parts: tuple[tuple[str, ...], ...]
) -> None:
    """What the formulas of a short list give: the parts that are there, separated by one space."""
    area = book.area(f"block_{name}")
    columns: dict[int, list[Value]] = {}
    for column, wanted in enumerate(parts):
        texts: list[Value] = [_trimmed(" ".join(str(line[w] or "") for w in wanted)) for line in lines]
        columns[column] = texts + [""] * (area.last - area.first + 1 - len(texts))
    book.fill(f"block_{name}", columns)


def _trimmed(text: str) -> str:
    """As TRIM does it: no space at either end, one between words."""
    return re.sub(" +", " ", clean(text)).strip(" ")


def _heights(book: Patcher, fields: Mapping[str, Any]) -> None:
    """Rows of merged cells do not fit their text by themselves: their height is worked out here."""
    for column in TABLES["clients"]:
        if f"wide_{column.name}" in book.names and isinstance(fields.get(column.name), str):
            area = book.area(f"wide_{column.name}")
            _height(book, area.sheet, area.first, fields[column.name], _WIDE_CHARACTERS)
    title = book.area("client_title")
    lines = _lines_of(str(fields.get("name") or ""), 50)
    if lines > 1:
        book.sheet(title.sheet).height(title.first, min(_TALLEST, 24.0 * lines + 4))


def _height(book: Patcher, sheet: str, row: int, text: str, characters: int) -> None:
    lines = _lines_of(text, characters)
    if lines > 1:
        book.sheet(sheet).height(row, min(_TALLEST, lines * _LINE + _ROOM))


def _lines_of(text: str, characters: int) -> int:
    return sum(max(1, math.ceil(len(line) / characters)) for line in text.split("\n"))


def fill_block(book: Patcher, block: Block, lines: Sequence[Mapping[str, Value]]) -> None:
    """A block of inputs."""
    columns = {n: [line[slot.name] for line in lines] for n, slot in enumerate(block.slots)}
    book.fill(f"block_{block.name}", {n: list(values) for n, values in columns.items() if values})
