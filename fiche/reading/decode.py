"""The parent's side of the handover: the child's one file becomes polars columns without a step per cell; it parses no uploaded byte."""

import json
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa

from fiche.i18n import _
from fiche.reading.kinds import ERRORS, Kind
from fiche.reading.raw import About, Note, RawColumn, RawSheet

NUMBERS = (Kind.NUMBER, Kind.FLAG, Kind.DURATION)
Place = list[int]


class Result:
    """What a child handed back: its `result` and maybe a `frame` beside it. Raises ValueError when they do not hold together.

    Both are read whole and not mapped: nothing that the child may have left running can change what was checked.
    """

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        self._data, self._beside = pa.py_buffer(data), path.with_name("frame")
        size = int.from_bytes(data[-8:], "little")
        if not 0 < size <= len(data) - 8:
            raise ValueError("no header")
        self._header: dict[str, Any] = json.loads(data[-8 - size : -8])

    def sheets(self, file: str, stem: str) -> tuple[RawSheet, ...]:
        """The sheets, each under a name of its own: one without a name takes its number in a page, else `stem` (a delimited file's)."""
        found, taken = [], set[str]()
        for said in self._header["sheets"]:
            name = _unlike(
                taken,
                said["name"] or (_("Tableau {n}").format(n=said["number"]) if "number" in said else stem),
            )
            taken.add(name)
            found.append(self._sheet(said, file, name))
        return tuple(found)

    def notes(self) -> tuple[Note, ...]:
        """What was seen on the file as a whole."""
        return tuple(Note(*note) for note in self._header["notes"])

    def about(self) -> About | None:
        """What a workbook of ours says of itself."""
        said = self._header.get("about")
        if said is None:
            return None
        names = {str(name): str(where) for name, where in said["names"].items()}
        formulas = {
            str(sheet): {str(c): [(int(a), int(b)) for a, b in runs] for c, runs in columns.items()}
            for sheet, columns in said["formulas"].items()
        }
        return About(str(said["stamp"]), names, formulas)

    def _sheet(self, said: dict[str, Any], file: str, name: str) -> RawSheet:
        height = int(said["height"])
        columns = (
            self._frame(int(said["frame"]), height)
            if "frame" in said
            else [self._column(c, height) for c in said["columns"]]
        )
        _mark_all(columns, said.get("faults", []))
        return RawSheet(
            file=file,
            name=name,
            columns=tuple(column.freeze() for column in columns),
            height=height,
            first_row=said["first_row"],
            first_column=said["first_column"],
            hidden=said["hidden"],
            notes=tuple(Note(*note) for note in said.get("notes", ())),
        )

    def _buffer(self, place: Place) -> pa.Buffer:
        offset, size = place
        if offset < 0 or size < 0 or offset + size > self._data.size:
            raise ValueError("a plane lies outside the file")
        return self._data.slice(offset, size)

    def _plane(self, place: Place, type: pa.DataType, height: int) -> pl.Series:
        buffer = self._buffer(place)
        if buffer.size * 8 != height * type.bit_width:
            raise ValueError("a plane is not of the sheet's height")
        return pl.Series(pl.from_arrow(pa.Array.from_buffers(type, height, [None, buffer])))

    def _frame(self, width: int, height: int) -> list["_Planes"]:
        """The columns of a delimited file that polars read in the child: text, null where empty; polars checks its letters."""
        try:
            with self._beside.open("rb") as file:  # by its path it would be mapped
                frame = pl.read_ipc(file)
        except pl.exceptions.PolarsError as fault:
            raise ValueError("no frame") from fault
        if frame.shape != (height, width) or set(frame.dtypes) != {pl.String}:
            raise ValueError("a frame is not of the sheet's shape")
        return [_Planes(text.is_not_null().cast(pl.UInt8) * Kind.TEXT, text) for text in frame]

    def _column(self, said: dict[str, Place], height: int) -> "_Planes":
        planes = _Planes(self._plane(said["kinds"], pa.uint8(), height))
        if "text" in said:
            planes.text = self._text(said, height)
            planes.correct_text(has_hash=b"#" in self._buffer(said["text"]).to_pybytes())
        if "number" in said:
            planes.number = self._plane(said["number"], pa.float64(), height)
            planes.correct_numbers()
        if "moment" in said:
            moments = self._plane(said["moment"], pa.int64(), height).cast(pl.Datetime("us"))
            planes.moment = _only(moments, planes.kinds == Kind.MOMENT)
        return planes

    def _text(self, said: dict[str, Place], height: int) -> pl.Series:
        """Concatenated UTF-8 and lengths; checked, since Arrow trusts its offsets and its letters."""
        lengths = self._plane(said["lengths"], pa.uint32(), height).cast(pl.Int64)
        data = self._buffer(said["text"])
        if int(lengths.sum()) != data.size:
            raise ValueError("lengths and text disagree")
        offsets = (
            pl.concat([pl.Series([0], dtype=pl.Int64), lengths.cum_sum()]).rechunk().to_arrow().buffers()[1]
        )
        array = pa.Array.from_buffers(pa.large_string(), height, [None, offsets, data])
        array.validate(full=True)
        return pl.Series(pl.from_arrow(array))


def _unlike(taken: set[str], name: str) -> str:
    """The name, with a number when another sheet has it already."""
    return name if name not in taken else next(n for i in count(2) if (n := f"{name} ({i})") not in taken)


class _Planes:
    """The planes of one column while they are being corrected."""

    def __init__(self, kinds: pl.Series, text: pl.Series | None = None) -> None:
        self.kinds, self.text = kinds, text
        self.number: pl.Series | None = None
        self.moment: pl.Series | None = None

    def correct_text(self, has_hash: bool) -> None:
        """An empty string is an empty cell; an error's literal is an error."""
        assert self.text is not None
        filled = self.text != ""
        if not filled.all():
            self.kinds = _kinds(
                pl.when(filled | (self.kinds != Kind.TEXT)).then(self.kinds).otherwise(Kind.EMPTY)
            )
            self.text = _only(self.text, filled)
        if has_hash:
            error = self.text.is_in(list(ERRORS)).fill_null(False)
            if error.any():
                self.kinds = _kinds(pl.when(error).then(Kind.ERROR).otherwise(self.kinds))

    def correct_numbers(self) -> None:
        """A number beyond what a float holds is an error, as in a spreadsheet."""
        assert self.number is not None
        is_number = self.kinds.is_in(list(NUMBERS))
        wrong = is_number & ~self.number.is_finite()
        if wrong.any():
            at = wrong.arg_true()
            self.mark(at, pl.Series(["#NUM!"]).new_from_index(0, len(at)))
            is_number = is_number & ~wrong
        self.number = _only(self.number, is_number)

    def mark(self, indexes: pl.Series, literals: pl.Series) -> None:
        """Make cells errors, all at once: each change copies the plane."""
        if self.text is None:
            self.text = pl.Series([None], dtype=pl.String).new_from_index(0, len(self.kinds))
        self.kinds = self.kinds.scatter(indexes, int(Kind.ERROR))
        self.text = self.text.scatter(indexes, literals)

    def freeze(self) -> RawColumn:
        """The column as the rest of the application sees it."""
        return RawColumn(self.kinds, self.text, self.number, self.moment)


def _mark_all(columns: list[_Planes], faults: list[list[Any]]) -> None:
    """The cells in error that the parser gave as empty: [row, column, literal] each."""
    by_column: dict[int, list[list[Any]]] = {}
    for fault in faults:
        by_column.setdefault(fault[1], []).append(fault)
    for column, found in by_column.items():
        indexes = pl.Series([fault[0] for fault in found], dtype=pl.UInt32)
        columns[column].mark(indexes, pl.Series([fault[2] for fault in found], dtype=pl.String))


def _kinds(expression: pl.Expr) -> pl.Series:
    return pl.select(expression.cast(pl.UInt8)).to_series()


def _only(values: pl.Series, keep: pl.Series) -> pl.Series:
    """`values`, null where not `keep`; the same series when all are kept."""
    return values if bool(keep.all()) else pl.select(pl.when(keep).then(values)).to_series()
