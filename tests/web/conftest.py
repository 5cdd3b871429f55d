"""A session of the application without a browser, on a record of its own; it draws nothing by itself."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit.components.v2.manifest_scanner as scanner
from streamlit.testing.v1 import AppTest

from fiche import loading
from fiche.store import Store

_scanned: dict[str, object] = {}
_scan = scanner.scan_component_manifests


def _scan_once(*arguments: object, **options: object) -> object:
    """Each AppTest scans every installed distribution: 120 ms, the same answer each time."""
    if "found" not in _scanned:
        _scanned["found"] = _scan(*arguments, **options)
    return _scanned["found"]


scanner.scan_component_manifests = _scan_once  # type: ignore[assignment]


@pytest.fixture
def empty_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A record with nothing in it."""
    monkeypatch.setenv("FICHE_DATA", str(tmp_path))
    return tmp_path


@pytest.fixture
def demo_record(empty_record: Path, demo: Path) -> Path:
    """A record that holds the made-up company."""
    reading = loading.prepare([(demo.name, demo)])
    store = Store.open(f"sqlite:///{empty_record / 'fiche.db'}")
    store.save(
        loading.check(reading, loaded_on=dt.date(2026, 11, 24)), [(f.name, f.sha256) for f in reading.loaded]
    )
    store.close()
    return empty_record


@pytest.fixture
def session(root: Path) -> Callable[..., AppTest]:
    """Run a page of the application: its file below pages/, and the URL's parameters."""

    def run(page: str, **parameters: str) -> AppTest:
        app = AppTest.from_file(str(root / "fiche" / "web" / "router.py"), default_timeout=60)
        app.query_params.update(parameters)
        app.run()
        return app if page == "home.py" else app.switch_page(str(root / "pages" / page)).run()

    return run
