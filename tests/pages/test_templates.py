"""The page of workbooks: each export is made in the background of what the session looks at, shown until it is ready, and given back from the disk."""

import datetime as dt
import io
import zipfile
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from fiche.dataset import Dataset
from fiche.i18n import day
from fiche.jobs import Jobs
from fiche.web import exports
from tests.pages.small import company, hostile

OpenPage = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def _forget() -> None:
    exports._of_record.cache_clear()


def made(app: AppTest, key: str) -> tuple[str, bytes]:
    """Press the button, wait, and take the file."""
    app.button(key=key).click().run()
    assert not app.exception
    works: Jobs = exports.jobs(trial=False)
    assert works.wait(120)
    (job, *_others) = works.all()
    assert job.status == "done", job.message
    path = works.result(job.id)
    assert path is not None
    return path.name, path.read_bytes()


@pytest.mark.parametrize("data", [company(), hostile()])
def test_every_export_is_made_and_named(open_page: OpenPage, data: Dataset) -> None:
    app = open_page("data/templates", data)
    assert not app.exception
    name, content = made(app, "export_file")
    assert name == "Fichier client 2026-11-24.xlsx"
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    for key, name in (
        ("export_csv", "Fichier client CSV 2026-11-24.zip"),
        ("export_sheets", "Fiches clients 2026-11-24.zip"),
        ("export_statements", "Relevés de compte 2026-11-24.zip"),
    ):
        found, content = made(app, key)
        assert found == name
        assert zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert len(zipfile.ZipFile(io.BytesIO(made(app, "export_sheets")[1])).namelist()) == data.clients.height


@pytest.mark.parametrize("key", ["export_sheets", "export_statements", "export_csv"])
def test_an_archive_of_some_clients_says_which(open_page: OpenPage, key: str) -> None:
    app = open_page("data/templates", company(), categorie="Négoce")
    archive = zipfile.ZipFile(io.BytesIO(made(app, key)[1]))
    said = archive.read("Filtres.txt").decode("utf-8-sig")
    assert said.startswith("Clients choisis :\r\n") and "Catégorie : Négoce" in said


def test_a_ready_file_can_be_taken_and_put_away(open_page: OpenPage) -> None:
    app = open_page("data/templates", company())
    made(app, "export_sheets")
    app.run()
    (line,) = [words.value for words in app.markdown if "Fiches clients ·" in words.value]
    assert day(dt.date(2026, 11, 24)) in line
    assert "Prêt" in line
    (job,) = exports.jobs(trial=False).all()
    app.button(key=f"remove_{job.id}").click().run()
    assert exports.jobs(trial=False).all() == []
