"""Which formulas of a user's workbook no longer give what the file says, once some cells are filled; it works out none of them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fiche.excel.cells import Row
from fiche.excel.names import Area
from fiche.excel.references import references, split

_UNSURE = re.compile(
    r"\[|(?<![\w.])(?:INDIRECT|OFFSET|TODAY|NOW|RAND|RANDBETWEEN|CELL|INFO)\(", re.IGNORECASE
)
_STRING = re.compile(r'"(?:[^"]|"")*"')
_WORD = re.compile(r"(?<![\w.!'$:])[^\W\d][\w.]*(?![\w.(!'])")
_LAST, _WIDEST = 1_048_576, 16_383
At = tuple[str, int, int]


@dataclass(frozen=True)
class _Formula:
    at: At
    needs: tuple[Area, ...]
    unsure: bool


def stale(rows: Mapping[str, Mapping[int, Row]], filled: Sequence[Area], names: Mapping[str, str]) -> set[At]:
    """The (sheet, row, column) of the formulas that a filled cell may change, directly or not. `rows`: those of each sheet; `filled`: what was filled.

    A formula that speaks of tables by their names, or reads cells that it works out itself, may always be one.
    """
    formulas = list(_formulas(rows, names)) if filled else []
    areas, found = list(filled), {f.at for f in formulas if f.unsure}
    waiting = [f for f in formulas if not f.unsure]
    told = {f.at for f in formulas if f.unsure}
    while True:
        now = [f for f in waiting if any(_meets(need, areas, told) for need in f.needs)]
        if not now:
            return found
        told = {f.at for f in now}
        areas = []
        found |= told
        waiting = [f for f in waiting if f.at not in found]


def _meets(need: Area, areas: Sequence[Area], cells: Collection[At]) -> bool:
    """Whether a range has a cell in common with some others."""
    for area in areas:
        if (
            area.sheet == need.sheet
            and need.first <= area.last
            and area.first <= need.last
            and need.left <= area.right
            and area.left <= need.right
        ):
            return True
    if (need.first, need.left) == (need.last, need.right):
        return (need.sheet, need.first, need.left) in cells
    return any(
        sheet == need.sheet and need.first <= row <= need.last and need.left <= column <= need.right
        for sheet, row, column in cells
    )


def _formulas(rows: Mapping[str, Mapping[int, Row]], names: Mapping[str, str]) -> Iterator[_Formula]:
    for sheet, found in rows.items():
        for number, row in found.items():
            for column, cell in row.cells.items():
                if cell.formula is not None:
                    yield _formula((sheet, number, column), cell.formula, names)


def _formula(at: At, text: str, names: Mapping[str, str]) -> _Formula:
    bare = _STRING.sub("", text)
    needs = list(_areas(text, at[0]))
    for word in _WORD.findall(bare):
        if word in names:
            needs += _areas(names[word], at[0])
    return _Formula(at, tuple(needs), bool(_UNSURE.search(bare)))


def _areas(formula: str, home: str) -> Iterator[Area]:
    for sheet, reference in references(formula):
        head, _, tail = reference.partition(":")
        if head.strip("$").isdigit():
            yield Area(sheet or home, int(head.strip("$")), int(tail.strip("$")), 0, _WIDEST)
            continue
        (first, left), (last, right) = split(head), split(tail or head)
        yield Area(sheet or home, first, last, left, right)
    for match in _COLUMNS.finditer(_STRING.sub("", formula)):
        yield _whole_columns(match, home)


_COLUMNS = re.compile(r"(?:('(?:[^']|'')+'|[\w.]+)!)?\$?([A-Z]{1,3}):\$?([A-Z]{1,3})(?![\w$(])")


def _whole_columns(match: re.Match[str], home: str) -> Area:
    sheet = (match[1] or home).strip("'").replace("''", "'")
    left, right = (split(f"{letters}1")[1] for letters in (match[2], match[3]))
    return Area(sheet, 1, _LAST, left, right)
