"""What is parsed once for cells that repeat, or at once for plain numbers, is what parsing every cell gives."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.checking.parsed import LONG, distinct
from fiche.checking.values import _plain, _written, parse
from fiche.model import TABLES
from fiche.reading.raw import Kind, RawColumn

COLUMNS = TABLES["documents"].by_name | TABLES["clients"].by_name
WORDS = {
    "date": ["31/01/2024", "02/03/2024", "2024-05-06", "12 janv. 2024", " 01/02/2024 ", "31/02/2024", "jamais", "NULL"],
    "net_amount": ["1 234,56", "12,5", "-3", "(400.00)", "n/c", "5€00", "1.234,00", ""],
    "discount_rate": ["5 %", "10%", "0", "7,5", "rien"],
    "payment_status": ["Payée", " payée", "En attente", "n/a", ""],
    "siret": ["73282932000074", "7328293200007", "732 829 320 00074", "?"],
    "postal_code": ["01000", "1000", "75 011"],
    "is_customer": ["oui", "non", "VRAI", "peut-être", ""],
}  # fmt: skip


def column(texts: list[str]) -> RawColumn:
    text = pl.Series([t or None for t in texts], dtype=pl.String)
    return RawColumn(text.is_not_null().cast(pl.UInt8) * int(Kind.TEXT), text)


@pytest.mark.parametrize("name", WORDS)
def test_cells_that_repeat(name: str) -> None:
    raw = column([word for i in range(LONG) for word in WORDS[name][: 1 + i % len(WORDS[name])]])
    few = distinct(raw)
    assert len(few.raw.kinds) == len({word or None for word in WORDS[name]})
    every = parse(raw, COLUMNS[name], name, None)
    once = parse(few.raw, COLUMNS[name], name, None)
    assert few.spread(once.values).equals(every.values)
    assert few.holds(once.bad, len(every.bad)).equals(every.bad.fill_null(False))
    assert once.codes == every.codes


def test_columns_that_are_left_as_they_are() -> None:
    words = ["a", "b"] * LONG
    short, error = column(words[:10]), column(words)
    error = RawColumn(error.kinds.scatter(0, int(Kind.ERROR)), error.text)
    for raw in (short, error, column([str(i) for i in range(LONG)])):
        assert distinct(raw).at is None and distinct(raw).raw is raw


SHAPES = ["{}", "-{}", "{}.5", "{}.25", "-{},75", "{},5", "1.{:03d}", "1,{:03d}", "{}.000", ".{}", "{}.", "{}e3", "{} ", "{}.1.2", "{}-"]  # fmt: skip


@given(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=3), st.lists(st.integers(0, 999), min_size=1))
def test_plain_numbers(shapes: list[str], numbers: list[int]) -> None:
    text = pl.Series([shapes[i % len(shapes)].format(n) for i, n in enumerate(numbers)], dtype=pl.String)
    at_once = _plain(text)
    if at_once is not None:
        assert at_once.to_list() == _written(text).to_list()


def test_plain_numbers_are_seen_as_such() -> None:
    for texts in (["12.5", "-3", "1.234"], ["12,50", "7"], ["1", "20"]):
        assert _plain(pl.Series(texts)) is not None
    for texts in (["1.234", "12.345"], ["1 234,5", "2,5"], ["12.5", None, "x"], ["1,5", "1.5"], ["٣"]):
        assert _plain(pl.Series(texts)) is None
