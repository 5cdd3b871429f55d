"""A backup a day in a folder, seven days and four weeks of them: the oldest go once the new one is there and compared; it touches no other file."""

import datetime as dt
import re
from collections.abc import Collection
from pathlib import Path

from fiche.store.backups.writing import Backup, backup

DAYS, WEEKS = 7, 4
NAME = re.compile(r"fiche-(\d{4}-\d{2}-\d{2})\.zip")


def rotate(url: str, folder: Path, today: dt.date) -> tuple[Backup, list[Path]]:
    """Today's backup in `folder` (in place of an earlier one of today), and the backups that were removed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = backup(url, folder / f"fiche-{today.isoformat()}.zip")
    there = {day: file for file in folder.iterdir() if (day := _day(file)) is not None}
    gone = [there[day] for day in sorted(set(there) - kept(there))]
    for file in gone:
        file.unlink()
    return made, gone


def kept(days: Collection[dt.date]) -> set[dt.date]:
    """The days whose backup stays: the latest seven, and the last of each week that none of them ends, four weeks."""
    latest = sorted(days, reverse=True)
    ends: dict[tuple[int, int], dt.date] = {}
    for day in latest:
        ends.setdefault(day.isocalendar()[:2], day)
    return {*latest[:DAYS], *[day for day in ends.values() if day not in latest[:DAYS]][:WEEKS]}


def _day(file: Path) -> dt.date | None:
    said = NAME.fullmatch(file.name)
    try:
        return dt.date.fromisoformat(said[1]) if said else None
    except ValueError:
        return None
