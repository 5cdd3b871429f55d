"""Tables of a user's template, wherever they stand and however many lines they get: every line is there, every formula speaks of what it spoke of."""

import io
from collections.abc import Sequence

import openpyxl
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.excel.mapped.bands import growths
from fiche.excel.mapped.fill import Filling, filled
from fiche.excel.mapped.mapping import Block, Mapping
from fiche.excel.references import Growth, Rows, grown

LISTS = ("documents", "payments", "contacts")
COLUMNS = {"documents": "document_id", "payments": "payment_id", "contacts": "contact_name"}


@st.composite
def layouts(draw: st.DrawFn) -> list[tuple[int, int, int, int]]:
    """(first row, rows, lines, first column) of one to three tables, stacked or side by side, whose columns differ."""
    return [
        (draw(st.integers(3, 14)), draw(st.integers(1, 6)), draw(st.integers(0, 25)), 4 * place)
        for place in range(draw(st.integers(1, 3)))
    ]


def template(tables: Sequence[tuple[int, int, int, int]]) -> bytes:
    """Each table: a column to fill, one that doubles the row's number, a running count; below it the number of its lines, and a text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Feuille")
    for place, (first, rows, _lines, left) in enumerate(tables):
        sheet.write(first - 2, left, f"en-tête {place}")
        for row in range(first, first + rows):
            sheet.write(row - 1, left, "exemple")
            sheet.write_formula(row - 1, left + 1, f"=LEN({chr(65 + left)}{row})", None, 7)
            sheet.write_formula(
                row - 1, left + 2, "=1" if row == first else f"={chr(67 + left)}{row - 1}+1", None, 1
            )
        letter = chr(65 + left)
        sheet.write_formula(24, left, f"=COUNTA({letter}{first}:{letter}{first + rows - 1})", None, 1)
        sheet.write(25, left, f"pied {place}")
    book.close()
    return out.getvalue()


def mapping(tables: Sequence[tuple[int, int, int, int]]) -> Mapping:
    blocks = [
        Block("Feuille", name, first, first + rows - 1, left, left + 2, ((left, "{{" + f"{name}:{COLUMNS[name]}" + "}}"),), "hand")
        for name, (first, rows, _lines, left) in zip(LISTS, tables, strict=False)
    ]  # fmt: skip
    return Mapping("client", (), tuple(blocks))


@settings(max_examples=60, deadline=None)
@given(layouts())
def test_every_line_is_there_and_every_formula_follows(tables: list[tuple[int, int, int, int]]) -> None:
    lines = {
        name: [{COLUMNS[name]: f"{name} {n}"} for n in range(t[2])]
        for name, t in zip(LISTS, tables, strict=False)
    }
    data = filled(template(tables), mapping(tables), Filling("client", {}, lines, None))
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Feuille"]
    blocks = mapping(tables).blocks
    moves = Rows(tuple(growths(blocks, {b: t[2] for b, t in zip(blocks, tables, strict=True)})))
    foot = next(row for row in range(1, 200) if sheet.cell(row, 1).value == "pied 0")
    for place, (name, (first, rows, count, left)) in enumerate(zip(LISTS, tables, strict=False)):
        begin = moves.start(first)
        told = [sheet.cell(begin + n, left + 1).value for n in range(count)]
        assert told == [f"{name} {n}" for n in range(count)]
        letter = chr(65 + left)
        assert sheet.cell(foot, left + 1).value == f"pied {place}"
        counted = sheet.cell(foot - 1, left + 1).value
        start, end = counted.removeprefix("=COUNTA(").removesuffix(")").split(":")
        assert start == f"{letter}{begin}" and int(end[1:]) - begin + 1 >= max(rows, count)
        height = int(end[1:]) - begin + 1
        assert [sheet.cell(begin + n, left + 2).value for n in range(height)] == [
            f"=LEN({letter}{begin + n})" for n in range(height)
        ]
        running = [sheet.cell(begin + n, left + 3).value for n in range(1, height)]
        if rows > 1 and len(tables) == 1:
            assert running == [f"={chr(67 + left)}{begin + n - 1}+1" for n in range(1, height)]


@given(layouts())
def test_bands_are_apart_and_hold_every_line(tables: list[tuple[int, int, int, int]]) -> None:
    blocks = mapping(tables).blocks
    counts = {block: table[2] for block, table in zip(blocks, tables, strict=True)}
    found = growths(blocks, counts)
    moves = Rows(tuple(found))
    for one, other in zip(moves.growths, moves.growths[1:], strict=False):
        assert one.last < other.first
    for block in blocks:
        assert moves.end(block.last) - moves.start(block.first) + 1 >= counts[block]


@given(st.integers(1, 30), st.integers(1, 10), st.integers(1, 50), st.integers(1, 60), st.booleans())
def test_a_cell_goes_where_its_row_goes(first: int, rows: int, extra: int, row: int, fixed: bool) -> None:
    last = first + rows - 1
    moves = Rows((Growth(first, last, extra, frozenset({0})),))
    moved = row + extra if row > last or (row == last and rows > 1) else row
    mark = "$" if fixed else ""
    assert moves.cell(row) == moved
    assert grown(f"=A{mark}{row}+1", "S", {"S": moves}) == f"=A{mark}{moved}+1"
    assert grown(f"SUM(A{first}:A{last})", "S", {"S": moves}) == f"SUM(A{first}:A{last + extra})"
    if first <= row <= last and not fixed:
        assert grown(f"A{row}", "S", {"S": moves}, in_block=True) == f"A{row}"
