"""Secrets: never in clear in the record, its files, its journal nor what is shown; sealed under a key apart, that can be replaced."""

import os
import stat
from pathlib import Path

import pytest

from fiche import cli
from fiche.connectors.vault import FILE, Vault, rotate
from fiche.errors import ConnectionRefused
from fiche.store import Store
from tests.connectors.conftest import Bench
from tests.connectors.odoo_server import KEY

CANARIES = (KEY,)


def test_no_secret_is_anywhere_in_clear(
    bench: Bench, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """A key set, used, refused, shown in errors, exported and backed up: its letters are in no file and no log."""
    caplog.set_level("DEBUG")
    bench.done()
    bench.odoo.fault = lambda *_: (400, {}, f'{{"message": "bad key {KEY}"}}'.encode())
    failed = bench.sync()
    assert KEY not in str(failed.message)
    assert "refuse la demande et répond" in str(failed.message)
    told = (
        [str(c) for c in bench.store.history()]
        + [str(s) for s in bench.store.syncs(bench.number)]
        + [str(bench.store.remotes())]
    )
    seen = caplog.text + "".join(told) + "".join(capsys.readouterr())
    if bench.store.url.startswith("sqlite"):
        from fiche.store.backups import backup

        backup(bench.store.url, tmp_path / "copy.zip")
    files = [p for p in tmp_path.rglob("*") if p.is_file()]
    for canary in CANARIES:
        assert canary not in seen
        assert not [p for p in files if canary.encode() in p.read_bytes()]
    with bench.store.looking() as connection:
        raw = connection.connection.driver_connection
        dumped = list(raw.iterdump()) if hasattr(raw, "iterdump") else []
    assert not [line for line in dumped for canary in CANARIES if canary in line]


def test_the_key_is_in_a_file_of_the_application_alone(tmp_path: Path) -> None:
    Vault.open()
    path = tmp_path / "data" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.chmod(0o644)
    Vault.open()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_sealed_secret_opens_for_its_own_connection_only() -> None:
    vault = Vault(os.urandom(32))
    sealed = vault.seal(1, {"key": KEY})
    assert KEY.encode() not in sealed
    assert vault.unseal(1, sealed) == {"key": KEY}
    for number, text in ((2, sealed), (1, sealed[:-1] + b"x"), (1, b"")):
        with pytest.raises(ConnectionRefused, match="ne peut plus être lue"):
            vault.unseal(number, text)


def test_a_new_key_opens_what_the_one_before_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = Vault.open().seal(1, {"key": KEY})
    newer = rotate()
    assert newer.unseal(1, sealed) == {"key": KEY}
    assert not newer.is_own(sealed)
    monkeypatch.setenv("FICHE_SECRETS_KEY", "one")
    told = Vault.open().seal(1, {"key": KEY})
    monkeypatch.setenv("FICHE_SECRETS_KEY", "two")
    with pytest.raises(ConnectionRefused):
        Vault.open().unseal(1, told)
    monkeypatch.setenv("FICHE_SECRETS_KEY_BEFORE", "one")
    assert Vault.open().unseal(1, told) == {"key": KEY}


def test_every_secret_is_sealed_again_by_a_command(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("FICHE_STORE", bench.store.url)
    before = bench.store.remotes()[0].secret
    key = (tmp_path / "data" / FILE).read_text()
    assert cli.main(["sync", "--rotate-key"]) == 0
    after = Store.open(bench.store.url).remotes()[0].secret
    assert after != before
    assert len((tmp_path / "data" / FILE).read_text().split()) == 1
    assert (tmp_path / "data" / FILE).read_text() != key
    bench.done()


def test_commands_say_how_it_went(
    bench: Bench, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FICHE_STORE", bench.store.url)
    monkeypatch.setenv("FICHE_CONNECT_HOSTS", f"{bench.address}=127.0.0.0/8")
    assert cli.main(["sync", "--json"]) == 0
    assert '"status": "done"' in capsys.readouterr().out
    assert cli.main(["sync", "--list"]) == 0
    assert "odoo" in capsys.readouterr().out
    assert cli.main(["sync", "Sage"]) == 2
    bench.odoo.fault = lambda *_: (401, {}, b"{}")
    assert cli.main(["sync", "Odoo"]) == 3
    assert "refuse la clé" in capsys.readouterr().err
