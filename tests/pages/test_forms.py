"""Changing a client: what was typed is kept with its author, shown beside what the file says, taken back, and never over a colleague's unseen."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche.edits import Edit
from fiche.store import Store
from tests.pages.small import company
from tests.pages.window import fill, press, within

OpenPage = Callable[..., AppTest]


@pytest.fixture
def store(tmp_path: Path) -> Callable[[], Store]:
    """The record that the page writes, as another one reads it."""
    return lambda: Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")


Record = Callable[[], Store]


def changing(open_page: OpenPage) -> AppTest:
    app = open_page("sheet", company(), client="C1")
    return app.button(key="sheet_edit").click().run()


def city(store: Store) -> list[tuple[str | None, str | None, str]]:
    return [(e.before, e.value, e.by) for e in store.edits(("clients", "C1")) if e.column == "city"]


def test_a_change_is_kept_shown_beside_the_file_and_undone(open_page: OpenPage, store: Record) -> None:
    app = changing(open_page)
    fill(app, city="Nîmes")
    press(app, "Enregistrer")
    assert not app.exception and "Ville" in app.success[0].value and "Nîmes" in app.success[0].value
    assert city(store()) == [("Lyon", "Nîmes", "A. Martin")]
    assert "A\\. Martin" in "".join(m.value for m in app.markdown), "the history says who"
    app.button(key="sheet_edit").click().run()
    assert any(c.value == "Fichier\u00a0: Lyon" for c in app.caption)
    assert not [t for t in app.text_input if t.key == "author_typed_window"], "the name is asked once"
    app.button(key="fiche_undo").click().run()
    assert not app.exception and city(store()) == []
    assert "Lyon" in "".join(m.value for m in app.markdown)


def test_saving_twice_in_a_row_is_no_conflict(open_page: OpenPage, store: Record) -> None:
    app = changing(open_page)
    for value in ("Nîmes", "Arles"):
        fill(app, city=value)
        press(app, "Enregistrer")
        assert not app.warning or not any("entre-temps" in w.value for w in app.warning)
        app.button(key="sheet_edit").click().run()
    assert city(store()) == [("Lyon", "Arles", "A. Martin")]


def beside(app: AppTest, colour: str) -> list[str]:
    """What stands under the fields, in red where it is refused and in orange where it is questionable."""
    return [m.value for m in app.markdown if m.value.startswith(f":{colour}[:material/")]


def test_what_cannot_be_read_is_said_beside_its_field_and_nothing_is_written(
    open_page: OpenPage, store: Record
) -> None:
    app = changing(open_page)
    fill(app, city="Nîmes", credit_limit="beaucoup")
    press(app, "Enregistrer")
    (said,) = beside(app, "red")
    assert "« beaucoup »" in said and "un montant est attendu, comme 1" in said
    assert ["« Plafond d’encours »" in e.value for e in app.error] == [True]
    assert store().edits() == []
    assert app.text_input(key="form_clients_C1_city").value == "Nîmes", "what was typed is not lost"


def test_nobody_changes_anything_without_a_name(open_page: OpenPage, store: Record) -> None:
    app = changing(open_page)
    press(app, "Enregistrer")
    assert any("Rien n’a été modifié" in i.value for i in app.info) and store().edits() == []


@pytest.mark.parametrize(("mine", "kept"), [(True, "Nîmes"), (False, "Paris")])
def test_the_second_of_two_sees_both_values_and_chooses(
    open_page: OpenPage, store: Record, mine: bool, kept: str
) -> None:
    app = changing(open_page)
    store().edit([Edit("clients", "C1", "city", "Lyon", "Paris")], by="B. Durand")
    fill(app, city="Nîmes")
    press(app, "Enregistrer")
    assert not app.exception
    (choice,) = [r for r in app.radio if (r.key or "").startswith("clash_")]
    assert "Lyon" in choice.label
    assert (
        "B\\. Durand" in choice.options[0] and "Paris" in choice.options[0] and "Nîmes" in choice.options[1]
    )
    assert city(store()) == [("Lyon", "Paris", "B. Durand")], "nothing is written before the choice"
    choice.set_value(mine)
    press(app, "Enregistrer ces choix")
    assert not app.exception
    ((_before, value, _by),) = city(store())
    assert value == kept
    assert kept in "".join(m.value for m in app.markdown)


def test_two_people_on_different_fields_do_not_disturb_each_other(open_page: OpenPage, store: Record) -> None:
    app = changing(open_page)
    store().edit([Edit("clients", "C1", "email", "compta@dupont.fr", "x@dupont.fr")], by="B. Durand")
    fill(app, city="Nîmes")
    press(app, "Enregistrer")
    assert app.success and {e.column for e in store().edits()} == {"email", "city"}


def test_what_is_questionable_is_said_beside_its_field_kept_all_the_same_and_mended(
    open_page: OpenPage, store: Record
) -> None:
    app = changing(open_page)
    fill(app, email="mailto:compta@dupont.fr", iban="FR00 1234", credit_limit="-5")
    press(app, "Enregistrer")
    said = " ".join(beside(app, "orange"))
    assert (
        "E\\-mail invalide" in said and "Proposé" in said and "IBAN" in said and "Valeur impossible" in said
    )
    assert store().edits() == [], "one is asked first"
    fill(app, credit_limit="")
    press(app, "Enregistrer quand même")
    assert len(beside(app, "orange")) == 2 and store().edits() == [], "what was entered is another thing"
    press(app, "Enregistrer quand même")
    assert {e.column for e in store().edits()} == {"email", "iban", "credit_limit"}, "it blocks nothing"
    said = "".join(w.value for w in app.warning)
    assert "E\\-mail invalide" in said and "IBAN" in said
    (mend,) = [b for b in app.button if (b.key or "").startswith("remark_apply_") and "compta" in b.label]
    mend.click().run()
    assert not app.exception
    assert {e.column for e in store().edits()} == {"iban", "credit_limit"}, "as the file says"


def test_a_status_given_by_a_person_stands_beside_the_computed_one(
    open_page: OpenPage, store: Record
) -> None:
    app = open_page("sheet", company(), client="C1")
    app.menu_button(key="fiche_menu").click("Donner un statut").run()
    app.radio(key="override_status").set_value("vip")
    fill(app)
    press(app, "Enregistrer")
    assert any("Dites pourquoi" in e.value for e in app.error) and store().overrides() == []
    app.text_input(key="override_reason").set_value("Client historique")
    press(app, "Enregistrer")
    said = "".join(m.value for m in app.markdown)
    assert "« VIP » donné par A" in said and "Client historique" in said and "A\\. Martin" in said
    assert "À risque" in said, "the computed one stays"


def test_an_archived_client_leaves_the_list_and_comes_back(open_page: OpenPage, store: Record) -> None:
    app = open_page("sheet", company(), client="C1")
    app.menu_button(key="fiche_menu").click("Archiver le client").run()
    fill(app)
    app.button(key="archive_client").click()
    within(app)
    assert not app.exception and "Archivé" in "".join(m.value for m in app.markdown)
    app.menu_button(key="fiche_menu").click("Rétablir le client").run()
    app.button(key="archive_client").click()
    within(app)
    assert "gray-badge[Archivé" not in "".join(m.value for m in app.markdown)


def test_nothing_is_kept_without_a_name(open_page: OpenPage, store: Record) -> None:
    app = open_page("sheet", company(), client="C1")
    app.button(key="sheet_edit").click().run()
    next(w for w in app.text_input if w.label == "Ville").set_value("Nantes")
    press(app, "Enregistrer")
    assert any("Indiquez votre nom" in e.value for e in app.error) and store().edits() == []


def test_a_new_client_that_looks_like_another_is_said_before_it_is_made(
    open_page: OpenPage, store: Record
) -> None:
    app = open_page("clients", company())
    app.button(key="new_client_open").click().run()
    press(app, "Créer la fiche")
    assert any("doit être rempli" in said for said in beside(app, "red")), "a client has a name"
    fill(app, name="Dupont & Fils SARL", city="Lyon")
    press(app, "Créer la fiche")
    assert any("C1" in said and "lui ressemble" in said for said in beside(app, "orange"))
    assert store().own_rows() == []
