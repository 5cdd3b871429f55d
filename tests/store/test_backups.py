"""A backup holds the record to the row, whoever writes meanwhile, and brings it back; what is no backup, or a damaged one, changes nothing."""

import datetime as dt
import json
import os
import secrets
import shutil
import sqlite3
import threading
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fiche import loading
from fiche.cli import main
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.errors import Refused, StoreFault
from fiche.store import Store, backups, engines, migrating, seal
from fiche.store.backups import container, rotation
from tests.engines.postgres import Server
from tests.store.test_migrating import earlier

FILES = [("clients.csv", "0" * 64)]
DAY = dt.date(2026, 11, 24)


@pytest.fixture(scope="module")
def small() -> Dataset:
    content = "Numéro client;Raison sociale;Couleur\nC1;Alpha;bleu\nC2;Bêta \0;\n;;\nC3;Gamma;rouge"
    return loading.check(loading.prepare([("clients.csv", content.encode())]), loaded_on=DAY)


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder of the key, the seal and what is set apart, when the record is on a server."""
    monkeypatch.setenv("FICHE_DATA", str(tmp_path / "data"))


@pytest.fixture
def full(store: Store, small: Dataset) -> Store:
    """A record with an import, a correction, an attachment, a dismissal and their audit."""
    store.save(small, FILES)
    store.edit([Edit("clients", "C1", "name", "Alpha", "Alpha SA")], by="Anne")
    store.attach("C1", "contrat.pdf", bytes(range(256)) * 10, by="Anne")
    store.dismiss("code", "C2\0")
    return store


def same(one: Dataset, other: Dataset) -> None:
    for name, frame in one.tables.items():
        assert_frame_equal(frame, other.tables[name])


def everything(store: Store) -> tuple[object, ...]:
    return (store.edits(), store.dismissals(), store.attachments("C1"), [i.id for i in store.imports()])


def brought_back(file: Path, url: str) -> backups.Restored:
    with backups.opened(file, url) as plan:
        return backups.restore(plan)


def test_what_is_backed_up_comes_back(full: Store, url: str, tmp_path: Path, small: Dataset) -> None:
    before, portfolio = everything(full), full.dataset()
    made = backups.backup(url, tmp_path / "b.zip")
    assert made.manifest.tables["clients"].rows == 3 and made.manifest.tables["audit"].rows == 4
    assert made.manifest.number == full.revision and made.file.stat().st_mode & 0o077 == 0
    full.edit([Edit("clients", "C1", "city", None, "Lyon")], by="Bob")
    full.undo(1)
    revision = full.revision
    done = brought_back(made.file, url)
    assert done.tables["clients"] == 3 and done.apart is not None and done.apart.exists()
    assert everything(full) == before, "a store that was open sees it too"
    same(full.dataset(), portfolio)
    assert full.attachment_content(1) == bytes(range(256)) * 10
    assert full.revision > revision and full.changes_since(revision) is None
    brought_back(done.apart, url)
    assert "Lyon" in [e.value for e in full.edits()] and not full.imports()[0].active


def test_the_audit_says_that_a_backup_came_back_and_stays_whole(
    full: Store, url: str, tmp_path: Path
) -> None:
    backups.backup(url, tmp_path / "b.zip")
    for city in ("Lyon", "Nice"):
        full.edit([Edit("clients", "C1", "city", None, city)], by="Bob")
    brought_back(tmp_path / "b.zip", url)
    store = Store.open(url)
    store.edit([Edit("clients", "C1", "city", None, "Brest")], by="Bob")
    verdict = store.verify()
    assert (verdict.faults, verdict.lost) == ((), 2)
    last = store.history(limit=2)[1]
    assert last.action == "restore_backup" and "b.zip" in str(last.after)


def test_numbers_go_on_after_a_restoration(full: Store, url: str, tmp_path: Path, small: Dataset) -> None:
    backups.backup(url, tmp_path / "b.zip")
    brought_back(tmp_path / "b.zip", url)
    store = Store.open(url)
    assert store.save(small, FILES) == 2
    store.edit([Edit("clients", "C2", "city", None, "Lyon")], by="Bob")
    assert len({e.id for e in store.edits()}) == 2


def test_a_backup_while_others_write(store: Store, url: str, tmp_path: Path, small: Dataset) -> None:
    """What is backed up is one moment of the record: as many of each kind of row as its imports say."""
    stop, made = threading.Event(), 0
    store.save(small, FILES)

    def write() -> None:
        nonlocal made
        while not stop.is_set():
            made = store.save(small, FILES)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        found = [backups.backup(url, tmp_path / f"{n}.zip").manifest for n in range(3)]
    finally:
        stop.set()
        writer.join()
    assert made > 3, "nobody wrote meanwhile"
    for manifest in found:
        imports = manifest.tables["imports"].rows
        assert manifest.tables["clients"].rows == 3 * imports == 3 * manifest.number
    brought_back(tmp_path / "2.zip", url)
    assert len(Store.open(url).imports()) == found[2].tables["imports"].rows


def test_a_restoration_while_others_read(full: Store, url: str, tmp_path: Path) -> None:
    """Who reads meanwhile sees the record before or after, never between."""
    backups.backup(url, tmp_path / "b.zip")
    full.take_back([full.edits()[0].id], by="Anne")
    stop = threading.Event()
    seen: set[tuple[int, int]] = set()

    def read() -> None:
        while not stop.is_set():
            seen.add((len(full.dataset().clients), len(full.edits())))

    reader = threading.Thread(target=read)
    reader.start()
    try:
        brought_back(tmp_path / "b.zip", url)
    finally:
        stop.set()
        reader.join()
    assert seen <= {(3, 0), (3, 1)} and len(full.edits()) == 1


def test_what_is_written_while_the_record_is_set_apart_is_not_lost(
    full: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups.backup(url, tmp_path / "b.zip")
    from fiche.store.backups import restoring

    def late(*arguments: object) -> backups.Backup:
        made = backups.backup(*arguments)  # type: ignore[arg-type]
        full.edit([Edit("clients", "C1", "city", None, "Lyon")], by="Bob")
        return made

    monkeypatch.setattr(restoring, "backup", late)
    with pytest.raises(StoreFault) as raised:
        brought_back(tmp_path / "b.zip", url)
    assert raised.value.code == "store_busy" and "Lyon" in [e.value for e in full.edits()]


def test_an_earlier_record_is_backed_up_as_it_is_and_brought_to_this_version(tmp_path: Path) -> None:
    place = earlier("before_revisions", tmp_path)
    shutil.copy(place, untouched := tmp_path / "before")
    made = backups.backup(f"sqlite:///{place}", tmp_path / "b.zip")
    assert made.manifest.schema == "" and "audit" not in made.manifest.tables
    with closing(sqlite3.connect(place)) as one, closing(sqlite3.connect(untouched)) as other:
        assert list(one.iterdump()) == list(other.iterdump())
    new = f"sqlite:///{tmp_path / 'new' / 'fiche.db'}"
    (tmp_path / "new").mkdir()
    assert brought_back(made.file, new).apart is None
    store = Store.open(new)
    assert [e.value for e in store.edits()] == ["Alpha SA"] and len(store.imports()) == 2


def test_a_copy_kept_before_a_migration_can_be_brought_back(tmp_path: Path) -> None:
    place = earlier("with_edits", tmp_path)
    url = f"sqlite:///{place}"
    store = Store.open(url)
    store.undo(1)
    (copy,) = tmp_path.glob("fiche-avant-0*.db")
    with backups.opened(copy, url) as plan:
        assert plan.bare
        backups.restore(plan)
    assert [i.active for i in store.imports()] == [False, True]


def test_a_record_that_can_no_longer_be_read_is_moved_out_of_the_way(tmp_path: Path, small: Dataset) -> None:
    place = tmp_path / "fiche.db"
    url = f"sqlite:///{place}"
    store = Store.open(url)
    store.save(small, FILES)
    store.close()
    backups.backup(url, tmp_path / "b.zip")
    place.write_bytes(b"\0" * 5000 + place.read_bytes()[5000:])
    done = brought_back(tmp_path / "b.zip", url)
    assert done.apart is not None and done.apart.read_bytes().startswith(b"\0" * 5000)
    same(Store.open(url).dataset(), small)


def unharmed(file: Path) -> bool:
    """Whether a ZIP still gives what it held: among long runs of zeros, some bits of the packed stream change nothing."""
    with zipfile.ZipFile(file) as archive:
        try:
            return archive.testzip() is None
        except (zipfile.BadZipFile, zlib.error):
            return False


def flipped(content: bytes, start: int, bad: Path) -> None:
    """One bit of a ZIP changed, at the first place from `start` where that harms it."""
    for place in range(start, start + 100):
        bad.write_bytes(content[:place] + bytes([content[place] ^ 0x40]) + content[place + 1 :])
        if not unharmed(bad):
            return
    raise AssertionError("no byte of the record matters")


def spoilt(how: str, good: Path, bad: Path) -> None:
    """A backup that something happened to."""
    content = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts[container.MANIFEST])
    if how == "cut":
        bad.write_bytes(content[: len(content) * 2 // 3])
        return
    if how == "flipped":
        with zipfile.ZipFile(good) as archive:
            start = archive.infolist()[-1].header_offset + 300  # in the record itself
        flipped(bytes(content), start, bad)
        return
    if how == "other":
        bad.write_bytes(b"Raison sociale;Ville\nAlpha;Lyon\n")
        return
    if how == "zip":
        parts = {"classeur.xml": b"<x/>"}
    elif how == "manifest":
        parts[container.MANIFEST] = b'{"format": "fiche-backup", "version": 1, "engine": "x"}'
    elif how == "later":
        parts[container.MANIFEST] = json.dumps(manifest | {"version": 2}).encode()
    elif how == "later_tables":
        parts[container.MANIFEST] = json.dumps(manifest | {"schema": "9999"}).encode()
    elif how == "counts":
        manifest["tables"]["clients"]["rows"] += 1
        parts[container.MANIFEST] = json.dumps(manifest).encode()
    elif how == "absent":
        del parts[next(n for n in parts if n.startswith("fiche."))]
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("cut", "backup_damaged"),
        ("flipped", "backup_damaged"),
        ("other", "backup_damaged"),
        ("zip", "backup_not_ours"),
        ("manifest", "backup_damaged"),
        ("later", "backup_newer"),
        ("later_tables", "backup_newer"),
        ("counts", "backup_damaged"),
        ("absent", "backup_damaged"),
    ],
)
def test_what_is_no_good_backup_is_refused_and_changes_nothing(
    how: str, code: str, full: Store, url: str, tmp_path: Path
) -> None:
    good, bad = backups.backup(url, tmp_path / "good.zip").file, tmp_path / "bad.zip"
    spoilt(how, good, bad)
    revision, before = full.revision, sorted((tmp_path).rglob("fiche-avant*"))
    with pytest.raises(Refused) as raised:
        brought_back(bad, url)
    assert raised.value.code == code and "bad.zip" in raised.value.message
    assert full.revision == revision and sorted(tmp_path.rglob("fiche-avant*")) == before
    assert not list(tmp_path.rglob(".fiche-*")), "nothing is left behind"


def test_other_databases_are_no_backup(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fiche.db'}"
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE invoices (id INTEGER)")
    for name, code in (("other.db", "backup_not_ours"), ("absent.zip", "not_found")):
        with pytest.raises(Refused) as raised:
            brought_back(tmp_path / name, url)
        assert raised.value.code == code
    assert not (tmp_path / "fiche.db").exists()


def test_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    for url in ("sqlite://", f"sqlite:///{tmp_path / 'absent.db'}"):
        with pytest.raises(Refused) as raised:
            backups.backup(url, tmp_path / "b.zip")
        assert raised.value.code == "no_record"
    assert not list(tmp_path.glob("*.db")) and not (tmp_path / "b.zip").exists()


def test_a_backup_that_cannot_be_written_leaves_the_one_before(full: Store, url: str, tmp_path: Path) -> None:
    from fiche.store.backups import writing

    target = tmp_path / "b.zip"
    target.write_bytes(b"the one before")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with pytest.MonkeyPatch.context() as patched, pytest.raises(StoreFault) as raised:
        patched.setattr(writing.container, "write", fail)
        backups.backup(url, target)
    assert raised.value.code == "store_full" and target.read_bytes() == b"the one before"
    assert not list(tmp_path.glob(".*"))


@pytest.mark.parametrize("here", ["same", "none", "other"])
def test_the_key_stays_apart(
    here: str, full: Store, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seal goes along with a backup, the key never does; without the key, nothing is restored by mistake."""
    made = backups.backup(url, tmp_path / "b.zip")
    key = seal.known_key(full._engine.url)
    assert key and key not in made.file.read_bytes()
    with zipfile.ZipFile(made.file) as archive:
        assert key not in b"".join(archive.read(n) for n in archive.namelist())
        assert json.loads(archive.read(container.SEAL))["count"] == 4
    if here == "other":
        monkeypatch.setenv(seal.KEY, secrets.token_hex())
    elif here == "none":
        seal.key_file(full._engine.url).unlink()
    with backups.opened(made.file, url) as plan:
        assert plan.known == (here == "same")
    assert here != "none" or not seal.key_file(full._engine.url).exists(), "looking makes no key"


@pytest.mark.engines
def test_a_record_moves_from_a_file_to_a_server(postgres: Server, tmp_path: Path, small: Dataset) -> None:
    place = tmp_path / "data" / "fiche.db"
    place.parent.mkdir()
    store = Store.open(f"sqlite:///{place}")
    store.save(small, FILES)
    store.edit([Edit("clients", "C1", "name", "Alpha", "Alpha \0SA")], by="Anne")
    store.attach("C1", "contrat.pdf", bytes(range(256)), by="Anne")
    made = backups.backup(store.url, tmp_path / "b.zip")
    with postgres.database() as url:
        brought_back(made.file, url)
        moved = Store.open(url)
        assert everything(moved) == everything(store)
        same(moved.dataset(), store.dataset())
        assert moved.attachment_content(1) == bytes(range(256))
        assert moved.save(small, FILES) == 2
        assert moved.verify().faults == ()
        again = backups.backup(url, tmp_path / "pg.zip")
        with pytest.raises(Refused) as raised:
            brought_back(again.file, store.url)
        assert raised.value.code == "backup_other_engine"


@pytest.mark.engines
def test_without_the_tools_of_postgresql_the_package_is_named(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.database() as url:
        Store.open(url).close()
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(Refused) as raised:
            backups.backup(url, tmp_path / "b.zip")
    assert raised.value.code == "backup_tools" and "postgresql-client" in raised.value.message


@pytest.mark.engines
def test_a_backup_of_an_earlier_version_comes_back_to_a_server(
    postgres: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tables are made as they were, filled, and brought to this version."""
    with postgres.database() as url:
        with monkeypatch.context() as patched:
            patched.setattr(migrating, "HEAD", "0001")
            patched.setattr(migrating, "upgrade", partial(migrating.upgrade, to="0001"))
            engine = engines.engine(url)
            migrating.migrate(engine, url)
            engine.dispose()
        made = backups.backup(url, tmp_path / "b.zip")
        assert made.manifest.schema == "0001" and "audit" not in made.manifest.tables
        Store.open(url).dismiss("code", "C1")
        brought_back(made.file, url)
        store = Store.open(url)
        assert store.dismissals() == set() and store.verify().entries == 1


@pytest.mark.engines
def test_the_tables_of_others_in_the_same_database_stay(postgres: Server, tmp_path: Path) -> None:
    with postgres.database() as url:
        store = Store.open(url)
        with postgres.connect(url.split("/")[3].split("?")[0], autocommit=True) as connection:
            connection.execute("CREATE SCHEMA other; CREATE TABLE other.clients AS SELECT 1 AS id")
            store.dismiss("code", "C1")
            brought_back(backups.backup(url, tmp_path / "b.zip").file, url)
            assert connection.execute("SELECT id FROM other.clients").fetchall() == [(1,)]
        assert store.dismissals() == {("code", "C1")}


def test_seven_days_and_four_weeks(tmp_path: Path, small: Dataset) -> None:
    """A backup a day for a hundred days: what is there at the end, and never more than eleven."""
    url = f"sqlite:///{tmp_path / 'fiche.db'}"
    Store.open(url).close()
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / "fiche-2020-99-99.zip").touch()
    (folder / "notes.txt").touch()
    for n in range(99):
        (folder / f"fiche-{DAY - dt.timedelta(99 - n)}.zip").touch()
    made, gone = backups.rotate(url, folder, DAY)
    left = sorted(p.name for p in folder.glob("fiche-20*-*-*.zip") if "99" not in p.name)
    days = [f"fiche-{DAY - dt.timedelta(n)}.zip" for n in range(7)]
    weeks = ["fiche-2026-10-25.zip", "fiche-2026-11-01.zip", "fiche-2026-11-08.zip", "fiche-2026-11-15.zip"]
    assert left == sorted([*days, *weeks])
    assert len(gone) == 89 and made.file.name in left
    assert (folder / "notes.txt").exists() and (folder / "fiche-2020-99-99.zip").exists()


@given(st.sets(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), max_size=60))
def test_what_stays_is_the_latest_and_a_few(days: set[dt.date]) -> None:
    stays = rotation.kept(days)
    assert stays <= days and len(stays) == min(len(days), len(stays)) <= 11
    assert set(sorted(days)[-7:]) <= stays


def test_a_backup_a_day_keeps_every_week() -> None:
    """Day after day, what stays goes back four weeks at least."""
    there: set[dt.date] = set()
    for n in range(120):
        there = rotation.kept({*there, DAY + dt.timedelta(n)})
    ages = sorted((DAY + dt.timedelta(119) - day).days for day in there)
    assert ages[:7] == [0, 1, 2, 3, 4, 5, 6] and ages[-1] >= 28 and len(ages) == 11


@pytest.fixture
def commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], small: Dataset
) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """The commands, on a record in a file."""
    monkeypatch.delenv("FICHE_STORE", raising=False)
    (tmp_path / "data").mkdir()
    Store.open(f"sqlite:///{tmp_path / 'data' / 'fiche.db'}").save(small, FILES)

    def run(*arguments: object) -> tuple[int, str, str]:
        status = main([str(a) for a in arguments])
        return status, *capsys.readouterr()

    yield run


def test_the_commands(commands: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    target = tmp_path / "b.zip"
    status, out, err = commands("backup", "-o", target)
    assert (status, err) == (0, "") and "- Clients : 3" in out.replace("\u00a0", " ") and "audit.key" in out
    status, out, err = commands("restore", target)
    assert status == 2 and "restore_unconfirmed" in err and "- Clients : 3" in out.replace("\u00a0", " ")
    status, out, err = commands("restore", target, "--yes")
    assert (status, err) == (0, "") and "fiche-avant-restauration-" in out
    status, out, _ = commands("backup", "--rotate", tmp_path / "copies", "--json")
    said = json.loads(out)
    assert status == 0 and said["tables"]["clients"]["rows"] == 3 and Path(said["file"]).exists()
    status, out, _ = commands("restore", said["file"], "--yes", "--json")
    assert status == 0 and json.loads(out)["tables"]["clients"] == 3
    (tmp_path / "data" / "audit.key").unlink()
    status, out, err = commands("restore", target, "--yes")
    assert status == 2 and "backup_key" in err and "--without-key" in err
    status, out, err = commands("restore", target, "--yes", "--without-key")
    assert status == 0 and "vérifié" in out
    status, out, err = commands("restore", tmp_path / "nowhere.zip", "--yes")
    assert status == 2 and err.startswith("not_found: ")
    status, out, err = commands("backup", "-o", tmp_path / "absent" / "b.zip")
    assert status == 1 and err.startswith("store_disk: ")
    os.truncate(target, 100)
    status, out, err = commands("restore", target, "--yes")
    assert status == 2 and err.startswith("backup_damaged: ")
