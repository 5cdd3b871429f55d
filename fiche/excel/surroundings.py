"""The parts around the sheets that speak of their rows: names, tables, drawings, charts, notes; it changes no cell."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from lxml import etree

from fiche.excel.cells import PARSER
from fiche.excel.references import Rows, column_letters, grown, split
from fiche.excel.worksheet import Sheet, grow_elements

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_ANCHOR = re.compile(rb"(<x:Anchor[^>]*>)([^<]*)(</x:Anchor>)")
_VML_ROW = re.compile(rb"(<x:Row>)(\d+)(</x:Row>)")
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


def grown_drawing(content: bytes, rows: Rows) -> bytes:
    """A drawing whose pictures and charts follow the cells they hang on."""
    root = parsed(content)
    for element in root.iter("{*}row"):
        element.text = str(rows.start(int(element.text or "0") + 1) - 1)
    return written(root)


def grown_notes_shape(content: bytes, rows: Rows) -> bytes:
    """The old drawing of a sheet's notes (VML): the cell and the box of each note follow their rows."""

    def moved(number: str) -> str:
        return str(rows.start(int(number) + 1) - 1)

    def anchor(match: re.Match[bytes]) -> bytes:
        numbers = [n.strip() for n in match[2].decode().split(",")]
        for place in (2, 6):
            numbers[place] = moved(numbers[place])
        return match[1] + ", ".join(numbers).encode() + match[3]

    content = _VML_ROW.sub(lambda m: m[1] + moved(m[2].decode()).encode() + m[3], content)
    return _ANCHOR.sub(anchor, content)


def grown_chart(content: bytes, sheets: Mapping[str, Rows]) -> bytes:
    """A chart whose series follow the blocks they show."""
    text = content.decode()
    return _FORMULA.sub(lambda m: m[1] + grown_xml(m[2], sheets) + m[3], text).encode()


def grown_xml(formula: str, sheets: Mapping[str, Rows]) -> str:
    """As references.grown, on a formula that names its sheets and stands in XML."""
    plain = formula.replace("&lt;", "<").replace("&gt;", ">").replace("&apos;", "'").replace("&quot;", '"')
    moved = grown(plain.replace("&amp;", "&"), "", sheets)
    return moved.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def recached_chart(content: bytes, sheet: Callable[[str], Sheet | None]) -> bytes:
    """A chart that keeps, of the cells it shows, what they hold now: for readers that draw without calculating."""
    root = parsed(content)
    for reference in [*root.iter(f"{{{CHART}}}numRef"), *root.iter(f"{{{CHART}}}strRef")]:
        numbers = reference.tag.endswith("numRef")
        cache = reference.find(f"{{{CHART}}}{'numCache' if numbers else 'strCache'}")
        cells = _cells(reference.findtext(f"{{{CHART}}}f") or "", sheet)
        if cache is not None and cells is not None:
            _write_points(cache, cells, numbers=numbers)
    return written(root)


def _cells(reference: str, sheet: Callable[[str], Sheet | None]) -> list[str] | None:
    """What the cells of «Sheet!$A$1:$A$9» hold, as text; None when the sheet was not touched or the range is not a plain one."""
    name, _, area = reference.rpartition("!")
    found = sheet(name.strip("'").replace("''", "'"))
    head, _, tail = area.partition(":")
    if found is None or not re.fullmatch(r"\$?[A-Z]+\$?\d+", head):
        return None
    (first, left), (last, right) = split(head), split(tail or head)
    return [
        found.text(f"{column_letters(c)}{r}") for r in range(first, last + 1) for c in range(left, right + 1)
    ]


def _write_points(cache: Any, cells: list[str], *, numbers: bool) -> None:
    for old in [*cache.findall(f"{{{CHART}}}ptCount"), *cache.findall(f"{{{CHART}}}pt")]:
        cache.remove(old)
    etree.SubElement(cache, f"{{{CHART}}}ptCount", val=str(len(cells)))
    for index, text in enumerate(cells):
        if text and (not numbers or _is_number(text)):
            point = etree.SubElement(cache, f"{{{CHART}}}pt", idx=str(index))
            etree.SubElement(point, f"{{{CHART}}}v").text = text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
