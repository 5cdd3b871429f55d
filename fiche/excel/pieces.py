"""Texts with places left in them: for row numbers that nobody knows yet, and for what is put there later; it knows no sheet and no part.

A row number that will be known once blocks have their rows leaves a mark wherever it is written; marks become places.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fiche.excel.references import LAST, Growth, Rows
from fiche.excel.values import ascii_xml

_MARK = re.compile("\ue000([^\ue001]*)\ue001")
Slot = tuple[int, int, int]  # the place of a sheet, how many of its blocks stand above, a row of the template
Marked = tuple[str | int, ...]  # a text, with the numbers of slots in it


@dataclass(frozen=True, slots=True)
class Later:
    """A row that is known once blocks have their rows: `row` in the template, below `above` blocks of the sheet at `sheet`, and some rows more."""

    sheet: int
    above: int
    row: int
    more: int = 0

    def __add__(self, rows: int) -> "Later":
        return Later(self.sheet, self.above, self.row, self.more + rows)

    __radd__ = __add__

    def __sub__(self, rows: int) -> "Later":
        return self + -rows

    def __str__(self) -> str:
        return f"\ue000{self.sheet} {self.above} {self.row + self.more}\ue001"


class Along(Rows):
    """Where rows go, once their blocks have grown by nobody knows yet how many rows."""

    def __init__(self, sheet: int, growths: Iterable[Growth]) -> None:
        super().__init__(tuple(growths))
        self._sheet, self._ends = sheet, [growth.last for growth in self.growths]

    def _later(self, row: int, above: int) -> Any:
        return Later(self._sheet, above, row) if above and row < LAST else row

    def start(self, row: int) -> Any:
        """See Rows."""
        return self._later(row, bisect_left(self._ends, row))

    cell = start

    def end(self, row: int) -> Any:
        """See Rows."""
        return self._later(row, bisect_right(self._ends, row))


class Pieces:
    """A part as texts: those that stay, those that a fill puts in their place. `wide`: letters that are not ASCII stay as they are."""

    def __init__(self, slots: dict[Slot, int], *, wide: bool = False) -> None:
        self._wide = wide
        self.texts: list[str] = []
        self.rows: list[tuple[int, int]] = []
        """(place among the texts, number of the slot) of each row number."""
        self.marks: dict[str, int] = {}
        """The places of what is no row number, by what it is."""
        self._slots, self._open = slots, False

    def add(self, text: str) -> None:
        """Add a text, which may hold marks."""
        for number, piece in enumerate(_MARK.split(text)):
            if not number % 2:
                self._add(piece if self._wide else ascii_xml(piece))
            elif piece[:1].isdigit():
                self.rows.append((self.hole(), _slot(piece, self._slots)))
            else:
                self.marks[piece] = self.hole()

    def _add(self, text: str) -> None:
        if text and self._open:
            self.texts[-1] += text
        elif text:
            self.texts.append(text)
            self._open = True

    def cut(self) -> int:
        """Begin a new text; its place."""
        self._open = False
        return len(self.texts)

    def hole(self, text: str = "") -> int:
        """Add a place for a text, with what stands there unless something else is put there."""
        self._open = False
        self.texts.append(text)
        return len(self.texts) - 1


def _slot(mark: str, slots: dict[Slot, int]) -> int:
    """The number of the slot that a mark stands for."""
    sheet, above, row = map(int, mark.split(" "))
    return slots.setdefault((sheet, above, row), len(slots))


def marked(text: str, slots: dict[Slot, int]) -> Marked:
    """A text with the numbers of the slots that its marks stand for."""
    pieces = enumerate(_MARK.split(text))
    return tuple(_slot(piece, slots) if number % 2 else piece for number, piece in pieces)


def mark(what: str) -> str:
    """A mark: the place of what is no row number, by what it is."""
    return f"\ue000{what}\ue001"


def is_marked(content: bytes) -> bool:
    """Whether a part has marks."""
    return "\ue000".encode() in content
