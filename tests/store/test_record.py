"""The record refuses what it could not give back, and two who write to it at once both keep what they wrote."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import polars as pl
import pytest

from fiche import loading
from fiche.dataset import Dataset, blank
from fiche.store import Store

LOADED_ON = dt.date(2025, 6, 30)
FILES = [("a.csv", "0" * 64), ("b.csv", "1" * 64)]


@pytest.fixture(scope="module")
def small() -> Dataset:
    content = "Numéro client;Raison sociale;Couleur\nC1;Alpha;bleu\nC2;Bêta;\n;;\nC1;Alpha;rouge"
    return loading.check(loading.prepare([("clients.csv", content.encode())]), loaded_on=LOADED_ON)


@pytest.mark.parametrize("frame", [pl.DataFrame({"nowhere": ["x"]}), None])
def test_columns_the_record_has_no_place_for_are_refused(
    frame: pl.DataFrame | None, small: Dataset, store: Store
) -> None:
    wrong = small.set_aside.drop("code") if frame is None else frame
    with pytest.raises(ValueError, match="set_aside"):
        store.save(replace(small, set_aside=wrong), FILES)
    assert (store.revision, store.imports()) == (0, []) and store.dataset().clients.is_empty()


def test_an_empty_record_gives_an_empty_portfolio(store: Store) -> None:
    assert store.dataset().documents.equals(blank(LOADED_ON).documents) and store.revision == 0
    store.save(blank(LOADED_ON), [])
    assert store.dataset().loaded_on == LOADED_ON and store.revision == 1


def test_what_each_import_says_of_itself(small: Dataset, store: Store) -> None:
    when = dt.datetime(2025, 6, 30, 12, 0)  # noqa: DTZ001 - the record keeps UTC without a zone
    number = store.save(small, FILES, when)
    (one,) = store.imports()
    assert (one.id, one.made_at, one.files, one.active) == (number, when, ("a.csv", "b.csv"), True)
    assert (one.rows_in_file, one.rows_loaded) == (3, 2)
    store.undo(number)
    assert store.dataset().clients.is_empty() and store.revision == 2
    store.undo(number)
    assert len(store.imports()) == 1, "nothing is ever erased"


def test_two_memories_share_nothing(small: Dataset) -> None:
    one, other = Store.open(), Store.open()
    one.save(small, FILES)
    assert other.imports() == []


def test_writers_at_once_both_keep_what_they_wrote(small: Dataset, url: str) -> None:
    Store.open(url).close()
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: Store.open(url).save(small, FILES), range(8)))
    store = Store.open(url)
    assert sorted(numbers) == list(range(1, 9)) and store.revision == 8
    assert store.dataset().clients.equals(small.clients)
