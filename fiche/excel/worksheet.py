"""One sheet's part: its rows as cells that can be set, its blocks that can grow, all else kept as it is; it knows no other part."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from fiche.excel.cells import MAIN, NONE, PARSER, Cell, Row, copied, parsed_sheet, row_xml
from fiche.excel.references import Growth, Rows, column_letters, grown, grown_area, moved, split
from fiche.excel.values import Value, stored

_MARK = "@rows of the sheet@"
# Elements and attributes of a sheet that hold this sheet's own ranges, and elements that hold formulas.
_AREAS = {"ref", "sqref", "activeCell"}
_AREA_ELEMENTS = {
    "mergeCell", "conditionalFormatting", "dataValidation", "autoFilter", "sortState", "sortCondition", "hyperlink", "dimension",
    "selection", "protectedRange", "ignoredError", "cfRule", "table", "comment", "threadedComment",
}  # fmt: skip
_FORMULAS = {"formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula"}


class Sheet:
    """A worksheet part, read once, changed in memory and written back. Rows count from 1, columns from 0."""

    def __init__(self, name: str, content: bytes, *, date1904: bool = False) -> None:
        frame, rows = parsed_sheet(content)
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
        date1904, longest = self._date1904, max(map(len, columns.values()), default=0)
        rows = [self._row(row).cells for row in range(first, first + longest)]
        for column, values in columns.items():
            for cells, value in zip(rows, values, strict=False):
                style, _, formula, attributes, _ = cells.get(column, NONE)
                cells[column] = Cell(style, stored(value, date1904), formula, attributes)

    def text(self, cell: str) -> str:
        """What a cell holds, as the file writes it (a number's digits, a text); «» when it is empty."""
        return self._cell(cell).value.body

    def formula(self, cell: str) -> str | None:
        """A cell's formula, without «=»."""
        return self._cell(cell).formula

    def dress(self, cell: str, like: str) -> None:
        """Give a cell the style of another one: its look, and whether it may be typed in."""
        row, column = split(cell)
        self._row(row).cells[column] = self._cell(cell)._replace(style=self._cell(like).style)

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in points."""
        self._row(row).attributes.update({"ht": f"{points:g}", "customHeight": "1"})

    def hide(self, row: int) -> None:
        """Hide a row."""
        self._row(row).attributes["hidden"] = "1"

    def hide_column(self, column: int) -> None:
        """Hide a column that the sheet describes, alone or with its neighbours."""
        for element in self._root.findall(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
            first, last = int(element.get("min")), int(element.get("max"))
            if first <= column + 1 <= last:
                for low, high in ((first, column), (column + 1, column + 1), (column + 2, last)):
                    if low <= high:
                        element.addprevious(part := copy.copy(element))
                        part.set("min", str(low))
                        part.set("max", str(high))
                        if low == column + 1 == high:
                            part.set("hidden", "1")
                element.getparent().remove(element)

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

    def grow(self, sheets: Mapping[str, Rows], *, cloned: bool = True) -> None:
        """Move everything for the growth of `sheets`, this one included: rows, formulas, merges, formats, lists, filters. `cloned` false: the
        rows that a block gains come from elsewhere, see content_around."""
        rows = sheets.get(self.name, Rows())
        for number, row in self.rows.items():
            if rows.replaced(number):
                continue
            inside = rows.inside(number)
            for column, cell in row.cells.items():
                if cell.formula is not None:
                    row.cells[column] = self._grown(cell, sheets, in_block=inside)
        if rows.growths:
            self.rows = {rows.start(number): row for number, row in self.rows.items()}
            for growth in rows.growths if cloned else ():
                self._clone(growth, rows)
        grow_elements(self._root, self.name, sheets)
        if cloned:
            self._clone_merges(rows)

    def _grown(self, cell: Cell, sheets: Mapping[str, Rows], *, in_block: bool) -> Cell:
        formula = grown(cell.formula or "", self.name, sheets, in_block=in_block)
        attributes = tuple(
            (k, grown(v, self.name, sheets, in_block=True) if k == "ref" else v) for k, v in cell.attributes
        )
        return (
            cell
            if formula == cell.formula and not attributes
            else cell._replace(formula=formula, attributes=attributes)
        )

    def _clone(self, growth: Growth, rows: Rows) -> None:
        first, last = rows.start(growth.first), rows.end(growth.last)
        model = self._row(first)
        for number in range(first + 1, last + 1):
            self.rows[number] = copied(model, number - first)

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
        return b"".join(self.content_around(max(self.rows, default=1) + 1))

    def content_around(self, first: int, last: int = 0) -> tuple[bytes, bytes]:
        """The part's bytes before and after the rows `first` to `last`, which come from elsewhere and end the sheet: those held here are left out."""
        self._set_dimension(first, last)
        self._data.text = _MARK
        frame = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._data.text = None
        prefixes = {uri: prefix for prefix, uri in self._root.nsmap.items() if prefix}
        body = "".join(row_xml(n, self.rows[n], prefixes) for n in sorted(self.rows) if n < first)
        before, _, after = frame.partition(_MARK.encode())
        return before + body.encode(), after

    def _set_dimension(self, first: int, last: int) -> None:
        dimension = self._root.find(f"{{{MAIN}}}dimension")
        used = {n: row.cells for n, row in self.rows.items() if row.cells and (n <= first or not last)}
        if dimension is not None and used:
            left, right = min(map(min, used.values())), max(map(max, used.values()))
            bottom = max(last, *used)
            dimension.set("ref", f"{column_letters(left)}{min(used)}:{column_letters(right)}{bottom}")


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
    if tag == "mergeCell" and len(set(_row_span(element.get("ref")))) == 1:
        element.set("ref", _on_one_row(element.get("ref"), rows))
    elif tag in _AREA_ELEMENTS:
        for name in _AREAS & set(element.keys()):
            element.set(name, grown_area(element.get(name), rows))
    elif tag == "brk" and etree.QName(element.getparent()).localname == "rowBreaks":
        element.set("id", str(rows.start(int(element.get("id", "0")))))


def _on_one_row(reference: str, rows: Rows) -> str:
    """A merge within a row follows it and never grows: a block's other rows have merges of their own."""
    row = _row_span(reference)[0]
    return moved(reference, rows.start(row) - row)


def _row_span(reference: str) -> tuple[int, int]:
    head, _, tail = reference.partition(":")
    return split(head)[0], split(tail or head)[0]
