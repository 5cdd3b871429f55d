"""How far the rows of a user's table go: which rows under a header, or like a first one, are its own; it gives no column a meaning."""

import re

from fiche.excel.mapped.outline import SheetSeen
from fiche.words import normalised

_TOTAL = re.compile(r"^(total|totaux|sous total|solde|somme|subtotal|sum|report|balance|montant total)\b")
_RANGE = re.compile(r"\$?[A-Z]{1,3}\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})")
_MOST = 5_000
_BLANK = 60  # empty rows of one look: beyond, it is the sheet's own background


def under(
    sheet: SheetSeen, first: int, left: int, right: int, last: int, *, exact: bool = False
) -> tuple[int, int, int]:
    """(left, right, last) of the block whose first row is `first`: its neighbours of the same row that belong to it, and the rows that look like it.

    `exact`: the columns are known (a header stands above them). `last` is 0 when there is no row at all: a total comes at once.
    """
    if not exact:
        left, right = _widened(sheet, first, left, right)
    if exact and _ends(sheet, first, left, right):
        return left, right, 0
    looks = {_look(sheet, first, left, right)}
    row, blank = max(first, last), 0
    while row - first < _MOST and _goes_on(sheet, row + 1, left, right, looks, filled=exact):
        row += 1
        if row == first + 1:
            looks.add(_look(sheet, row, left, right))
        blank = 0 if _holds(sheet, row, left, right) else blank + 1
        if blank > _BLANK:
            return left, right, max(first, last)
    return left, right, row


def _widened(sheet: SheetSeen, row: int, left: int, right: int) -> tuple[int, int]:
    """The cells next to each other in a row, as far as they hold something or have a look of their own."""

    def belongs(column: int) -> bool:
        seen = sheet.at(row, column)
        return (
            seen.what == "formula"
            or (seen.what != "empty")
            or (seen.style not in ("", "0") and (row, column) in sheet.cells)
        )

    while left > 0 and belongs(left - 1):
        left -= 1
    while belongs(right + 1) or (row, right + 1) in sheet.covered:
        right += 1
    return left, right


def _look(sheet: SheetSeen, row: int, left: int, right: int) -> tuple[str, ...]:
    return tuple(sheet.at(row, c).style for c in range(left, right + 1))


def _holds(sheet: SheetSeen, row: int, left: int, right: int) -> bool:
    return any(sheet.at(row, c).what != "empty" for c in range(left, right + 1))


def _ends(sheet: SheetSeen, row: int, left: int, right: int) -> bool:
    """Whether a row closes a table: a total, or sums of what is above."""
    for column in range(left, right + 1):
        seen = sheet.at(row, column)
        if seen.what in ("text", "fixed") and _TOTAL.match(normalised(seen.text)):
            return True
        if seen.what == "formula" and any(int(m[2]) < row for m in _RANGE.finditer(seen.text)):
            return True
    return False


def _goes_on(
    sheet: SheetSeen, row: int, left: int, right: int, looks: set[tuple[str, ...]], *, filled: bool
) -> bool:
    """Whether a row is one more of the table. `filled`: rows of examples may stand under its headers."""
    cells = [(row, c) for c in range(left, right + 1) if (row, c) in sheet.cells]
    if not cells or _ends(sheet, row, left, right):
        return False
    constants = [sheet.cells[at] for at in cells if sheet.cells[at].what in ("text", "number", "fixed")]
    if constants:
        return filled and len(constants) > 1 and not any("{{" in seen.text for seen in constants)
    look = _look(sheet, row, left, right)
    dressed = any(style not in ("", "0") for style in look)
    formulas = any(sheet.cells[at].what == "formula" for at in cells)
    if look in looks and (dressed or formulas):
        return True
    closing = len(cells) == right - left + 1 and look != _look(sheet, row + 1, left, right)
    return dressed and closing and _look(sheet, row - 1, left, right) in looks and formulas
