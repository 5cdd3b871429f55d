"""What tools/bench.py measures, one task a process: reading alone, and the way from a file to the figures; it writes no file."""

import datetime as dt
import resource
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psutil

AS_OF = dt.date(2026, 3, 31)
REPEATS = 10
MB = 1e6


def read_excel(path: Path) -> Callable[[], object]:
    """Reading a workbook as pandas does it, imports done."""
    import pandas as pd
    import python_calamine  # noqa: F401 - imported before the clock starts

    return lambda: pd.read_excel(path, engine="calamine")


def read_csv(path: Path) -> Callable[[], object]:
    """Reading a delimited file as pandas does it, imports done."""
    import pandas as pd

    return lambda: pd.read_csv(path)


def figures(path: Path) -> Callable[[], object]:
    """From the file's bytes to every figure of the portfolio, imports done; the portfolio is what a server keeps."""
    import duckdb  # noqa: F401 - imported before the clock starts

    from fiche.analysis import Portfolio
    from fiche.loading import check, prepare

    def run() -> object:
        portfolio = Portfolio(check(prepare([(path.name, path)]), loaded_on=AS_OF))
        return portfolio, portfolio.figures(AS_OF)

    return run


def direct(path: Path) -> Callable[[], object]:
    """A workbook's rows by the parser that the child uses, in this process, imports done."""
    from python_calamine import CalamineWorkbook

    return lambda: [
        list(s.iter_rows()) for s in map(CalamineWorkbook.from_path(path).get_sheet_by_index, [0])
    ]


def guarded(path: Path) -> Callable[[], object]:
    """The same file as any dropped file is read: guard, child, decoding."""
    from fiche.reading.read import read_file

    return lambda: read_file(path.name, path)


TASKS = {
    "read_excel": read_excel,
    "read_csv": read_csv,
    "figures": figures,
    "direct": direct,
    "guarded": guarded,
}
OFTEN = ("direct", "guarded")


def measured(task: str, path: Path) -> dict[str, float]:
    """CPU and elapsed seconds of one task, and the megabytes that this process (its children apart) kept and reached above its start."""
    run = TASKS[task](path)
    times = REPEATS if task in OFTEN else 1
    if task in OFTEN:
        run()
    with _Peak() as memory:
        started, clock = _cpu(), time.perf_counter()
        for _ in range(times):
            result = run()
        cpu, elapsed = (_cpu() - started) / times, (time.perf_counter() - clock) / times
    kept = memory.growth()
    del result
    return {"cpu": cpu, "elapsed": elapsed, "kept": kept, "peak": memory.peak}


def _cpu() -> float:
    """CPU seconds of this process and of its finished children."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in usages)


class _Peak:
    """Resident memory of this process above what it was, looked at fifty times a second."""

    def __enter__(self) -> Self:
        self._process = psutil.Process()
        self._before, self.peak, self._over = self._process.memory_info().rss, 0.0, threading.Event()
        self._watch = threading.Thread(target=self._look)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def growth(self) -> float:
        """Megabytes above the beginning, now."""
        return (self._process.memory_info().rss - self._before) / MB

    def _look(self) -> None:
        while not self._over.wait(0.02):
            self.peak = max(self.peak, self.growth())
