"""Clients put together and taken apart: no row lost, nothing silent, and taking them apart gives back exactly what was."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fiche.analysis import Portfolio
from fiche.dataset import Dataset
from fiche.decisions import Merge
from fiche.edits import Edit
from fiche.errors import Refused, UnknownClient
from fiche.model import STORED
from fiche.overlay.merged import destinations, with_merges
from fiche.records import with_records
from fiche.store import Store
from tests.store.test_own_rows import CLIENTS, INVOICES, MAY, load

WHEN = dt.datetime(2025, 6, 1)  # noqa: DTZ001 - the record keeps UTC without a zone
CONTACTS = "Numéro client;Nom du contact;Prénom\nC1;Dupont;Anne\nC2;Dupont;Anne\nC2;Petit;Luc\n"


@pytest.fixture(scope="module")
def files() -> Dataset:
    return load(MAY, clients=CLIENTS + "C3;Gamma;Nice;\n", factures=INVOICES, contacts=CONTACTS)


@pytest.fixture
def store(store: Store, files: Dataset) -> Store:
    store.save(files, [("mai.csv", "0")])
    return store


def same(one: Dataset, other: Dataset) -> None:
    for name in STORED:
        assert_frame_equal(one[name], other[name])


def test_what_one_had_is_the_other_s(store: Store) -> None:
    store.merge_clients("C1", "C2", by="Léa")
    data = store.dataset()
    assert data.clients["client_id"].to_list() == ["C1", "C3"]
    assert set(data.documents["client_id"]) == {"C1"} and set(data["contacts"]["client_id"]) == {"C1"}
    figures = Portfolio(data).figures(dt.date(2025, 6, 30), "C1")
    assert figures["outstanding"].value == Decimal("180.00")
    (made,) = store.merges()
    assert [c.action for c in store.history(client_id="C2")] == ["merge"]
    assert store.history(client_id="C1")[0].before == "C2"
    store.unmerge(made.id, by="Léa")
    assert store.merges() == [] and [m.ended_by for m in store.merges(ended=True)] == ["Léa"]


def test_taken_apart_they_are_as_they_were(store: Store, files: Dataset) -> None:
    record = with_records(files["contacts"], "contacts")["record"]
    store.edit(
        [Edit("contacts", record[2], "phone", None, "03"), Edit("clients", "C1", "city", "Lyon", "Metz")],
        by="Max",
    )
    before = store.dataset()
    kept = [Edit("clients", "C1", "city", "Lyon", "Nice"), Edit("clients", "C1", "zone", None, "Sud")]
    made = store.merge_clients("C1", "C2", by="Léa", values=kept)
    assert store.dataset().clients.select("city", "zone").row(0) == ("Nice", "Sud")
    store.unmerge(made.id, by="Léa")
    same(store.dataset(), before)


def test_corrections_made_before_and_after_reach_their_rows(store: Store) -> None:
    """Two contacts of one name: each keeps its own key, whoever its client is."""
    before = with_records(store.dataset()["contacts"], "contacts")["record"].to_list()
    store.edit([Edit("contacts", before[1], "phone", None, "02")], by="Max")
    store.merge_clients("C1", "C2", by="Léa")
    after = with_records(store.dataset()["contacts"], "contacts")["record"].to_list()
    assert after == before
    store.edit(
        [Edit("contacts", after[0], "phone", None, "01"), Edit("contacts", after[2], "phone", None, "03")],
        by="Max",
    )
    assert store.dataset()["contacts"]["phone"].to_list() == ["01", "02", "03"]


def test_a_chain_leads_to_its_end_and_never_in_a_circle(store: Store) -> None:
    store.merge_clients("C2", "C1", by="Léa")
    store.merge_clients("C3", "C2", by="Léa")
    assert store.dataset().clients["client_id"].to_list() == ["C3"]
    for kept, gone in (("C1", "C3"), ("C2", "C3"), ("C3", "C1")):
        with pytest.raises(Refused) as refused:
            store.merge_clients(kept, gone, by="Léa")
        assert refused.value.code == "merge_refused"
    store.unmerge(store.merges()[1].id, by="Léa")
    assert store.dataset().clients["client_id"].to_list() == ["C2", "C3"]


def test_only_two_clients_who_are_there(store: Store) -> None:
    with pytest.raises(Refused, match="lui-même"):
        store.merge_clients("C1", "C1", by="Léa")
    with pytest.raises(UnknownClient):
        store.merge_clients("C1", "C9", by="Léa")
    assert store.merges() == []


def test_a_client_who_is_now_another_is_not_changed_unseen(store: Store) -> None:
    seen = store.versions([("clients", "C2")])
    store.merge_clients("C1", "C2", by="Léa")
    with pytest.raises(Refused) as refused:
        store.edit([Edit("clients", "C2", "city", None, "Nice")], by="Max", seen=seen)
    assert refused.value.code == "merged_client" and "C1" in refused.value.message


def test_a_merge_waits_for_a_client_who_is_not_there(store: Store) -> None:
    store.merge_clients("C1", "C2", by="Léa")
    store.save(load(MAY, clients="Numéro client;Raison sociale\nC2;Beta\nC3;Gamma\n"), [("juin.csv", "1")])
    assert store.dataset().clients["client_id"].to_list() == ["C2", "C3"]


PAIRS = st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from("ABCDE")), max_size=6)


@given(PAIRS, st.sets(st.sampled_from("ABCDE")))
def test_every_number_leads_to_one_client_who_is_there_and_stays(
    pairs: list[tuple[str, str]], present: set[str]
) -> None:
    """Whatever the merges say, circles included."""
    merges = [Merge(n, kept, gone, "Léa", WHEN) for n, (kept, gone) in enumerate(pairs)]
    found = destinations(merges, present)
    assert not set(found) & set(found.values()) and set(found.values()) <= present


@given(st.sets(st.sampled_from(["C1", "C2", "C3"]), min_size=2))
def test_merging_loses_no_row(files: Dataset, numbers: set[str]) -> None:
    kept, *gone = sorted(numbers)
    merged = with_merges(files, [Merge(n, kept, each, "Léa", WHEN) for n, each in enumerate(gone)])
    for name in STORED:
        assert len(merged[name]) == len(files[name]) - (len(gone) if name == "clients" else 0)
        changed = {"client_id", "known_as"} & set(files[name].columns)
        if name != "clients":
            assert_frame_equal(merged[name].drop(changed), files[name].drop(changed))
            assert with_records(merged[name], name)["record"].equals(
                with_records(files[name], name)["record"]
            )
