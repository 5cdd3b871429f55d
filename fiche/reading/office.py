"""What Excel says of its sheets in the XML it leaves inside a page: names, sources, hidden or not; it looks at nothing else of the page."""

import re
from dataclasses import dataclass

from fiche.reading.html_tokens import decoded

LONGEST = 1 << 20
_NAME = re.compile(r"<x:Name>([^<]{1,300})</x:Name>", re.IGNORECASE)
_SOURCE = re.compile(r"""<x:WorksheetSource\s[^>]{0,200}?href\s*=\s*["']([^"']{1,500})["']""", re.IGNORECASE)
_HIDDEN = re.compile(r"<x:Visible>\s*Sheet(?:Very)?Hidden\s*</x:Visible>", re.IGNORECASE)
_FRAME = re.compile(
    r"""<link\s[^>]{0,200}?id\s*=\s*["']?shLink["']?\s[^>]{0,200}?href\s*=\s*["']([^"']{1,500})["']""",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SheetSaid:
    """One sheet as the page names it; `source` the part that holds it, «» when it is the page itself."""

    name: str
    source: str = ""
    hidden: bool = False


def sheets(text: str) -> list[SheetSaid]:
    """The sheets, in order: from the list Excel leaves, else from the links to them."""
    start = text.find("<x:ExcelWorksheets>")
    if start < 0:
        return [SheetSaid("", source) for source in _FRAME.findall(text[:LONGEST])]
    end = text.find("</x:ExcelWorksheets>", start)
    island = text[start : min(end if end >= 0 else len(text), start + LONGEST)]
    return [_one(piece) for piece in island.split("<x:ExcelWorksheet>")[1:]]


def _one(piece: str) -> SheetSaid:
    name, source = _NAME.search(piece), _SOURCE.search(piece)
    return SheetSaid(
        decoded(" ".join(name[1].split())) if name else "",
        decoded(source[1]) if source else "",
        bool(_HIDDEN.search(piece)),
    )


def is_since_1904(text: str) -> bool:
    """Whether days are counted from 1904, as on old Macs."""
    at = text.find("<x:Date1904/>")
    return at >= 0
