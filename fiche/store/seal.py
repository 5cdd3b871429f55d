"""The audit's key and its seal, both outside the database: the key signs every entry, the seal says in a second place how many there are; it reads no entry.

The key: FICHE_AUDIT_KEY, else audit.key beside the record, made at first and readable by the application alone. The seal: FICHE_AUDIT_SEAL, else
a file beside the record, replaced after every write; put it on another disk, and whoever shortens the audit cannot shorten it too.
"""

import hashlib
import hmac
import json
import logging
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL

from fiche.place import data_folder

KEY, SEAL = "FICHE_AUDIT_KEY", "FICHE_AUDIT_SEAL"


@dataclass(frozen=True)
class Seal:
    """How many entries there were when it was set, and the hash of the last."""

    count: int
    hash: str


class Keeper:
    """The key, and the place of the seal (None: memory alone, nothing outlives the process)."""

    def __init__(self, key: bytes, place: Path | None) -> None:
        self.key, self.place = key, place
        self.floor = self._counted()

    def _counted(self) -> int:
        """How many entries the seal says that there were: the next one is numbered after them, so that those cut off stay missing."""
        try:
            seal = self.read()
        except ValueError:
            return 0
        return seal.count if seal else 0

    def set(self, seal: Seal) -> None:
        """Replace the seal, whole or not at all. A lag is no harm: a crash may lose the last one."""
        self.floor = seal.count
        if self.place is None:
            return
        beside = self.place.with_name(f".{self.place.name}.{os.getpid()}.part")
        try:
            beside.write_text(written(seal, self.key), "utf-8")
            beside.replace(self.place)
        except OSError as fault:  # what was written is committed: failing now would say otherwise
            logging.getLogger("fiche").warning("the audit's seal could not be set: %s", fault)

    def read(self) -> Seal | None:
        """The seal; None when there is none. Raises ValueError when it is not ours or cannot be read."""
        if self.place is None or not self.place.exists():
            return None
        return understood(self.place.read_text("utf-8"), self.key)


def written(seal: Seal, key: bytes) -> str:
    """A seal as it is kept, signed."""
    return json.dumps({"count": seal.count, "hash": seal.hash, "mac": _mac(seal, key)})


def understood(text: str, key: bytes) -> Seal:
    """A seal as it was kept. Raises ValueError when the key did not sign it."""
    said = json.loads(text)
    if not isinstance(said, dict) or set(said) != {"count", "hash", "mac"}:
        raise ValueError("seal")
    seal = Seal(int(said["count"]), str(said["hash"]))
    if not hmac.compare_digest(str(said["mac"]), _mac(seal, key)):
        raise ValueError("seal")
    return seal


def _mac(seal: Seal, key: bytes) -> str:
    return hmac.new(key, f"seal {seal.count} {seal.hash}".encode(), hashlib.sha256).hexdigest()


def keeper(url: URL) -> Keeper:
    """The keeper of the record behind `url`."""
    stored = url.database if url.get_backend_name() == "sqlite" else None
    if url.get_backend_name() == "sqlite" and stored in (None, "", ":memory:"):
        return Keeper(secrets.token_bytes(32), None)
    name = Path(url.database or "fiche").stem
    place = Path(os.environ.get(SEAL) or _folder(url) / f"{name}.audit.seal")
    given = os.environ.get(KEY)
    return Keeper(given.encode() if given else _kept(key_file(url)), place)


def known_key(url: URL) -> bytes | None:
    """The key of the record behind `url`, None while there is none: it makes none."""
    given, file = os.environ.get(KEY), key_file(url)
    return given.encode() if given else _in(file) if file.exists() else None


def key_file(url: URL) -> Path:
    """Where the key is when no setting gives it."""
    return _folder(url) / "audit.key"


def _folder(url: URL) -> Path:
    stored = url.database if url.get_backend_name() == "sqlite" else None
    return Path(stored).resolve().parent if stored else data_folder()


def _in(file: Path) -> bytes:
    return file.read_text("ascii").strip().encode()


def _kept(place: Path) -> bytes:
    """The key in the file; made first when there is none, by one process alone."""
    if not place.exists():
        beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(beside, place)
        except FileExistsError:
            pass
        finally:
            beside.unlink()
    return _in(place)
