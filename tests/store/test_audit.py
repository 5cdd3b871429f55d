"""The audit: every write is in it, and whatever is done to it behind the application's back is located; values are erased without breaking it."""

import datetime as dt
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from fiche.dataset import blank
from fiche.decisions import Changes, Drawn
from fiche.edits import Edit
from fiche.errors import Refused, StoreFault
from fiche.store import Store, Wanted
from fiche.store.audit import Note
from tests.store.test_record import FILES, LOADED_ON

GUARDS = ("audit_no_update", "audit_no_delete", "audit_values_no_update")
ENTRIES = 12


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A record whose audit has ENTRIES entries: a client, then what was made of it."""
    path = tmp_path / "fiche.db"
    store = Store.open(f"sqlite:///{path}")
    store.add("clients", {"name": "Alpha"}, client_id="C1", by="Léa")
    for n in range(ENTRIES - 1):
        store.edit([Edit("clients", "C1", "city", None, f"Ville {n}")], by="Max")
    store.close()
    return path


def verdict(path: Path) -> list[tuple[str, int, int]]:
    store = Store.open(f"sqlite:///{path}")
    found = store.verify()
    store.close()
    return [(f.kind, f.first, f.last) for f in found.faults]


def behind(path: Path, *statements: str) -> None:
    """Statements that the application never makes, its triggers out of the way, then back."""
    with sqlite3.connect(path) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _name, sql in guards:
            connection.execute(sql)


def test_every_write_is_in_it(path: Path) -> None:
    store = Store.open(f"sqlite:///{path}")
    assert store.verify().entries == ENTRIES and store.verify().faults == ()
    latest = store.trail(Wanted())[0]
    assert (latest.by, latest.action, latest.client_id, latest.column) == ("Max", "edit", "C1", "city")
    assert (latest.before, latest.after) == (f"Ville {ENTRIES - 3}", f"Ville {ENTRIES - 2}")
    assert [c.action for c in store.trail(Wanted(by="Léa"))] == ["add"]
    assert len(store.trail(Wanted(client_id="C1"), limit=5)) == 5
    assert store.trail(Wanted(client_id="C2")) == []


def test_the_days_asked_for_are_those_of_paris(path: Path) -> None:
    """At half past ten in the evening of 30 June in UTC, it is July in Paris; in winter it is an hour ahead only."""
    behind(
        path,
        "UPDATE audit SET at = '2026-06-30T22:30:00.000000' WHERE seq = 1",
        "UPDATE audit SET at = '2026-12-31T22:30:00.000000' WHERE seq = 2",
    )
    store = Store.open(f"sqlite:///{path}")

    def of(first: str, last: str) -> list[int]:
        days = (dt.date.fromisoformat(day) for day in (first, last))
        return [
            each.seq
            for each in store.trail(Wanted(None, None, None, None, None, None, *days))
            if each.seq < 3
        ]

    assert of("2026-07-01", "2026-07-01") == [1] and of("2026-06-30", "2026-06-30") == []
    assert of("2026-12-31", "2026-12-31") == [2] and of("2027-01-01", "2027-01-01") == []


DONE: dict[str, Callable[[Store], object]] = {
    "import": lambda s: s.save(blank(LOADED_ON), FILES, by="Max"),
    "undo_import": lambda s: s.undo(s.imports()[0].id, by="Max"),
    "edit": lambda s: s.edit([Edit("clients", "C1", "city", None, "Nice")], by="Max"),
    "take_back": lambda s: s.take_back([s.edits()[0].id], by="Max"),
    "add": lambda s: s.add("contacts", {"contact_name": "Roux"}, client_id="C1", by="Max"),
    "archive": lambda s: s.archive("contacts", s.own_rows()[-1].record, by="Max"),
    "restore": lambda s: s.restore("contacts", s.own_rows()[-1].record, by="Max"),
    "merge": lambda s: s.merge_clients("C1", "C2", by="Max"),
    "unmerge": lambda s: s.unmerge(s.merges()[0].id, by="Max"),
    "override": lambda s: s.override("C1", "vip", by="Max", on=LOADED_ON),
    "snooze": lambda s: s.snooze("C1", "silence", LOADED_ON, by="Max"),
    "wake": lambda s: s.wake("C1", "silence", by="Max"),
    "attach": lambda s: s.attach("C1", "bail.pdf", b"%PDF", by="Max"),
    "archive_attachment": lambda s: s.archive_attachment(s.attachments("C1")[0].id, by="Max"),
    "restore_attachment": lambda s: s.restore_attachment(1, by="Max"),
    "dismiss": lambda s: s.dismiss("near_duplicate", "C1", by="Max"),
    "recall": lambda s: s.recall("near_duplicate", "C1", by="Max"),
    "setting": lambda s: s.set_settings({"serious_days": "5"}, by="Max"),
    "export": lambda s: s.told("export", by="Max", client_id="C1", what="fiche.xlsx"),
    "restore_backup": lambda s: s.restored(by="Max"),
    "template": lambda s: s.add_template(
        "Ma fiche", Drawn("client", "a.xlsx", "xlsx", b"PK", "{}"), by="Max"
    ),
    "remove_template": lambda s: s.remove_template(1, by="Max"),
    "restore_template": lambda s: s.restore_template(1, by="Max"),
    "bring_back": lambda s: s.bring_back(
        Changes((Edit("clients", "C1", "zone", None, "Sud"),)), by="Max", what="fiche.xlsx"
    ),
    "save_view": lambda s: s.save_as("view", "Le Sud", "{}", shared=True, by="Max"),
    "change_view": lambda s: s.change_saved(1, name="Le Nord", by="Max"),
    "default_view": lambda s: s.set_default_view(1, by="Max"),
    "remove_view": lambda s: s.remove_saved(1, by="Max"),
    "restore_view": lambda s: s.restore_saved(1, by="Max"),
    "save_segment": lambda s: s.save_as("segment", "Gros", "{}", shared=False, by="Max"),
    "change_segment": lambda s: s.change_saved(2, content="[]", by="Max"),
    "remove_segment": lambda s: s.remove_saved(2, by="Max"),
    "restore_segment": lambda s: s.restore_saved(2, by="Max"),
    "save_report": lambda s: s.save_as("report", "Rapport mensuel", "{}", shared=True, by="Max"),
    "change_report": lambda s: s.change_saved(3, content="[]", by="Max"),
    "letter_text": lambda s: s.set_letter_texts({"1.fr.subject": "Rappel"}, by="Max"),
    "connect": lambda s: s.add_remote("odoo", "Odoo", "https://odoo.example", {}, lambda n: b"*", by="Max"),
    "connect_change": lambda s: s.change_remote(1, {"name": "Notre Odoo"}, by="Max"),
    "connect_secret": lambda s: s.reseal({1: b"**"}, by="Max"),
    "push": lambda s: s.pushed([Note("push", "C1", "clients", "C1", "city", "Nice", "Paris")], by="Max"),
    "disconnect": lambda s: s.end_remote(1, by="Max"),
}


def test_each_thing_done_leaves_its_author_and_moves_the_revision() -> None:
    from fiche.decisions import ACTIONS

    store = Store.open()
    for number in ("C1", "C2"):
        store.add("clients", {"name": number}, client_id=number, by="Léa")
    for action, do in DONE.items():
        before = store.revision
        do(store)
        last = store.trail(Wanted(), limit=1)[0]
        assert (last.action, last.by) == (action, "Max")
        assert store.revision == before + 1
    assert {*DONE, "erase"} == set(ACTIONS)
    assert store.verify().faults == ()


def test_nothing_done_leaves_no_trace() -> None:
    store = Store.open()
    store.add("clients", {"name": "Alpha"}, client_id="C1", by="Léa")
    edit = [Edit("clients", "C1", "city", None, "Nice")]
    store.edit(edit, by="Léa")
    before = store.revision
    for nothing in (
        lambda: store.edit(edit, by="Léa"),
        lambda: store.edit([Edit("clients", "C1", "zone", None, None)], by="Léa"),
        lambda: store.take_back([99], by="Léa"),
        lambda: store.recall("near_duplicate", "C1"),
        lambda: store.undo(7),
        lambda: store.unmerge(7, by="Léa"),
        lambda: store.wake("C1", "silence", by="Léa"),
        lambda: store.erase_values("C9", by="Léa"),
    ):
        nothing()
    assert store.revision == before and store.verify().entries == before == 2


def test_the_database_refuses_to_change_it(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        for statement in (
            "UPDATE audit SET by = 'Zoé' WHERE seq = 3",
            "DELETE FROM audit WHERE seq = 3",
            "UPDATE audit_values SET after = 'x' WHERE seq = 3",
        ):
            with pytest.raises(sqlite3.DatabaseError, match=r"append-only|never changed"):
                connection.execute(statement)
    assert verdict(path) == []


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        (["UPDATE audit SET by = 'Zoé' WHERE seq = 5"], [("edited", 5, 5)]),
        (["UPDATE audit SET at = '2020-01-01T00:00:00.000000' WHERE seq = 1"], [("edited", 1, 1)]),
        (["DELETE FROM audit WHERE seq BETWEEN 4 AND 6"], [("deleted", 4, 6)]),
        (["DELETE FROM audit WHERE seq = 1"], [("deleted", 1, 1)]),
        (
            ["UPDATE audit SET seq = 99 WHERE seq = 3", "UPDATE audit SET seq = 3 WHERE seq = 8", "UPDATE audit SET seq = 8 WHERE seq = 99"],
            [("swapped", 3, 8)],
        ),
        (
            ["UPDATE audit SET seq = 99 WHERE seq = 6", "UPDATE audit SET seq = 6 WHERE seq = 7", "UPDATE audit SET seq = 7 WHERE seq = 99"],
            [("swapped", 6, 7)],
        ),
        (["DELETE FROM audit WHERE seq > 9"], [("truncated", 10, 12)]),
        (["DELETE FROM audit"], [("truncated", 1, 12)]),
        (["UPDATE audit_values SET after = 'Paris' WHERE seq = 7"], [("value", 7, 7)]),
        (["DELETE FROM audit_values WHERE seq = 7"], [("value", 7, 7)]),
    ],
    ids=["edit", "edit_first", "delete", "delete_first", "swap", "swap_neighbours", "truncate", "truncate_all", "value", "value_gone"],
)  # fmt: skip
def test_what_is_done_behind_its_back_is_located(
    path: Path, statements: list[str], found: list[tuple[str, int, int]]
) -> None:
    behind(path, *statements)
    assert verdict(path) == found


def test_two_deeds_are_both_located(path: Path) -> None:
    behind(
        path,
        "UPDATE audit SET by = 'Zoé' WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 7",
        "DELETE FROM audit WHERE seq = 12",
    )
    assert verdict(path) == [("edited", 2, 2), ("deleted", 7, 7), ("truncated", 12, 12)]


def test_triggers_taken_away_are_told(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER audit_no_update")
    assert verdict(path) == [("unguarded", 0, 0)]


def test_a_cut_tail_stays_missing_whatever_is_written_after(path: Path) -> None:
    behind(path, "DELETE FROM audit WHERE seq > 9")
    store = Store.open(f"sqlite:///{path}")
    store.edit([Edit("clients", "C1", "zone", None, "Sud")], by="Max")
    assert store.trail(Wanted(), limit=1)[0].seq == ENTRIES + 1
    assert verdict(path) == [("deleted", 10, 12)]


def test_a_restored_backup_says_what_it_lost(path: Path) -> None:
    behind(path, "DELETE FROM audit WHERE seq > 9", "DELETE FROM audit_values WHERE seq > 9")
    store = Store.open(f"sqlite:///{path}")
    store.restored(by="Léa", what="fiche-2026-11-23.bak")
    assert store.verify().faults == () and store.verify().lost == 3
    store.edit([Edit("clients", "C1", "zone", None, "Sud")], by="Max")
    assert store.verify().faults == ()


def test_the_seal_is_missed_and_not_forged(path: Path) -> None:
    seal = path.with_name("fiche.audit.seal")
    kept = seal.read_text()
    seal.unlink()
    assert verdict(path) == [("unsealed", 0, 0)]
    seal.write_text(kept.replace('"count": 12', '"count": 9'))
    assert verdict(path) == [("seal", 0, 0)]
    seal.write_text("")
    assert verdict(path) == [("seal", 0, 0)]
    seal.write_text(kept)
    assert verdict(path) == []


def test_a_seal_behind_is_a_crash_and_no_fault(path: Path) -> None:
    seal = path.with_name("fiche.audit.seal")
    kept = seal.read_text()
    store = Store.open(f"sqlite:///{path}")
    store.edit([Edit("clients", "C1", "zone", None, "Sud")], by="Max")
    seal.write_text(kept)
    assert verdict(path) == []


def test_another_key_opens_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FICHE_AUDIT_KEY", "another")
    assert verdict(path) == [("key", 0, 0)]


def test_the_key_is_the_application_s_alone(path: Path) -> None:
    key = path.with_name("audit.key")
    assert key.stat().st_mode & 0o077 == 0
    assert key.read_bytes() not in path.read_bytes()


def test_values_are_erased_and_the_chain_verifies(path: Path) -> None:
    store = Store.open(f"sqlite:///{path}")
    store.add("clients", {"name": "Beta"}, client_id="C2", by="Léa")
    store.erase_values("C1", by="Léa")
    found = store.verify()
    assert (found.faults, found.erased, found.entries) == ((), ENTRIES, ENTRIES + 2)
    assert store.history(client_id="C1") == []
    assert [c.after for c in store.history(client_id="C2")] == ['{"name": "Beta"}']
    kept = store.trail(Wanted(by="Max", action="edit"))
    assert len(kept) == ENTRIES - 1 and {(c.client_id, c.before, c.after) for c in kept} == {
        (None, None, None)
    }


def test_people_s_changes_bear_a_name() -> None:
    store = Store.open()
    for nameless in ("", "  "):
        with pytest.raises(Refused, match="nom"):
            store.edit([Edit("clients", "C1", "city", None, "Nice")], by=nameless)
    assert store.revision == 0


def test_a_write_that_fails_leaves_no_entry(path: Path) -> None:
    store = Store.open(f"sqlite:///{path}")
    with sqlite3.connect(path) as connection:
        connection.execute(
            "CREATE TRIGGER no BEFORE INSERT ON audit_values BEGIN SELECT RAISE(ABORT, 'no'); END"
        )
    with pytest.raises(StoreFault):
        store.edit([Edit("clients", "C1", "zone", None, "Sud")], by="Max")
    assert store.verify().entries == ENTRIES and len(store.edits()) == 1


def test_from_the_command_line(path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[bytes]:
        environment = {
            "FICHE_STORE": f"sqlite:///{path}",
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": ":".join(sys.path),
        }
        return subprocess.run(
            [sys.executable, "-m", "fiche", *words], capture_output=True, env=environment, check=False
        )

    good = run("audit", "verify")
    assert good.returncode == 0 and "Le journal est entier : 12 entrées" in good.stdout.decode()
    listed = run("audit", "list", "--by", "Léa").stdout.decode("utf-8-sig").splitlines()
    assert len(listed) == 2 and '"Léa";"Ajout";"C1";"Clients"' in listed[1]
    behind(path, "DELETE FROM audit WHERE seq > 9")
    bad = run("--lang", "en", "audit", "verify")
    assert bad.returncode == 1 and "entries 10 to 12 are missing" in bad.stdout.decode()


def test_each_engine_guards_it_and_says_what_was_done_without_its_guards(store: Store) -> None:
    """As the database's own owner, who may take the triggers away."""
    for number in ("C1", "C2", "C3"):
        store.add("clients", {"name": number}, client_id=number, by="Léa")
    for statement in (
        "UPDATE audit SET ref = 9 WHERE seq = 2",
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit_values SET salt = 'x'",
    ):
        with pytest.raises(DBAPIError), store._engine.begin() as connection:
            connection.execute(text(statement))
    assert store.verify().faults == ()
    postgres = store._engine.dialect.name == "postgresql"
    guards = ("audit_append_only", "audit_values_no_update") if postgres else GUARDS
    with store._engine.begin() as connection:
        for guard in guards:
            table = "audit_values" if guard == "audit_values_no_update" else "audit"
            connection.execute(text(f"DROP TRIGGER {guard}" + (f" ON {table}" if postgres else "")))
        connection.execute(text("UPDATE audit SET ref = 9 WHERE seq = 2"))
        connection.execute(text("DELETE FROM audit WHERE seq = 3"))
    assert [(f.kind, f.first) for f in store.verify().faults] == [
        ("unguarded", 0),
        ("edited", 2),
        ("truncated", 3),
    ]
