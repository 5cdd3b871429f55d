"""Columns as the bodies of cells, all at once: what each value gives one by one, whatever stands beside it."""

import re

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fiche.excel.bodies import spaced, xml_texts
from fiche.excel.joiner import JOINED, Joiner, Turn, texts_of
from fiche.excel.values import clean, escaped

HARD = (
    "a & b",
    "<b>",
    "_x0041_",
    "_x",
    "\x1f",
    "\r\n",
    "\ufffe",
    "\uffff",
    "é" * 20_000,
    "x" * 40_000,
    "a\tb",
    "",
    " ",
    "é",
    "_X0041_",
)
TEXTS = st.lists(
    st.none() | st.sampled_from(HARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    max_size=6,
)


@given(TEXTS)
@example([None, None])
@example([])
def test_texts_are_what_each_is_alone(texts: list[str | None]) -> None:
    found = xml_texts(pl.Series(texts, dtype=pl.String)).to_list()
    assert found == [escaped(clean(text)) or None if text else None for text in texts]


@given(TEXTS)
def test_spaces_are_kept_where_there_are_some(texts: list[str | None]) -> None:
    lost = any(text and re.search(r"^[ \n\t]|[ \n\t]\Z|[\n\t]|  ", text) for text in texts)
    assert spaced(pl.Series(texts, dtype=pl.String)) == lost
    assert spaced(pl.Series(["whole", *texts, None], dtype=pl.String)[1:-1]) == lost, "a part of a column too"


@pytest.mark.parametrize("rows", [1, 2, JOINED + 1, 2 * JOINED + 3])
def test_rows_are_joined_in_order(rows: int) -> None:
    """However many are put together at a time; only the first has the first turn; a null is nothing."""
    numbers = [None if n % 3 == 0 else f"é{n}" for n in range(rows)]
    joiner = Joiner()
    joiner.add("<", Turn("first", "then"), ":", texts_of(pl.Series(numbers, dtype=pl.String)), ">")
    said = b"".join(joiner.joined(rows)).decode()
    assert said == "".join(f"<{'then' if n else 'first'}:{each or ''}>" for n, each in enumerate(numbers))
