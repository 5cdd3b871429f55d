"""Every cap on reading a file, with its default and the setting that changes it; it enforces none of them itself."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from fiche.errors import Refused
from fiche.i18n import number

MB, GB = 1_000_000, 1_000_000_000


@dataclass(frozen=True)
class Limits:
    """Caps on one file. Sizes are bytes, durations seconds.

    `upload`: the file itself. `unpacked`, `entries`, `ratio`: the declared total, the number of parts and the compression of an archive
    (the ratio counts only above `ratio_from`, for a part and for the whole). `memory`: address space of the child, or its resident memory
    where the system has no such limit. `cells`: height × width summed over the sheets. `children`: files read at once; the others wait
    in line. `watch`: True makes the parent watch memory, processor time and what is written instead of the system (None: only where the
    system cannot).
    """

    upload: int = 150 * MB
    unpacked: int = GB
    entries: int = 5_000
    ratio: int = 200
    ratio_from: int = 50 * MB
    memory: int = 3 * GB
    cpu: int = 120
    wall: float = 120.0
    output: int = 2 * GB
    cells: int = 40_000_000
    children: int = 2
    watch: bool | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Limits":
        """The caps that the administrator set, the default for the others. Raises Refused, naming the setting that holds no such number."""
        return cls(**given(SETTINGS, environment))


class Setting(NamedTuple):
    """An environment variable: the fields (of Limits, or of what else is set so) it gives, the unit it counts in, and the whole numbers it may hold."""

    fields: tuple[str, ...]
    unit: int
    least: int
    most: int


SETTINGS: dict[str, Setting] = {
    "FICHE_MAX_UPLOAD_MB": Setting(("upload",), MB, 1, 2_000),
    "FICHE_MAX_UNPACKED_MB": Setting(("unpacked",), MB, 1, 20_000),
    "FICHE_MAX_ENTRIES": Setting(("entries",), 1, 20, 60_000),
    "FICHE_MAX_RATIO": Setting(("ratio",), 1, 10, 2_000),
    "FICHE_MAX_CELLS": Setting(("cells",), 1, 1_000, 500_000_000),
    "FICHE_READ_MEMORY_MB": Setting(("memory",), MB, 200, 64_000),
    "FICHE_READ_SECONDS": Setting(("wall", "cpu"), 1, 5, 3_600),
    "FICHE_READ_OUTPUT_MB": Setting(("output",), MB, 10, 20_000),
    "FICHE_READERS": Setting(("children",), 1, 1, 32),
}


def given(settings: Mapping[str, Setting], environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The fields that the administrator set. Raises Refused, naming the setting that holds no such number."""
    said = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    for name, setting in settings.items():
        text = said.get(name, "").strip()
        if text:
            values |= dict.fromkeys(setting.fields, _whole(name, text, setting) * setting.unit)
    return values


def _whole(name: str, text: str, setting: Setting) -> int:
    """The number a setting holds; anything else is refused rather than ignored: the administrator believes that the cap is set."""
    value = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else -1
    if not setting.least <= value <= setting.most:
        raise Refused(
            "invalid_setting", name=name, value=text, least=number(setting.least), most=number(setting.most)
        )
    return value
