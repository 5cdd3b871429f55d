"""Measures what people's writes cost on a record of 100,000 clients: an edit with its audit and its commit against a bare commit of the same disk, the audit verified, corrections laid; it asserts nothing.

    python -m tools.bench_record [--clients 100000] [--documents 100000] [--edits 1000] [--entries 100000] [--folder …]

Each edit is what a form does: ask the version, then keep one correction made knowing it. The ratio is what to compare from one day to the next; the
commit itself waits for the disk.
"""

import argparse
import secrets
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from fiche.edits import Edit
from fiche.store import Store
from tools.bench_company import made_up, with_words

WORDS = ("city", "zone", "email", "phone", "notes")


Times = list[tuple[float, float]]  # of each call: milliseconds elapsed, milliseconds of CPU


def timed(work: Callable[[int], object], times: int) -> Times:
    found = []
    for n in range(times):
        began, busy = time.perf_counter(), time.process_time()
        work(n)
        found.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - busy)))
    return found


def median(times: Times) -> float:
    return statistics.median(elapsed for elapsed, _cpu in times)


def bare(folder: Path, times: int) -> Times:
    """The least that a durable write costs here: one row, WAL, synchronous FULL."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {setting}")
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")

    def one(_n: int) -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO t (text) VALUES (?)", [secrets.token_hex(200)])
        connection.execute("COMMIT")

    return timed(one, times)


def said(words: str, times: Times) -> None:
    elapsed, cpu = zip(*times, strict=True)
    last = [statistics.quantiles(each, n=20)[-1] if len(each) > 1 else each[0] for each in (elapsed, cpu)]
    print(
        f"{words:<50} {median(times):7.2f} ms median {last[0]:7.2f} p95   CPU {statistics.median(cpu):7.2f} median {last[1]:7.2f} p95"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    for name, usual in (("clients", 100_000), ("documents", 100_000), ("edits", 1_000), ("entries", 100_000)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    parser.add_argument("--folder", type=Path, default=None)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fiche-bench-", dir=asked.folder) as name:
        measure(Path(name), asked)


def measure(folder: Path, asked: argparse.Namespace) -> None:
    store = Store.open(f"sqlite:///{folder / 'fiche.db'}")
    store.save(with_words(made_up(asked.clients, asked.documents)), [("entreprise.xlsx", "0" * 64)])
    numbers = store.files().clients["client_id"].to_list()

    def edit(n: int) -> None:
        key = ("clients", numbers[n * 7919 % len(numbers)])
        seen = store.versions([key])
        store.edit([Edit(*key, WORDS[n % len(WORDS)], None, f"valeur {n}")], by="Léa", seen=seen)

    print(f"{asked.clients} clients, {asked.documents} documents, {asked.edits} edits")
    timed(edit, 20)
    least = bare(folder, asked.edits)
    edits = timed(lambda n: edit(n + 20), asked.edits)
    said("a bare durable commit", least)
    said("edit: version asked, correction, audit, commit", edits)
    print(f"{'ratio (medians)':<50} {median(edits) / median(least):7.2f}")
    files = store.files()
    said("everything that people did, read", timed(lambda _n: store.overlay(), 20))
    overlay = store.overlay()
    said("everything that people did, laid", timed(lambda _n: overlay.laid(files), 20))
    lacking = max(asked.entries - store.verify().entries, 1)
    made = [
        Edit("clients", numbers[n % len(numbers)], "sector", None, f"secteur {n}") for n in range(lacking)
    ]
    ((many, _cpu),) = timed(lambda _n: store.edit(made, by="Max"), 1)
    print(f"{f'{lacking} corrections at once':<50} {many / 1000:7.2f} s")
    said("edit, after them", timed(lambda n: edit(n + 5_000_000), asked.edits // 4))
    said("one client's history", timed(lambda n: store.history(client_id=numbers[n]), 50))
    verified = timed(lambda _n: store.verify(), 5)
    print(f"{f'audit of {store.verify().entries} entries verified':<50} {min(verified)[0] / 1000:7.2f} s")


if __name__ == "__main__":
    main()
