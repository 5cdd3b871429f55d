"""A sheet of a compiled template, with values in their places; it knows no other sheet and runs no formula."""

from collections.abc import Callable, Mapping, Sequence
from itertools import count

from fiche.excel.cells import Cell, Row, cell_xml, row_attributes
from fiche.excel.compiled import PageModel, Place
from fiche.excel.lanes import computed, tail
from fiche.excel.pieces import Marked
from fiche.excel.references import column_letters, split
from fiche.excel.stretch import Stretch
from fiche.excel.values import Value, ascii_xml, stored


class FilledPage:
    """A worksheet; see fiche.excel.book.Page. `shifts`: by how many rows what stands below 0, 1… blocks goes down; `rows`: the row numbers of the slots.

    Raises KeyError for a cell that the template does not have.
    """

    def __init__(
        self, model: PageModel, shifts: Sequence[int], rows: Sequence[str], strings: Callable[[str], str]
    ) -> None:
        self.name, self.path = model.name, model.path
        self._model, self._shifts, self._rows, self._strings = model, shifts, rows, strings
        self._texts = texts = model.pieces.texts.copy()
        for place, slot in model.pieces.rows:
            texts[place] = rows[slot]
        self._said: dict[tuple[int, int], Value] = {}
        self._whole: dict[tuple[int, int], Cell] = {}
        self._attributes: dict[int, dict[str, str]] = {}
        self._stretches = [self._stretch(place) for place in range(len(model.blocks))]

    def _stretch(self, place: int) -> Stretch:
        block, shifts = self._model.blocks[place], self._shifts
        model, growth = block.model, block.growth
        if block.formulas:
            cells = dict(model.cells)
            for column, formula in block.formulas.items():
                cells[column] = cells[column]._replace(formula=self._resolved(formula))
            model = Row(model.attributes, cells)
        size = growth.last - growth.first + 1 + shifts[place + 1] - shifts[place]
        return Stretch(growth.first + shifts[place], size, model)

    def _resolved(self, text: Marked) -> str:
        return "".join([self._rows[piece] if isinstance(piece, int) else piece for piece in text])

    # ── where things are ──

    def _find(self, row: int) -> tuple[int, Stretch | None]:
        """The row of the template that a row is, or the block in which it is."""
        above = 0
        for above, stretch in enumerate(self._stretches):
            if row < stretch.first:
                return row - self._shifts[above], None
            if row in stretch:
                return row, stretch
        return row - self._shifts[-1], None

    def _at(self, cell: str) -> tuple[int, int, Stretch | None]:
        row, column = split(cell)
        row, stretch = self._find(row)
        return row, column, stretch

    def _cell(self, cell: str) -> Cell:
        row, column, stretch = self._at(cell)
        return self._held(self._model.cells[row, column]) if stretch is None else stretch.cell(row, column)

    def _held(self, place: Place) -> Cell:
        """All that a cell holds."""
        key = (place.row, place.column)
        if key in self._whole:
            return self._whole[key]
        formula = None if place.cell.formula is None else self._resolved(place.formula)
        return place.cell._replace(
            formula=formula, value=stored(self._said[key]) if key in self._said else place.cell.value
        )

    def text(self, cell: str) -> str:
        """See Page."""
        return self.text_at(*split(cell))

    def text_at(self, row: int, column: int) -> str:
        """See Page."""
        row, stretch = self._find(row)
        if stretch is not None:
            return stretch.cell(row, column).value.body
        key = (row, column)
        if key not in self._model.cells:
            return ""
        value = stored(self._said[key]) if key in self._said else self._held(self._model.cells[key]).value
        return self._strings(value.body) if value.kind == "s" else value.body

    # ── values ──

    def say(self, place: Place, value: Value) -> None:
        """What the formula of a cell gives. Raises ValueError where there is no formula."""
        key = (place.row, place.column)
        if key in self._whole:
            self._replace(place, self._whole[key]._replace(value=stored(value)))
            return
        if place.kind < 0:
            raise ValueError(f"{self.name}!{column_letters(place.column)}{place.row}")
        self._said[key] = value
        self._texts[place.kind], self._texts[place.value] = computed(value)

    def put(self, place: Place, value: Value) -> None:
        """A value in place of what a cell holds."""
        key = (place.row, place.column)
        if place.kind >= 0 or place.value < 0 or key in self._whole:
            style = self._whole[key].style if key in self._whole else place.cell.style
            self._replace(place, Cell(style, stored(value)))
            return
        self._said[key] = value
        self._texts[place.value] = tail(value)

    def _replace(self, place: Place, cell: Cell) -> None:
        """Another cell, all of it."""
        row = place.row + self._shifts[sum(one.growth.last < place.row for one in self._model.blocks)]
        self._whole[place.row, place.column] = cell
        self._said.pop((place.row, place.column), None)
        self._texts[place.begin : place.end] = [""] * (place.end - place.begin)
        self._texts[place.begin] = ascii_xml(cell_xml(f"{column_letters(place.column)}{row}", cell))

    def write(self, cell: str, value: Value) -> None:
        """See Page."""
        row, column, stretch = self._at(cell)
        if stretch is None:
            self.put(self._model.cells[row, column], value)
        else:
            stretch.write(row, column, Cell(stretch.cell(row, column).style, stored(value)))

    def cache(self, cell: str, value: Value) -> None:
        """See Page."""
        row, column, stretch = self._at(cell)
        if stretch is None:
            self.say(self._model.cells[row, column], value)
            return
        found = stretch.cell(row, column)
        if found.formula is None:
            raise ValueError(f"{self.name}!{cell}")
        stretch.write(row, column, Cell(found.style, stored(value), found.formula, found.attributes))

    def write_formula(self, cell: str, formula: str, value: Value) -> None:
        """See Page."""
        self._put(cell, Cell(self._cell(cell).style, stored(value), formula))

    def dress(self, cell: str, like: str) -> None:
        """See Page."""
        self._put(cell, self._cell(cell)._replace(style=self._cell(like).style))

    def _put(self, cell: str, made: Cell) -> None:
        row, column, stretch = self._at(cell)
        if stretch is None:
            self._replace(self._model.cells[row, column], made)
        else:
            stretch.write(row, column, made)

    def fill(self, first: int, columns: Mapping[int, Sequence[Value]]) -> None:
        """See Page."""
        _row, stretch = self._find(first)
        longest = max(map(len, columns.values()), default=0)
        if stretch is not None and first + longest <= stretch.first + stretch.count:
            for column, values in columns.items():
                stretch.fill(column, values, first)
            return
        for number in range(first, first + longest):
            row, stretch = self._find(number)
            for column, values in columns.items():
                if number - first >= len(values):
                    continue
                if stretch is not None:
                    stretch.fill(column, [values[number - first]], number)
                else:
                    self._fill_one(self._model.cells[row, column], values[number - first])

    def _fill_one(self, place: Place, value: Value) -> None:
        whole = self._whole.get((place.row, place.column))
        computed = place.kind >= 0 if whole is None else whole.formula is not None
        (self.say if computed else self.put)(place, value)

    # ── rows ──

    def height(self, row: int, points: float) -> None:
        """See Page."""
        self._change(row, {"ht": f"{points:g}", "customHeight": "1"})

    def hide(self, row: int) -> None:
        """See Page."""
        self._change(row, {"hidden": "1"})

    def _change(self, number: int, wanted: Mapping[str, str]) -> None:
        row, stretch = self._find(number)
        if stretch is not None:
            stretch.attributes(row).update(wanted)
            return
        place, usual = self._model.rows[row]
        found = self._attributes.setdefault(row, dict(usual))
        found.update(wanted)
        self._texts[place] = row_attributes(found, self._model.prefixes)

    # ── writing ──

    def content(self) -> str:
        """The part, in ASCII."""
        texts, marks, shared = self._texts, self._model.pieces.marks, count()
        for block, stretch in zip(self._model.blocks, self._stretches, strict=True):
            texts[block.at] = stretch.xml(self._model.prefixes, shared)
        if "merges" in marks:
            made = self._merges()
            texts[marks["merges"]] = str(self._model.merges + len(made))
            texts[marks["merged"]] = "".join([f'<mergeCell ref="{one}"/>' for one in made])
        return "".join(texts)

    def _merges(self) -> list[str]:
        """The cells merged in the rows that blocks gain."""
        return [
            f"{left}{row}:{right}{row}"
            for block, stretch in zip(self._model.blocks, self._stretches, strict=True)
            for row in range(
                stretch.first + block.growth.last - block.growth.first + 1, stretch.first + stretch.count
            )
            for left, right in block.merged
        ]
