"""Fills the hidden sheet: beside each of its formulas, what fiche.excel.workings says that it gives; it computes nothing of its own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from fiche.excel.blocks import Block
from fiche.excel.blocks_hidden import LOTS, MOVEMENTS, PERIODS, RIPENING, SALES, UNUSED
from fiche.excel.book import Book
from fiche.excel.fill_block import rows_of
from fiche.excel.periods import Periods
from fiche.excel.sales import Month
from fiche.excel.values import Value
from fiche.excel.workings import Workings

_UNUSED = int(float(UNUSED))
_NOBODY = _UNUSED // 10_000_000_000  # the place of a document that an unused order number speaks of


def fill_workings(book: Book, work: Workings, months: Sequence[Month], raw: Sequence[int | None]) -> None:
    """The blocks. `raw`: the order numbers as their column finds them, before they are put in order."""
    _fill(book, MOVEMENTS, _movements(work, raw, rows_of(book, MOVEMENTS)))
    _fill(book, LOTS, _lots(work, rows_of(book, LOTS)))
    _fill(book, PERIODS, _periods(work.periods, rows_of(book, PERIODS)))
    _fill(book, SALES, _sales(months, rows_of(book, SALES)))
    months_due = work.links.contents.ripening
    _fill(book, RIPENING, {"month": [m for m, _due in months_due], "due": [due for _m, due in months_due]})


def _fill(book: Book, block: Block, columns: Mapping[str, list[Value]]) -> None:
    book.fill(
        f"block_{block.name}", {block.place(name): values for name, values in columns.items() if values}
    )


def _columns(
    block: Block, made: Iterable[Any], nothing: Mapping[str, Value], count: int
) -> dict[str, list[Value]]:
    """A column per field of the rows `made`, then empty rows up to `count`."""
    made = list(made)
    names = [slot.name for slot in block.slots if slot.name != "k"]
    columns: dict[str, list[Value]] = {"k": list(range(1, count + 1))}
    for name in names:
        values: list[Value] = [getattr(row, name) for row in made] if name != "raw" else []
        columns[name] = values + [nothing.get(name)] * (count - len(values))
    return columns


def _movements(work: Workings, raw: Sequence[int | None], count: int) -> dict[str, list[Value]]:
    nothing: dict[str, Value] = dict.fromkeys((slot.name for slot in MOVEMENTS.slots), 0)
    nothing |= {"code": _UNUSED, "key": _NOBODY, "raw": "", "first": len(work.movements) + 1}
    found = _columns(MOVEMENTS, work.movements, nothing, count)
    numbers: list[Value] = [code or "" for code in raw]
    found["raw"] = numbers + [""] * (count - len(raw))
    return found


def _lots(work: Workings, count: int) -> dict[str, list[Value]]:
    nothing: dict[str, Value] = dict.fromkeys((slot.name for slot in LOTS.slots), 0)
    return _columns(LOTS, work.lots, nothing | {"code": _UNUSED, "key": _NOBODY, "delay": ""}, count)


def _periods(periods: Periods, count: int) -> dict[str, list[Value]]:
    return _columns(PERIODS, periods.rows[:count], {}, count)


def _sales(months: Sequence[Month], count: int) -> dict[str, list[Value]]:
    nothing: dict[str, Value] = {"upto": "", "day": 0, "month": "", "sold": 0, "reach": _UNUSED}
    found = _columns(SALES, months[:count], nothing, count)
    found["reach"] = [_UNUSED if value is None else value for value in found["reach"]]
    return found
