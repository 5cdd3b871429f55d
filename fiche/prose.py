"""Whether a sheet is a text to be read (a README, a notice, a letter) and no table; it judges the first rows, and no name."""

import re

from fiche.headers import HEADER_SEARCH, WIDE
from fiche.reading.raw import Cell, RawSheet

ALONE = 0.6  # of the rows hold one cell only: a text cut at its commas, not a table
MARKS = 3  # lines marked as Markdown does, at least
WORDS = 4  # a cell, on average, from which it is one of sentences
_HEADING = re.compile(r"#{1,6} \S")
_MARKED = re.compile(r"#{1,6} |[-*] |\*\*|```|> ")
_RULE = re.compile(r"\s*\|?(\s*:?-{3,}:?\s*\|?)+\s*")


def is_markdown(sheet: RawSheet) -> bool:
    """Whether a page of Markdown was read as delimited text: headings marked by «#», and a table drawn in bars, or lists and headings on most lines."""
    rows = _rows(sheet)
    if not any(_HEADING.match(_start(row)) for row in rows):
        return False
    if any(_RULE.fullmatch(" ".join(map(str, row))) for row in rows):
        return True
    marked = sum(bool(_MARKED.match(_start(row))) for row in rows)
    return bool(_HEADING.match(_start(rows[0]))) and marked >= max(MARKS, len(rows) // 4)


def is_prose(sheet: RawSheet) -> bool:
    """Whether the cells are sentences, most of them alone in their row. A title of Markdown on the first line says so by itself."""
    rows = _rows(sheet)
    if len(rows) < 2 or _HEADING.match(_start(rows[0])):
        return True
    alone = sum(len(row) == 1 for row in rows)
    words = sum(len(str(cell).split()) for row in rows for cell in row)
    return alone >= ALONE * len(rows) and words >= WORDS * sum(map(len, rows))


def _rows(sheet: RawSheet) -> list[list[Cell]]:
    """The first rows that hold something, without their empty cells."""
    rows = (sheet.row(i, WIDE) for i in range(min(sheet.height, HEADER_SEARCH)))
    found = (list(filter(_filled, row)) for row in rows)
    return [row for row in found if row]


def _filled(cell: Cell) -> bool:
    return cell not in (None, "")


def _start(row: list[Cell]) -> str:
    return str(row[0]).lstrip()
