"""What everyone reads follows the record: whatever is done, in whatever order, it is what loading everything again would give."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from hypothesis import settings
from hypothesis.stateful import invariant
from polars.testing import assert_frame_equal

from fiche import mirror as mirror_module
from fiche.analysis import Portfolio, base
from fiche.dataset import Dataset
from fiche.edits import Edit
from fiche.mirror import Mirror
from fiche.model import STORED
from fiche.store import Store
from tests.analysis.test_amended import assert_same_tables
from tests.store.test_own_rows import load
from tests.store.test_sequences import DAY, FILES, LOADED, Sequences


def assert_same_rows(found: Dataset, wanted: Dataset) -> None:
    """Each client has the same rows, in the same order."""
    for name in STORED:
        key = "client_id" if "client_id" in wanted[name].columns else "document_key"
        own, other = (rows[name].sort(key, maintain_order=True) for rows in (found, wanted))
        assert_frame_equal(own, other)


class Followed(Sequences):
    """The same record, read through a mirror after each step."""

    mirror: Mirror | None = None

    @invariant()
    def the_mirror_shows_the_record(self) -> None:
        if self.mirror is None or self.mirror._store is not self.store:
            self.mirror = Mirror(self.store)
        shown = self.mirror.now()
        _, wanted, _ = self.read()
        assert_same_rows(shown.dataset, wanted)
        assert_same_rows(shown.uncorrected, self.store.dataset(edited=False))
        if shown.revision % 6 == 0:
            anew = Portfolio(wanted, shown.settings, self.store.overrides())
            assert_same_tables(shown.portfolio, anew, DAY)


Followed.TestCase.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
TestFollowed = Followed.TestCase


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    store.save(load(DAY, **FILES[0]), [("clients.csv", "0")])
    yield store
    store.close()


def city(record: str, value: str) -> Edit:
    return Edit("clients", record, "city", "Lyon", value)


def test_an_edit_reads_no_file_again_and_shares_the_large_tables(
    record: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = Mirror(record)
    first = mirror.now()
    monkeypatch.setattr(record, "files", lambda: pytest.fail("read again"))
    record.edit([city("C1", "Nice")], by="Léa")
    then = mirror.now()
    assert then.files is first.files and then.portfolio is not first.portfolio
    assert then.portfolio._copy._large is first.portfolio._copy._large
    assert then.portfolio.client("C1").fields["city"] == "Nice"
    assert first.portfolio.client("C1").fields["city"] == "Lyon", "a page begun before ends as it began"
    assert mirror.now() is then


def test_a_setting_leaves_the_rows_where_they_are(record: Store) -> None:
    mirror = Mirror(record)
    first = mirror.now()
    record.set_settings({"serious_days": "30"}, by="Léa")
    then = mirror.now()
    assert then.dataset is first.dataset and then.portfolio.settings.serious_days == 30


def test_an_import_is_read(record: Store) -> None:
    mirror = Mirror(record)
    mirror.now()
    record.save(LOADED[2], [("b.csv", "0")])
    assert set(mirror.now().dataset.clients["client_id"]) == set(LOADED[2].clients["client_id"])


def test_worn_tables_are_made_anew_while_others_read_and_write(
    record: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "WORN", 0)
    waiting: list[Callable[[], None]] = []
    mirror = Mirror(record, waiting.append)
    large = mirror.now().portfolio._copy._large
    waiting.clear()
    record.edit([city("C1", "Nice")], by="Léa")
    assert mirror.now().portfolio._copy._large is large
    record.edit([city("C2", "Lens")], by="Léa")
    mirror.now()
    assert len(waiting) == 1, "once at a time"
    waiting.pop()()
    shown = mirror.now()
    assert shown.portfolio._copy._large is not large
    assert [shown.portfolio.client(c).fields["city"] for c in ("C1", "C2")] == ["Nice", "Lens"]
    assert_same_tables(shown.portfolio, Portfolio(record.dataset(), shown.settings), DAY)


def test_many_readers_and_writers(record: Store) -> None:
    """Each reader sees a whole revision; the last sees the last."""
    mirror, barrier = Mirror(record), threading.Barrier(4)

    def write(n: int) -> None:
        barrier.wait()
        for step in range(5):
            record.edit([city(f"C{n + 1}", f"Ville {step}")], by=f"Max {n}")

    def read(_n: int) -> None:
        barrier.wait()
        for _ in range(5):
            shown = mirror.now()
            cities = shown.dataset.clients.select("client_id", "city")
            kept = shown.portfolio._dataset.clients.select("client_id", "city")
            assert cities.equals(kept)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda job: job[0](job[1]), [(write, 0), (write, 1), (read, 0), (read, 1)]))
    last = mirror.now().dataset.clients.filter(pl.col("client_id").is_in(["C1", "C2"]))["city"].to_list()
    assert last == ["Ville 4", "Ville 4"]


def test_the_day_is_ready_before_anyone_asks(record: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each reading and each change, once for all of them while one is at it."""
    monkeypatch.setattr(mirror_module, "QUIET", 0.0)
    work: list[Callable[[], None]] = []
    mirror = Mirror(record, work.append, lambda: DAY)
    first = mirror.now().portfolio
    record.edit([Edit("clients", "C1", "city", None, "Brest")], by="Léa")
    second = mirror.now().portfolio
    ahead = work[-1]
    assert second is not first
    ahead()
    known = [set(p._copy._memo.get((DAY, None), {})) for p in (first, second)]
    assert known == [set(), {"figures", "people", "segments"}]
    asked = len(work)
    assert mirror.now().portfolio is second
    assert len(work) == asked
    record.edit([Edit("clients", "C1", "city", None, "Caen")], by="Léa")
    mirror.now()
    assert len(work) == asked + 1
