"""A user's own workbook while it is filled in: the patcher, and what only such a workbook needs (its looks, formatted texts, pivot tables, values gone stale)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from fiche.archive import write
from fiche.excel import surroundings
from fiche.excel.cells import MAIN, PARSER, Cell, Row, parsed_sheet
from fiche.excel.mapped.captions import Where, captioned
from fiche.excel.mapped.spread import Texts, spread
from fiche.excel.mapped.stale import stale
from fiche.excel.mapped.styles import Styles
from fiche.excel.names import Area, area_of
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters, split
from fiche.excel.relations import relations_of
from fiche.excel.strings import text_at
from fiche.excel.values import clean

_TEMPLATES = (
    (b"spreadsheetml.template.main+xml", b"spreadsheetml.sheet.main+xml"),
    (b"ms-excel.template.macroEnabled.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"),
)


class OwnBook(Patcher):
    """An .xlsx or .xlsm that somebody drew: its formulas are worked out by whoever opens it."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.recalculates = True
        self._style_path = next(
            (t for kind, t in self._relations(self._book).values() if kind == "styles"), None
        )
        self._styles = Styles(self._parts[self._style_path].content) if self._style_path else None
        self._captions: dict[tuple[str, Where], dict[int, Texts]] = {}

    # ── cells ──

    def suit(self, sheet: str, row: int, column: int, unit: str) -> None:
        """Give a cell a number format that suits a unit, where it has none."""
        cell = f"{column_letters(column)}{row}"
        style = self.sheet(sheet).style(cell)
        if self._styles is not None and (made := self._styles.suited(style, unit)) != style:
            self.sheet(sheet).put_style(cell, made)

    def formatted(self, sheet: str, cell: str) -> str:
        """The XML of a text of which pieces are formatted apart; «» for any other cell."""
        found = self.sheet(sheet).cell(cell)
        if found.raw:
            return found.raw
        if found.value.kind != "s":
            return ""
        return text_at(self._texts(), found.value.body).inline

    # ── outside the cells ──

    def caption(self, part: str, at: int, where: Where, texts: Texts) -> None:
        """Say what the words between braces of a text outside the cells become, in their order (None: they stay)."""
        self._captions.setdefault((part, where), {})[at] = texts

    def content(self) -> bytes:
        """The workbook's bytes."""
        self._settle()
        for (path, where), texts in self._captions.items():
            if path in self._parts:
                self._change(path, captioned(self._parts[path].content, where, texts))
        return write(self._parts)

    # ── once everything is filled ──

    def finish(self, filled: Sequence[Area]) -> None:
        """Leave no value that the filled cells have made wrong: formulas forget theirs, pivot tables are read again on opening."""
        for name in {area.sheet for area in filled}:
            self.sheet(name)
        rows = {name: self._rows(name) for name in self.sheet_names}
        names = {element.get("name"): text for element, _own, text in self._named}
        for sheet, row, column in sorted(stale(rows, filled, names)):
            self.sheet(sheet).forget(row, column)
        for path, area in list(self._pivot_sources(names)):
            if any(_meet(area, one) for one in filled):
                self._change(path, surroundings.refreshed(self._parts[path].content))
        if self._styles is not None and self._style_path is not None:
            self._change(self._style_path, self._styles.content())
        types = content = self._parts["[Content_Types].xml"].content
        for old, new in _TEMPLATES:
            content = content.replace(old, new)
        if content != types:
            self._change("[Content_Types].xml", content)

    def _rows(self, name: str) -> Mapping[int, Row]:
        if name in self._open:
            return self._open[name].rows
        return parsed_sheet(self._parts[self._paths[name]].content)[1]

    def _pivot_sources(self, names: Mapping[str, str]) -> Iterator[tuple[str, Area]]:
        """The parts that keep the cells of a pivot table, and where those cells are."""
        tables: dict[str, Area] | None = None
        for path in [p for p in self._parts if "/pivotCacheDefinition" in p and p.endswith(".xml")]:
            for source in surroundings.parsed(self._parts[path].content).iter(f"{{{MAIN}}}worksheetSource"):
                if source.get("ref") and source.get("sheet"):
                    yield path, _area(source.get("sheet"), source.get("ref"))
                    continue
                tables = self._tables() if tables is None else tables
                name = source.get("name", "")
                if name in tables:
                    yield path, tables[name]
                elif name in names and "!" in names[name]:
                    yield path, area_of(names[name])

    def _tables(self) -> dict[str, Area]:
        """The tables of every sheet, by name."""
        found = {}
        for sheet, path in self._paths.items():
            for kind, target in relations_of(self._parts, path).values():
                if kind == "table" and target in self._parts:
                    root = surroundings.parsed(self._parts[target].content)
                    found[root.get("name", "")] = found[root.get("displayName", "")] = _area(
                        sheet, root.get("ref")
                    )
        return found


def _area(sheet: str, reference: str) -> Area:
    head, _, tail = reference.partition(":")
    (first, left), (last, right) = split(head), split(tail or head)
    return Area(sheet, first, last, left, right)


def _meet(one: Area, other: Area) -> bool:
    return (
        one.sheet == other.sheet
        and one.first <= other.last
        and other.first <= one.last
        and one.left <= other.right
        and other.left <= one.right
    )


def replaced_pieces(inline: str, texts: Texts) -> Cell:
    """A formatted text whose words between braces, in their order, are replaced (None: left as they are); each takes the format of where it begins."""
    root = etree.fromstring(inline, PARSER)
    pieces: list[Any] = list(root.iter(f"{{{MAIN}}}t"))
    said = [None if text is None else clean(text) for text in texts]
    for piece, text in zip(pieces, spread([piece.text or "" for piece in pieces], said), strict=True):
        piece.text = text
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return Cell(raw=etree.tostring(root, encoding="unicode"))
