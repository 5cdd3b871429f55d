"""A record of any earlier version is brought to this one without loss, by one server at a time; a later one is left as it was."""

import datetime as dt
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from fiche.errors import StoreFault
from fiche.records import bounded
from fiche.store import Store, engines, migrating
from fiche.store.tables import metadata
from tests.engines.postgres import Server

RECORDS = Path(__file__).with_name("records")
EARLIER = ["first_day", "with_edits", "before_revisions"]


def earlier(name: str, folder: Path) -> Path:
    """A record as an earlier version wrote it."""
    place = folder / "fiche.db"
    with closing(sqlite3.connect(place)) as connection:
        connection.executescript((RECORDS / f"{name}.sql").read_text("utf-8"))
    return place


def differences(url: str) -> list[Any]:
    """What the tables of a record have or lack against what the code says."""
    engine = engines.engine(url)
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True}), metadata
        )
    engine.dispose()
    return found


def test_a_new_record_has_the_tables_that_the_code_says(store: Store, url: str) -> None:
    assert differences(url) == [], "run `make migration` and read what it wrote"


def triggers(url: str) -> list[tuple[str, str]]:
    """(table, trigger) of every trigger."""
    engine = engines.engine(url)
    query = (
        "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2"
        if engine.dialect.name == "sqlite"
        else "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    with engine.connect() as connection:
        found = [(row[0], row[1]) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_a_new_record_has_the_triggers_that_the_code_says(
    store: Store, url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if url.startswith("sqlite"):
        made(f"sqlite:///{tmp_path / 'made.db'}", triggers(url))
        return
    server: Server = request.getfixturevalue("postgres")
    with server.database() as other:
        made(other, triggers(url))


def made(url: str, expected: list[tuple[str, str]]) -> None:
    engine = engines.engine(url)
    metadata.create_all(engine)
    engine.dispose()
    assert triggers(url) == expected


def test_the_changes_follow_one_another() -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.FOLDER))
    scripts = ScriptDirectory.from_config(config)
    assert [s.revision for s in scripts.walk_revisions()][::-1] == migrating.REVISIONS
    assert scripts.get_heads() == [migrating.HEAD]


@pytest.mark.parametrize("name", EARLIER)
def test_an_earlier_record_keeps_all_it_had(name: str, tmp_path: Path) -> None:
    place = earlier(name, tmp_path)
    shutil.copy(place, before := tmp_path / "before")
    store = Store.open(f"sqlite:///{place}")
    assert rows(place, columns(before)) == rows(before, columns(before))
    data = store.dataset()
    assert dict(zip(data.clients["client_id"], data.clients["name"], strict=True)) == {
        "C1": "Alpha" if name == "first_day" else "Alpha SA",
        "C2": "Bêta",
    }
    assert "bleu" in data.clients["extra"][0]
    assert sorted(data.documents["gross"].to_list()) == [Decimal("99.99"), Decimal("1200.50")]
    assert [i.active for i in store.imports()] == [False, True]
    assert store.imports()[1].made_at == dt.datetime(2026, 11, 1, 9, 0)  # noqa: DTZ001 - the record keeps UTC without a zone
    assert differences(store.url) == []
    (copy,) = tmp_path.glob("fiche-avant-*.db")
    assert rows(copy, columns(before)) == rows(before, columns(before)) and copy.stat().st_mode & 0o077 == 0


def columns(place: Path) -> dict[str, list[str]]:
    engine = engines.engine(f"sqlite:///{place}")
    seen = inspect(engine)
    found = {t: [c["name"] for c in seen.get_columns(t)] for t in seen.get_table_names()}
    engine.dispose()
    return found


def rows(place: Path, wanted: dict[str, list[str]]) -> dict[str, list[Any]]:
    """The rows of some tables and columns."""
    with closing(sqlite3.connect(place)) as connection:
        return {
            table: sorted(
                connection.execute(
                    "SELECT " + ", ".join(f'"{n}"' for n in names) + f' FROM "{table}"'
                ).fetchall(),
                key=repr,
            )
            for table, names in wanted.items()
        }


def test_keys_too_long_to_be_indexed_become_what_they_are_now(tmp_path: Path) -> None:
    place = earlier("before_revisions", tmp_path)
    long = f"C1\x1f2026-01-05\x1f{'une longue note, ' * 60}"
    with closing(sqlite3.connect(place)) as connection, connection:
        connection.execute(
            "INSERT INTO edits VALUES (9, 'interactions', ?, 'author', 'A', 'B', 'manual', '2026-11-01 09:00:00', 1)",
            (long,),
        )
        connection.execute("INSERT INTO dismissals VALUES ('code', ?, '2026-11-01 09:00:00')", (long,))
    store = Store.open(f"sqlite:///{place}")
    assert [e.record for e in store.edits() if e.table == "interactions"] == [bounded(long)]
    assert ("code", bounded(long)) in store.dismissals()


def test_a_record_of_a_later_version_is_left_as_it_was(store: Store, url: str) -> None:
    with store._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    for _ in range(2):
        with pytest.raises(StoreFault) as raised:
            Store.open(url)
        assert raised.value.code == "store_newer" and "9999" in raised.value.message
    with store._engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    assert store.revision == 0


def test_the_database_of_someone_else_is_left_as_it_was(url: str) -> None:
    engine = engines.engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE invoices (id INTEGER)"))
    with pytest.raises(StoreFault) as raised:
        Store.open(url)
    assert raised.value.code == "store_not_ours" and "invoices" in raised.value.message
    assert inspect(engine).get_table_names() == ["invoices"]
    engine.dispose()


def test_a_change_that_fails_leaves_the_record_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last change of all fails after the others: nothing of any of them stays."""
    place = earlier("first_day", tmp_path)
    shutil.copytree(migrating.FOLDER, folder := tmp_path / "migrations")
    (folder / "versions" / "r9998_wrong.py").write_text(
        f'"""A change that fails half way."""\nfrom alembic import op\nrevision, down_revision = "9998", "{migrating.HEAD}"\n\n\n'
        'def upgrade():\n    op.execute("CREATE TABLE half (id INTEGER)")\n    op.execute("SELECT * FROM nowhere")\n'
    )
    with monkeypatch.context() as patched, pytest.raises(StoreFault):
        patched.setattr(migrating, "FOLDER", folder)
        patched.setattr(migrating, "HEAD", "9998")
        patched.setattr(migrating, "REVISIONS", [*migrating.REVISIONS, "9998"])
        Store.open(f"sqlite:///{place}")
    assert {"half", "alembic_version", "edits"}.isdisjoint(columns(place))
    assert len(Store.open(f"sqlite:///{place}").imports()) == 2


OPENS = """
import sys
from fiche.store import Store
sys.stdin.readline()
print(len(Store.open(sys.argv[1]).imports()), flush=True)
"""


def at_once(url: str, count: int) -> list[str]:
    """What several servers say that start at the same moment."""
    servers = [
        subprocess.Popen(
            [sys.executable, "-c", OPENS, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(count)
    ]
    with ThreadPoolExecutor(count) as pool:
        found = list(pool.map(lambda s: s.communicate("go\n", timeout=60), servers))
    return [out.strip() or err[-500:] for out, err in found]


def test_servers_that_start_at_once_on_an_earlier_record(tmp_path: Path) -> None:
    place = earlier("with_edits", tmp_path)
    assert at_once(f"sqlite:///{place}", 4) == ["2"] * 4
    assert len(list(tmp_path.glob("fiche-avant-*"))) == 1, "one of them migrated"


def test_servers_that_start_at_once_on_an_empty_place(url: str) -> None:
    assert at_once(url, 4) == ["0"] * 4
    assert differences(url) == []


def test_only_the_latest_copies_are_kept(tmp_path: Path) -> None:
    for stamp in ("20250101T000000", "20260101T000000", "20260201T000000"):
        (tmp_path / f"fiche-avant-0001-{stamp}.db").touch()
    (tmp_path / "fiche-avant-noel.db").touch()
    Store.open(f"sqlite:///{earlier('first_day', tmp_path)}")
    left = sorted(p.name for p in tmp_path.glob("fiche-avant-*"))
    assert len(left) == 3 and "fiche-avant-0001-20260201T000000.db" in left and "fiche-avant-noel.db" in left
