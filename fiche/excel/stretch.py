"""The rows of a block that grew: one model, columns of values, cells of their own; it moves nothing and writes no XML itself."""

from collections.abc import Iterator, Mapping, Sequence

from fiche.excel.cells import NONE, Cell, Row, copied
from fiche.excel.lanes import Column, rows_xml
from fiche.excel.values import UNKNOWN, Value, stored


class Stretch:
    """`count` rows from row `first`, clones of `model`, whose formulas are those of the first one."""

    def __init__(self, first: int, count: int, model: Row, *, date1904: bool = False) -> None:
        self.first, self.count = first, count
        self._model, self._date1904 = model, date1904
        self._columns: dict[int, list[Value]] = {}
        self._cells: dict[tuple[int, int], Cell] = {}
        self._attributes: dict[int, dict[str, str]] = {}

    def __contains__(self, row: int) -> bool:
        return self.first <= row < self.first + self.count

    @property
    def columns(self) -> list[int]:
        """The columns that hold a cell."""
        return sorted(
            self._model.cells.keys() | self._columns.keys() | {column for _row, column in self._cells}
        )

    # ── changing ──

    def fill(self, column: int, values: Sequence[Value], first: int) -> None:
        """Values down a column from row `first`, which is in the stretch; those beyond its end are left to the caller."""
        kept = list(values[: self.first + self.count - first])
        own = bool(self._cells) and any(c == column for _row, c in self._cells)
        if first == self.first and not own and len(kept) >= len(self._columns.get(column, ())):
            self._columns[column] = kept
            return
        for row, value in enumerate(kept, first):
            old = self.cell(row, column)
            self.write(
                row, column, Cell(old.style, stored(value, self._date1904), old.formula, old.attributes)
            )

    def write(self, row: int, column: int, cell: Cell) -> None:
        """Put a cell in place of the block's own."""
        self._cells[row, column] = cell

    def attributes(self, row: int) -> dict[str, str]:
        """The attributes of a row, to be changed."""
        return self._attributes.setdefault(row, dict(self._model.attributes))

    def cell(self, row: int, column: int) -> Cell:
        """What a cell holds."""
        if (row, column) in self._cells:
            return self._cells[row, column]
        own = copied(Row({}, {column: self._model.cells.get(column, NONE)}), row - self.first).cells[column]
        values = self._columns.get(column, [])
        place = row - self.first
        return own._replace(value=stored(values[place], self._date1904)) if place < len(values) else own

    # ── writing ──

    def xml(self, prefixes: Mapping[str, str], shared: Iterator[int]) -> str:
        """The rows, in ASCII. `shared`: numbers for the formulas that are shared, each used once in a sheet."""
        own: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self._cells.items():
            own.setdefault(column, {})[row - self.first] = cell
        columns = [self._column(column, own.get(column, {}), shared) for column in self.columns]
        attributes = {row - self.first: found for row, found in self._attributes.items()}
        return rows_xml(self.first, self.count, columns, (self._model.attributes, attributes), prefixes)

    def _column(self, column: int, own: Mapping[int, Cell], shared: Iterator[int]) -> Column:
        model, values = self._model.cells.get(column, NONE), self._columns.get(column, [])
        count = self.count
        # Excel shares no formula that speaks of another sheet.
        told = len(values) >= count or (not values and model.value == UNKNOWN)
        shareable = model.formula is None or (told and "!" not in model.formula and 0 not in own)
        if not shareable or model.attributes or model.raw or model.more:
            every = {n: self.cell(self.first + n, column) for n in range(count)}
            return Column(column, model, [], every, 0, self._date1904)
        number = next(shared) if model.formula is not None else 0
        filled = values if len(values) == count else values + [None] * (count - len(values))
        return Column(column, model, filled, own, number, self._date1904)
