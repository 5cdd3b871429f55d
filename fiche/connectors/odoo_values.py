"""What Odoo's values mean: links, empty ones, notes in HTML, times in UTC; it reads no list."""

import datetime as dt
import html
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fiche.connectors.fill import instant
from fiche.i18n import in_paris

CENT = Decimal("0.01")
_BREAKS, _TAGS = re.compile(r"(?i)<(br|/p|/div|/li)[^>]*>"), re.compile(r"<[^>]*>")


def link(value: Any) -> int | None:
    """The number of a link, None when it is empty."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def named(value: Any) -> str | None:
    """The label of a link, None when it is empty."""
    return str(value[1]) if isinstance(value, (list, tuple)) and len(value) > 1 and value[1] else None


def text(value: Any) -> str | None:
    """A text, None when it is empty (false)."""
    return None if value in (None, False, "") else str(value)


def money(value: Any) -> Decimal:
    """An amount to the cent; nothing is zero."""
    return Decimal(str(value or 0)).quantize(CENT)


def plain(value: Any) -> str | None:
    """A note without its HTML."""
    if not (written := text(value)):
        return None
    lines = html.unescape(_TAGS.sub("", _BREAKS.sub("\n", written))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip()) or None


def rich(written: str) -> str:
    """A note as HTML, a paragraph a line: what plain() reads back."""
    return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in written.splitlines())


def day(value: Any) -> dt.date | None:
    """The day of a date, or of a UTC time as Paris has it."""
    written = text(value)
    if written is None:
        return None
    if len(written) == 10:
        return dt.date.fromisoformat(written)
    moment = instant(written)
    return in_paris(moment).date() if moment else None


def shared(whole: Decimal, parts: list[Decimal]) -> list[Decimal]:
    """`whole` in the proportion of `parts`, to the cent, adding up."""
    total, running, before, made = sum(parts), Decimal(0), Decimal(0), []
    for part in parts:
        running += part
        upto = (whole * running / total).quantize(CENT) if total else Decimal(0)
        made.append(upto - before)
        before = upto
    return made


def country(record: Mapping[str, Any]) -> str | None:
    """The country's code where Odoo gives it, else its name."""
    return text(record.get("country_code")) or named(record.get("country_id"))
