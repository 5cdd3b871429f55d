"""A JSON list of records to planes, in the child: what interfaces answer and exports write; any other JSON is refused, it holds no table.

A record is an object: one row, a column a key. Objects inside become columns of their own («client.name»); a pair [number, name] is a link as Odoo writes
it: the name under the key, the number under «key/id».
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from fiche.reading.encoding import decode
from fiche.reading.kinds import Stop
from fiche.reading.planes import Result, Sheet, blocks

Record = dict[str, Any]
DEEPEST = 4  # objects in one another that become columns; deeper ones stay as they are written


def read(path: Path, cells: int, result: Result, progress: Callable[[float], None]) -> None:
    """Read the list of records of a file into one sheet. Raises Stop: «not_a_table», «damaged_file»."""
    try:
        listed = _records(_loaded(decode(path.read_bytes()).text.lstrip("\ufeff")))
    except (ValueError, RecursionError):
        raise Stop("damaged_file") from None
    if not listed:
        raise Stop("not_a_table")
    rows = [dict(_flat(record)) for record in listed]
    names = list(dict.fromkeys(name for row in rows for name in row))
    empty = _never_flags(rows)
    sheet = Sheet(cells)
    sheet.add([names])
    for block in blocks([_cell(row.get(name), name in empty) for name in names] for row in rows):
        sheet.add(block)
        progress(min(sheet.height / len(rows), 1.0))
    result.add(sheet, name="", hidden=False, first_row=1, first_column=0, notes=[])


def _loaded(text: str) -> object:
    """The whole text, or its lines where each is a record."""
    try:
        return json.loads(text)
    except ValueError:
        return [json.loads(line) for line in text.splitlines() if line.strip()]


def _records(found: object) -> list[Record]:
    """The list itself, or the only list of objects in the object around it («result», «data», «value», «records»…)."""
    if isinstance(found, dict):
        inside = [v for v in found.values() if _is_table(v)]
        if len(inside) == 1:
            return list(inside[0])
        deeper = [v for v in found.values() if isinstance(v, dict)]
        return _records(deeper[0]) if not inside and len(deeper) == len(found) == 1 else []
    return list(found) if isinstance(found, list) and _is_table(found) else []


def _is_table(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, dict) for v in value)


def _flat(record: Record, before: str = "", depth: int = 1) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flat(value, f"{name}.", depth + 1)
        elif (
            isinstance(value, list)
            and len(value) == 2
            and type(value[0]) is int
            and isinstance(value[1], str)
        ):
            yield f"{name}/id", value[0]
            yield name, value[1]
        else:
            yield name, value


def _never_flags(rows: list[Record]) -> set[str]:
    """The keys whose `false` means nothing: some record holds something else there (Odoo says false for every empty field)."""
    return {
        name
        for row in rows
        for name, value in row.items()
        if value is not None and not isinstance(value, bool)
    }


def _cell(value: object, never_flag: bool) -> object:
    if value is None or (never_flag and isinstance(value, bool)):
        return None
    if isinstance(value, list):
        return (
            ", ".join(map(str, value))
            if all(not isinstance(v, dict | list) for v in value)
            else json.dumps(value, ensure_ascii=False)
        )
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
