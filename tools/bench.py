"""Measures, in one run on one machine: CPU from a file's bytes to the portfolio's figures against reading alone, memory, the child's own cost, and warm reruns of two pages; it asserts nothing.

    python -m tools.bench [--rounds 3] [--rows 100000] [--csv-rows 1000000] [--clients 10000]

Each measurement is a process of its own, child processes counted, imports left out on both sides. Ratios are what to compare from one day to the next;
seconds depend on the machine.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.bench_files import HEADERS, write_book, write_csv
from tools.bench_tasks import TASKS, measured

Measures = dict[str, float]
SMALL = 100


def in_a_process(task: str, path: Path) -> Measures:
    """One task in a process of its own."""
    command = [sys.executable, "-m", "tools.bench", "--task", task, "--file", str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def medians(tasks: tuple[str, ...], path: Path, rounds: int) -> list[Measures]:
    """Of each task, the median of each measure over interleaved rounds."""
    found: dict[str, list[Measures]] = {task: [] for task in tasks}
    for _ in range(rounds):
        for task in tasks:
            found[task].append(in_a_process(task, path))
    return [{key: statistics.median(m[key] for m in runs) for key in runs[0]} for runs in found.values()]


def report_reading(path: Path, rows: int, alone: str, words: str, rounds: int) -> None:
    """Print seconds and the ratio of the whole way to reading alone, and what the server keeps and reached in memory."""
    read, figures = medians((alone, "figures"), path, rounds)
    print(f"\n{rows} rows × {len(HEADERS)} columns, {path.suffix}, {path.stat().st_size / 1e6:.1f} MB")
    for label, found in ((words, read), ("bytes → every figure", figures)):
        print(f"{label:<36} {found['cpu']:6.2f} s CPU  {found['elapsed']:6.2f} s elapsed")
    print(f"{'ratio (CPU)':<36} {figures['cpu'] / read['cpu']:6.2f}")
    print(f"{'server memory: kept, peak':<36} {figures['kept']:+6.0f} MB  {figures['peak']:+6.0f} MB")


def report_small(path: Path, rounds: int) -> None:
    """Print what the guard and the child add to a small file."""
    direct, guarded = medians(("direct", "guarded"), path, rounds)
    print(
        f"\n{SMALL} rows, {path.suffix}: guard and child add {1000 * (guarded['cpu'] - direct['cpu']):.0f} ms CPU"
    )


def report_pages(path: Path) -> None:
    """Print what tools/bench_pages.py measures; its warnings only when it fails."""
    command = [sys.executable, "-m", "tools.bench_pages", str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    print(f"\n{done.stdout}", end="")
    if done.returncode:
        sys.exit(done.stderr)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    said = options()
    if said.task:
        print(json.dumps(measured(said.task, said.file)))
        return
    with tempfile.TemporaryDirectory(prefix="fiche-bench-") as folder:
        book, small, csv = (Path(folder) / name for name in ("factures.xlsx", "petit.xlsx", "factures.csv"))
        write_book(book, said.rows, said.clients)
        write_book(small, SMALL, said.clients)
        write_csv(csv, said.csv_rows, said.clients)
        print(f"{said.clients} clients; medians of {said.rounds}")
        report_reading(book, said.rows, "read_excel", "pandas.read_excel(engine='calamine')", said.rounds)
        report_reading(csv, said.csv_rows, "read_csv", "pandas.read_csv", said.rounds)
        report_small(small, said.rounds)
        report_pages(book)


if __name__ == "__main__":
    main()
