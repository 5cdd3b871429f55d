"""How a client's own data are written: addresses, numbers and their validity, values by type; it corrects nothing."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from fiche.columns import Column
from fiche.i18n import MISSING, _, colon, day, money, number, percent


def grouped_digits(value: str) -> str:
    """A SIRET as it is read aloud: «732 829 320 00074»; anything else as it came."""
    digits = "".join(value.split())
    if len(digits) != 14 or not digits.isdigit():
        return value
    return " ".join((digits[:3], digits[3:6], digits[6:9], digits[9:]))


def address_line(fields: Mapping[str, Any], prefix: str) -> str:
    """An address on one line from the columns with that prefix («» or «delivery_»); «» when the file gives none."""
    names = ("address", "address_more", "postal_code", "city", "country")
    street, more, code, city, country = (str(fields.get(prefix + name) or "").strip() for name in names)
    town = " ".join(part for part in (code, city) if part)
    return ", ".join(part for part in (street, more, town, country) if part)


def value_text(column: Column, value: Any, currency: str | None) -> str:
    """A value of a declared column in words, «—» when missing."""
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return MISSING
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if isinstance(value, dt.date):
        return day(value)
    match column.type:
        case "money":
            return money(value, currency)
        case "rate":
            return percent(value)
        case "integer" | "number":
            return number(value, 0 if float(value) == int(value) else 2)
        case _:
            return str(value).strip() or MISSING


def extra_text(extra: Any) -> str | None:
    """The columns of a row that nobody recognised, as «header : value» one after the other; None when there are none."""
    if not isinstance(extra, str):
        return None
    return " ; ".join(f"{header}{colon()}{value}" for header, value in json.loads(extra).items())
