"""Cell references in formulas and ranges, moved when rows are added to a sheet; it never evaluates a formula."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_CELL = r"\$?[A-Z]{1,3}\$?[1-9]\d{0,6}"
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'  # a string
    rf"|\[[^\]]*\](?:[\w.]+!{_CELL}(?::{_CELL})?)?"  # another workbook's cell, or a table's column
    r"|(?P<sheet>(?:'(?:[^']|'')+'|[\w.]+(?::[\w.]+)?)!)?"
    rf"(?<![A-Za-z0-9_.$])(?P<ref>{_CELL}(?::{_CELL})?|\$?[1-9]\d{{0,6}}:\$?[1-9]\d{{0,6}})(?![\w(.!])"
)
LAST = 1_048_576  # the last row of a sheet
_ONE = re.compile(r"(?P<column>\$?[A-Z]{0,3})(?P<fixed>\$?)(?P<row>\d+)")


@dataclass(frozen=True)
class Growth:
    """Rows added to a sheet: the block `first`..`last` gets `extra` more rows (1-based).

    Without `columns`, the rows come after `last`, and all the block's rows become clones of its first one. With some, the block is those columns
    alone: its rows stay as they are, the new ones come before the last one where there are several (after it where it is alone), as when a row is
    inserted by hand, and what stands beside it in other columns is not repeated.
    """

    first: int
    last: int
    extra: int
    columns: frozenset[int] = frozenset()

    @property
    def ahead(self) -> bool:
        """Whether the new rows come before the last one."""
        return bool(self.columns) and self.last > self.first


class Rows:
    """Where each row of one sheet goes once its blocks have grown. Blocks must not overlap."""

    def __init__(self, growths: tuple[Growth, ...] = ()) -> None:
        self.growths = tuple(sorted((g for g in growths if g.extra), key=lambda g: g.last))
        self.first_moved = self.growths[0].last if self.growths else 1 << 30
        """The first row that may move as the end of a range; those above stay."""

    def start(self, row: int) -> int:
        """The new number of a range's first row."""
        if row <= self.first_moved:
            return row
        return min(LAST, row + sum([g.extra for g in self.growths if g.last < row]))

    def cell(self, row: int) -> int:
        """The new number of the row of a single cell: that of a block's last row goes with it."""
        if row < self.first_moved:
            return row
        return min(LAST, self.start(row) + sum([g.extra for g in self.growths if g.last == row and g.ahead]))

    def end(self, row: int) -> int:
        """The new number of a range's last row: a range that reaches a block's last row grows with the block."""
        if row < self.first_moved:
            return row
        return min(LAST, row + sum([g.extra for g in self.growths if g.last <= row]))

    def inside(self, row: int) -> bool:
        """Whether `row` (before growth) belongs to a block that grows."""
        return self.around(row) is not None

    def around(self, row: int) -> Growth | None:
        """The block that grows to which `row` (before growth) belongs."""
        return next((g for g in self.growths if g.first <= row <= g.last), None)

    def replaced(self, row: int) -> bool:
        """Whether `row` is one of a block's, but the first: a copy of that first one takes its place."""
        return any(g.first < row <= g.last for g in self.growths if not g.columns)


def column_number(letters: str) -> int:
    """«A» → 0, «Z» → 25, «AA» → 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


@lru_cache(maxsize=1024)
def column_letters(number: int) -> str:
    """0 → «A», 26 → «AA»."""
    letters, rest = "", number + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


@lru_cache(maxsize=8192)
def split(cell: str) -> tuple[int, int]:
    """«$B$12» → (12, 1): row from 1, column from 0."""
    found = _ONE.fullmatch(cell)
    if found is None or not found["column"].strip("$"):
        raise ValueError(cell)
    return int(found["row"]), column_number(found["column"].strip("$"))


def grown(formula: str, home: str, sheets: Mapping[str, Rows], *, in_block: bool = False) -> str:
    """`formula`, written on sheet `home`, once the blocks of `sheets` have grown.

    A single cell follows its row; a range that reaches a block's last row grows. `in_block`: the formula itself stands in a growing block,
    where a range whose end is relative (a running total) does not grow.
    """
    pieces, highest = _references(formula)
    if all(highest[name] < sheets[name or home].first_moved for name in highest if (name or home) in sheets):
        return formula
    return "".join([p if isinstance(p, str) else _in_place(p, home, sheets, in_block) for p in pieces])


def _in_place(piece: tuple[str, str], home: str, sheets: Mapping[str, Rows], in_block: bool) -> str:
    rows = sheets.get(piece[0] or home)
    return piece[1] if rows is None else _moved(piece[1], rows, in_block)


@lru_cache(maxsize=8192)
def _references(formula: str) -> tuple[tuple[str | tuple[str, str], ...], dict[str, int]]:
    """A formula as fixed text and (sheet, reference) pieces, and the highest row that it names on each sheet; «» is its own sheet."""
    pieces: list[str | tuple[str, str]] = []
    highest: dict[str, int] = {}
    position = 0
    for match in _TOKEN.finditer(formula):
        if match["ref"] is not None:
            sheet = _sheet(match["sheet"])
            rows = [int(one["row"]) for one in _ONE.finditer(match["ref"])]
            highest[sheet] = max(highest.get(sheet, 0), *rows)
            pieces += [formula[position : match.start("ref")], (sheet, match["ref"])]
            position = match.end("ref")
    return (*pieces, formula[position:]), highest


def references(formula: str) -> list[tuple[str, str]]:
    """The (sheet, reference) pairs that a formula names, «» for its own sheet; not whole columns."""
    return [piece for piece in _references(formula)[0] if not isinstance(piece, str)]


def pieces_of(formula: str) -> tuple[str | int | tuple[str, str], ...]:
    """A formula as its text, its references to other sheets («Sheet», «$A$6:$A$9»), and the row numbers of those to its own that follow its row."""
    found: list[str | int | tuple[str, str]] = []
    position = 0
    for match in _TOKEN.finditer(formula):
        if match["ref"] is None:
            continue
        if match["sheet"]:
            found += [formula[position : match.start()], (_sheet(match["sheet"]), match["ref"])]
            position = match.end()
            continue
        for one in _ONE.finditer(formula, match.start("ref"), match.end("ref")):
            if not one["fixed"] and one["column"] != "$":
                found += [formula[position : one.start("row")], int(one["row"])]
                position = one.end("row")
    return (*found, formula[position:])


def moved(formula: str, rows: int, columns: int = 0) -> str:
    """`formula` copied `rows` rows further down and `columns` to the right: relative parts follow, fixed ones stay."""
    if columns:
        return _TOKEN.sub(lambda m: _shifted(m, rows, columns), formula)
    pieces, own = _pieces(formula)
    if own is not None:
        return str(own + rows).join(pieces)
    moved_rows = [*(str(row + rows) for row in _own_rows(formula)), ""]
    return "".join([text + row for text, row in zip(pieces, moved_rows, strict=True)])


def _shifted(match: re.Match[str], rows: int, columns: int) -> str:
    if match["ref"] is None:
        return match[0]

    def one(cell: re.Match[str]) -> str:
        column, row = cell["column"], int(cell["row"])
        if column and not column.startswith("$"):
            column = column_letters(column_number(column) + columns)
        fixed = cell["fixed"] or cell["column"] == "$"
        return f"{column}{cell['fixed']}{row if fixed else row + rows}"

    return (match["sheet"] or "") + _ONE.sub(one, match["ref"])


@lru_cache(maxsize=8192)
def _pieces(formula: str) -> tuple[tuple[str, ...], int | None]:
    """The text between a formula's relative rows, and that row when it is the same everywhere: copies are then quick to write."""
    pieces, position = [], 0
    for start, end in _relative_rows(formula):
        pieces.append(formula[position:start])
        position = end
    rows = set(_own_rows(formula))
    return (*pieces, formula[position:]), rows.pop() if len(rows) == 1 else None


@lru_cache(maxsize=8192)
def _own_rows(formula: str) -> tuple[int, ...]:
    return tuple(int(formula[start:end]) for start, end in _relative_rows(formula))


def _relative_rows(formula: str) -> list[tuple[int, int]]:
    """Where a formula's relative row numbers stand in it."""
    return [
        one.span("row")
        for match in _TOKEN.finditer(formula)
        if match["ref"] is not None
        for one in _ONE.finditer(formula, match.start("ref"), match.end("ref"))
        if not one["fixed"] and one["column"] != "$"
    ]


def _sheet(qualifier: str | None) -> str:
    if not qualifier:
        return ""
    name = qualifier[:-1]
    return name[1:-1].replace("''", "'") if name.startswith("'") else name


def _moved(reference: str, rows: Rows, in_block: bool) -> str:
    if not rows.growths:
        return reference
    head, first, tail, last, fixed = _ends(reference)
    if last is None:
        follows = in_block and not head.endswith("$") and rows.inside(first)
        return f"{head}{rows.start(first) if follows else rows.cell(first)}"
    relative = in_block and not fixed and rows.inside(last)
    return f"{head}{rows.start(first)}{tail}{rows.start(last) if relative else rows.end(last)}"


@lru_cache(maxsize=8192)
def _ends(reference: str) -> tuple[str, int, str, int | None, bool]:
    """«$A$6:B9» → («$A$», 6, «:B», 9, whether the last row is fixed); one cell: («$A$», 6, «», None, …)."""
    head, _, tail = reference.partition(":")
    first, last = _ONE.fullmatch(head), _ONE.fullmatch(tail)
    assert first is not None
    start = f"{first['column']}{first['fixed']}"
    if last is None:
        return start, int(first["row"]), "", None, False
    fixed = last["fixed"] == "$" or last["column"] == "$"
    return start, int(first["row"]), f":{last['column']}{last['fixed']}", int(last["row"]), fixed


def grown_area(reference: str, rows: Rows) -> str:
    """A sheet's own ranges, separated by spaces («A6:C6 E6»), once its blocks have grown; a single cell of a block grows too."""
    return " ".join(_grown_one(one, rows) for one in reference.split())


def _grown_one(reference: str, rows: Rows) -> str:
    head, colon, tail = reference.partition(":")
    if not _ONE.fullmatch(head):
        return reference  # whole columns
    moved_area = _moved(f"{head}:{tail if colon else head}", rows, in_block=False)
    first, _, last = moved_area.partition(":")
    return first if first == last else moved_area
