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
_FIRST_DAY, _FIRST_DAY_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - days have no zone
_LEAP_BUG = 61  # 1 March 1900: serials below it count a 29 February that was not


class Stored(NamedTuple):
    """What stands in a cell: `kind` is the file's own word («n», «b», «inlineStr»; «» when empty), `body` its text."""

    kind: str
    body: str


EMPTY = Stored("", "")


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


def serial(day: dt.date, date1904: bool = False) -> float | None:
    """A day (or a moment) as the number of days that a workbook keeps; None for a day that its calendar lacks."""
    moment = day if isinstance(day, dt.datetime) else dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001
    delta = moment.replace(tzinfo=None) - (_FIRST_DAY_1904 if date1904 else _FIRST_DAY)
    number = delta.days + delta.seconds / 86_400
    if date1904:
        return number if number >= 0 else None
    number = number if number >= _LEAP_BUG else number - 1
    return number if number >= 1 else None


def stored(value: Value, date1904: bool = False) -> Stored:
    """`value` as a cell stores it. None and NaN are an empty cell; a day before 1900, and an infinite number, are text."""
    if value is None or value == "":
        return EMPTY
    if isinstance(value, str):
        return Stored("inlineStr", clean(value))
    if isinstance(value, bool):
        return Stored("b", "1" if value else "0")
    if isinstance(value, dt.date):
        number = serial(value, date1904)
        return Stored("inlineStr", value.isoformat()) if number is None else Stored("n", _digits(number))
    if isinstance(value, float) and not math.isfinite(value):
        return EMPTY if math.isnan(value) else Stored("inlineStr", str(value))
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


def cell_xml(
    reference: str, style: str, value: Stored, formula: str | None = None, attributes: str = ""
) -> str:
    """One `<c>` element. With a formula, the value is what the formula last gave; `attributes` are those of its `<f>`."""
    head = f'<c r="{reference}" s="{style}"' if style else f'<c r="{reference}"'
    if formula is not None:
        return head + _with_formula(value, formula, attributes)
    if value.kind == "inlineStr":
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{escaped(value.body)}</t></is></c>'
    if value.kind in {"", "n"}:
        return f"{head}><v>{value.body}</v></c>" if value.kind else f"{head}/>"
    return f'{head} t="{value.kind}"><v>{plain_xml(value.body)}</v></c>'


def _with_formula(value: Stored, formula: str, attributes: str) -> str:
    kind = "str" if value.kind in {"inlineStr", ""} else value.kind
    typed = "" if kind == "n" else f' t="{kind}"'
    body = escaped(value.body) if kind == "str" else value.body
    return f"{typed}><f{attributes}>{plain_xml(formula)}</f><v>{body}</v></c>"
