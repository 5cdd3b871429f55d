"""What a user's workbook shows: texts, empty cells, formulas, merges, tables and names, sheet by sheet; it proposes nothing and changes nothing.

Runs in the limited child process: the workbook is somebody's upload.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from lxml import etree

from fiche.archive import Part, read
from fiche.excel.cells import MAIN, PARSER, Cell, Row, parsed_sheet
from fiche.excel.mapped.captions import Caption, captions_of
from fiche.excel.names import Area, area_of
from fiche.excel.references import split
from fiche.excel.relations import relations_of
from fiche.excel.strings import Text, shared_texts, text_at, text_of

ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
What = Literal["empty", "text", "number", "formula", "fixed"]
At = tuple[int, int]


@dataclass(frozen=True)
class Seen:
    """A cell: what it shows, what it is, the number of its look. «fixed»: a text that Excel compares with what it keeps elsewhere (a table's header)."""

    text: str = ""
    what: What = "empty"
    style: str = ""


@dataclass(frozen=True)
class TableSeen:
    """An Excel table: header row, rows of data, columns, and its headers."""

    name: str
    header: int
    first: int
    last: int
    left: int
    right: int
    headers: tuple[str, ...]
    totals: bool = False


@dataclass
class SheetSeen:
    """A worksheet. `merges`: the last cell of each merged area, by its first one."""

    name: str
    hidden: bool
    cells: dict[At, Seen]
    merges: dict[At, At] = field(default_factory=dict)
    tables: list[TableSeen] = field(default_factory=list)

    @cached_property
    def covered(self) -> dict[At, At]:
        """The first cell of the merged area that each covered cell is in."""
        return {
            (row, column): first
            for first, last in self.merges.items()
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        }

    def at(self, row: int, column: int) -> Seen:
        """A cell, that of the whole area where it is merged."""
        return self.cells.get(self.covered.get((row, column), (row, column)), Seen())

    @cached_property
    def rows(self) -> dict[int, list[int]]:
        """The columns that hold a cell, by row."""
        found: dict[int, list[int]] = {}
        for row, column in sorted(self.cells):
            found.setdefault(row, []).append(column)
        return found


@dataclass
class Outline:
    """A workbook. `names`: its defined names that are one plain range; `captions`: its texts outside the cells, with the sheet that shows each."""

    sheets: list[SheetSeen]
    names: list[tuple[str, Area]]
    captions: list[tuple[str, Caption]] = field(default_factory=list)


_LARGEST = 200_000  # cells of a template: beyond, it is no model but data


class TooLarge(Exception):
    """A workbook with more cells than a template has."""


def outlined(data: bytes) -> Outline:
    """The outline of a workbook. Raises what a damaged one makes lxml or zipfile raise, KeyError or StopIteration; TooLarge."""
    parts = read(data)
    book = next(t for kind, t in relations_of(parts, "").values() if kind == "officeDocument")
    root = etree.fromstring(parts[book].content, PARSER)
    relations = relations_of(parts, book)
    texts = next(
        (
            shared_texts(parts[t].content)
            for kind, t in relations.values()
            if kind == "sharedStrings" and t in parts
        ),
        (),
    )
    sheets, captions, left = [], [], _LARGEST
    for element in root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"):
        kind, path = relations[element.get(ID)]
        if path in parts:
            captions += [(element.get("name", ""), one) for one in captions_of(parts, path)]
        if kind == "worksheet":
            sheets.append(_sheet(parts, path, element, texts))
            left -= len(sheets[-1].cells)
        if left < 0:
            raise TooLarge
    return Outline(sheets, list(_names(root)), captions)


def _names(root: Any) -> Iterator[tuple[str, Area]]:
    for element in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        name = element.get("name", "")
        if name.startswith("_") or element.get("hidden") == "1" or element.get("function") == "1":
            continue
        try:
            yield name, area_of(element.text or "")
        except ValueError:  # several ranges, whole columns, a formula
            continue


def _sheet(parts: Mapping[str, Part], path: str, element: Any, texts: tuple[Text, ...]) -> SheetSeen:
    content = parts[path].content
    frame, rows = parsed_sheet(content)
    root = etree.fromstring(frame, PARSER)
    seen = SheetSeen(
        element.get("name", ""), element.get("state", "visible") != "visible", dict(_cells(rows, texts))
    )
    for merge in root.iterfind(f"{{{MAIN}}}mergeCells/{{{MAIN}}}mergeCell"):
        head, _, tail = merge.get("ref", "").partition(":")
        seen.merges[split(head)] = split(tail or head)
    for kind, target in relations_of(parts, path).values():
        if kind == "table" and target in parts:
            seen.tables.append(_table(etree.fromstring(parts[target].content, PARSER)))
            _fix(seen, seen.tables[-1])
    return seen


def _fix(seen: SheetSeen, table: TableSeen) -> None:
    """The headers and the labels of totals of a table: Excel repairs a workbook where they are not what its table says."""
    for row in {table.header, table.last + 1 if table.totals else 0}:
        for column in range(table.left, table.right + 1):
            found = seen.cells.get((row, column))
            if found is not None and found.what == "text":
                seen.cells[row, column] = replace(found, what="fixed")


def _cells(rows: Mapping[int, Row], texts: tuple[Text, ...]) -> Iterator[tuple[At, Seen]]:
    for number, row in rows.items():
        for column, cell in row.cells.items():
            yield (number, column), Seen(shown(cell, texts), _what(cell), cell.style)


def _what(cell: Cell) -> What:
    if cell.formula is not None:
        return "formula"
    if cell.raw:
        return "text"
    if cell.value.kind in {"s", "inlineStr", "str"}:
        return "text"
    return "number" if cell.value.kind and cell.value.body else "empty"


def shown(cell: Cell, texts: tuple[Text, ...]) -> str:
    """What a cell holds, as text; a formula with its sign."""
    if cell.formula is not None:
        return f"={cell.formula}"
    if cell.raw:
        return text_of(etree.fromstring(cell.raw, PARSER)).plain
    if cell.value.kind == "s":
        return text_at(texts, cell.value.body).plain
    return cell.value.body


def _table(root: Any) -> TableSeen:
    head, _, tail = root.get("ref").partition(":")
    (first, left), (last, right) = split(head), split(tail or head)
    headers = tuple(c.get("name", "") for c in root.iterfind(f"{{{MAIN}}}tableColumns/{{{MAIN}}}tableColumn"))
    header = int(root.get("headerRowCount", "1"))
    totals = int(root.get("totalsRowCount", "0"))
    return TableSeen(
        root.get("displayName", ""),
        first if header else 0,
        first + header,
        last - totals,
        left,
        right,
        headers,
        bool(totals),
    )
