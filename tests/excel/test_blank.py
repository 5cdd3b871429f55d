"""The blank model: every label of the model as a header, ready formats and lists, and every column recognised when it comes back."""

import datetime as dt
import io
from typing import Any

import openpyxl
import pytest

from fiche.excel.blank import blank_workbook
from fiche.excel.draw_blank import ROWS
from fiche.i18n import LANGUAGES
from fiche.loading import prepare
from fiche.model import TABLES, TableName, label

SHEETS: tuple[TableName, ...] = (
    "clients",
    "documents",
    "payments",
    "contacts",
    "addresses",
    "interactions",
    "disputes",
    "promises",
)
EACH = pytest.mark.parametrize("language", list(LANGUAGES))
TYPED: dict[str, Any] = {
    "date": dt.date(2026, 1, 2), "money": 1234.5, "rate": 0.05, "number": 2, "integer": 3, "flag": "Oui", "code": "00123", "text": "Texte",
}  # fmt: skip
OWN = {
    "siret": "73282932000074",
    "siren": "732829320",
    "email": "a@b.example",
    "kind": "Facture",
    "postal_code": "01000",
}


def _open(language: str) -> Any:
    return openpyxl.load_workbook(io.BytesIO(blank_workbook(language)))


@EACH
def test_every_label_is_a_header(language: str) -> None:
    book = _open(language)
    assert len(book.sheetnames) == len(SHEETS) + 1
    for sheet, name in zip(book.worksheets, SHEETS, strict=False):
        assert [c.value for c in sheet[1]] == [label(column, language) for column in TABLES[name]]
        assert sheet.max_row == 1 and sheet.freeze_panes == "B2"


@EACH
def test_help_stands_on_each_header_and_what_is_needed_is_said_in_words(language: str) -> None:
    needed = "Obligatoire" if language == "fr" else "Required"
    for sheet, name in zip(_open(language).worksheets, SHEETS, strict=False):
        required = {c for group in TABLES[name].requires for c in group}
        for cell, column in zip(sheet[1], TABLES[name], strict=True):
            assert cell.comment is not None and len(cell.comment.text) > 10
            assert (needed in cell.comment.text) == (column.name in required), (name, column.name)


@EACH
def test_columns_are_ready_to_type_in(language: str) -> None:
    book = _open(language)
    for sheet, name in zip(book.worksheets, SHEETS, strict=False):
        spans = [(d.min, d.max, d.number_format) for d in sheet.column_dimensions.values()]
        for place, column in enumerate(TABLES[name], 1):
            style = next(code for first, last, code in spans if first <= place <= last)
            if column.type in {"code", "text"}:
                assert style == "@", column.name
            if column.type == "date":
                assert style == "dd/mm/yyyy"
    lists = {
        str(v.sqref): v.formula1
        for v in book.worksheets[1].data_validations.dataValidation
        if v.type == "list"
    }
    kinds = '"Facture,Avoir"' if language == "fr" else '"Invoice,Credit note"'
    assert lists[f"C2:C{ROWS + 1}"] == kinds


@EACH
def test_filled_in_and_loaded_again_every_column_is_recognised(language: str) -> None:
    """And the notice is taken for no table."""
    book = _open(language)
    for sheet, name in zip(book.worksheets, SHEETS, strict=False):
        for place, column in enumerate(TABLES[name], 1):
            sheet.cell(2, place).value = OWN.get(column.name, TYPED[column.type])
    out = io.BytesIO()
    book.save(out)
    found = prepare([("modele.xlsx", out.getvalue())]).sheets
    assert [match.table for match in found] == [*SHEETS, None]
    for match, name in zip(found, SHEETS, strict=False):
        assert [c.column for c in match.columns] == [c.name for c in TABLES[name]]


def test_an_unknown_language_is_french() -> None:
    assert blank_workbook("de") == blank_workbook("fr") == blank_workbook()
