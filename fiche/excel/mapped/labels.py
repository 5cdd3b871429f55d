"""Labels that the application knows beside an empty cell, in a user's template; it looks at no table."""

from fiche.excel.mapped.finding import LONGEST, Finding
from fiche.excel.mapped.meanings import value_of
from fiche.excel.mapped.outline import At, SheetSeen
from fiche.excel.mapped.vocabulary import Kind

_AROUND = 3  # cells to the right of a label in which its own is looked for


def labels(found: Finding, sheet: SheetSeen) -> None:
    """Labels next to an empty cell: the one at their right, else the one below."""
    for (row, column), seen in sorted(sheet.cells.items()):
        text = " ".join(seen.text.split())
        if seen.what != "text" or not _may_be_label(text) or not found.free(sheet, row, column):
            continue
        if _heads_rows(found, sheet, row, column):
            continue
        code = value_of(found.kind, text)
        target = beside(sheet, found.kind, row, column) if code else None
        if code and target and found.free(sheet, *target):
            found.place(sheet, target, "{{" + code + "}}", "label", text)


def _may_be_label(text: str) -> bool:
    return 0 < len(text) <= LONGEST and "{{" not in text


def _heads_rows(found: Finding, sheet: SheetSeen, row: int, column: int) -> bool:
    """Whether a text is one of a table's, or stands over rows that are repeated."""
    in_table = any(t.left <= column <= t.right and t.header <= row <= t.last + 1 for t in sheet.tables)
    return in_table or any(
        b.sheet == sheet.name and b.first - 1 == row and b.left <= column <= b.right for b in found.blocks
    )


def beside(sheet: SheetSeen, kind: Kind, row: int, column: int) -> At | None:
    """The empty cell that a label is about: the first at its right that has a look of its own, else the next one; in a row of labels, the one below."""
    last_row, last = sheet.merges.get((row, column), (row, column))
    free = []
    for place in range(last + 1, last + 1 + _AROUND):
        if sheet.at(row, place).what != "empty":
            break
        free.append(place)
    dressed = [p for p in free if sheet.at(row, p).style not in ("", "0")]
    in_row = column > 0 and _is_label(sheet, kind, row, column - 1)
    if free and not in_row:
        return sheet.covered.get((row, place := (dressed or free)[0]), (row, place))
    if not in_row and not _is_label(sheet, kind, row, last + 1):
        return None  # it has its value already
    below = (last_row + 1, column)
    return sheet.covered.get(below, below) if sheet.at(*below).what == "empty" else None


def _is_label(sheet: SheetSeen, kind: Kind, row: int, column: int) -> bool:
    seen = sheet.at(row, column)
    return seen.what == "text" and _may_be_label(seen.text) and value_of(kind, seen.text) is not None
