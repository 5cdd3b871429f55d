"""A disk that fills up while a record is written: a sentence that says what to do, and a record that is intact and goes on once there is room."""

import resource
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from fiche.cli import main
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.errors import StoreFault
from fiche.store import Store, backups
from tests.store.test_crashes import company

MB = 1_000_000
FULL = {"store_full": "Libérez de la place", "store_disk": "Vérifiez la place libre"}


@dataclass
class Disk:
    """A folder where little can be written; how to give it room, and how to leave none at all."""

    folder: Path
    widen: Callable[[], object]
    narrow: Callable[[], object] = lambda: None


@pytest.fixture(params=["tmpfs", "limit"])
def disk(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """A disk of 12 MB where one may be mounted; elsewhere, and once in any case, files that may not grow beyond 3 MB."""
    monkeypatch.setenv("FICHE_MIN_FREE_MB", "0")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "none", str(folder)]
    if request.param == "tmpfs" and subprocess.run(mount, capture_output=True, check=False).returncode == 0:
        ballast = folder / "ballast"
        ballast.write_bytes(b"\0" * 8 * MB)
        try:
            yield Disk(folder, ballast.unlink)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def limit(size: int) -> Callable[[], object]:
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

    limit(3 * MB)()
    try:
        yield Disk(folder, limit(soft), limit(MB // 20))
    finally:
        limit(soft)()


@pytest.fixture
def dataset() -> Dataset:
    return company()


def filled(store: Store, dataset: Dataset) -> tuple[int, StoreFault]:
    """Import until the disk is full: how many imports there are, and what was said."""
    for n in range(len(store.imports()) + 1, 200):
        try:
            store.save(dataset, [(f"{n}.csv", "0" * 64)], by="Anne")
        except StoreFault as fault:
            return n - 1, fault
    raise AssertionError("the disk was never full")


def intact(store: Store, imports: int) -> None:
    assert [i.files[0] for i in store.imports()] == [f"{n}.csv" for n in range(imports, 0, -1)]
    assert len(store.dataset().documents) == 400
    with store._read() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
    assert store.verify().faults == ()


def test_an_import_that_fills_the_disk_is_refused_and_the_record_goes_on(
    disk: Disk, dataset: Dataset
) -> None:
    store = Store.open(f"sqlite:///{disk.folder / 'fiche.db'}")
    imports, fault = filled(store, dataset)
    assert imports >= 2 and FULL[fault.code] in fault.message and "Rien n’a été écrit" in fault.message
    intact(store, imports)
    store.close()
    store = Store.open(f"sqlite:///{disk.folder / 'fiche.db'}")
    intact(store, imports)
    disk.widen()
    store.save(dataset, [(f"{imports + 1}.csv", "0" * 64)], by="Anne")
    store.edit([Edit("clients", "C1", "name", "Société 1", "Alpha")], by="Anne")
    intact(store, imports + 1)


def test_a_backup_that_does_not_fit_leaves_the_one_before_and_a_restoration_that_does_not_the_record(
    disk: Disk,
    dataset: Dataset,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    url = f"sqlite:///{disk.folder / 'fiche.db'}"
    monkeypatch.setenv("FICHE_STORE", url)
    store = Store.open(url)
    store.save(dataset, [("1.csv", "0" * 64)], by="Anne")
    made = backups.backup(url, tmp_path / "b.zip")
    target = disk.folder / "b.zip"
    target.write_bytes(b"the one before")
    imports, _fault = filled(store, dataset)
    disk.narrow()
    assert main(["backup", "-o", str(target)]) == 1
    said = capsys.readouterr().err
    assert said.split(": ")[0] in FULL and target.read_bytes() == b"the one before"
    assert main(["restore", str(made.file), "--yes"]) == 1
    assert capsys.readouterr().err.split(": ")[0] in FULL
    intact(store, imports)
    assert not list(disk.folder.glob(".fiche-*")), "nothing is left behind"
