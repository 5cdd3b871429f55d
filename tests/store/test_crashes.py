"""A server killed at any moment: what it had said was done is there, what it was doing is there whole or not at all, and the record opens at once."""

import os
import pickle
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import text

from fiche import loading
from fiche.dataset import Dataset
from fiche.store import Store
from fiche.store.tables import DATA
from tests.store.test_faults import DAY

KILLS, INSIDE, SECONDS = 100, 60, 10.0
ROWS, LONG = 400, 400.0


def company() -> Dataset:
    lines = ["Numéro client;Raison sociale;Numéro facture;Date;Montant TTC"]
    lines += [f"C{i % 90};Société {i % 90};F{i};2026-01-{1 + i % 28:02};{i},50" for i in range(ROWS)]
    reading = loading.prepare([("ventes.csv", "\n".join(lines).encode())])
    return loading.check(reading, loaded_on=DAY)


@dataclass
class Writers:
    """The process that forks writers, and what they said: the last change begun and the last done."""

    process: "subprocess.Popen[str]"
    begun: int = 0
    done: int = 0

    def run(self, instructions: int, writes: int, seconds: float) -> bool:
        """One writer, until it is killed: after so many instructions, else so long into the write that follows so many. Returns whether that was
        inside a write."""
        assert self.process.stdin and self.process.stdout
        self.begun = self.done = pid = 0
        print(instructions, file=self.process.stdin, flush=True)
        for line in self.process.stdout:
            word, _, number = line.strip().partition(" ")
            if word == "pid":
                pid = int(number)
            elif word == "begin":
                self.begun = int(number)
                writes -= 1
                if writes == -1 and not instructions:
                    time.sleep(seconds)
                    os.kill(pid, signal.SIGKILL)
            elif word == "done":
                self.done = int(number)
            elif word == "dead":
                break
        assert self.process.poll() is None and self.begun, "the writer failed by itself"
        return self.begun > self.done


@pytest.fixture
def dataset() -> Dataset:
    return company()


@pytest.fixture
def writers(url: str, dataset: Dataset, tmp_path: Path) -> Iterator[Writers]:
    place = tmp_path / "dataset.pickle"
    place.write_bytes(pickle.dumps(dataset))
    Store.open(url).close()
    command = [sys.executable, "-m", "tests.store.writer", url, str(place)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as process:
        end = Timer(LONG, os.killpg, (process.pid, signal.SIGKILL))
        end.start()
        try:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            yield Writers(process)
        finally:
            end.cancel()
            os.killpg(process.pid, signal.SIGKILL)


def check(url: str, writers: Writers, dataset: Dataset, before: int) -> int:
    """The record opens at once and is what it should be. Returns its revision."""
    began = time.monotonic()
    store = Store.open(url)
    revision = store.revision
    assert time.monotonic() - began < SECONDS
    done = max(before, writers.done)
    assert revision in {done, max(done, writers.begun)}, "nothing said to be done is lost"
    imports = [n for n in range(1, revision + 1) if n % 4 == 1]
    kept = store.imports()[::-1]
    assert [i.files for i in kept] == [(f"{n}.csv",) for n in imports]
    with store._read() as connection:
        if url.startswith("sqlite"):
            assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        for name, table in DATA.items():
            counts = connection.execute(
                text(f"SELECT import_id, count(*) FROM {table.name} GROUP BY 1")
            ).all()
            whole = [(i.id, len(dataset[name])) for i in kept if len(dataset[name])]
            assert sorted(tuple(c) for c in counts) == whole, "no import is there by half"
    last = revision if revision % 4 != 1 else revision - 1
    assert [e.value for e in store.edits()] == [f"{last}"] * (5 if last > 1 else 0)
    assert store.verify().faults == ()
    store.close()
    return revision


@pytest.mark.slow
def test_killed_a_hundred_times(writers: Writers, url: str, dataset: Dataset) -> None:
    sqlite, draw, inside, revision = url.startswith("sqlite"), random.Random(20261124), 0, 0
    for n in range(KILLS if sqlite else KILLS // 5):
        instructions = int(10 ** draw.uniform(1.5, 4.8)) if sqlite and n % 5 < 3 else 0
        inside += writers.run(instructions, draw.randrange(4), draw.uniform(0, 0.12))
        revision = check(url, writers, dataset, revision)
    assert inside >= INSIDE - 10 if sqlite else inside > 0
    assert revision > 20, "nothing was written"
    print(f"{inside} inside the write, revision {revision}")
