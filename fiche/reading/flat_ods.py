"""OpenDocument spreadsheets in one XML file (.fods) to planes, in the child: cells with their types and repeats; it computes no formula."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

from fiche.reading.grid import Grid
from fiche.reading.kinds import ERRORS, NUMBER
from fiche.reading.markup import OPEN_DOCUMENT, decode
from fiche.reading.planes import Result
from fiche.reading.tables import Tables
from fiche.reading.xml_parts import Attributes, Reader, number, parse, under

TABLE, OFFICE, TEXT, STYLE = (
    f"{OPEN_DOCUMENT}:xmlns:{name}:1.0" for name in ("table", "office", "text", "style")
)
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
CELLS = (f"{TABLE} table-cell", f"{TABLE} covered-table-cell")
_SPAN = re.compile(r"P(?:(\d{1,7})D)?T(\d{1,8})H(\d{1,2})M(\d{1,2}(?:\.\d{1,12})?)S")
_ERROR = re.compile(r"Err:\d{3}")


def read(path: Path, cells: int, result: Result, progress: Callable[[float], None]) -> None:
    """Read every sheet into `result`. Raises Stop."""
    decoded = decode(path.read_bytes())
    tables = Tables(cells, result, decoded.notes)
    parse(decoded.text, _Document(tables), progress)
    tables.close("damaged_file")


class _Document(Reader):
    """The document while its elements come. A table inside a table (in a cell's comment, in a chart) is not read."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.grid: Grid | None = None
        self.name, self.style = "", ""
        self.hidden_styles: set[str] = set()
        self.faults: list[list[object]] = []
        self.repeats = 0
        self.cell: Attributes | None = None
        self.words: list[str] = []
        self.in_line = False
        self.ignored = 0  # depth inside what is no content: comments, drawings, inner tables

    def start(self, name: str, said: Attributes) -> None:
        address, _, local = name.rpartition(" ")
        if self.ignored or (
            self.cell is not None and (local == "annotation" or address not in (TEXT, OFFICE))
        ):
            self.ignored += 1
        elif address == TEXT:
            self._words(local, said)
        elif name in CELLS and self.grid is not None:
            self.cell, self.words = said, []
        elif name == f"{TABLE} table-row" and self.grid is not None:
            self.grid.next_row()
            self.repeats = max(1, number(under(TABLE, said, "number-rows-repeated"))) - 1
        elif name == f"{TABLE} table" and self.grid is None:
            self.grid, self.faults = self.tables.grid(), []
            self.name, self.style = under(TABLE, said, "name"), under(TABLE, said, "style-name")
        elif name == f"{STYLE} style":
            self.style = under(STYLE, said, "name")
        elif name == f"{STYLE} table-properties" and under(TABLE, said, "display") == "false":
            self.hidden_styles.add(self.style)

    def end(self, name: str) -> None:
        if self.ignored:
            self.ignored -= 1
        elif name == f"{TEXT} p":
            self.in_line = False
        elif name in CELLS and self.cell is not None:
            self._end_cell(self.cell)
            self.cell = None
        elif name == f"{TABLE} table-row" and self.grid is not None:
            self.grid.repeat_row(self.repeats)
        elif name == f"{TABLE} table" and self.grid is not None:
            self.tables.add(self.grid, self.name, hidden=self.style in self.hidden_styles, faults=self.faults)
            self.grid = None

    def text(self, words: str) -> None:
        if self.in_line and not self.ignored:
            self.words.append(words)

    def _words(self, local: str, said: Attributes) -> None:
        if local == "p" and self.cell is not None:
            self.words += ["\n"] if self.words else []
            self.in_line = True
        elif self.in_line and local in ("s", "tab", "line-break"):
            several = min(max(1, number(under(TEXT, said, "c"))), 1_000)
            self.words.append({"s": " " * several, "tab": "\t"}.get(local, "\n"))

    def _end_cell(self, said: Attributes) -> None:
        assert self.grid is not None
        shown = "".join(self.words)
        value = _value(said, shown)
        several = max(1, number(under(TABLE, said, "number-columns-repeated")))
        is_error = under(CALC, said, "value-type") == "error" or (
            type(value) is float and (shown in ERRORS or _ERROR.fullmatch(shown))
        )
        if value is None and not is_error:
            self.grid.jump(self.grid.column + several)
            return
        self.grid.claim(several)
        for _ in range(several):
            place = self.grid.put(shown or "#N/A" if is_error else value)
            if is_error:
                self.faults.append([*place, shown or "#N/A"])


def _value(said: Attributes, shown: str) -> object:
    """A cell's value by its type; its text when it has none, or is not written as its type asks."""
    type, value = under(OFFICE, said, "value-type"), under(OFFICE, said, "value")
    if type in ("float", "percentage", "currency") and NUMBER.fullmatch(value):
        return float(value)
    if type == "boolean":
        return under(OFFICE, said, "boolean-value") == "true"
    if type == "time" and (span := _SPAN.fullmatch(under(OFFICE, said, "time-value"))):
        days, hours, minutes, seconds = (float(part or 0) for part in span.groups())
        return dt.timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if type == "date":
        try:
            return dt.datetime.fromisoformat(under(OFFICE, said, "date-value")[:26]).replace(tzinfo=None)
        except ValueError:
            return shown or None
    return under(OFFICE, said, "string-value") or shown or None
