"""What readers decide, kept beside the imports: corrections, points that are no problem, meanings of headers, preferences; it opens no connection."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from fiche.edits import Edit
from fiche.matches import Choice
from fiche.store import tables


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


def edits(connection: Connection) -> list[Edit]:
    """The corrections in force, oldest first."""
    t = tables.edits
    rows = connection.execute(select(t).where(t.c.active).order_by(t.c.id)).all()
    return [Edit(r.table, r.record, r.column, r.before, r.value, r.origin, r.id, r.made_at) for r in rows]


def add_edits(connection: Connection, made: Sequence[Edit]) -> None:
    """Keep corrections; an earlier one of the same field is no longer in force, and stays in the record."""
    t = tables.edits
    for e in made:
        same = (t.c.table == e.table) & (t.c.record == e.record) & (t.c.column == e.column) & t.c.active
        connection.execute(update(t).where(same).values(active=False))
        values = {
            "table": e.table,
            "record": e.record,
            "column": e.column,
            "before": e.before,
            "value": e.value,
        }
        connection.execute(insert(t).values(**values, origin=e.origin, made_at=_now(), active=True))


def drop_edits(connection: Connection, ids: Iterable[int]) -> None:
    """Take corrections back; the file's value shows again."""
    connection.execute(update(tables.edits).where(tables.edits.c.id.in_(list(ids))).values(active=False))


def dismissals(connection: Connection) -> set[tuple[str, str]]:
    """(code, record) of the points that a reader said are no problem."""
    rows = connection.execute(select(tables.dismissals.c.code, tables.dismissals.c.record)).all()
    return {(r.code, r.record) for r in rows}


def dismiss(connection: Connection, code: str, record: str) -> None:
    """This point is no problem: do not show it again."""
    recall(connection, code, record)
    connection.execute(insert(tables.dismissals).values(code=code, record=record, made_at=_now()))


def recall(connection: Connection, code: str, record: str) -> None:
    """Show this point again."""
    t = tables.dismissals
    connection.execute(delete(t).where((t.c.code == code) & (t.c.record == record)))


def choices(connection: Connection) -> dict[str, Choice]:
    """What readers decided for the headers of earlier files, by signature."""
    rows = connection.execute(select(tables.choices)).all()
    return {r.signature: Choice(r.table, json.loads(r.columns)) for r in rows}


def remember(connection: Connection, signature: str, choice: Choice) -> None:
    """Keep a decision for some headers, in place of an earlier one."""
    connection.execute(delete(tables.choices).where(tables.choices.c.signature == signature))
    columns = json.dumps(dict(choice.columns), ensure_ascii=False)
    connection.execute(
        insert(tables.choices).values(signature=signature, table=choice.table, columns=columns)
    )


def preference(connection: Connection, name: str) -> str | None:
    """An answer given once, None when it was never asked."""
    value: str | None = connection.scalar(
        select(tables.preferences.c.value).where(tables.preferences.c.name == name)
    )
    return value


def prefer(connection: Connection, name: str, value: str) -> None:
    """Keep an answer."""
    connection.execute(delete(tables.preferences).where(tables.preferences.c.name == name))
    connection.execute(insert(tables.preferences).values(name=name, value=value))


@dataclass(frozen=True)
class SettingChange:
    """One change of a setting: `value` None is the return to the default. `made_at`: UTC."""

    name: str
    value: str | None
    made_at: dt.datetime


def setting_changes(connection: Connection) -> list[SettingChange]:
    """Every change of a setting, oldest first; the latest of a name is in force."""
    rows = connection.execute(select(tables.settings).order_by(tables.settings.c.id)).all()
    return [SettingChange(r.name, r.value, r.made_at) for r in rows]


def set_settings(connection: Connection, changes: Mapping[str, str | None]) -> None:
    """Keep changes of settings; those before stay in the record."""
    for name, value in changes.items():
        connection.execute(insert(tables.settings).values(name=name, value=value, made_at=_now()))
