"""Corrections by several people at once: nothing is lost, both values are shown, who saves twice meets no conflict; the history tells everything."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from fiche.edits import Edit
from fiche.errors import Refused, Stale
from fiche.store import Store
from fiche.store.versions import Key

C1: Key = ("clients", "C1")


@pytest.fixture
def store(store: Store) -> Store:
    """A record with one client, made in the application."""
    store.add("clients", {"name": "Alpha", "city": "Lyon"}, client_id="C1", by="Léa")
    return store


def city(value: str | None) -> Edit:
    return Edit("clients", "C1", "city", "Lyon", value)


def field(column: str, value: str | None) -> Edit:
    return Edit("clients", "C1", column, None, value)


def shown(store: Store, *columns: str) -> tuple[object, ...]:
    row: tuple[object, ...] = store.dataset().clients.select(*columns).row(0)
    return row


def test_the_second_of_two_sees_both_values_and_chooses(store: Store) -> None:
    seen = store.versions([C1])
    store.edit([city("Nice"), field("zone", "Sud")], by="Léa", seen=seen)
    with pytest.raises(Stale) as refused:
        store.edit([city("Lille"), field("zone", "Sud"), field("sector", "BTP")], by="Max", seen=seen)
    (clash,) = refused.value.clashes
    assert (clash.column, clash.seen, clash.theirs, clash.mine, clash.by) == (
        "city",
        "Lyon",
        "Nice",
        "Lille",
        "Léa",
    )
    assert shown(store, "city", "sector") == ("Nice", None), "nothing was written"
    assert "Léa" in refused.value.message
    store.edit([city("Lille"), field("sector", "BTP")], by="Max", seen=refused.value.versions)
    assert shown(store, "city", "sector", "zone") == ("Lille", "BTP", "Sud")


def test_other_fields_of_the_same_client_are_no_conflict(store: Store) -> None:
    seen = store.versions([C1])
    store.edit([city("Nice")], by="Léa", seen=seen)
    store.edit([field("zone", "Nord")], by="Max", seen=seen)
    assert shown(store, "city", "zone") == ("Nice", "Nord")


def test_a_third_change_after_the_choice_is_seen_too(store: Store) -> None:
    seen = store.versions([C1])
    store.edit([city("Nice")], by="Léa", seen=seen)
    with pytest.raises(Stale) as first:
        store.edit([city("Lille")], by="Max", seen=seen)
    store.edit([city("Paris")], by="Zoé")
    with pytest.raises(Stale) as second:
        store.edit([city("Lille")], by="Max", seen=first.value.versions)
    (clash,) = second.value.clashes
    assert (clash.seen, clash.theirs, clash.by) == ("Nice", "Paris", "Zoé")


def test_saving_twice_in_a_row_never_conflicts(store: Store) -> None:
    seen = store.versions([C1])
    for value in ("Nice", "Lille", "Nice", "Lyon", "Brest"):
        seen = store.edit([city(value)], by="Max", seen=seen)
    assert shown(store, "city") == ("Brest",)
    before = store.versions([C1])
    assert store.edit([city("Brest")], by="Max", seen=seen) == before, "the same again is nothing"
    old = {C1: 1}
    store.edit([city("Metz")], by="Max", seen=old)
    assert shown(store, "city") == ("Metz",), "one's own changes are no one else's"


def test_the_same_value_from_two_people_is_no_conflict(store: Store) -> None:
    seen = store.versions([C1])
    store.edit([city("Nice")], by="Léa", seen=seen)
    assert store.edit([city("Nice")], by="Max", seen=seen) == store.versions([C1])


def test_taking_back_is_a_change_that_others_see(store: Store) -> None:
    store.edit([city("Nice")], by="Léa")
    seen = store.versions([C1])
    store.take_back([store.edits()[0].id], by="Léa")
    assert shown(store, "city") == ("Lyon",)
    with pytest.raises(Stale) as refused:
        store.edit([city("Lille")], by="Max", seen=seen)
    (clash,) = refused.value.clashes
    assert (clash.seen, clash.theirs, clash.by) == ("Nice", "Lyon", "Léa")


def test_saying_what_the_files_say_ends_the_correction(store: Store) -> None:
    store.edit([city("Nice")], by="Léa")
    store.edit([city("Lyon")], by="Max")
    assert store.edits() == [] and shown(store, "city") == ("Lyon",)
    assert [(c.by, c.before, c.after) for c in store.history(client_id="C1", column="city")] == [
        ("Max", "Nice", "Lyon"),
        ("Léa", "Lyon", "Nice"),
    ]


def test_twenty_people_twenty_edits_each_and_none_lost(store: Store) -> None:
    """Everyone reads, then writes: on a field of their own, whatever others do to the client; and all of them on one field, choosing theirs when refused."""
    columns = [
        "zone",
        "sector",
        "category",
        "email",
        "phone",
        "mobile",
        "website",
        "notes",
        "region",
        "country",
    ]
    made: list[tuple[str, str]] = []

    def work(person: int) -> int:
        by, refused = f"P{person}", 0
        mine = columns[person % len(columns)] if person < 10 else None
        seen = store.versions([C1])
        for n in range(20):
            said = f"{by} {n}"
            edits = [field(mine, said)] if mine else [city(said)]
            while True:
                try:
                    seen = store.edit(edits, by=by, seen=seen)
                    break
                except Stale as stale:
                    refused += 1
                    seen = stale.versions
            made.append((by, said))
        return refused

    with ThreadPoolExecutor(20) as pool:
        refused = sum(pool.map(work, range(20)))
    done = [(c.by, c.after) for c in store.history(client_id="C1") if c.action == "edit"]
    assert len(done) == 400 and set(done) == {(by, said) for by, said in made}
    assert store.versions([C1])[C1] == 401 and store.verify().faults == () and refused > 0
    row = store.dataset().clients.row(0, named=True)
    assert [row[c] for c in columns] == [f"P{n} 19" for n in range(10)]
    assert row["city"] == store.history(column="city", limit=1)[0].after


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Edit("clients", "C1", "colour", None, "red"), "unknown_field"),
        (Edit("clients", "C1", "client_id", "C1", "C2"), "unknown_field"),
        (Edit("clients", "C1", "credit_limit", None, "12,50"), "unreadable_value"),
        (Edit("clients", "C1", "created_on", None, "24/11/2026"), "unreadable_value"),
        (Edit("clients", "C1", "is_customer", None, "oui"), "unreadable_value"),
        (Edit("clients", "C1", "delivery_days", None, "3.5"), "unreadable_value"),
    ],
    ids=lambda e: e.column if isinstance(e, Edit) else e,
)  # fmt: skip
def test_what_would_show_nothing_is_refused(edit: Edit, code: str, store: Store) -> None:
    with pytest.raises(Refused) as refused:
        store.edit([field("zone", "Sud"), edit], by="Max")
    assert refused.value.code == code and refused.value.message
    assert store.edits() == [], "all or nothing"


def test_many_at_once_in_one_transaction(store: Store) -> None:
    rows = [store.add("contacts", {"contact_name": f"N{i}"}, client_id="C1", by="Léa") for i in range(30)]
    before = store.revision
    versions = store.edit([Edit("contacts", r.record, "phone", None, f"0{r.id}") for r in rows], by="Max")
    assert store.revision == before + 1 and set(versions.values()) == {2}
    assert store.dataset()["contacts"]["phone"].to_list() == [f"0{r.id}" for r in rows]
    store.take_back([e.id for e in store.edits()], by="Max")
    assert store.dataset()["contacts"]["phone"].null_count() == 30


def test_the_history_tells_who_what_when_from_what_to_what(store: Store) -> None:
    contact = store.add("contacts", {"contact_name": "Roux"}, client_id="C1", by="Léa")
    store.edit([Edit("contacts", contact.record, "phone", None, "01")], by="Max")
    store.edit([Edit("contacts", contact.record, "phone", None, "02")], by="Zoé")
    told = store.history(client_id="C1", table="contacts", record=contact.record)
    assert [(c.by, c.action, c.before, c.after, c.undoable) for c in told] == [
        ("Zoé", "edit", "01", "02", True),
        ("Max", "edit", None, "01", False),
        ("Léa", "add", None, '{"contact_name": "Roux"}', False),
    ]
    undone = told[0].ref
    assert undone is not None
    store.take_back([undone], by="Max")
    assert store.dataset()["contacts"]["phone"][0] is None
    assert store.history(client_id="C1", limit=1)[0].action == "take_back"


def test_changes_say_which_clients_to_look_at_again(store: Store) -> None:
    from fiche.dataset import blank
    from tests.store.test_record import FILES, LOADED_ON

    began = store.revision
    assert store.changes_since(began) == set()
    store.add("clients", {"name": "Beta"}, client_id="C2", by="Léa")
    store.edit([city("Nice")], by="Max")
    assert store.changes_since(began) == {"C1", "C2"} and store.changes_since(began + 1) == {"C1"}
    store.merge_clients("C1", "C2", by="Max")
    assert store.changes_since(began + 2) == {"C1", "C2"}
    after = store.revision
    store.dismiss("near_duplicate", "C1")
    store.snooze("C1", "silence", LOADED_ON, by="Max")
    assert store.changes_since(after) == set() and store.revision == after + 2
    store.override("C1", "vip", by="Max", on=LOADED_ON)
    assert store.changes_since(after) == {"C1"}
    store.save(blank(LOADED_ON), FILES)
    assert store.changes_since(after) is None
    assert store.changes_since(store.revision) == set()
