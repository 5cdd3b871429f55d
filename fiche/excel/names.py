"""A workbook's own names: the cells they stand for, found once a template and moved with its rows; it changes no part."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from fiche.excel.cells import MAIN
from fiche.excel.references import Rows, column_letters, grown, split

_NAMES = f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"
Named = tuple[
    Any, str | None, str
]  # its element, what the workbook calls it (None: it is a sheet's own), what it stands for


@dataclass(frozen=True, slots=True)
class Area:
    """A range of cells: rows from 1, columns from 0, both ends included."""

    sheet: str
    first: int
    last: int
    left: int
    right: int

    @property
    def cell(self) -> str:
        """Its first cell, «B12»."""
        return f"{column_letters(self.left)}{self.first}"


def named(root: Any) -> list[Named]:
    """The names that the root element of a workbook's part defines."""
    return [
        (n, n.get("name") if n.get("localSheetId") is None else None, n.text or "")
        for n in root.iterfind(_NAMES)
    ]


@lru_cache(maxsize=8192)
def area_of(reference: str) -> Area:
    """The cells of «Sheet!$A$6:$W$7». Raises ValueError when it is not one plain range."""
    sheet, _, cells = reference.rpartition("!")
    head, _, tail = cells.partition(":")
    (first, left), (last, right) = split(head), split(tail or head)
    return Area(sheet.strip("'").replace("''", "'"), first, last, left, right)


@lru_cache(maxsize=8192)
def _pieces(reference: str) -> tuple[Area, str, str, str] | None:
    """The area of a plain absolute reference, its text up to the first row, between both rows («» for one cell), and whether it is plain."""
    head, _, cells = reference.rpartition("!")
    try:
        area = area_of(reference)
    except ValueError:
        return None
    left, right = column_letters(area.left), column_letters(area.right)
    single = ":" not in cells
    written = f"${left}${area.first}" if single else f"${left}${area.first}:${right}${area.last}"
    return None if written != cells else (area, f"{head}!${left}$", "" if single else f":${right}$", head)


def moved_name(reference: str, sheets: Mapping[str, Rows]) -> tuple[str, Area | None]:
    """What a name stands for once the blocks of `sheets` have grown, and its cells where they are one plain range."""
    found = _pieces(reference)
    if found is None:
        return grown(reference, "", sheets), None
    area, before, between, _head = found
    rows = sheets.get(area.sheet)
    if rows is None or area.last < rows.first_moved:
        return reference, area
    first = rows.start(area.first) if between else rows.cell(area.first)
    last = rows.end(area.last) if between else first
    return f"{before}{first}{between}{last if between else ''}", Area(
        area.sheet, first, last, area.left, area.right
    )
