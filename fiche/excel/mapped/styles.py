"""The looks of a user's workbook: one more where a day or an amount would otherwise show as a bare number; those that are there never change."""

import copy
from typing import Any

from lxml import etree

from fiche.excel.cells import MAIN, PARSER

# The formats that every spreadsheet has, whatever the file: day, amount, percentage.
_FORMATS = {"date": "14", "money": "4", "percent": "10", "rate": "10", "points": "10"}
_PLAIN = {"", "0", "49"}  # General, and text


class Styles:
    """The styles part of a workbook."""

    def __init__(self, content: bytes) -> None:
        self._root = etree.fromstring(content, PARSER)
        self._content = content
        self._formats = self._root.find(f"{{{MAIN}}}cellXfs")
        self._made: dict[tuple[str, str], str] = {}

    def suited(self, style: str, unit: str) -> str:
        """A look as `style`, with a number format that suits a `unit` where it has none; `style` itself when it has one."""
        wanted = _FORMATS.get(unit)
        found = self._at(style)
        if wanted is None or found is None or found.get("numFmtId", "") not in _PLAIN:
            return style
        if (style, wanted) not in self._made:
            made = copy.deepcopy(found)
            made.set("numFmtId", wanted)
            made.set("applyNumberFormat", "1")
            self._formats.append(made)
            self._formats.set("count", str(len(self._formats)))
            self._made[style, wanted] = str(len(self._formats) - 1)
        return self._made[style, wanted]

    def _at(self, style: str) -> Any:
        place = int(style or "0")
        return self._formats[place] if self._formats is not None and place < len(self._formats) else None

    def content(self) -> bytes:
        """The part's bytes, the very same when no look was added."""
        if not self._made:
            return self._content
        return bytes(etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True))
