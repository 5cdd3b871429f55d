"""The team's own templates on the page of workbooks: dropped, confirmed cell by cell, saved, versioned, prepared, removed; and beside a client's Excel."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from streamlit.testing.v1 import AppTest

from fiche.excel.mapped.mapping import from_json
from fiche.jobs import Jobs
from fiche.store import Store
from fiche.web import exports
from tests.excel.rich import rich_template
from tests.pages.small import company

OpenPage = Callable[..., AppTest]
TEMPLATE = rich_template()
pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


@pytest.fixture(autouse=True)
def _forget() -> None:
    exports._of_record.cache_clear()


def dropped(open_page: OpenPage) -> AppTest:
    """The page once the template was dropped."""
    app = open_page("data/templates", company())
    app.file_uploader(key="own_file").set_value(
        [("Ma fiche.xlsm", TEMPLATE, "application/octet-stream")]
    ).run()
    assert not app.exception
    return app


def saved(app: AppTest, name: str = "Ma fiche") -> AppTest:
    """The page once it was saved."""
    app.text_input(key="own_name").set_value(name)
    for field in app.text_input:
        if str(field.key).startswith("author_typed_"):
            field.set_value("Léa")
    next(b for b in app.button if "Enregistrer le modèle" in b.label).click().run()
    assert not app.exception
    return app


def record(tmp_path: Path) -> Store:
    return Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")


def test_a_text_outside_the_cells_is_filled_unless_it_is_unticked(
    open_page: OpenPage, tmp_path: Path
) -> None:
    app = dropped(open_page)
    assert any("1 texte hors des cases" in m.value for m in app.markdown)
    assert any("se recalculent à l’ouverture" in c.value for c in app.caption)
    (box,) = [each for each in app.checkbox if str(each.key).startswith("own_caption_")]
    assert box.value and "Zone de texte" in box.label and "Raison sociale" in box.label
    box.uncheck().run()
    assert not any("hors des cases" in m.value for m in app.markdown if "À remplir" in m.value)
    saved(app)
    (made,) = record(tmp_path).templates()
    assert not from_json(made.latest.mapping).captions


def test_what_is_recognised_is_shown_and_confirmed(open_page: OpenPage, tmp_path: Path) -> None:
    app = dropped(open_page)
    assert any("7 cases" in m.value and "2 tableaux" in m.value for m in app.markdown)
    assert any("inconnu" in w.value for w in app.warning)
    app.text_input(key="own_cell").set_value("b4").run()
    (value,) = [box for box in app.selectbox if str(box.key).startswith("own_value_")]
    assert value.value == "client.siret"
    value.set_value("client.siren").run()
    app.text_input(key="own_cell").set_value("A13").run()
    assert not app.exception
    app.text_input(key="own_cell").set_value("D11").run()
    (value,) = [box for box in app.selectbox if str(box.key).startswith("own_value_")]
    assert value.value == "documents:gross_amount"
    value.set_value("documents:net_amount").run()
    saved(app)
    (made,) = record(tmp_path).templates()
    mapping = from_json(made.latest.mapping)
    assert (made.name, made.latest.kind, made.latest.by, made.latest.number) == (
        "Ma fiche",
        "client",
        "Léa",
        1,
    )
    assert {p.cell: p.put for p in mapping.places if p.sheet == "Fiche"}["B4"] == "{{client.siren}}"
    assert dict(mapping.blocks[-1].columns)[3] == "{{documents:net_amount}}"


def test_a_formula_cannot_be_filled_and_a_row_can_be_repeated(open_page: OpenPage) -> None:
    app = dropped(open_page)
    app.text_input(key="own_cell").set_value("B15").run()
    assert any("formule" in i.value for i in app.info) and not [
        b for b in app.selectbox if str(b.key).startswith("own_value_")
    ]
    app.text_input(key="own_cell").set_value("E10").run()
    app.button(key="own_single").click().run()
    assert any("1 tableau**" in m.value for m in app.markdown)
    app.text_input(key="own_cell").set_value("A10").run()
    app.button(key="own_rows_documents").click().run()
    assert any("2 tableaux" in m.value for m in app.markdown) and not app.exception


def test_saved_prepared_and_taken(open_page: OpenPage) -> None:
    app = saved(dropped(open_page))
    (button,) = [b for b in app.button if str(b.key).startswith("own_make_")]
    button.click().run()
    works: Jobs = exports.jobs(trial=False)
    assert works.wait(120)
    (job,) = works.all()
    assert job.status == "done", job.message
    path = works.result(job.id)
    assert path is not None and path.name.startswith("Ma fiche")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert len(names) == company().clients.height and all(n.endswith(".xlsm") for n in names)
        assert "xl/vbaProject.bin" in zipfile.ZipFile(io.BytesIO(archive.read(names[0]))).namelist()
        assert openpyxl.load_workbook(io.BytesIO(archive.read(names[0])))["Fiche"]["B3"].value


def test_versions_removal_and_return(open_page: OpenPage, tmp_path: Path) -> None:
    app = saved(dropped(open_page))
    app.button(key="own_edit_1").click().run()
    app.segmented_control(key="own_kind").set_value("statement").run()
    saved(app, "Mon relevé")
    (made,) = record(tmp_path).templates()
    assert (made.name, made.latest.number, made.latest.kind) == ("Mon relevé", 2, "statement")
    app.button(key="own_back_1_1").click().run()
    (made,) = record(tmp_path).templates()
    assert (made.latest.number, made.latest.kind, made.latest.restores) == (3, "client", 1)
    app.button(key="own_remove_1").click().run()
    assert record(tmp_path).templates() == []
    app.button(key="own_restore_1").click().run()
    assert [t.name for t in record(tmp_path).templates()] == ["Mon relevé"] and not app.exception


def test_what_is_no_workbook_is_refused_in_a_sentence(open_page: OpenPage) -> None:
    app = open_page("data/templates", company())
    app.file_uploader(key="own_file").set_value([("faux.xlsx", b"a;b\n1;2\n", "text/csv")]).run()
    assert any("faux" in e.value and "modèle" in e.value for e in app.error) and not app.exception


def test_a_client_s_excel_offers_the_templates(open_page: OpenPage, tmp_path: Path) -> None:
    saved(dropped(open_page))
    client = company().clients["client_id"][0]
    app = open_page("clients/sheet", company(), client=client)
    assert not app.exception
    labels = [b.proto.label for b in app.get("download_button")]
    assert "Ma fiche" in labels and "La fiche de l’application" in labels


def test_the_clients_listed_can_be_prepared_with_a_template(open_page: OpenPage) -> None:
    saved(dropped(open_page))
    app = open_page("clients/clients", company(), ville="Lyon")
    app.button(key="clients_own_1").click().run()
    assert not app.exception
    works: Jobs = exports.jobs(trial=False)
    assert works.wait(120)
    (job,) = works.all()
    assert (job.status, job.kind) == ("done", "own"), job.message
