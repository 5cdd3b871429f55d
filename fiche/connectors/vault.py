"""Secrets sealed with AES-GCM under a key that is never in the database, opened only to call; it writes no secret anywhere else.

The key: FICHE_SECRETS_KEY, else secrets.key beside the data, made at first and readable by the application alone. The first line of the file (or the
setting) seals; further lines (or FICHE_SECRETS_KEY_BEFORE) only open, until everything is sealed anew.
"""

import hashlib
import json
import os
import secrets as random
import stat
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from fiche.errors import ConnectionRefused
from fiche.place import data_folder

KEY, BEFORE, FILE = "FICHE_SECRETS_KEY", "FICHE_SECRETS_KEY_BEFORE", "secrets.key"
_MARK, _NONCE = 8, 12


class Vault:
    """Seals and opens the secrets of connections. `keys`: the one that seals, then those that only open."""

    def __init__(self, *keys: bytes) -> None:
        self._keys = {_mark(key): AESGCM(key) for key in reversed(keys)}
        self._own = _mark(keys[0])

    @classmethod
    def open(cls) -> "Vault":
        """The vault of this installation."""
        said = os.environ.get(KEY)
        if said:
            older = os.environ.get(BEFORE, "").split()
            return cls(*(_derived(text) for text in (said, *older)))
        return cls(*(bytes.fromhex(line) for line in _lines(_file())))

    def seal(self, number: int, values: Mapping[str, str]) -> bytes:
        """The secrets of connection `number`, that open for it only."""
        nonce = random.token_bytes(_NONCE)
        text = json.dumps(dict(values), ensure_ascii=False).encode()
        return self._own + nonce + self._keys[self._own].encrypt(nonce, text, _about(number))

    def unseal(self, number: int, sealed: bytes) -> dict[str, str]:
        """The secrets of connection `number`. Raises ConnectionRefused when no key opens them."""
        mark, nonce, rest = sealed[:_MARK], sealed[_MARK : _MARK + _NONCE], sealed[_MARK + _NONCE :]
        key = self._keys.get(mark)
        try:
            if key is None:
                raise InvalidTag
            return dict(json.loads(key.decrypt(nonce, rest, _about(number))))
        except (InvalidTag, ValueError):
            raise ConnectionRefused("no_secret_key") from None

    def is_own(self, sealed: bytes) -> bool:
        """Whether the key that seals now sealed it."""
        return sealed[:_MARK] == self._own


def rotate() -> Vault:
    """A new key in the file, the one before kept to open what it sealed. ValueError when the key is a setting, to be changed there."""
    if os.environ.get(KEY):
        raise ValueError(KEY)
    path = _file()
    _write(path, [random.token_hex(32), *_lines(path)])
    return Vault.open()


def drop_older() -> None:
    """Forget the keys that seal nothing any more."""
    if not os.environ.get(KEY):
        _write(_file(), _lines(_file())[:1])


def _file() -> Path:
    return data_folder() / FILE


def _lines(path: Path) -> list[str]:
    """The keys of the file, made at first; its mode is put right when it was opened to others."""
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as made:
            made.write(random.token_hex(32) + "\n")
    except FileExistsError:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            path.chmod(0o600)
    return path.read_text("ascii").split()


def _write(path: Path, lines: list[str]) -> None:
    """The file replaced, whole or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    beside.unlink(missing_ok=True)
    with os.fdopen(
        os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as made:
        made.write("\n".join(lines) + "\n")
    beside.replace(path)


def _derived(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"fiche secrets " + key).digest()[:_MARK]


def _about(number: int) -> bytes:
    return f"fiche connection {number}".encode()
