"""The child and its limits: each bomb is answered, the parent stays as it was, and nothing is left behind."""

import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import psutil
import pytest

from fiche import mirror
from fiche.errors import ReadingRefused
from fiche.reading import child, jobs
from fiche.reading.limits import Limits
from fiche.reading.read import read_file, sweep

GOOD = b"a;b\n1;2\n"


def refusal(name: str, data: bytes | Path, limits: Limits | None = None, **more) -> str:
    with pytest.raises(ReadingRefused) as refused:
        read_file(name, data, limits, **more)
    assert name in refused.value.message
    return refused.value.code


@pytest.fixture(autouse=True)
def unharmed(temp: Path) -> Iterator[None]:
    """After each test: this process holds no more memory, has no child left and no folder; and it still reads."""
    read_file("g.csv", GOOD)
    for thread in list(mirror._at_work):  # what a page tried before in this process still makes ready
        thread.join()
    before = psutil.Process().memory_info().rss
    yield
    assert psutil.Process().memory_info().rss - before < 150_000_000
    assert not [p for p in psutil.Process().children() if p.status() != psutil.STATUS_ZOMBIE]
    assert list(temp.iterdir()) == []
    assert read_file("g.csv", GOOD).sheets[0].row(1) == ["1", "2"]


def cell(address: str) -> str:
    return f'<c r="{address}"><v>1</v></c>'


def test_repeated_empty_rows_are_no_bomb(make_ods) -> None:
    value = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    empty = '<table:table-row table:number-rows-repeated="1048574"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    sheet = read_file("vrai.ods", make_ods(f"<table:table-row>{value}</table:table-row>{empty}")).sheets[0]
    assert (sheet.height, len(sheet.columns)) == (1, 1)


def many_cells(make_xlsx) -> bytes:
    rows = "".join(
        f'<row r="{i}">' + "".join(cell(f"{c}{i}") for c in "ABCDEFGHIJ") + "</row>" for i in range(1, 20_001)
    )
    return make_xlsx(rows)


@pytest.fixture(scope="module")
def long_file(make_xlsx) -> bytes:
    """Some 200,000 cells: the child needs about a quarter of a second."""
    return many_cells(make_xlsx)


def test_too_long(long_file: bytes) -> None:
    started = time.monotonic()
    assert refusal("long.xlsx", long_file, Limits(wall=0.1)) == "reading_timeout"
    assert time.monotonic() - started < 2


def test_too_much_processor_time() -> None:
    rows = b'"a";"b"\n' * 12_000_000
    assert refusal("calcul.csv", rows, Limits(cpu=1)) == "reading_timeout"


def test_too_much_memory_by_the_system(make_xlsx) -> None:
    assert refusal("lourd.csv", b'"a";"b"\n' * 12_000_000, Limits(memory=150_000_000)) == "reading_memory"
    cells = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 40_000_000}</t></is></c></row>'
    assert refusal("lourd.xlsx", make_xlsx(cells), Limits(memory=80_000_000)) == "reading_memory"


def test_too_much_memory_by_the_watch() -> None:
    """Where the system has no such limit the parent watches; the test takes that way everywhere."""
    assert (
        refusal("lourd.csv", b'"a";"b"\n' * 12_000_000, Limits(memory=100_000_000, watch=True))
        == "reading_memory"
    )


def test_too_much_written() -> None:
    data = b"a;b\n" * 100_000
    assert refusal("ecrit.csv", data, Limits(output=300_000)) == "reading_memory"
    assert read_file("ecrit.csv", data, Limits(output=3_000_000)).sheets[0].height == 100_000


def test_no_room_for_the_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("fiche.reading.read._copy", full)
        assert refusal("plein.csv", GOOD) == "cannot_write"


def test_cancelled_while_reading(long_file: bytes) -> None:
    asked = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) > 2

    assert refusal("annule.xlsx", long_file, cancelled=cancelled) == "reading_cancelled"


def test_progress_is_told(long_file: bytes) -> None:
    heard: list[tuple[float | None, str, str]] = []
    read_file("suivi.xlsx", long_file, on_progress=lambda *said: heard.append(said))
    assert heard[0] == (None, "reading", "")
    assert heard[-1] == (None, "decoding", "")
    read_file("suivi.csv", b"a;b\n" * 50_000, on_progress=lambda *said: heard.append(said))
    fractions = [f for f, phase, _ in heard if f is not None]
    assert fractions
    assert all(0 <= f <= 1 for f in fractions)


def test_a_listener_that_fails_leaves_nothing(long_file: bytes) -> None:
    def on_progress(fraction: float | None, phase: str, detail: str) -> None:
        if fraction is not None:
            raise KeyError(phase)

    with pytest.raises(KeyError):
        read_file("faute.xlsx", long_file, on_progress=on_progress)


def test_two_at_once_and_the_others_wait(long_file: bytes) -> None:
    most, places, lock = 0, [], threading.Lock()
    phases: dict[int, str] = {}

    def one(number: int) -> None:
        def on_progress(fraction: float | None, phase: str, detail: str) -> None:
            nonlocal most
            with lock:
                phases[number] = phase
                most = max(most, sum(p == "reading" for p in phases.values()))
                if phase == "queue":
                    places.append(int(detail))

        read_file(f"{number}.xlsx", long_file, on_progress=on_progress)

    threads = [threading.Thread(target=one, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most <= 2
    assert {1, 2} <= set(places)


def test_one_may_leave_the_line(long_file: bytes) -> None:
    thread = threading.Thread(target=read_file, args=("premier.xlsx", long_file, Limits(children=1)))
    thread.start()
    time.sleep(0.15)
    assert refusal("second.csv", GOOD, Limits(children=1), cancelled=lambda: True) == "reading_cancelled"
    thread.join()


def test_a_killed_child_is_a_refusal(long_file: bytes) -> None:
    def on_progress(fraction: float | None, phase: str, detail: str) -> None:
        if fraction == 0:
            for process in psutil.Process().children():
                process.send_signal(signal.SIGABRT)

    assert refusal("tue.xlsx", long_file, on_progress=on_progress) == "damaged_file"


def test_an_answer_that_does_not_hold_together(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (b"", b"{}", b'{"sheets": 1, "notes": []}' + (26).to_bytes(8, "little"), b"\xff" * 64):

        def run(folder: Path, *_: object, answer: bytes = answer) -> child.Outcome:
            (folder / "result").write_bytes(answer)
            return child.Outcome(None)

        with monkeypatch.context() as patched:
            patched.setattr(child, "run", run)
            assert refusal("faux.csv", GOOD) == "damaged_file"


def arrow(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_ipc(file, compression="uncompressed")
    return file.getvalue()


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        b"ARROW1\0\0" + b"\xff" * 64,
        arrow(pl.DataFrame({"a": ["x", "y", "z"], "b": ["x", "y", "z"]})),
        arrow(pl.DataFrame({"a": ["x", "y"]})),
        arrow(pl.DataFrame({"a": ["x", "y"], "b": [1, 2]})),
        arrow(pl.DataFrame({"a": ["x", "y"], "b": ["x", "Dupont"]})).replace(b"Dupont", b"\xff\xfepont"),
    ],
)
def test_a_frame_that_is_not_what_was_said(monkeypatch: pytest.MonkeyPatch, frame: bytes) -> None:
    said = {"frame": 2, "height": 2, "name": "", "hidden": False, "first_row": 1, "first_column": 0}
    header = json.dumps({"sheets": [said], "notes": []}).encode()

    def run(folder: Path, *_: object) -> child.Outcome:
        (folder / "result").write_bytes(header + len(header).to_bytes(8, "little"))
        (folder / "frame").write_bytes(frame)
        return child.Outcome(None)

    with monkeypatch.context() as patched:
        patched.setattr(child, "run", run)
        assert refusal("faux.csv", GOOD) == "damaged_file"


def test_the_child_knows_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FICHE_SECRET", "canari")
    assert "FICHE_SECRET" not in child._environment()


def test_a_file_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "clients é.csv"
    path.write_bytes(GOOD)
    assert read_file("clients é.csv", path).sheets[0].name == "clients é"
    assert refusal("absent.csv", tmp_path / "absent.csv") == "not_found"


def test_folders_of_the_dead_are_swept(temp: Path) -> None:
    code = "import os, time\nfrom fiche.reading.jobs import folder\nwith folder() as f:\n    (f / 'source.csv').write_text('secret')\n    print(f, flush=True)\n    time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    left = Path(process.stdout.readline().strip())
    assert left.parent == temp
    assert left.stat().st_mode & 0o777 == 0o700
    assert sweep() == 0  # alive
    process.kill()
    process.wait()
    process.stdout.close()
    assert left.exists()
    with jobs.folder() as mine:
        assert sweep() == 1
        assert mine.exists()
    assert not left.exists()


def test_the_base_folder_is_private(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    base = jobs.base_folder()
    assert base.stat().st_mode & 0o077 == 0 or os.name == "nt"
    monkeypatch.delenv("FICHE_TEMP")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert jobs.base_folder().parent == tmp_path
