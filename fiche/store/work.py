"""What readers decide about files and figures: points that are no problem, meanings of headers, preferences, settings; it opens no connection."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from fiche.matches import Choice
from fiche.store import tables
from fiche.store.audit import Note
from fiche.store.place import Writing


def dismissals(connection: Connection) -> set[tuple[str, str]]:
    """(code, record) of the points that a reader said are no problem."""
    rows = connection.execute(select(tables.dismissals.c.code, tables.dismissals.c.record)).all()
    return {(r.code, r.record) for r in rows}


def dismiss(writing: Writing, code: str, record: str) -> None:
    """This point is no problem: do not show it again."""
    if (code, record) not in dismissals(writing.connection):
        row = {"code": code, "record": record, "made_at": writing.at}
        writing.connection.execute(insert(tables.dismissals), row)
        writing.note(Note("dismiss", record=record, column=code), touches=False)


def recall(writing: Writing, code: str, record: str) -> None:
    """Show this point again."""
    t = tables.dismissals
    shown = delete(t).where((t.c.code == code) & (t.c.record == record))
    if writing.connection.execute(shown).rowcount:
        writing.note(Note("recall", record=record, column=code), touches=False)


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
    """One change of a setting, or of a text of the letters: `value` None is the return to the default. `made_at`: UTC. `by`: who made it, where it is known."""

    name: str
    value: str | None
    made_at: dt.datetime
    by: str = ""


def setting_changes(connection: Connection) -> list[SettingChange]:
    """Every change of a setting, oldest first; the latest of a name is in force."""
    rows = connection.execute(select(tables.settings).order_by(tables.settings.c.id)).all()
    return [SettingChange(r.name, r.value, r.made_at, r.by or "") for r in rows]


def letter_texts(connection: Connection) -> list[SettingChange]:
    """Every change of a text of the letters, oldest first; the latest of a name is in force."""
    t = tables.letter_texts
    rows = connection.execute(select(t).order_by(t.c.id)).all()
    return [SettingChange(r.name, r.value, r.made_at, r.by) for r in rows]


def set_letter_texts(writing: Writing, changes: Mapping[str, str | None]) -> None:
    """Keep changes of texts; those before stay in the record."""
    known = {c.name: c.value for c in letter_texts(writing.connection)}
    for name, value in changes.items():
        row = {"name": name, "value": value, "made_at": writing.at, "by": writing.by}
        writing.connection.execute(insert(tables.letter_texts), row)
        note = Note("letter_text", column=name, before=known.get(name), after=value)
        writing.note(note, touches=False)


def set_settings(writing: Writing, changes: Mapping[str, str | None]) -> None:
    """Keep changes of settings; those before stay in the record."""
    known = {c.name: c.value for c in setting_changes(writing.connection)}
    for name, value in changes.items():
        row = {"name": name, "value": value, "made_at": writing.at, "by": writing.by}
        writing.connection.execute(insert(tables.settings), row)
        writing.note(Note("setting", column=name, before=known.get(name), after=value))


def month_first(connection: Connection) -> bool:
    """The reading of «45 jours fin de mois» that the settings ask for; see fiche.terms."""
    return {c.name: c.value for c in setting_changes(connection)}.get("end_of_month_first") == "1"
