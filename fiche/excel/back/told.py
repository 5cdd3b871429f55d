"""What the cells of a workbook that comes back say, list by list, each row with the record that it showed when exported; it compares nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from fiche.excel.back.fields import LISTS, Fields, Read, read
from fiche.excel.blocks import Slot
from fiche.excel.names import Area, area_of
from fiche.excel.portfolio.sheets import numbered
from fiche.excel.references import column_letters
from fiche.excel.stamp import CELL, Damaged, Stamp
from fiche.excel.stamp import read as stamp_of
from fiche.model import TABLES, TableName
from fiche.reading.raw import RawColumn, RawFile, RawSheet

_SLOWEST = 9  # further sheets that a list may take


@dataclass(frozen=True)
class Lines:
    """The rows of a list that hold something: `sheet`, `row`, `record` (as carried; null for one that was typed), `client_id` (of the client file), and for
    each column of the model «c» (what is compared), «c value» (what a correction keeps), «c bad»; `extra`, the file's own columns as one text. `columns`: those that
    the workbook shows, with the letters of each; `extra`: the letters of the file's own columns, «» where they are not shown."""

    table: TableName
    rows: pl.DataFrame
    columns: Mapping[str, str]
    extra: str = ""


@dataclass(frozen=True)
class Told:
    """A workbook's lists, the places of computed cells that hold no formula any more, and the file's own columns of the one client, with the cell of each."""

    stamp: Stamp
    lists: tuple[Lines, ...]
    altered: tuple[str, ...]
    extras: tuple[tuple[str, str | None, str | None], ...] = ()


def stamp_in(raw: RawFile) -> Stamp | None:
    """The stamp of a workbook, from its property, else from its hidden cell; None for a file that is none of ours. Raises Damaged."""
    about = raw.about
    if about is None:
        return None
    if found := stamp_of(about.stamp):
        return found
    sheets = {sheet.name: sheet for sheet in raw.sheets}
    area = _area(about.names, CELL)
    column = _cells(sheets[area.sheet], area.left, area.first, 1) if area and area.sheet in sheets else None
    text = column.cell(0) if column is not None else None
    return stamp_of(text) if isinstance(text, str) else None


def told(raw: RawFile, stamp: Stamp) -> Told:
    """Everything that the workbook says. Raises Damaged when its names do not lead to its lists any more."""
    reader = _Reader(raw, stamp)
    return Told(stamp, tuple(reader.lists()), tuple(reader.altered()), tuple(reader.extras()))


class _Reader:
    def __init__(self, raw: RawFile, stamp: Stamp) -> None:
        if raw.about is None:
            raise Damaged(raw.name)
        self.names, self.formulas = raw.about.names, raw.about.formulas
        self.sheets = {sheet.name: sheet for sheet in raw.sheets}
        self.stamp = stamp

    def lists(self) -> Iterator[Lines]:
        if self.stamp.kind != "file":
            yield self._client()
        for fields in LISTS[self.stamp.kind]:
            parts = [
                lines
                for prefix in self._prefixes(fields)
                if (lines := self._list(fields, prefix)) is not None
            ]
            if parts:
                rows = pl.concat([part.rows for part in parts])
                yield Lines(fields.table, rows, parts[0].columns, parts[0].extra)

    def _prefixes(self, fields: Fields) -> list[str]:
        """The beginnings of the names of a list's sheets."""
        every = [numbered(fields.block.prefix, n) for n in range(1, _SLOWEST + 1)]
        return [prefix for prefix in every if any(f"{prefix}{slot}" in self.names for slot in fields.columns)]

    def _places(self, fields: Fields, prefix: str) -> dict[str, Area]:
        wanted = [slot.name for slot in fields.block.slots]
        found = {name: _area(self.names, f"{prefix}{name}") for name in wanted}
        there = {name: area for name, area in found.items() if area is not None and area.sheet in self.sheets}
        return there if there and len({(a.sheet, a.first) for a in there.values()}) == 1 else {}

    def _list(self, fields: Fields, prefix: str) -> Lines | None:
        """A list on one sheet; None when its names lead nowhere."""
        places = self._places(fields, prefix)
        key = "client_id" if fields.table == "clients" else "record"
        if key not in places:
            return None
        sheet, first = self.sheets[places[key].sheet], places[key].first
        # The client file's lists go on to the end of their sheets: what was typed below belongs to them.
        last = sheet.first_row + sheet.height - 1
        count = max(0, (last if self.stamp.kind == "file" else min(last, places[key].last)) - first + 1)
        columns = {column: places[slot].left for slot, column in fields.columns.items() if slot in places}
        frame: dict[str, pl.Series] = {
            "sheet": pl.Series([sheet.name]).new_from_index(0, count),
            "row": pl.int_range(first, first + count, dtype=pl.Int64, eager=True),
            "record": self._texts(sheet, places[key].left, first, count),
        }
        owner = places.get("client_id", Area(sheet.name, first, first, -1, -1))
        frame["client_id"] = self._texts(sheet, owner.left, first, count)
        own = places.get("extra")
        frame["extra"] = self._texts(sheet, own.left if own else -1, first, count)
        for column, left in columns.items():
            frame |= _named(
                column, read(_cells(sheet, left, first, count), TABLES[fields.table].by_name[column])
            )
        rows = pl.DataFrame(frame)
        return Lines(
            fields.table,
            rows.filter(_said(columns)),
            {c: column_letters(left) for c, left in columns.items()},
            column_letters(own.left) if own else "",
        )

    def extras(self) -> Iterator[tuple[str, str | None, str | None]]:
        """The file's own columns of the one client: the place of each, its header and its value."""
        area = _area(self.names, "block_extras")
        if self.stamp.kind != "sheet" or area is None or area.sheet not in self.sheets:
            return
        sheet, count = self.sheets[area.sheet], area.last - area.first + 1
        headers, values = (self._texts(sheet, area.left + n, area.first, count) for n in (0, 1))
        for row, (header, value) in enumerate(zip(headers, values, strict=True), area.first):
            if header is not None or value is not None:
                yield f"{sheet.name}!{column_letters(area.left + 1)}{row}", header, value

    def _texts(self, sheet: RawSheet, left: int, first: int, count: int) -> pl.Series:
        shown = read(_cells(sheet, left, first, count), TABLES["clients"].by_name["client_id"]).shown
        return shown.cast(pl.String)

    def _client(self) -> Lines:
        """The fields of the one client of a sheet, a row."""
        frame: dict[str, pl.Series] = {}
        where: dict[str, str] = {}
        sheet, row, number = "", 0, pl.Series([None], dtype=pl.String)
        for column in TABLES["clients"]:
            area = _area(self.names, f"client_{column.name}")
            if column.name in {"source_id", "is_customer"} or area is None or area.sheet not in self.sheets:
                continue
            sheet, row = area.sheet, area.first
            if column.name == "client_id":
                number = read(_cells(self.sheets[sheet], area.left, area.first, 1), column).shown.cast(
                    pl.String
                )
                continue
            where[column.name] = f"{column_letters(area.left)}{area.first}"
            frame |= _named(column.name, read(_cells(self.sheets[sheet], area.left, area.first, 1), column))
        if not where:
            raise Damaged("clients")
        head = {"sheet": [sheet], "row": [row], "record": [""], "client_id": number}
        rows = pl.DataFrame(head).with_columns(list(frame.values()))
        return Lines("clients", rows, where)

    def altered(self) -> Iterator[str]:
        """The places of visible cells that were computed and hold a typed value now."""
        for name in self.names:
            if name.startswith("fig_") and (area := _area(self.names, name)):
                yield from self._without_formula(area, area.first, area.first)
        for fields in LISTS[self.stamp.kind]:
            for prefix in self._prefixes(fields):
                places = self._places(fields, prefix)
                rows = self._list(fields, prefix) if places else None
                if rows is None or rows.rows.is_empty():
                    continue
                shown = rows.rows.filter(pl.col("record").is_not_null())["row"]
                for slot in fields.block.slots:
                    if slot.name in places and len(shown) and self._always(slot):
                        yield from self._without_formula(places[slot.name], shown.min(), shown.max())  # type: ignore[arg-type]

    def _always(self, slot: Slot) -> bool:
        """Whether every row of a list has that formula."""
        return (
            bool(slot.formula)
            and not slot.helper
            and (self.stamp.kind != "file" or slot.name in {"open", "days", "bucket", "status"})
        )

    def _without_formula(self, area: Area, first: int, last: int) -> Iterator[str]:
        if area.sheet not in self.formulas:
            return
        letters, row = column_letters(area.left), first
        for begin, end in [*self.formulas[area.sheet].get(letters, ()), (last + 1, last + 1)]:
            for missing in range(row, min(begin, last + 1)):
                yield f"{area.sheet}!{letters}{missing}"
            row = max(row, end + 1)


def _said(columns: Mapping[str, object]) -> pl.Expr:
    """Whether a row holds anything."""
    return pl.any_horizontal(
        pl.col("record").is_not_null(), *(pl.col(c).is_not_null() | pl.col(f"{c} bad") for c in columns)
    )


def _named(column: str, cells: Read) -> dict[str, pl.Series]:
    return {
        column: cells.shown.cast(pl.String).alias(column),
        f"{column} value": cells.value.cast(pl.String).alias(f"{column} value"),
        f"{column} bad": cells.bad.fill_null(False).alias(f"{column} bad"),
    }


def _area(names: Mapping[str, str], name: str) -> Area | None:
    try:
        return area_of(names[name])
    except (KeyError, ValueError):
        return None


def _cells(sheet: RawSheet, left: int, first: int, count: int) -> RawColumn:
    """`count` cells down a column from row `first`, empty where the sheet ends."""
    place, start = left - sheet.first_column, first - sheet.first_row
    nothing = RawColumn(pl.Series([0], dtype=pl.UInt8).new_from_index(0, count))
    if not 0 <= place < len(sheet.columns) or start < 0 or not count:
        return nothing
    column = sheet.columns[place].slice(start, count)
    return column if len(column.kinds) == count else nothing
