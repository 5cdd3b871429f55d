"""A record's rows and its portfolio kept up with it, one for everyone who reads: a change costs what it concerns; it writes nothing and draws nothing."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from fiche.analysis import Portfolio, Settings
from fiche.analysis.setting_list import from_texts
from fiche.dataset import Dataset
from fiche.overlay import Overlay
from fiche.store import Store

logger = logging.getLogger(__name__)


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
    """

    def __init__(self, store: Store, later: Callable[[Callable[[], None]], None] | None = None) -> None:
        self._store, self._later = store, later or _in_the_background
        self._lock = threading.Lock()
        self._shown: Shown | None = None
        self._meanwhile: set[str] | None = (
            None  # whose rows changed since tables are being made anew; None: they are not
        )

    def now(self) -> Shown:
        """What the record holds."""
        with self._lock:
            if self._shown is None or self._shown.revision != self._store.revision:
                self._shown = self._brought_up(self._shown)
                self._renew(self._shown)
            return self._shown

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


def _in_the_background(work: Callable[[], None]) -> None:
    def quietly() -> None:
        try:
            work()
        except Exception:
            logger.exception("the tables could not be made anew; those in use stay")

    threading.Thread(target=quietly, daemon=True).start()
