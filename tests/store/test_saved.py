"""Views and segments are named once, seen by those they are shared with, changed by them alone, and never lost."""

import pytest

from fiche.errors import Refused
from fiche.store import Store


def names(store: Store, by: str) -> list[str]:
    return [each.name for each in store.saved("view", by)]


def test_personal_or_shared() -> None:
    store = Store.open()
    mine = store.save_as("view", "  Le   Sud ", "{}", shared=False, by="Léa")
    store.save_as("view", "Impayés", "{}", shared=True, by="Max")
    assert names(store, "Léa") == ["Impayés", "Le Sud"] and names(store, "Max") == ["Impayés"]
    assert names(store, "") == ["Impayés"], "who did not say their name sees the team’s only"
    store.save_as("view", "Le Sud", "{}", shared=False, by="Max")
    with pytest.raises(Refused, match="existe déjà"):
        store.change_saved(mine.id, shared=True, name="impayés", by="Léa")
    assert store.change_saved(mine.id, shared=True, name="Sud et Est", by="Léa").name == "Sud et Est"
    assert names(store, "Max") == ["Impayés", "Le Sud", "Sud et Est"]


@pytest.mark.parametrize(("name", "code"), [("", "saved_name"), (" ", "saved_name"), ("x" * 81, "saved_name"), ("SUD", "saved_name_taken")])  # fmt: skip
def test_a_name_is_needed_and_is_its_own(name: str, code: str) -> None:
    store = Store.open()
    store.save_as("view", "Sud", "{}", shared=True, by="Léa")
    store.save_as("segment", "Sud", "{}", shared=True, by="Léa")
    revision = store.revision
    with pytest.raises(Refused) as refusal:
        store.save_as("view", name, "{}", shared=False, by="Max")
    assert refusal.value.code == code and store.revision == revision


def test_what_is_someone_else_s_or_gone_is_refused() -> None:
    store = Store.open()
    mine = store.save_as("view", "Sud", "{}", shared=False, by="Léa")
    for change in (lambda: store.remove_saved(mine.id, by="Max"), lambda: store.set_default_view(mine.id, by="Max")):  # fmt: skip
        with pytest.raises(Refused, match="n’existe plus"):
            change()
    store.set_default_view(mine.id, by="Léa")
    assert store.default_view("Léa") == mine.id and store.default_view("Max") is None
    store.remove_saved(mine.id, by="Léa")
    assert store.default_view("Léa") is None and names(store, "Léa") == []
    assert store.save_as("view", "Sud", "{}", shared=False, by="Léa").id > mine.id, (
        "a link never names another"
    )


def test_what_was_removed_comes_back_under_its_name() -> None:
    store = Store.open()
    mine = store.save_as("segment", "Sud", "{}", shared=False, by="Léa")
    store.remove_saved(mine.id, by="Léa")
    with pytest.raises(Refused, match="n’existe plus"):
        store.restore_saved(mine.id, by="Max")
    assert store.restore_saved(mine.id, by="Léa") == mine and store.saved("segment", "Léa") == [mine]
    store.remove_saved(mine.id, by="Léa")
    store.save_as("segment", "sud", "{}", shared=True, by="Max")
    with pytest.raises(Refused, match="existe déjà"):
        store.restore_saved(mine.id, by="Léa")
