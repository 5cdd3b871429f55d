"""Small tables: text stays text whatever it looks like, numbers and days are themselves, pandas and polars alike."""

import datetime as dt
import io
import zipfile
from decimal import Decimal

import openpyxl
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fiche.excel.table import sheet_name, table_workbook
from fiche.excel.values import clean
from tests.excel.companies import HOSTILE

ROWS = {
    "nom": ["=1+1", None, "Été"],
    "montant": [Decimal("1234.50"), Decimal("-0.10"), None],
    "jour": [dt.date(2026, 11, 24), None, dt.date(1850, 1, 1)],
    "taux": [0.05, float("nan"), float("inf")],
    "lignes": [3, 0, -2],
    "vrai": [True, None, False],
}


@pytest.mark.parametrize(
    "frame", [pd.DataFrame(ROWS), pl.DataFrame(ROWS, strict=False)], ids=["pandas", "polars"]
)
def test_values_are_typed(frame: pd.DataFrame | pl.DataFrame) -> None:
    data = table_workbook(frame, {"nom": "Nom", "montant": "Montant", "jour": "Jour", "taux": "Taux", "lignes": "Lignes", "vrai": "Vrai"}, kinds={"taux": "rate"}, sheet="Lignes écartées")  # fmt: skip
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Lignes écartées"]
    assert [c.value for c in sheet[1]] == ["Nom", "Montant", "Jour", "Taux", "Lignes", "Vrai"]
    assert [c.value for c in sheet[2]] == ["=1+1", 1234.5, dt.datetime(2026, 11, 24), 0.05, 3, True]  # noqa: DTZ001
    assert [c.value for c in sheet[3]] == [None, -0.1, None, None, 0, None]
    assert [c.value for c in sheet[4]] == ["Été", None, "1850-01-01", "inf", -2, False]
    assert sheet["A2"].data_type == "s" and sheet["B2"].number_format.startswith("#,##0.00")
    assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref == "A1:F4"


def test_hostile_texts_headers_and_columns() -> None:
    frame = pd.DataFrame({text: [text, "x"] for text in HOSTILE})
    data = table_workbook(frame)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0] == list(HOSTILE) and rows[1] == list(HOSTILE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet and b"<hyperlink" not in sheet


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_any_text_is_read_back(texts: list[str]) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(table_workbook(pd.DataFrame({"t": texts})))).get_sheet_by_index(0).to_python(skip_empty_area=False)  # fmt: skip
    found = [row[0] for row in rows[1:]]
    assert found + [""] * (len(texts) - len(found)) == [clean(text) for text in texts]


def test_only_the_columns_asked_for_in_their_order() -> None:
    data = table_workbook(pd.DataFrame({"a": [1], "b": [2], "c": [3]}), {"c": "C", "a": "A"})
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows == [["C", "A"], [3, 1]]


def test_an_empty_table_has_its_headers() -> None:
    data = table_workbook(pd.DataFrame({"a": []}), {"a": "Colonne"})
    assert CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python() == [["Colonne"]]
    assert table_workbook(pd.DataFrame())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lignes", "Lignes"),
        ("a/b:[c]*?\\", "a b  c"),
        ("'x'", "x"),
        ("", "Données"),
        ("///", "Données"),
        ("x" * 40, "x" * 31),
    ],
)
def test_sheet_names(text: str, expected: str) -> None:
    assert sheet_name(text) == expected


def test_sums_stand_below_and_follow_the_filter() -> None:
    frame = pd.DataFrame({"nom": ["a", "b"], "solde": [Decimal("1.10"), Decimal("2.20")], "jours": [3, None]})
    data = table_workbook(frame, totals=["solde"])
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(data), data_only=only).active for only in (False, True)
    )
    assert formulas and values
    assert [c.value for c in formulas[4]] == ["Total", "=SUBTOTAL(109,B2:B3)", None]
    assert values["B4"].value == 3.3 and formulas.auto_filter.ref == "A1:C3"
    assert (
        openpyxl.load_workbook(io.BytesIO(table_workbook(frame.head(0), totals=["solde"]))).active.max_row
        == 1
    )


def test_a_text_of_several_lines_has_room() -> None:
    """LibreOffice fits no row on opening: a reason of set-aside rows would be read half."""
    frame = pd.DataFrame(
        {"ligne": [1, 2], "raison": ["court", "La date n’existe pas : corrigez-la dans le fichier. " * 4]}
    )
    sheet = openpyxl.load_workbook(io.BytesIO(table_workbook(frame))).active
    assert sheet is not None and sheet.row_dimensions[2].height is None
    assert sheet.row_dimensions[3].height > 4 * 12
