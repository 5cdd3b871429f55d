"""The way of a system that limits no process: the child limits nothing, the parent watches it; and the line in which readings wait.

`Limits(watch=True)` is that way, taken here on any system: no address space, no processor time, no file size is limited in the child.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest

from fiche.errors import ReadingRefused
from fiche.reading.jobs import Spent, spent, written
from fiche.reading.limits import MB, Limits
from fiche.reading.read import read_file, sweep
from tests.reading.hostile import Repeated
from tests.reading.hostile_workbooks import CORNERS, ROW_OF_ONE, sheet

HEAVY = b'"a";"b"\n' * 4_000_000


def code(name: str, source: bytes | Path, limits: Limits, **more) -> str:
    with pytest.raises(ReadingRefused) as refused:
        read_file(name, source, limits, **more)
    return refused.value.code


@pytest.fixture(autouse=True)
def nothing_left(temp: Path):
    yield
    assert list(temp.glob("job-*")) == []
    assert not [p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def long_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some 45 MB of XML: a second of reading."""
    path = tmp_path_factory.mktemp("watch") / "long.xlsx"
    sheet(Repeated(ROW_OF_ONE, 1_700_000))(path)
    return path


def test_the_child_limits_nothing_of_itself(temp: Path) -> None:
    """Else these tests would prove the system's limits, not the watch."""
    from fiche.reading import worker

    resource = pytest.importorskip("resource") if os.name != "nt" else None
    before = resource.getrlimit(resource.RLIMIT_CPU)
    worker._limit({"limited": False, "cpu": 1, "output": 1, "memory": 1})
    assert resource.getrlimit(resource.RLIMIT_CPU) == before


def test_a_file_is_read_the_same() -> None:
    assert read_file("x.csv", b"a;b\n1;2\n", Limits(watch=True)).sheets[0].row(1) == ["1", "2"]


def test_memory(long_book: Path) -> None:
    assert code("lourd.csv", HEAVY, Limits(memory=90 * MB, watch=True)) == "reading_memory"
    assert code("lourd.xlsx", long_book, Limits(memory=60 * MB, watch=True)) == "reading_memory"


def test_a_claim_of_all_the_memory_of_the_machine(tmp_path: Path) -> None:
    sheet(CORNERS)(tmp_path / "coins.xlsx")
    found = code("coins.xlsx", tmp_path / "coins.xlsx", Limits(memory=500 * MB, watch=True))
    assert found in {"too_many_cells", "reading_memory"}


def test_time(long_book: Path) -> None:
    started = time.monotonic()
    assert code("long.xlsx", long_book, Limits(wall=0.3, watch=True)) == "reading_timeout"
    assert time.monotonic() - started < 5
    assert code("calcul.csv", HEAVY, Limits(cpu=1, watch=True)) == "reading_timeout"


def test_what_is_written() -> None:
    assert code("ecrit.csv", HEAVY, Limits(output=MB, watch=True)) == "reading_memory"


def test_cancelled(long_book: Path) -> None:
    started = time.monotonic()
    late = lambda: time.monotonic() - started > 0.3  # noqa: E731
    assert code("annule.xlsx", long_book, Limits(watch=True), cancelled=late) == "reading_cancelled"
    assert time.monotonic() - started < 5


def test_what_a_process_costs() -> None:
    me = spent(os.getpid())
    assert me.memory > 10 * MB
    assert me.seconds > 0
    assert spent(2**22 + 1) == Spent()
    assert written(Path("/nulle/part")) == 0


def test_five_at_once_keep_their_order(long_book: Path) -> None:
    """Two are read, three wait; each hears its place go down to 1, and they leave in the order they came."""
    places: dict[int, list[int]] = {i: [] for i in range(5)}
    begun: list[int] = []
    lock = threading.Lock()
    reading = busiest = 0

    def one(number: int) -> None:
        def heard(fraction: float | None, phase: str, detail: str) -> None:
            nonlocal reading, busiest
            with lock:
                if phase == "queue":
                    places[number].append(int(detail))
                elif phase == "reading" and fraction is None:
                    begun.append(number)
                    reading += 1
                    busiest = max(busiest, reading)
                elif phase == "decoding":
                    reading -= 1

        read_file(f"{number}.xlsx", long_book, Limits(children=2), on_progress=heard)

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
        time.sleep(0.05)  # so that their order is known
    for thread in threads:
        thread.join()
    assert begun == [0, 1, 2, 3, 4]
    assert busiest <= 3  # a turn ends just before «decoding» is told
    assert places[0] == places[1] == []
    for number in (2, 3, 4):
        told = places[number]
        assert (told[0], told[-1]) == (number - 1, 1)
        assert told == sorted(set(told), reverse=True)


def test_a_killed_server_leaves_nothing_after_the_next_start(temp: Path, long_book: Path) -> None:
    """Killed in the middle of a reading: the folder is private, its child ends with it or soon after, and the next start sweeps it."""
    script = f"from pathlib import Path\nfrom fiche.reading.read import read_file\nprint(1, flush=True)\nwhile True:\n    read_file('x.xlsx', Path({str(long_book)!r}))"
    server = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, env={**os.environ, "FICHE_TEMP": str(temp)}
    )
    try:
        server.stdout.readline()
        children: list[psutil.Process] = []
        deadline = time.monotonic() + 20
        while not children and time.monotonic() < deadline:
            children = psutil.Process(server.pid).children()
            time.sleep(0.01)
        folders = list(temp.glob("job-*"))
        assert folders
        if os.name != "nt":
            assert temp.stat().st_mode & 0o777 == 0o700
            assert {f.stat().st_mode & 0o777 for f in folders} == {0o700}
        server.send_signal(signal.SIGKILL)
    finally:
        server.kill()
        server.wait()
        server.stdout.close()
    psutil.wait_procs(children, timeout=30)
    assert list(temp.glob("job-*"))
    assert sweep() == len(folders)
    assert list(temp.glob("job-*")) == []
