"""One value as it is typed and kept: what is shown reads back as itself, for every column that a form offers."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.columns import Column
from fiche.edits import as_text
from fiche.errors import Refused
from fiche.model import TABLES
from fiche.store.own import MAKEABLE
from fiche.web import drafts
from fiche.web.drafts import Draft
from fiche.web.entry import file_says, shown, typed

COLUMNS = [column for table in MAKEABLE for column in drafts.columns(table)]
VALUES: dict[str, st.SearchStrategy[object]] = {
    "money": st.decimals(-9_999_999, 9_999_999, places=2),
    "rate": st.integers(0, 10_000).map(lambda n: n / 10_000),
    "integer": st.integers(0, 9_999),
    "number": st.integers(0, 999_999).map(lambda n: n / 100),
    "date": st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31)),
    "flag": st.booleans(),
    "text": st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20).map(lambda t: f"x{t}"),
    "code": st.from_regex(r"0[0-9]{1,8}", fullmatch=True),
}


@given(st.sampled_from(COLUMNS), st.data())
def test_what_is_shown_reads_back_as_itself(column: Column, data: st.DataObject) -> None:
    text = as_text(data.draw(VALUES[column.type]))
    words = shown(column, text)
    again = typed(column, words)
    if column.type in ("text", "code"):
        assert again == text
    else:
        assert shown(column, again) == words
    if column.type == "money":
        assert Decimal(str(again)) == Decimal(str(text)), "to the cent"


@pytest.mark.parametrize(
    ("name", "words", "kept"),
    [
        ("granted_discount", "5", "0.05"),
        ("granted_discount", "5 %", "0.05"),
        ("granted_discount", "2,5 %", "0.025"),
        ("credit_limit", "1 234,56 €", "1234.56"),
        ("credit_limit", "", None),
        ("credit_limit", " — ", None),
        ("delivery_days", "3", "3"),
        ("postal_code", "01000", "01000"),
    ],
)
def test_as_people_type_it(name: str, words: str, kept: str | None) -> None:
    assert typed(TABLES["clients"].by_name[name], words) == kept


@pytest.mark.parametrize("name", ["credit_limit", "granted_discount", "delivery_days"])
def test_words_that_are_no_value_are_refused_by_a_sentence(name: str) -> None:
    with pytest.raises(Refused, match="beaucoup"):
        typed(TABLES["clients"].by_name[name], "beaucoup")


def test_a_field_left_as_it_was_keeps_its_exact_value() -> None:
    rate = TABLES["clients"].by_name["granted_discount"]
    texts = {"granted_discount": "0.054321"}
    assert drafts.read([rate], {"granted_discount": shown(rate, "0.054321")}, texts) == (texts, {})


def test_a_form_keeps_what_the_file_says() -> None:
    began = Draft("clients", "C1", "C1", {"city": "Nîmes"}, {"city": "Lyon"}, 1)
    (edit,) = began.edits({"city": "Paris"})
    assert (edit.before, edit.value) == ("Lyon", "Paris")
    after = began.saved([edit], 2)
    assert (after.texts["city"], after.files["city"], after.seen) == ("Paris", "Lyon", 2)
    assert after.edits({"city": "Paris"}) == []
    assert file_says(TABLES["clients"].by_name["city"], None).endswith("—")
