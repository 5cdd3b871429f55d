"""One run of the reading child: started, listened to, watched, and killed when it goes over a limit; it never reads the file itself."""

import json
import logging
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import fiche
from fiche.reading.jobs import clock, spent, written
from fiche.reading.limits import Limits

TICK = 0.1
log = logging.getLogger("fiche.reading")
# What a child needs of its surroundings: none of the application's own settings, and so none of its secrets.
KEPT = (
    "PATH",
    "SYSTEMROOT",
    "WINDIR",
    "TEMP",
    "TMP",
    "TMPDIR",
    "LANG",
    "LC_ALL",
    "LD_LIBRARY_PATH",
    "HOME",
    "USERPROFILE",
)
OUT_OF_MEMORY = (b"memory allocation of", b"MemoryError", b"out of memory", b"capacity overflow")


@dataclass(frozen=True)
class Outcome:
    """`code` None: the result is there. Else the refusal; `crashed` when the child died of itself, without a word. `why` is for us, not shown."""

    code: str | None
    crashed: bool = False
    why: str = ""


def run(
    folder: Path,
    limits: Limits,
    progress: Callable[[float], None],
    cancelled: Callable[[], bool],
    module: str = "fiche.reading.worker",
) -> Outcome:
    """Do the job of `folder` in a child, which runs `module`, and wait for it. Whatever the child does, this returns (or raises what `progress` raised)."""
    with (folder / "errors").open("wb") as errors:
        child = subprocess.Popen(
            [sys.executable, "-m", module, str(folder)],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors, env=_environment(), cwd=folder, close_fds=True,
        )  # fmt: skip
    try:
        said = _Listener(child, folder, limits, progress, cancelled).listen()
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()
    if said is not None:
        return said
    return _after_death(child.returncode, folder)


def _environment() -> dict[str, str]:
    package = str(Path(fiche.__file__).resolve().parents[1])
    kept = {key: os.environ[key] for key in KEPT if key in os.environ}
    return kept | {
        "PYTHONPATH": package,
        "PYTHONSAFEPATH": "1",
        "PYTHONIOENCODING": "utf-8",
        "RUST_BACKTRACE": "0",
        "POLARS_MAX_THREADS": "2",
    }


class _Listener:
    """The watch over one child: what it says, how long it takes, how much memory it holds."""

    def __init__(
        self,
        child: "subprocess.Popen[bytes]",
        folder: Path,
        limits: Limits,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.child, self.limits, self.progress, self.cancelled = child, limits, progress, cancelled
        self.lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.deadline = clock() + limits.wall
        self.watches = watches_memory(limits)
        self.results = (folder / "result", folder / "frame")

    def listen(self) -> Outcome | None:
        """Until the child says how it went, or is stopped; None when it died without a word."""
        assert self.child.stdout is not None
        reader = threading.Thread(target=_pump, args=(self.child.stdout, self.lines), daemon=True)
        reader.start()
        while True:
            stopped = self._stopped()
            if stopped is not None:
                self.child.kill()
                return Outcome(stopped)
            try:
                line = self.lines.get(timeout=TICK)
            except queue.Empty:
                continue
            if line is None:
                return None
            outcome = self._hear(line)
            if outcome is not None:
                return outcome

    def _stopped(self) -> str | None:
        if self.cancelled():
            return "reading_cancelled"
        if clock() > self.deadline:
            return "reading_timeout"
        return self._over() if self.watches else None

    def _over(self) -> str | None:
        """The limits that the system does not keep for us: memory, what is written, processor time."""
        limits, used = self.limits, spent(self.child.pid)
        if used.memory > limits.memory or self._too_long():
            return "reading_memory"
        return "reading_timeout" if used.seconds > limits.cpu else None

    def _too_long(self) -> bool:
        return sum(map(written, self.results)) > self.limits.output

    def _hear(self, line: bytes) -> Outcome | None:
        try:
            said: dict[str, Any] = json.loads(line)
        except ValueError:
            return None
        if "progress" in said:
            self.progress(float(said["progress"]))
            return None
        if said.get("done") and self.watches and self._too_long():  # written too fast to be seen on the way
            return Outcome("reading_memory")
        return (
            Outcome(None)
            if said.get("done")
            else Outcome(str(said.get("refused", "damaged_file")), why=str(said.get("why", "")))
        )


def watches_memory(limits: Limits) -> bool:
    """Whether the parent watches the child: macOS ignores the limit on address space, Windows has none."""
    return limits.watch if limits.watch is not None else not sys.platform.startswith("linux")


def _pump(stream: IO[bytes], lines: "queue.SimpleQueue[bytes | None]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)
    stream.close()


def _after_death(code: int, folder: Path) -> Outcome:
    """What a silent death means: SIGXCPU (24) is our limit, SIGKILL (9) the system short of memory; an abort says whether memory lacked."""
    log.debug("the reading child died: exit code %s", code)
    if code == -24:
        return Outcome("reading_timeout")
    with (folder / "errors").open("rb") as errors:
        words = errors.read(4_096)
    if code == -9 or any(mark in words for mark in OUT_OF_MEMORY):
        return Outcome("reading_memory", crashed=True)
    return Outcome("damaged_file", crashed=True, why=f"exit code {code}")
