"""The child's side of the handover: rows of Python values become byte planes, one file for all the sheets; it reads no file format.

Cells are turned by whole columns of a block (map, join, array), never one by one where a block holds a single type: that is what makes
the child as fast as the parser it serves. Standard library only.
"""

import datetime as dt
import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from pathlib import Path
from typing import TypeVar

from fiche.reading.kinds import LONGEST, WIDEST, Kind, Stop

FIRST_BLOCK, BLOCK = (
    64,
    1024,
)  # titles and headers make every column mixed: the first rows apart, so that the rest is of one type
EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
EPOCH = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - a spreadsheet's moments have no time zone
MICROSECOND, DAY = dt.timedelta(microseconds=1), dt.timedelta(days=1)
DAY_MICROSECONDS = 86_400_000_000

KIND_OF: dict[type, int] = {
    type(None): Kind.EMPTY, str: Kind.TEXT, float: Kind.NUMBER, int: Kind.NUMBER, bool: Kind.FLAG, dt.date: Kind.MOMENT,
    dt.datetime: Kind.MOMENT, dt.time: Kind.DURATION, dt.timedelta: Kind.DURATION,
}  # fmt: skip
PLAIN = {float, int, bool}
SPANS = {dt.time, dt.timedelta}
MOMENTS = {dt.date, dt.datetime}
Cells = Sequence[object]
Row = TypeVar("Row", bound=Sequence[object])


class Column:
    """The planes of one column, as long as the rows given so far. A plane exists from the first cell that needs it."""

    def __init__(self, height: int = 0) -> None:
        self.kinds = bytearray(height)
        self.lengths: array[int] | None = None
        self.text = bytearray()
        self.number: array[float] | None = None
        self.moment: array[int] | None = None
        self.blanks = height > 0

    def add(self, cells: Cells) -> None:
        """Append one block of cells."""
        found = set(map(type, cells))
        if not found <= KIND_OF.keys():
            cells = [v if type(v) in KIND_OF else str(v) for v in cells]
            found = set(map(type, cells))
        self._add_text(cells, found)
        self._add_numbers(cells, found)
        self._add_moments(cells, found)
        if len(found) == 1:
            self.kinds += bytes((KIND_OF[found.pop()],)) * len(cells)
        else:
            self.kinds += bytes(map(KIND_OF.__getitem__, map(type, cells)))

    def _add_text(self, cells: Cells, found: set[type]) -> None:
        if str not in found:
            if self.lengths is not None:
                self.lengths.frombytes(bytes(self.lengths.itemsize * len(cells)))
            self.blanks = self.blanks or type(None) in found
            return
        if self.lengths is None:
            self.lengths = array("I", bytes(array("I").itemsize * len(self.kinds)))
        words: Sequence[str] = cells if len(found) == 1 else [v if type(v) is str else "" for v in cells]  # type: ignore[assignment]
        joined = "".join(words)
        if len(joined) > LONGEST and max(map(len, words)) > LONGEST:
            raise Stop("damaged_file")
        if joined.isascii():
            self.lengths.extend(map(len, words))
            self.text += joined.encode("ascii")
        else:
            encoded = [word.encode("utf-8", "replace") for word in words]
            self.lengths.extend(map(len, encoded))
            self.text += b"".join(encoded)
        self.blanks = self.blanks or "" in cells

    def _add_numbers(self, cells: Cells, found: set[type]) -> None:
        wanted = bool(found & PLAIN or found & SPANS)
        if not wanted and self.number is None:
            return
        if self.number is None:
            self.number = array("d", bytes(8 * len(self.kinds)))
        if not wanted:
            self.number.frombytes(bytes(8 * len(cells)))
        elif found <= PLAIN:
            self.number.extend(map(_float, cells) if int in found else cells)  # type: ignore[arg-type]
        else:
            self.number.extend([_number(v) for v in cells])

    def _add_moments(self, cells: Cells, found: set[type]) -> None:
        wanted = bool(found & MOMENTS)
        if not wanted and self.moment is None:
            return
        if self.moment is None:
            self.moment = array("q", bytes(8 * len(self.kinds)))
        if not wanted:
            self.moment.frombytes(bytes(8 * len(cells)))
        elif found == {dt.date}:
            days = map(dt.date.toordinal, cells)  # type: ignore[arg-type]
            self.moment.extend([(day - EPOCH_DAY) * DAY_MICROSECONDS for day in days])
        else:
            self.moment.extend([_microseconds(v) for v in cells])


def _float(value: float) -> float:
    try:
        return float(value)
    except (
        OverflowError
    ):  # an integer of more than 308 digits: the parent makes it an error, as a spreadsheet would
        return float("inf")


def _number(value: object) -> float:
    if type(value) is float:
        return value
    if type(value) is int or type(value) is bool:
        return _float(value)
    if type(value) is dt.timedelta:
        return value / DAY
    if type(value) is dt.time:
        return (
            dt.timedelta(
                hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
            )
            / DAY
        )
    return 0.0


def _microseconds(value: object) -> int:
    if type(value) is dt.datetime:
        return (value.replace(tzinfo=None) - EPOCH) // MICROSECOND
    return (value.toordinal() - EPOCH_DAY) * DAY_MICROSECONDS if type(value) is dt.date else 0


class Sheet:
    """The columns of one sheet while its rows come. `cells` is how many cells are still allowed."""

    def __init__(self, cells: int) -> None:
        self.columns: list[Column] = []
        self.height = 0
        self.cells = cells

    @property
    def blanks(self) -> bool:
        """Whether some cell came empty: a parser that hides errors gives them as empty cells."""
        return any(column.blanks for column in self.columns)

    def add(self, rows: Sequence[Cells]) -> None:
        """Append rows, of one width or not; the missing cells are empty."""
        width = len(rows[0])
        even = set(map(len, rows)) == {width}
        wide = width if even else max(map(len, rows))
        if wide > WIDEST or (self.height + len(rows)) * max(len(self.columns), wide) > self.cells:
            raise Stop("too_many_cells")
        columns: Iterable[Cells] = zip(*rows, strict=True) if even else zip_longest(*rows)
        self.columns += [Column(self.height) for _ in range(wide - len(self.columns))]
        for column, cells in zip(self.columns, columns, strict=False):
            column.add(cells)
        for column in self.columns[wide:]:
            column.add([None] * len(rows))
        self.height += len(rows)


def blocks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """The rows in blocks, the first one short."""
    block = list(islice(rows, FIRST_BLOCK))
    while block:
        yield block
        block = list(islice(rows, BLOCK))


class Result:
    """The one file handed back: buffers one after the other, then a JSON header, then the header's length on 8 bytes. Beside it `frame`, an
    Arrow file, for a delimited file read as a whole.
    """

    def __init__(self, path: Path) -> None:
        self.path, self.frame = path, path.with_name("frame")
        self._file = path.open("wb")
        self.sheets: list[dict[str, object]] = []
        self.notes: list[list[object]] = []
        self.about: dict[str, object] | None = None

    def put(self, buffer: bytes | bytearray | memoryview) -> list[int]:
        """Write a buffer; returns its place [offset, size]. Places are multiples of 64, as Arrow likes."""
        self._file.write(bytes(-self._file.tell() % 64))
        place = [self._file.tell(), len(buffer)]
        self._file.write(buffer)
        return place

    def add(self, sheet: Sheet, **said: object) -> None:
        """Write a sheet's planes; `said` are its name, position, notes."""
        columns = []
        for column in sheet.columns:
            planes: dict[str, object] = {"kinds": self.put(column.kinds)}
            if column.lengths is not None:
                planes |= {
                    "lengths": self.put(memoryview(column.lengths).cast("B")),
                    "text": self.put(column.text),
                }
            if column.number is not None:
                planes["number"] = self.put(memoryview(column.number).cast("B"))
            if column.moment is not None:
                planes["moment"] = self.put(memoryview(column.moment).cast("B"))
            columns.append(planes)
        self.sheets.append({"height": sheet.height, "columns": columns, **said})

    def close(self) -> None:
        """Write the header; without it the parent reads nothing."""
        header = json.dumps({"sheets": self.sheets, "notes": self.notes, "about": self.about}).encode()
        self._file.write(header)
        self._file.write(len(header).to_bytes(8, "little"))
        self._file.close()
