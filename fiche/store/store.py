"""The record of one company: what files said, what people make and decide over it, and who did what; all or nothing, it keeps no figure and no copy.

Imports are immutable. The current portfolio is what the active imports say together, from the latest that replaces on, with what people
do in the application laid over; undoing an import gives the portfolio without it.
"""

import datetime as dt

from fiche.dataset import Dataset, blank
from fiche.decisions import Change, Mark
from fiche.store import audit, history, imports, past
from fiche.store.audit import Note
from fiche.store.doors_connections import ConnectionsDoor
from fiche.store.doors_files import FilesDoor
from fiche.store.doors_people import PeopleDoor
from fiche.store.doors_saved import SavedDoor
from fiche.store.doors_templates import TemplatesDoor
from fiche.store.history import Wanted
from fiche.store.verify import Verdict, verify


class Store(FilesDoor, PeopleDoor, ConnectionsDoor, TemplatesDoor, SavedDoor):
    """The record behind a URL: sqlite:///path, postgresql+psycopg://…, or sqlite:// for memory alone («Essayer sans enregistrer»)."""

    def dataset(self, *, edited: bool = True) -> Dataset:
        """The current portfolio, or an empty one; without corrections nor merges when `edited` is false."""
        files, overlay = self.files(), self.overlay()
        return overlay.laid(files) if edited else overlay.uncorrected(files)

    def mark(self, revision: int) -> Mark | None:
        """What tells the state at `revision` from every other one of every record; None while nothing was ever done."""
        with self._read() as connection:
            return past.mark(connection, revision)

    def is_own(self, mark: Mark) -> bool:
        """Whether that is a state of this record, be it one that a backup brought back has undone."""
        with self._read() as connection:
            return past.identity(connection) == mark.record

    def at(self, mark: Mark, files: Dataset | None = None) -> Dataset | None:
        """The portfolio as it was at `mark`; None when this record never was in that state, or is no longer known to have been. `files`: what the
        files in force say now, which costs less to be given than to be read."""
        with self._read() as connection:
            if not past.knows(connection, mark):
                return None
            then, now = past.in_force(connection, mark), imports.in_force(connection)
            if files is None or [each.id for each in then] != [each.id for each in now]:
                files = imports.together(connection, then) or blank(dt.datetime.now(dt.UTC).date())
            return past.overlay(connection, mark).laid(files)

    def history(
        self,
        *,
        client_id: str | None = None,
        table: str | None = None,
        record: str | None = None,
        column: str | None = None,
        limit: int | None = None,
    ) -> list[Change]:
        """What was done to a client, a record or a field, latest first: who, when, from what to what."""
        wanted = Wanted(client_id=client_id, table=table, record=record, column=column)
        return self.trail(wanted, limit)

    def trail(self, wanted: Wanted, limit: int | None = None, offset: int = 0) -> list[Change]:
        """The entries of the audit that are `wanted`, latest first."""
        with self._read() as connection:
            return history.history(connection, wanted, limit, offset)

    def trail_length(self, wanted: Wanted) -> int:
        """How many entries of the audit are `wanted`."""
        with self._read() as connection:
            return history.count(connection, wanted)

    def authors(self) -> list[str]:
        """Whoever did something here, by name."""
        with self._read() as connection:
            return history.authors(connection)

    def verify(self) -> Verdict:
        """Whether the audit is whole, and where it is not."""
        with self._read() as connection:
            return verify(connection, self._keeper)

    def erase_values(self, client_id: str, *, by: str) -> None:
        """Erase from the audit the personal values of a client; that something was done, when and by whom, stays, and the chain still verifies."""
        with self._write(by, named=True) as writing:
            if note := audit.erase(writing.connection, client_id):
                writing.note(note, touches=False)

    def restored(self, *, by: str, what: str = "") -> None:
        """Say in the audit that a backup was restored (`what`: which), so that the entries made after it and lost with it are not taken for a cut."""
        with self._write(by) as writing:
            spans = audit.loss(writing.connection, self._keeper)
            writing.note(Note("restore_backup", column=spans, after=what or None))

    def told(self, action: str, *, by: str, client_id: str | None = None, what: str = "") -> None:
        """Put in the audit something that changes nothing here: an export, a backup."""
        with self._write(by) as writing:
            writing.note(Note(action, client_id, after=what or None), touches=False)
