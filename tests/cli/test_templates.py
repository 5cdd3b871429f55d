"""`fiche export --modele`: the user's own template in place of the application's, from the command line."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from fiche.cli import main
from fiche.decisions import Drawn
from fiche.excel.mapped.mapping import Mapping, Place
from fiche.store import Store
from tests.excel.rich import rich_template


def export(root: Path, *arguments: object) -> int:
    demo = sorted((root / "sample_data" / "demo").glob("*.xlsx"))
    return main(["export", *map(str, demo), "--as-of", "2026-11-20", *map(str, arguments)])


def test_a_zip_of_every_client_in_the_template(root: Path, tmp_path: Path) -> None:
    template = tmp_path / "Ma fiche.xlsm"
    template.write_bytes(rich_template())
    clients = ("--client", "C-00001", "--client", "C-00002")
    assert export(root, "--modele", template, "--zip", tmp_path / "out.zip", *clients) == 0
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        names = archive.namelist()
        assert len(names) == 2 and all(name.endswith(".xlsm") for name in names)
        book = openpyxl.load_workbook(io.BytesIO(archive.read(names[0])), keep_vba=True)
    assert book["Fiche"]["B3"].value and "{{" not in str(book["Fiche"]["A1"].value)


def test_the_whole_file_and_one_statement(root: Path, tmp_path: Path) -> None:
    template = tmp_path / "modele.xlsx"
    with xlsxwriter.Workbook(str(template)) as book:
        sheet = book.add_worksheet("Liste")
        sheet.write_row("A1", ("Code client", "Raison sociale", "Encours"))
        sheet.write_row("A2", ("exemple", "exemple", 1))
        sheet.write("F1", "{{encours}}")
    assert export(root, "--modele", template, "--fichier", tmp_path / "tous.xlsx") == 0
    rows = list(openpyxl.load_workbook(tmp_path / "tous.xlsx")["Liste"].iter_rows(values_only=True))
    assert len(rows) > 10 and rows[0][5] == pytest.approx(sum(row[2] for row in rows[1:]))
    assert (
        export(root, "--modele", template, "--statement", tmp_path / "releve.xlsx", "--client", "C-00001")
        == 0
    )
    assert (tmp_path / "releve.xlsx").exists()


def test_a_saved_template_by_its_name(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FICHE_DATA", str(tmp_path))
    assert export(root, "--modele", "Ma fiche", "--zip", tmp_path / "out.zip") == 2
    assert "template_unknown" in capsys.readouterr().err and not (tmp_path / "fiche.db").exists()
    mapping = Mapping("client", (Place("Fiche", "B3", "{{client.client_id}}", "hand"),))
    store = Store.open(f"sqlite:///{tmp_path / 'fiche.db'}")
    store.add_template(
        "Ma fiche", Drawn("client", "a.xlsm", "xlsm", rich_template(), mapping.json()), by="Léa"
    )
    store.close()
    assert export(root, "--modele", "ma FICHE", "--zip", tmp_path / "out.zip", "--client", "C-00001") == 0
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        book = openpyxl.load_workbook(io.BytesIO(archive.read(archive.namelist()[0])))
    assert (book["Fiche"]["B3"].value, book["Fiche"]["B4"].value) == ("C-00001", None)
    assert export(root, "--modele", "Ma fiche", "--fichier", tmp_path / "tous.xlsx") == 2
    assert "template_other_kind" in capsys.readouterr().err


def test_what_is_no_template_is_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "vide.xlsx"
    with xlsxwriter.Workbook(str(empty)) as book:
        book.add_worksheet().write("A1", "rien")
    for wanted, code in (
        (empty, "template_no_place"),
        (tmp_path / "absent.xlsx", "template_unknown"),
        (Path(__file__), "template_format"),
    ):
        assert export(root, "--modele", wanted, "--zip", tmp_path / "out.zip") == 2
        assert code in capsys.readouterr().err
    assert not (tmp_path / "out.zip").exists()
