"""The version of each record that people touched: it moves up by one with every write to the record; it holds no value."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, insert, select, tuple_, update

from fiche.model import TableName
from fiche.store.tables_people import versions

Key = tuple[TableName, str]
CHUNK = 400  # keys asked for at once: a statement takes a limited number of values
KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
# Statements of every edit are made once: making one costs as much as running it.
_KNOWN = select(versions).where(tuple_(versions.c.table, versions.c.record).in_(KEYS))


def chunks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """The keys, once each, a few hundred at a time."""
    every = list(dict.fromkeys(keys))
    for start in range(0, len(every), CHUNK):
        yield every[start : start + CHUNK]


def versions_of(connection: Connection, keys: Iterable[Key]) -> dict[Key, int]:
    """The version of each record; 0 for those nobody touched."""
    found: dict[Key, int] = {}
    for some in chunks(keys):
        rows = connection.execute(_KNOWN, {"keys": some})
        found |= dict.fromkeys(some, 0) | {(r.table, r.record): r.number for r in rows}
    return found


def move(connection: Connection, known: dict[Key, int], touched: Sequence[Key]) -> dict[Key, int]:
    """`known` with the records `touched` one version further, as the record now holds it."""
    new = {key: known[key] + 1 for key in dict.fromkeys(touched)}
    begun = [{"table": t, "record": r, "number": n} for (t, r), n in new.items() if n == 1]
    more = [{"t": t, "r": r, "n": n} for (t, r), n in new.items() if n > 1]
    if begun:
        connection.execute(insert(versions), begun)
    if more:
        mine = (versions.c.table == bindparam("t")) & (versions.c.record == bindparam("r"))
        connection.execute(update(versions).where(mine).values(number=bindparam("n")), more)
    return known | new
