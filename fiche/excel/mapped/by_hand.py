"""What a user points at on the page, made a place or a block of the mapping: one cell, or rows to repeat under their headers; it saves nothing."""

from dataclasses import replace

from fiche.excel.mapped.examine import ShownSheet
from fiche.excel.mapped.headed import columns_of
from fiche.excel.mapped.mapping import Block, Mapping, Place
from fiche.excel.mapped.meanings import field_of, said
from fiche.excel.mapped.spread import BRACES
from fiche.excel.mapped.vocabulary import Kind, lists
from fiche.excel.references import column_letters, split

_TEXTS = ("text", "fixed")
_LAST_ROW = 1_048_576
_ABOVE, _BEFORE = 3, 4  # rows and columns in which the label of a cell is looked for


def cell_at(text: str) -> tuple[int, int] | None:
    """«b4» → (4, 1), None for anything else."""
    try:
        row, column = split(text.strip().upper().replace("$", ""))
    except ValueError:
        return None
    return (row, column) if 1 <= row <= _LAST_ROW else None


def first_of(sheet: ShownSheet, row: int, column: int) -> tuple[int, int]:
    """A cell, or the first one of the merged area that it is in."""
    for top, left, bottom, right in sheet.merges:
        if top <= row <= bottom and left <= column <= right:
            return top, left
    return row, column


def label_of(sheet: ShownSheet, row: int, column: int) -> str:
    """The text that a cell is probably about: the nearest at its left, else the nearest above; «» when there is none."""
    near = [(row, c) for c in range(column - 1, max(-1, column - 1 - _BEFORE), -1)]
    near += [(r, column) for r in range(row - 1, max(0, row - 1 - _ABOVE), -1)]
    for at in near:
        text, what = sheet.cells.get(at, ("", ""))
        if what in _TEXTS and text.strip():
            return " ".join(text.split())
    return ""


def put(mapping: Mapping, sheet: ShownSheet, row: int, column: int, code: str | None) -> Mapping:
    """The mapping with a cell filled with a code (None: left as it is), alone or as the column of the block that it is in."""
    content = None if code is None else "{{" + code + "}}"
    block = mapping.block_at(sheet.name, row, column)
    if block is not None:
        return mapping.with_column(block, column, content)
    if content is None:
        return mapping.without(sheet.name, row, column)
    place = Place(sheet.name, f"{column_letters(column)}{row}", content, "hand", label_of(sheet, row, column))
    return mapping.with_place(place)


def repeated(mapping: Mapping, sheet: ShownSheet, rows: str, row: int, column: int) -> Mapping:
    """The mapping with row `row` repeated for each line of a list, its columns named by the headers above it; cells filled alone in it give way."""
    listed = lists(mapping.kind)[rows]
    run = _run(sheet, row - 1, column) or _run(sheet, row, column) or {column: ""}
    known = columns_of(listed, {c: text for c, text in run.items() if text})
    columns = tuple(
        (c, "{{" + f"{rows}:{code}" + "}}")
        for c, (code, _score) in sorted(known.items())
        if sheet.cells.get((row, c), ("", ""))[1] != "formula"
    )
    if not columns:
        columns = ((column, "{{" + f"{rows}:{listed.fields[0].code}" + "}}"),)
    left, right = min(*run, column), max(*run, column)
    label = ", ".join(text for text in run.values() if text)
    block = Block(sheet.name, rows, row, row, left, right, columns, "hand", label)
    others = tuple(
        b for b in mapping.blocks
        if b.sheet != sheet.name or b.last < row or b.first > row or b.right < left or b.left > right
    )  # fmt: skip
    places = tuple(p for p in mapping.places if not (p.sheet == sheet.name and block.covers(*p.at[1:])))
    return replace(mapping, blocks=(*others, block), places=places)


def _run(sheet: ShownSheet, row: int, column: int) -> dict[int, str]:
    """The texts side by side around a cell."""
    if sheet.cells.get((row, column), ("", ""))[1] not in _TEXTS:
        return {}
    left = right = column
    while sheet.cells.get((row, left - 1), ("", ""))[1] in _TEXTS:
        left -= 1
    while sheet.cells.get((row, right + 1), ("", ""))[1] in _TEXTS:
        right += 1
    return {c: " ".join(sheet.cells[row, c][0].split()) for c in range(left, right + 1)}


def spelled(kind: Kind, content: str, *, short: bool = False) -> str:
    """What goes in a cell, as a reader knows it: «Fiche de ‹Client · Raison sociale›»; `short`: without the group or the list it belongs to."""

    def word(code: str) -> str:
        found = field_of(kind, code) if short else None
        return found.label if found is not None else said(kind, code)

    whole = BRACES.fullmatch(content.strip())
    return word(whole[1]) if whole else BRACES.sub(lambda m: f"‹{word(m[1])}›", content)
