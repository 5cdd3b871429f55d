"""Every value a table can hold comes back as it was, on each engine: the longest, the largest, the strangest."""

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from fiche.dataset import blank
from fiche.edits import Edit
from fiche.matches import Choice
from fiche.model import STORED, UNSAVED, schema
from fiche.records import owner, with_records
from fiche.store import Store, Terms

DAY = dt.date(2026, 11, 24)
TEXTS = [
    "", " ", "\0", "a\0b\0", "\ufdd0", "\ufdd00\0\ufdd01", "é" * 200_000, "👩‍💻", "\u202eإسم", "\\N", "\\x00", "'; DROP TABLE clients; --", "%s %(x)s :y $1",
    "\r\n\t", "\x01\x7f\x80", "NULL", "İI", None,
]  # fmt: skip
AMOUNTS = ["0", "0.01", "-0.01", "9999999999999999.99", "-9999999999999999.99", "1234.50", None]
EXTREMES: dict[Any, list[Any]] = {
    pl.String: TEXTS,
    pl.Decimal: [a if a is None else Decimal(a) for a in AMOUNTS],
    pl.Float64: [0.0, -0.0, 0.1, 1e308, 5e-324, float("inf"), float("-inf"), 1 / 3, None],
    pl.Int64: [0, 2**31, 2**63 - 1, -(2**63), None],
    pl.Date: [dt.date(1, 1, 1), dt.date(1582, 10, 10), dt.date(1900, 2, 28), dt.date(9999, 12, 31), None],
    pl.Boolean: [True, False, None],
}


def of(dtype: Any, rows: int) -> list[Any]:
    found = EXTREMES[pl.Decimal if isinstance(dtype, pl.Decimal) else dtype]
    return [found[i % len(found)] for i in range(rows)]


@pytest.mark.parametrize("name", STORED)
def test_the_extremes_of_every_type_come_back(name: str, store: Store) -> None:
    types = schema(name)
    saved = {column: dtype for column, dtype in types.items() if column not in UNSAVED}
    frame = pl.DataFrame({column: of(dtype, len(TEXTS)) for column, dtype in saved.items()})
    frame = frame.with_columns(pl.lit(None, dtype=t).alias(n) for n, t in types.items() if n not in saved)
    frame = frame.cast(types).select(*types)
    given = blank(DAY)
    store.save(replace(given, tables={**given.tables, name: frame}), [("\0.csv", "0" * 64)])
    assert_frame_equal(store.files()[name].select(*saved), frame.select(*saved))
    assert store.imports()[0].files == ("\0.csv",)


def test_not_a_number_is_no_value(store: Store) -> None:
    types = schema("lines")
    frame = pl.DataFrame({"quantity": [float("nan"), 1.5]}).select(
        *(pl.col("quantity") if n == "quantity" else pl.lit(None, dtype=t).alias(n) for n, t in types.items())
    )
    given = blank(DAY)
    store.save(replace(given, tables={**given.tables, "lines": frame}), [])
    assert store.dataset()["lines"]["quantity"].to_list() == [None, 1.5]


def test_what_readers_write_comes_back(store: Store) -> None:
    made = [Edit("clients", f"C{i}\0", "name", f"{text}.", text) for i, text in enumerate(TEXTS)]
    store.edit(made, by="Anne")
    kept = store.edits()
    assert [(e.record, e.before, e.value) for e in kept] == [(e.record, e.before, e.value) for e in made]
    store.take_back([kept[0].id], by="Anne")
    assert [e.id for e in store.edits()] == [e.id for e in kept[1:]]
    keys = [
        text for text in TEXTS if text is not None and len(text) < 400
    ]  # as long as a record's key may be
    for key in keys:
        store.dismiss("code", key)
    assert store.dismissals() == {("code", key) for key in keys}
    store.recall("code", "\0")
    assert ("code", "\0") not in store.dismissals()
    choice = Choice("clients", {"Nom\0": "name", "Autre": None})
    store.save(blank(DAY), [], terms=Terms("update", "paid", choices={"s" * 64: choice}))
    assert store.choices() == {"s" * 64: choice} and store.absent_means() == "paid"
    store.set_settings({"sleep_days": "90"})
    store.set_settings({"sleep_days": None})
    assert [(c.name, c.value) for c in store.setting_changes()] == [
        ("sleep_days", "90"),
        ("sleep_days", None),
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("\0\ufdd001"))))
def test_escaped_texts_come_back(texts: list[str]) -> None:
    from fiche.store import nul

    for text in texts:
        escaped = text.replace(nul.MARK, nul.ITSELF).replace("\0", nul.NUL)
        assert "\0" not in escaped
        assert escaped.replace(nul.NUL, "\0").replace(nul.ITSELF, nul.MARK) == text


def test_a_note_of_several_pages_can_be_corrected_like_any_other(store: Store) -> None:
    """No database indexes a text of any length: the key of such a record is bounded, and stays its own."""
    words = random.Random(1).choices("abcdefghijklmnopqrstuvwxyzé ", k=20_000)
    notes = ["".join(words), "".join(words[:-1]) + "!"]
    types = schema("interactions")
    frame = pl.DataFrame({"client_id": ["C1"] * 2, "date": [DAY] * 2, "summary": notes, "author": ["A", "B"]})
    frame = frame.with_columns(pl.lit(None, dtype=t).alias(n) for n, t in types.items() if n not in frame)
    given = blank(DAY)
    store.save(replace(given, tables={**given.tables, "interactions": frame.cast(types).select(*types)}), [])
    keys = with_records(store.dataset()["interactions"], "interactions")["record"].to_list()
    assert len(set(keys)) == 2 and max(map(len, keys)) <= 400 and owner("interactions", keys[0]) == "C1"
    edits = [
        Edit("interactions", keys[1], "author", "B", "Zoé"),
        Edit("interactions", keys[0], "author", "A", "Luc"),
    ]
    versions = store.edit(edits, by="Anne")
    assert set(versions.values()) == {1} and store.versions([("interactions", k) for k in keys]) == versions
    assert store.dataset()["interactions"]["author"].to_list() == ["Luc", "Zoé"]
    store.dismiss("code", keys[0])
    store.archive("interactions", keys[0], by="Anne")
    assert store.dataset()["interactions"]["author"].to_list() == ["Zoé"]
