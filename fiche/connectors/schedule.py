"""Connections synchronised in the background, when their time has come or when a reader asks: one thread a process, one synchronisation of a connection at a time whatever the processes; it survives a restart, since what is due is in the record."""

import datetime as dt
import logging
import threading
from collections.abc import Callable

from fiche.connectors.session import World
from fiche.connectors.sync import Run, synchronise
from fiche.errors import FicheError
from fiche.store import Store
from fiche.store.connections import Remote

PAUSE = 15.0  # seconds between two looks at what is due
log = logging.getLogger("fiche")


class Scheduler:
    """Synchronises what is due of a record. `now`: the clock, in UTC without a zone; `world`: what calls need."""

    def __init__(self, store: Store, now: Callable[[], dt.datetime], world: World | None = None) -> None:
        self._store, self._now, self._world = store, now, world or World()
        self._wake, self._over = threading.Event(), threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin to look after the record."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="connections", daemon=True)
            self._thread.start()

    def stop(self, timeout: float = 10.0) -> None:
        """Begin no other synchronisation; the one under way ends by itself."""
        self._over.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def ask(self, number: int, *, whole: bool = False) -> None:
        """Synchronise a connection as soon as possible; `whole`: everything is read again."""
        self._store.ask_sync(number, self._now(), whole=whole)
        self._wake.set()

    def due(self) -> list[Remote]:
        """The connections whose time has come, those asked for first."""
        now = self._now()
        found = [r for r in self._store.remotes() if r.asked_at is not None or self._is_late(r, now)]
        return sorted(found, key=lambda r: r.asked_at is None)

    def _is_late(self, remote: Remote, now: dt.datetime) -> bool:
        if not remote.every:
            return False
        last = next(iter(self._store.syncs(remote.id, 1)), None)
        return last is None or last.began_at + dt.timedelta(minutes=remote.every) <= now

    def round(self) -> int:
        """Synchronise what is due now. Returns how many were."""
        done = 0
        for remote in self.due():
            try:
                synchronise(
                    self._store,
                    remote.id,
                    Run(self._now, again=remote.asked_at is not None, world=self._world),
                )
                done += 1
            except FicheError as refusal:  # another process has it, or it was removed meanwhile
                log.info("connection %s: %s", remote.id, refusal.code)
            if self._over.is_set():
                break
        return done

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                self.round()
            except FicheError as fault:  # the record does not answer: it may again
                log.warning("connections: %s", fault.code)
            except Exception:
                log.exception("connections")
            self._wake.wait(PAUSE)
            self._wake.clear()
