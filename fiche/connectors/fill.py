"""Placeholders of declarations filled with values, and times as each system writes them; it calls nobody."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import Any

from fiche.connectors.spec import Clause, Clock, Values

_ALONE = _WITHIN = re.compile(r"\{(\w+)\}")
_ODATA = re.compile(r"/Date\((-?\d+)(?:[+-]\d+)?\)/")


def fill(template: Any, values: Values) -> Any:
    """`template` with its placeholders; what has no value inside a mapping or a list is left out, and alone is None."""
    if isinstance(template, str):
        alone = _ALONE.fullmatch(template)
        if alone:
            return values.get(alone[1])
        if any(values.get(name) is None for name in _WITHIN.findall(template)):
            return None
        return _WITHIN.sub(lambda found: str(values[found[1]]), template)
    if isinstance(template, Mapping):
        filled = {k: fill(v, values) for k, v in template.items()}
        return {k: v for k, v in filled.items() if v is not None or template[k] is None}
    if isinstance(template, Sequence):
        return [v for v in (fill(each, values) for each in template) if v is not None]
    return template


def conditions(clauses: Sequence[Clause], join: str, values: Values) -> Any:
    """The conditions that hold: a list, or a text when `join` is given (None when there are none)."""
    held = [fill(c.value, values) for c in clauses if not c.needs or values.get(c.needs) is not None]
    if not join:
        return held
    return join.join(str(each) for each in held) if held else None


def instant(value: Any) -> dt.datetime | None:
    """A time as systems write it (UTC when it does not say), as UTC without a zone; None for no time."""
    if value in (None, False, ""):
        return None
    if isinstance(value, (int, float)):
        seconds = float(value) / 1000 if abs(value) > 1e11 else float(value)
        return dt.datetime.fromtimestamp(seconds, dt.UTC).replace(tzinfo=None)
    text = str(value).strip()
    if match := _ODATA.fullmatch(text):
        return instant(int(match[1]))
    if text.isdigit() and len(text) > 8:
        return instant(int(text))
    try:
        read = dt.datetime.fromisoformat(re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.replace("Z", "+00:00")))
    except ValueError:
        return None
    return read.astimezone(dt.UTC).replace(tzinfo=None) if read.tzinfo else read


def told(moment: dt.datetime, clock: Clock) -> str | int:
    """A UTC time as a system wants it: rounded down, so that nothing is missed."""
    if clock == "ms":
        return int(moment.replace(tzinfo=dt.UTC).timestamp() * 1000)
    if clock == "s":
        return int(moment.replace(tzinfo=dt.UTC).timestamp())
    whole = moment.replace(microsecond=0)
    return whole.strftime("%Y-%m-%d %H:%M:%S") if clock == "sql" else whole.strftime("%Y-%m-%dT%H:%M:%SZ")
