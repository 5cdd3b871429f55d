"""The caps as settings: each one changes its cap, a wrong value is refused by a sentence, and what is started follows; it reads big files by none."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from fiche import loading
from fiche.errors import Refused
from fiche.i18n import speaking
from fiche.reading.limits import MB, SETTINGS, Limits
from fiche.reading.read import read_file


@pytest.mark.parametrize("name", SETTINGS)
def test_each_setting_changes_its_cap(name: str) -> None:
    setting = SETTINGS[name]
    for value in (setting.least, setting.most):
        limits = Limits.from_environment({name: f" {value} "})
        for field in Limits.__dataclass_fields__:
            expected = value * setting.unit if field in setting.fields else getattr(Limits(), field)
            assert getattr(limits, field) == expected
    assert all(
        setting.least * setting.unit <= getattr(Limits(), f) <= setting.most * setting.unit
        for f in setting.fields
    )


def test_without_settings_the_defaults() -> None:
    assert Limits.from_environment({}) == Limits()
    assert Limits.from_environment({"FICHE_READERS": "", "FICHE_DATA": "abc"}) == Limits()


@pytest.mark.parametrize(
    "value", ["abc", "-1", "0", "1,5", "1.5", "1e3", "²", "٣", "99999999999999999999", "15 Mo"]
)
@pytest.mark.parametrize("name", SETTINGS)
def test_a_wrong_value_is_refused_by_a_sentence(name: str, value: str) -> None:
    with pytest.raises(Refused) as refused:
        Limits.from_environment({name: value})
    assert refused.value.code == "invalid_setting"
    assert name in refused.value.message
    assert value in refused.value.message
    with speaking("en"):
        assert "whole number" in refused.value.message


def test_readings_follow_the_settings(monkeypatch: pytest.MonkeyPatch, temp: Path) -> None:
    data = b"a;b\n" * 300_000
    assert read_file("x.csv", data).sheets[0].height == 300_000
    monkeypatch.setenv("FICHE_MAX_UPLOAD_MB", "1")
    (file,) = loading.prepare([("x.csv", data)]).files
    assert file.code == "file_too_large"
    assert "1 Mo" in file.message.replace("\u00a0", " ")
    monkeypatch.setenv("FICHE_MAX_UPLOAD_MB", "2")
    monkeypatch.setenv("FICHE_MAX_CELLS", "1000")
    (file,) = loading.prepare([("x.csv", data)]).files
    assert file.code == "too_many_cells"


def test_the_upload_cap_of_the_server_is_the_same(root: Path) -> None:
    server = tomllib.loads((root / ".streamlit" / "config.toml").read_text("utf-8"))["server"]
    assert server["maxUploadSize"] == Limits().upload // MB


def test_every_setting_is_documented(root: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    assert [name for name in SETTINGS if f"`{name}`" not in readme] == []


@pytest.mark.parametrize("command", [["-m", "fiche", "serve"], ["-c", "import app"]])
def test_nothing_starts_on_a_wrong_setting(command: list[str], root: Path) -> None:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "FICHE_READERS": "beaucoup"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode in {1, 2}
    assert "FICHE_READERS" in done.stderr
    assert "beaucoup" in done.stderr
    assert "Traceback" not in done.stderr
