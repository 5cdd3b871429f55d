"""The parts around the sheets that speak of their rows: names, tables, drawings, charts, notes; it changes no cell."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from fiche.excel.book import Page
from fiche.excel.cells import MAIN, PARSER
from fiche.excel.elements import frames, grow_elements, move_anchor
from fiche.excel.references import Rows, grown, grown_area, split

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_ANCHOR = re.compile(rb"(<x:Anchor[^>]*>)([^<]*)(</x:Anchor>)")
_VML_ROW = re.compile(rb"(<x:Row>)(\d+)(</x:Row>)")
_VML_FORMULA = re.compile(rb"(<x:Fmla(?:Link|Range|Group|Txbx)>)([^<]*)(</x:Fmla)")
_FORMULA = re.compile(r"(<(?:\w+:)?f(?:\s[^>]*)?>)([^<]*)(</(?:\w+:)?f>)")


def parsed(content: bytes) -> Any:
    """The root element of a part."""
    return etree.fromstring(content, PARSER)


def written(root: Any) -> bytes:
    """A part's bytes from its root element."""
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def grown_part(content: bytes, home: str, sheets: Mapping[str, Rows]) -> bytes:
    """A table, a list of notes or any other part whose ranges are those of sheet `home`, after growth."""
    root = parsed(content)
    grow_elements(root, home, sheets)
    return written(root)


def grown_drawing(content: bytes, home: str, sheets: Mapping[str, Rows]) -> bytes:
    """A drawing of sheet `home` whose pictures, charts and shapes follow the cells they hang on, and show those they showed."""
    root, rows = parsed(content), sheets[home]
    for tag in ("twoCellAnchor", "oneCellAnchor"):
        for anchor in root.iter(f"{{*}}{tag}"):
            move_anchor(anchor, rows)
    for shape in root.iter("{*}sp"):
        if shape.get("textlink"):
            shape.set("textlink", grown(shape.get("textlink"), home, sheets))
    return written(root)


def grown_notes_shape(content: bytes, home: str, sheets: Mapping[str, Rows]) -> bytes:
    """The old drawing of a sheet's notes and buttons (VML): the cell and the box of each follow their rows, and so do the cells that it is tied to."""
    rows = sheets[home]

    def anchor(match: re.Match[bytes]) -> bytes:
        numbers = [n.strip() for n in match[2].decode().split(",")]
        first, last = (int(numbers[place]) + 1 for place in (2, 6))
        new = rows.cell(first)
        stretched = frames(rows, (first, last), (int(numbers[0]), int(numbers[4])))
        numbers[2] = str(new - 1)
        numbers[6] = str((rows.cell(last) if stretched else new + last - first) - 1)
        return match[1] + ", ".join(numbers).encode() + match[3]

    content = _VML_ROW.sub(lambda m: m[1] + str(rows.cell(int(m[2]) + 1) - 1).encode() + m[3], content)
    content = _VML_FORMULA.sub(
        lambda m: m[1] + grown_xml(m[2].decode(), sheets, home).encode() + m[3], content
    )
    return _ANCHOR.sub(anchor, content)


def grown_control(content: bytes, home: str, sheets: Mapping[str, Rows]) -> bytes:
    """The properties of a button or of a list to choose from, tied to cells."""
    root = parsed(content)
    for name in ("fmlaLink", "fmlaRange", "fmlaGroup", "fmlaTxbx"):
        if root.get(name):
            root.set(name, grown(root.get(name), home, sheets))
    return written(root)


def grown_pivot(content: bytes, home: str, sheets: Mapping[str, Rows]) -> bytes:
    """A pivot table that stands lower on its sheet."""
    root = parsed(content)
    for location in root.iter(f"{{{MAIN}}}location"):
        location.set("ref", grown_area(location.get("ref"), sheets[home]))
    return written(root)


def grown_pivot_source(content: bytes, sheets: Mapping[str, Rows]) -> bytes:
    """What a pivot table keeps of the cells it sums up: the cells, wherever they are now."""
    root = parsed(content)
    for source in root.iter(f"{{{MAIN}}}worksheetSource"):
        if source.get("ref") and source.get("sheet") in sheets:
            source.set("ref", grown_area(source.get("ref"), sheets[source.get("sheet")]))
    return written(root)


def refreshed(content: bytes) -> bytes:
    """A pivot table's cells, to be read again when the workbook is opened."""
    root = parsed(content)
    root.set("refreshOnLoad", "1")
    return written(root)


def grown_chart(content: bytes, sheets: Mapping[str, Rows]) -> bytes:
    """A chart whose series follow the blocks they show."""
    text = content.decode()
    return _FORMULA.sub(lambda m: m[1] + grown_xml(m[2], sheets) + m[3], text).encode()


def grown_xml(formula: str, sheets: Mapping[str, Rows], home: str = "") -> str:
    """As references.grown, on a formula that stands in XML, and names its sheets when it is not on sheet `home`."""
    plain = formula.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&quot;", '"')
    moved = grown(plain.replace("&amp;", "&"), home, sheets)
    return moved.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def recached_chart(content: bytes, sheet: Callable[[str], Page | None]) -> bytes:
    """A chart that keeps, of the cells it shows, what they hold now: for readers that draw without calculating."""
    root, told = parsed(content), False
    for cache, reference, numbers in caches(root):
        cells = shown_cells(reference, sheet)
        if cells is not None:
            _write_points(cache, cells, numbers=numbers)
            told = True
    return written(root) if told else content


def caches(root: Any) -> Iterator[tuple[Any, str, bool]]:
    """What a chart keeps of the cells it shows: the element, the cells, and whether they are numbers."""
    for reference in [*root.iter(f"{{{CHART}}}numRef"), *root.iter(f"{{{CHART}}}strRef")]:
        numbers = reference.tag.endswith("numRef")
        cache = reference.find(f"{{{CHART}}}{'numCache' if numbers else 'strCache'}")
        if cache is not None:
            yield cache, reference.findtext(f"{{{CHART}}}f") or "", numbers


def shown_cells(reference: str, sheet: Callable[[str], Page | None]) -> list[str] | None:
    """What the cells of «Sheet!$A$1:$A$9» hold, as text; None when the sheet was not touched or the range is not a plain one."""
    name, _, area = reference.rpartition("!")
    found = sheet(name.strip("'").replace("''", "'"))
    head, _, tail = area.partition(":")
    if found is None or not re.fullmatch(r"\$?[A-Z]+\$?\d+", head):
        return None
    (first, left), (last, right) = split(head), split(tail or head)
    return [found.text_at(r, c) for r in range(first, last + 1) for c in range(left, right + 1)]


def empty_points(cache: Any, count: str) -> None:
    """Forget the points that a chart keeps; `count` stands for how many there are."""
    for old in [*cache.findall(f"{{{CHART}}}ptCount"), *cache.findall(f"{{{CHART}}}pt")]:
        cache.remove(old)
    etree.SubElement(cache, f"{{{CHART}}}ptCount", val=count)


def points(cells: Sequence[str], *, numbers: bool) -> Iterator[tuple[int, str]]:
    """The cells of which a chart keeps what they hold, by their place."""
    for index, text in enumerate(cells):
        if text and (not numbers or _is_number(text)):
            yield index, text


def _write_points(cache: Any, cells: list[str], *, numbers: bool) -> None:
    empty_points(cache, str(len(cells)))
    for index, text in points(cells, numbers=numbers):
        point = etree.SubElement(cache, f"{{{CHART}}}pt", idx=str(index))
        etree.SubElement(point, f"{{{CHART}}}v").text = text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


# ── calculation ──

_BEFORE_CALCULATION = (
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames",
)  # fmt: skip


def ask_calculation(book: Any) -> None:
    """In the workbook's part: every formula is to be worked out when the workbook is opened."""
    found = book.find(f"{{{MAIN}}}calcPr")
    if found is None:
        found = etree.Element(f"{{{MAIN}}}calcPr")
        before = [
            e for e in book if isinstance(e.tag, str) and e.tag.rpartition("}")[2] in _BEFORE_CALCULATION
        ]
        before[-1].addnext(found)
    found.set("fullCalcOnLoad", "1")


def without(content: bytes, tag: str, unwanted: Callable[[Any], bool]) -> bytes:
    """A part without those of its elements `tag` that are unwanted."""
    root = parsed(content)
    for element in [e for e in root.iter(f"{{*}}{tag}") if unwanted(e)]:
        element.getparent().remove(element)
    return written(root)


# ── a further sheet ──


def renamed(content: bytes, names: Mapping[str, str]) -> bytes:
    """A sheet whose formulas use other defined names; it is no longer the one that is open."""
    for old, new in names.items():
        content = re.sub(rb"\b" + old.encode() + rb"(?=[a-z])", new.encode(), content)
    return content.replace(b' tabSelected="1"', b"")


def declared(content: bytes, like: str, path: str) -> bytes:
    """The content types with one more part, of the type of another one."""
    root = parsed(content)
    model = next(e for e in root if e.get("PartName") == f"/{like}")
    model.addnext(copied := copy.deepcopy(model))
    copied.set("PartName", f"/{path}")
    return written(root)


def related(content: bytes, target: str) -> tuple[bytes, str]:
    """The workbook's relations with one more sheet, and its identity."""
    root = parsed(content)
    identity = f"rIdSheet{len(root) + 1}"
    model = next(e for e in root if e.get("Type", "").endswith("/worksheet"))
    etree.SubElement(root, model.tag, Id=identity, Type=model.get("Type"), Target=target)
    return written(root), identity


def add_sheet(book: Any, sheets: tuple[str, str], identity: str, names: Mapping[str, str]) -> None:
    """In the workbook's part: the second of `sheets` right after the first, and a name for each name of the first."""
    listed = book.find(f"{{{MAIN}}}sheets")
    place = next(n for n, sheet in enumerate(listed) if sheet.get("name") == sheets[0])
    made = copy.deepcopy(listed[place])
    made.set("name", sheets[1])
    made.set("sheetId", str(max(int(sheet.get("sheetId")) for sheet in listed) + 1))
    made.set(f"{{{RELATIONS}}}id", identity)
    listed[place].addnext(made)
    for name in list(book.iterfind(f"{{{MAIN}}}definedNames/{{{MAIN}}}definedName")):
        home = name.get("localSheetId")
        if home is not None and int(home) > place:
            name.set("localSheetId", str(int(home) + 1))
        elif home is not None and int(home) == place:
            _also(name, sheets).set("localSheetId", str(place + 1))
        else:
            for old, new in names.items():
                if name.get("name") == old or (old.endswith("_") and name.get("name").startswith(old)):
                    _also(name, sheets).set("name", new + name.get("name").removeprefix(old))


def _also(name: Any, sheets: tuple[str, str]) -> Any:
    """The same name on the further sheet."""
    old = re.escape(qualifier(sheets[0]))
    name.addnext(made := copy.deepcopy(name))
    made.text = re.sub(
        rf"(?<![\w.'])(?:{old}|'{re.escape(sheets[0])}'!)", lambda _m: qualifier(sheets[1]), name.text or ""
    )
    return made


def qualifier(sheet: str) -> str:
    """A sheet's name as a formula writes it before a cell."""
    return f"{sheet}!" if re.fullmatch(r"[^\W\d][\w.]*", sheet) else "'{}'!".format(sheet.replace("'", "''"))
