"""Where the tests of the record keep it: a SQLite file, or a database of a PostgreSQL server started for them; it tests nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fiche.store import Store
from tests.engines.postgres import Server, server

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.engines)]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for the session."""
    with server() as started:
        yield started


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty place for a record, on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fiche.db'}"
        return
    started: Server = request.getfixturevalue("postgres")
    with started.database() as address:
        yield address


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An empty record, on each engine."""
    opened = Store.open(url)
    yield opened
    opened.close()
