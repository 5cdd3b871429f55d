"""A workbook changed part by part: what is not touched keeps its bytes; it runs no formula, and the caller says what each one gives.

book = Patcher(template)
book.grow({"block_transactions": 57})       # once, before any value
book.write("client_name", "DUPONT & FILS")  # by the name of a cell
book.cache("figure_balance", Decimal("31900.00"))
book.sheet("Transactions").fill(6, {0: numbers, 4: amounts})
data = book.content()
"""

import posixpath
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from fiche.archive import Packed, Writer, read, write
from fiche.excel import stamp, surroundings
from fiche.excel.cells import MAIN
from fiche.excel.names import Area, Named, area_of, moved_name, named
from fiche.excel.references import Growth, Rows
from fiche.excel.relations import relations_of, relations_path
from fiche.excel.strings import Text, shared_texts, text_at
from fiche.excel.values import Value, plain_xml
from fiche.excel.worksheet import Sheet

_CALCULATION = "191029"  # the engine of Excel 2019 and later: an older number makes Excel calculate again, and ask to save, on opening
_CHARTS = re.compile(r"/charts/[^/]+\.xml$")
_PIVOTS = re.compile(r"/pivotCacheDefinition[^/]*\.xml$")
_HANGING = {
    "drawing": surroundings.grown_drawing, "vmlDrawing": surroundings.grown_notes_shape, "ctrlProp": surroundings.grown_control,
    "pivotTable": surroundings.grown_pivot,
}  # fmt: skip
_OWN = {"table": "tables", "comments": "comments", "threadedComment": "comments"}


class Patcher:
    """An .xlsx or .xlsm held as its parts. Raises zipfile.BadZipFile, KeyError or lxml's XMLSyntaxError when it is not a sound workbook."""

    def __init__(self, data: bytes) -> None:
        self._parts = read(data)
        relations = self._relations("")
        self._book = next(t for kind, t in relations.values() if kind == "officeDocument")
        self._root = surroundings.parsed(self._parts[self._book].content)
        self._paths = self._sheet_paths()
        self._open: dict[str, Sheet] = {}
        self._strings: tuple[Text, ...] | None = None
        self._named: list[Named] = []
        self._names: dict[str, str] | None = None
        self._areas: dict[str, Area] = {}
        self._read_names()
        properties = self._root.find(f"{{{MAIN}}}workbookPr")
        self.recalculates = False
        """Whether the workbook is to be calculated again when it is opened: its formulas are a user's, whose values nobody here works out."""
        self._date1904 = properties is not None and properties.get("date1904") in {"1", "true"}

    # ── reading ──

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The worksheets, in their order."""
        return tuple(self._paths)

    def sheet(self, name: str) -> Sheet:
        """A worksheet, to be changed. Raises KeyError."""
        if name not in self._open:
            content = self._parts[self._paths[name]].content
            self._open[name] = Sheet(name, content, date1904=self._date1904, strings=self._string)
        return self._open[name]

    def _string(self, place: str) -> str:
        """The text at a place of the shared ones; «» where there is none."""
        return text_at(self._texts(), place).plain

    def _texts(self) -> tuple[Text, ...]:
        if self._strings is None:
            relations = self._relations(self._book).values()
            found = [t for kind, t in relations if kind == "sharedStrings" and t in self._parts]
            self._strings = shared_texts(self._parts[found[0]].content) if found else ()
        return self._strings

    @property
    def names(self) -> dict[str, str]:
        """The workbook's own names and what they stand for («Transactions!$A$6:$W$7»)."""
        if self._names is None:
            self._names = {name: text for _element, name, text in self._named if name is not None}
        return self._names

    def area(self, name: str) -> Area:
        """The cells that a name stands for. Raises KeyError for an unknown name, ValueError when it is not one plain range."""
        found = self._areas.get(name)
        if found is None:
            found = self._areas[name] = area_of(self.names[name])
        return found

    # ── changing ──

    def write(self, name: str, value: Value) -> None:
        """Put a value in the cell called `name`."""
        area = self.area(name)
        self.sheet(area.sheet).write(area.cell, value)

    def cache(self, name: str, value: Value) -> None:
        """Say what the formula of the cell called `name` gives."""
        area = self.area(name)
        self.sheet(area.sheet).cache(area.cell, value)

    def fill(self, name: str, columns: Mapping[int, list[Value]]) -> None:
        """Values down the block called `name`; columns count from the block's own first."""
        area = self.area(name)
        self.sheet(area.sheet).fill(area.first, {area.left + c: v for c, v in columns.items()})

    def grow(self, rows: Mapping[str, int], streamed: Collection[str] = ()) -> None:
        """Give each named block that many rows, cloned from its first one; a block never shrinks. To be called once, before values.

        The blocks of `streamed` only take up the room: their rows come at `save`. Each has one model row, the last of its sheet.
        """
        growths: dict[str, list[Growth]] = {}
        for name, count in rows.items():
            area = self.area(name)
            extra = max(0, count - (area.last - area.first + 1))
            growths.setdefault(area.sheet, []).append(Growth(area.first, area.last, extra))
        grown_sheets = {sheet: Rows(tuple(g)) for sheet, g in growths.items() if any(x.extra for x in g)}
        self._grow(grown_sheets, {self.area(name).sheet for name in streamed})

    def copy_sheet(self, name: str, new: str, names: Mapping[str, str]) -> None:
        """A second sheet like `name`, called `new`, right after it; to be called before anything is written. `names`: beginnings of defined names and
        what they become for it («doc_» → «doc2_»), in its own formulas too. Raises ValueError for a sheet that others hang on."""
        path = self._paths[name]
        if self._relations(path):
            raise ValueError(name)
        number = max(int(re.findall(r"\d+", p)[-1]) for p in self._paths.values()) + 1
        copied = f"{posixpath.dirname(path)}/sheet{number}.xml"
        content = surroundings.renamed(self._parts[path].content, names)
        self._parts[copied] = replace(self._parts[path], name=copied).changed(content)
        self._change(
            "[Content_Types].xml",
            surroundings.declared(self._parts["[Content_Types].xml"].content, path, copied),
        )
        where = relations_path(self._book)
        made, identity = surroundings.related(
            self._parts[where].content, posixpath.relpath(copied, posixpath.dirname(self._book))
        )
        self._change(where, made)
        surroundings.add_sheet(self._root, (name, new), identity, names)
        self._read_names()
        self._paths = self._sheet_paths()

    def extend(self, growths: Mapping[str, Sequence[Growth]]) -> None:
        """Give blocks of some sheets more rows, wherever they are. To be called once, before values; the blocks of a sheet have no row in common."""
        wanted = {sheet: Rows(tuple(found)) for sheet, found in growths.items()}
        self._grow({sheet: rows for sheet, rows in wanted.items() if rows.growths})

    def restyle(self, old: str, new: str) -> None:
        """Replace one text by another in the styles part (a currency's sign in number formats)."""
        path = next(t for kind, t in self._relations(self._book).values() if kind == "styles")
        part = self._parts[path]
        self._parts[path] = part.changed(part.content.replace(old.encode(), new.encode()))

    def mark(self, text: str) -> None:
        """Say what the workbook is, in the place that its template keeps for it: a document property and a hidden cell (fiche.excel.stamp)."""
        self._change(stamp.PART, self._parts[stamp.PART].content.replace(stamp.EMPTY.encode(), text.encode()))
        self.write(stamp.CELL, text)

    def hide(self, sheet: str) -> None:
        """Hide a worksheet; a reader may show it again. Its print area goes: LibreOffice prints a hidden sheet that has one."""
        found = list(self._root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet"))
        place = next(n for n, element in enumerate(found) if element.get("name") == sheet)
        found[place].set("state", "hidden")
        for element, _own, _text in self._named:
            if (element.get("name"), element.get("localSheetId")) == ("_xlnm.Print_Area", str(place)):
                element.getparent().remove(element)

    # ── growth ──

    def _grow(self, sheets: Mapping[str, Rows], streamed: Collection[str] = ()) -> None:
        if not sheets:
            return
        self._grow_names(sheets)
        for name, path in self._paths.items():
            if name in sheets or self._mentions(path, sheets):
                self.sheet(name).grow(sheets, cloned=name not in streamed)
            if name in sheets:
                self._grow_belongings(name, path, sheets)
        for path in [p for p in self._parts if _CHARTS.search(p) and self._mentions(p, sheets)]:
            self._change(path, surroundings.grown_chart(self._parts[path].content, sheets))
        for path in [p for p in self._parts if _PIVOTS.search(p) and self._mentions(p, sheets)]:
            self._change(path, surroundings.grown_pivot_source(self._parts[path].content, sheets))

    def _read_names(self) -> None:
        self._named = named(self._root)
        self._names, self._areas = None, {}

    def _grow_names(self, sheets: Mapping[str, Rows]) -> None:
        self._names, self._areas = None, {}
        moved = []
        for element, name, text in self._named:
            new, area = moved_name(text, sheets)
            if new != text:
                element.text = new
            if area is not None and name is not None:
                self._areas[name] = area
            moved.append((element, name, new))
        self._named = moved

    def _mentions(self, path: str, sheets: Collection[str]) -> bool:
        content = self._parts[path].content
        return any(plain_xml(name.replace("'", "''")).encode() in content for name in sheets)

    def _grow_belongings(self, sheet: str, path: str, sheets: Mapping[str, Rows]) -> None:
        """The tables, notes and drawings that hang on a sheet that grows."""
        for kind, target in self._relations(path).values():
            if target not in self._parts:
                continue
            content = self._parts[target].content
            if kind in _OWN:
                self._change(target, surroundings.grown_part(content, sheet, sheets))
            elif kind in _HANGING:
                self._change(target, _HANGING[kind](content, sheet, sheets))

    # ── writing ──

    def content(self) -> bytes:
        """The workbook's bytes."""
        self._settle()
        return write(self._parts)

    def save(self, out: BinaryIO, blocks: Mapping[str, Packed]) -> None:
        """Write the workbook to a file that can be sought in. `blocks`: the rows of streamed blocks, as XML. OverflowError above 4 GB a sheet."""
        areas = {self._paths[area.sheet]: (area, name) for name in blocks if (area := self.area(name))}
        self._settle(areas)
        writer = Writer(out)
        for path, part in self._parts.items():
            if path not in areas:
                writer.add(part)
                continue
            area, name = areas[path]
            before, after = self.sheet(area.sheet).content_around(area.first, area.last)
            writer.enclose(path, before, blocks[name], after)
        writer.close()

    def _settle(self, streamed: Collection[str] = ()) -> None:
        """Bring every part but those that are streamed to what it will be."""
        self._drop_calculation_chain()
        self._settle_calculation()
        changed = {name: sheet for name, sheet in self._open.items() if sheet.changed}
        for path in [p for p in self._parts if re.search(r"/charts/chart[^/]*\.xml$", p)]:
            if self._mentions(path, changed):
                content = surroundings.recached_chart(self._parts[path].content, changed.get)
                self._change(path, content)
        self._change(self._book, surroundings.written(self._root))
        for name, sheet in changed.items():
            if self._paths[name] not in streamed:
                self._change(self._paths[name], sheet.content())

    def _change(self, path: str, content: bytes) -> None:
        self._parts[path] = self._parts[path].changed(content)

    def _settle_calculation(self) -> None:
        """Values are right as they stand: nothing asks to calculate them again on opening, unless the caller does."""
        calculation = self._root.find(f"{{{MAIN}}}calcPr")
        if self.recalculates:
            surroundings.ask_calculation(self._root)
            return
        if calculation is not None:
            for name in ("fullCalcOnLoad", "forceFullCalc"):
                calculation.attrib.pop(name, None)
            calculation.set("calcId", _CALCULATION)

    def _drop_calculation_chain(self) -> None:
        """The order of calculation speaks of cells that have moved; a workbook does without it."""
        chains = {t for kind, t in self._relations(self._book).values() if kind == "calcChain"}
        for path in chains & set(self._parts):
            del self._parts[path]
            for part, tag, name, end in (
                (relations_path(self._book), "Relationship", "Type", "/calcChain"),
                ("[Content_Types].xml", "Override", "PartName", f"/{path}"),
            ):
                unwanted = partial(_ends, name=name, end=end)
                self._change(part, surroundings.without(self._parts[part].content, tag, unwanted))

    # ── the parts' relations ──

    def _relations(self, path: str) -> dict[str, tuple[str, str]]:
        return relations_of(self._parts, path)

    def _sheet_paths(self) -> dict[str, str]:
        relations = self._relations(self._book)
        sheets = self._root.iterfind(f"{{{MAIN}}}sheets/{{{MAIN}}}sheet")
        found = {s.get("name"): relations[s.get(f"{{{surroundings.RELATIONS}}}id")] for s in sheets}
        return {name: path for name, (kind, path) in found.items() if kind == "worksheet"}


def _ends(element: Any, name: str, end: str) -> bool:
    return str(element.get(name, "")).endswith(end)
