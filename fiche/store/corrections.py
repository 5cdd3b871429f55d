"""Edits as the record keeps them: made, compared with what others made meanwhile, taken back; nothing is erased."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, tuple_, update

from fiche.edits import Edit, Field, refused
from fiche.errors import Clash, Refused, Stale
from fiche.i18n import language
from fiche.model import STORED, TABLES, TableName, label
from fiche.records import owner
from fiche.store import archives
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables import edits as table
from fiche.store.versions import KEYS, Key, chunks, move, versions_of

Fields = dict[Field, list[Row[Any]]]
_PAST = select(table).where(tuple_(table.c.table, table.c.record).in_(KEYS)).order_by(table.c.id)


def edits(connection: Connection, key: Key | None = None) -> list[Edit]:
    """The corrections in force, oldest first; `key`: those of one record."""
    wanted = select(table).where(table.c.active).order_by(table.c.id)
    if key is not None:
        wanted = wanted.where((table.c.table == key[0]) & (table.c.record == key[1]))
    return [as_edit(r) for r in connection.execute(wanted)]


def checked(made: Sequence[Edit]) -> None:
    """Raise Refused when a correction names no field, or holds no value of its field: it would show nothing."""
    by_column: dict[tuple[TableName, str], list[str | None]] = {}
    for e in made:
        if e.table not in STORED or e.column not in TABLES[e.table].by_name or e.column == "client_id":
            raise Refused("unknown_field", table=e.table, column=e.column)
        by_column.setdefault((e.table, e.column), []).append(e.value)
    for (name, column), texts in by_column.items():
        if (text := refused(name, column, texts)) is not None:
            said = label(TABLES[name].by_name[column], language())
            raise Refused("unreadable_value", value=text, column=said)


def edit(writing: Writing, made: Sequence[Edit], seen: Mapping[Key, int]) -> dict[Key, int]:
    """Keep corrections, the last of each field. Returns the versions of their records.

    `seen`: the version of a record when its author began; Stale when someone else changed one of the same fields since, to another value.
    """
    latest = {e.field: e for e in made}
    keys = [(e.table, e.record) for e in latest.values()]
    known = versions_of(writing.connection, keys)
    past = _past(writing.connection, keys)
    if clashes := _clashes(latest, past, seen, known, writing.by):
        raise Stale(clashes, known)
    archives.refuse(writing.connection, keys)
    new = [e for e in latest.values() if _changes(e, _active(past, e.field))]
    return _replace(writing, new, past, known)


def _changes(edit: Edit, active: Row[Any] | None) -> bool:
    if active is None:
        return edit.value != edit.before
    return (edit.value, edit.before) != (active.value, active.before)


def _replace(writing: Writing, new: list[Edit], past: Fields, known: dict[Key, int]) -> dict[Key, int]:
    """The corrections in place of those of the same fields; one that says what the files say only ends the one before."""
    if not new:
        return known
    versions = move(writing.connection, known, [(e.table, e.record) for e in new])
    active = {e.field: _active(past, e.field) for e in new}
    _end(writing, [row for row in active.values() if row is not None], versions)
    ids = _insert(writing, [e for e in new if e.value != e.before], versions)
    for e in new:
        row = active[e.field]
        shown = e.before if row is None else row.value
        ref = ids.get(e.field, None if row is None else row.id)
        writing.note(Note("edit", owner(e.table, e.record), e.table, e.record, e.column, shown, e.value, ref))
    return versions


def take_back(writing: Writing, ids: Iterable[int]) -> dict[Key, int]:
    """End corrections; the files' values show again. Returns the versions of their records."""
    rows = [
        row
        for some in _few(list(ids))
        for row in writing.connection.execute(select(table).where(table.c.active & table.c.id.in_(some)))
    ]
    keys = [(r.table, r.record) for r in rows]
    versions = versions_of(writing.connection, keys)
    versions = move(writing.connection, versions, keys)
    _end(writing, rows, versions)
    for r in rows:
        client = owner(r.table, r.record)
        writing.note(Note("take_back", client, r.table, r.record, r.column, r.value, r.before, r.id))
    return versions


def _few(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + 900] for start in range(0, len(ids), 900)]


def as_edit(row: Row[Any]) -> Edit:
    """A row of the table as a correction."""
    return Edit(
        row.table,
        row.record,
        row.column,
        row.before,
        row.value,
        row.origin,
        row.id,
        row.made_at,
        row.by or "",
    )


def _past(connection: Connection, keys: Iterable[Key]) -> Fields:
    """Every correction that the records ever had, by field, oldest first."""
    found: Fields = {}
    for some in chunks(keys):
        for row in connection.execute(_PAST, {"keys": some}):
            found.setdefault((row.table, row.record, row.column), []).append(row)
    return found


def _active(past: Fields, field: Field) -> Row[Any] | None:
    return next((row for row in reversed(past.get(field, [])) if row.active), None)


def _clashes(
    latest: Mapping[Field, Edit], past: Fields, seen: Mapping[Key, int], known: Mapping[Key, int], by: str
) -> list[Clash]:
    found = []
    for field, edit in latest.items():
        key = (edit.table, edit.record)
        began = seen.get(key, known[key])
        if began < known[key] and (clash := _clash(edit, past.get(field, []), began, by)):
            found.append(clash)
    return found


def _clash(edit: Edit, rows: Sequence[Row[Any]], began: int, by: str) -> Clash | None:
    """What others made of the field since version `began`; None when nothing, or what `edit` makes of it too."""
    last = rows[-1] if rows else None
    if last is None:
        return None
    moved, who, when = (
        (last.version or 0, last.by, last.made_at)
        if last.active
        else (last.ended_version or 0, last.ended_by, last.ended_at)
    )
    theirs = last.value if last.active else last.before
    if moved <= began or who == by or theirs == edit.value:
        return None
    return Clash(*edit.field, _shown_at(rows, began, edit), theirs, edit.value, who or "", when)


def _shown_at(rows: Sequence[Row[Any]], version: int, edit: Edit) -> str | None:
    """What the field showed at a version."""
    held = [
        r
        for r in rows
        if (r.version or 0) <= version and (r.ended_version is None or r.ended_version > version)
    ]
    held = [r for r in held if r.active or r.ended_version is not None]
    return held[-1].value if held else edit.before


def _end(writing: Writing, rows: Sequence[Row[Any]], versions: Mapping[Key, int]) -> None:
    if not rows:
        return
    ended = {"active": False, "ended_at": writing.at, "ended_by": writing.by}
    values = [{"i": r.id, "v": versions[r.table, r.record]} for r in rows]
    statement = update(table).where(table.c.id == bindparam("i"))
    writing.connection.execute(statement.values(ended_version=bindparam("v"), **ended), values)


def _insert(writing: Writing, made: Sequence[Edit], versions: Mapping[Key, int]) -> dict[Field, int]:
    """Keep new corrections; their numbers by field."""
    if not made:
        return {}
    values = [
        {
            "table": e.table,
            "record": e.record,
            "column": e.column,
            "before": e.before,
            "value": e.value,
            "origin": e.origin,
            "made_at": writing.at,
            "active": True,
            "by": writing.by,
            "version": versions[e.table, e.record],
        }
        for e in made
    ]
    ids = writing.connection.scalars(
        insert(table).returning(table.c.id, sort_by_parameter_order=True), values
    )
    return {e.field: number for e, number in zip(made, ids, strict=True)}
