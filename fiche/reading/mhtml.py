"""A page saved with its parts in one file (MHTML) to planes, in the child: the sheets Excel refers to, else every page; it opens nothing else.

The parts are cut at the one boundary of the file, without mails inside mails: such a nesting may cost the square of the length.
"""

import binascii
import quopri
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

from fiche.reading import office
from fiche.reading.html_tables import Page
from fiche.reading.kinds import Stop
from fiche.reading.markup import decode
from fiche.reading.office import SheetSaid
from fiche.reading.planes import Result
from fiche.reading.tables import Tables

HEADERS = 16_384
PARTS = 5_000
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_PAGES = ("text/html", "application/xhtml+xml")
UNICODE = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


class Part:
    """One part of the file: its headers, and its content as sent."""

    def __init__(self, data: bytes) -> None:
        data = data.lstrip(b"\r\n")
        blank = _BLANK_LINE.search(data[:HEADERS])
        self.headers: Message = message_from_bytes(data[: blank.start() if blank else HEADERS])
        self.sent = data[blank.end() :] if blank else b""
        self.location = unquote(str(self.headers.get("Content-Location") or "")).replace("\\", "/")

    def is_page(self) -> bool:
        """Whether the part is a page."""
        return self.headers.get_content_type() in _PAGES

    def content(self) -> bytes:
        """The content as it was before it was made fit for mail."""
        way = str(self.headers.get("Content-Transfer-Encoding") or "").strip().lower()
        if way == "quoted-printable":
            return quopri.decodestring(self.sent)
        if way != "base64":
            return self.sent
        try:
            return binascii.a2b_base64(self.sent)
        except binascii.Error:
            raise Stop("damaged_file") from None

    def text(self) -> str:
        """The content as text."""
        try:
            return decode(self.content(), self.headers.get_content_charset("")).text
        except Stop as stop:
            if stop.code != "not_a_spreadsheet":
                raise
            return ""


def read(path: Path, cells: int, result: Result, progress: Callable[[float], None]) -> None:
    """Read the tables of every sheet into `result`. Raises Stop."""
    data = path.read_bytes()
    if data.startswith(UNICODE):
        data = decode(data).text.encode("utf-8", "replace")
    pages = [part for part in _parts(data) if part.is_page()]
    tables = Tables(cells, result)
    for index, (part, said) in enumerate(_sheets(pages)):
        before = len(result.sheets)
        Page(part.text(), tables, said.name).read(_share(progress, index, len(pages)))
        for sheet in result.sheets[before:]:
            sheet["hidden"] = said.hidden
    tables.close("no_table_in_page")


def _share(progress: Callable[[float], None], index: int, count: int) -> Callable[[float], None]:
    return lambda fraction: progress((index + fraction) / count)


def _parts(data: bytes) -> Iterator[Part]:
    """The parts; the file itself when it has one only."""
    whole = Part(data)
    boundary = (
        whole.headers.get_param("boundary") if whole.headers.get_content_maintype() == "multipart" else None
    )
    if not boundary:
        yield whole
        return
    mark = b"\n--" + str(boundary).encode("utf-8", "replace")
    for piece in (b"\n" + whole.sent).split(mark, PARTS)[1:]:
        if piece.startswith(b"--"):
            return
        yield Part(piece.partition(b"\n")[2])


def _sheets(pages: list[Part]) -> list[tuple[Part, SheetSaid]]:
    """The pages to read: those of the workbook's list, in its order and under its names; all of them when there is no such list."""
    said = office.sheets(pages[0].text()) if pages else []
    if len(said) == 1 and not said[0].source:
        return [(page, said[0]) for page in pages]
    by_file = {part.location.rpartition("/")[2].lower(): part for part in pages}
    found = [(by_file.get(_file(one.source)), one) for one in said if one.source]
    listed = [(part, one) for part, one in found if part is not None]
    return listed or [(page, SheetSaid("")) for page in pages]


def _file(source: str) -> str:
    return unquote(source).replace("\\", "/").rpartition("/")[2].lower()
