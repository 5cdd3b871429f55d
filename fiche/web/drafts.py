"""A form of one record while it is filled in: what it showed when opened, what the files say, which version it began from; it draws and writes nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from fiche.columns import Column
from fiche.edits import Edit
from fiche.errors import Refused
from fiche.model import TABLES, TableName
from fiche.store import Store
from fiche.web.entry import shown, typed

HIDDEN = frozenset({"client_id", "client_name", "is_customer", "archived_on", "source_id"})  # not for a form


@dataclass(frozen=True)
class Draft:
    """`texts`: what each column showed, as a correction writes it; `files`: what the files say of those that were corrected; `seen`: the version."""

    table: TableName
    record: str
    client_id: str
    texts: Mapping[str, str | None]
    files: Mapping[str, str | None]
    seen: int

    @property
    def key(self) -> tuple[TableName, str]:
        """What the version is of."""
        return self.table, self.record

    def edits(self, entered: Mapping[str, str | None]) -> list[Edit]:
        """The corrections that make the record what was entered."""
        return [
            Edit(self.table, self.record, column, self.files.get(column, self.texts.get(column)), value)
            for column, value in entered.items()
            if value != self.texts.get(column)
        ]

    def saved(self, made: list[Edit], version: int) -> "Draft":
        """The same form once `made` is kept."""
        now = {**self.texts, **{e.column: e.value for e in made}}
        before = {**self.files, **{e.column: e.before for e in made}}
        return replace(self, texts=now, files=before, seen=version)


def begin(
    store: Store, table: TableName, record: str, client_id: str, texts: Mapping[str, str | None]
) -> Draft:
    """The form of a record that shows `texts`."""
    seen = store.versions([(table, record)])[table, record]
    files = {e.column: e.before for e in store.edits((table, record))}
    return Draft(table, record, client_id, texts, files, seen)


def columns(table: TableName) -> list[Column]:
    """What can be typed of a row, in the order of the model."""
    return [c for c in TABLES[table] if c.name not in HIDDEN]


def read(
    wanted: list[Column], words: Mapping[str, str], texts: Mapping[str, str | None]
) -> tuple[dict[str, str | None], list[str]]:
    """What was entered, as corrections keep it, and the sentences about what cannot be read. A field left as it was keeps its exact value."""
    entered: dict[str, str | None] = {}
    wrong: list[str] = []
    for column in wanted:
        before = texts.get(column.name)
        if words[column.name].strip() == shown(column, before).strip():
            entered[column.name] = before
            continue
        try:
            entered[column.name] = typed(column, words[column.name])
        except Refused as refusal:
            wrong.append(refusal.message)
    return entered, wrong
