"""The free space where a record lies: too little and no import begins, little and it is said; it frees none, and knows nothing of a server's disks."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url

from fiche.errors import Refused
from fiche.i18n import megabytes
from fiche.reading.limits import MB, Setting, given
from fiche.store import faults

SETTINGS = {
    "FICHE_MIN_FREE_MB": Setting(("least",), MB, 0, 1_000_000),
    "FICHE_LOW_FREE_MB": Setting(("low",), MB, 0, 1_000_000),
}


@dataclass(frozen=True)
class Room:
    """Bytes: `free` where the record lies (None where that is not ours to know), `least` for an import to begin, `low` below which it is said."""

    free: int | None
    least: int = 500 * MB
    low: int = 2_000 * MB

    @property
    def is_low(self) -> bool:
        """Little enough to be said."""
        return self.free is not None and self.free < self.low

    def needed(self) -> None:
        """Raise Refused when there is too little for an import."""
        if self.free is not None and self.free < self.least:
            raise Refused("no_room", free=megabytes(self.free), least=megabytes(self.least))


def room(url: str, environment: Mapping[str, str] | None = None) -> Room:
    """The room of the record behind `url`. Raises Refused when a setting holds no such number."""
    return Room(_free(url), **given(SETTINGS, environment))


def _free(url: str) -> int | None:
    with faults.told():
        place = make_url(url)
    if place.get_backend_name() != "sqlite" or place.database in {None, "", ":memory:"}:
        return None
    folder = Path(str(place.database)).resolve().parent
    return shutil.disk_usage(folder).free if folder.exists() else None
