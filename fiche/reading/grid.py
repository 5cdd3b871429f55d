"""Cells placed one by one on a sheet, in the child: spans, jumps and blank rows, each within what is still allowed; it reads no format.

A table says where its cells are in numbers that anyone may have typed: what a number claims is counted before it is believed.
"""

from fiche.reading.kinds import Stop
from fiche.reading.planes import BLOCK, FIRST_BLOCK, Sheet

ROWS, COLUMNS = 1_048_576, 16_384
BLANKS = 8_192  # blank rows written at once
Row = list[object]


class Grid:
    """One table while its cells come, row after row. `cells` is how many cells are still allowed."""

    def __init__(self, cells: int) -> None:
        self.sheet = Sheet(cells)
        self.cells = cells
        self.index = -1  # of the current row
        self.column = 0  # of the next cell
        self.width = 0
        self.filled = 0  # cells with a value
        self.broad = 0  # rows with several of them, counted up to three
        self._row: Row = []
        self._rows: list[Row] = []
        self._blank = 0
        self._until: list[int] = []  # by column, the first row free again under a cell that spans rows

    def next_row(self, index: int | None = None) -> None:
        """Begin the following row, or the row `index` further down."""
        if self.index >= 0:
            self._finish_row()
        target = self.index + 1 if index is None else max(index, self.index + 1)
        if target >= ROWS:
            raise Stop("too_many_cells")
        self._blank += target - self.index - 1
        self.index, self.column = target, 0

    def jump(self, column: int) -> None:
        """The next cell stands in that column; a column already passed is not gone back to."""
        self.column = max(self.column, column)

    def put(self, value: object, across: int = 1, down: int = 1) -> tuple[int, int]:
        """Place a value (None: no value) at the next free place, over `across` columns and `down` rows; returns its row and column."""
        if self._until:
            self._pass_spans()
        column = self.column
        if across > 1 or down > 1:
            self._claim(across, down)
        if value is not None:
            if column >= COLUMNS:
                raise Stop("too_many_cells")
            row = self._row
            if column > len(row):
                row.extend([None] * (column - len(row)))
            row.append(value)
        self.column = column + across
        return self.index, column

    def repeat_row(self, times: int) -> None:
        """The current row, `times` more times."""
        row = list(self._row)
        if row and (self.index + times >= ROWS or len(row) * times > self.cells):
            raise Stop("too_many_cells")
        if not row:
            self.index += times
            self._blank += times
            return
        for _ in range(times):
            self.next_row()
            self._row = list(row)

    def end(self) -> Sheet:
        """The sheet; blank rows at its end are left out."""
        if self.index >= 0:
            self._finish_row()
        self._flush()
        return self.sheet

    def claim(self, area: int) -> None:
        """Count cells that are only claimed, by a span or a repeat."""
        self.cells -= area
        if self.cells < 0:
            raise Stop("too_many_cells")

    def _claim(self, across: int, down: int) -> None:
        self.claim(across * down)
        if down > 1:
            first, end = self.column, min(self.column + across, COLUMNS)
            self._until.extend([0] * (end - len(self._until)))
            self._until[first:end] = [self.index + down] * (end - first)

    def _pass_spans(self) -> None:
        until, column, index = self._until, self.column, self.index
        while column < len(until) and until[column] > index:
            column += 1
        self.column = column

    def _finish_row(self) -> None:
        row, self._row = self._row, []
        if not row:
            self._blank += 1
            return
        self.width = max(self.width, len(row))
        if self._blank:
            self._write_blanks()
        self._count(row)
        self._rows.append(row)
        if len(self._rows) >= (BLOCK if self.sheet.height else FIRST_BLOCK):
            self._flush()

    def _count(self, row: Row) -> None:
        if self.broad < 3:
            filled = sum(value is not None for value in row)
            self.filled += filled
            self.broad += filled > 1
        else:
            self.filled += 1

    def _write_blanks(self) -> None:
        self._flush()
        if (self.sheet.height + self._blank) * self.width > self.cells:
            raise Stop("too_many_cells")
        while self._blank:
            several = min(self._blank, BLANKS)
            self.sheet.add([()] * several)
            self._blank -= several

    def _flush(self) -> None:
        if self._rows:
            self.sheet.add(self._rows)
            self._rows = []
