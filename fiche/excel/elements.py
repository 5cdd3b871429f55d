"""What hangs on the rows of a sheet (merges, formats, lists, filters, links, boxes), moved with them in the XML of any part; it moves no cell."""

from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree

from fiche.excel.references import Growth, Rows, grown, grown_area, moved, split

# Elements and attributes of a sheet that hold this sheet's own ranges, and elements that hold formulas.
_AREAS = {"ref", "sqref", "activeCell"}
_AREA_ELEMENTS = {
    "mergeCell", "conditionalFormatting", "dataValidation", "autoFilter", "sortState", "sortCondition", "hyperlink", "dimension",
    "selection", "protectedRange", "ignoredError", "cfRule", "table", "comment", "threadedComment",
}  # fmt: skip
_ONE_CELL = {"comment", "threadedComment"}
_FORMULAS = {"formula", "formula1", "formula2", "f", "calculatedColumnFormula", "totalsRowFormula"}


def grow_elements(root: Any, home: str, sheets: Mapping[str, Rows]) -> bool:
    """Move the ranges and formulas of any part that belongs to sheet `home` (the sheet itself, a table, comments). Returns whether anything moved."""
    rows, changed = sheets.get(home, Rows()), False
    for element in root.iter(etree.Element):
        tag = element.tag.rpartition("}")[2]
        if tag in _FORMULAS and element.text:
            made = grown(element.text, home, sheets)
        elif tag == "sqref" and element.text:
            made = grown_area(element.text, rows)
        else:
            if tag == "hyperlink" and element.get("location"):
                element.set("location", grown(element.get("location"), home, sheets))
            if rows.growths:
                _grow_attributes(element, tag, rows)
            continue
        changed |= made != element.text
        element.text = made
    return changed


def _grow_attributes(element: Any, tag: str, rows: Rows) -> None:
    if (tag == "mergeCell" and len(set(row_span(element.get("ref")))) == 1) or tag in _ONE_CELL:
        element.set("ref", _on_one_row(element.get("ref"), rows))
    elif tag in _AREA_ELEMENTS:
        for name in _AREAS & set(element.keys()):
            element.set(name, grown_area(element.get(name), rows))
    elif tag == "anchor" and etree.QName(element.getparent()).localname in {"controlPr", "objectPr"}:
        move_anchor(element, rows)
    elif tag == "brk" and etree.QName(element.getparent()).localname == "rowBreaks":
        element.set("id", str(rows.start(int(element.get("id", "0")))))


def move_anchor(anchor: Any, rows: Rows) -> None:
    """Move what hangs on cells with the row that it hangs on, without stretching it, unless it frames a block that grows."""
    ends = [end for name in ("from", "to") if (end := anchor.find(f"{{*}}{name}")) is not None]
    places = [int(end.findtext("{*}row") or "0") + 1 for end in ends]
    if not places:
        return
    new = [rows.cell(places[0])]
    if len(places) == 2:
        columns = [int(end.findtext("{*}col") or "0") for end in ends]
        new.append(rows.cell(places[1]) if frames(rows, places, columns) else new[0] + places[1] - places[0])
    for end, place in zip(ends, new, strict=True):
        end.find("{*}row").text = str(place - 1)


def frames(rows: Rows, places: Sequence[int], columns: Sequence[int]) -> bool:
    """Whether what goes from one cell to another goes around the whole of a block that grows, rather than stand beside it."""
    return any(
        places[0] <= g.first
        and g.last <= places[1]
        and columns[0] <= min(g.columns)
        and max(g.columns) <= columns[1]
        for g in rows.growths
        if g.columns
    )


def _on_one_row(reference: str, rows: Rows) -> str:
    """A merge within a row follows it and never grows: a block's other rows have merges of their own."""
    row = row_span(reference)[0]
    return moved(reference, rows.cell(row) - row)


def merged_in(root: Any, rows: Rows) -> list[list[tuple[str, str]]]:
    """Of each block that grows on a sheet, the first and last columns of the cells merged in each of its rows. Raises ValueError where they differ."""
    references = [merge.get("ref") for merge in root.iterfind("{*}mergeCells/{*}mergeCell")]
    found = []
    for growth in rows.growths:
        by_row = [
            sorted(r for r in references if row_span(r) == (row, row) and within(r, growth))
            for row in range(growth.first, growth.last + 1)
        ]
        ends = [[reference.split(":") for reference in one] for one in by_row]
        columns = [
            [(left.rstrip("0123456789"), right.rstrip("0123456789")) for left, right in one] for one in ends
        ]
        if any(one != columns[0] for one in columns):
            raise ValueError(f"{growth.first}:{growth.last}")
        found.append(columns[0])
    return found


def within(reference: str, growth: Growth) -> bool:
    """Whether a range of one row is the block's own."""
    head, _, tail = reference.partition(":")
    return not growth.columns or {split(head)[1], split(tail or head)[1]} <= growth.columns


def row_span(reference: str) -> tuple[int, int]:
    """The first and last rows of a range."""
    head, _, tail = reference.partition(":")
    return split(head)[0], split(tail or head)[0]
