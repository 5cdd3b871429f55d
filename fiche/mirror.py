"""A record's rows and its portfolio kept up with it, one for everyone who reads: a change costs what it concerns; it writes nothing and draws nothing."""

import atexit
import datetime as dt
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, partial

from fiche.analysis import Portfolio, Settings
from fiche.analysis.setting_list import from_texts
from fiche.dataset import Dataset
from fiche.overlay import Overlay
from fiche.store import Store

logger = logging.getLogger(__name__)
QUIET, PATIENCE = (
    1.0,
    20.0,
)  # seconds: between a change and what it makes ready; at exit, for what is under way
_at_work: set[threading.Thread] = set()


@dataclass(frozen=True)
class Shown:
    """What a record holds at a revision, or a later one: a change made while it was read is there and is told again."""

    revision: int
    in_force: tuple[int, ...]
    files: Dataset
    overlay: Overlay
    settings: Settings
    dataset: Dataset
    portfolio: Portfolio

    @cached_property
    def uncorrected(self) -> Dataset:
        """The rows without corrections nor merges: what a correction's `before` is."""
        return self.overlay.uncorrected(self.files)


class Mirror:
    """What `store` holds, as it is now. Safe for several threads: one brings it up to date, the others wait for it.

    `later` runs what may be done meanwhile: what a first search needs, and tables amended many times, made anew to take the place of those in use.
    `today` gives the day whose figures are made ready meanwhile too, after each change, so that the first to look finds them; None: no day's.
    """

    def __init__(
        self,
        store: Store,
        later: Callable[[Callable[[], None]], None] | None = None,
        today: Callable[[], dt.date] | None = None,
    ) -> None:
        self._store, self._later, self._today = store, later or in_the_background, today
        self._lock = threading.Lock()
        self._shown: Shown | None = None
        self._preparing = False
        self._meanwhile: set[str] | None = (
            None  # whose rows changed since tables are being made anew; None: they are not
        )

    @property
    def read(self) -> bool:
        """Whether the record was read: now() answers at once, but for what changed since."""
        return self._shown is not None

    def now(self) -> Shown:
        """What the record holds."""
        with self._lock:
            if self._shown is None or self._shown.revision != self._store.revision:
                quiet = QUIET if self._shown else 0.0  # after a change, the page that shows it goes first
                self._shown = self._brought_up(self._shown)
                self._renew(self._shown)
                self._prepare(quiet)
            return self._shown

    def _prepare(self, quiet: float) -> None:
        """Begin to make the day's figures ready, where nobody is at it; not before so many seconds."""
        if self._today is not None and not self._preparing:
            self._preparing = True
            self._later(partial(self._prepared, self._today, quiet))

    def _prepared(self, today: Callable[[], dt.date], quiet: float) -> None:
        """The day's figures of what is shown, again while that changes."""
        known = None
        try:
            while (portfolio := self._unlike(known)) is not None:
                time.sleep(quiet)
                portfolio = self._unlike(known) or portfolio
                portfolio.prepare_at(today())
                known, quiet = portfolio, QUIET
        except Exception:
            self._preparing = False
            raise

    def _unlike(self, known: Portfolio | None) -> Portfolio | None:
        """The portfolio that is shown now, None when that is still `known`: nothing more is to be made ready."""
        with self._lock:
            shown = self._shown.portfolio if self._shown else None
            if shown is known:
                self._preparing = False
                return None
            return shown

    def _brought_up(self, last: Shown | None) -> Shown:
        revision, store = self._store.revision, self._store
        in_force = tuple(made.id for made in store.in_force())
        files = last.files if last and last.in_force == in_force else store.files()
        overlay, settings = store.overlay(), settings_of(store)
        found = self._amended(last, files, overlay)
        dataset, clients = found or (overlay.laid(files), None)
        if last and clients == frozenset() and dataset is last.dataset and last.settings == settings:
            portfolio = (
                last.portfolio
            )  # a view was named, an alert put to sleep: no row and no figure is another
        elif last and clients is not None and last.settings == settings:
            portfolio = last.portfolio.amended(dataset, clients, store.overrides())
        else:
            portfolio = Portfolio(dataset, settings, store.overrides())
            self._later(portfolio.prepare)
        self._meanwhile = None if self._meanwhile is None or clients is None else self._meanwhile | clients
        portfolio.mark = store.mark(revision)
        return Shown(revision, in_force, files, overlay, settings, dataset, portfolio)

    def _amended(
        self, last: Shown | None, files: Dataset, overlay: Overlay
    ) -> tuple[Dataset, frozenset[str]] | None:
        """The rows, and whose they are that changed; None when that is everyone's."""
        if last is None or files is not last.files:
            return None
        if overlay == last.overlay:
            return last.dataset, frozenset(self._store.changes_since(last.revision) or ())
        changed = self._store.changes_since(last.revision)
        return None if changed is None else overlay.again(last.overlay, files, last.dataset, changed)

    def _renew(self, shown: Shown) -> None:
        """Begin to make anew what was amended many times."""
        if self._meanwhile is None and shown.portfolio.worn:
            self._meanwhile = set()
            self._later(lambda: self._renewed(shown))

    def _renewed(self, shown: Shown) -> None:
        fresh = shown.portfolio.anew()
        with self._lock:
            changed, self._meanwhile = self._meanwhile, None
            if self._shown is not None and changed is not None:
                portfolio = fresh.amended(self._shown.dataset, changed, self._store.overrides())
                portfolio.mark = self._shown.portfolio.mark
                self._shown = replace(self._shown, portfolio=portfolio)


def settings_of(store: Store) -> Settings:
    """The settings of a record, the defaults where nothing was changed."""
    kept = {c.name: c.value for c in store.setting_changes()}
    return from_texts({name: value for name, value in kept.items() if value is not None})


def in_the_background(work: Callable[[], None]) -> None:
    """Run `work` in a thread of its own; a failure is logged, and the end of the process waits for it."""

    def quietly() -> None:
        try:
            work()
        except Exception:
            logger.exception("what was to be ready ahead of time is not; nothing else is changed by it")
        finally:
            _at_work.discard(threading.current_thread())

    thread = threading.Thread(target=quietly, daemon=True)
    _at_work.add(thread)
    thread.start()


@atexit.register
def _ended() -> None:
    """Wait for what is under way: a thread cut inside DuckDB at exit would take the process down with it."""
    for thread in list(_at_work):
        thread.join(PATIENCE)
