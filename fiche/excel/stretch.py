"""The rows of a block that grew: one model, columns of values, and XML written row by row from a pattern; it moves nothing.

Writing cell by cell costs ten times more: a block's cells differ by their row number and their value alone, and a formula that goes down a
block is written once and shared, as spreadsheets do.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from fiche.excel.cells import NONE, Cell, Row, cell_xml, copied, row_attributes
from fiche.excel.references import column_letters
from fiche.excel.values import EMPTY, UNKNOWN, Value, escaped, plain_xml, stored

_ROW = "\x00"  # where the row number goes: no XML holds that character
_NUMBERS = {int, Decimal}
_DAY_ZERO = dt.date(1899, 12, 30).toordinal()
Field = Sequence[object]


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
        own = any(c == column for _row, c in self._cells)
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
        """The rows. `shared`: numbers for the formulas that are shared, each used once in a sheet."""
        columns = [self._column(column, shared) for column in self.columns]
        usual = row_attributes(self._model.attributes, prefixes)
        own = {row: row_attributes(found, prefixes) for row, found in self._attributes.items()}
        heads = [own.get(row, usual) for row in self._rows]
        made: list[str] = []
        for begin, end in pairwise(sorted({0, min(1, self.count), self._solid(), self.count})):
            parts = [column.part(begin, end) for column in columns]
            pattern = f'<row r="{_ROW}"%s>{"".join(text for text, _fields in parts)}</row>'
            fields = [field for _text, found in parts for field in found]
            rows = self._rows[begin:end]
            for row, values in zip(rows, zip(heads[begin:end], *fields, strict=True), strict=True):
                made.append(pattern.replace(_ROW, str(row)) % values)
        return "".join(made)

    @property
    def _rows(self) -> range:
        return range(self.first, self.first + self.count)

    def _solid(self) -> int:
        """How many rows there are before those where nothing was typed: the cells of a column are mostly of one kind up to there."""
        typed = [c for c in self._columns if self._model.cells.get(c, NONE).formula is None]
        return max((_filled(self._columns[column]) for column in typed), default=0)

    def _column(self, column: int, shared: Iterator[int]) -> "_Column":
        model, values = self._model.cells.get(column, NONE), self._columns.get(column, [])
        # Excel shares no formula that speaks of another sheet.
        told = len(values) >= self.count or (not values and model.value == UNKNOWN)
        shareable = model.formula is None or (told and "!" not in model.formula)
        own = any(c == column for _row, c in self._cells)
        alike = shareable and not own and not (model.attributes or model.raw or model.more)
        cells = None if alike else [self.cell(row, column) for row in self._rows]
        number = next(shared) if alike and model.formula is not None else 0
        filled = values + [None] * (self.count - len(values))
        return _Column(column_letters(column), self._rows, model, filled, cells, number, self._date1904)


def _filled(values: Sequence[Value]) -> int:
    """How many values there are up to the last that is not empty."""
    length = len(values)
    while length and (values[length - 1] is None or values[length - 1] == ""):
        length -= 1
    return length


@dataclass
class _Column:
    """A column of a stretch while it is written: its model, its values, one for each row, or `cells` where they are not all alike."""

    letters: str
    rows: range
    model: Cell
    values: list[Value]
    cells: list[Cell] | None
    shared: int
    date1904: bool

    def part(self, begin: int, end: int) -> tuple[str, list[Field]]:
        """The pattern of the cells from the row at `begin` to the one before `end`, and its fields down these rows."""
        if self.cells is not None:
            pairs = zip(self.rows[begin:end], self.cells[begin:end], strict=True)
            return "%s", [[cell_xml(f"{self.letters}{row}", cell) for row, cell in pairs]]
        style = f' s="{self.model.style}"' if self.model.style else ""
        head, values = f'<c r="{self.letters}{_ROW}"{style}', self.values[begin:end]
        if self.model.formula is None:
            tail, fields = _typed(values, self.date1904)
            return head + tail, fields
        if self.model.value == UNKNOWN and not any(value is not None for value in values):
            return f"{head}>{self._formula(first=begin == 0)}</c>", []
        kind, value, fields = _computed(values, self.date1904)
        return f"{head}{kind}>{self._formula(first=begin == 0)}{value}</c>", fields

    def _formula(self, *, first: bool) -> str:
        """The formula's element: the first row's says it, the others share it."""
        if not first:
            return f'<f t="shared" si="{self.shared}"/>'
        text = plain_xml(self.model.formula or "").replace("%", "%%")
        if len(self.rows) == 1:
            return f"<f>{text}</f>"
        area = f"{self.letters}{self.rows[0]}:{self.letters}{self.rows[-1]}"
        return f'<f t="shared" ref="{area}" si="{self.shared}">{text}</f>'


def _numbers(values: Sequence[Value], date1904: bool) -> Field | None:
    """The values as they are written where all are numbers, or all days; None elsewhere."""
    kinds = set(map(type, values))
    if kinds <= _NUMBERS:
        return values
    if kinds == {dt.date} and not date1904 and all(value.year > 1900 for value in values):  # type: ignore[union-attr]
        return [value.toordinal() - _DAY_ZERO for value in values]  # type: ignore[union-attr]
    return None


def _typed(values: Sequence[Value], date1904: bool) -> tuple[str, list[Field]]:
    """The end of a cell without a formula, and its fields."""
    if not any(value is not None and value != "" for value in values):
        return "/>", []
    if (numbers := _numbers(values, date1904)) is not None:
        return "><v>%s</v></c>", [numbers]
    return "%s", [[_tail(value, date1904) for value in values]]


def _tail(value: Value, date1904: bool) -> str:
    return _text_tail(value) if type(value) is str else _other_tail(value, date1904)


@lru_cache(maxsize=4096)
def _text_tail(text: str) -> str:
    return _other_tail(text, date1904=False)


def _other_tail(value: Value, date1904: bool) -> str:
    kind, body = _stored(value, date1904)
    if not kind:
        return "/>"
    if kind == "n":
        return f"><v>{body}</v></c>"
    if kind == "inlineStr":
        return f' t="inlineStr"><is><t xml:space="preserve">{escaped(body)}</t></is></c>'
    return f' t="{kind}"><v>{plain_xml(body)}</v></c>'


def _computed(values: Sequence[Value], date1904: bool) -> tuple[str, str, list[Field]]:
    """The type and value of a cell with a formula, and their fields."""
    if (numbers := _numbers(values, date1904)) is not None:
        return "", "<v>%s</v>", [numbers]
    if not any(values) and all(value == "" or value is None for value in values):
        return ' t="str"', "<v></v>", []
    kept = [_stored(value, date1904) for value in values]
    kinds = [
        "" if kind == "n" else ' t="str"' if kind in {"inlineStr", ""} else f' t="{kind}"'
        for kind, _body in kept
    ]
    bodies = [body if kind == "n" else escaped(body) for kind, body in kept]
    return "%s", "<v>%s</v>", [kinds, bodies]


def _stored(value: Value, date1904: bool) -> tuple[str, str]:
    """As fiche.excel.values.stored, the usual kinds first."""
    if value is None or value == "":
        return EMPTY
    if type(value) in _NUMBERS:
        return "n", str(value)
    if type(value) is dt.date and not date1904 and value.year > 1900:
        return "n", str(value.toordinal() - _DAY_ZERO)
    return stored(value, date1904)
