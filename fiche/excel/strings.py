"""The texts of a workbook, as a reader sees them and as the file formats them piece by piece; it changes none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lxml import etree

from fiche.excel.cells import MAIN, PARSER

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Text:
    """A text: `plain`, and `inline`, its XML as a cell's own text when its pieces are formatted apart («» otherwise)."""

    plain: str
    inline: str = ""


@lru_cache(maxsize=8)
def shared_texts(content: bytes) -> tuple[Text, ...]:
    """The shared texts of a workbook, in their order."""
    root = etree.fromstring(content, PARSER)
    return tuple(text_of(item) for item in root.iterchildren(f"{{{MAIN}}}si"))


def text_of(item: Any) -> Text:
    """The text of an «si» or «is» element; what helps to pronounce it is left out."""
    parts = [t for t in item.iter(f"{{{MAIN}}}t") if etree.QName(t.getparent()).localname != "rPh"]
    plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), "".join(t.text or "" for t in parts))
    runs = item.findall(f"{{{MAIN}}}r")
    if not runs:
        return Text(plain)
    return Text(
        plain,
        "<is>" + "".join(etree.tostring(run, encoding="unicode", with_tail=False) for run in runs) + "</is>",
    )


def text_at(texts: Sequence[Text], place: str) -> Text:
    """The text at a place as a cell writes it; an empty one where there is none, as some programs leave it."""
    return texts[int(place)] if place.isdigit() and int(place) < len(texts) else Text("")
