"""The elements of an XML workbook one after the other, in the child; it refuses whatever declares an entity, and opens no other file.

expat keeps no tree. A document type is refused as a whole: no spreadsheet writes one, and entities that unfold, or that name a file or
an address, live there.
"""

from collections.abc import Callable
from xml.parsers import expat

from fiche.reading.kinds import Stop

DEEPEST = 500
STEP = 1 << 20
Attributes = dict[str, str]


class Reader:
    """What a format does with its elements: `start` and `end` hear names as «address local», `text` the words between."""

    def start(self, name: str, said: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, words: str) -> None:
        """Words of the current element, perhaps not all at once."""


def parse(text: str, reader: Reader, progress: Callable[[float], None]) -> None:
    """Tell `reader` the elements of `text`. Raises Stop."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, said: Attributes) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Stop("damaged_file")
        reader.start(name, said)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(name)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = (
        start,
        end,
        reader.text,
    )
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = _refuse
    text = text.strip(" \t\r\n\ufeff\x1a")
    try:
        for at in range(0, len(text), STEP):
            parser.Parse(text[at : at + STEP], False)
            progress(at / len(text))
        parser.Parse("", True)
    except (expat.ExpatError, UnicodeEncodeError):
        raise Stop("damaged_file") from None


def _refuse(*_: object) -> int:
    raise Stop("damaged_file")


def under(address: str, said: Attributes, name: str) -> str:
    """An attribute under its address, or without any as some programs write it; «» when absent."""
    return said.get(f"{address} {name}") or said.get(name) or ""


def number(text: str) -> int:
    """A whole number as an attribute says it, 0 for anything else; what no sheet can hold is as much as none can hold."""
    if not (text.isascii() and text.isdecimal()):
        return 0
    return int(text) if len(text) < 16 else 10**15
