"""An import begins only where the disk holds it, and little room is said; a server's disks and memory are not ours to judge."""

from pathlib import Path

import pytest

from fiche.dataset import blank
from fiche.errors import Refused, StoreFault
from fiche.store import Store
from fiche.store.room import MB, Room, room
from tests.store.test_faults import DAY, edit


def test_below_the_floor_no_import_is_written_but_corrections_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    monkeypatch.setattr("fiche.store.room._free", lambda _: 499 * MB)
    with pytest.raises(Refused) as raised:
        store.save(blank(DAY), [])
    assert raised.value.code == "no_room" and "499" in raised.value.message and "500" in raised.value.message
    assert store.imports() == [] and store.revision == 0
    store.edit([edit("Alpha")], by="Anne")
    monkeypatch.setattr("fiche.store.room._free", lambda _: 500 * MB)
    assert store.save(blank(DAY), []) == 1


@pytest.mark.parametrize(
    ("free", "low", "short"),
    [(None, False, False), (499, True, True), (500, True, False), (2_000, False, False)],
)
def test_little_room_is_said_before_it_is_too_little(free: int | None, low: bool, short: bool) -> None:
    left = Room(None if free is None else free * MB)
    assert left.is_low == low
    if short:
        with pytest.raises(Refused):
            left.needed()
    else:
        left.needed()


def test_the_floors_are_settings(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'fiche.db'}"
    left = room(url, {"FICHE_MIN_FREE_MB": "0", "FICHE_LOW_FREE_MB": "1"})
    assert (left.least, left.low) == (0, MB) and left.free is not None and left.free > 0
    with pytest.raises(Refused) as raised:
        room(url, {"FICHE_MIN_FREE_MB": "beaucoup"})
    assert raised.value.code == "invalid_setting" and "FICHE_MIN_FREE_MB" in raised.value.message


def test_the_room_of_a_server_or_of_memory_is_not_ours_to_judge() -> None:
    assert room("sqlite://", {}).free is None
    assert room("postgresql+psycopg://x@localhost/y", {}).free is None
    with pytest.raises(StoreFault) as raised:
        room("nonsense", {})
    assert raised.value.code == "store_address"
