"""The rows of the long sheets as XML: which stretch of which sheet each formula looks at, and what it shows for nothing; it computes no value."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from fiche.archive import Packed
from fiche.excel.blocks import Block
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.blocks import BLOCKS, CLIENTS, SPARSE
from fiche.excel.portfolio.draw_lists import HEAD
from fiche.excel.references import column_letters
from fiche.excel.surroundings import qualifier
from fiche.excel.vectors import Link, Links, Rows, slices
from fiche.excel.words import UNDEFINED

CLASSES = ("abc", "segment", "r", "f", "m", "tie_a", "tie_b")  # what rests on everyone
_HEADER = HEAD + 1


class Streams:
    """The rows of each sheet, packed as they come. `sheets`: the sheets of each list, by prefix; `live`: whether classes follow the workbook's own
    figures. To be made before the workbook grows: its model rows then still stand next to their header."""

    def __init__(self, book: Patcher, sheets: Mapping[str, Sequence[str]], *, live: bool) -> None:
        self._book = book
        self._sheets = sheets
        self._live = live
        self._rows = {
            (p, n): self._writer(p, n) for p, names in sheets.items() for n in range(1, len(names) + 1)
        }
        self._packed = {at: Packed() for at in self._rows}

    def add(self, prefix: str, number: int, frame: pl.DataFrame) -> None:
        """Write some rows of a list's sheet, from 1."""
        if prefix in {"cli", "age"}:
            frame = self._with_stretches(frame)
        packed = self._packed[prefix, number]
        for piece in self._rows[prefix, number].written(frame):
            packed.add(piece)

    def finished(self) -> dict[str, Packed]:
        """What was packed, by the block's name in the workbook."""
        for packed in self._packed.values():
            packed.finish()
        return {block_name(*at): packed for at, packed in self._packed.items()}

    def _writer(self, prefix: str, number: int) -> Rows:
        block, area = BLOCKS[prefix], self._book.area(block_name(prefix, number))
        undefined = {slot.name: UNDEFINED for slot in block.slots if "{undefined}" in slot.formula}
        model = self._book.sheet(area.sheet).rows[area.first].copy()
        columns = slices(block, model, undefined, SPARSE.get(prefix, set()))
        if block is CLIENTS and not self._live:
            columns = [replace(c, formula="") if c.name in CLASSES else c for c in columns]
        return Rows(columns, _links(prefix, number, self._sheets), area.first, area.first)

    def _with_stretches(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The sheets that each client's rows are on; a client without rows looks at the header, whose words add up to nothing."""
        places = [pl.col(c).fill_null(_HEADER) for c in ("doc_first", "doc_last", "pay_first", "pay_last")]
        return frame.with_columns(*places, *(self._sheet(p) for p in ("doc", "pay")))

    def _sheet(self, prefix: str) -> pl.Expr:
        said = {number: qualifier(sheet) for number, sheet in enumerate(self._sheets[prefix])}
        return pl.col("volume").replace_strict(said, return_dtype=pl.String).alias(f"{prefix}_sheet")


def block_name(prefix: str, sheet: int) -> str:
    """The name of a list's rows on one of its sheets."""
    name = f"block_{BLOCKS[prefix].name}"
    return name if sheet == 1 else f"{name}{sheet}"


def _links(prefix: str, number: int, sheets: Mapping[str, Sequence[str]]) -> Links:
    """Where a list's formulas look. The model rows name the first sheet of each list."""
    documents, payments, disputes = (sheets[each][0] for each in ("doc", "pay", "dis"))
    if prefix == "doc":
        own = qualifier(sheets["pay"][number - 1])
        usual = {
            payments: Link("pay_first", "pay_last", own),
            disputes: Link("dis_first", "dis_last", qualifier(disputes)),
        }
        return Links(usual, {(payments, _letters("pay", "given")): Link("given_at", "given_at", own)})
    if prefix == "pay":
        own = qualifier(sheets["doc"][number - 1])
        usual = {documents: Link("doc_first", "doc_last", own)}
        return Links(usual, {(documents, _letters("doc", "kind")): Link("source_at", "source_at", own)})
    if prefix == "dis":
        return Links()
    both = {
        documents: Link("doc_first", "doc_last", "doc_sheet"),
        payments: Link("pay_first", "pay_last", "pay_sheet"),
    }
    return Links(both)


def _letters(prefix: str, name: str) -> str:
    block: Block = BLOCKS[prefix]
    return column_letters(block.place(name))
