"""What a template's parts may hold besides cells: attributes that Excel needs, controls tied to cells, a template's own type, no order of calculation."""

import io
import re

import xlsxwriter

from fiche.archive import read, write
from fiche.excel.mapped.fill import Filling, filled
from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.mapping import Block, Mapping, Place
from fiche.excel.mapped.outline import outlined
from fiche.excel.references import Growth, Rows
from fiche.excel.surroundings import grown_control, grown_notes_shape
from tests.excel.office import part

LINES = {"documents": [{"document_id": f"F{n}"} for n in range(5)]}


def drawn() -> bytes:
    """Rows 2 and 3 to fill, a spilling formula and a link below them."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("Une feuille"), book.add_worksheet("Autre")
    sheet.write("A1", "N° facture")
    sheet.write_dynamic_array_formula("C6:C6", "=UNIQUE(A2:A3)")
    other.write_url("A1", "internal:'Une feuille'!A6")
    other.write_formula("A2", "='Une feuille'!A6", None, 4)
    book.close()
    return out.getvalue()


BLOCK = Block("Une feuille", "documents", 2, 3, 0, 0, ((0, "{{documents:document_id}}"),), "hand")


def grown(data: bytes) -> bytes:
    return filled(data, Mapping("client", (), (BLOCK,)), Filling("client", {}, LINES, None))


def changed(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    parts = read(data)
    assert old in parts[name].content
    parts[name] = parts[name].changed(parts[name].content.replace(old, new))
    return write(parts)


def test_a_spilling_formula_stays_one() -> None:
    cell = re.search(r"<c [^>]*><f[^>]*>_xlfn[^<]*</f>", part(grown(drawn()), "xl/worksheets/sheet1.xml"))
    assert cell is not None
    assert 'r="C9"' in cell[0] and 'cm="1"' in cell[0] and 't="array"' in cell[0] and "A2:A6" in cell[0]


def test_links_within_the_workbook_follow() -> None:
    other = part(grown(drawn()), "xl/worksheets/sheet2.xml")
    assert (
        "<f>'Une feuille'!A9</f>" in other
        and "'Une feuille'!A9" in re.findall(r'location="([^"]*)"', other)[0]
    )


def test_a_workbook_template_becomes_a_workbook() -> None:
    data = changed(
        drawn(), "[Content_Types].xml", b"spreadsheetml.sheet.main+xml", b"spreadsheetml.template.main+xml"
    )
    assert "spreadsheetml.sheet.main+xml" in part(grown(data), "[Content_Types].xml")


def test_a_workbook_that_never_said_how_to_calculate_is_calculated_on_opening() -> None:
    calculation = re.search(rb"<calcPr[^>]*/>", read(drawn())["xl/workbook.xml"].content)
    assert calculation is not None
    book = part(grown(changed(drawn(), "xl/workbook.xml", calculation[0], b"")), "xl/workbook.xml")
    assert re.search(r'</sheets><calcPr fullCalcOnLoad="1"/>', book)


def test_buttons_and_lists_tied_to_cells_follow_them() -> None:
    sheets = {"S": Rows((Growth(2, 3, 10, frozenset({0})),))}
    control = b'<formControlPr xmlns="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" objectType="Drop" fmlaLink="$A$6" fmlaRange="S!$B$2:$B$3"/>'
    moved = grown_control(control, "S", sheets).decode()
    assert 'fmlaLink="$A$16"' in moved and 'fmlaRange="S!$B$2:$B$13"' in moved
    shape = b"<x:Anchor>1, 0, 5, 0, 2, 0, 8, 0</x:Anchor><x:FmlaLink>$A$6</x:FmlaLink><x:FmlaMacro>[0]!Imprimer</x:FmlaMacro>"
    box = grown_notes_shape(shape, "S", sheets).decode()
    assert (
        "1, 0, 15, 0, 2, 0, 18, 0" in box
        and "<x:FmlaLink>$A$16</x:FmlaLink>" in box
        and "[0]!Imprimer" in box
    )


def test_a_place_below_a_table_goes_with_its_row() -> None:
    mapping = Mapping("client", (Place("Une feuille", "A8", "{{client.name}}", "hand"),), (BLOCK,))
    data = filled(drawn(), mapping, Filling("client", {"client.name": "Alpha"}, LINES, None))
    assert '<c r="A11" t="inlineStr"><is><t xml:space="preserve">Alpha</t>' in part(
        data, "xl/worksheets/sheet1.xml"
    )


def test_a_client_alone_is_its_name() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_worksheet().write_row("A1", ("N° facture", "Client", "Date de facture", "Montant TTC"))
    book.close()
    (block,) = proposed(outlined(out.getvalue()), "file").blocks
    assert dict(block.columns)[1] == "{{documents:client_name}}"
