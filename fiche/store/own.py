"""Rows made in the application: kept as texts under a number that is never given twice; it reads no file and shows nothing."""

import json
from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, insert, select

from fiche.decisions import OwnRow
from fiche.edits import refused
from fiche.errors import Refused
from fiche.i18n import language
from fiche.model import TABLES, TableName, label
from fiche.store import imports
from fiche.store.audit import Note
from fiche.store.place import Writing
from fiche.store.tables_people import own_rows as table
from fiche.store.versions import move, versions_of

MAKEABLE: tuple[TableName, ...] = (
    "clients", "contacts", "addresses", "interactions", "disputes", "promises", "documents", "payments",
)  # fmt: skip
# Beside what the model requires of a file: what a row of one's own cannot do without.
NEEDED: Mapping[TableName, tuple[str, ...]] = {
    "clients": ("name",), "documents": ("date",), "payments": ("date",),
}  # fmt: skip
NUMBER = "F-{:05d}"


def rows(connection: Connection) -> list[OwnRow]:
    """Every row made in the application, oldest first."""
    found = connection.execute(select(table).order_by(table.c.id)).all()
    return [OwnRow(r.id, r.table, r.client_id, json.loads(r.values), r.by, r.made_at) for r in found]


def add(writing: Writing, name: TableName, client_id: str | None, values: Mapping[str, str | None]) -> OwnRow:
    """Make a row of `name`. `client_id` None: the next free number, for a new client."""
    said = {column: text for column, text in values.items() if text is not None and column != "client_id"}
    checked(name, said)
    number = client_id if client_id is not None else _free(writing.connection)
    if name == "clients" and known(writing.connection, number):
        raise Refused("number_taken", client_id=number)
    text = json.dumps(said, ensure_ascii=False)
    kept = {"table": name, "client_id": number, "values": text, "by": writing.by, "made_at": writing.at}
    made = writing.connection.execute(insert(table).returning(table.c.id), kept).scalar_one()
    row = OwnRow(made, name, number, said, writing.by, writing.at)
    key = (name, row.record)
    move(writing.connection, versions_of(writing.connection, [key]), [key])
    writing.note(Note("add", number, name, row.record, after=text, ref=made))
    return row


def checked(name: TableName, values: Mapping[str, str]) -> None:
    """Raise Refused when the values are not those of a row of `name`, or not enough."""
    if name not in MAKEABLE:
        raise Refused("unknown_field", table=name, column="")
    declared = TABLES[name].by_name
    for column, text in values.items():
        if column not in declared:
            raise Refused("unknown_field", table=name, column=column)
        if refused(name, column, [text]) is not None:
            raise Refused("unreadable_value", value=text, column=label(declared[column], language()))
    if lacking := needed(name, values):
        raise Refused("needed_field", column=label(declared[lacking[0]], language()))


def groups(name: TableName) -> list[tuple[str, ...]]:
    """What a row of one's own cannot do without: of each group of columns, one."""
    own = ((column,) for column in NEEDED.get(name, ()))
    return [*(group for group in TABLES[name].requires if "client_id" not in group), *own]


def needed(name: TableName, values: Collection[str]) -> list[str]:
    """The first column of each group of which none is among the columns filled."""
    return [group[0] for group in groups(name) if not any(column in values for column in group)]


def known(connection: Connection, client_id: str) -> bool:
    """Whether a client bears that number, in the files in force or here."""
    mine = (table.c.table == "clients") & (table.c.client_id == client_id)
    own = connection.execute(select(table.c.id).where(mine)).first()
    return own is not None or imports.has_client(connection, client_id)


def _free(connection: Connection) -> str:
    """The next number of the application's own that no client bears."""
    count = int(
        connection.scalar(select(func.count()).select_from(table).where(table.c.table == "clients")) or 0
    )
    while known(connection, number := NUMBER.format(count + 1)):
        count += 1
    return number
