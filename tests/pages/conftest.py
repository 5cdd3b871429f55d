"""A session of the portfolio, the list and the sheet on a dataset written by hand; it draws nothing by itself."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import streamlit.components.v2.manifest_scanner as scanner
from streamlit.testing.v1 import AppTest

from fiche.dataset import Dataset
from fiche.store import Store
from fiche.web import state

AS_OF = "2026-11-24"
_scanned: dict[str, object] = {}
_scan = scanner.scan_component_manifests


def _scan_once(*arguments: object, **options: object) -> object:
    """Each AppTest scans every installed distribution: 120 ms, the same answer each time."""
    if "found" not in _scanned:
        _scanned["found"] = _scan(*arguments, **options)
    return _scanned["found"]


scanner.scan_component_manifests = _scan_once  # type: ignore[assignment]


@pytest.fixture
def open_page(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """Run a page by the name of its file on a dataset, with the URL's parameters, on the day of `AS_OF` whatever today is."""
    monkeypatch.setattr(state, "today", lambda: dt.date.fromisoformat(AS_OF))

    def run(page: str, dataset: Dataset, **parameters: str) -> AppTest:
        monkeypatch.setenv("FICHE_DATA", str(tmp_path))
        store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
        store.save(dataset, [("test.xlsx", "0" * 64)])
        store.close()
        app = AppTest.from_file(str(root / "fiche" / "web" / "router.py"), default_timeout=60)
        app.query_params.update({"date": AS_OF, **parameters})
        app.run()
        (file,) = (root / "pages").rglob(f"{page}.py")
        return app.switch_page(str(file)).run()

    return run
