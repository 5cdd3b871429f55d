"""The values handed to matching and checking: addresses, rows, blank rows, slices."""

import datetime as dt

import polars as pl
import pytest

from fiche.reading.raw import Kind, RawColumn, RawSheet, column_letters

at = dt.datetime.fromisoformat

MOMENT = at("2026-11-24 09:30")


@pytest.fixture
def sheet() -> RawSheet:
    kinds = [Kind.EMPTY, Kind.TEXT, Kind.NUMBER, Kind.MOMENT, Kind.FLAG, Kind.ERROR, Kind.DURATION]
    column = RawColumn(
        pl.Series(kinds, dtype=pl.UInt8),
        pl.Series([None, "Été", None, None, None, "#N/A", None], dtype=pl.String),
        pl.Series([None, None, 1.5, None, 1.0, None, 0.25]),
        pl.Series([None, None, None, MOMENT, None, None, None], dtype=pl.Datetime("us")),
    )
    empty = RawColumn(pl.Series([0] * 7, dtype=pl.UInt8))
    return RawSheet("f.xlsx", "S", (column, empty), 7, first_row=3, first_column=25)


def test_cells_are_python_values(sheet: RawSheet) -> None:
    assert [row[0] for row in sheet.rows()] == [None, "Été", 1.5, MOMENT, True, "#N/A", 0.25]
    assert all(row[1] is None for row in sheet.rows())


def test_addresses_are_those_of_the_spreadsheet(sheet: RawSheet) -> None:
    assert (sheet.cell(0, 0), sheet.cell(4, 1)) == ("Z3", "AA7")
    assert [column_letters(i) for i in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_blank_rows(sheet: RawSheet) -> None:
    assert sheet.blank_rows.to_list() == [True] + [False] * 6
    assert RawSheet("f", "s", (), 0).blank_rows.to_list() == []


def test_slices_and_picks_keep_the_planes_together(sheet: RawSheet) -> None:
    column = sheet.columns[0]
    assert [column.slice(2, 2).cell(i) for i in range(2)] == [1.5, MOMENT]
    picked = column.take(pl.Series([5, 1], dtype=pl.UInt32))
    assert [picked.cell(i) for i in range(2)] == ["#N/A", "Été"]
    assert sheet.columns[1].take(pl.Series([0], dtype=pl.UInt32)).text is None
