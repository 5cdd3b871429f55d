"""The patcher on a user's own template: only what must change changes, and everything that speaks of the rows follows them."""

import datetime as dt
import io
import re
import zipfile
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from openpyxl.workbook.workbook import Workbook

from fiche.archive import read, write
from fiche.excel.patcher import Patcher
from fiche.excel.worksheet import Sheet
from tests.excel.office import part

pytestmark = pytest.mark.filterwarnings("ignore:.*extension is not supported")


def template() -> bytes:
    """What a user may draw: a block on rows 6 and 7 with, around it, everything that Excel hangs on rows."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sales, other, untouched = (book.add_worksheet(n) for n in ("Ventes", "L'autre", "Intacte"))
    red, tall = book.add_format({"font_color": "red"}), book.add_format({"bold": True, "num_format": "0.00"})
    sales.write("A1", "Titre")
    sales.merge_range("A2:C2", "au-dessus")
    for row in (5, 6):
        sales.set_row(row, 21.75)
        for column in range(3):
            sales.write_blank(row, column, None, tall)
        sales.write_formula(row, 3, f"=B{row + 1}*2+$B$3+SUM($B$6:B{row + 1})", tall)
    sales.merge_range("E6:F6", "")
    sales.merge_range("E7:F7", "")
    sales.add_table("A5:D7", {"columns": [{"header": h} for h in ("Nom", "Montant", "Date", "Double")]})
    sales.write_formula("B9", "=SUM(B6:B7)", None, 0)
    sales.merge_range("A10:C10", "dessous")
    sales.conditional_format("B6:B7", {"type": "cell", "criteria": ">", "value": 10, "format": red})
    sales.conditional_format("B12", {"type": "formula", "criteria": "=$B$9>B11", "format": red})
    sales.conditional_format("C6:C7", {"type": "data_bar", "data_bar_2010": True})
    sales.data_validation("A6:A7", {"validate": "list", "source": "=$H$6:$H$7"})
    sales.data_validation("A12", {"validate": "decimal", "criteria": ">", "value": "=B9"})
    sales.add_sparkline("G9", {"range": "Ventes!B6:B7"})
    sales.print_area("A1:F12")
    sales.repeat_rows(4)
    sales.set_h_pagebreaks([5, 9])
    sales.write_comment("A11", "une note")
    sales.write_url("A12", "https://example.com")
    sales.freeze_panes("A6")
    other.write_formula("A1", "=SUM(Ventes!B6:B7)+Ventes!B9", None, 0)
    other.write_formula("A2", "='L''autre'!A1", None, 0)
    untouched.write("A1", "=cmd")
    book.define_name("montants", "=Ventes!$B$6:$B$7")
    book.define_name("bloc", "=Ventes!$A$6:$F$7")
    book.define_name("total", "=Ventes!$B$9")
    book.define_name("taux", "=Ventes!$B$3")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Ventes!$B$6:$B$7", "categories": "=Ventes!$A$6:$A$7"})
    sales.insert_chart("A15", chart)
    book.close()
    return out.getvalue()


TEMPLATE = template()


def grown(rows: int = 5) -> tuple[Patcher, Workbook]:
    """The template with its block of `rows` rows filled in, and the same as openpyxl reads it."""
    book = Patcher(TEMPLATE)
    book.grow({"bloc": rows})
    amounts = [Decimal(n) / 10 for n in range(1, rows + 1)]
    book.fill("bloc", {0: [f"=nom {n}" for n in range(rows)], 1: list(amounts), 2: [dt.date(2026, 11, 24)] * rows, 3: [2 * a for a in amounts]})  # fmt: skip
    book.cache("total", sum(amounts))
    return book, openpyxl.load_workbook(io.BytesIO(book.content()))


def test_untouched_parts_keep_their_bytes() -> None:
    book = Patcher(TEMPLATE)
    book.write("taux", Decimal("1.50"))
    before, after = read(TEMPLATE), read(book.content())
    changed = {name for name in before if before[name].stored != after[name].stored}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/charts/chart1.xml"}
    assert before.keys() == after.keys()


def test_the_block_is_cloned_with_styles_heights_and_formulas() -> None:
    _, book = grown()
    sheet = book["Ventes"]
    assert [sheet.cell(row, 1).value for row in range(6, 11)] == [f"=nom {n}" for n in range(5)]
    assert {sheet.cell(row, 1).data_type for row in range(6, 11)} == {"s"}
    assert {sheet.cell(row, 2).number_format for row in range(6, 11)} == {"0.00"}
    assert {sheet.row_dimensions[row].height for row in range(6, 11)} == {21.75}
    assert [sheet.cell(row, 4).value for row in (6, 7, 10)] == [
        "=B6*2+$B$3+SUM($B$6:B6)",
        "=B7*2+$B$3+SUM($B$6:B7)",
        "=B10*2+$B$3+SUM($B$6:B10)",
    ]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {f"E{row}:F{row}" for row in range(6, 11)} | {"A2:C2", "A13:C13"} == merged


def test_what_lies_below_follows() -> None:
    _, book = grown()
    sheet = book["Ventes"]
    assert sheet["B12"].value == "=SUM(B6:B10)"
    assert sheet["A13"].value == "dessous"
    assert sheet.dimensions.endswith("15")
    assert book["L'autre"]["A1"].value == "=SUM(Ventes!B6:B10)+Ventes!B12"
    assert sheet.freeze_panes == "A6"
    assert [brk.id for brk in sheet.row_breaks.brk] == [5, 12]
    assert sheet["A15"].hyperlink is not None
    assert sheet["A14"].comment is not None and "une note" in sheet["A14"].comment.text


def test_formats_lists_and_tables_follow() -> None:
    _, book = grown()
    sheet = book["Ventes"]
    formats = {str(c.sqref): [r.formula for r in c.rules] for c in sheet.conditional_formatting}
    assert formats["B6:B10"] == [["10"]]
    assert formats["B15"] == [["$B$12>B14"]]
    lists = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    assert lists == {"A6:A10": "$H$6:$H$10", "A15": "B12"}
    table = next(iter(sheet.tables.values()))
    assert (table.ref, table.autoFilter.ref) == ("A5:D10", "A5:D10")


def test_names_print_areas_charts_and_extensions_follow() -> None:
    patched, book = grown()
    assert book.defined_names["montants"].attr_text == "Ventes!$B$6:$B$10"
    assert book.defined_names["total"].attr_text == "Ventes!$B$12"
    assert book["Ventes"].print_area == "'Ventes'!$A$1:$F$15"
    assert book["Ventes"].print_title_rows == "$5:$5"
    data = patched.content()
    chart = part(data, "xl/charts/chart1.xml")
    assert "<c:f>Ventes!$B$6:$B$10</c:f>" in chart
    assert re.findall(r"<c:v>([\d.]+)</c:v>", chart) == ["0.1", "0.2", "0.3", "0.4", "0.5"]
    extensions = part(data, "xl/worksheets/sheet1.xml")
    assert "<xm:f>Ventes!B6:B10</xm:f><xm:sqref>G12</xm:sqref>" in extensions
    assert "<xm:sqref>C6:C10</xm:sqref>" in extensions
    anchor = re.search(r"<xdr:from>.*?<xdr:row>(\d+)</xdr:row>", part(data, "xl/drawings/drawing1.xml"))
    assert anchor is not None and anchor[1] == "17"
    assert "<x:Row>13</x:Row>" in part(data, "xl/drawings/vmlDrawing1.vml")


def test_cached_values_stand_beside_formulas() -> None:
    book, _ = grown()
    values = openpyxl.load_workbook(io.BytesIO(book.content()), data_only=True)["Ventes"]
    assert [values.cell(row, 4).value for row in range(6, 11)] == [0.2, 0.4, 0.6, 0.8, 1.0]
    assert values["B12"].value == 1.5
    assert values["C6"].value == 46350


def test_writing_keeps_the_style_and_drops_the_formula() -> None:
    book = Patcher(TEMPLATE)
    sheet = book.sheet("Ventes")
    sheet.write("D6", "=2+2")
    assert (sheet.formula("D6"), sheet.text("D6")) == (None, "=2+2")
    sheet.write_formula("D7", "1<2", value=True)
    written = openpyxl.load_workbook(io.BytesIO(book.content()))["Ventes"]
    assert (written["D6"].data_type, written["D6"].value, written["D6"].number_format) == (
        "s",
        "=2+2",
        "0.00",
    )
    assert (written["D7"].data_type, written["D7"].value, written["D7"].number_format) == (
        "f",
        "=1<2",
        "0.00",
    )
    with pytest.raises(ValueError, match="A1"):
        sheet.cache("A1", 3)
    with pytest.raises(ValueError, match="A99"):
        sheet.cache("A99", 3)


def test_a_block_never_shrinks() -> None:
    book = Patcher(TEMPLATE)
    book.grow({"bloc": 1})
    assert book.names["bloc"] == "Ventes!$A$6:$F$7"


def test_several_blocks_grow_at_once() -> None:
    out = io.BytesIO()
    source = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = source.add_worksheet("S")
    for row in (1, 4):
        sheet.write_formula(row, 0, f"=A{row}+A$1")
    sheet.write_formula("A8", "=SUM(A2:A2)+SUM(A5:A5)+A5")
    source.define_name("un", "=S!$A$2:$C$2")
    source.define_name("deux", "=S!$A$5:$C$5")
    source.close()
    book = Patcher(out.getvalue())
    book.grow({"un": 3, "deux": 2})
    assert (book.names["un"], book.names["deux"]) == ("S!$A$2:$C$4", "S!$A$7:$C$8")
    grid = book.sheet("S")
    assert [grid.formula(c) for c in ("A2", "A3", "A4", "A7", "A8")] == ["A1+A$1", "A2+A$1", "A3+A$1", "A6+A$1", "A7+A$1"]  # fmt: skip
    assert grid.formula("A11") == "SUM(A2:A4)+SUM(A7:A8)+A7"


def test_no_order_of_calculation_and_no_calculation_on_opening() -> None:
    parts = read(TEMPLATE)
    chain = parts["xl/styles.xml"].changed(b"<calcChain/>")
    relations = parts["xl/_rels/workbook.xml.rels"]
    types = parts["[Content_Types].xml"]
    kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    parts |= {
        "xl/calcChain.xml": type(chain)("xl/calcChain.xml", chain.method, chain.crc, chain.size, chain.stored),
        relations.name: relations.changed(relations.content.replace(b"</Relationships>", b'<Relationship Id="rId99" Type="' + kind + b'" Target="calcChain.xml"/></Relationships>')),
        types.name: types.changed(types.content.replace(b"</Types>", b'<Override PartName="/xl/calcChain.xml" ContentType="x"/></Types>')),
    }  # fmt: skip
    data = Patcher(write(parts)).content()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert "xl/calcChain.xml" not in archive.namelist()
        everything = b"".join(archive.read(n) for n in archive.namelist() if n.endswith((".xml", ".rels")))
    assert b"calcChain" not in everything
    calculation = re.search(r"<calcPr[^>]*>", part(data, "xl/workbook.xml"))
    assert calculation is not None and "fullCalcOnLoad" not in calculation[0] and "191029" in calculation[0]


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _sheet(rows: str, more: str = "") -> Sheet:
    return Sheet("S", f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{more}</worksheet>'.encode())


def test_shared_formulas_become_each_cell_s_own() -> None:
    sheet = _sheet(
        '<row r="1"><c r="A1"><f t="shared" ref="A1:B2" si="0">C1+$D$1</f><v>1</v></c><c r="B1"><f t="shared" si="0"/></c></row>'
        '<row r="2"><c r="A2"><f t="shared" si="0"/></c><c><f t="shared" si="0"/></c></row>'
    )
    assert [sheet.formula(c) for c in ("A1", "B1", "A2", "B2")] == [
        "C1+$D$1",
        "D1+$D$1",
        "C2+$D$1",
        "D2+$D$1",
    ]
    assert b"shared" not in sheet.content()


def test_formatted_text_errors_and_array_formulas_are_kept() -> None:
    rich = "<is><r><rPr><b/></rPr><t>gras</t></r><r><t> &amp; maigre</t></r></is>"
    sheet = _sheet(
        f'<row r="1" spans="1:3" ht="30" customHeight="1"><c r="A1" s="3" t="inlineStr">{rich}</c><c r="B1" t="e"><v>#N/A</v></c>'
        '<c r="C1"><f t="array" ref="C1:C2">A1:A2</f><v>7</v></c><c r="D1" t="s"><v>0</v></c></row>'
    )
    written = sheet.content().decode()
    assert "<b/>" in written and " &amp; maigre" in written
    assert '<c r="B1" t="e"><v>#N/A</v></c>' in written
    assert '<f t="array" ref="C1:C2">A1:A2</f><v>7</v>' in written
    assert '<row r="1" ht="30" customHeight="1">' in written
    assert '<c r="D1" t="s"><v>0</v></c>' in written


def test_days_of_1904() -> None:
    sheet = Sheet("S", f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode(), date1904=True)
    sheet.write("A1", dt.date(2026, 11, 24))
    assert sheet.text("A1") == "44888"


def test_a_part_is_parsed_without_entities() -> None:
    bomb = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="str"><v>&a;</v></c></row></sheetData></worksheet>'
    assert Sheet("S", bomb.encode()).text("A1") == ""
