"""The rows that a user's own block gains: those it has stay as they are, the new ones go down from the last as when one fills down; it moves no other row."""

from collections.abc import Mapping

from fiche.excel.cells import NONE, Cell, Row, copied
from fiche.excel.references import Growth, Rows
from fiche.excel.stretch import Stretch
from fiche.excel.values import UNKNOWN


def insert_rows(
    rows: dict[int, Row], stretches: list[Stretch], growth: Growth, moves: Rows, *, date1904: bool
) -> None:
    """Put the new rows of `growth` in a sheet whose `rows` have already moved.

    Formulas are the last row's, moved down: where the first row begins a running total, the last one goes on with it. Looks are those of the rows in
    the middle, one in two where they alternate; the last row keeps its own (the line that ends a table).
    """
    final = moves.cell(growth.last)
    last = rows.setdefault(final, Row())
    own = {c: cell for c, cell in last.cells.items() if c in growth.columns}
    beside = {c: Cell(cell.style) for c, cell in last.cells.items() if c not in growth.columns}
    first_new = moves.start(growth.last) + (0 if growth.ahead else 1)
    model = copied(Row(last.attributes, {**own, **beside}), 0 if growth.ahead else 1)
    looks = _looks(rows, growth, moves, last)
    usual = looks[(first_new - moves.start(growth.first)) % len(looks)]
    model = Row(dict(usual.attributes), {c: _dressed(cell, usual, c) for c, cell in model.cells.items()})
    stretch = Stretch(first_new, growth.extra, model, date1904=date1904)
    if len(looks) > 1:
        _alternate(stretch, looks, moves.start(growth.first), growth)
    stretches.append(stretch)
    if growth.ahead:
        went = copied(Row({}, own), growth.extra).cells
        for column, cell in own.items():
            if cell.formula is not None:
                last.cells[column] = went[column]


def _looks(rows: Mapping[int, Row], growth: Growth, moves: Rows, last: Row) -> list[Row]:
    """The rows whose looks the new ones take in turn: one, or two that alternate."""
    if not growth.ahead:
        return [last]
    start = moves.start(growth.first)
    middle = [rows.get(n, Row()) for n in range(start, start + growth.last - growth.first)]
    if len(middle) < 3:
        return [middle[-1]]
    styles = [{c: row.cells.get(c, NONE).style for c in growth.columns} for row in middle]
    alternate = styles[0] != styles[1] and all(a == b for a, b in zip(styles, styles[2:], strict=False))
    return middle[:2] if alternate else [middle[-1]]


def _dressed(cell: Cell, like: Row, column: int) -> Cell:
    value = UNKNOWN if cell.formula is not None else cell.value
    return cell._replace(style=like.cells.get(column, cell).style, value=value)


def _alternate(stretch: Stretch, looks: list[Row], start: int, growth: Growth) -> None:
    """Every other new row looks as the other of the two rows does."""
    columns = [c for c in stretch.columns if c in growth.columns]
    for row in range(stretch.first + 1, stretch.first + stretch.count, 2):
        like = looks[(row - start) % len(looks)]
        for column in columns:
            cell = stretch.cell(row, column)
            stretch.write(row, column, _dressed(cell, like, column))
