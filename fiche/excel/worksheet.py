"""One sheet's part: its rows as cells that can be set, its blocks that can grow, all else kept as it is; it knows no other part."""

import copy
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from lxml import etree

from fiche.excel.cells import MAIN, NONE, PARSER, Cell, Row, parsed_sheet, row_xml
from fiche.excel.references import Growth, Rows, column_letters, grown, grown_area, moved, split
from fiche.excel.stretch import Stretch
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
        self._stretches: list[Stretch] = []  # the blocks that grew, whose rows stand there alone

    # ── values ──

    def write(self, cell: str, value: Value) -> None:
        """Put a value in a cell, in place of its value or formula; its style stays."""
        self._put(cell, Cell(self._cell(cell).style, stored(value, self._date1904)))

    def cache(self, cell: str, value: Value) -> None:
        """Say what a cell's formula gives. Raises ValueError where there is no formula."""
        found = self._cell(cell)
        if found.formula is None:
            raise ValueError(f"{self.name}!{cell}")
        self._put(cell, Cell(found.style, stored(value, self._date1904), found.formula, found.attributes))

    def write_formula(self, cell: str, formula: str, value: Value) -> None:
        """Put a formula (without «=») and what it gives in a cell; its style stays."""
        self._put(cell, Cell(self._cell(cell).style, stored(value, self._date1904), formula))

    def fill(self, first: int, columns: Mapping[int, Sequence[Value]]) -> None:
        """Values down the columns of a block from row `first`: beside the formula where the cell has one, in its place elsewhere."""
        stretch = self._stretch(first)
        for column, values in columns.items():
            beyond = 0
            if stretch is not None:
                stretch.fill(column, values, first)
                beyond = stretch.first + stretch.count - first
            for row, value in enumerate(values[beyond:], first + beyond):
                cells = self._row(row).cells
                style, _, formula, attributes, _ = cells.get(column, NONE)
                cells[column] = Cell(style, stored(value, self._date1904), formula, attributes)

    def text(self, cell: str) -> str:
        """What a cell holds, as the file writes it (a number's digits, a text); «» when it is empty."""
        return self._cell(cell).value.body

    def formula(self, cell: str) -> str | None:
        """A cell's formula, without «=»."""
        return self._cell(cell).formula

    def dress(self, cell: str, like: str) -> None:
        """Give a cell the style of another one: its look, and whether it may be typed in."""
        self._put(cell, self._cell(cell)._replace(style=self._cell(like).style))

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in points."""
        self._attributes(row).update({"ht": f"{points:g}", "customHeight": "1"})

    def hide(self, row: int) -> None:
        """Hide a row."""
        self._attributes(row)["hidden"] = "1"

    def _stretch(self, row: int) -> Stretch | None:
        return next((one for one in self._stretches if row in one), None)

    def _attributes(self, row: int) -> dict[str, str]:
        stretch = self._stretch(row)
        return self._row(row).attributes if stretch is None else stretch.attributes(row)

    def _put(self, cell: str, made: Cell) -> None:
        row, column = split(cell)
        stretch = self._stretch(row)
        if stretch is None:
            self._row(row).cells[column] = made
        else:
            stretch.write(row, column, made)

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
        stretch = self._stretch(row)
        if stretch is not None:
            return stretch.cell(row, column)
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
        model = self.rows.pop(first, Row())
        for number in range(first + 1, last + 1):
            self.rows.pop(number, None)
        self._stretches.append(Stretch(first, last - first + 1, model, date1904=self._date1904))

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
        body = "".join(self._rows_xml(prefixes, first))
        before, _, after = frame.partition(_MARK.encode())
        return before + body.encode(), after

    def _rows_xml(self, prefixes: Mapping[str, str], first: int) -> Iterator[str]:
        """The rows above `first` in order, those of the blocks that grew in their places."""
        numbers, shared = sorted(number for number in self.rows if number < first), count()
        place = 0
        for stretch in sorted(self._stretches, key=lambda one: one.first):
            while place < len(numbers) and numbers[place] < stretch.first:
                yield row_xml(numbers[place], self.rows[numbers[place]], prefixes)
                place += 1
            yield stretch.xml(prefixes, shared)
        for number in numbers[place:]:
            yield row_xml(number, self.rows[number], prefixes)

    def _set_dimension(self, first: int, last: int) -> None:
        dimension = self._root.find(f"{{{MAIN}}}dimension")
        kept = [(n, row.cells) for n, row in self.rows.items() if row.cells and (n <= first or not last)]
        used = [(n, min(cells), max(cells)) for n, cells in kept]
        for one in self._stretches:
            if one.columns:
                left, right = one.columns[0], one.columns[-1]
                used += [(one.first, left, right), (one.first + one.count - 1, left, right)]
        if dimension is not None and used:
            rows, lefts, rights = zip(*used, strict=True)
            head, tail = column_letters(min(lefts)), column_letters(max(rights))
            dimension.set("ref", f"{head}{min(rows)}:{tail}{max(last, *rows)}")


def grow_elements(root: Any, home: str, sheets: Mapping[str, Rows]) -> None:
    """Move the ranges and formulas of any part that belongs to sheet `home` (the sheet itself, a table, comments)."""
    rows = sheets.get(home, Rows())
    for element in root.iter(etree.Element):
        tag = element.tag.rpartition("}")[2]
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
