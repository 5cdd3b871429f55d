"""`fiche export --modele`: the user's own template in place of the application's, from the command line."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from fiche.cli import main
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


def test_what_is_no_template_is_refused(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "vide.xlsx"
    with xlsxwriter.Workbook(str(empty)) as book:
        book.add_worksheet().write("A1", "rien")
    for wanted, code in (
        (empty, "template_no_place"),
        (tmp_path / "absent.xlsx", "not_found"),
        (Path(__file__), "template_format"),
    ):
        assert export(root, "--modele", wanted, "--zip", tmp_path / "out.zip") == 2
        assert code in capsys.readouterr().err
    assert not (tmp_path / "out.zip").exists()
