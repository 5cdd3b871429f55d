"""The texts of letters and the reminders logged, on each engine: kept, audited, one transaction for many, taken back together."""

import pytest

from fiche.errors import Refused
from fiche.store import Store
from fiche.store.history import Wanted
from tests.analysis.build import dataset, invoice


def test_a_text_is_kept_with_its_author_and_goes_back(store: Store) -> None:
    store.set_letter_texts({"fr.1.subject": "Rappel {client}", "fr.sender": "Été SAS\nLyon"}, by="Anne")
    store.set_letter_texts({"fr.1.subject": "Autre"}, by="Bob")
    assert store.letter_texts() == {"fr.1.subject": "Autre", "fr.sender": "Été SAS\nLyon"}
    before = store.revision
    store.set_letter_texts({"fr.1.subject": None}, by="Anne")
    assert store.letter_texts() == {"fr.sender": "Été SAS\nLyon"} and len(store.letter_text_changes()) == 4
    assert store.changes_since(before) == set(), "no figure rests on a text"
    change = store.trail(Wanted(action="letter_text"))[0]
    assert (change.by, change.column, change.before, change.after) == ("Anne", "fr.1.subject", "Autre", None)
    with pytest.raises(Refused):
        store.set_letter_texts({"fr.sender": "x"}, by=" ")
    assert store.verify().faults == ()


def test_many_reminders_are_logged_all_or_none_and_taken_back_together(store: Store) -> None:
    store.save(dataset([invoice(1, 10, client="C1"), invoice(2, 10, client="C2")]), [("a", "0" * 64)])
    values = {"date": "2025-06-01", "channel": "E-mail", "dunning_level": "1", "dunning_documents": "F0001"}
    with pytest.raises(Refused):
        store.add_all("interactions", [("C1", values), ("C2", values | {"dunning_level": "x"})], by="Anne")
    assert store.own_rows() == []
    before = store.revision
    rows = store.add_all("interactions", [("C1", values), ("C2", values)], by="Anne")
    assert store.revision == before + 1 and store.changes_since(before) == {"C1", "C2"}
    talks = store.dataset()["interactions"]
    assert talks["dunning_level"].to_list() == [1, 1] and talks["dunning_documents"].to_list() == [
        "F0001",
        "F0001",
    ]
    store.archive_all([("interactions", row.record) for row in rows], by="Anne")
    assert store.dataset()["interactions"].is_empty()
