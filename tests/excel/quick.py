"""formualizer as a quick second opinion: a workbook's formulas worked out again in milliseconds, without LibreOffice; it opens no other program."""

from dataclasses import dataclass

import formualizer

from fiche.excel.mapped.stale import stale
from fiche.excel.names import Area
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters, split
from tests.excel.office import _formulas, _kept, same


@dataclass(frozen=True)
class Quick:
    """`differing`: every formula whose value is not the one expected, in words; `judged`: the cells of the others; `unknown`: how many it cannot work out."""

    differing: tuple[str, ...]
    judged: frozenset[tuple[str, str]]
    unknown: int


def compared(book: bytes, expected: bytes) -> Quick:
    """The formulas of `book` against the values that `expected` keeps: amounts to the cent (and below), texts to the letter.

    Version 0.13 knows no comparison of two ranges that INDEX bounds (#REF!): such a cell and all that follows from it are left to LibreOffice.
    Raises OSError for what it refuses whole: a text that looks like an escape of XML, a function that it has not (#N/IMPL!).
    """
    found = {
        (sheet, cell): one
        for sheet, cell, one in _formulas(bytes(formualizer.recalculate_xlsx_bytes(book)["bytes"]))
    }
    unknown = _following(book, [at for at, one in found.items() if one.value.kind == "e"])
    kept = {(sheet, cell): one for sheet, cell, one in _formulas(expected)}
    wrong = [
        f"{sheet}!{cell}: {_kept(one)!r} expected, {_kept(found[sheet, cell])!r} by {(one.formula or '')[:150]}"
        for (sheet, cell), one in kept.items()
        if (sheet, cell) in found and (sheet, cell) not in unknown and not same(_kept(one), _kept(found[sheet, cell]))
    ]  # fmt: skip
    return Quick(tuple(wrong), frozenset(found.keys() & kept.keys() - unknown), len(unknown))


def _following(book: bytes, cells: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Some cells, and those whose formulas speak of them, directly or not."""
    patcher = Patcher(book)
    rows = {name: patcher.sheet(name).rows for name in patcher.sheet_names}
    areas = [Area(sheet, row, row, column, column) for sheet, cell in cells for row, column in [split(cell)]]
    after = stale(rows, areas, patcher.names)
    return {*cells, *((sheet, f"{column_letters(column)}{row}") for sheet, row, column in after)}
