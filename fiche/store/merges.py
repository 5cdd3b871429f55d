"""Clients put together and taken apart again: which number is whose since when; no row is written over."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from fiche.decisions import Merge
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.store import corrections
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables import edits
from fiche.store.tables_people import merges as table

ORIGIN = "merge:{}"


def merges(connection: Connection, *, ended: bool = False) -> list[Merge]:
    """The merges in force, oldest first; `ended`: those taken apart too."""
    chosen = select(table).order_by(table.c.id)
    found = connection.execute(chosen if ended else chosen.where(table.c.ended_at.is_(None)))
    return [Merge(r.id, r.kept, r.gone, r.by, r.made_at, r.ended_at, r.ended_by) for r in found]


def merge(writing: Writing, kept: str, gone: str, values: Sequence[Edit]) -> Merge:
    """From now on `gone` is `kept`; `values`: what the reader keeps of `gone`, as corrections of `kept`."""
    if kept == gone:
        raise Refused("merge_itself")
    for each in merges(writing.connection):
        if each.gone in (kept, gone):  # a number leads to one client, and a chain to no circle
            raise Refused("merge_refused", client_id=each.gone, kept=each.kept)
    row = {"kept": kept, "gone": gone, "by": writing.by, "made_at": writing.at}
    number = writing.connection.execute(insert(table).returning(table.c.id), row).scalar_one()
    origin = ORIGIN.format(number)
    corrections.edit(
        writing, [Edit(e.table, e.record, e.column, e.before, e.value, origin) for e in values], {}
    )
    _noted(writing, "merge", kept, gone, number)
    return Merge(number, kept, gone, writing.by, writing.at)


def unmerge(writing: Writing, number: int) -> None:
    """Two clients again, each with its rows; the corrections that the merge brought are taken back. Nothing when they are already."""
    here = (table.c.id == number) & table.c.ended_at.is_(None)
    row = writing.connection.execute(select(table).where(here)).first()
    if row is None:
        return
    ended = update(table).where(here).values(ended_at=writing.at, ended_by=writing.by)
    writing.connection.execute(ended)
    mine = select(edits).where(edits.c.active & (edits.c.origin == ORIGIN.format(number)))
    brought = writing.connection.execute(mine).all()
    earlier = [e for each in brought if (e := _before(writing.connection, each))]
    corrections.take_back(writing, [each.id for each in brought])
    corrections.edit(writing, earlier, {})
    _noted(writing, "unmerge", row.kept, row.gone, number)


def _before(connection: Connection, brought: Row[Any]) -> Edit | None:
    """The correction whose place a merge's own took."""
    same = (edits.c.table == brought.table) & (edits.c.record == brought.record)
    same &= (edits.c.column == brought.column) & (edits.c.ended_version == brought.version)
    row = connection.execute(select(edits).where(same & (edits.c.id < brought.id))).first()
    return Edit(row.table, row.record, row.column, row.before, row.value, row.origin) if row else None


def _noted(writing: Writing, action: str, kept: str, gone: str, number: int) -> None:
    """In the history of both."""
    writing.note(Note(action, kept, "clients", kept, before=gone, after=kept, ref=number))
    writing.note(Note(action, gone, "clients", gone, before=gone, after=kept, ref=number))
