"""Work that takes long, done in the background one after the other: followed, stopped, taken up again after a restart; it knows nothing of what is done.

Each job has a private folder (0700) that holds its state (job.json) and what it makes. A job that a stopped server left goes on where it was: what it
began is still in its folder, and its work knows how to continue. Finished jobs are kept some days.
"""

import datetime as dt
import json
import logging
import os
import shutil
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import psutil

from fiche.errors import Refused
from fiche.i18n import speaking

Status = Literal["waiting", "running", "done", "failed", "stopped"]
ENDED = ("done", "failed", "stopped")
KEPT_DAYS = 7
_SAID_EVERY = 0.5  # seconds between two notes of how far a job is
_STATE, _OWNER = "job.json", "owner"
log = logging.getLogger("fiche")


@dataclass(frozen=True)
class Job:
    """A job as it stands. `arguments`: plain values, for its work; «language» is the one it speaks. `done` of `total` (0: not known yet). `result`: the file that it made, in its folder.
    `message`: why it failed, in words for the user. `made_at`, `ended_at`: UTC."""

    id: str
    kind: str
    title: str
    arguments: Mapping[str, Any]
    made_at: str
    status: Status = "waiting"
    done: int = 0
    total: int = 0
    ended_at: str | None = None
    result: str | None = None
    size: int = 0
    message: str | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.status in ENDED


class Stopped(Exception):
    """Raised inside a work that was asked to stop."""


class Task:
    """What a work is given: its arguments, a folder where what it began may be, and whom to tell."""

    def __init__(self, folder: Path, arguments: Mapping[str, Any], told: Callable[[int, int], None]) -> None:
        self.folder = folder
        self.arguments = arguments
        self._told = told

    def tell(self, done: int, total: int) -> None:
        """Say how far the work is. Raises Stopped when it is to stop."""
        self._told(done, total)


# A work makes a file in its task's folder and returns its name; called again after having been stopped, it goes on.
Work = Callable[[Task], str]


class Jobs:
    """The jobs of a folder, done by one thread. `works`: what each kind of job does; `now`: the clock, in UTC."""

    def __init__(self, folder: Path, works: Mapping[str, Work], now: Callable[[], dt.datetime]) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._works = dict(works)
        self._now = now
        self._lock = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._stops: dict[str, threading.Event] = {}
        self._thread: threading.Thread | None = None
        self._recover()

    # ── asked by a user ──

    def start(self, kind: str, title: str, arguments: Mapping[str, Any]) -> Job:
        """Begin a job, once those before it are over. Raises KeyError for an unknown kind, ValueError for arguments that are not plain."""
        if kind not in self._works:
            raise KeyError(kind)
        job = Job(uuid.uuid4().hex, kind, title, json.loads(json.dumps(dict(arguments))), self._said())
        (self._folder / job.id).mkdir(mode=0o700)
        self._own(job.id)
        with self._lock:
            self._keep(job)
            self._wake()
        return job

    def all(self) -> list[Job]:
        """Every job, latest first."""
        with self._lock:
            return sorted(self._jobs.values(), key=lambda job: job.made_at, reverse=True)

    def get(self, job_id: str) -> Job | None:
        """A job, None when there is none."""
        with self._lock:
            return self._jobs.get(job_id)

    def stop(self, job_id: str) -> None:
        """Ask a job to stop; what it made so far stays, so that it may be resumed."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.ended:
                return
            self._stops.setdefault(job_id, threading.Event()).set()
            if job.status == "waiting":
                self._keep(replace(job, status="stopped", ended_at=self._said()))

    def resume(self, job_id: str) -> None:
        """Go on with a job that was stopped or that failed."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.status not in ("stopped", "failed"):
                return
            self._stops.pop(job_id, None)
            self._keep(replace(job, status="waiting", ended_at=None, message=None))
            self._wake()

    def remove(self, job_id: str) -> None:
        """Forget a job that is over, and what it made."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is not None and job.ended:
                del self._jobs[job_id]
                shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def result(self, job_id: str) -> Path | None:
        """The file that a job made, None while there is none."""
        job = self.get(job_id)
        if job is None or job.status != "done" or job.result is None:
            return None
        path = self._folder / job_id / job.result
        return path if path.is_file() else None

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is left to do; whether that came in time."""
        with self._lock:
            return self._lock.wait_for(lambda: all(job.ended for job in self._jobs.values()), timeout)

    # ── done by the thread ──

    def _wake(self) -> None:
        if self._thread is None or not self._thread.is_alive():
            self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
            self._thread.start()

    def _run(self) -> None:
        """Do what waits, oldest first, until nothing does."""
        while True:
            with self._lock:
                waiting = [job for job in self._jobs.values() if job.status == "waiting"]
                if not waiting:
                    self._thread = None
                    return
                job = min(waiting, key=lambda each: each.made_at)
                self._keep(replace(job, status="running"))
            with speaking(str(job.arguments.get("language", "fr"))):
                ended = self._done(job)
            with self._lock:
                self._keep(replace(ended, ended_at=self._said()))

    def _done(self, job: Job) -> Job:
        """The job once its work has returned, was stopped or failed."""
        folder = self._folder / job.id
        try:
            name = self._works[job.kind](Task(folder, job.arguments, self._teller(job.id)))
        except Stopped:
            return replace(self._jobs[job.id], status="stopped")
        except Refused as refusal:
            return replace(self._jobs[job.id], status="failed", message=refusal.message)
        except Exception:
            log.exception("job %s", job.id)
            return replace(self._jobs[job.id], status="failed")
        return replace(self._jobs[job.id], status="done", result=name, size=(folder / name).stat().st_size)

    def _teller(self, job_id: str) -> Callable[[int, int], None]:
        said = 0.0

        def tell(done: int, total: int) -> None:
            nonlocal said
            stop = self._stops.get(job_id)
            if stop is not None and stop.is_set():
                raise Stopped
            now = time.monotonic()
            with self._lock:
                job = replace(self._jobs[job_id], done=done, total=total)
                if now - said >= _SAID_EVERY:
                    said = now
                    self._keep(job)
                else:
                    self._jobs[job_id] = job

        return tell

    # ── kept on the disk ──

    def _keep(self, job: Job) -> None:
        """The state of a job, here and in its folder; the lock is held."""
        self._jobs[job.id] = job
        path = self._folder / job.id / _STATE
        beside = path.with_suffix(".part")
        beside.write_text(json.dumps(asdict(job), ensure_ascii=False), "utf-8")
        beside.replace(path)
        self._lock.notify_all()

    def _said(self) -> str:
        return self._now().isoformat()

    def _own(self, job_id: str) -> None:
        """Say that this process looks after a job."""
        me = psutil.Process()
        (self._folder / job_id / _OWNER).write_text(f"{me.pid} {me.create_time()}", "utf-8")

    def _recover(self) -> None:
        """Take up what a process that is gone left, and forget what is old."""
        oldest = self._now() - dt.timedelta(days=KEPT_DAYS)
        for folder in [path for path in self._folder.iterdir() if path.is_dir() and not path.is_symlink()]:
            job = _read(folder / _STATE)
            if job is None or (job.ended and dt.datetime.fromisoformat(job.ended_at or job.made_at) < oldest):
                if not _is_looked_after(folder):
                    shutil.rmtree(folder, ignore_errors=True)
            elif job.ended or (job.kind in self._works and not _is_looked_after(folder)):
                self._own(job.id)
                with self._lock:
                    self._keep(job if job.ended else replace(job, status="waiting"))
        with self._lock:
            if any(not job.ended for job in self._jobs.values()):
                self._wake()


def _read(path: Path) -> Job | None:
    try:
        return Job(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _is_looked_after(folder: Path) -> bool:
    """Whether another process that still runs looks after a job."""
    try:
        pid, created = (folder / _OWNER).read_text("utf-8").split()
        owner = psutil.Process(int(pid))
        return int(pid) != os.getpid() and abs(owner.create_time() - float(created)) < 1
    except (OSError, ValueError, psutil.Error):
        return False
