"""The private folders of jobs (a reading, what a query puts aside) and the line in which files wait their turn; it keeps nothing once a job is over."""

import os
import shutil
import tempfile
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psutil

Stopped = Callable[[], None]


def base_folder() -> Path:
    """Where jobs live: FICHE_TEMP, else a folder of this user's in the system's temporary folder. Created 0700."""
    chosen = os.environ.get("FICHE_TEMP")
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    base = Path(chosen) if chosen else Path(tempfile.gettempdir()) / f"fiche-{owner}"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not chosen and hasattr(os, "getuid") and base.lstat().st_uid != os.getuid():  # someone was there first
        return Path(tempfile.mkdtemp(prefix="fiche-"))
    return base


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder of this process's own, 0700, removed at the end whatever happens. Its name holds nothing of the user's."""
    path = _made()
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def folder_of(owner: object) -> Path:
    """The same, removed once `owner` is no longer there."""
    path = _made()
    weakref.finalize(owner, shutil.rmtree, path, ignore_errors=True)
    return path


def _made() -> Path:
    path = base_folder() / f"job-{os.getpid()}-{uuid.uuid4().hex}"
    path.mkdir(mode=0o700)
    return path


def sweep() -> int:
    """Remove the folders left by processes that died before they could; returns how many. Called when the application starts."""
    removed = 0
    for path in base_folder().glob("job-*-*"):
        if path.is_dir() and not path.is_symlink() and not _is_alive(path):
            shutil.rmtree(path, ignore_errors=True)
            removed += 1
    return removed


def _is_alive(path: Path) -> bool:
    """Whether the process that made the folder still runs; a process younger than the folder only took over its number."""
    try:
        owner = psutil.Process(int(path.name.split("-")[1]))
        return bool(owner.create_time() <= path.stat().st_mtime + 1)
    except (ValueError, OSError, psutil.Error):
        return False


class Line:
    """First come, first served, at most so many at once."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._waiting: list[object] = []
        self._busy = 0

    @contextmanager
    def turn(self, most: int, told: Callable[[int], None], check: Stopped) -> Iterator[None]:
        """Wait until fewer than `most` are busy. `told` hears one's place (1 is next) each time it changes; `check` may raise to leave."""
        ticket, place = object(), 0
        with self._changed:
            self._waiting.append(ticket)
        try:
            while not self._enter(ticket, most):
                now = self._waiting.index(ticket) + 1
                if now != place:
                    place = now
                    told(place)
                check()
                with self._changed:
                    self._changed.wait(0.1)
        except BaseException:
            with self._changed:
                self._waiting.remove(ticket)
            raise
        try:
            yield
        finally:
            with self._changed:
                self._busy -= 1
                self._changed.notify_all()

    def _enter(self, ticket: object, most: int) -> bool:
        with self._changed:
            if self._waiting[0] is not ticket or self._busy >= most:
                return False
            self._waiting.pop(0)
            self._busy += 1
            self._changed.notify_all()
            return True


LINE = Line()


class Spent(NamedTuple):
    """What a process holds and has used: resident bytes, seconds of processor."""

    memory: int = 0
    seconds: float = 0.0


def spent(pid: int) -> Spent:
    """What a process costs; nothing when it is gone."""
    try:
        process = psutil.Process(pid)
        with process.oneshot():
            times = process.cpu_times()
            return Spent(int(process.memory_info().rss), times.user + times.system)
    except psutil.Error:
        return Spent()


def written(path: Path) -> int:
    """Bytes of a file; 0 when it is not there yet."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def clock() -> float:
    """Seconds, for measuring how long something takes."""
    return time.monotonic()
