"""Words between braces replaced in a text that stands in pieces, each with a look of its own; it knows neither cells nor parts."""

import re
from collections.abc import Sequence

BRACES = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
Texts = Sequence[str | None]


def spread(pieces: Sequence[str], texts: Texts) -> list[str]:
    """The pieces of a text whose words between braces, in their order, are replaced (None: left as they are); each takes the look of where it begins."""
    made = list(pieces)
    matches = list(BRACES.finditer("".join(pieces)))
    for match, text in reversed(list(zip(matches, texts, strict=False))):
        if text is not None:
            _replace(made, match.start(), match.end(), text)
    return made


def _replace(pieces: list[str], start: int, end: int, text: str) -> None:
    at = 0
    for place, old in enumerate(pieces):
        first, last = max(start - at, 0), min(end - at, len(old))
        if first < last:
            pieces[place] = old[:first] + (text if at <= start < at + len(old) else "") + old[last:]
        at += len(old)
