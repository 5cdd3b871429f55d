"""A second load and the points to be checked, as a manager meets them on the pages: what changes, what is asked, what is applied and taken back."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from fiche import loading
from fiche.edits import Edit
from fiche.store import Store
from fiche.web.load_state import KEY, Load

Session = Callable[..., AppTest]
HEAD = "Numéro facture;Numéro client;Date;Échéance;Montant TTC;Statut\n"
CLIENTS = "Numéro client;Raison sociale;E-mail;Ville\nC1;Alpha;contact@alpha.fr ;Lyon\nC2;Beta;mailto:beta@beta.fr;Nice\nC3;Gamma;c@gamma.fr;Paris\n"
INVOICES = (
    HEAD
    + "F1;C1;13/01/2026;13/02/2026;100,00;Payée\nF2;C1;14/03/2026;14/04/2026;50,00;En attente\nF3;C2;15/04/2026;15/05/2026;25,00;En attente\n"
)


def reading(**files: str) -> loading.Reading:
    return loading.prepare([(f"{name}.csv", text.encode()) for name, text in files.items()])


@pytest.fixture
def record(empty_record: Path) -> Store:
    store = Store.open(f"sqlite:///{empty_record / 'fiche.db'}")
    first = reading(clients=CLIENTS, factures=INVOICES)
    store.save(
        loading.check(first, loaded_on=dt.date(2026, 5, 31)), [(f.name, f.sha256) for f in first.loaded]
    )
    return store


def dropped(session: Session, **files: str) -> AppTest:
    """The import page once the files are read."""
    found = reading(**files)
    app = session("data/load.py")
    app.session_state[KEY] = Load(found, found.sheets)
    return app.run()


def words(app: AppTest) -> str:
    return "\n".join(
        str(e.value) for e in (*app.markdown, *app.caption, *app.warning, *app.info, *app.success)
    )


def button(app: AppTest, key: str) -> AppTest:
    return app.button(key=key).click().run()


def test_a_second_file_says_what_it_changes_then_updates(record: Store, session: Session) -> None:
    newer = (
        HEAD + "F2;C1;14/03/2026;14/04/2026;60,00;En attente\nF4;C2;01/06/2026;01/07/2026;10,00;En attente\n"
    )
    app = dropped(session, factures=newer)
    assert not app.exception
    assert "Mettre à jour" in [b.label for b in app.button]
    assert "1 facture ouverte n’est plus dans le fichier" in words(app)
    app.radio(key="absent_0").set_value("paid").run()
    button(app, "save")
    assert [i.mode for i in record.imports()] == ["update", "replace"]
    dataset = record.dataset()
    assert dict(dataset.documents.select("document_id", "gross").iter_rows())["F2"] == Decimal("60.00")
    assert dataset.documents["gross"].sum() - dataset.payments["amount"].sum() == Decimal("70.00")
    assert record.absent_means() == "paid", "the answer is proposed next time"


def test_starting_again_leaves_the_others_out_and_can_be_undone(record: Store, session: Session) -> None:
    app = dropped(session, factures=HEAD + "F4;C1;01/06/2026;01/07/2026;10,00;En attente\n")
    app.radio(key="mode_0").set_value("replace").run()
    assert "Les données actuelles sont remplacées" in words(app)
    button(app, "save")
    assert record.dataset().documents["document_id"].to_list() == ["F4"]
    record.undo(record.imports()[0].id)
    assert len(record.dataset().documents) == 3


def test_the_same_file_again_teaches_nothing(record: Store, session: Session) -> None:
    app = dropped(session, clients=CLIENTS, factures=INVOICES)
    assert "n’apprennent rien de nouveau" in words(app)


def test_a_trial_shows_the_update_and_records_nothing(record: Store, session: Session) -> None:
    app = dropped(session, factures=HEAD + "F4;C1;01/06/2026;01/07/2026;10,00;En attente\n")
    button(app, "try")
    assert len(record.imports()) == 1 and not app.exception


def test_a_correction_that_the_file_contradicts_is_asked(record: Store, session: Session) -> None:
    record.edit([Edit("clients", "C3", "city", "Paris", "Pantin")], by="Léa")
    app = dropped(session, clients=CLIENTS.replace("Paris", "Lille"))
    assert "ne s’accordent plus" in words(app)
    button(app, "save")
    assert record.dataset().clients["city"].to_list()[2] == "Pantin", (
        "unless told otherwise, the correction stays"
    )
    assert record.dataset(edited=False).clients["city"].to_list()[2] == "Lille"
    again = dropped(session, clients=CLIENTS.replace("Paris", "Lille"))
    assert "ne s’accordent plus" not in words(again), "once answered, it is not asked again"


def test_what_is_proposed_is_applied_and_taken_back(record: Store, session: Session) -> None:
    app = session("data/quality.py")
    assert not app.exception
    button(app, "apply_all_invalid_email")
    assert record.dataset().clients["email"].to_list() == ["contact@alpha.fr", "beta@beta.fr", "c@gamma.fr"]
    assert {e.origin for e in record.edits()} == {"invalid_email"}
    assert record.dataset(edited=False).clients["email"][1] == "mailto:beta@beta.fr", (
        "the file is not written over"
    )
    app = session("data/quality.py")
    assert "invalid_email" not in {b.key.removeprefix("apply_all_") for b in app.button if b.key}
    assert any("Corrections faites ici" in e.label for e in app.expander)


def test_filters_narrow_the_points(record: Store, session: Session) -> None:
    app = session("data/quality.py")
    every = len(app.expander)
    app.selectbox(key="quality_kind").set_value("invalid_email").run()
    assert len(app.expander) < every
    app.text_input(key="quality_search").set_value("introuvable").run()
    assert "Aucun point ne répond" in words(app)
