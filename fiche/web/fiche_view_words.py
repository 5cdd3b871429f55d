"""How the values of declared columns and of unrecognised ones are written; it corrects nothing."""

import datetime as dt
import json
from typing import Any

from fiche.columns import Column
from fiche.i18n import MISSING, _, colon, day, money, number, percent


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
