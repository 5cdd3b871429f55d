"""Measures, in one run on one machine: CPU from a file's bytes to the portfolio's figures against reading alone, and warm reruns of two pages; it asserts nothing.

    python -m tools.bench [--rounds 3] [--rows 100000] [--clients 10000]

Each CPU measurement is a process of its own, child processes counted, imports left out on both sides. Ratios are what to compare from one day to the next;
seconds depend on the machine.
"""

import argparse
import datetime as dt
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HEADERS = (
    "Numéro facture", "Numéro client", "Nom client", "Date facture", "Date échéance", "Montant HT", "Montant TTC", "Remise", "Statut", "Code postal",
)  # fmt: skip
AS_OF = dt.date(2026, 3, 31)


def write_book(path: Path, rows: int, clients: int) -> None:
    """A workbook of one sheet, a made-up invoice a row, the same for the same size."""
    import xlsxwriter

    draw = random.Random(1)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet, day = book.add_worksheet("Factures"), book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, rows + 1):
            client, issued = (
                draw.randint(1, clients),
                dt.date(2023, 4, 1) + dt.timedelta(days=draw.randint(0, 1090)),
            )
            net = round(draw.random() * 5000, 2)
            sheet.write_row(row, 0, (f"F{row:06d}", f"C{client:05d}", f"Société {client}"))
            sheet.write_datetime(row, 3, issued, day)
            sheet.write_datetime(row, 4, issued + dt.timedelta(days=30), day)
            status = draw.choice(("Payée", "Payée", "Payée", "En attente"))
            sheet.write_row(
                row,
                5,
                (net, round(net * 1.2, 2), draw.choice((0, 0.05, 0.1)), status, f"{client % 95 + 1:02d}000"),
            )


def cpu() -> float:
    """CPU seconds of this process and of its finished children."""
    return sum(
        u.ru_utime + u.ru_stime
        for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def read_alone(path: Path) -> Callable[[], object]:
    """Reading as pandas does it, imports done."""
    import pandas as pd
    import python_calamine  # noqa: F401 - imported before the clock starts

    return lambda: pd.read_excel(path, engine="calamine")


def to_figures(path: Path) -> Callable[[], object]:
    """From the file's bytes to every figure of the portfolio, imports done."""
    from fiche.analysis import Portfolio
    from fiche.loading import check, prepare

    def run() -> object:
        reading = prepare([(path.name, path.read_bytes())])
        return Portfolio(check(reading, loaded_on=AS_OF)).figures(AS_OF)

    return run


TASKS = {"read": read_alone, "figures": to_figures}


def measured(task: str, path: Path) -> dict[str, float]:
    """CPU and elapsed seconds of one task, run once in this process."""
    run = TASKS[task](path)
    started, clock = cpu(), time.perf_counter()
    run()
    return {"cpu": cpu() - started, "elapsed": time.perf_counter() - clock}


def in_a_process(task: str, path: Path) -> dict[str, float]:
    """The same in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench", "--task", task, "--file", str(path)],
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def report_reading(path: Path, rounds: int) -> None:
    """Print seconds and the ratio, medians of interleaved rounds."""
    results: dict[str, list[dict[str, float]]] = {task: [] for task in TASKS}
    for _ in range(rounds):
        for task, found in results.items():
            found.append(in_a_process(task, path))
    median = {
        task: {key: statistics.median(r[key] for r in found) for key in ("cpu", "elapsed")}
        for task, found in results.items()
    }
    print(
        f"pandas.read_excel(engine='calamine') alone   {median['read']['cpu']:6.2f} s CPU  {median['read']['elapsed']:6.2f} s elapsed"
    )
    print(
        f"bytes → every figure of the portfolio        {median['figures']['cpu']:6.2f} s CPU  {median['figures']['elapsed']:6.2f} s elapsed"
    )
    print(
        f"ratio (CPU)                                  {median['figures']['cpu'] / median['read']['cpu']:6.2f}"
    )


def report_pages(path: Path) -> None:
    """Print what tools/bench_pages.py measures; its warnings only when it fails."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench_pages", str(path)], check=False, capture_output=True, text=True
    )
    print(done.stdout, end="")
    if done.returncode:
        sys.exit(done.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--task", choices=TASKS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(measured(options.task, options.file)))
        return
    with tempfile.TemporaryDirectory(prefix="fiche-bench-") as folder:
        path = Path(folder) / "factures.xlsx"
        write_book(path, options.rows, options.clients)
        print(
            f"{options.rows} rows × {len(HEADERS)} columns, {options.clients} clients, {path.stat().st_size / 1e6:.1f} MB; medians of {options.rounds}"
        )
        report_reading(path, options.rounds)
        report_pages(path)


if __name__ == "__main__":
    main()
