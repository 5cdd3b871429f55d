"""One sheet's part: its rows as cells that can be set, its blocks that can grow, all else kept as it is; it knows no other part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass
class Cell:
    """A cell: `raw` is its XML content where it is neither a plain value nor a formula (formatted text)."""

    style: str = ""
    value: Stored = EMPTY
    formula: str | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    raw: str = ""


@dataclass
class Row:
    """A row: its attributes as XML, and its cells by column."""

    attributes: dict[str, str] = field(default_factory=dict)
    cells: dict[int, Cell] = field(default_factory=dict)


class Sheet:
    """A worksheet part, read once, changed in memory and written back. Rows count from 1, columns from 0."""

    def __init__(self, name: str, content: bytes, *, date1904: bool = False) -> None:
        self.name = name
        self._date1904 = date1904
        self._root = etree.fromstring(content, PARSER)
        data = self._root.find(f"{{{MAIN}}}sheetData")
        if data is None:
            raise ValueError(name)
        self._data = data
        self.rows: dict[int, Row] = _rows(data)
        del data[:]

    # ── values ──

    def write(self, cell: str, value: Value) -> None:
        """Put a value in a cell, in place of its value or formula; its style stays."""
        row, column = split(cell)
        self._put(self.rows.setdefault(row, Row()), column, value)

    def cache(self, cell: str, value: Value) -> None:
        """Say what a cell's formula gives. Raises ValueError where there is no formula."""
        row, column = split(cell)
        found = self.rows.get(row, Row()).cells.get(column)
        if found is None or found.formula is None:
            raise ValueError(f"{self.name}!{cell}")
        found.value = stored(value, self._date1904)

    def write_formula(self, cell: str, formula: str, value: Value) -> None:
        """Put a formula (without «=») and what it gives in a cell; its style stays."""
        row, column = split(cell)
        cells = self.rows.setdefault(row, Row()).cells
        style = cells[column].style if column in cells else ""
        cells[column] = Cell(style, stored(value, self._date1904), formula)

    def fill(self, first: int, columns: Mapping[int, Sequence[Value]]) -> None:
        """Values down the columns of a block from row `first`: beside the formula where the cell has one, in its place elsewhere."""
        for column, values in columns.items():
            for row, value in enumerate(values, first):
                cell = self.rows.setdefault(row, Row()).cells.setdefault(column, Cell())
                cell.value, cell.raw = stored(value, self._date1904), ""

    def text(self, cell: str) -> str:
        """What a cell holds, as the file writes it (a number's digits, a text); «» when it is empty."""
        row, column = split(cell)
        return self.rows.get(row, Row()).cells.get(column, Cell()).value.body

    def style_of(self, cell: str) -> str:
        """The style index of a cell, «» when it has none."""
        row, column = split(cell)
        return self.rows.get(row, Row()).cells.get(column, Cell()).style

    def restyle(self, cell: str, style: str) -> None:
        """Give a cell the style of another one."""
        row, column = split(cell)
        self.rows.setdefault(row, Row()).cells.setdefault(column, Cell()).style = style

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in points."""
        self.rows.setdefault(row, Row()).attributes.update({"ht": f"{points:g}", "customHeight": "1"})

    def hide(self, row: int) -> None:
        """Hide a row."""
        self.rows.setdefault(row, Row()).attributes["hidden"] = "1"

    def _put(self, row: Row, column: int, value: Value) -> None:
        style = row.cells[column].style if column in row.cells else ""
        row.cells[column] = Cell(style, stored(value, self._date1904))

    # ── growth ──

    def grow(self, sheets: Mapping[str, Rows]) -> None:
        """Move everything for the growth of `sheets`, this one included: rows, formulas, merges, formats, lists, filters."""
        rows = sheets.get(self.name, Rows())
        for number, row in self.rows.items():
            inside = rows.inside(number)
            for cell in row.cells.values():
                if cell.formula is not None:
                    cell.formula = grown(cell.formula, self.name, sheets, in_block=inside)
                    if "ref" in cell.attributes:
                        cell.attributes["ref"] = grown(
                            cell.attributes["ref"], self.name, sheets, in_block=True
                        )
        if rows.growths:
            self.rows = {rows.start(number): row for number, row in self.rows.items()}
            for growth in rows.growths:
                self._clone(growth, rows)
        grow_elements(self._root, self.name, sheets)
        self._clone_merges(rows)

    def _clone(self, growth: Growth, rows: Rows) -> None:
        first, last = rows.start(growth.first), rows.end(growth.last)
        model = self.rows.get(first, Row())
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
        used = [(n, c) for n, row in self.rows.items() for c in row.cells]
        if dimension is not None and used:
            numbers, columns = [n for n, _ in used], [c for _, c in used]
            first = f"{column_letters(min(columns))}{min(numbers)}"
            dimension.set("ref", f"{first}:{column_letters(max(columns))}{max(numbers)}")


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
    cell, kind = Cell(element.get("s", "")), element.get("t", "n")
    for child in element:
        tag = etree.QName(child).localname
        if tag == "f":
            cell.formula, cell.attributes = _formula(child, at, shared)
        elif tag == "v":
            cell.value = Stored(kind, child.text or "")
        else:
            cell.raw += etree.tostring(child, encoding="unicode")
    if cell.raw:
        cell.value = Stored(kind, "")
    return cell


def _formula(
    element: Any,
    at: tuple[int, int],
    shared: dict[str, tuple[str, int, int]],
) -> tuple[str | None, dict[str, str]]:
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
            cells[column] = Cell(one.style)
        else:
            attributes = {k: moved(v, rows) if k == "ref" else v for k, v in one.attributes.items()}
            cells[column] = Cell(one.style, one.value, moved(one.formula, rows), attributes)
    return Row(dict(model.attributes), cells)


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
    attributes = attributes_xml(cell.attributes) if cell.attributes else ""
    return cell_xml(reference, cell.style, cell.value, cell.formula, attributes)
