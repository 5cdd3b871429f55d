"""Rows of values made the raw sheets that checking types, a batch at a time, with what each column is: no header is guessed; it checks nothing."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import polars as pl

from fiche.connectors.fill import instant
from fiche.matches import ColumnMatch, SheetMatch
from fiche.model import TABLES, TableName, label
from fiche.reading.raw import Kind, RawColumn, RawSheet

BATCH = 5_000
_NUMBERS = frozenset({"money", "rate", "number", "integer"})
_PLANES: dict[str, Any] = {
    "kinds": pl.UInt8,
    "text": pl.String,
    "number": pl.Float64,
    "moment": pl.Datetime("us"),
}


class SheetBuilder:
    """The rows of one table of a file that no program wrote. `extra`: labels of columns that are kept on the sheet and mean nothing to us."""

    def __init__(
        self,
        file: str,
        sheet: str,
        table: TableName,
        columns: tuple[str, ...],
        extra: tuple[str, ...] = (),
        reason: str = "",
    ) -> None:
        self.file, self.sheet, self.table, self.reason = file, sheet, table, reason
        declared = TABLES[table].by_name
        self._columns = [(name, declared[name].type) for name in columns] + [(name, "text") for name in extra]
        self._codes = [*columns, *(None for _ in extra)]
        self._headers = [label(declared[name], "fr") for name in columns] + list(extra)
        self._rows: list[tuple[Any, ...]] = []
        self._batches: list[list[RawColumn]] = []
        self.height = 0

    def add(self, values: Mapping[str, Any], extra: Mapping[str, Any] | None = None) -> None:
        """One more row: values by code name, and by label for the others; what is absent, None, False or «» is empty, but for flags."""
        every = {**values, **(extra or {})}
        self._rows.append(tuple(every.get(name) for name, _type in self._columns))
        self.height += 1
        if len(self._rows) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            turned = zip(*self._rows, strict=True)
            self._batches.append(
                [_column(values, kind) for values, (_name, kind) in zip(turned, self._columns, strict=True)]
            )
            self._rows = []

    def made(self) -> tuple[RawSheet, SheetMatch]:
        """The sheet, and what it is."""
        self._flush()
        columns = tuple(_joined([b[i] for b in self._batches]) for i in range(len(self._columns)))
        sheet = RawSheet(self.file, self.sheet, columns, self.height)
        matches = tuple(
            ColumnMatch(i, header, code, 1.0)
            for i, (header, code) in enumerate(zip(self._headers, self._codes, strict=True))
        )
        table = None if self.reason else self.table
        return sheet, SheetMatch(
            self.file, self.sheet, table, None, matches, 1.0, self.reason, self.height, chosen=True
        )


def _column(values: tuple[Any, ...], kind: str) -> RawColumn:
    cells = [_cell(v, kind) for v in values]
    kinds, texts, numbers, moments = zip(*cells, strict=True)
    return RawColumn(
        pl.Series(kinds, dtype=pl.UInt8),
        pl.Series(texts, dtype=pl.String),
        pl.Series(numbers, dtype=pl.Float64),
        pl.Series(moments, dtype=pl.Datetime("us")),
    )


def _cell(value: Any, kind: str) -> tuple[int, str | None, float | None, dt.datetime | None]:
    """Kind, text, number and moment of a value under a declared type; what does not read as that type stays text, for checking to say so."""
    if kind == "flag":
        return (
            (Kind.EMPTY, None, None, None) if value is None else (Kind.FLAG, None, float(bool(value)), None)
        )
    if value is None or value is False or (isinstance(value, str) and not value.strip()):
        return Kind.EMPTY, None, None, None
    if kind in _NUMBERS:
        number = _number(value)
        if number is not None:
            return Kind.NUMBER, None, number, None
    if kind == "date":
        moment = value if isinstance(value, dt.datetime) else _moment(value)
        if moment is not None:
            return Kind.MOMENT, None, None, moment
    return Kind.TEXT, str(value).replace("\x00", ""), None, None


def _number(value: Any) -> float | None:
    try:
        found = Decimal(str(value).replace("\u00a0", "").strip())
    except InvalidOperation:
        return None
    return float(found) if found.is_finite() else None


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.date):
        return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day has no zone
    read = instant(value)
    return dt.datetime(read.year, read.month, read.day) if read else None  # noqa: DTZ001


def _joined(parts: list[RawColumn]) -> RawColumn:
    def plane(name: str) -> pl.Series | None:
        found = [getattr(part, name) for part in parts]
        whole = pl.concat(found) if found else pl.Series([], dtype=_PLANES[name])
        return whole if name == "kinds" or whole.null_count() < len(whole) else None

    kinds = plane("kinds")
    assert kinds is not None
    return RawColumn(kinds, plane("text"), plane("number"), plane("moment"))
