"""The rows of the long sheets as XML: which stretch of which sheet each formula looks at, and what it shows for nothing; it computes no value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from fiche.excel.blocks import Block
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.blocks import BLOCKS, CLIENTS, SPARSE
from fiche.excel.portfolio.draw_lists import HEAD
from fiche.excel.portfolio.lists import Lists
from fiche.excel.references import column_letters
from fiche.excel.surroundings import qualifier
from fiche.excel.vectors import Link, Links, Rows, slices
from fiche.excel.words import UNDEFINED

CLASSES = ("abc", "segment", "r", "f", "m", "tie_a", "tie_b")  # what rests on everyone
_HEADER = HEAD + 1


def streams(
    book: Patcher, lists: Lists, sheets: Mapping[str, Sequence[str]], names: Mapping[str, tuple[str, int]], *, live: bool
) -> dict[str, Iterator[bytes | memoryview]]:  # fmt: skip
    """The rows of each block, by its name in the workbook. `sheets`: the sheets of each list; `names`: (prefix, sheet from 1) by block; `live`: whether
    classes follow the workbook's own figures."""
    return {name: _rows(book, lists, sheets, at, name, live=live) for name, at in names.items()}


def _rows(
    book: Patcher, lists: Lists, sheets: Mapping[str, Sequence[str]], at: tuple[str, int], name: str, *, live: bool
) -> Iterator[bytes | memoryview]:  # fmt: skip
    prefix, number = at
    block, area = BLOCKS[prefix], book.area(name)
    undefined = {slot.name: UNDEFINED for slot in block.slots if "{undefined}" in slot.formula}
    columns = slices(block, book.sheet(area.sheet).rows[area.first], undefined, SPARSE.get(prefix, set()))
    if block is CLIENTS and not live:
        columns = [replace(c, formula="") if c.name in CLASSES else c for c in columns]
    frame = lists.of(prefix, number)
    if prefix in {"cli", "age"}:
        frame = frame.with_columns(_sheet(sheets["doc"], "doc_sheet"), _sheet(sheets["pay"], "pay_sheet"))
    return Rows(columns, _links(prefix, number, sheets), area.first, area.first).written(frame)


def _sheet(names: Sequence[str], name: str) -> pl.Expr:
    """The sheet that each client's rows are on."""
    said = {number: qualifier(sheet) for number, sheet in enumerate(names)}
    return pl.col("volume").replace_strict(said, return_dtype=pl.String).alias(name)


def _links(prefix: str, number: int, sheets: Mapping[str, Sequence[str]]) -> Links:
    """Where a list's formulas look. The model rows name the first sheet of each list."""
    documents, payments, disputes = (sheets[each][0] for each in ("doc", "pay", "dis"))
    if prefix == "doc":
        own = qualifier(sheets["pay"][number - 1])
        return Links(
            {payments: Link("pay_first", "pay_last", own), disputes: Link("dis_first", "dis_last", qualifier(disputes))},
            {
                (payments, _letters("pay", "given")): Link("given_at", "given_at", own),
            },
        )  # fmt: skip
    if prefix == "pay":
        own = qualifier(sheets["doc"][number - 1])
        return Links(
            {documents: Link("doc_first", "doc_last", own)},
            {
                (documents, _letters("doc", "kind")): Link("source_at", "source_at", own),
            },
        )
    return Links(
        {
            documents: Link("doc_first", "doc_last", "doc_sheet", _HEADER),
            payments: Link("pay_first", "pay_last", "pay_sheet", _HEADER),
        }
    )


def _letters(prefix: str, name: str) -> str:
    block: Block = BLOCKS[prefix]
    return column_letters(block.place(name))
