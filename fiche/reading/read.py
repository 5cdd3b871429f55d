"""One dropped file to raw tables: guard, private folder, turn, limited child, decoding; it never parses an uploaded byte in this process.

Whatever the file does to the child, the caller gets a RawFile or a ReadingRefused.
"""

import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from fiche.errors import ReadingRefused
from fiche.reading import child, guard
from fiche.reading.decode import Result
from fiche.reading.jobs import LINE, folder, sweep
from fiche.reading.limits import Limits
from fiche.reading.raw import RawFile, RawSheet

__all__ = ["Progress", "read_file", "sweep"]

Progress = Callable[[float | None, str, str], None]
COPIED = 1 << 20
TELLING = (
    None,
    "too_many_cells",
    "reading_cancelled",
    "reading_timeout",
)  # what a second child may add to the first one's death
WORKBOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")


def read_file(
    name: str,
    source: bytes | Path,
    limits: Limits | None = None,
    on_progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RawFile:
    """Read a file that somebody dropped. `name` is theirs and only shown; `source` its bytes or where it lies.

    `on_progress(fraction or None, phase, detail)` hears "queue" (detail: the place in the line), "reading" and "decoding". `cancelled()` is
    asked ten times a second; true ends the reading. `limits` None: those that the administrator set. Raises ReadingRefused, with a code and its sentence.
    """
    job = _Job(name, limits or Limits.from_environment(), on_progress or _nothing, cancelled or _never)
    try:
        with _opened(name, source) as file:
            return job.read(file)
    except MemoryError:
        raise job.refused("reading_memory") from None
    except OSError as fault:  # the temporary folder is full or closed to us
        raise ReadingRefused("cannot_write", name=name, reason=fault.strerror) from fault


def _nothing(fraction: float | None, phase: str, detail: str) -> None:
    """Nobody listens."""


def _never() -> bool:
    return False


def _opened(name: str, source: bytes | Path) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except OSError:
        raise ReadingRefused("not_found", name=name) from None


class _Job:
    """The reading of one file."""

    def __init__(
        self, name: str, limits: Limits, on_progress: Progress, cancelled: Callable[[], bool]
    ) -> None:
        self.name, self.limits, self.on_progress, self.cancelled = name, limits, on_progress, cancelled

    def read(self, file: BinaryIO) -> RawFile:
        format = guard.inspect(self.name, file, self.limits)
        with folder() as here:
            sha256 = _copy(file, here / f"source.{format}")
            with LINE.turn(self.limits.children, self._place, self._check_cancelled):
                self._run(here, format)
            self._check_cancelled()
            self.on_progress(None, "decoding", "")
            return self._decoded(here / "result", format, sha256)

    def _run(self, here: Path, format: str) -> None:
        """One child; when calamine's died, a second one, which reads with openpyxl or at least says why."""
        self.on_progress(None, "reading", "")
        outcome = self._child(here, format, again=False)
        if outcome.crashed and format in {"xlsx", "xlsm", "xls"}:
            second = self._child(here, format, again=True)
            outcome = second if second.code in TELLING else outcome
        if outcome.code is not None:
            raise self.refused(outcome.code, outcome.why)

    def _child(self, here: Path, format: str, *, again: bool) -> child.Outcome:
        write_job(here, format, self.limits, again=again)
        return child.run(here, self.limits, self._fraction, self.cancelled)

    def _decoded(self, path: Path, format: str, sha256: str) -> RawFile:
        try:
            result = Result(path)
            stem = PurePosixPath(self.name.replace("\\", "/")).stem or self.name
            sheets = result.sheets(self.name, stem)
            self._check_nature(format, sheets)
            about = result.about()
        except (
            OSError,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ):  # the child was tampered with: its answer is not to be trusted
            raise self.refused("damaged_file") from None
        return RawFile(self.name, format, sheets, sha256, result.notes(), about)

    def _check_nature(self, format: str, sheets: tuple[RawSheet, ...]) -> None:
        """Text under a workbook's name is an export to read when it has columns; without any, it is what is left of a workbook."""
        if format == "csv" and self.name.lower().endswith(WORKBOOKS) and len(sheets[0].columns) < 2:
            raise self.refused("damaged_file")

    def _fraction(self, fraction: float) -> None:
        self.on_progress(fraction, "reading", "")

    def _place(self, place: int) -> None:
        self.on_progress(None, "queue", str(place))

    def _check_cancelled(self) -> None:
        if self.cancelled():
            raise self.refused("reading_cancelled")

    def refused(self, code: str, why: str = "") -> ReadingRefused:
        """The refusal, with whatever its sentence may name; `why` is for us and not shown."""
        return ReadingRefused(code, name=self.name, seconds=round(self.limits.wall), reason=why, why=why)


def write_job(here: Path, format: str, limits: Limits, *, again: bool = False) -> None:
    """What the child that reads `source.<format>` in `here` is to do, and how much it may take."""
    job = {
        "source": f"source.{format}",
        "format": format,
        "again": again,
        "cells": limits.cells,
        "memory": 0 if child.watches_memory(limits) else limits.memory,
        "limited": limits.watch is not True,
        "cpu": limits.cpu,
        "output": limits.output,
    }
    (here / "job.json").write_text(json.dumps(job), "utf-8")


def _copy(file: BinaryIO, target: Path) -> str:
    """Copy into the job's folder, where the name is ours and the bytes no longer change; returns their digest."""
    file.seek(0)
    digest = hashlib.sha256()
    with target.open("xb") as out:
        while piece := file.read(COPIED):
            digest.update(piece)
            out.write(piece)
    return digest.hexdigest()
