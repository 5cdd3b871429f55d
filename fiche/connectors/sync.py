"""One synchronisation of a connection, from its lease to its line in the history: lists are read, what changed is published; a failure is kept in words, and the next one goes on."""

import datetime as dt
import logging
import os
import socket
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psutil

from fiche.connectors.publish import publish, signature
from fiche.connectors.pull import Pull, Tally
from fiche.connectors.session import Session, World
from fiche.errors import FicheError, Refused
from fiche.store import Store, connections
from fiche.store.connections import Remote, Sync

LEASE = dt.timedelta(minutes=15)
PUBLISHING = "publish"
log = logging.getLogger("fiche")


@dataclass(frozen=True)
class Run:
    """How a synchronisation is made. `now`: the clock, in UTC without a zone; `whole`: everything is read again; `again`: published even where a reader took its last import out."""

    now: Callable[[], dt.datetime]
    by: str = ""
    whole: bool = False
    again: bool = False
    world: World = field(default_factory=World)


def synchronise(store: Store, number: int, run: Run) -> Sync:
    """Read what changed and publish it. Returns the line of the history, whose status says whether it is done or failed.

    Raises Refused when the connection was removed or another synchronisation of it is running.
    """
    remote = store.remote(number)
    if remote is None:
        raise Refused("connection_gone")
    who, began = _me(), run.now()
    with store.gathering() as connection:
        if not connections.hold(connection, number, who, began, began + LEASE, _left(connection, number)):
            raise Refused("sync_running", name=remote.name)
        sync = connections.begin(connection, number, began, run.by, whole=run.whole)
        connections.ask(connection, number, None)
    try:
        ended = _outcome(store, remote, sync, run, who)
    finally:
        with store.gathering() as connection:
            connections.release(connection, number, who)
    with store.gathering() as connection:
        connections.tell(connection, sync, {**ended, "ended_at": run.now(), "phase": None})
    return next(s for s in store.syncs(number) if s.id == sync)


def _outcome(store: Store, remote: Remote, sync: int, run: Run, who: str) -> dict[str, Any]:
    """What the line of the history says at the end."""
    try:
        notes = _work(store, remote, sync, run, who)
    except FicheError as refusal:
        return {"status": "failed", "code": refusal.code, "message": refusal.message}
    except Exception:
        log.exception("synchronisation of connection %s", remote.id)
        fault = Refused("fault_here")
        return {"status": "failed", "code": fault.code, "message": fault.message}
    said = " ".join(n.message for n in notes) or None
    return {"status": "done", "code": notes[0].code if notes else None, "message": said}


def _work(store: Store, remote: Remote, sync: int, run: Run, who: str) -> list[FicheError]:
    def told(connection: Any, phase: str, tally: Tally) -> None:
        now = run.now()
        if not connections.hold(connection, remote.id, who, now, now + LEASE):
            raise Refused("sync_running", name=remote.name)
        connections.tell(connection, sync, {"phase": phase, "counts": tally.counts, "rows": tally.read})
        if tally.changed:
            connections.unpublished(connection, remote.id)

    with Session.of(store, remote, run.world) as session:
        tally = Pull(store, remote.id, session, told, run.now).run(whole=run.whole)
        host = session.base
    notes: list[FicheError] = list(tally.notes)
    now = store.remote(remote.id)
    if now is None:
        raise Refused("connection_gone")
    if run.again or (now.published != signature(now) and not taken_out(store, now)):
        with store.gathering() as connection:
            told(connection, PUBLISHING, tally)
        if publish(store, now, run.now(), sync, by=run.by) is None:
            notes.append(Refused("nothing_there", host=host))
    return notes


def taken_out(store: Store, remote: Remote) -> bool:
    """Whether a reader undid its last import, or loaded a file in its place: only a synchronisation asked by hand brings it back."""
    return remote.import_id is not None and all(made.id != remote.import_id for made in store.in_force())


def _me() -> str:
    """This process and this run of it: what holds the lease."""
    me = psutil.Process()
    return f"{socket.gethostname()[:20]}:{me.pid}:{int(me.create_time())}:{uuid.uuid4().hex[:8]}"


def _left(connection: Any, number: int) -> str | None:
    """Whoever holds the lease, when it is a process of this machine that is gone."""
    holder = connections.holder(connection, number)
    try:
        host, pid, created, _run = (holder or "").rsplit(":", 3)
        if host != socket.gethostname()[:20] or int(pid) == os.getpid():
            return None
        alive = psutil.pid_exists(int(pid)) and abs(psutil.Process(int(pid)).create_time() - int(created)) < 2
    except (ValueError, psutil.Error):
        return None
    return None if alive else holder
