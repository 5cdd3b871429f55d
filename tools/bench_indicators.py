"""Measures every indicator of every client against one query written by hand, and one client's alone, over made-up tables; it reads no file.

    python -m tools.bench_indicators [--clients 100000] [--documents 1000000]

CPU seconds of all threads: those of one core alone. The two answers are compared before anything is printed: a difference is an error.
"""

import argparse
import datetime as dt
import math
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from fiche.analysis import Portfolio, evaluate
from fiche.analysis.copy import Copy
from fiche.analysis.frames import frames
from fiche.analysis.metric import metrics
from fiche.analysis.settings import Settings
from tools.bench_company import made_up
from tools.bench_tasks import AS_OF

BY_HAND = Path(__file__).with_suffix("").with_name("bench_by_hand.sql")
ROUNDS = 3
CLIENTS_ASKED = 20
CODES = [code for code, metric in metrics().items() if metric.sql]


def cpu(run: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds of one run, and what it gave."""
    started = time.process_time()
    result = run()
    return time.process_time() - started, result


def compare(ours: pl.DataFrame, theirs: pl.DataFrame) -> None:
    """Stop when a cell is not the same."""
    for code in CODES:
        for number, (own, other) in enumerate(zip(ours[code], theirs[code], strict=True)):
            equal = (
                math.isclose(own, other, rel_tol=1e-9, abs_tol=1e-9)
                if isinstance(own, float) and other is not None
                else own == other
            )
            if not equal:
                raise SystemExit(f"{code}, row {number}: {own} ≠ {other}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=1_000_000)
    said = parser.parse_args()
    settings, dataset = Settings(), made_up(said.clients, said.documents)
    made = frames(dataset, settings)
    loading, copy = cpu(lambda: Copy(made, settings))
    values = copy.parameters(AS_OF, None)
    text = BY_HAND.read_text("utf-8")
    named = {name: value for name, value in values.items() if f"${name}" in text}

    def by_hand() -> pl.DataFrame:
        with copy.cursor() as cursor:
            return evaluate.fetched(cursor, text, named)

    def asked(as_of: dt.date) -> pl.DataFrame:
        with copy.at(as_of) as cursor:
            return evaluate.grouped(cursor, CODES, "client_id")

    first, ours = cpu(lambda: asked(AS_OF))
    hand, theirs = cpu(by_hand)
    compare(ours, theirs)
    again = [cpu(lambda: asked(AS_OF))[0] for _ in range(ROUNDS)]
    firsts = [first] + [cpu(lambda n=n: asked(AS_OF - dt.timedelta(days=n)))[0] for n in range(1, ROUNDS)]
    hands = [hand] + [cpu(by_hand)[0] for _ in range(1, ROUNDS)]
    one, other = statistics.median(firsts), statistics.median(hands)
    print(f"{said.clients} clients, {said.documents} documents, {len(CODES)} columns; the same in both")
    print(f"{'by hand':<44} {other:7.2f} s CPU")
    print(f"{'every indicator, a new date':<44} {one:7.2f} s CPU  ratio {one / other:.2f}")
    print(f"{'every indicator, the same date again':<44} {statistics.median(again):7.2f} s CPU")
    print(
        f"{'making the copy, once a load':<44} {loading:7.2f} s CPU  ratio with it {(loading + one) / other:.2f}"
    )
    copy.close()
    portfolio = Portfolio(dataset, settings)
    portfolio.figures(AS_OF, "C000001")
    times = []
    for number in range(1, CLIENTS_ASKED + 1):
        clock = time.perf_counter()
        portfolio.figures(AS_OF, f"C{number:06d}")
        times.append(time.perf_counter() - clock)
    print(f"{'one client, warm':<44} {1000 * statistics.median(times):7.1f} ms elapsed")


if __name__ == "__main__":
    main()
