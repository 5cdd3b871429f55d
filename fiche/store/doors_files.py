"""The door to what files said and what readers decided about files: imports, corrections of meanings, points that are no problem, settings; it lays nothing over."""

import datetime as dt
from collections.abc import Mapping, Sequence

from fiche.dataset import Dataset, blank
from fiche.matches import Choice
from fiche.merging import Absent
from fiche.store import attachments, corrections, imports, work
from fiche.store.attachments import Attached
from fiche.store.imports import Files
from fiche.store.place import Place
from fiche.store.room import room
from fiche.store.terms import Import, Terms
from fiche.store.work import SettingChange

ABSENT = "absent_invoice_means"


class FilesDoor(Place):
    """Imports, and what is kept beside them."""

    def save(
        self,
        dataset: Dataset,
        files: Files,
        made_at: dt.datetime | None = None,
        terms: Terms | None = None,
        *,
        by: str = "",
        attached: Sequence[Attached] = (),
    ) -> int:
        """Keep `dataset` with the (name, sha256) of its files, as `terms` say, in one transaction. Returns the number of the import. `made_at` is UTC.
        `attached`: documents to keep with the invoices of this import.

        Raises Refused when the disk is nearly full.
        """
        terms = terms or Terms()
        room(self.url).needed()
        with self._write(by) as writing:
            number = imports.save(writing, dataset, files, made_at, terms)
            attachments.attach_once(writing, attached)
            corrections.take_back(writing, terms.given_up)
            corrections.edit(writing, terms.kept, {})
            for signature, choice in terms.choices.items():
                work.remember(writing.connection, signature, choice)
            if terms.mode == "update":
                work.prefer(writing.connection, ABSENT, terms.absent)
        return number

    def undo(self, import_id: int, *, by: str = "") -> None:
        """Take an import out of the current portfolio; nothing of it is erased."""
        with self._write(by) as writing:
            imports.undo(writing, import_id)

    def imports(self) -> list[Import]:
        """Every import, latest first."""
        with self._read() as connection:
            return imports.imports(connection)

    def in_force(self) -> list[Import]:
        """The imports that make the portfolio, latest first."""
        with self._read() as connection:
            return imports.in_force(connection)

    def files(self) -> Dataset:
        """What the imports in force say together, or an empty portfolio."""
        with self._read() as connection:
            return imports.together(connection) or blank(dt.datetime.now(dt.UTC).date())

    def dismissals(self) -> set[tuple[str, str]]:
        """(code, record) of the points that are no problem."""
        with self._read() as connection:
            return work.dismissals(connection)

    def dismiss(self, code: str, record: str, *, by: str = "") -> None:
        """This point is no problem: it is not shown again."""
        with self._write(by) as writing:
            work.dismiss(writing, code, record)

    def recall(self, code: str, record: str, *, by: str = "") -> None:
        """Show a dismissed point again."""
        with self._write(by) as writing:
            work.recall(writing, code, record)

    def choices(self) -> dict[str, Choice]:
        """What readers decided for the headers of earlier files."""
        with self._read() as connection:
            return work.choices(connection)

    def absent_means(self) -> Absent | None:
        """What an invoice absent from a new extract means here; None when that was never asked."""
        with self._read() as connection:
            said = work.preference(connection, ABSENT)
        return None if said is None else "paid" if said == "paid" else "outside"

    def setting_changes(self) -> list[SettingChange]:
        """Every change of a setting, oldest first."""
        with self._read() as connection:
            return work.setting_changes(connection)

    def set_settings(self, changes: Mapping[str, str | None], *, by: str = "") -> None:
        """Keep changes of settings (None: back to the default), in one transaction."""
        with self._write(by) as writing:
            work.set_settings(writing, changes)

    def letter_texts(self) -> dict[str, str]:
        """The texts of letters that people wrote, by name; the others are the original ones."""
        with self._read() as connection:
            latest = {c.name: c.value for c in work.letter_texts(connection)}
        return {name: value for name, value in latest.items() if value is not None}

    def letter_text_changes(self) -> list[SettingChange]:
        """Every change of a text of the letters, oldest first."""
        with self._read() as connection:
            return work.letter_texts(connection)

    def set_letter_texts(self, changes: Mapping[str, str | None], *, by: str) -> None:
        """Keep texts of letters (None: back to the original), in one transaction."""
        with self._write(by, named=True) as writing:
            work.set_letter_texts(writing, changes)
