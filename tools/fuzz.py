"""Reads mutated files and counts what comes back: read, refused with a code, or a failure of ours (none is allowed); it mutates no file in place.

    python -m tools.fuzz --count 10000 --seed 1 [--only 123] [--keep folder]

Seeds are the sample files, the small hostile files of the tests, a page, a saved page and two XML workbooks
written here, and the files of ../shared/corpus under 40 kB where it is on this machine.
A mutation works on the structure: the parts of a zip are changed one by one and packed again, the records of an .xls in their place, so
that most inputs get past the first check.
"""

import argparse
import io
import logging
import random
import re
import signal
import struct
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from fiche.errors import ReadingRefused
from fiche.reading.archive import BROKEN
from fiche.reading.limits import Limits
from fiche.reading.ole import MAGIC, Ole, records
from fiche.reading.read import read_file
from tools import fuzz_exports

ROOT = Path(__file__).resolve().parents[1]
SEEDS = (ROOT / "sample_data" / "faults", ROOT.parent / "shared" / "corpus")
LARGEST = 40_000
TOO_LONG = Limits().wall + 5  # seconds: the reader's own limit, and a little
SUFFIXES = {
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".html", ".htm", ".mht", ".xml", ".fods",
}  # fmt: skip
NUMBERS = (
    b"0", b"-1", b"1048577", b"4294967295", b"99999999999999999999", b"1e308", b"NaN", b"A1:XFD1048576", b"",
)  # fmt: skip
WORDS_THAT_HURT = (
    b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\x7f\xff\x7f", b"\0\x80\0\x80", b"\x01\0\0\0", b"\0\x01\0\x01", b"\xfe\xff\xff\xff",
)  # fmt: skip
WORDS = (
    b"<", b">", b"&", b'"', b"\0", b"\xff\xfe", b"\r", b"\n", b";", b",", b"\t", b"<![CDATA[", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"\xef\xbb\xbf",
    b"<table>", b"</table>", b"<tr><td rowspan=2 colspan=3>", b'<Row ss:Index="9"><Cell ss:MergeAcross="2">', b"<!--",
)  # fmt: skip


def seeds(folders: Iterable[Path] = SEEDS) -> list[Path]:
    """Files small enough to start from, in a fixed order."""
    found = (p for folder in folders if folder.exists() for p in folder.rglob("*"))
    small = [
        p for p in found if p.is_file() and p.suffix.lower() in SUFFIXES and 0 < p.stat().st_size < LARGEST
    ]
    return sorted(small, key=lambda p: (p.name, p.read_bytes()))


def mutated(draw: random.Random, data: bytes) -> bytes:
    """`data` with one to four changes; a zip is changed inside its parts three times out of four."""
    if data[:2] == b"PK" and draw.random() < 0.75:
        try:
            return _repacked(draw, data)
        except (*BROKEN, LookupError, struct.error):
            return _changed(draw, data)  # a seed that is a broken zip already
    return _changed(draw, data)


def _repacked(draw: random.Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        parts = source.infolist()
        chosen = draw.choice(parts).filename if parts else ""
        for part in parts:
            content = source.read(part)
            if part.filename == chosen:
                if draw.random() < 0.05:
                    continue
                content = _changed(draw, content)
            target.writestr(part.filename, content)
    return out.getvalue()


def _changed(draw: random.Random, data: bytes) -> bytes:
    kinds = (*MUTATIONS, *[_record] * 10) if data[:8] == MAGIC else MUTATIONS
    for _ in range(draw.randrange(1, 5)):
        data = draw.choice(kinds)(draw, data)
    return data


def _at(draw: random.Random, data: bytes) -> int:
    return draw.randrange(len(data) + 1)


def _flip(draw: random.Random, data: bytes) -> bytes:
    at = _at(draw, data)
    return data[:at] + bytes([draw.randrange(256)]) + data[at + 1 :]


def _cut(draw: random.Random, data: bytes) -> bytes:
    start, end = sorted((_at(draw, data), _at(draw, data)))
    return data[:start] + data[end:]


def _end(draw: random.Random, data: bytes) -> bytes:
    return data[: _at(draw, data)]


def _insert(draw: random.Random, data: bytes) -> bytes:
    at = _at(draw, data)
    return data[:at] + draw.choice(WORDS) * draw.choice((1, 1, 1, 300)) + data[at:]


def _repeat(draw: random.Random, data: bytes) -> bytes:
    start = _at(draw, data)
    return data[: start + 200] + data[start : start + 200] * draw.choice((1, 3, 50)) + data[start + 200 :]


def _number(draw: random.Random, data: bytes) -> bytes:
    """Replace a number by one that hurts."""
    found = list(re.finditer(rb"\d+", data[:200_000]))
    if not found:
        return data
    hit = draw.choice(found)
    return data[: hit.start()] + draw.choice(NUMBERS) + data[hit.end() :]


def _element(draw: random.Random, data: bytes) -> bytes:
    """Drop or double an element of a markup part."""
    found = list(re.finditer(rb"<[^<>]{1,200}>", data[:200_000]))
    if not found:
        return data
    hit = draw.choice(found)
    return data[: hit.start()] + hit.group() * draw.choice((0, 2, 5)) + data[hit.end() :]


def _line(draw: random.Random, data: bytes) -> bytes:
    """Drop, double or move a line."""
    lines = data[:200_000].splitlines(keepends=True)
    if len(lines) < 2:
        return data
    line = lines.pop(draw.randrange(len(lines)))
    for _ in range(draw.choice((0, 1, 2, 40))):
        lines.insert(draw.randrange(len(lines) + 1), line)
    return b"".join(lines) + data[200_000:]


def _word(draw: random.Random, data: bytes) -> bytes:
    """Replace an aligned word of a binary format by one that hurts."""
    size = draw.choice((2, 4))
    at = draw.randrange(max(len(data) // size, 1)) * size
    return data[:at] + draw.choice(WORDS_THAT_HURT)[:size] + data[at + size :]


def _record(draw: random.Random, data: bytes) -> bytes:
    """Change a record of an .xls in its place: its type, its length, or a word of what it holds."""
    try:
        stream = Ole(io.BytesIO(data)).workbook()
    except (ValueError, IndexError, struct.error):
        return _word(draw, data)
    start, found = data.find(stream[:64]), list(islice(records(stream), 5_000))
    if start < 0 or not found:
        return _word(draw, data)
    _kind, at, length = draw.choice(found)
    where = start + at + draw.choice((-4, -2, draw.randrange(length or 1) & ~1))
    new = (
        struct.pack("<H", draw.choice(found)[0])
        if where == start + at - 4
        else draw.choice(WORDS_THAT_HURT)[: draw.choice((2, 4))]
    )
    return data[:where] + new + data[where + len(new) :]


MUTATIONS = (_flip, _cut, _end, _insert, _repeat, _number, _number, _element, _line, _word)


@dataclass(frozen=True)
class Answer:
    """What became of one input: «ok», «refused: code», or «FAILURE: …» when something else than a refusal came out; and how long it took."""

    said: str
    seconds: float

    @property
    def failed(self) -> bool:
        return self.said.startswith("FAILURE")


def outcome(name: str, data: bytes) -> Answer:
    """The answer to one input."""
    started = time.monotonic()
    try:
        read_file(name, data)
        said = "ok"
    except ReadingRefused as refusal:
        said = f"refused: {refusal.code}" if refusal.message else "FAILURE: a refusal without a sentence"
    except BaseException as fault:
        if isinstance(fault, KeyboardInterrupt):
            raise
        traceback.print_exc()
        said = f"FAILURE: {type(fault).__name__}"
    seconds = time.monotonic() - started
    return Answer(said if seconds < TOO_LONG else f"FAILURE: longer than {TOO_LONG:.0f} s", seconds)


def made(seed: int, index: int, sources: list[Path]) -> tuple[str, bytes]:
    """(name, bytes) of the input of that number: it depends on nothing else, so that one can be made again alone."""
    draw = random.Random(f"{seed}-{index}")
    source = draw.choice(sources)
    return source.name.removeprefix("~$"), mutated(draw, source.read_bytes())


class _Deaths(logging.Handler):
    """Counts the children that died of themselves, by exit code."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.codes = Counter[int]()

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and record.args:
            self.codes[int(str(record.args[0]))] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, help="the number of one input, to try it again")
    parser.add_argument("--keep", type=Path, help="folder where inputs that made us fail are kept")
    options = parser.parse_args()
    deaths, log = _Deaths(), logging.getLogger("fiche.reading")
    log.addHandler(deaths)
    log.setLevel(logging.DEBUG)
    with tempfile.TemporaryDirectory() as folder:
        sources = seeds((*SEEDS, fuzz_exports.crafted(Path(folder))))

        def one(index: int) -> tuple[int, Answer]:
            name, data = made(options.seed, index, sources)
            answer = outcome(name, data)
            if answer.failed:
                print(f"{answer.said}: {name}; again with --seed {options.seed} --only {index}", flush=True)
                if options.keep:
                    options.keep.mkdir(parents=True, exist_ok=True)
                    (options.keep / f"{options.seed}-{index}-{name}").write_bytes(data)
            return index, answer

        started = time.monotonic()
        wanted = range(options.count) if options.only is None else [options.only]
        with ThreadPoolExecutor(2) as pool:
            answers = dict(pool.map(one, wanted))
        return _report(answers, deaths.codes, len(sources), time.monotonic() - started, options.seed)


def _report(
    answers: dict[int, Answer], deaths: "Counter[int]", sources: int, seconds: float, seed: int
) -> int:
    for said, n in Counter(answer.said for answer in answers.values()).most_common():
        print(f"{n:7d}  {said}")
    for code, n in deaths.most_common():
        print(f"{n:7d}  children died: {signal.Signals(-code).name if code < 0 else f'exit code {code}'}")
    worst = max(answers, key=lambda index: answers[index].seconds)
    failures = sum(answer.failed for answer in answers.values())
    print(f"worst: {answers[worst].seconds:.1f} s (input {worst}: {answers[worst].said})")
    print(
        f"{len(answers)} inputs from {sources} seeds in {seconds:.0f} s; {failures} failures of ours (seed {seed})"
    )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
