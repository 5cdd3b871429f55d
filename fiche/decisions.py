"""What people decide in the application beside the values of fields: rows of their own, clients that are one, a status, an alert put to sleep, a document attached; it keeps none.

Days are days; `made_at` and the like are UTC. `by`: who said so.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from fiche.edits import Edit
from fiche.i18n import N_
from fiche.model import TableName
from fiche.records import own_record


@dataclass(frozen=True)
class Mark:
    """A state of a record: `record` says which one (the hash of its first entry of the audit), `seq` and `hash` the last entry that had been made."""

    record: str
    seq: int
    hash: str


@dataclass(frozen=True)
class NewRow:
    """A row to be made in the application. `client_id` None: a client that the application numbers, or a row of the client made just before it;
    `values`: texts by column."""

    table: TableName
    client_id: str | None
    values: Mapping[str, str]


@dataclass(frozen=True)
class Changes:
    """Several things done at once: corrections, rows made, rows put away and rows brought back, as (table, record)."""

    edits: tuple[Edit, ...] = ()
    added: tuple[NewRow, ...] = ()
    removed: tuple[tuple[TableName, str], ...] = ()
    restored: tuple[tuple[TableName, str], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.edits or self.added or self.removed or self.restored)


@dataclass(frozen=True)
class OwnRow:
    """A row made in the application. `values`: texts by column, as an Edit writes them."""

    id: int
    table: TableName
    client_id: str
    values: Mapping[str, str]
    by: str
    made_at: dt.datetime

    @property
    def record(self) -> str:
        """Its key; see fiche.records."""
        return own_record(self.table, self.client_id, self.id)


@dataclass(frozen=True)
class Merge:
    """Two numbers that are one client: what `gone` had is `kept`'s. `ended_at`: since when that is no longer so."""

    id: int
    kept: str
    gone: str
    by: str
    made_at: dt.datetime
    ended_at: dt.datetime | None = None
    ended_by: str | None = None


@dataclass(frozen=True)
class Override:
    """From `on`, `by` says that the client is `status` (a key of fiche.analysis.status.STATUSES; None: as computed again), for `reason`."""

    client_id: str
    status: str | None
    by: str
    on: dt.date
    reason: str = ""


@dataclass(frozen=True)
class Snooze:
    """The alert `code` of a client is not to be shown before `until`."""

    client_id: str
    code: str
    until: dt.date
    by: str
    made_at: dt.datetime
    note: str = ""


@dataclass(frozen=True)
class Attachment:
    """A document attached to a client, or to one of its invoices; its content is never opened here. `size`: bytes."""

    id: int
    client_id: str
    document_id: str | None
    name: str
    media_type: str
    size: int
    sha256: str
    by: str
    added_at: dt.datetime
    archived_at: dt.datetime | None = None
    archived_by: str | None = None


@dataclass(frozen=True)
class Drawn:
    """A workbook drawn by somebody, to be kept as a version of a template. `mapping`: what its cells are for, as fiche.excel.mapped writes it."""

    kind: str
    file_name: str
    format: str
    content: bytes
    mapping: str


@dataclass(frozen=True)
class TemplateVersion:
    """A version of a template, without its file. `size`: bytes; `restores`: the earlier version that it takes up again."""

    template_id: int
    number: int
    kind: str
    file_name: str
    format: str
    mapping: str
    size: int
    sha256: str
    by: str
    made_at: dt.datetime
    restores: int | None = None


@dataclass(frozen=True)
class SavedTemplate:
    """A template of the team and its latest version."""

    id: int
    name: str
    ended_at: dt.datetime | None
    ended_by: str | None
    latest: TemplateVersion


SavedKind = Literal["view", "segment", "report"]


@dataclass(frozen=True)
class Saved:
    """Something kept under a name. A view's `content` is a JSON object, {"page": a page's key, "query": {name: words of the address}}; a
    segment's, a rule as fiche.analysis.rule writes it; a report's, what it shows as fiche.report.choice writes it. `shared`: the team sees it; otherwise `by` alone."""

    id: int
    kind: SavedKind
    name: str
    content: str
    shared: bool
    by: str
    made_at: dt.datetime

    def seen_by(self, reader: str) -> bool:
        """Whether that person sees it."""
        return self.shared or (bool(reader) and self.by == reader)


# What may be done, as the history and the audit name it.
ACTIONS: Mapping[str, str] = {
    "import": N_("Import"), "undo_import": N_("Import annulé"), "edit": N_("Modification"), "take_back": N_("Modification reprise"), "add": N_("Ajout"),
    "archive": N_("Archivage"), "restore": N_("Rétablissement"), "merge": N_("Clients réunis"), "unmerge": N_("Clients séparés"),
    "override": N_("Statut donné"), "snooze": N_("Alerte mise en sommeil"), "wake": N_("Alerte réveillée"), "attach": N_("Document joint"),
    "archive_attachment": N_("Document archivé"), "restore_attachment": N_("Document rétabli"), "dismiss": N_("Point écarté"),
    "recall": N_("Point rappelé"), "setting": N_("Réglage"), "letter_text": N_("Texte des lettres"), "erase": N_("Valeurs effacées"), "export": N_("Export"),
    "restore_backup": N_("Sauvegarde rétablie"), "connect": N_("Connexion ajoutée"), "connect_change": N_("Connexion modifiée"),
    "connect_secret": N_("Clé d’accès remplacée"), "disconnect": N_("Connexion retirée"), "push": N_("Envoi vers un autre outil"),
    "template": N_("Modèle Excel enregistré"), "remove_template": N_("Modèle Excel retiré"), "restore_template": N_("Modèle Excel rétabli"),
    "bring_back": N_("Retour d’Excel"),
    "save_view": N_("Vue enregistrée"), "change_view": N_("Vue modifiée"), "remove_view": N_("Vue retirée"), "restore_view": N_("Vue rétablie"), "default_view": N_("Vue par défaut choisie"),
    "save_segment": N_("Segment enregistré"), "change_segment": N_("Segment modifié"), "remove_segment": N_("Segment retiré"), "restore_segment": N_("Segment rétabli"),
    "save_report": N_("Contenu du rapport choisi"), "change_report": N_("Contenu du rapport modifié"),
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """One thing done, as the history shows it. `action`: a key of ACTIONS; `before` and `after`: what was shown and what is, as texts; `ref`: the number of the edit, own row,
    merge… it made or ended; `undoable`: an edit that still holds, for Store.take_back."""

    seq: int
    at: dt.datetime
    by: str
    action: str
    client_id: str | None
    table: str | None
    record: str | None
    column: str | None
    before: str | None
    after: str | None
    ref: int | None
    undoable: bool = False
