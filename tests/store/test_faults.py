"""What befalls a record is said with a code and a sentence that says what to do, and leaves it intact; which writes are made, other tests say."""

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from fiche.dataset import blank
from fiche.edits import Edit
from fiche.errors import FAULTS, StoreFault
from fiche.i18n import set_language
from fiche.store import Store, engines, faults
from tests.engines.postgres import Server, server

DAY = dt.date(2026, 11, 24)


def edit(value: str) -> Edit:
    return Edit("clients", "C1", "name", None, value)


def code_of(raised: pytest.ExceptionInfo[StoreFault]) -> str:
    return raised.value.code


@contextmanager
def held(url: str) -> Iterator[None]:
    """Someone else is writing, for as long as the block lasts."""
    other = engines.engine(url)
    with other.begin() as connection:
        connection.execute(text("UPDATE revision SET number = number + 1"))
        yield
        connection.rollback()
    other.dispose()


def test_a_second_writer_waits_for_the_first(store: Store, url: str) -> None:
    done = threading.Event()

    def write() -> None:
        store.edit([edit("second")], by="Anne")
        done.set()

    with ThreadPoolExecutor(1) as pool:
        with held(url):
            pool.submit(write)
            assert not done.wait(0.5)
        assert done.wait(10)
    assert [e.value for e in store.edits()] == ["second"] and store.revision == 1


def test_a_writer_that_waits_too_long_is_told_to_try_again(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 200)
    store = Store.open(url)
    with held(url), pytest.raises(StoreFault) as raised:
        store.edit([edit("x")], by="Anne")
    assert code_of(raised) == "store_busy" and store.revision == 0
    store.edit([edit("x")], by="Anne")
    assert store.revision == 1


def test_readers_see_one_moment_and_wait_for_no_writer(store: Store, url: str) -> None:
    store.save(blank(DAY), [("a", "0" * 64)])
    with held(url):
        assert store.revision == 1 and len(store.imports()) == 1
    with store._read() as connection:
        before = connection.scalar(text("SELECT number FROM revision"))
        Store.open(url).edit([edit("x")], by="Anne")
        assert connection.scalar(text("SELECT number FROM revision")) == before == 1
    assert store.revision == 2


def test_readers_of_a_memory_at_once() -> None:
    store = Store.open()

    def work(n: int) -> int:
        store.edit([edit(str(n))], by="Anne")
        return len(store.edits())

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(work, range(40))) == [1] * 40
    assert store.revision == 40


@pytest.mark.engines
def test_a_connection_cut_in_the_middle_of_a_write_is_said_and_the_next_one_works(postgres: Server) -> None:
    with postgres.database() as url:
        store = Store.open(url)
        store.edit([edit("before")], by="Anne")
        with pytest.raises(StoreFault) as raised, store._write() as writing:
            connection = writing.connection
            pid = connection.scalar(text("SELECT pg_backend_pid()"))
            with postgres.connect(autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (pid,))
            connection.execute(text("DELETE FROM edits"))
        assert code_of(raised) == "store_dropped" and "rechargez" in str(raised.value)
        assert store.revision == 1 and [e.value for e in store.edits()] == ["before"]


@pytest.mark.engines
def test_a_server_that_stops_and_starts_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.PATIENT, "connect_timeout", 3)
    with server() as started:
        store = Store.open(started.url())
        store.edit([edit("before")], by="Anne")
        started.stop()
        with pytest.raises(StoreFault) as raised:
            store.edit([edit("during")], by="Anne")
        assert code_of(raised) == "store_unreachable"
        with pytest.raises(StoreFault) as raised:
            Store.open(started.url())
        assert code_of(raised) == "store_unreachable"
        started.start()
        store.edit([edit("after")], by="Anne")
        assert [e.value for e in store.edits()] == ["after"] and store.revision == 2


@pytest.mark.engines
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DO $$ BEGIN RAISE disk_full; END $$", "store_full"),
        ("DO $$ BEGIN RAISE io_error; END $$", "store_disk"),
        ("DO $$ BEGIN RAISE data_corrupted; END $$", "store_damaged"),
        ("DO $$ BEGIN RAISE serialization_failure; END $$", "store_busy"),
        ("DO $$ BEGIN RAISE insufficient_privilege; END $$", "store_closed"),
        ("SET TRANSACTION READ ONLY; DELETE FROM edits", "store_read_only"),
        ("SELECT 1 / 0", "store_other"),
    ],
)
def test_what_the_server_says(statement: str, code: str, postgres: Server) -> None:
    with postgres.database() as url, pytest.raises(StoreFault) as raised, Store.open(url)._write() as w:
        for part in statement.split("; ") if statement.startswith("SET") else [statement]:
            w.connection.execute(text(part))
    assert code_of(raised) == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("nonsense", "store_address"),
        ("oracle9://x", "store_address"),
        ("sqlite:////nowhere/at/all/fiche.db", "store_closed"),
        pytest.param(
            "postgresql+psycopg://x@/y?host=/nowhere", "store_unreachable", marks=pytest.mark.engines
        ),
    ],
)
def test_addresses_that_lead_nowhere(url: str, code: str) -> None:
    with pytest.raises(StoreFault) as raised:
        Store.open(url)
    assert code_of(raised) == code


def test_a_file_that_is_no_record(tmp_path: Path) -> None:
    place = tmp_path / "fiche.db"
    place.write_bytes(b"not a database, but long enough to be taken for one at first sight" * 20)
    with pytest.raises(StoreFault) as raised:
        Store.open(f"sqlite:///{place}")
    assert code_of(raised) == "store_damaged"
    assert place.read_bytes().startswith(b"not a database")


def test_without_the_driver_the_option_to_install_is_named() -> None:
    program = """
import sys
sys.modules["psycopg"] = None
from fiche.store import Store
from fiche.errors import StoreFault
try:
    Store.open("postgresql+psycopg://x@localhost/y")
except StoreFault as fault:
    print(fault.code, fault.message)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("store_driver ") and "postgresql" in done.stdout


def test_what_people_wrote_is_never_in_an_error(store: Store) -> None:
    with pytest.raises(StoreFault) as raised, store._write() as writing:
        writing.connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Dupont Jean"})
    cause = raised.value.__cause__
    assert cause is not None and "Dupont" not in f"{raised.value} {cause}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_has_its_sentence(code: str, language: str) -> None:
    set_language(language)
    try:
        said = StoreFault(code, reason="R", revision="V", tables="T").message
    finally:
        set_language("fr")
    assert said.endswith(".") and "{" not in said


def test_sqlite_codes_are_told_apart() -> None:
    def told(name: str) -> str:
        error = sqlite3.OperationalError("x")
        error.sqlite_errorname = name
        return faults.of(OperationalError("x", {}, error)).code

    assert [
        told(n) for n in ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_BUSY_SNAPSHOT", "SQLITE_ERROR")
    ] == [
        "store_full",
        "store_disk",
        "store_busy",
        "store_other",
    ]
    assert faults.of(OSError(28, os.strerror(28))).code == "store_full"
