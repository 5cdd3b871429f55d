"""A template that is filled again and again: compiled once a process, its rows and values put in their places; it runs no formula.

form = Form(template, blocks)
form.grow({"block_transactions": 57})        # once, before any value
form.write("client_name", "DUPONT & FILS")   # by the name of a cell
data = form.content()

It gives what fiche.excel.patcher gives, several times as fast; a cell that the template does not have raises KeyError.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache

from fiche.archive import Part, write
from fiche.excel import stamp, surroundings
from fiche.excel.compiled import Model, Place, compiled
from fiche.excel.filled_page import FilledPage
from fiche.excel.names import Area
from fiche.excel.pieces import Marked
from fiche.excel.strings import text_at
from fiche.excel.values import Value, ascii_xml, escaped


class Form:
    """A workbook made of a template whose blocks were given their rows."""

    def __init__(self, data: bytes, blocks: Collection[str]) -> None:
        self._model: Model = compiled(data, frozenset(blocks))
        self._parts: dict[str, Part] = dict(self._model.parts)
        self._areas: dict[str, Area] = {}
        self._hidden: set[int] = set()

    def grow(self, rows: Mapping[str, int]) -> None:
        """Give each named block that many rows, cloned from its first one; a block never shrinks. To be called once, before values."""
        model = self._model
        extras = [[0] * len(page.blocks) for page in model.pages]
        for name, count in rows.items():
            sheet, place = model.blocks[name]
            growth = model.pages[sheet].blocks[place].growth
            extras[sheet][place] = max(0, count - (growth.last - growth.first + 1))
        shifts = [_added_up(found) for found in extras]
        self._shifts = shifts
        self._rows = [str(row + shifts[sheet][above]) for sheet, above, row in model.slots]
        self._pages = [
            FilledPage(page, shifts[number], self._rows, self._string)
            for number, page in enumerate(model.pages)
        ]
        self._by_name = {page.name: page for page in self._pages}

    # ── reading ──

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The worksheets, in their order."""
        return tuple(self._by_name)

    @property
    def names(self) -> Collection[str]:
        """The workbook's own names that stand for a range."""
        return self._model.areas.keys()

    def sheet(self, name: str) -> FilledPage:
        """A worksheet. Raises KeyError."""
        return self._by_name[name]

    def area(self, name: str) -> Area:
        """The cells that a name stands for. Raises KeyError."""
        found = self._areas.get(name)
        if found is None:
            found = self._model.areas[name]
            if not (isinstance(found.first, int) and isinstance(found.last, int)):
                first, last = self._row(found.first), self._row(found.last)
                found = Area(found.sheet, first, last, found.left, found.right)
            self._areas[name] = found
        return found

    def _row(self, row: object) -> int:
        if isinstance(row, int):
            return row
        return row.row + row.more + self._shifts[row.sheet][row.above]  # type: ignore[attr-defined, no-any-return]

    def _string(self, place: str) -> str:
        return text_at(self._model.strings, place).plain

    # ── changing ──

    def write(self, name: str, value: Value) -> None:
        """Put a value in the cell called `name`."""
        page, place = self._place(name)
        page.put(place, value)

    def cache(self, name: str, value: Value) -> None:
        """Say what the formula of the cell called `name` gives. Raises ValueError where there is no formula."""
        page, place = self._place(name)
        page.say(place, value)

    def _place(self, name: str) -> tuple[FilledPage, Place]:
        place = self._model.places[name]
        return self._pages[place.sheet], place

    def fill(self, name: str, columns: Mapping[int, list[Value]]) -> None:
        """Values down the block called `name`; columns count from the block's own first."""
        area = self.area(name)
        self._by_name[area.sheet].fill(area.first, {area.left + c: v for c, v in columns.items()})

    def restyle(self, old: str, new: str) -> None:
        """Replace one text by another in the styles part (a currency's sign in number formats)."""
        path = self._model.styles
        self._parts[path] = _restyled(self._parts[path], old, new)

    def mark(self, text: str) -> None:
        """Say what the workbook is; see fiche.excel.patcher."""
        part = self._parts[stamp.PART]
        self._parts[stamp.PART] = part.changed(part.content.replace(stamp.EMPTY.encode(), text.encode()))
        self.write(stamp.CELL, text)

    def hide(self, sheet: str) -> None:
        """Hide a worksheet; a reader may show it again. Its print area goes: LibreOffice prints a hidden sheet that has one."""
        self._hidden.add(self.sheet_names.index(sheet))

    # ── writing ──

    def content(self) -> bytes:
        """The workbook's bytes."""
        model = self._model
        for page in self._pages:
            self._change(page.path, page.content())
        for path, chart in model.charts.items():
            texts = self._texts(chart.pieces.texts, chart.pieces.rows)
            for number, (shown, numbers) in enumerate(chart.shown):
                texts[chart.pieces.marks[f"points {number}"]] = self._points(shown, numbers=numbers)
            self._change(path, "".join(texts))
        for path, pieces in model.others.items():
            self._change(path, "".join(self._texts(pieces.texts, pieces.rows)))
        self._change(model.book[0], self._book())
        return write(self._parts)

    def _change(self, path: str, content: str) -> None:
        self._parts[path] = self._parts[path].changed(content.encode())

    def _texts(self, texts: Sequence[str], rows: Iterable[tuple[int, int]]) -> list[str]:
        made = list(texts)
        for place, slot in rows:
            made[place] = self._rows[slot]
        return made

    def _book(self) -> str:
        _path, pieces = self._model.book
        texts, marks = self._texts(pieces.texts, pieces.rows), pieces.marks
        for number in self._hidden:
            if f"hide {number}" in marks:
                texts[marks[f"hide {number}"]] = ' state="hidden"'
            if f"print {number}" in marks:
                begin, end = marks[f"print {number}"], marks[f"printed {number}"]
                texts[begin:end] = [""] * (end - begin)
        return "".join(texts)

    def _points(self, shown: Marked, *, numbers: bool) -> str:
        """What a chart keeps of the cells it shows: for readers that draw without calculating."""
        reference = "".join([self._rows[p] if isinstance(p, int) else p for p in shown])
        cells = surroundings.shown_cells(reference, self._by_name.get) or []
        points = [
            f'<c:pt idx="{index}"><c:v>{ascii_xml(escaped(text))}</c:v></c:pt>'
            for index, text in surroundings.points(cells, numbers=numbers)
        ]
        return f'<c:ptCount val="{len(cells)}"/>{"".join(points)}'


def _added_up(extras: Iterable[int]) -> list[int]:
    """By how many rows what stands below so many blocks goes down."""
    found = [0]
    for extra in extras:
        found.append(found[-1] + extra)
    return found


@lru_cache(maxsize=64)
def _restyled(part: Part, old: str, new: str) -> Part:
    return part.changed(part.content.replace(old.encode(), new.encode()))
