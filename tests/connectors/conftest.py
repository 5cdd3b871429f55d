"""What the tests of connections share: a record on each engine, a key that is theirs, a world whose waits cost nothing; it tests nothing."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from fiche.connectors.hosts import listed
from fiche.connectors.session import World
from fiche.connectors.sync import Run, synchronise
from fiche.connectors.transport import Bounds
from fiche.connectors.vault import Vault
from fiche.store import Store
from fiche.store.connections import Sync
from tests.connectors.odoo_server import DATABASE, KEY, LOGIN, Odoo, company, serving
from tests.store.conftest import postgres, store, url

__all__ = ["postgres", "store", "url"]


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


@dataclass
class Bench:
    """An Odoo, a record, and the connection between them."""

    odoo: Odoo
    store: Store
    number: int
    address: str
    waits: list[float] = field(default_factory=list)
    bounds: Bounds = field(default_factory=lambda: Bounds(2.0, 5.0))

    @property
    def world(self) -> World:
        """Waits are written down, not made."""
        hosts = listed(f"{self.address}=127.0.0.0/8")
        return World(sleep=self.waits.append, jitter=lambda: 0.5, allowed=hosts, bounds=self.bounds)

    def sync(self, *, whole: bool = False, again: bool = False) -> Sync:
        """One synchronisation, whatever it gives."""
        return synchronise(self.store, self.number, Run(now, "Nadia", whole, again, self.world))

    def done(self, *, whole: bool = False) -> Sync:
        """One that must succeed."""
        made = self.sync(whole=whole)
        assert made.status == "done", made.message
        return made


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FICHE_DATA", str(tmp_path / "data"))
    for name in ("FICHE_SECRETS_KEY", "FICHE_SECRETS_KEY_BEFORE", "FICHE_CONNECT_HOSTS"):
        monkeypatch.delenv(name, raising=False)


def connected(store: Store, odoo: Odoo, address: str) -> Bench:
    """A connection to that Odoo, kept in the record."""
    secrets, plain = {"key": KEY}, {"database": DATABASE, "login": LOGIN}
    number = store.add_remote(
        "odoo", "Odoo", address, plain, lambda n: Vault.open().seal(n, secrets), by="Nadia"
    )
    return Bench(odoo, store, number, address)


@pytest.fixture
def bench(store: Store) -> Iterator[Bench]:
    """A small company in Odoo 19, connected, not yet read."""
    odoo = company(Odoo())
    with serving(odoo) as address:
        yield connected(store, odoo, address)


@pytest.fixture
def older() -> Callable[[Store], Iterator[Bench]]:
    """The same in Odoo 17, over XML-RPC."""

    def made(kept: Store) -> Iterator[Bench]:
        odoo = company(Odoo(17))
        with serving(odoo) as address:
            yield connected(kept, odoo, address)

    return made
