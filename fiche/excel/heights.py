"""Row heights for texts that take several lines: no program fits merged cells by itself, and LibreOffice fits no row on opening; it cuts no text."""

import math
from collections.abc import Iterable

from fiche.excel.book import Page

_LINE, _ROOM, _TALLEST = 12.75, 4.0, 409.0  # points; the last is the most that a row may have
_PER_WIDTH = 1.15  # letters of the usual size per unit of a column's width, on the safe side


def fit(sheet: Page, row: int, texts: Iterable[tuple[object, float]], line: float = _LINE) -> None:
    """Give `row` the height of the tallest of `texts`, each with the width of its cell; one line keeps the usual height."""
    most = max((lines(text, width) for text, width in texts if isinstance(text, str)), default=1)
    if most > 1:
        sheet.height(row, height(most, line))


def height(count: int, line: float = _LINE) -> float:
    """The height of a row of that many lines."""
    return min(_TALLEST, count * line + _ROOM)


def lines(text: str, width: float) -> int:
    """How many lines a text takes in a cell of that width."""
    letters = width * _PER_WIDTH
    if len(text) <= letters and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(one) / letters)) for one in text.split("\n"))
