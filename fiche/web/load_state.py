"""What an import under way holds in the session, and the steps that change it: read, correct, check, keep; it draws nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import streamlit as st

from fiche import loading, matching
from fiche.dataset import Dataset
from fiche.edits import Conflict, conflicts
from fiche.errors import MatchingRefused, Refused
from fiche.excel.back import bring
from fiche.excel.back.bring import Back
from fiche.i18n import language
from fiche.matches import SheetMatch, choice_of, signature
from fiche.merging import Absent, Difference, aligned, compare, merge
from fiche.model import TableName
from fiche.overlay import as_told
from fiche.place import folder
from fiche.reading.raw import RawFile
from fiche.reading.read import Progress
from fiche.store import Store, Terms
from fiche.web import state
from fiche.web.load_attached import attached

KEY = "load"
SAME_PORTFOLIO = (
    0.2  # the share of known clients from which files are taken for a newer state of the same company
)


@dataclass(frozen=True)
class Outcome:
    """What the files give as matched now, and the `points` to be checked in it. `difference`: what they change in the record, None when it is empty; `merged`: the record as they update
    it, without corrections; `conflicts`: the corrections whose field they give a third value."""

    dataset: Dataset
    points: pl.DataFrame
    difference: Difference | None = None
    merged: Dataset | None = None
    conflicts: tuple[Conflict, ...] = ()


@dataclass
class Load:
    """One import under way. `version` moves with every correction, so that editors start afresh. `mode` and `absent`: what the reader chose,
    None until then; `given_up`: the corrections to leave for the file's value. `apart`: the files that the application exported and that come back, which are
    not loaded; `company`: the SIREN chosen among several; `said`: why others of those are read as ordinary files."""

    reading: loading.Reading
    matches: tuple[SheetMatch, ...]
    version: int = 0
    mode: str | None = None
    absent: Absent | None = None
    company: str = ""
    given_up: frozenset[int] = frozenset()
    apart: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    _back: dict[str, tuple[int, str, Back | Refused]] = field(default_factory=dict, repr=False)
    _checked: tuple[tuple[SheetMatch, ...], int, str, Outcome | MatchingRefused] | None = field(
        default=None, repr=False
    )

    def outcome(self) -> Outcome | MatchingRefused:
        """What the files give, or why they give nothing; worked out once per correction and per state of the record."""
        now = (state.record().revision, language())
        if self._checked is None or self._checked[0] is not self.matches or self._checked[1:3] != now:
            self._checked = (self.matches, *now, self._check())
        return self._checked[3]

    def _check(self) -> Outcome | MatchingRefused:
        store = state.record()
        known, told = state.files(store), state.dataset(store, edited=False)
        rules = state.settings(store)
        before = known if len(known.clients) else None
        try:
            dataset = loading.check(
                self.reading,
                self.matches,
                loaded_on=state.today(),
                known=told if len(told.clients) else None,
                end_of_month_first=rules.end_of_month_first,
                usual_terms=rules.usual_terms,
                own_siren=self.company or rules.own_siren,
            )
        except MatchingRefused as refusal:
            return refusal
        points = loading.points(dataset, state.today(), store.dismissals())
        if before is None:
            return Outcome(dataset, points)
        incoming = aligned(known, dataset)
        merged = merge(known, incoming, month_first=state.settings(store).end_of_month_first)
        found = conflicts(merged, store.edits())
        return Outcome(dataset, points, compare(known, incoming), merged, tuple(found))

    def updates(self, outcome: Outcome) -> bool:
        """Whether the files update the record (the reader's choice, else when a fifth of their clients are known) or replace it."""
        if outcome.difference is None:
            return False
        return self.mode == "update" if self.mode else outcome.difference.known_share >= SAME_PORTFOLIO

    def answer(self) -> Absent:
        """What absent invoices mean: the answer given here, else the one given last time, else nothing in particular."""
        return self.absent or state.record().absent_means() or "outside"

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

    def names_from_labels(self) -> None:
        """Take the names read in the labels of accounting entries for the clients."""
        for position in range(len(self.matches)):
            self.change(position, matching.with_names_from_labels)

    def choose_company(self, siren: str) -> None:
        """Load the files of one company among several."""
        self.company, self._checked = siren, None
        self.version += 1

    @property
    def files(self) -> list[tuple[str, str]]:
        """(name, sha256) of the files that could be read and are loaded."""
        return [(f.name, f.sha256) for f in self.reading.loaded if f.name not in self.apart]

    def back(self, name: str) -> Back | Refused:
        """What a workbook that comes back would change in the record as it is, or why that cannot be said."""
        store = home(self.raw(name))
        now = (store.revision, language())
        if name not in self._back or self._back[name][:2] != now:
            try:
                found: Back | Refused = bring.back(self.raw(name), store, state.mirror(store).now())
            except Refused as refusal:
                found = refusal
            self._back[name] = (*now, found)
        return self._back[name][2]

    def raw(self, name: str) -> RawFile:
        """A file as it was read."""
        return next(raw for raw in self.reading.loaded if raw.name == name)

    def put_away(self, name: str) -> None:
        """A workbook that came back is done with."""
        self.apart = tuple(other for other in self.apart if other != name)

    def as_ordinary(self, name: str, why: str = "") -> None:
        """Load a workbook that came back as any other file."""
        self.put_away(name)
        self.said = (*self.said, why) if why else self.said
        self.matches = (*self.matches, *(m for m in self.reading.sheets if m.file == name))
        self.version += 1


def home(raw: RawFile) -> Store:
    """The record that a workbook that comes back is of: the trial of this session if it is its own, the record otherwise."""
    store, trial = state.current()
    return store if trial and bring.is_of(raw, store) else state.record()


def under_way() -> Load | None:
    """The session's import, if there is one."""
    found: Load | None = st.session_state.get(KEY)
    return found


def begin(
    files: Sequence[tuple[str, bytes | Path]],
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Load:
    """Read the files and keep what was recognised in the session; what was decided for the same headers is proposed again."""
    choices = state.record().choices()
    reading = loading.prepare(files, on_progress=on_progress, cancelled=cancelled, choices=choices)
    ours = tuple(raw.name for raw in reading.loaded if bring.is_ours(raw))
    load = Load(reading, tuple(m for m in reading.sheets if m.file not in ours), apart=ours)
    st.session_state[KEY] = load
    return load


def forget() -> None:
    """Drop the import under way."""
    st.session_state.pop(KEY, None)


def keep(load: Load, outcome: Outcome, *, trial: bool) -> int:
    """Write what the files give to the record, or to a new trial in memory. Returns the import's number."""
    update = load.updates(outcome)
    decided = {
        signature(m.columns): choice_of(m) for m in load.matches if m.chosen and m.header_row is not None
    }
    if trial:
        number = _try(load, outcome, update=update)
    else:
        state.end_trial()
        kept = tuple(
            replace(c.edit, before=c.file_value) for c in outcome.conflicts if c.edit.id not in load.given_up
        )
        terms = Terms(
            "update" if update else "replace",
            load.answer(),
            tuple(load.given_up),
            kept if update else (),
            decided,
        )
        dataset = outcome.dataset if update or outcome.difference is None else _alone(load)
        named = aligned(state.files(state.record()), dataset) if update and load.reading.invoices else dataset
        beside = attached(load.reading, named)
        number = state.record().save(dataset, load.files, terms=terms, by=state.author(), attached=beside)
    forget()
    return number


def _alone(load: Load) -> Dataset:
    """What the files give when they replace the record: nothing is read in the light of what it held."""
    rules = state.settings(state.record())
    return loading.check(
        load.reading,
        load.matches,
        loaded_on=state.today(),
        end_of_month_first=rules.end_of_month_first,
        usual_terms=rules.usual_terms,
        own_siren=load.company or rules.own_siren,
    )


def _try(load: Load, outcome: Outcome, *, update: bool) -> int:
    """A trial shows what the record would become."""
    dataset = outcome.dataset
    if update:
        known = state.files(state.record())
        laid = state.record().overlay()
        laid = replace(laid, edits=tuple(e for e in laid.edits if e.id not in load.given_up))
        both = merge(known, aligned(known, dataset), load.answer(), month_first=laid.month_first)
        dataset = as_told(laid.laid(both))
    return state.begin_trial().save(dataset, load.files, attached=attached(load.reading, dataset))


def open_demo() -> None:
    """The made-up company, as a trial: nothing of it is recorded."""
    demo = folder() / "sample_data" / "demo" / "entreprise_demo.xlsx"
    reading = loading.prepare([(demo.name, demo)])
    load = Load(reading, reading.sheets)
    dataset = loading.check(reading, loaded_on=state.today())
    state.begin_trial().save(dataset, load.files)
    forget()
