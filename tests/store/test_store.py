"""The record: what is saved comes back equal, all or nothing, and an undo loses nothing."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from fiche import loading
from fiche.dataset import Dataset
from fiche.errors import StoreFault
from fiche.model import UNSAVED
from fiche.store import Store

FILES = [("entreprise_demo.xlsx", "0" * 64)]


@pytest.fixture(scope="module")
def dataset(root: Path) -> Dataset:
    demo = root / "sample_data" / "demo"
    reading = loading.prepare([(n, demo / n) for n in ("clients.csv", "factures.csv")])
    return loading.check(reading, loaded_on=dt.date(2026, 11, 24))


def same(one: Dataset, other: Dataset) -> None:
    for name, frame in one.tables.items():
        # When a payment was told is no part of what is saved: the record says it of what it gives back.
        assert_frame_equal(frame.drop(UNSAVED, strict=False), other.tables[name].drop(UNSAVED, strict=False))
    assert_frame_equal(one.set_aside, other.set_aside)
    assert_frame_equal(one.findings, other.findings)
    assert (one.loaded_on, one.rows_in_file, one.rows_loaded) == (
        other.loaded_on,
        other.rows_in_file,
        other.rows_loaded,
    )


def test_what_is_saved_comes_back_equal(dataset: Dataset, url: str) -> None:
    store = Store.open(url)
    assert store.persistent and store.revision == 0
    store.save(dataset, FILES)
    same(dataset, store.dataset())
    assert store.revision == 1 and store.imports()[0].files == ("entreprise_demo.xlsx",)
    store.close()
    same(dataset, Store.open(url).dataset())


def test_memory_gives_back_what_is_saved_and_keeps_nothing(dataset: Dataset) -> None:
    store = Store.open()
    store.save(dataset, FILES)
    same(dataset, store.dataset())
    assert not store.persistent and Store.open().imports() == []


def test_undo_brings_back_what_stood_before(dataset: Dataset, store: Store) -> None:
    few = replace(dataset, tables={**dataset.tables, "clients": dataset.clients.head(1)})
    store.save(few, FILES)
    second = store.save(dataset, FILES)
    assert len(store.dataset().clients) == len(dataset.clients)
    store.undo(second)
    assert len(store.dataset().clients) == 1
    assert [i.active for i in store.imports()] == [False, True] and store.revision == 3


def test_a_save_that_fails_half_way_leaves_nothing(dataset: Dataset, store: Store) -> None:
    payments = dataset.payments.with_columns(pl.lit("no date").alias("date"))
    assert len(payments) and len(dataset.documents), "what comes before the fault is written first"
    with pytest.raises(StoreFault):
        store.save(replace(dataset, tables={**dataset.tables, "payments": payments}), FILES)
    assert store.revision == 0 and store.imports() == []
    store.save(dataset, FILES)
    same(dataset, store.dataset())


def test_a_place_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(StoreFault):
        Store.open(f"sqlite:///{tmp_path / 'absent' / 'fiche.db'}")
