"""The team's own templates: the files as they came, every version with its author, none lost, and two people who save at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from fiche.decisions import Drawn
from fiche.errors import Refused
from fiche.store import Store, Wanted


def drawn(content: bytes = b"PK one", mapping: str = "{}", kind: str = "client") -> Drawn:
    return Drawn(kind, "../Ma fiche.xlsm", "xlsm", content, mapping)


def test_a_template_and_its_versions_come_back_as_they_came(store: Store) -> None:
    made = store.add_template("  Ma   fiche ", drawn(bytes(range(256)) * 40), by="Léa")
    assert (made.name, made.latest.number, made.latest.by, made.latest.file_name) == (
        "Ma fiche",
        1,
        "Léa",
        "_Ma fiche.xlsm",
    )
    store.change_template(made.id, drawn(b"PK two", '{"é": 1}', "statement"), seen=1, by="Max")
    (listed,) = store.templates()
    assert (listed.latest.number, listed.latest.by, listed.latest.kind, listed.latest.mapping) == (
        2,
        "Max",
        "statement",
        '{"é": 1}',
    )
    first = store.template_version(made.id, 1)
    assert first is not None and first == (made.latest, bytes(range(256)) * 40)
    assert [v.number for v in store.template_versions(made.id)] == [2, 1]
    assert store.template_version(made.id, 9) is None and store.template_version(9) is None


def test_going_back_is_a_new_version_and_loses_none(store: Store) -> None:
    made = store.add_template("Ma fiche", drawn(b"PK one"), by="Léa")
    store.change_template(made.id, drawn(b"PK two"), seen=1, by="Max")
    again = store.template_back(made.id, 1, by="Zoé")
    assert (again.number, again.restores, again.by) == (3, 1, "Zoé")
    latest = store.template_version(made.id)
    assert latest is not None and latest[1] == b"PK one"
    assert [v.restores for v in store.template_versions(made.id)] == [1, None, None]


def test_names_are_one_s_own(store: Store) -> None:
    made, other = (
        store.add_template("Ma fiche", drawn(), by="Léa"),
        store.add_template("Relevé", drawn(), by="Léa"),
    )
    for name, code in (("", "template_name_needed"), (" MA  FICHE", "template_name_taken")):
        with pytest.raises(Refused) as refusal:
            store.add_template(name, drawn(), by="Max")
        assert refusal.value.code == code
    with pytest.raises(Refused, match="s’appelle déjà"):
        store.rename_template(other.id, "ma fiche", by="Max")
    store.rename_template(made.id, "MA FICHE", by="Max")
    assert [t.name for t in store.templates()] == ["MA FICHE", "Relevé"]


def test_removed_and_brought_back(store: Store) -> None:
    made = store.add_template("Ma fiche", drawn(), by="Léa")
    store.remove_template(made.id, by="Max")
    assert store.templates() == []
    (gone,) = store.templates(removed=True)
    assert (gone.ended_by, gone.latest) == ("Max", made.latest)
    for change in (
        lambda: store.change_template(made.id, drawn(), seen=1, by="Max"),
        lambda: store.template_back(made.id, 1, by="Max"),
    ):
        with pytest.raises(Refused) as refusal:
            change()
        assert refusal.value.code == "template_gone"
    store.add_template("ma fiche", drawn(), by="Max")
    with pytest.raises(Refused, match="s’appelle déjà"):
        store.restore_template(made.id, by="Max")
    store.rename_template(store.templates()[0].id, "Autre", by="Max")
    store.restore_template(made.id, by="Max")
    assert [t.name for t in store.templates()] == ["Autre", "Ma fiche"]


def test_two_who_save_at_once_lose_nothing(store: Store) -> None:
    made = store.add_template("Ma fiche", drawn(), by="Léa")

    def save(number: int) -> str:
        try:
            store.change_template(made.id, drawn(b"PK %d" % number), seen=1, by=f"Auteur {number}")
        except Refused as refusal:
            return refusal.code
        return "saved"

    with ThreadPoolExecutor(4) as pool:
        results = sorted(pool.map(save, range(4)))
    assert results == ["saved", *["template_changed"] * 3]
    assert [v.number for v in store.template_versions(made.id)] == [2, 1]


def test_who_did_what_is_in_the_audit_and_clients_are_not_concerned(store: Store) -> None:
    before = store.revision
    made = store.add_template("Ma fiche", drawn(), by="Léa")
    store.change_template(made.id, drawn(b"PK two"), seen=1, by="Max")
    store.remove_template(made.id, by="Zoé")
    trail = [(c.action, c.by, c.before, c.after) for c in store.trail(Wanted())]
    assert trail == [
        ("remove_template", "Zoé", "Ma fiche", None),
        ("template", "Max", "Ma fiche · 1", "Ma fiche · 2"),
        ("template", "Léa", None, "Ma fiche · 1"),
    ]
    assert store.changes_since(before) == set()
    assert store.verify().faults == ()
    with pytest.raises(Refused, match="nom"):
        store.add_template("x", drawn(), by=" ")
