"""A template read once and kept ready to be filled: texts, and between them the places of row numbers and of values; it holds nobody's values.

Everything that speaks of rows is moved by the code that moves it in any workbook (fiche.excel.patcher), with row numbers that are not known yet:
each leaves a mark, and the marks are the places.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from fiche.archive import Part
from fiche.excel import surroundings
from fiche.excel.cells import MAIN, NONE, Cell, Row, row_attributes
from fiche.excel.elements import merged_in
from fiche.excel.lanes import computed_type, computed_value, value_tail
from fiche.excel.names import Area
from fiche.excel.patcher import Patcher
from fiche.excel.pieces import Along, Marked, Pieces, Slot, is_marked, mark, marked
from fiche.excel.references import Growth, Rows, column_letters
from fiche.excel.strings import Text
from fiche.excel.values import UNKNOWN, attributes_xml, plain_xml
from fiche.excel.worksheet import Sheet

_HIDDEN = re.compile(' state="(\ue000hide[^"]*)"')
_POINTS = re.compile('<c:ptCount val="(\ue000points[^"]*)"/>')
_PRINTED = "_xlnm.Print_Area"
_ABSENT = Cell(raw="absent")  # a cell that has a name, and that the template leaves out


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a row that is not a block's: where it stands in its sheet and among its texts. `kind` is the place of its formula's type, -1 where
    there is no formula; `value` that of its value, -1 where the template leaves the cell out."""

    sheet: int
    row: int
    column: int
    cell: Cell
    formula: Marked
    begin: int
    kind: int
    value: int
    end: int


@dataclass(slots=True)
class Block:
    """The rows of a block, clones of `model`, and the formulas of it that speak of rows. `merged`: the columns of the cells merged in each row."""

    growth: Growth
    model: Row
    formulas: dict[int, Marked]
    merged: list[tuple[str, str]]
    at: int = -1


@dataclass(slots=True)
class PageModel:
    """A sheet: its texts, its cells by row and column, its blocks from the top, the place of each row's attributes, and how many cells are merged."""

    name: str
    path: str
    pieces: Pieces
    prefixes: dict[str, str]
    cells: dict[tuple[int, int], Place] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    rows: dict[int, tuple[int, dict[str, str]]] = field(default_factory=dict)
    merges: int = 0


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: its texts, and of each series what it shows and whether these are numbers."""

    pieces: Pieces
    shown: list[tuple[Marked, bool]]


@dataclass(frozen=True, slots=True)
class Model:
    """A template whose `blocks` may have any number of rows."""

    parts: dict[str, Part]
    styles: str
    book: tuple[str, Pieces]
    pages: list[PageModel]
    charts: dict[str, Chart]
    others: dict[str, Pieces]
    slots: list[Slot]
    areas: dict[str, Area]
    places: dict[str, Place]
    blocks: dict[str, tuple[int, int]]
    strings: tuple[Text, ...]


@lru_cache(maxsize=16)
def compiled(data: bytes, blocks: frozenset[str]) -> Model:
    """The template `data`, whose `blocks` are to be given their rows. Raises as Patcher."""
    return _Opened(data).model(sorted(blocks))


class _Opened(Patcher):
    """A template while it is read."""

    def model(self, blocks: Iterable[str]) -> Model:
        """Everything, in the order in which it is filled."""
        slots: dict[Slot, int] = {}
        growths: dict[str, dict[str, Growth]] = {name: {} for name in self.sheet_names}
        for name in blocks:
            area = self.area(name)
            growths[area.sheet][name] = Growth(area.first, area.last, 1)
        along = {s: Along(n, found.values()) for n, (s, found) in enumerate(growths.items()) if found}
        self._add_absent()
        merged = {name: merged_in(self.sheet(name).root, rows) for name, rows in along.items()}
        self._grow(along, self.sheet_names)
        self._drop_calculation_chain()
        self._settle_calculation()
        areas = {name: self._area_or_none(name) for name in self.names}
        pages = [
            _page(
                n, self.sheet(name), (self._paths[name], along.get(name, Rows()), merged.get(name, [])), slots
            )
            for n, name in enumerate(self.sheet_names)
        ]
        charts = {
            path: _chart(part.content, slots)
            for path, part in self._parts.items()
            if re.search(r"/charts/chart[^/]*\.xml$", path)
        }
        kept = {name: area for name, area in areas.items() if area is not None}
        return Model(
            self._parts, next(t for kind, t in self._relations(self._book).values() if kind == "styles"), (self._book, _book(self._root, slots)),
            pages, charts, self._others(charts, slots), list(slots), kept, _places(kept, pages), _numbered(growths, along), self._texts(),
        )  # fmt: skip

    def _add_absent(self) -> None:
        """The cells that names stand for, where a row of the template leaves them out."""
        for name in self.names:
            area = self._area_or_none(name)
            if area is not None and (area.first, area.left) == (area.last, area.right):
                self.sheet(area.sheet).rows[area.first].cells.setdefault(area.left, _ABSENT)

    def _others(self, known: Iterable[str], slots: dict[Slot, int]) -> dict[str, Pieces]:
        """The other parts that speak of rows."""
        found = {p: part for p, part in self._parts.items() if p not in known and is_marked(part.content)}
        made = {path: Pieces(slots, wide=True) for path in found}
        for path, pieces in made.items():
            pieces.add(found[path].content.decode())
        return made

    def _area_or_none(self, name: str) -> Area | None:
        try:
            return self.area(name)
        except ValueError:
            return None


def _places(areas: Mapping[str, Area], pages: list[PageModel]) -> dict[str, Place]:
    """The cells that names stand for, where they are not a block's."""
    sheets, found = {page.name: page for page in pages}, {}
    for name, area in areas.items():
        row: Any = area.first
        place = sheets[area.sheet].cells.get((getattr(row, "row", row), area.left))
        if place is not None:
            found[name] = place
    return found


def _numbered(
    growths: Mapping[str, Mapping[str, Growth]], along: Mapping[str, Rows]
) -> dict[str, tuple[int, int]]:
    """The place of each block's sheet, and its own among the sheet's blocks."""
    return {
        name: (number, along[sheet].growths.index(growth))
        for number, (sheet, found) in enumerate(growths.items())
        for name, growth in found.items()
    }


# ── a sheet ──


def _page(
    number: int, sheet: Sheet, about: tuple[str, Rows, list[list[tuple[str, str]]]], slots: dict[Slot, int]
) -> PageModel:
    path, rows, merged = about
    page = PageModel(sheet.name, path, Pieces(slots), sheet.prefixes)
    merges = sheet.root.find(f"{{{MAIN}}}mergeCells")
    if merges is not None:
        page.merges = len(merges)
        merges.set("count", mark("merges"))
        merges[-1].tail = mark("merged")
    old = {getattr(row, "row", row): (row, content) for row, content in sheet.rows.items()}
    _set_dimension(sheet, rows, old)
    before, after = sheet.frame()
    page.pieces.add(before.decode())
    for row, (place, content) in sorted(old.items()):
        growth = rows.around(row)
        if growth is None:
            _add_row(page, (number, row, str(place)), content, slots)
        elif row == growth.first:
            at = page.pieces.hole()
            marks = {c: marked(cell.formula, slots) for c, cell in content.cells.items() if cell.formula}
            formulas = {c: text for c, text in marks.items() if len(text) > 1}
            page.blocks.append(Block(growth, content, formulas, merged[len(page.blocks)], at))
    page.pieces.add(after.decode())
    return page


def _set_dimension(sheet: Sheet, rows: Rows, old: Mapping[int, tuple[Any, Row]]) -> None:
    used = {row: content.cells for row, (_place, content) in old.items() if content.cells}
    dimension = sheet.root.find(f"{{{MAIN}}}dimension")
    if dimension is not None and used:
        left, right = min(map(min, used.values())), max(map(max, used.values()))
        dimension.set(
            "ref", f"{column_letters(left)}{min(used)}:{column_letters(right)}{rows.end(max(used))}"
        )


def _add_row(page: PageModel, at: tuple[int, int, str], content: Row, slots: dict[Slot, int]) -> None:
    _number, row, place = at
    pieces = page.pieces
    pieces.add(f'<row r="{place}"')
    page.rows[row] = (pieces.hole(row_attributes(content.attributes, page.prefixes)), content.attributes)
    pieces.add(">")
    for column, cell in sorted(content.cells.items()):
        _add_cell(page, at, column, cell, slots)
    pieces.add("</row>")


def _add_cell(
    page: PageModel, at: tuple[int, int, str], column: int, cell: Cell, slots: dict[Slot, int]
) -> None:
    number, row, place = at
    pieces, (kind, body) = page.pieces, cell.value
    begin = pieces.cut()
    if cell is _ABSENT:
        pieces.hole()
        page.cells[row, column] = Place(number, row, column, NONE, (), begin, -1, -1, pieces.cut())
        return
    style = f' s="{cell.style}"' if cell.style else ""
    pieces.add(f'<c r="{column_letters(column)}{place}"{style}{attributes_xml(dict(cell.more))}')
    if cell.formula is None:
        typed, value = -1, pieces.hole(f' t="{kind}">{cell.raw}</c>' if cell.raw else value_tail(kind, body))
    else:
        known = cell.value != UNKNOWN
        typed = pieces.hole(computed_type(kind) if known else "")
        pieces.add(f"><f{attributes_xml(dict(cell.attributes))}>{plain_xml(cell.formula)}</f>")
        value = pieces.hole(computed_value(kind, body) if known else "")
        pieces.add("</c>")
    formula = marked(cell.formula or "", slots)
    page.cells[row, column] = Place(number, row, column, cell, formula, begin, typed, value, pieces.cut())


# ── the parts around the sheets ──


def _book(root: Any, slots: dict[Slot, int]) -> Pieces:
    """The workbook's part: a sheet may be hidden, and its print area goes then."""
    for number, sheet in enumerate(root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")):
        if sheet.get("state") is None:
            sheet.set("state", mark(f"hide {number}"))
    for name in root.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName"):
        if name.get("name") == _PRINTED:
            name.addprevious(etree.Comment(mark(f"print {name.get('localSheetId')}")))
            name.tail = mark(f"printed {name.get('localSheetId')}")
    text = surroundings.written(root).decode()
    pieces = Pieces(slots, wide=True)
    pieces.add(_HIDDEN.sub(lambda m: m[1], re.sub("<!--(\ue000[^>]*)-->", lambda m: m[1], text)))
    return pieces


def _chart(content: bytes, slots: dict[Slot, int]) -> Chart:
    """A chart, with a place for the points of each series."""
    root = surroundings.parsed(content)
    shown: list[tuple[Marked, bool]] = []
    for cache, reference, numbers in surroundings.caches(root):
        surroundings.empty_points(cache, mark(f"points {len(shown)}"))
        shown.append((marked(reference, slots), numbers))
    pieces = Pieces(slots, wide=True)
    pieces.add(_POINTS.sub(lambda m: m[1], surroundings.written(root).decode()))
    return Chart(pieces, shown)
