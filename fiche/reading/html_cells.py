"""What one cell of a page says: its text or, where the spreadsheet that wrote the page says so, the exact number or day; it guesses no type."""

import datetime as dt
import re

from fiche.reading.html_tokens import attributes, shown
from fiche.reading.kinds import NUMBER

# Attributes that make a cell more than its text.
_SPECIAL = re.compile(r"span|x:|sdval", re.IGNORECASE)
_SPAN = re.compile(r"\s*+(\d+)")
# A number that its page shows as a day or an hour: «24/11/2026», «24-nov-26», «9:30».
_DAY = re.compile(
    r"\d[/:]\d|\d-\d|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|(?:\b|\d)(?:jan|f[eé]v|feb|mar|a[pv]r|mai|may|ju[inl]|ao[uû]t|aug|sep|oct|nov|d[eé]c)[a-zéû]*\.?(?:\b|\d)",
    re.IGNORECASE,
)
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - a spreadsheet's moments have no time zone
_MARCH_1900, _YEAR_10000 = 61, 2_957_000  # before, a spreadsheet's calendar has a 29 February 1900
SPAN_MOST = 10**12
Read = tuple[object, int, int, str]


def read_cell(pieces: list[str], raw: str, since_1904: bool) -> Read:
    """(value, columns, rows, text as shown) of a cell; `raw` are its attributes."""
    text = shown(pieces)
    if not raw or not _SPECIAL.search(raw):
        return text or None, 1, 1, text
    said = attributes(raw)
    return _value(text, said, since_1904), _span(said, "colspan"), _span(said, "rowspan"), text


def _span(said: dict[str, str], name: str) -> int:
    found = _SPAN.match(said.get(name, ""))
    if not found:
        return 1
    return max(1, int(found[1])) if len(found[1]) <= 12 else SPAN_MOST


def _value(text: str, said: dict[str, str], since_1904: bool) -> object:
    """x:num (sdval for LibreOffice) is what the cell holds, whatever it shows; but what is marked as text (x:str, the format «@») is text."""
    if "x:bool" in said:
        return said["x:bool"].strip().lower() in ("true", "1")
    exact = said.get("x:num", said.get("sdval"))
    if exact is not None and "x:str" not in said and "\\@" not in said.get("style", ""):
        number = exact.strip() or text
        if NUMBER.fullmatch(number):
            return _moment(float(number), since_1904) or text if _DAY.search(text) else float(number)
    return text or said.get("x:err") or None


def _moment(serial: float, since_1904: bool) -> dt.datetime | dt.timedelta | None:
    """The day, or the hour, that a spreadsheet writes as that number."""
    if 0 <= serial < 1:
        return dt.timedelta(milliseconds=round(serial * 86_400_000))
    if not _MARCH_1900 <= serial < _YEAR_10000:
        return None
    return (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(milliseconds=round(serial * 86_400_000))
