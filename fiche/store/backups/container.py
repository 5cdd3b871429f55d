"""The file of a backup: a ZIP that holds the record, what was counted in it, and the audit's seal; it knows no database.

`manifest.json` says what the record is and how many rows, and which, each table has. The audit's key is not in it: who holds a backup must not
be able to write a false audit.
"""

import datetime as dt
import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from fiche.errors import Refused

FORMAT, VERSION = "fiche-backup", 1
MANIFEST, SEAL = "manifest.json", "audit.seal"
CONTENT = {"sqlite": "fiche.db", "postgresql": "fiche.pgdump"}
CHUNK = 1 << 20
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
)  # what zipfile raises


@dataclass(frozen=True)
class Count:
    """How many rows a table has, and a digest of them all."""

    rows: int
    digest: str


Census = Mapping[str, Count]


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. `schema`: the revision of its tables («» before there were any); `number`: the record's own revision;
    `made_at`: UTC; `size` and `sha256` are those of the record's file; `sealed`: how many entries the audit had."""

    engine: str
    schema: str
    number: int
    made_at: dt.datetime
    tables: Census
    size: int
    sha256: str
    sealed: int = 0

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(count.rows for count in self.tables.values())


def write(target: Path, manifest: Manifest, content: Path, seal: str) -> None:
    """Write a backup file; what the engine compressed already is not compressed again."""
    said = {"format": FORMAT, "version": VERSION, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    packed = zipfile.ZIP_DEFLATED if manifest.engine == "sqlite" else zipfile.ZIP_STORED
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        with zipfile.ZipFile(file, "w", packed, compresslevel=1) as archive:
            archive.writestr(MANIFEST, json.dumps(said, ensure_ascii=False, indent=1))
            archive.writestr(SEAL, seal)
            archive.write(content, CONTENT[manifest.engine])
        file.flush()
        os.fsync(file.fileno())


def read(file: Path) -> Manifest:
    """What a backup says it holds. Raises Refused when it is no backup of ours, or one of a later version."""
    try:
        with zipfile.ZipFile(file) as archive:
            if MANIFEST not in archive.namelist():
                raise Refused("backup_not_ours", name=file.name)
            said = json.loads(archive.read(MANIFEST))
    except UNREADABLE as fault:
        raise Refused("backup_damaged", name=file.name) from fault
    if not isinstance(said, dict) or said.pop("format", None) != FORMAT:
        raise Refused("backup_not_ours", name=file.name)
    if said.pop("version", None) != VERSION:
        raise Refused("backup_newer", name=file.name)
    try:
        return _manifest(said)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Refused("backup_damaged", name=file.name) from fault


def _manifest(said: dict[str, Any]) -> Manifest:
    if said["engine"] not in CONTENT:
        raise ValueError("engine")
    tables = {str(name): Count(int(c["rows"]), str(c["digest"])) for name, c in said["tables"].items()}
    made_at = dt.datetime.fromisoformat(said["made_at"])
    return Manifest(**{**said, "made_at": made_at, "tables": tables, "size": int(said["size"])})


def extract(file: Path, manifest: Manifest, target: Path) -> str:
    """Write the record's file to `target`, and give the seal. Raises Refused when a byte is not what it was."""
    try:
        with zipfile.ZipFile(file) as archive:
            with archive.open(CONTENT[manifest.engine]) as source, target.open("wb") as out:
                same = _poured(source, out, manifest.size) == manifest.sha256
            seal = archive.read(SEAL).decode()
    except UNREADABLE as fault:
        raise Refused("backup_damaged", name=file.name) from fault
    if not same:
        raise Refused("backup_damaged", name=file.name)
    return seal


def _poured(source: IO[bytes], out: IO[bytes], size: int) -> str:
    """Copy at most a byte more than `size`; the digest of what was copied."""
    digest, left = hashlib.sha256(), size + 1
    while left and (part := source.read(min(CHUNK, left))):
        out.write(part)
        digest.update(part)
        left -= len(part)
    return digest.hexdigest()


def digest_of(file: Path) -> str:
    """The SHA-256 of a file."""
    with file.open("rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
