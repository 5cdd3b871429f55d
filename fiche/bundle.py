"""A ZIP of very many files made one after the other: what is done is never done again, whatever interrupts it, and memory holds one file.

Beside the unfinished archive lies a journal, a line a file written. When the work is taken up, what the journal does not know of is cut off.
"""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from fiche.archive import Entry, Writer
from fiche.file_names import Names

TOGETHER = 200  # files asked for at a time
Made = Iterable[tuple[str, str, bytes]]  # (item, name wanted, content)


def bundle(
    target: Path,
    key: str,
    items: Sequence[str],
    make: Callable[[Sequence[str]], Made],
    tell: Callable[[int, int], None],
) -> None:
    """Write `target`: what `make` gives for each of `items`, a few hundred at a time, in their order; an item may give nothing.

    `key` says what the files are made of: with another key, what was begun is begun again. `tell` hears how many are done, of how many, and may raise to
    stop: calling again goes on from there.
    """
    part, journal = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.journal")
    done = _read(journal, key) if part.exists() else None
    if done is None:
        part.write_bytes(b"")
        journal.write_text(json.dumps({"key": key}) + "\n", "utf-8")
        done = {}
    with part.open("r+b") as out, journal.open("a", encoding="utf-8") as log:
        entries = [entry for entry in done.values() if entry is not None]
        writer, names = Writer(out, entries), Names(entry.name for entry in entries)
        todo = [item for item in items if item not in done]
        for start in range(0, len(todo), TOGETHER):
            asked = todo[start : start + TOGETHER]
            for item, name, content in make(asked):
                entry = writer.store(names.free(name), content)
                _note(out, log, item, entry)
                done[item] = entry
                tell(len(done), len(items))
            for item in asked:
                if item not in done:  # nothing to be made of it
                    _note(out, log, item, None)
                    done[item] = None
            tell(len(done), len(items))
        writer.close()
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)
    journal.unlink()


def _note(out: BinaryIO, log: TextIO, item: str, entry: Entry | None) -> None:
    """The file first, then its line: a line never speaks of what is not there."""
    out.flush()
    line = json.dumps({"item": item, "entry": None if entry is None else asdict(entry)}, ensure_ascii=False)
    log.write(line + "\n")
    log.flush()


def _read(journal: Path, key: str) -> dict[str, Entry | None] | None:
    """What the journal says is done, by item; None when it is another work's, or there is none."""
    try:
        lines = journal.read_text("utf-8").splitlines()
    except OSError:
        return None
    known = list(_lines(lines))
    if not known or known[0].get("key") != key:
        return None
    return {line["item"]: _entry(line["entry"]) for line in known[1:]}


def _lines(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # the last line, cut by what stopped the work
            return


def _entry(values: dict[str, Any] | None) -> Entry | None:
    return None if values is None else Entry(**{**values, "time": tuple(values["time"])})
