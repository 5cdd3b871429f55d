"""A page cut into tags and text as browsers do, in time that grows with its length only; it keeps no tree and follows no link.

html.parser takes four times longer and, on some markup, the square of the length: the tags of an export are simpler than that.
"""

import re
from collections.abc import Iterator
from html import unescape

_OPEN = re.compile(r"<[a-zA-Z!?/]")
# A quote opens a value only right after «=»: one in «title=L'Oréal» does not swallow the rest of the page.
_TAG = re.compile(r"""<(/?[a-zA-Z][^\s/>]*+)((?:[^>=]++|=(?:\s*+(?:"[^"]*"|'[^']*'))?)*+)>""")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]++)(?:\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s>]*+)))?""")
_RAW = {
    name: re.compile(f"</{name}", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "xmp", "iframe", "noframes", "noembed")
}
_RUN = re.compile(r"[ \t\r\n\f\0]{2,}|[\t\r\n\f\0]")
LINE = "\0"  # what a tag that begins a new line leaves in a text, where white space alone would be one space
BLANK = " \n\u00a0\u2007\u202f\u200b\ufeff"
Token = tuple[str, str, int, int]


def tokens(text: str) -> Iterator[Token]:
    """(name in small letters, with «/» when it ends; attributes as written; start; end) of each tag; what no browser shows is jumped over."""
    position = 0
    while opened := _OPEN.search(text, position):
        start = opened.start()
        found = _TAG.match(text, start)
        if found:
            position = found.end()
            name = found[1].lower()
            yield name, found[2], start, position
            if name in _RAW:
                end = _RAW[name].search(text, position)
                yield "", "", position, end.start() if end else len(text)
                position = end.start() if end else len(text)
        else:
            position = _after(text, start)
            yield "", "", start, position


def _after(text: str, start: int) -> int:
    """The end of what is no tag: a comment, a declaration, or a tag that is never closed (all the rest)."""
    if text.startswith("<!--", start):
        end = text.find("-->", start + 2)
        return end + 3 if end >= 0 else len(text)
    end = text.find(">", start) if text[start + 1] in "!?/" else -1
    return end + 1 if end >= 0 else len(text)


def attributes(raw: str) -> dict[str, str]:
    """The attributes of a tag by their names in small letters; the first of a name counts, as in browsers."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(raw):
        found.setdefault(name.lower(), decoded(double or single or bare))
    return found


def decoded(text: str) -> str:
    """The text with its character references replaced."""
    if "&" not in text:
        return text
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits
        return text


def shown(pieces: list[str]) -> str:
    """A cell's text as a browser lays it out: white space is one space, LINE a new line; no-break spaces stay inside, not around."""
    text = decoded("".join(pieces))
    return _RUN.sub(_one, text).strip(BLANK)


def _one(run: "re.Match[str]") -> str:
    return "\n" if LINE in run[0] else " "
