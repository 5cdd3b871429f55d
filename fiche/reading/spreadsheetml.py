"""XML workbooks of Excel 2003 to planes, in the child: cells with their types, places and spans; it computes no formula."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from fiche.reading.grid import Grid
from fiche.reading.kinds import ERRORS, NUMBER
from fiche.reading.markup import SPREADSHEET_2003, decode
from fiche.reading.planes import Result
from fiche.reading.tables import Tables
from fiche.reading.xml_parts import Attributes, Reader, number, parse, under

SS, OPTIONS = SPREADSHEET_2003, "urn:schemas-microsoft-com:office:excel"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?")
FIRST_DAY = dt.datetime(1899, 12, 31)  # noqa: DTZ001 - where an hour without a day is written


def read(path: Path, cells: int, result: Result, progress: Callable[[float], None]) -> None:
    """Read every sheet into `result`. Raises Stop."""
    decoded = decode(path.read_bytes())
    tables = Tables(cells, result, decoded.notes)
    parse(decoded.text, _Workbook(tables), progress)
    tables.close("damaged_file")


class _Workbook(Reader):
    """The workbook while its elements come."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.grid: Grid | None = None
        self.name, self.hidden = "", False
        self.faults: list[list[object]] = []
        self.cell: Attributes | None = None
        self.type = ""
        self.depth = 0  # inside the cell: 1 its data, more the looks of its words
        self.words: list[str] | None = None  # those of the data, or of «Visible»
        self.data = ""
        self.rows = 0  # more rows that the last one said it spans
        self._starts = {f"{SS} Worksheet": self._sheet, f"{SS} Row": self._row, f"{SS} Cell": self._cell}
        self._ends = {f"{SS} Cell": self._end_cell, f"{SS} Worksheet": self._end_sheet}

    def start(self, name: str, said: Attributes) -> None:
        if self.cell is not None:
            self.depth += 1
            if self.depth == 1 and name == f"{SS} Data":
                self.type, self.words = under(SS, said, "Type"), []
        elif name in self._starts:
            self._starts[name](said)
        elif name == f"{OPTIONS} Visible":
            self.words = []

    def end(self, name: str) -> None:
        if self.cell is not None and self.depth:
            self.depth -= 1
            if self.depth == 0 and self.words is not None:
                self.data, self.words = "".join(self.words), None
        elif name in self._ends:
            self._ends[name]()
        elif name == f"{OPTIONS} Visible" and self.words is not None:
            self.hidden = self.hidden or "Hidden" in "".join(self.words)
            self.words = None

    def text(self, words: str) -> None:
        if self.words is not None:
            self.words.append(words)

    def _sheet(self, said: Attributes) -> None:
        self.grid, self.faults, self.rows = self.tables.grid(), [], 0
        self.name, self.hidden = under(SS, said, "Name"), "Hidden" in under(SS, said, "Visible")

    def _end_sheet(self) -> None:
        if self.grid is not None:
            self.tables.add(self.grid, self.name, hidden=self.hidden, faults=self.faults)
            self.grid = None

    def _row(self, said: Attributes) -> None:
        if self.grid is not None:
            index = (
                number(under(SS, said, "Index")) - 1
                if under(SS, said, "Index")
                else self.grid.index + 1 + self.rows
            )
            self.grid.next_row(index)
            self.rows = number(under(SS, said, "Span"))

    def _cell(self, said: Attributes) -> None:
        if self.grid is not None:
            if self.grid.index < 0:
                self.grid.next_row()
            self.cell, self.depth, self.type, self.data = said, 0, "", ""

    def _end_cell(self) -> None:
        said, self.cell = self.cell, None
        if said is None or self.grid is None:
            return
        self.grid.jump(number(under(SS, said, "Index")) - 1)
        formula = "" if self.type or self.data else under(SS, said, "Formula")
        value = formula or _value(self.type, self.data)
        across, down = (number(under(SS, said, name)) + 1 for name in ("MergeAcross", "MergeDown"))
        self.grid.claim(across * down - 1)
        place = self.grid.put(value)
        self.grid.jump(place[1] + across)
        if formula or (self.type == "Error" and value and value not in ERRORS):
            self.faults.append([*place, value])


def _value(type: str, data: str) -> object:
    """A cell's value by its type; text when it is not written as its type asks, or when it has none."""
    if type == "Number" and NUMBER.fullmatch(data.strip()):
        return float(data)
    if type == "Boolean" and data.strip() in ("0", "1"):
        return data.strip() == "1"
    if type == "DateTime" and _MOMENT.fullmatch(data.strip()):
        try:
            moment = dt.datetime.fromisoformat(data.strip())
        except ValueError:
            return data
        return moment - FIRST_DAY if moment.date() == FIRST_DAY.date() else moment
    return data or None
