"""Measures the exports of many clients: the client file of a large company, against XlsxWriter with constant memory, and a ZIP of sheets; it asserts nothing.

    python -m tools.bench_exports [--clients 100000] [--documents 1000000] [--sheets 1000]

CPU seconds of all threads. Memory: how much the process grows at most while the client file is written, the company's frames being there already.
"""

import argparse
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import xlsxwriter

from fiche.analysis import Portfolio
from fiche.excel.portfolio.workbook import portfolio_workbook
from fiche.excel.sheets import archive, sheet_of
from tools.bench_company import made_up, with_words
from tools.bench_tasks import AS_OF

EACH = 0.05  # seconds between two looks at the memory
COMPARED = 100_000  # documents at which XlsxWriter is compared


class Peak:
    """The most memory that the process takes."""

    def __init__(self) -> None:
        self.most = 0


@contextmanager
def watched() -> Iterator[Peak]:
    """Looks at the memory of the process while something runs; `most` is what it grew by, in megabytes."""
    process, found, ended = psutil.Process(), Peak(), threading.Event()
    before = process.memory_info().rss

    def look() -> None:
        while not ended.wait(EACH):
            found.most = max(found.most, (process.memory_info().rss - before) // 1_000_000)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()


def cpu(run: Callable[[], None]) -> float:
    """CPU seconds of one run."""
    began = time.process_time()
    run()
    return time.process_time() - began


def written(portfolio: Portfolio, path: Path) -> None:
    """The client file, in a file."""
    with path.open("w+b") as out:
        portfolio_workbook(portfolio, AS_OF, out)


def again(path: Path, target: Path) -> None:
    """XlsxWriter with constant memory, writing as many cells as the client file has of each list, a number, a text or a formula."""
    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    look = book.add_format({"num_format": "#,##0.00"})
    for name, rows, columns, formulas in _shapes(path):
        sheet = book.add_worksheet(name[:31])
        for row in range(rows):
            for column in range(columns):
                if column < formulas:
                    sheet.write_formula(
                        row, column, f'=IF($A{row + 1}=1,ROUND($B{row + 1}-$C{row + 1},2),"")', look, 12.5
                    )
                elif column % 3:
                    sheet.write_number(row, column, 1234.5, look)
                else:
                    sheet.write_string(row, column, "Facture F-00123", look)
    book.close()


def _shapes(path: Path) -> list[tuple[str, int, int, int]]:
    """(sheet, rows, cells a row, of which formulas) of a workbook's long sheets."""
    import re
    import zipfile

    found = []
    with zipfile.ZipFile(path) as archive_:
        for name in archive_.namelist():
            if name.startswith("xl/worksheets/sheet"):
                content = archive_.read(name)
                rows = content.count(b"<row ")
                if rows > 1_000:
                    cells, formulas = content.count(b"<c "), len(re.findall(rb"<f[ />]", content))
                    found.append((Path(name).stem, rows, cells // rows, formulas // rows))
    return found


def main() -> None:
    """Print what was measured."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split(":", maxsplit=1)[0])
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--sheets", type=int, default=1_000)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder), said.clients, said.documents)
        _large(Path(folder), said.clients, said.documents)
        _sheets(Path(folder), said.sheets)


def _compare(folder: Path, clients: int, documents: int) -> None:
    small = Portfolio(with_words(made_up(max(1, clients * COMPARED // documents), COMPARED)))
    small.figures(AS_OF)
    ours = cpu(lambda: written(small, folder / "small.xlsx"))
    theirs = cpu(lambda: again(folder / "small.xlsx", folder / "theirs.xlsx"))
    print(
        f"client file, {COMPARED:,} documents: {ours:.1f} s CPU; XlsxWriter constant_memory: {theirs:.1f} s CPU; ratio {theirs / ours:.1f}"
    )


def _large(folder: Path, clients: int, documents: int) -> None:
    large = Portfolio(with_words(made_up(clients, documents)))
    large.figures(AS_OF)
    with watched() as peak:
        took = cpu(lambda: written(large, folder / "large.xlsx"))
    size = (folder / "large.xlsx").stat().st_size / 1e6
    print(
        f"client file, {clients:,} clients, {documents:,} documents: {took:.1f} s CPU, {peak.most} MB above the frames, {size:.0f} MB"
    )


def _sheets(folder: Path, count: int) -> None:
    many = Portfolio(with_words(made_up(count, 20 * count)))
    numbers = sorted(many.names())
    took = cpu(
        lambda: archive(
            sheet_of, many, numbers, AS_OF, "fr", folder / "sheets.zip", "bench", lambda _done, _total: None
        )
    )
    print(f"ZIP of {count:,} sheets, 20 documents each: {took:.1f} s CPU")


if __name__ == "__main__":
    main()
