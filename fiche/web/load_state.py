"""What an import under way holds in the session, and the steps that change it: read, correct, check, keep; it draws nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import streamlit as st

from fiche import loading, matching
from fiche.dataset import Dataset
from fiche.errors import MatchingRefused
from fiche.matches import SheetMatch
from fiche.model import TableName
from fiche.place import folder
from fiche.reading.read import Progress
from fiche.web import state

KEY = "load"


@dataclass
class Load:
    """One import under way. `version` moves with every correction, so that editors start afresh."""

    reading: loading.Reading
    matches: tuple[SheetMatch, ...]
    version: int = 0
    _checked: tuple[tuple[SheetMatch, ...], Dataset | MatchingRefused] | None = field(
        default=None, repr=False
    )

    def outcome(self) -> Dataset | MatchingRefused:
        """The Dataset as matched now, or why there is none; worked out once per correction."""
        if self._checked is None or self._checked[0] is not self.matches:
            self._checked = (self.matches, self._check())
        return self._checked[1]

    def _check(self) -> Dataset | MatchingRefused:
        try:
            return loading.check(self.reading, self.matches, loaded_on=state.today())
        except MatchingRefused as refusal:
            return refusal

    def change(self, position: int, correct: Callable[[SheetMatch], SheetMatch]) -> None:
        """Replace one sheet's match."""
        changed = correct(self.matches[position])
        if changed != self.matches[position]:
            self.matches = (*self.matches[:position], changed, *self.matches[position + 1 :])
            self.version += 1

    def set_table(self, position: int, table: TableName | None) -> None:
        """Take the sheet for another table, or do not load it."""
        self.change(position, lambda m: matching.with_table(m, self.reading.raw(m), table))

    def set_header(self, position: int, row: int) -> None:
        """Read the headers on another row."""
        self.change(position, lambda m: matching.with_header_row(m, self.reading.raw(m), row))

    def set_column(self, position: int, index: int, column: str | None) -> None:
        """Give a column another meaning."""
        self.change(position, lambda m: matching.with_column(m, index, column))

    @property
    def files(self) -> list[tuple[str, str]]:
        """(name, sha256) of the files that could be read."""
        return [(f.name, f.sha256) for f in self.reading.loaded]


def under_way() -> Load | None:
    """The session's import, if there is one."""
    found: Load | None = st.session_state.get(KEY)
    return found


def begin(
    files: Sequence[tuple[str, bytes | Path]],
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Load:
    """Read the files and keep what was recognised in the session."""
    reading = loading.prepare(files, on_progress=on_progress, cancelled=cancelled)
    load = Load(reading, reading.sheets)
    st.session_state[KEY] = load
    return load


def forget() -> None:
    """Drop the import under way."""
    st.session_state.pop(KEY, None)


def keep(load: Load, dataset: Dataset, *, trial: bool) -> int:
    """Write `dataset` to the record, or to a new trial in memory. Returns the import's number."""
    store = state.begin_trial() if trial else state.record()
    if not trial:
        state.end_trial()
    number = store.save(dataset, load.files)
    forget()
    return number


def open_demo() -> None:
    """The made-up company, as a trial: nothing of it is recorded."""
    demo = folder() / "sample_data" / "demo" / "entreprise_demo.xlsx"
    load = begin([(demo.name, demo)])
    dataset = load.outcome()
    if isinstance(dataset, MatchingRefused):
        raise dataset
    keep(load, dataset, trial=True)
