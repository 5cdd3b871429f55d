"""One sheet's part: its rows as cells that can be set, its blocks that can grow, all else kept as it is; it knows no other part."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from lxml import etree

from fiche.excel.cells import MAIN, NONE, PARSER, Cell, Row, parsed_sheet, row_xml
from fiche.excel.elements import grow_elements, row_span, within
from fiche.excel.inserted import insert_rows
from fiche.excel.references import Growth, Rows, column_letters, grown, moved, split
from fiche.excel.stretch import Stretch
from fiche.excel.values import UNKNOWN, Stored, Value, stored

_MARK = "@rows of the sheet@"


class Sheet:
    """A worksheet part, read once, changed in memory and written back. Rows count from 1, columns from 0."""

    def __init__(
        self,
        name: str,
        content: bytes,
        *,
        date1904: bool = False,
        strings: Callable[[str], str] | None = None,
    ) -> None:
        """`strings` gives the text at a place of the workbook's shared ones."""
        frame, rows = parsed_sheet(content)
        self.name = name
        self.changed = False
        """Whether its part is no longer as it was."""
        self._strings = strings
        self._date1904 = date1904
        self.root: Any = etree.fromstring(frame, PARSER)  # without the rows
        self._data = self.root.find(f"{{{MAIN}}}sheetData")
        self.rows: dict[int, Row] = {number: row.copy() for number, row in rows.items()}
        self._stretches: list[Stretch] = []  # the blocks that grew, whose rows stand there alone

    # ── values ──

    def write(self, cell: str, value: Value) -> None:
        """Put a value in a cell, in place of its value or formula; its style stays."""
        self._put(cell, Cell(self.cell(cell).style, stored(value, self._date1904)))

    def cache(self, cell: str, value: Value) -> None:
        """Say what a cell's formula gives. Raises ValueError where there is no formula."""
        found = self.cell(cell)
        if found.formula is None:
            raise ValueError(f"{self.name}!{cell}")
        self._put(cell, Cell(found.style, stored(value, self._date1904), found.formula, found.attributes))

    def write_formula(self, cell: str, formula: str, value: Value) -> None:
        """Put a formula (without «=») and what it gives in a cell; its style stays."""
        self._put(cell, Cell(self.cell(cell).style, stored(value, self._date1904), formula))

    def fill(self, first: int, columns: Mapping[int, Sequence[Value]]) -> None:
        """Values down the columns of a block from row `first`: beside the formula where the cell has one, in its place elsewhere."""
        self.changed = True
        for begin, end, stretch in self._spans(first, first + max(map(len, columns.values()), default=0)):
            for column, values in columns.items():
                kept = (
                    values[begin - first : end - first]
                    if (begin, end) != (first, first + len(values))
                    else values
                )
                if stretch is not None:
                    stretch.fill(column, kept, begin)
                    continue
                for row, value in enumerate(kept, begin):
                    cells = self._row(row).cells
                    style, _, formula, attributes, _, more = cells.get(column, NONE)
                    more = more if formula is not None else ()
                    cells[column] = Cell(style, stored(value, self._date1904), formula, attributes, more=more)

    def _spans(self, first: int, end: int) -> Iterator[tuple[int, int, Stretch | None]]:
        """The rows from `first` to the one before `end`, cut where a block's new rows begin and end."""
        row = first
        while row < end:
            stretch = self._stretch(row)
            if stretch is not None:
                stop = min(end, stretch.first + stretch.count)
            else:
                stop = min([end, *(one.first for one in self._stretches if one.first > row)])
            yield row, stop, stretch
            row = stop

    def text(self, cell: str) -> str:
        """What a cell holds, as the file writes it (a number's digits, a text); «» when it is empty."""
        return self.text_at(*split(cell))

    def text_at(self, row: int, column: int) -> str:
        """The same, by the numbers of its row and column."""
        found = self._cell_at(row, column).value
        return self._strings(found.body) if found.kind == "s" and self._strings is not None else found.body

    def formula(self, cell: str) -> str | None:
        """A cell's formula, without «=»."""
        return self.cell(cell).formula

    def cell(self, cell: str) -> Cell:
        """All that a cell holds."""
        return self._cell_at(*split(cell))

    def style(self, cell: str) -> str:
        """The number of a cell's look; «» for the usual one."""
        return self.cell(cell).style

    def put_style(self, cell: str, style: str) -> None:
        """Give a cell another look."""
        self._put(cell, self.cell(cell)._replace(style=style))

    def put_text(self, cell: str, text: Cell) -> None:
        """Put a text of which pieces are formatted apart in a cell; its style stays."""
        self._put(cell, text._replace(style=self.cell(cell).style, value=Stored("inlineStr", "")))

    def clear(self, row: int, column: int) -> None:
        """Empty a cell; its style stays."""
        found = self.rows.get(row)
        if found is not None and column in found.cells:
            self.changed = True
            found.cells[column] = Cell(found.cells[column].style)

    def forget(self, row: int, column: int) -> None:
        """Say that nobody knows any more what a cell's formula gives."""
        cell = self.rows[row].cells[column]
        if cell.value != UNKNOWN:
            self.changed = True
            self.rows[row].cells[column] = cell._replace(value=UNKNOWN)

    def dress(self, cell: str, like: str) -> None:
        """Give a cell the style of another one: its look, and whether it may be typed in."""
        self._put(cell, self.cell(cell)._replace(style=self.cell(like).style))

    def height(self, row: int, points: float) -> None:
        """Set a row's height, in points."""
        self._attributes(row).update({"ht": f"{points:g}", "customHeight": "1"})

    def hide(self, row: int) -> None:
        """Hide a row."""
        self._attributes(row)["hidden"] = "1"

    def _stretch(self, row: int) -> Stretch | None:
        for one in self._stretches:
            if row in one:
                return one
        return None

    def _attributes(self, row: int) -> dict[str, str]:
        self.changed = True
        stretch = self._stretch(row)
        return self._row(row).attributes if stretch is None else stretch.attributes(row)

    def _put(self, cell: str, made: Cell) -> None:
        self.changed = True
        row, column = split(cell)
        stretch = self._stretch(row)
        if stretch is None:
            self._row(row).cells[column] = made
        else:
            stretch.write(row, column, made)

    def hide_column(self, column: int) -> None:
        """Hide a column that the sheet describes, alone or with its neighbours."""
        self.changed = True
        for element in self.root.findall(f"{{{MAIN}}}cols/{{{MAIN}}}col"):
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
        return self.rows.setdefault(number, Row())

    def _cell_at(self, row: int, column: int) -> Cell:
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
            block = rows.around(number)
            for column, cell in row.cells.items():
                if cell.formula is not None:
                    inside = block is not None and (not block.columns or column in block.columns)
                    made = row.cells[column] = self._grown(cell, sheets, in_block=inside)
                    self.changed = self.changed or made is not cell
        if rows.growths:
            self.rows = {rows.cell(number): row for number, row in self.rows.items()}
            for growth in rows.growths if cloned else ():
                self._clone(growth, rows)
        self.changed |= grow_elements(self.root, self.name, sheets) or bool(rows.growths)
        if cloned:
            self._clone_merges(rows)

    def _grown(self, cell: Cell, sheets: Mapping[str, Rows], *, in_block: bool) -> Cell:
        formula = grown(cell.formula or "", self.name, sheets, in_block=in_block)
        if not cell.attributes:
            return cell if formula == cell.formula else cell._replace(formula=formula)
        attributes = tuple(
            (k, grown(v, self.name, sheets, in_block=True) if k == "ref" else v) for k, v in cell.attributes
        )
        if (formula, attributes) == (cell.formula, cell.attributes):
            return cell
        return cell._replace(formula=formula, attributes=attributes)

    def _clone(self, growth: Growth, rows: Rows) -> None:
        if growth.columns:
            insert_rows(self.rows, self._stretches, growth, rows, date1904=self._date1904)
            return
        first, last = rows.start(growth.first), rows.end(growth.last)
        model = self.rows.pop(first, Row())
        for number in range(first + 1, last + 1):
            self.rows.pop(number, None)
        self._stretches.append(Stretch(first, last - first + 1, model, date1904=self._date1904))

    def _clone_merges(self, rows: Rows) -> None:
        """The merged cells of a block's model row, in each of the rows that it gains."""
        merges = self.root.find(f"{{{MAIN}}}mergeCells")
        if merges is None:
            return
        present = {m.get("ref") for m in merges}
        for growth in rows.growths:
            first, last = rows.start(growth.first), rows.end(growth.last)
            like = rows.cell(growth.last) if growth.columns else first
            model = sorted(r for r in present if r and row_span(r) == (like, like) and within(r, growth))
            for number in range(rows.start(growth.last) if growth.columns else first, last + 1):
                for reference in model:
                    if (copy := moved(reference, number - like)) not in present:
                        etree.SubElement(merges, f"{{{MAIN}}}mergeCell", ref=copy)
        merges.set("count", str(len(merges)))

    # ── writing ──

    def content(self) -> bytes:
        """The part's bytes."""
        return b"".join(self.content_around(max(self.rows, default=1) + 1))

    def content_around(self, first: int, last: int = 0) -> tuple[bytes, bytes]:
        """The part's bytes before and after the rows `first` to `last`, which come from elsewhere and end the sheet: those held here are left out."""
        self._set_dimension(first, last)
        before, after = self.frame()
        body = "".join(self._rows_xml(self.prefixes, first))
        return before + body.encode(), after

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of the names that its part declares, by what they stand for."""
        return {uri: prefix for prefix, uri in self.root.nsmap.items() if prefix}

    def frame(self) -> tuple[bytes, bytes]:
        """The part's bytes before and after the rows."""
        self._data.text = _MARK
        frame = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)
        self._data.text = None
        before, _, after = frame.partition(_MARK.encode())
        return before, after

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
        dimension = self.root.find(f"{{{MAIN}}}dimension")
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
