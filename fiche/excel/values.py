"""Values as a workbook stores them: text stays text, amounts keep their digits, days are serials; it never makes a formula out of a value."""

import datetime as dt
import math
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

Value = str | Decimal | int | float | bool | dt.date | dt.datetime | None
LONGEST = 32_767  # what a cell holds, in UTF-16 units
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL = re.compile("[&<>\r\n\t\x00-\x1f\x85\u2028\ufffe\uffff\ud800-\udfff_]|^ | $|  ")
_DAY_ZERO, _DAY_ZERO_1904 = dt.date(1899, 12, 30).toordinal(), dt.date(1904, 1, 1).toordinal()
_LEAP_BUG = 61  # 1 March 1900: serials below it count a 29 February that was not


class Stored(NamedTuple):
    """What stands in a cell: `kind` is the file's own word («n», «b», «inlineStr»; «» when empty), `body` its text."""

    kind: str
    body: str


EMPTY = Stored("", "")
UNKNOWN = Stored("?", "")  # beside a formula: nobody has worked out what it gives


def clean(text: str) -> str:
    """`text` as a cell can hold it.

    Characters that no XML file may hold are removed, line ends are LF, a lone surrogate is U+FFFD; a text above 32 767 UTF-16 units is cut
    and says so at its end.
    """
    if _SPECIAL.search(text):
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = _SURROGATE.sub("\ufffd", _ILLEGAL.sub("", text))
    return text if 2 * len(text) <= LONGEST else _cut(text)


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * LONGEST:
        return text
    note = f" […] ({len(text)})"
    return units[: 2 * (LONGEST - len(note))].decode("utf-16-le", "ignore") + note


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    """A clean text as XML content. «_x0041_» would be read as an escape: its underscore is written as one."""
    if not _SPECIAL.search(text):
        return text
    return plain_xml(_ESCAPED.sub("_x005F_", text))


@lru_cache(maxsize=4096)
def plain_xml(text: str) -> str:
    """A text, or a formula, as XML content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def ascii_xml(text: str) -> str:
    """XML content, its letters that are not ASCII as numbers: long texts made of it are put together and packed twice as fast."""
    return text if text.isascii() else text.encode("ascii", "xmlcharrefreplace").decode("ascii")


def serial(day: dt.date, date1904: bool = False) -> int | float | None:
    """A day (or a moment) as the number of days that a workbook keeps; None for a day that its calendar lacks."""
    number: int | float = day.toordinal() - (_DAY_ZERO_1904 if date1904 else _DAY_ZERO)
    if not date1904 and number < _LEAP_BUG:
        number -= 1
    if number < (0 if date1904 else 1):
        return None
    if isinstance(day, dt.datetime):
        number += (day.hour * 3600 + day.minute * 60 + day.second + day.microsecond / 1e6) / 86_400
    return number


def stored(value: Value, date1904: bool = False) -> Stored:
    """`value` as a cell stores it. None and NaN are an empty cell; a day before 1900, and an infinite number, are text."""
    if value is None or value == "":
        return EMPTY
    kind = type(value)
    if kind is str:
        return Stored("inlineStr", clean(value))  # type: ignore[arg-type]
    if kind is Decimal:
        return Stored("n", format(value, "f"))
    if kind is int:
        return Stored("n", str(value))
    if kind is dt.date and (number := serial(value, date1904)) is not None:  # type: ignore[arg-type]
        return Stored("n", str(number))
    return _stored(value, date1904)


def _stored(value: Value, date1904: bool) -> Stored:
    """The rarer kinds, and what inherits from the usual ones."""
    if isinstance(value, bool):
        return Stored("b", "1" if value else "0")
    if isinstance(value, dt.date):
        number = serial(value, date1904)
        return Stored("inlineStr", value.isoformat()) if number is None else Stored("n", _digits(number))
    if isinstance(value, float) and not math.isfinite(value):
        return EMPTY if math.isnan(value) else Stored("inlineStr", str(value))
    if isinstance(value, str):
        return Stored("inlineStr", clean(str(value)))
    assert isinstance(value, Decimal | int | float)
    return Stored("n", _digits(value))


def _digits(value: Decimal | float) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return (
        repr(int(value))
        if isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        else repr(value)
    )


def attribute_xml(text: str) -> str:
    """A text as the content of an attribute."""
    return plain_xml(text).replace('"', "&quot;")


def attributes_xml(attributes: Mapping[str, str]) -> str:
    """Attributes as they stand in a tag, each after a space."""
    return "".join([f' {k}="{attribute_xml(v)}"' for k, v in attributes.items()])
