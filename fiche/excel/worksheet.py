"""One sheet's part: its rows as cells that can be set, its blocks that can grow, all else kept as it is; it knows no other part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from lxml import etree

from fiche.excel.references import Growth, Rows, column_letters, grown, grown_area, moved, split
from fiche.excel.values import EMPTY, Stored, Value, attributes_xml, cell_xml, stored

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_blank_text=False)
_MARK = "@rows of the sheet@"
# Elements and attributes of a sheet that hold this sheet's own ranges, and elements that hold formulas.
_AREAS = {"ref", "sqref", "activeCell"}
_AREA_ELEMENTS = {
    "mergeCell", "conditionalFormatting", "dataValidation", "autoFilter", "sortState", "sortCondition", "hyperlink", "dimension",
    "selection", "protectedRange", "ignoredError", "cfRule", "table", "comment", "threadedComment",
}  # fmt: skip
_FORMULAS = {"formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula"}


@dataclass(slots=True, frozen=True)
class Cell:
    """A cell: `raw` is its XML content where it is neither a plain value nor a formula (formatted text)."""

    style: str = ""
    value: Stored = EMPTY
    formula: str | None = None
    attributes: tuple[tuple[str, str], ...] = ()
    raw: str = ""


NONE = Cell()


@dataclass(slots=True)
class Row:
    """A row: its attributes as XML, and its cells by column. A copy shares the cells, which never change."""

    attributes: dict[str, str] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)

    def copy(self) -> "Row":
        """A row that may be changed without changing this one."""
        return Row(dict(self.attributes), dict(self.cells))


class Sheet:
    """A worksheet part, read once, changed in memory and written back. Rows count from 1, columns from 0."""

    def __init__(self, name: str, content: bytes, *, date1904: bool = False) -> None:
        frame, rows = _parsed(content)
        self.name = name
        self._date1904 = date1904
        self._root = etree.fromstring(frame, PARSER)
        self._data = self._root.find(f"{{{MAIN}}}sheetData")
        self.rows: dict[int, Row] = {number: row.copy() for number, row in rows.items()}

    # ── values ──

    def write(self, cell: str, value: Value) -> None:
        """Put a value in a cell, in place of its value or formula; its style stays."""
        row, column = split(cell)
        cells = self._row(row).cells
        cells[column] = Cell(cells.get(column, NONE).style, stored(value, self._date1904))

    def cache(self, cell: str, value: Value) -> None:
        """Say what a cell's formula gives. Raises ValueError where there is no formula."""
        row, column = split(cell)
        found = self._row(row).cells.get(column, NONE)
        if found.formula is None:
            raise ValueError(f"{self.name}!{cell}")
        self.fill(row, {column: [value]})

    def write_formula(self, cell: str, formula: str, value: Value) -> None:
        """Put a formula (without «=») and what it gives in a cell; its style stays."""
        row, column = split(cell)
        cells = self._row(row).cells
        cells[column] = Cell(cells.get(column, NONE).style, stored(value, self._date1904), formula)

    def fill(self, first: int, columns: Mapping[int, Sequence[Value]]) -> None:
        """Values down the columns of a block from row `first`: beside the formula where the cell has one, in its place elsewhere."""
        for column, values in columns.items():
            for row, value in enumerate(values, first):
                cells = self._row(row).cells
                old = cells.get(column, NONE)
                cells[column] = Cell(old.style, stored(value, self._date1904), old.formula, old.attributes)

    def text(self, cell: str) -> str:
        """What a cell holds, as the file writes it (a number's digits, a text); «» when it is empty."""
        return self._cell(cell).value.body

    def formula(self, cell: str) -> str | None:
        """A cell's formula, without «=»."""
        return self._cell(cell).formula

    def style_of(self, cell: str) -> str:
        """The style index of a cell, «» when it has none."""
        return self._cell(cell).style

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in points."""
        self._row(row).attributes.update({"ht": f"{points:g}", "customHeight": "1"})

    def hide(self, row: int) -> None:
        """Hide a row."""
        self._row(row).attributes["hidden"] = "1"

    def _row(self, number: int) -> Row:
        row = self.rows.get(number)
        if row is None:
            row = self.rows[number] = Row()
        return row

    def _cell(self, cell: str) -> Cell:
        row, column = split(cell)
        found = self.rows.get(row)
        return NONE if found is None else found.cells.get(column, NONE)

    # ── growth ──

    def grow(self, sheets: Mapping[str, Rows]) -> None:
        """Move everything for the growth of `sheets`, this one included: rows, formulas, merges, formats, lists, filters."""
        rows = sheets.get(self.name, Rows())
        for number, row in self.rows.items():
            inside = rows.inside(number)
            for column, cell in row.cells.items():
                if cell.formula is not None:
                    row.cells[column] = self._grown(cell, sheets, in_block=inside)
        if rows.growths:
            self.rows = {rows.start(number): row for number, row in self.rows.items()}
            for growth in rows.growths:
                self._clone(growth, rows)
        grow_elements(self._root, self.name, sheets)
        self._clone_merges(rows)

    def _grown(self, cell: Cell, sheets: Mapping[str, Rows], *, in_block: bool) -> Cell:
        formula = grown(cell.formula or "", self.name, sheets, in_block=in_block)
        attributes = tuple(
            (k, grown(v, self.name, sheets, in_block=True) if k == "ref" else v) for k, v in cell.attributes
        )
        return (
            cell
            if formula == cell.formula and not attributes
            else replace(cell, formula=formula, attributes=attributes)
        )

    def _clone(self, growth: Growth, rows: Rows) -> None:
        first, last = rows.start(growth.first), rows.end(growth.last)
        model = self._row(first)
        for number in range(first + 1, last + 1):
            self.rows[number] = _copy(model, number - first)

    def _clone_merges(self, rows: Rows) -> None:
        """The merged cells of a block's first row, in each of its other rows."""
        merges = self._root.find(f"{{{MAIN}}}mergeCells")
        if merges is None:
            return
        for growth in rows.growths:
            first, last = rows.start(growth.first), rows.end(growth.last)
            present = {m.get("ref") for m in merges}
            model = [r for r in present if r and _row_span(r) == (first, first)]
            for number in range(first + 1, last + 1):
                for reference in sorted(model):
                    if (copy := moved(reference, number - first)) not in present:
                        etree.SubElement(merges, f"{{{MAIN}}}mergeCell", ref=copy)
        merges.set("count", str(len(merges)))

    # ── writing ──

    def content(self) -> bytes:
        """The part's bytes."""
        self._set_dimension()
        self._data.text = _MARK
        frame = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._data.text = None
        prefixes = {uri: prefix for prefix, uri in self._root.nsmap.items() if prefix}
        body = "".join(_row_xml(number, self.rows[number], prefixes) for number in sorted(self.rows))
        return bytes(frame.replace(_MARK.encode(), body.encode(), 1))

    def _set_dimension(self) -> None:
        dimension = self._root.find(f"{{{MAIN}}}dimension")
        used = {number: row.cells for number, row in self.rows.items() if row.cells}
        if dimension is not None and used:
            left, right = min(map(min, used.values())), max(map(max, used.values()))
            dimension.set("ref", f"{column_letters(left)}{min(used)}:{column_letters(right)}{max(used)}")


@lru_cache(maxsize=64)
def _parsed(content: bytes) -> tuple[bytes, dict[int, Row]]:
    """A sheet without its rows, and its rows: the same template is read once. The rows are to be copied, never changed."""
    root = etree.fromstring(content, PARSER)
    data = root.find(f"{{{MAIN}}}sheetData")
    if data is None:
        raise ValueError(root.tag)
    rows = _rows(data)
    del data[:]
    data.text = None
    return etree.tostring(root), rows


def grow_elements(root: Any, home: str, sheets: Mapping[str, Rows]) -> None:
    """Move the ranges and formulas of any part that belongs to sheet `home` (the sheet itself, a table, comments)."""
    rows = sheets.get(home, Rows())
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        if tag in _FORMULAS and element.text:
            element.text = grown(element.text, home, sheets)
        elif tag == "sqref" and element.text:
            element.text = grown_area(element.text, rows)
        elif rows.growths:
            _grow_attributes(element, tag, rows)


def _grow_attributes(element: Any, tag: str, rows: Rows) -> None:
    if tag in _AREA_ELEMENTS:
        for name in _AREAS & set(element.keys()):
            element.set(name, grown_area(element.get(name), rows))
    elif tag == "brk" and etree.QName(element.getparent()).localname == "rowBreaks":
        element.set("id", str(rows.start(int(element.get("id", "0")))))


def _rows(data: Any) -> dict[int, Row]:
    rows: dict[int, Row] = {}
    shared: dict[str, tuple[str, int, int]] = {}
    number = 0
    for element in data:
        number = int(element.get("r", number + 1))
        row = rows[number] = Row({k: v for k, v in element.attrib.items() if k not in {"r", "spans"}})
        column = -1
        for one in element:
            reference = one.get("r")
            column = split(reference)[1] if reference else column + 1
            row.cells[column] = _cell(one, (number, column), shared)
    return rows


def _cell(
    element: Any,
    at: tuple[int, int],
    shared: dict[str, tuple[str, int, int]],
) -> Cell:
    style, kind = element.get("s", ""), element.get("t", "n")
    value, formula, attributes, raw = EMPTY, None, {}, ""
    for child in element:
        tag = etree.QName(child).localname
        if tag == "f":
            formula, attributes = _formula(child, at, shared)
        elif tag == "v":
            value = Stored(kind, child.text or "")
        else:
            raw += etree.tostring(child, encoding="unicode")
    return Cell(style, Stored(kind, "") if raw else value, formula, tuple(attributes.items()), raw)


def _formula(
    element: Any,
    at: tuple[int, int],
    shared: dict[str, tuple[str, int, int]],
) -> tuple[str, dict[str, str]]:
    """A cell's own formula: one shared by several cells is written out in each, so that they can move apart."""
    text, index = element.text or "", element.get("si")
    if element.get("t") != "shared":
        return text, dict(element.attrib)
    if text:
        shared[index] = (text, *at)
    source, row, column = shared[index]
    return moved(source, at[0] - row, at[1] - column), {}


def _copy(model: Row, rows: int) -> Row:
    """A row with the model's styles and formulas, `rows` rows below it, its typed values left out."""
    cells = {}
    for column, one in model.cells.items():
        if one.formula is None:
            cells[column] = _styled(one.style)
        else:
            attributes = tuple((k, moved(v, rows) if k == "ref" else v) for k, v in one.attributes)
            cells[column] = Cell(one.style, one.value, moved(one.formula, rows), attributes)
    return Row(dict(model.attributes), cells)


@lru_cache(maxsize=1024)
def _styled(style: str) -> Cell:
    return Cell(style)


def _row_span(reference: str) -> tuple[int, int]:
    head, _, tail = reference.partition(":")
    return split(head)[0], split(tail or head)[0]


def _row_xml(number: int, row: Row, prefixes: Mapping[str, str]) -> str:
    attributes = attributes_xml(_prefixed(row.attributes, prefixes))
    body = "".join([_xml(f"{column_letters(c)}{number}", row.cells[c]) for c in sorted(row.cells)])
    return f'<row r="{number}"{attributes}>{body}</row>' if body else f'<row r="{number}"{attributes}/>'


def _prefixed(attributes: Mapping[str, str], prefixes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by the prefixed names that the sheet's root declares («x14ac:dyDescent»)."""
    found = {}
    for name, value in attributes.items():
        uri, brace, local = name.lstrip("{").partition("}")
        if not brace or uri in prefixes:
            found[f"{prefixes[uri]}:{local}" if brace else name] = value
    return found


def _xml(reference: str, cell: Cell) -> str:
    if cell.raw and cell.formula is None:
        known = {"s": cell.style, "t": cell.value.kind}
        return f'<c r="{reference}"{attributes_xml({k: v for k, v in known.items() if v})}>{cell.raw}</c>'
    attributes = attributes_xml(dict(cell.attributes)) if cell.attributes else ""
    return cell_xml(reference, cell.style, cell.value, cell.formula, attributes)
