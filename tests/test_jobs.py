"""Background work: it goes on where it was after being stopped, after failing, after the server was killed; nothing is made twice, nothing is lost."""

import datetime as dt
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from fiche.bundle import Made, bundle
from fiche.errors import Refused
from fiche.jobs import KEPT_DAYS, Jobs, Task, Work

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ITEMS = [f"n° {n}" for n in range(30)]


def clock(start: dt.datetime = NOON) -> Callable[[], dt.datetime]:
    """A clock that moves on by a second each time it is looked at."""
    ticks = iter(range(10**9))
    return lambda: start + dt.timedelta(seconds=next(ticks))


def letters(made: Path, pause: float = 0.0) -> Work:
    """A work that makes a ZIP of texts and notes in `made` each one that it makes."""

    def make(items: Sequence[str]) -> Made:
        for item in items:
            with made.open("a", encoding="utf-8") as log:
                log.write(f"{item}\n")
            time.sleep(pause)
            yield item, [(f"{item}.txt", f"Bonjour {item}".encode())]

    def work(task: Task) -> str:
        bundle(task.folder / "lettres.zip", "clef", task.arguments["items"], make, task.tell)
        return "lettres.zip"

    return work


def read(path: Path | None) -> dict[str, bytes]:
    assert path is not None
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def all_there(path: Path | None) -> bool:
    return list(read(path).values()) == [f"Bonjour {item}".encode() for item in ITEMS]


def test_a_job_runs_to_its_end(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs", {"letters": letters(tmp_path / "made")}, clock())
    job = jobs.start("letters", "Les lettres", {"items": ITEMS})
    assert jobs.wait(20)
    done = jobs.get(job.id)
    assert done is not None and (done.status, done.done, done.total) == ("done", 30, 30)
    path = jobs.result(job.id)
    assert path is not None and all_there(path) and done.size == path.stat().st_size
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert sorted(p.name for p in path.parent.iterdir()) == ["job.json", "lettres.zip", "owner"]
    jobs.remove(job.id)
    assert jobs.all() == [] and not path.parent.exists()


def test_a_job_that_is_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    made = tmp_path / "made"
    jobs = Jobs(tmp_path / "jobs", {"letters": letters(made, 0.02)}, clock())
    job = jobs.start("letters", "Les lettres", {"items": ITEMS})
    while not made.exists() or made.read_text("utf-8").count("\n") < 5:
        time.sleep(0.01)
    jobs.stop(job.id)
    assert jobs.wait(20)
    stopped = jobs.get(job.id)
    assert stopped is not None and stopped.status == "stopped" and jobs.result(job.id) is None
    before = made.read_text("utf-8").count("\n")
    assert 5 <= before < 30
    jobs.resume(job.id)
    assert jobs.wait(20) and all_there(jobs.result(job.id))
    assert (
        made.read_text("utf-8").count("\n") <= len(ITEMS) + 1
    )  # the one that was being made when it stopped


def test_a_job_that_waits_is_stopped_at_once(tmp_path: Path) -> None:
    go = threading.Event()

    def slow(task: Task) -> str:
        go.wait(10)
        (task.folder / "x").write_text("x")
        return "x"

    jobs = Jobs(tmp_path, {"slow": slow}, clock())
    first, second = (jobs.start("slow", name, {}) for name in ("un", "deux"))
    jobs.stop(second.id)
    assert next(job.status for job in jobs.all()) == "stopped"
    go.set()
    assert jobs.wait(10) and jobs.result(first.id) is not None and jobs.result(second.id) is None


def test_failures_are_said_and_may_be_tried_again(tmp_path: Path) -> None:
    faults: list[Exception | None] = [Refused("nothing_loaded"), ZeroDivisionError(), None]

    def work(task: Task) -> str:
        if (fault := faults.pop(0)) is not None:
            raise fault
        (task.folder / "x").write_text("x")
        return "x"

    jobs = Jobs(tmp_path, {"w": work}, clock())
    job = jobs.start("w", "t", {})
    assert jobs.wait(10)
    refused = jobs.get(job.id)
    assert (
        refused is not None
        and refused.status == "failed"
        and refused.message == Refused("nothing_loaded").message
    )
    jobs.resume(job.id)
    assert jobs.wait(10)
    failed = jobs.get(job.id)
    assert failed is not None and failed.status == "failed" and failed.message is None
    jobs.resume(job.id)
    assert jobs.wait(10) and jobs.result(job.id) is not None


KILLED = """
import sys, time
from pathlib import Path
from fiche.jobs import Jobs
from tests.test_jobs import ITEMS, clock, letters
folder = Path(sys.argv[1])
jobs = Jobs(folder / "jobs", {"letters": letters(folder / "made", 0.02)}, clock())
jobs.start("letters", "Les lettres", {"items": ITEMS})
jobs.wait(60)
"""


@pytest.mark.parametrize("reached", [1, 7, 20])
def test_a_job_of_a_killed_server_goes_on_by_itself(tmp_path: Path, reached: int, root: Path) -> None:
    made = tmp_path / "made"
    server = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    while server.poll() is None and (not made.exists() or made.read_text("utf-8").count("\n") < reached):
        time.sleep(0.005)
    server.send_signal(signal.SIGKILL)
    server.wait()
    jobs = Jobs(tmp_path / "jobs", {"letters": letters(made)}, clock())
    (job,) = jobs.all()
    assert jobs.wait(20) and all_there(jobs.result(job.id))
    assert (
        made.read_text("utf-8").count("\n") <= len(ITEMS) + 1
    )  # at most the one that was being written is made again


def test_a_job_looked_after_elsewhere_is_left_alone(tmp_path: Path, root: Path) -> None:
    made = tmp_path / "made"
    server = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(tmp_path)], cwd=root, env={**os.environ, "PYTHONPATH": str(root)}
    )
    try:
        while not made.exists():
            time.sleep(0.005)
        assert Jobs(tmp_path / "jobs", {"letters": letters(made)}, clock()).all() == []
    finally:
        server.kill()
        server.wait()


def test_old_jobs_are_forgotten(tmp_path: Path) -> None:
    works: dict[str, Work] = {"letters": letters(tmp_path / "made")}
    jobs = Jobs(tmp_path / "jobs", works, clock())
    job = jobs.start("letters", "t", {"items": ["a"]})
    assert jobs.wait(10)
    kept = Jobs(tmp_path / "jobs", works, clock(NOON + dt.timedelta(days=KEPT_DAYS - 1)))
    assert [each.id for each in kept.all()] == [job.id] and kept.result(job.id) is not None
    assert Jobs(tmp_path / "jobs", works, clock(NOON + dt.timedelta(days=KEPT_DAYS + 1))).all() == []
    assert list((tmp_path / "jobs").iterdir()) == []


def test_a_bundle_of_something_else_begins_again(tmp_path: Path) -> None:
    def once(content: bytes, last: int) -> Callable[[Sequence[str]], Made]:
        def make(items: Sequence[str]) -> Made:
            for number, item in enumerate(items):
                if number == last:
                    raise InterruptedError
                yield item, [("même nom.txt", content)]

        return make

    target = tmp_path / "a.zip"
    with pytest.raises(InterruptedError):
        bundle(target, "hier", ["a", "b", "c"], once(b"hier", 2), lambda done, total: None)
    bundle(target, "aujourd’hui", ["a", "b", "c"], once(b"now", 9), lambda done, total: None)
    assert read(target) == {"même nom.txt": b"now", "même nom (2).txt": b"now", "même nom (3).txt": b"now"}


HOSTILE = (
    "../../etc/passwd",
    "..\\..\\x",
    "CON",
    "a/b",
    "x" * 300,
    "\u202egpj.exe",
    "👩‍💻",
    "nul.xlsx",
    "NUL",
    "",
    ".",
    "a\0b\nc",
)


def test_names_stay_in_the_folder(tmp_path: Path) -> None:
    def make(items: Sequence[str]) -> Made:
        return ((item, [(f"{item}.xlsx", b"x")]) for item in items)

    bundle(tmp_path / "a.zip", "", HOSTILE, make, lambda done, total: None)
    names = list(read(tmp_path / "a.zip"))
    assert len(names) == len({name.casefold() for name in names}) == len(HOSTILE)
    folder = tmp_path / "out"
    for name in names:
        assert len(name) <= 100 and not set(name) & set('/\\:*?"<>|\0\n') and not name.startswith(".")
        assert name.split(".")[0].lower() not in {"con", "nul"}
        assert (folder / name).resolve().parent == folder.resolve()
