"""Texts that stand outside the cells of a user's workbook (text boxes, charts, notes, heads and feet of pages): found in a part's bytes and changed there, run by run; it maps nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Literal
from xml.parsers import expat

from fiche.archive import Part
from fiche.excel.cells import MAIN
from fiche.excel.mapped.spread import BRACES, Texts, spread
from fiche.excel.relations import relations_of
from fiche.excel.values import clean, plain_xml

Where = Literal["box", "chart", "note", "heading"]
_DRAWN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_GROUPS = {f"{_DRAWN} p": f"{_DRAWN} t", f"{MAIN} text": f"{MAIN} t"}  # a paragraph, and its runs
_KINDS: dict[str, Where] = {
    "drawing": "box", "diagramData": "box", "diagramDrawing": "box", "chart": "chart", "chartEx": "chart", "chartUserShapes": "chart", "comments": "note",
}  # fmt: skip
_APART = " · "
_BREAKS = re.compile(r"[\n\t]+")
_LONGEST_HEADING = 255  # characters, its codes included: beyond, Excel repairs the workbook
_HEADINGS = re.compile(rb"<((?:\w+:)?(?:odd|even|first)(?:Header|Footer))(?:\s[^>]*)?>([^<]*)</\1>")
# What a head says besides its words: where it goes, its font, size and colour, a page number, a day; «&&» is an ampersand.
_CODE = re.compile(r'(&(?:"[^"]*"|K(?:[0-9A-Fa-f]{6}|\d\d[+-]\d{3})|\d{1,3}|.))', re.DOTALL)


@dataclass(frozen=True)
class Caption:
    """A text outside the cells: its part, its place among the texts of this part, and what it says; `where`: what shows it."""

    part: str
    at: int
    where: Where
    text: str


@dataclass(frozen=True)
class _Run:
    """A piece of a text: its first and last byte in the part."""

    start: int
    end: int
    text: str


def captions_of(parts: Mapping[str, Part], sheet: str) -> Iterator[Caption]:
    """The texts with words between braces that hang on a sheet, by the path of its part; one that is drawn twice, for older programs, comes twice."""
    for path, where in _hanging(parts, sheet):
        for at, runs in enumerate(_texts(parts[path].content, where)):
            text = "".join(run.text for run in runs)
            plain = text if where != "heading" else _words(text)
            if BRACES.search(plain):
                yield Caption(path, at, where, plain)


def _hanging(parts: Mapping[str, Part], sheet: str) -> Iterator[tuple[str, Where]]:
    """The parts whose texts a sheet shows: its own, its drawings, the charts in them and what is drawn on these."""
    waiting: list[tuple[str, Where]] = [(sheet, "heading")]
    known = {sheet}
    while waiting:
        path, where = waiting.pop(0)
        yield path, where
        for kind, target in relations_of(parts, path).values():
            if kind in _KINDS and target in parts and target not in known:
                known.add(target)
                waiting.append((target, _KINDS[kind]))


def captioned(content: bytes, where: Where, texts: Mapping[int, Texts]) -> bytes:
    """A part whose texts at some places have their words between braces replaced (None: left as they are); every other byte is kept."""
    changes: list[tuple[_Run, bytes]] = []
    for at, runs in enumerate(_texts(content, where)):
        if at in texts:
            changes += _changed(runs, where, texts[at])
    for run, new in sorted(changes, key=lambda change: -change[0].start):
        content = content[: run.start] + new + content[run.end :]
    return content


def _changed(runs: Sequence[_Run], where: Where, texts: Texts) -> Iterator[tuple[_Run, bytes]]:
    if where == "heading":
        (run,) = runs
        made = [_heading(run.text, texts)]
    else:
        said = [None if text is None else _one_line(text) for text in texts]
        made = spread([run.text for run in runs], said)
    for run, text in zip(runs, made, strict=True):
        if text != run.text:
            yield run, plain_xml(text).encode()


def _one_line(text: str) -> str:
    return _BREAKS.sub(" ", clean(text))


def _texts(content: bytes, where: Where) -> list[tuple[_Run, ...]]:
    """The texts of a part, in their order, run by run; none of a part that is damaged, or written in another alphabet than UTF-8."""
    if where == "heading":
        return [
            (_Run(found.start(2), found.end(2), unescape(found[2].decode("utf-8", "replace"))),)
            for found in _HEADINGS.finditer(content, max(0, content.rfind(b"</sheetData>")))
        ]
    return _Drawn(content).texts if b"{" in content else []


class _Drawn:
    """The paragraphs of a drawing, a chart or a part of notes."""

    def __init__(self, content: bytes) -> None:
        self.texts: list[tuple[_Run, ...]] = []
        self._runs: list[_Run] = []
        self._group = self._run = ""
        self._start, self._text = -1, ""
        self._reader = expat.ParserCreate(namespace_separator=" ")
        self._reader.StartElementHandler, self._reader.EndElementHandler = self._begin, self._end
        self._reader.CharacterDataHandler, self._reader.XmlDeclHandler = self._data, self._declared
        self._reader.StartDoctypeDeclHandler = self._doctype
        try:
            self._reader.Parse(content, True)
        except (expat.ExpatError, _Foreign):
            self.texts = []

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in {"utf-8", "us-ascii"}:
            raise _Foreign

    def _doctype(self, *_about: object) -> None:
        raise _Foreign

    def _begin(self, name: str, _attributes: object) -> None:
        if name in _GROUPS:
            self._group, self._runs = name, []
        elif self._group and name == _GROUPS[self._group]:
            self._run, self._start, self._text = name, -1, ""

    def _data(self, text: str) -> None:
        if self._run:
            self._start = self._reader.CurrentByteIndex if self._start < 0 else self._start
            self._text += text

    def _end(self, name: str) -> None:
        if self._run and name == self._run:
            if self._text:
                self._runs.append(_Run(self._start, self._reader.CurrentByteIndex, self._text))
            self._run = ""
        elif name == self._group:
            self.texts.append(tuple(self._runs))
            self._group = ""


class _Foreign(Exception):
    """A part that is not plain UTF-8 XML."""


# ── heads and feet of printed pages ──


def _words(text: str) -> str:
    """What a head says, without its codes; a point stands between what is on the left, in the middle and on the right."""
    shown = "".join(
        {"&&": "&", "&L": _APART, "&C": _APART, "&R": _APART}.get(piece, "") if place % 2 else piece
        for place, piece in enumerate(_CODE.split(text))
    )
    return _APART.strip().join(filter(str.strip, shown.split(_APART.strip()))).strip()


def _heading(text: str, texts: Texts) -> str:
    """A head with its words replaced, the longest cut where the whole would be longer than Excel reads."""
    said = [None if one is None else _one_line(one)[:_LONGEST_HEADING] for one in texts]
    while len(made := _made(text, said)) > _LONGEST_HEADING and any(said):
        longest = max(range(len(said)), key=lambda n: len(said[n] or ""))
        kept = (said[longest] or "").removesuffix("…")[:-1].rstrip()
        said[longest] = f"{kept}…" if kept else ""
    return made


def _made(text: str, texts: Texts) -> str:
    pieces = _CODE.split(text)
    words = spread(pieces[::2], [None if one is None else one.replace("&", "&&") for one in texts])
    for place, word in enumerate(words):
        # «&12» and a word that begins by a digit: a blank keeps the size what it is
        apart = (
            place and word[:1].isdigit() and word != pieces[2 * place] and pieces[2 * place - 1][1:].isdigit()
        )
        pieces[2 * place] = f" {word}" if apart else word
    return "".join(pieces)
