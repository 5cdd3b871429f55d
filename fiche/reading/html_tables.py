"""The tables of a page to planes, in the child: what many programs export under an .xls name; it shows no page and asks for nothing it links to.

A table inside a table is one of its own when it has two rows of two cells; else its text is its cell's. A table that only holds others is
no table, nor is one with a single cell, nor a form that asks for a password. Missing ends are understood as browsers do, and rows
outside any table are one. A hidden row or cell is kept, as the hidden rows of a workbook are; hidden words inside a cell (sorting
keys, most often) are not, nor what a field would send. Spans keep their value at the top left.
"""

import re
from collections.abc import Callable
from pathlib import Path

from fiche.reading import office
from fiche.reading.grid import Grid
from fiche.reading.html_cells import read_cell
from fiche.reading.html_tokens import LINE, attributes, shown, tokens
from fiche.reading.kinds import Stop
from fiche.reading.markup import decode
from fiche.reading.planes import Result
from fiche.reading.tables import Tables

Progress = Callable[[float], None]
DEEPEST = 100  # tables inside tables
CELL = 32_767  # characters of a spreadsheet's cell: a longer table inside a cell is no layout of it
STEP = 1 << 20
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
STRUCTURE = frozenset("table tr td th thead tbody tfoot caption".split())
LINES = ("br", "p", "div", "li", "dt", "dd", "address", "blockquote", "pre", "hr")
_NUMBERED = re.compile(
    r"^(?:Sheet|Feuille|Tableau) \d+\s?: "
)  # what LibreOffice puts before the name of a sheet
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def read(path: Path, cells: int, result: Result, progress: Progress) -> None:
    """Read every table of a page into `result`. Raises Stop."""
    decoded = decode(path.read_bytes())
    tables = Tables(cells, result, decoded.notes)
    Page(decoded.text, tables).read(progress)
    tables.close("no_table_in_page")
    said = office.sheets(decoded.text)
    if len(said) == len(result.sheets):
        for sheet, known in zip(result.sheets, said, strict=True):
            sheet.update(name=known.name or sheet["name"], hidden=known.hidden)


class _Table:
    """One table that is open. `texts` gathers its words while it may still be only the layout of a cell."""

    def __init__(self, grid: Grid, place: int, name: str, *, nested: bool) -> None:
        self.grid, self.place, self.name = grid, place, name
        self.caption = ""
        self.pieces: list[str] | None = None  # of the open cell
        self.raw = ""  # its attributes
        self.in_row = False
        self.holds_tables = self.is_form = False
        self.texts: list[str] | None = [] if nested else None
        self.length = 0

    def gather(self, text: str) -> None:
        """Remember a cell's text, as long as it may have to go back to the cell around."""
        if self.texts is not None and text:
            self.texts.append(text.replace("\n", LINE) + " ")
            self.length += len(text)
            if self.length > CELL:
                self.texts = None

    def is_one(self, *, nested: bool) -> bool:
        """Whether this is a table, and not layout."""
        if self.is_form:
            return False
        if nested:
            return self.texts is None or (self.grid.broad > 1 and self.grid.width > 1)
        return self.grid.broad > 1 if self.holds_tables else self.grid.filled > 1


class Page:
    """The reading of one page. `name` is what a table without a caption is called when something outside the page says it."""

    def __init__(self, text: str, tables: Tables, name: str = "") -> None:
        self.text, self.tables, self.name = text, tables, name
        self.open: list[_Table] = []
        self.sink: list[str] | None = None  # where words go: a cell, a caption, a heading, or nowhere
        self.since_1904 = office.is_since_1904(text)
        self._started = 0
        self._heading = ""
        self._heading_from: int | None = None
        self._captioned = False
        self._hidden: list[str] = []  # the names, once each, of the hidden elements that are open
        self._handlers = self._all_handlers()

    def _all_handlers(self) -> dict[str, Callable[[str], None]]:
        found: dict[str, Callable[[str], None]] = {
            "table": self._start_table, "/table": self._end_table, "tr": self._start_row, "/tr": self._end_row,
            "td": self._start_cell, "th": self._start_cell, "/td": self._end_cell, "/th": self._end_cell,
            "caption": self._start_caption, "/caption": self._end_caption, "input": self._field, "option": self._option,
        }  # fmt: skip
        found |= {f"{end}{name}": self._end_row for name in ("thead", "tbody", "tfoot") for end in ("", "/")}
        found |= {f"{end}{name}": self._line for name in LINES for end in ("", "/")}
        found |= dict.fromkeys(HEADINGS, self._start_heading)
        return found | {f"/{name}": self._end_heading for name in HEADINGS}

    def read(self, progress: Progress) -> None:
        """Read every table, in one pass."""
        text, handlers, last, told = self.text, self._handlers, 0, STEP
        for name, raw, start, end in tokens(text):
            if start > last and self.sink is not None and not self._hidden:
                self.sink.append(text[last:start])
            last = end
            if self._hidden and self._stays_hidden(name):
                continue
            handler = handlers.get(name)
            if handler is not None:
                handler(raw)
            if raw and self.sink is not None and "display" in raw.lower():
                self._hide(name, raw)
            if start > told:
                told = start + STEP
                progress(start / len(text))
        if self.sink is not None and not self._hidden:
            self.sink.append(text[last:])
        while self.open:
            self._end_table("")

    def _hide(self, name: str, raw: str) -> None:
        """Words inside a cell that are not displayed."""
        if name in VOID or name in STRUCTURE or name.startswith("/") or not name:
            return
        if "display:none" in attributes(raw).get("style", "").lower().replace(" ", ""):
            self._hidden = [name]

    def _stays_hidden(self, name: str) -> bool:
        """Until the element's own end, or that of its cell."""
        hidden = self._hidden
        bare = name.removeprefix("/")
        if bare in STRUCTURE or (hidden[0] == "option" and bare in ("option", "select")):
            hidden.clear()
            return False
        if name == hidden[0] and name not in ("p", "li"):
            hidden.append(name)
        elif name == f"/{hidden[0]}":
            hidden.pop()
        return True

    def _start_table(self, raw: str) -> None:
        if self.open and self.open[-1].pieces is None:
            self._end_table("")
        if len(self.open) >= DEEPEST:
            raise Stop("damaged_file")
        said = attributes(raw) if raw else {}
        name = self.name or self._heading or said.get("summary") or said.get("title") or said.get("id") or ""
        self.open.append(_Table(self.tables.grid(), self._started, name, nested=bool(self.open)))
        self._started += 1
        self._to(None)

    def _end_table(self, _: str) -> None:
        if not self.open:
            return
        table = self.open[-1]
        self._finish_cell(table)
        self.open.pop()
        around = self.open[-1] if self.open else None
        sheet = table.grid.end()
        if table.is_one(nested=around is not None) and sheet.columns:
            self.tables.add(table.grid, table.caption or table.name, place=table.place)
            self._heading = ""
            for other in self.open:
                other.holds_tables = True
        elif around is not None and around.pieces is not None and table.texts:
            around.pieces += [LINE, *table.texts, LINE]
        self._to(around.pieces if around else None)

    def _start_row(self, _: str) -> None:
        table = self._table()
        self._finish_cell(table)
        table.grid.next_row()
        table.in_row = True
        if table.texts:
            table.texts.append(LINE)

    def _end_row(self, _: str) -> None:
        if self.open:
            self._finish_cell(self.open[-1])
            self.open[-1].in_row = False

    def _start_cell(self, raw: str) -> None:
        table = self._table()
        self._finish_cell(table)
        if not table.in_row:
            table.grid.next_row()
            table.in_row = True
        table.pieces, table.raw = [], raw
        self._to(table.pieces)

    def _end_cell(self, _: str) -> None:
        if self.open:
            self._finish_cell(self.open[-1])

    def _table(self) -> _Table:
        """The table that rows and cells belong to; one of their own when there is none."""
        if not self.open:
            self._start_table("")
        return self.open[-1]

    def _finish_cell(self, table: _Table) -> None:
        pieces = table.pieces
        if pieces is None:
            return
        table.pieces = None
        self._to(None)
        value, across, down, text = read_cell(pieces, table.raw, self.since_1904)
        table.grid.put(value, across, down)
        table.gather(text)

    def _to(self, sink: list[str] | None) -> None:
        """Words go there from now on; a heading that was open is given up."""
        self.sink, self._heading_from, self._captioned = sink, None, False
        self._hidden.clear()

    def _line(self, _: str) -> None:
        if self.sink is not None:
            self.sink.append(LINE)

    def _start_caption(self, _: str) -> None:
        if self.open and self.open[-1].pieces is None:
            self._to([])
            self._captioned = True

    def _end_caption(self, _: str) -> None:
        if self._captioned and self.sink is not None:
            self.open[-1].caption = _in_line(self.sink)
            self._to(None)

    def _start_heading(self, _: str) -> None:
        if self.sink is None:
            self.sink = []
        self._line("")
        self._heading_from = len(self.sink)

    def _end_heading(self, _: str) -> None:
        if self._heading_from is None or self.sink is None:
            return
        self._heading = _NUMBERED.sub("", _in_line(self.sink[self._heading_from :]))
        self._heading_from = None
        if self._captioned or (self.open and self.open[-1].pieces is not None):
            self._line("")
        else:
            self.sink = None

    def _field(self, raw: str) -> None:
        if attributes(raw).get("type", "").lower() == "password":
            for table in self.open:
                table.is_form = True

    def _option(self, raw: str) -> None:
        """Of a list to choose from, only what is chosen."""
        if self.sink is not None and "selected" not in attributes(raw):
            self._hidden = ["option"]


def _in_line(pieces: list[str]) -> str:
    return shown(pieces).replace("\n", " ")
