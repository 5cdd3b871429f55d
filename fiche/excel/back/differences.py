"""What a workbook that comes back says otherwise than the record: fields, rows, cells that are left alone; it finds none and decides nothing."""

from dataclasses import dataclass, field

from fiche.decisions import NewRow
from fiche.excel.stamp import Stamp
from fiche.model import TableName


@dataclass(frozen=True)
class Field:
    """A field that is not what it was: as exported, in Excel, and in the record now, as a correction writes them; `place`: its cell."""

    table: TableName
    record: str
    client_id: str
    column: str
    before: str | None
    excel: str | None
    now: str | None
    place: str

    @property
    def key(self) -> tuple[TableName, str]:
        """Its record."""
        return self.table, self.record


@dataclass(frozen=True)
class Added:
    """A row that was typed; `refusal`: why it cannot be made, in words."""

    row: NewRow
    place: str
    refusal: str = ""


@dataclass(frozen=True)
class Removed:
    """A row that the workbook no longer has; `possible`: whether it can be put away (what a file counts cannot). A client is archived by a field."""

    table: TableName
    record: str
    client_id: str
    words: str
    possible: bool


@dataclass(frozen=True)
class Ignored:
    """A cell that changed and is not brought back. `why`: computed, parts (of an invoice in instalments), converted, implied (a row that follows from others),
    unreadable, gone (its row is no longer in the record), extra (a column of the file's own, which no correction keeps), known (a row that the record already has), amounts (that do not go together)."""

    place: str
    why: str
    value: str = ""
    column: str = ""


@dataclass
class Proposal:
    """`changes`: in Excel alone; `conflicts`: there and in the record since, differently; `since`: in the record alone."""

    stamp: Stamp
    changes: list[Field] = field(default_factory=list)
    conflicts: list[Field] = field(default_factory=list)
    since: list[Field] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether nothing could be written."""
        return not (self.changes or self.conflicts or self.added or self.removed)
