"""Values in cells: text stays text, amounts keep their digits, days are serials, and nothing illegal reaches the XML."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from fiche.excel.values import EMPTY, LONGEST, Stored, Value, clean, escaped, serial, stored


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, EMPTY),
        ("", EMPTY),
        (float("nan"), EMPTY),
        ("=1+1", Stored("inlineStr", "=1+1")),
        ("-12", Stored("inlineStr", "-12")),
        ("00123", Stored("inlineStr", "00123")),
        (Decimal("1234.50"), Stored("n", "1234.50")),
        (Decimal("1E+3"), Stored("n", "1000")),
        (Decimal("0.10") + Decimal("0.20"), Stored("n", "0.30")),
        (12, Stored("n", "12")),
        (0.1, Stored("n", "0.1")),
        (3.0, Stored("n", "3")),
        (float("inf"), Stored("inlineStr", "inf")),
        (True, Stored("b", "1")),
        (False, Stored("b", "0")),
        (dt.date(2026, 11, 24), Stored("n", "46350")),
        (dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), Stored("n", "46350.5")),
        (dt.date(1899, 12, 31), Stored("inlineStr", "1899-12-31")),
    ],
)
def test_stored(value: Value, expected: Stored) -> None:
    assert stored(value) == expected


def test_the_calendar_of_1900_has_a_day_too_many() -> None:
    assert [serial(dt.date(1900, 1, 1)), serial(dt.date(1900, 2, 28)), serial(dt.date(1900, 3, 1))] == [
        1,
        59,
        61,
    ]
    assert serial(dt.date(1899, 12, 31)) is None


def test_the_calendar_of_1904() -> None:
    assert serial(dt.date(1904, 1, 1), date1904=True) == 0
    assert serial(dt.date(2026, 11, 24), date1904=True) == 46350 - 1462
    assert serial(dt.date(1903, 12, 31), date1904=True) is None


def test_what_no_xml_may_hold_is_removed() -> None:
    assert clean("a\x00b\x0bc\x1fd\ufffee\uffff") == "abcde"
    assert clean("\ud800x\udfff") == "\ufffdx\ufffd"
    assert clean("un\r\ndeux\rtrois\n\tquatre") == "un\ndeux\ntrois\n\tquatre"
    assert clean("👩‍💻 \u202eإسم") == "👩‍💻 \u202eإسم"


def test_a_text_too_long_is_cut_and_says_so() -> None:
    assert clean("x" * LONGEST) == "x" * LONGEST
    cut = clean("x" * 40_000)
    assert len(cut) == LONGEST and cut.endswith(" […] (40000)")
    wide = clean("👩" * 20_000)
    assert len(wide.encode("utf-16-le")) // 2 <= LONGEST and wide.endswith(" […] (20000)")


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_read_back(text: str) -> None:
    kept = clean(text)
    cell = etree.fromstring(f'<t xml:space="preserve">{escaped(kept)}</t>')
    assert (cell.text or "").replace("_x005F_", "_") == kept.replace("_x005F_", "_")
    assert clean(kept) == kept
