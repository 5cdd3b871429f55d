"""A ZIP of very many files made one after the other: what is done is never done again, whatever interrupts it, and memory holds one file.

Beside the unfinished archive lies a journal, a line a file written. When the work is taken up, what the journal does not know of is cut off.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from fiche.archive import Entry, Writer
from fiche.file_names import Names

TOGETHER = 200  # files asked for at a time
Made = Iterable[tuple[str, Sequence[tuple[str, bytes]]]]  # of each item, its files: name wanted, content


def bundle(
    target: Path,
    key: str,
    items: Sequence[str],
    make: Callable[[Sequence[str]], Made],
    tell: Callable[[int, int], None],
    beside: Sequence[tuple[str, bytes]] = (),
) -> None:
    """Write `target`: the files that `make` gives for each of `items`, a few hundred at a time, in their order; an item may give none.

    `key` says what the files are made of: with another key, what was begun is begun again. `tell` hears how many are done, of how many, and may raise to
    stop: calling again goes on from there. `beside`: files that are of no item, last in the archive.
    """
    key = hashlib.sha256(key.encode()).hexdigest()  # it may name a database, and who opens it
    part, journal = target.with_name(f"{target.name}.part"), target.with_name(f"{target.name}.journal")
    done = _read(journal, key) if part.exists() else None
    if done is None:
        part.write_bytes(b"")
        journal.write_text(json.dumps({"key": key}) + "\n", "utf-8")
        done = {}
    with part.open("r+b") as out, journal.open("a", encoding="utf-8") as log:
        entries = [entry for written in done.values() for entry in written]
        writer, names = Writer(out, entries), Names(entry.name for entry in entries)
        todo = [item for item in items if item not in done]
        for start in range(0, len(todo), TOGETHER):
            for item, files in make(todo[start : start + TOGETHER]):
                done[item] = [writer.store(names.free(name), content) for name, content in files]
                _note(out, log, item, done[item])
                tell(len(done), len(items))
        for name, content in beside:
            writer.store(names.free(name), content)
        writer.close()
        out.flush()
        os.fsync(out.fileno())
    part.replace(target)
    journal.unlink()


def _note(out: BinaryIO, log: TextIO, item: str, entries: Sequence[Entry]) -> None:
    """The files first, then their line: a line never speaks of what is not there."""
    out.flush()
    log.write(json.dumps({"item": item, "entries": [asdict(e) for e in entries]}, ensure_ascii=False) + "\n")
    log.flush()


def _read(journal: Path, key: str) -> dict[str, list[Entry]] | None:
    """What the journal says is done, by item; None when it is another work's, or there is none."""
    try:
        lines = journal.read_text("utf-8").splitlines()
    except OSError:
        return None
    known = list(_lines(lines))
    if not known or known[0].get("key") != key:
        return None
    return {line["item"]: [_entry(values) for values in line["entries"]] for line in known[1:]}


def _lines(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # the last line, cut by what stopped the work
            return


def _entry(values: dict[str, Any]) -> Entry:
    return Entry(**{**values, "time": tuple(values["time"])})
