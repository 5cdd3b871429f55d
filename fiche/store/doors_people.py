"""The door to what people make and decide about clients: corrections, rows of their own, merges, statuses, alerts put to sleep, documents attached.

Every write names its author (Refused «no_author» otherwise), is one transaction, and is audited.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from fiche.decisions import Attachment, Changes, Merge, NewRow, Override, OwnRow, Snooze
from fiche.edits import Edit
from fiche.errors import UnknownClient
from fiche.model import TableName
from fiche.overlay import Overlay
from fiche.store import archives, attachments, corrections, merges, own, statuses, work
from fiche.store.audit import Note
from fiche.store.place import Place, Writing
from fiche.store.versions import Key, versions_of


class PeopleDoor(Place):
    """What people make and decide."""

    def overlay(self) -> Overlay:
        """All that is laid over what the files say; Overlay.laid gives the portfolio."""
        with self._read() as connection:
            return Overlay(
                own=tuple(own.rows(connection)),
                edits=tuple(corrections.edits(connection)),
                merges=tuple(merges.merges(connection)),
                archived=frozenset(archives.archived(connection)),
                month_first=work.month_first(connection),
            )

    def edits(self, key: Key | None = None) -> list[Edit]:
        """The corrections in force, oldest first; `key`: those of one (table, record)."""
        with self._read() as connection:
            return corrections.edits(connection, key)

    def versions(self, keys: Iterable[Key]) -> dict[Key, int]:
        """The version of each (table, record): what a form keeps while it is filled in, and gives to `edit` as `seen`."""
        with self._read() as connection:
            return versions_of(connection, keys)

    def edit(self, made: Sequence[Edit], *, by: str, seen: Mapping[Key, int] | None = None) -> dict[Key, int]:
        """Keep corrections, in one transaction. Returns the versions of their records, to be `seen` by the next edit of the same form.

        Stale, and nothing written, when someone else gave one of these fields another value since the version `seen`; it holds both values, and
        the versions to give as `seen` once its reader has chosen. Other fields of the same record are no conflict.
        """
        corrections.checked(made)
        with self._write(by, named=True) as writing:
            return corrections.edit(writing, made, seen or {})

    def take_back(self, ids: Sequence[int], *, by: str) -> dict[Key, int]:
        """Take corrections back: the files' values show again. Returns the versions of their records."""
        with self._write(by, named=True) as writing:
            return corrections.take_back(writing, ids)

    def add(
        self, table: TableName, values: Mapping[str, str | None], *, client_id: str | None = None, by: str
    ) -> OwnRow:
        """Make a row: a contact, a promise, an invoice… of `client_id`; or a client, numbered by the application when `client_id` is None."""
        with self._write(by, named=True) as writing:
            return own.add(writing, table, client_id, values)

    def add_all(
        self, table: TableName, rows: Sequence[tuple[str, Mapping[str, str | None]]], *, by: str
    ) -> list[OwnRow]:
        """Make several rows, each of its client, in one transaction: all or none."""
        with self._write(by, named=True) as writing:
            return [own.add(writing, table, client_id, values) for client_id, values in rows]

    def bring_back(
        self, changes: Changes, *, by: str, seen: Mapping[Key, int] | None = None, what: str = ""
    ) -> list[OwnRow]:
        """Do several things at once, in one transaction: all or nothing. Returns the rows that were made, in their order. `seen`: see `edit`;
        `what`: the file that they come from."""
        corrections.checked(changes.edits)
        with self._write(by, named=True) as writing:
            made = self._made(writing, changes.added)
            corrections.edit(writing, changes.edits, seen or {})
            for table, record in changes.removed:
                archives.archive(writing, table, record)
            for table, record in changes.restored:
                archives.restore(writing, table, record)
            if writing.notes and what:
                writing.note(Note("bring_back", after=what), touches=False)
            return made

    @staticmethod
    def _made(writing: Writing, added: Sequence[NewRow]) -> list[OwnRow]:
        """The rows; one without a client is of the client made before it."""
        made: list[OwnRow] = []
        client: str | None = None
        for row in added:
            of = row.client_id if row.client_id is not None or row.table == "clients" else client
            made.append(own.add(writing, row.table, of, row.values))
            client = made[-1].client_id if row.table == "clients" else client
        return made

    def own_rows(self, client_id: str | None = None) -> list[OwnRow]:
        """The rows made in the application, oldest first."""
        with self._read() as connection:
            rows = own.rows(connection)
        return [r for r in rows if client_id in (None, r.client_id)]

    def archive(self, table: TableName, record: str, *, by: str) -> int:
        """Put a row away: it is neither shown nor counted. Returns its version. A client is archived by its field archived_on."""
        with self._write(by, named=True) as writing:
            return archives.archive(writing, table, record)

    def restore(self, table: TableName, record: str, *, by: str) -> int:
        """Bring back a row that was put away. Returns its version."""
        with self._write(by, named=True) as writing:
            return archives.restore(writing, table, record)

    def archive_all(self, rows: Sequence[Key], *, by: str) -> None:
        """Put several rows away in one transaction: all or none."""
        with self._write(by, named=True) as writing:
            for table, record in rows:
                archives.archive(writing, table, record)

    def archived(self) -> set[Key]:
        """The (table, record) put away."""
        with self._read() as connection:
            return archives.archived(connection)

    def merge_clients(self, kept: str, gone: str, *, by: str, values: Sequence[Edit] = ()) -> Merge:
        """Two numbers are one client: what `gone` has is `kept`'s. `values`: corrections of `kept` with what the reader keeps of `gone`."""
        with self._write(by, named=True) as writing:
            for number in (kept, gone):
                if not own.known(writing.connection, number):
                    raise UnknownClient(number)
            return merges.merge(writing, kept, gone, values)

    def unmerge(self, merge_id: int, *, by: str) -> None:
        """Two clients again, as they were."""
        with self._write(by, named=True) as writing:
            merges.unmerge(writing, merge_id)

    def merges(self, *, ended: bool = False) -> list[Merge]:
        """The merges in force, oldest first; `ended`: those undone too."""
        with self._read() as connection:
            return merges.merges(connection, ended=ended)

    def override(self, client_id: str, status: str | None, *, by: str, on: dt.date, reason: str = "") -> None:
        """From `on`, the client's status is `status`, whatever is computed; None: as computed again."""
        with self._write(by, named=True) as writing:
            statuses.override(writing, client_id, status, on, reason)

    def overrides(self) -> list[Override]:
        """Every status given by people, oldest first, for Portfolio."""
        with self._read() as connection:
            return statuses.all_overrides(connection)

    def snooze(self, client_id: str, code: str, until: dt.date, *, by: str, note: str = "") -> None:
        """Do not show that alert before `until`."""
        with self._write(by, named=True) as writing:
            statuses.snooze(writing, client_id, code, until, note)

    def wake(self, client_id: str, code: str, *, by: str) -> None:
        """Show that alert again."""
        with self._write(by, named=True) as writing:
            statuses.wake(writing, client_id, code)

    def snoozes(self, on: dt.date) -> list[Snooze]:
        """The alerts asleep on that day."""
        with self._read() as connection:
            return statuses.in_force(connection, on)

    def attach(
        self,
        client_id: str,
        name: str,
        content: bytes,
        *,
        by: str,
        media_type: str = "",
        document_id: str | None = None,
    ) -> Attachment:
        """Keep a document with a client, or with one of its invoices. It is never opened: give it back as application/octet-stream under its `name`."""
        with self._write(by, named=True) as writing:
            return attachments.attach(writing, client_id, name, content, media_type, document_id)

    def attachments(self, client_id: str, *, archived: bool = False) -> list[Attachment]:
        """What is attached to a client, oldest first."""
        with self._read() as connection:
            return attachments.attachments(connection, client_id, archived=archived)

    def attachment_content(self, attachment_id: int) -> bytes | None:
        """The bytes of an attachment."""
        with self._read() as connection:
            return attachments.content(connection, attachment_id)

    def archive_attachment(self, attachment_id: int, *, by: str) -> None:
        """Put an attachment away."""
        with self._write(by, named=True) as writing:
            attachments.archive(writing, attachment_id, away=True)

    def restore_attachment(self, attachment_id: int, *, by: str) -> None:
        """Bring an attachment back."""
        with self._write(by, named=True) as writing:
            attachments.archive(writing, attachment_id, away=False)
