"""What a file that opens with markup is, and the text of its bytes; it interprets no element and loads nothing that the file points at.

Standard library only: the guard asks it before any parser runs, the child decodes with it.
"""

import codecs
import re

from fiche.reading.encoding import AS_LATIN, MARKS, Decoded
from fiche.reading.encoding import decode as judged

SPREADSHEET_2003 = "urn:schemas-microsoft-com:office:spreadsheet"
OPEN_DOCUMENT = "urn:oasis:names:tc:opendocument"
HTML = frozenset(
    """html head body table caption thead tbody tr td th meta link title style script base div span center p br hr form font b strong
    h1 h2 h3 h4 h5 h6 pre ul ol main section article""".split()
)
LEADING = " \t\r\n\f\ufeff"
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(r"<([A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_MIME = re.compile(r"^mime-version:", re.IGNORECASE | re.MULTILINE)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:")
# Where a page or a document says its own encoding: in its first bytes, as letters of ASCII.
_CHARSET = re.compile(
    rb"""<meta\b[^>]{0,500}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml\b[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{2,40})""",
    re.IGNORECASE,
)
DECLARED_IN = 8_192
_TRUSTED = re.compile(r"cp\d{3,4}|iso8859-\d+|mac-roman|koi8-[ru]|gb\w+|big5\w*|shift_jis|euc_\w+")
_LATIN = ("ascii", "iso8859-1")  # browsers and spreadsheets write windows-1252 under these names


def format_of(head: str) -> str:
    """The format that the beginning of a text shows: html, mhtml, xml2003, fods, «XML» or «XML OpenDocument» for markup of another
    kind, «» for what is no markup.
    """
    text = head.lstrip(LEADING)
    if _HEADER.match(text) and _MIME.search(text):
        return "mhtml"
    if not text.startswith("<"):
        return ""
    if text[:14].lower() == "<!doctype html":
        return "html"
    name = root_of(text)
    if name in HTML:
        return "html"
    if name == "workbook" and SPREADSHEET_2003 in text:
        return "xml2003"
    if name.startswith("document") and OPEN_DOCUMENT in text:
        return "fods" if "opendocument.spreadsheet" in text else "XML OpenDocument"
    return "XML" if text.startswith(("<?xml", "<!--", "<!DOCTYPE")) or name == "workbook" else ""


def root_of(text: str) -> str:
    """The name of the first element, in small letters and without its prefix; «» when there is none."""
    root = _ROOT.search(_COMMENT.sub("", text))
    return root[2].lower() if root else ""


def decode(data: bytes, said: str = "") -> Decoded:
    """The text: by its mark, else UTF-8 when it is, else the encoding that is `said` outside or declared inside, else the one judged best.

    UTF-8 comes first because its bytes say so themselves, and because exports often declare another encoding than theirs. Raises Stop.
    """
    encoding = (
        "" if data.startswith(tuple(mark for mark, _ in MARKS)) or _is_utf8(data) else declared(data, said)
    )
    if not encoding:
        return judged(data)
    return Decoded(data.replace(b"\0", b"").decode(encoding, AS_LATIN), encoding, ())


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def declared(data: bytes, said: str = "") -> str:
    """The codec of the encoding that is said or declared; «» for none, an unknown one, or one that these bytes cannot be in."""
    labels = [said, *((page or xml).decode("ascii") for page, xml in _CHARSET.findall(data[:DECLARED_IN]))]
    for label in labels:
        codec = _codec(label)
        if codec in _LATIN:
            return "cp1252"
        if _TRUSTED.fullmatch(codec):
            return codec
    return ""


def _codec(label: str) -> str:
    try:
        return codecs.lookup(label).name if re.fullmatch(r"[\w.:-]{2,40}", label, re.ASCII) else ""
    except LookupError:
        return ""
