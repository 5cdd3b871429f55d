"""Measures, in one run, the CPU of filling a client's workbook of 200 documents and 200 payments, against XlsxWriter writing the same cells; it asserts nothing.

python -m tools.bench_sheet [--documents 200] [--rounds 20]
"""

import argparse
import datetime as dt
import gc
import io
import random
import time
from collections.abc import Callable

import xlsxwriter

from fiche.analysis.portfolio import Portfolio
from fiche.dataset import Dataset
from fiche.excel.cells import Cell
from fiche.excel.contents import gather
from fiche.excel.patcher import Patcher
from fiche.excel.sheet import filled
from fiche.i18n import speaking
from tests.analysis.build import dataset, invoice, payment

AS_OF = dt.date(2026, 6, 30)
Row = list[tuple[int, Cell]]


def one_client(documents: int) -> Dataset:
    """A client with as many payments as documents, most of them paying one."""
    rng = random.Random(5)
    days = [AS_OF - dt.timedelta(days=rng.randint(0, 900)) for _ in range(documents)]
    rows = [
        invoice(
            n, rng.randint(100, 900_000) / 100, day.isoformat(), (day + dt.timedelta(days=30)).isoformat()
        )
        for n, day in enumerate(days, 1)
    ]
    paid = [
        payment(row["gross"], (row["date"] + dt.timedelta(days=rng.randint(5, 80))).isoformat(), n)
        for n, row in enumerate(rows, 1)
    ]
    return dataset(rows, paid)


def milliseconds(make: Callable[[], bytes], rounds: int) -> tuple[float, int]:
    """CPU of one call, and the size of what it gives; the first call is left out."""
    size = len(make())
    gc.collect()
    begin = time.process_time()
    for _ in range(rounds):
        make()
    return (time.process_time() - begin) / rounds * 1000, size


def again(data: bytes) -> tuple[Callable[[], bytes], int]:
    """XlsxWriter writing the cells of a workbook: values, formulas, a format for each look; and how many cells."""
    book = Patcher(data)
    sheets = {
        name: [(n, sorted(row.cells.items())) for n, row in sorted(book.sheet(name).rows.items())]
        for name in book.sheet_names
    }

    def make() -> bytes:
        out = io.BytesIO()
        workbook = xlsxwriter.Workbook(out, {"in_memory": True})
        formats: dict[str, object] = {}
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in rows:
                for column, cell in row:
                    if cell.style not in formats:
                        formats[cell.style] = workbook.add_format({"num_format": f"0.{len(formats)}"})
                    _write(sheet, number - 1, column, cell, formats[cell.style])
        workbook.close()
        return out.getvalue()

    return make, sum(len(row) for rows in sheets.values() for _, row in rows)


def _write(sheet: object, row: int, column: int, cell: Cell, look: object) -> None:
    value: object = float(cell.value.body) if cell.value.kind == "n" else cell.value.body
    if cell.formula is not None:
        sheet.write_formula(row, column, f"={cell.formula}", look, value)  # type: ignore[attr-defined]
    elif cell.value.kind == "n":
        sheet.write_number(row, column, value, look)  # type: ignore[attr-defined]
    elif cell.value.kind:
        sheet.write_string(row, column, value, look)  # type: ignore[attr-defined]
    else:
        sheet.write_blank(row, column, None, look)  # type: ignore[attr-defined]


def main() -> None:
    """Print both, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=20)
    said = parser.parse_args()
    with speaking("fr"):
        contents = gather(Portfolio(one_client(said.documents)), "C1", AS_OF)
        ours, size = milliseconds(lambda: filled(contents, "fr"), said.rounds)
        write, cells = again(filled(contents, "fr"))
        theirs, other = milliseconds(write, max(2, said.rounds // 5))
    print(f"\nA client's workbook, {said.documents} documents and payments, {cells} cells")
    print(f"{'template filled in':<36} {ours:6.1f} ms CPU  {size / 1000:6.0f} kB")
    print(f"{'XlsxWriter, the same cells':<36} {theirs:6.1f} ms CPU  {other / 1000:6.0f} kB")
    print(f"{'ratio (CPU)':<36} {theirs / ours:6.1f}")


if __name__ == "__main__":
    main()
