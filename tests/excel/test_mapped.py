"""A user's own template filled in: what is not filled keeps its bytes, what speaks of the rows follows them, and every reader finds the values."""

import datetime as dt
import io
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from fiche.archive import read
from fiche.excel.cells import parsed_sheet
from fiche.excel.mapped.fill import Filling, filled
from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.mapping import Mapping
from fiche.excel.mapped.outline import outlined
from tests.excel.companies import HOSTILE
from tests.excel.office import calculated, number, part, recalculated
from tests.excel.rich import rich_template

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")
TEMPLATE = rich_template()
MAPPING = proposed(outlined(TEMPLATE), "client")
AS_OF = dt.date(2026, 11, 24)
# What filling a client changes, at most: the sheets filled, what counts on them, and what speaks of their rows.
FILLED = {
    "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "xl/calcChain.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml", "xl/charts/chart1.xml", "xl/drawings/drawing1.xml", "xl/pivotCache/pivotCacheDefinition2.xml",
}  # fmt: skip
MOVED = {
    "xl/drawings/vmlDrawing1.vml",
    "xl/comments1.xml",
    "xl/tables/table1.xml",
}


def filling(rows: int, **values: Any) -> Filling:
    """A client with that many documents and contacts."""
    documents = [
        {"document_id": f"F{n:04}", "date": dt.date(2026, 1, 1) + dt.timedelta(n), "due_date": dt.date(2026, 2, 1) + dt.timedelta(n), "gross_amount": Decimal(2 * n + 2), "open_amount": Decimal(n + 1)}
        for n in range(rows)
    ]  # fmt: skip
    contacts = [{"contact_name": f"Nom {n}", "email": "a@b.example", "role": "Chef"} for n in range(rows)]
    known = {
        "client.name": "DUPONT & FILS", "client.client_id": "C-00123", "client.siret": "00123", "figure.outstanding": Decimal("1234.50"),
        "as_of": AS_OF, "client.credit_limit": Decimal(5000),
    }  # fmt: skip
    return Filling("client", known | values, {"documents": documents, "contacts": contacts}, "EUR")


def opened(rows: int) -> tuple[bytes, Any]:
    """The template filled with some rows, and the same as openpyxl reads it."""
    data = filled(TEMPLATE, MAPPING, filling(rows))
    return data, openpyxl.load_workbook(io.BytesIO(data))


def test_the_template_says_what_it_is_to_be_filled_with() -> None:
    assert {(p.sheet, p.cell): (p.put, p.by) for p in MAPPING.places} == {
        ("Fiche", "A1"): ("Fiche de {{client.name}} au {{as_of}}", "placeholder"),
        ("Fiche", "B3"): ("{{client.name}}", "label"),
        ("Fiche", "B4"): ("{{client.siret}}", "label"),
        ("Fiche", "B5"): ("{{figure.outstanding}}", "label"),
        ("Fiche", "B6"): ("{{as_of}}", "label"),
        ("Fiche", "E3"): ("{{client.credit_limit}}", "label"),
        ("Contacts", "A1"): (
            "Contacts de {{client.name}} ({{client.client_id}}), encours {{figure.outstanding}}",
            "placeholder",
        ),
    }
    invoices, people = MAPPING.blocks
    assert (invoices.sheet, invoices.area, invoices.by, len(invoices.columns)) == (
        "Fiche",
        "A10:G11",
        "table",
        5,
    )
    assert (people.sheet, people.area, people.by) == ("Contacts", "A4:D7", "placeholder")
    assert people.columns[2] == (2, "Fonction : {{contacts:role}}")


@pytest.mark.parametrize("rows", [0, 1, 3, 300])
def test_every_other_part_keeps_its_bytes(rows: int) -> None:
    before, after = read(TEMPLATE), read(opened(rows)[0])
    assert before.keys() - after.keys() == {"xl/calcChain.xml"} and not after.keys() - before.keys()
    changed = {name for name in after if before[name].stored != after[name].stored}
    assert changed <= FILLED | (MOVED if rows > 2 else set())
    kept = {"vbaProject", "slicer", "slicerCache", "pivotTable1", "pivotCacheDefinition1", "pivotCacheRecords", "media/image", "sheet4.xml", "sheet5.xml", "sharedStrings"}  # fmt: skip
    assert all(any(word in name for name in before.keys() - changed) for word in kept)


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_openpyxl_and_calamine_find_the_values(rows: int) -> None:
    data, book = opened(rows)
    sheet, height = book["Fiche"], max(rows, 2)
    assert [sheet.cell(row, 1).value for row in range(10, 10 + rows)] == [f"F{n:04}" for n in range(rows)]
    assert [sheet.cell(row, 5).value for row in range(10, 10 + rows)] == [n + 1 for n in range(rows)]
    assert (sheet["B3"].value, sheet["B4"].value, sheet["B5"].value) == ("DUPONT & FILS", "00123", 1234.5)
    assert sheet["B6"].value == dt.datetime(2026, 11, 24) and sheet["B6"].is_date  # noqa: DTZ001 - as openpyxl gives it
    assert sheet.cell(10 + height, 1).value == "Total"
    people = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Contacts").to_python()
    assert [row[0] for row in people[3 : 3 + rows]] == [f"Nom {n}" for n in range(rows)]
    assert people[3][2] == "Fonction : Chef"
    assert people[0][0] == "Contacts de DUPONT & FILS (C-00123), encours 1\u202f234,50\xa0€"
    assert people[5 + max(rows, 4) - 1][0] == "{{inconnu.truc}} reste"


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_tables_lists_formats_names_and_print_areas_stretch(rows: int) -> None:
    _data, book = opened(rows)
    sheet, last = book["Fiche"], 9 + max(rows, 2)
    table = sheet.tables["Factures"]
    assert (table.ref, table.autoFilter.ref) == (f"A9:G{last + 1}", f"A9:G{last}")
    formats = {str(c.sqref) for c in sheet.conditional_formatting}
    assert formats == {f"E10:E{last}", f"C10:C{last}"}
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {f"A10:A{last}": '"F1,F2"', f"A{last + 7}": f"$B${last + 4}"}
    assert book.defined_names["reste"].attr_text == f"Fiche!$E$10:$E${last}"
    assert book.defined_names["total_du"].attr_text == f"Fiche!$B${last + 4}"
    assert sheet.print_area == f"'Fiche'!$A$1:$G${last + 7}"
    assert {str(area) for area in sheet.merged_cells.ranges} == {f"A{last + 5}:C{last + 5}"}
    assert [brk.id for brk in sheet.row_breaks.brk] == [last + 6]
    assert sheet.cell(last + 4, 1).comment is not None


@pytest.mark.parametrize("rows", [1, 3, 300])
def test_formulas_go_down_and_follow(rows: int) -> None:
    _data, book = opened(rows)
    sheet, last = book["Fiche"], 9 + max(rows, 2)
    assert sheet["G10"].value == "=E10"
    assert [sheet.cell(row, 7).value for row in range(11, last + 1)] == [
        f"=G{row - 1}+E{row}" for row in range(11, last + 1)
    ]
    assert [sheet.cell(row, 6).value for row in (10, last)] == [
        f"=IF($E${last + 1}=0,0,E{row}/$E${last + 1})" for row in (10, last)
    ]
    assert (sheet.cell(last + 4, 2).value, sheet.cell(last + 4, 3).value) == (
        f"=SUM(E10:E{last})",
        f"=G{last}",
    )
    assert book["Synthèse"]["B1"].value == f"=Fiche!B{last + 4}"
    assert {sheet.row_dimensions[row].height for row in range(10, last + 1)} == {18}


def test_what_stands_beside_a_table_is_not_repeated() -> None:
    _data, book = opened(300)
    sheet = book["Fiche"]
    beside = {row: sheet.cell(row, 9).value for row in range(9, 312) if sheet.cell(row, 9).value is not None}
    assert beside == {10: "à côté", 309: "=E5+1"}


def test_rows_that_alternate_go_on_alternating() -> None:
    _data, book = opened(9)
    fills = [book["Contacts"].cell(row, 1).fill.fgColor.rgb for row in range(4, 13)]
    assert len(set(fills)) == 2 and fills[:8] == fills[:2] * 4


def test_charts_boxes_and_buttons_follow_without_being_stretched() -> None:
    data, _ = opened(300)
    assert "<c:f>Fiche!$E$10:$E$309</c:f>" in part(data, "xl/charts/chart1.xml")
    cache = re.findall(r"<c:strCache>.*?</c:strCache>", part(data, "xl/charts/chart1.xml"))
    assert "<c:v>F0000</c:v>" in cache[-1] and "Reste dû" in cache[0]
    before, after = (_anchors(part(source, "xl/drawings/drawing1.xml")) for source in (TEMPLATE, data))
    assert [bottom - top for top, bottom in before] == [bottom - top for top, bottom in after]
    assert [b[0] - a[0] for a, b in zip(before, after, strict=True)] == [
        298 if a[0] > 10 else 0 for a in before
    ]
    assert "<xm:f>Fiche!E10:E309</xm:f><xm:sqref>D313</xm:sqref>" in part(data, "xl/worksheets/sheet1.xml")


def _anchors(drawing: str) -> list[tuple[int, int]]:
    rows = [int(row) for row in re.findall(r"<xdr:row>(\d+)</xdr:row>", drawing)]
    return list(zip(rows[::2], rows[1::2], strict=True))


def test_the_pivot_table_of_what_was_filled_is_read_again_and_the_other_one_is_left() -> None:
    data, _ = opened(3)
    assert 'refreshOnLoad="1"' in part(data, "xl/pivotCache/pivotCacheDefinition2.xml")
    assert 'refreshOnLoad="1"' not in part(data, "xl/pivotCache/pivotCacheDefinition1.xml")


def test_stale_values_are_forgotten_and_the_others_kept() -> None:
    data, _ = opened(3)
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    assert (book["Synthèse"]["B1"].value, book["Synthèse"]["B3"].value, book["Fiche"]["E4"].value) == (
        None,
        None,
        None,
    )
    assert (book["Synthèse"]["B2"].value, book["Fiche"]["E5"].value) == (60, 6)
    assert 'fullCalcOnLoad="1"' in part(data, "xl/workbook.xml")
    assert "calcChain" not in part(data, "[Content_Types].xml") + part(data, "xl/_rels/workbook.xml.rels")
    rows = parsed_sheet(read(data)["xl/worksheets/sheet1.xml"].content)[1]
    assert rows[11].cells[5].formula == "IF($E$13=0,0,E11/$E$13)"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_stay_text(text: str) -> None:
    lines = {"documents": [{"document_id": text}] * 3, "contacts": [{"contact_name": text, "role": text}] * 3}
    hostile = Filling("client", {"client.name": text, "client.siret": text}, lines, None)
    data = filled(TEMPLATE, MAPPING, hostile)
    book = openpyxl.load_workbook(io.BytesIO(data))
    shown = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Fiche").to_python()
    assert shown[2][1] == shown[9][0] == text.replace("\r\n", "\n")
    assert {book["Fiche"][c].data_type for c in ("A1", "B3", "B4", "A10", "A12")} == {"s"}
    assert {book["Contacts"][c].data_type for c in ("A1", "A4", "C6")} == {"s"}
    assert "<hyperlink" not in part(data, "xl/worksheets/sheet1.xml")
    formulas = {cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"}
    assert not any("cmd" in f or "HYPERLINK" in f for f in formulas)


def test_a_formatted_text_keeps_its_formats() -> None:
    data, _ = opened(1)
    cell = re.search(r'<c r="A1".*?</c>', part(data, "xl/worksheets/sheet1.xml"))
    assert cell is not None
    runs = re.findall(
        r"<r>.*?</r>",
        cell[0].replace(' xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"', ""),
    )
    assert len(runs) == 3 and "<b/>" in runs[1] and "DUPONT &amp; FILS" in runs[1] and "24/11/2026" in runs[2]


def test_a_mapping_survives_being_kept() -> None:
    from fiche.excel.mapped.mapping import from_json

    assert from_json(MAPPING.json()) == MAPPING
    gone = MAPPING.json().replace("figure.outstanding", "figure.gone")
    assert {p.cell for p in from_json(gone).places} == {"A1", "B3", "B4", "B6", "E3"}


def test_nothing_mapped_changes_no_sheet() -> None:
    after = read(filled(TEMPLATE, Mapping("client"), filling(3)))
    before = read(TEMPLATE)
    assert all(before[name].stored == after[name].stored for name in after if "worksheets/" in name)


@pytest.mark.soffice
def test_libreoffice_works_out_what_the_template_says(tmp_path: Path) -> None:
    books = {f"rows{n}": filled(TEMPLATE, MAPPING, filling(n)) for n in (1, 3, 300)}
    found = recalculated(books, tmp_path)
    for rows in (1, 3, 300):
        sheets, last = found[f"rows{rows}"], 9 + max(rows, 2)
        total = rows * (rows + 1) / 2
        assert number(calculated(sheets, "Fiche", f"B{last + 4}")) == total
        assert number(calculated(sheets, "Fiche", f"C{last + 4}")) == total
        assert number(calculated(sheets, "Fiche", f"E{last + 1}")) == total
        assert number(calculated(sheets, "Synthèse", "B3")) == 2 * total
        assert calculated(sheets, "Fiche", "B3") == "DUPONT & FILS"
        assert number(calculated(sheets, "Contacts", f"D{3 + max(rows, 4)}")) == max(rows, 4)
