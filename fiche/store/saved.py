"""What people name to find it again, views and segments: kept as texts under a number that is never given twice; it reads none of them."""

from sqlalchemy import Connection, delete, insert, select, update

from fiche.decisions import Saved, SavedKind
from fiche.errors import Refused
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_saved import saved as table
from fiche.store.tables_saved import saved_defaults as defaults

LONGEST_NAME = 80


def all_saved(connection: Connection) -> list[Saved]:
    """Everything that still holds, by name."""
    found = connection.execute(select(table).where(table.c.ended_at.is_(None)))
    made = [Saved(r.id, r.kind, r.name, r.content, r.shared, r.by, r.made_at) for r in found]
    return sorted(made, key=lambda each: (each.name.casefold(), each.id))


def default_of(connection: Connection, by: str) -> int | None:
    """The view that a person begins with, as long as it holds and is seen by them."""
    chosen = select(defaults.c.saved_id).where(defaults.c.by == by)
    number = connection.scalar(chosen)
    seen = {each.id for each in all_saved(connection) if each.seen_by(by)}
    return number if number in seen else None


def save(writing: Writing, kind: SavedKind, name: str, content: str, *, shared: bool) -> Saved:
    """Keep something under a name that nobody it is seen by gives to another."""
    name = _named(writing, kind, name, shared=shared)
    row = {"kind": kind, "name": name, "content": content, "shared": shared, "by": writing.by}
    made = insert(table).returning(table.c.id)
    number = writing.connection.execute(made, {**row, "made_at": writing.at}).scalar_one()
    writing.note(Note(f"save_{kind}", None, column=name, after=content, ref=number), touches=False)
    return Saved(number, kind, name, content, shared, writing.by, writing.at)


def change(
    writing: Writing, number: int, name: str | None, content: str | None, shared: bool | None
) -> Saved:
    """Give it another name, another content, or another public; None: as it is."""
    before = _mine(writing, number)
    public = before.shared if shared is None else shared
    wanted = _named(writing, before.kind, name or before.name, shared=public, but=number)
    said = before.content if content is None else content
    after = Saved(number, before.kind, wanted, said, public, before.by, before.made_at)
    if after == before:
        return before
    values = {"name": wanted, "content": said, "shared": public}
    writing.connection.execute(update(table).where(table.c.id == number).values(values))
    words = _words(before), _words(after)
    writing.note(Note(f"change_{before.kind}", None, None, None, wanted, *words, number), touches=False)
    return after


def remove(writing: Writing, number: int) -> None:
    """It is no longer listed; nothing of it is erased."""
    before = _mine(writing, number)
    ended = update(table).where(table.c.id == number).values(ended_at=writing.at, ended_by=writing.by)
    writing.connection.execute(ended)
    said = Note(f"remove_{before.kind}", None, None, None, before.name, before.content, None, number)
    writing.note(said, touches=False)


def bring_back(writing: Writing, number: int) -> Saved:
    """List again what was removed, under its name. Refused «saved_gone» when it was not, or is someone else's alone; «saved_name_taken» when its name is another's by now."""
    ended = select(table).where(table.c.id == number, table.c.ended_at.is_not(None))
    row = writing.connection.execute(ended).one_or_none()
    if row is None or not (row.shared or row.by == writing.by):
        raise Refused("saved_gone")
    name = _named(writing, row.kind, row.name, shared=row.shared)
    again = update(table).where(table.c.id == number).values(ended_at=None, ended_by=None)
    writing.connection.execute(again)
    writing.note(Note(f"restore_{row.kind}", column=name, after=row.content, ref=number), touches=False)
    return Saved(row.id, row.kind, name, row.content, row.shared, row.by, row.made_at)


def set_default(writing: Writing, number: int | None) -> None:
    """The view that whoever writes begins with; None: none."""
    mine = defaults.c.by == writing.by
    before = writing.connection.scalar(select(defaults.c.saved_id).where(mine))
    if before == number:
        return
    name = _found(writing.connection, number, writing.by).name if number is not None else None
    writing.connection.execute(delete(defaults).where(mine))
    if number is not None:
        writing.connection.execute(insert(defaults).values(by=writing.by, saved_id=number))
    writing.note(Note("default_view", column=name, ref=number), touches=False)


def _words(one: Saved) -> str:
    return f"{one.name} · {'team' if one.shared else one.by} · {one.content}"


def _found(connection: Connection, number: int, by: str) -> Saved:
    for each in all_saved(connection):
        if each.id == number and each.seen_by(by):
            return each
    raise Refused("saved_gone")


def _mine(writing: Writing, number: int) -> Saved:
    """What whoever writes may change: what is theirs, and what the team shares."""
    return _found(writing.connection, number, writing.by)


def _named(writing: Writing, kind: SavedKind, name: str, *, shared: bool, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise Refused("saved_name", limit=LONGEST_NAME)
    for other in all_saved(writing.connection):
        same = other.kind == kind and other.name.casefold() == name.casefold() and other.id != but
        if same and (shared or other.seen_by(writing.by)):
            raise Refused("saved_name_taken", name=name)
    return name
