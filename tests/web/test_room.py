"""What a nearly full disk shows where files are dropped; how much room is enough, tests/store says."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.reading.limits import MB


@pytest.mark.parametrize(
    ("free", "errors", "warnings", "drops"), [(300, 1, 0, 0), (1_500, 0, 1, 1), (5_000, 0, 0, 1)]
)
def test_where_files_are_dropped(
    free: int,
    errors: int,
    warnings: int,
    drops: int,
    empty_record: Path,
    session: Callable[..., AppTest],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("fiche.store.room._free", lambda _: free * MB)
    app = session("home.py")
    assert not app.exception
    assert (len(app.error), len(app.warning)) == (errors, warnings)
    assert len(app.get("file_uploader")) == drops
    if errors:
        assert "300" in app.error[0].value and "500" in app.error[0].value
    if warnings:
        assert "1\u202f500" in app.warning[0].value
    assert any("démonstration" in b.label for b in app.button), "the made-up company needs no disk"
