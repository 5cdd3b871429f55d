"""A workbook dropped to be a template is opened in the child; what cannot be one is refused with its reason, and nothing happens to the server."""

import io
import zipfile

import pytest
import xlsxwriter

from fiche.errors import Refused
from fiche.excel.mapped.examine import check, examine
from fiche.excel.mapped.mapping import Mapping
from sample_data.ole import container, encrypted_workbook
from tests.excel.rich import rich_template


def workbook(*rows: tuple[object, ...]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """The same workbook with another content in one of its parts."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            target.writestr(info.filename, content if info.filename == name else source.read(info))
    return out.getvalue()


def test_what_it_shows_and_what_it_suggests() -> None:
    found = examine("modèle.xlsm", rich_template())
    assert (found.format, found.likeliest, [s.name for s in found.sheets]) == (
        "xlsm",
        "client",
        ["Fiche", "Contacts", "Synthèse", "Analyse", "Données"],
    )
    assert found.unknown["client"] == ("inconnu.truc",)
    assert found.sheets[0].cells[3, 0] == ("Raison sociale :", "text")
    assert found.sheets[0].cells[15, 1] == ("=SUM(E10:E11)", "formula")
    assert (15, 0, 15, 2) in {(a - 1, b, c - 1, d) for a, b, c, d in found.sheets[0].merges}
    assert len(found.proposals["client"].places) == 7 and len(found.proposals["client"].blocks) == 2


def test_each_kind_is_recognised() -> None:
    file = workbook(("Code client", "Raison sociale", "CA 12 mois", "Encours"), ("C1", "x", 1, 2))
    assert examine("a.xlsx", file).likeliest == "file"
    assert examine("a.xlsx", workbook(("Raison sociale", None), ("SIRET", None))).likeliest == "client"


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1000
BOMB = b'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><workbook>&c;</workbook>'


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("vide.xlsx", b"", "empty_file"),
        ("texte.csv", b"a;b\n1;2\n", "template_format"),
        ("page.html", b"<html><table><tr><td>1</td></tr></table></html>", "template_format"),
        ("image.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 50, "not_a_spreadsheet"),
        ("abîmé.xlsx", b"PK\x03\x04" + b"0" * 100, "damaged_file"),
        ("vieux.xls", OLE, "damaged_file"),
        ("lourd.xlsx", b"PK\x03\x04" + b"0" * 20_000_001, "template_too_large"),
        ("bombe.xlsx", with_part(workbook(("x",)), "xl/workbook.xml", BOMB), "damaged_file"),
        ("coupé.xlsx", with_part(workbook(("x",)), "xl/worksheets/sheet1.xml", b"<worksheet"), "damaged_file"),
        ("gonflé.xlsx", with_part(workbook(("x",)), "xl/worksheets/sheet1.xml", b" " * 120_000_000), "suspicious_archive"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_template_is_refused_with_a_sentence(name: str, content: bytes, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        examine(name, content)
    assert refusal.value.code == code and name in refusal.value.message


def test_an_encrypted_and_an_old_workbook_are_refused() -> None:
    old = container({"Workbook": b"\x09\x08\x10\x00" + b"\0" * 5_000})
    for name, content, code in (
        ("secret.xlsx", encrypted_workbook(), "password_protected"),
        ("vieux.xls", old, "template_format"),
        ("calc.ods", open_document(), "template_format"),
    ):
        with pytest.raises(Refused) as refusal:
            examine(name, content)
        assert refusal.value.code == code and name in refusal.value.message


def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return out.getvalue()


def test_the_headers_of_a_table_are_not_to_be_filled() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().add_table("A1:B3", {"columns": [{"header": "{{client.nom}}"}, {"header": "SIRET"}]})
    book.close()
    found = examine("a.xlsx", out.getvalue())
    assert found.proposals["client"].empty
    assert {what for _text, what in found.sheets[0].cells.values()} == {"fixed"}


def test_a_mapping_without_any_place_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        check(Mapping("client"), "modèle.xlsx")
    assert refusal.value.code == "template_no_place" and "{{" in refusal.value.message
