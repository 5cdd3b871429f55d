"""Fills the first sheet and the client's lists: the file's values where one may type, our engine's beside the formulas; it computes nothing."""

import re
from collections.abc import Mapping, Sequence

from fiche.analysis.metric import metrics
from fiche.excel.blocks import ADDRESSES, CONTACTS, Block
from fiche.excel.blocks_ledger import TRANSACTIONS
from fiche.excel.book import Book
from fiche.excel.contents import Contents
from fiche.excel.draw_fiche import TILES, WIDTH
from fiche.excel.fill_figures import shown
from fiche.excel.heights import fit
from fiche.excel.references import column_letters
from fiche.excel.values import Value, clean
from fiche.excel.words import NO, YES, Words
from fiche.model import TABLES

_WIDE, _ALL = 3 * WIDTH, 4 * WIDTH
_REVENUES = ("revenue_total", "revenue_12m", "revenue_prev_12m", "average_order")
_SUMMARIES: tuple[tuple[Block, str, tuple[tuple[str, ...], ...]], ...] = (
    (CONTACTS, "fiche_contacts", (("title", "first_name", "contact_name"), ("role",), ("email",), ("phone", "mobile"))),
    (ADDRESSES, "fiche_addresses", (("address_kind", "address_name"), ("address", "address_more"), ("postal_code", "city"), ("country",))),
)  # fmt: skip


def fill_fiche(book: Book, contents: Contents, language: str, proofs: str) -> None:
    """Everything on the first sheet. `proofs`: the sentence on the workbook's proofs."""
    fields = contents.record.fields
    for column in TABLES["clients"]:
        value = fields.get(column.name)
        book.write(f"client_{column.name}", yes_or_no(value, language) if column.type == "flag" else value)
    number = Words("Client n° ", "Client no. ")[language]
    book.cache("client_title", fields.get("name") or fields.get("client_id"))
    book.cache("client_number", f"{number}{fields.get('client_id')} · {contents.currency}")
    book.cache("proofs_sentence", proofs)
    _fill_dates(book, contents)
    _fill_labels(book, contents, language)
    _fill_tiles(book, contents)
    _fill_extras(book, contents.record.extra)
    for block, name, parts in _SUMMARIES:
        _fill_summary(book, name, contents.lists[block.name], parts)
    _heights(book, fields)


def yes_or_no(value: object, language: str) -> str | None:
    """A flag in words: TRUE reads VRAI or 1 according to the program."""
    return None if value is None else (YES if value else NO)[language]


def _fill_dates(book: Book, contents: Contents) -> None:
    """The date at the top of each sheet, and the client's name."""
    fields = contents.record.fields
    for name in book.sheet_names[1:-1]:
        book.sheet(name).cache("A2", fields.get("name") or fields.get("client_id"))
        book.sheet(name).cache("A3", contents.as_of)
    book.cache("fiche_as_of", contents.as_of)


def _fill_labels(book: Book, contents: Contents, language: str) -> None:
    """Revenue says what it is made of, where it is not net amounts."""
    if contents.basis == "HT":
        return
    said = {"TTC": Words("TTC", "gross"), "HT/TTC": Words("HT ou TTC", "net or gross")}[contents.basis][
        language
    ]
    for code in _REVENUES:
        book.write(f"label_{code}", f"{metrics()[code].label} ({said})")
    book.write("tile_label_revenue_12m", f"{metrics()['revenue_12m'].label} ({said})")
    head = book.area("block_transactions")
    cell = f"{column_letters(TRANSACTIONS.place('net'))}{head.first - 1}"
    book.sheet(head.sheet).write(cell, Words(f"CA ({said})", f"Revenue ({said})")[language])


def _fill_tiles(book: Book, contents: Contents) -> None:
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


def _fill_extras(book: Book, extra: Mapping[str, str]) -> None:
    area = book.area("block_extras")
    book.fill("block_extras", {0: list(extra), 1: list(extra.values())})
    for row, (header, value) in enumerate(extra.items(), area.first):
        fit(book.sheet(area.sheet), row, [(header, WIDTH), (value, _WIDE)])


def _fill_summary(
    book: Book, name: str, lines: Sequence[Mapping[str, Value]], parts: tuple[tuple[str, ...], ...]
) -> None:
    """What the formulas of a short list give: the parts that are there, separated by one space."""
    area = book.area(f"block_{name}")
    columns: dict[int, list[Value]] = {}
    for column, wanted in enumerate(parts):
        texts: list[Value] = [_trimmed(" ".join(str(line[w] or "") for w in wanted)) for line in lines]
        columns[column] = texts + [""] * (area.last - area.first + 1 - len(texts))
    book.fill(f"block_{name}", columns)
    sheet = book.sheet(area.sheet)
    for row, texts_of_row in enumerate(zip(*columns.values(), strict=True), area.first):
        fit(sheet, row, [(text, WIDTH) for text in texts_of_row])


def _trimmed(text: str) -> str:
    """As TRIM does it: no space at either end, one between words."""
    return re.sub(" +", " ", clean(text)).strip(" ")


def _heights(book: Book, fields: Mapping[str, Value]) -> None:
    """The rows of the fields, two side by side or one over the width, and of the name."""
    rows: dict[int, list[tuple[Value, float]]] = {}
    for column in TABLES["clients"]:
        width = _WIDE if f"wide_{column.name}" in book.names else WIDTH
        rows.setdefault(book.area(f"client_{column.name}").first, []).append((fields.get(column.name), width))
    title = book.area("client_title")
    sheet = book.sheet(title.sheet)
    for row, texts in rows.items():
        fit(sheet, row, texts)
    fit(sheet, title.first, [(fields.get("name"), _ALL / 2)], line=24)
    status = book.area("status_line")
    fit(sheet, status.first, [(sheet.text(status.cell), _WIDE)])
