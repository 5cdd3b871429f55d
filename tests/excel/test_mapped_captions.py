"""Words between braces outside the cells of a template: text boxes, charts, notes, heads and feet of pages; every other byte stays."""

import datetime as dt
import io
import re

import openpyxl
import pytest
import xlsxwriter

from fiche.archive import read, write
from fiche.excel.mapped.captions import captioned
from fiche.excel.mapped.fill import Filling, filled
from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.mapping import Mapping, from_json
from fiche.excel.mapped.outline import outlined
from tests.excel.office import part

HOSTILE = '=cmd|"/c"!A1 & <b> {{status}} &R&P'
VALUES = {"client.name": HOSTILE, "as_of": dt.date(2026, 11, 24), "client.siret": "00123"}
SPLIT = '<a:r><a:rPr b="1"/><a:t>Pour {{cli</a:t></a:r><a:r><a:t>ent.no</a:t></a:r><a:r><a:rPr i="1"/><a:t>m}} &amp; co</a:t></a:r>'


def drawn() -> bytes:
    """A workbook with a text box whose words are in three runs, a chart and its axis, a note, four heads; a chart sheet with a foot."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Ma fiche")
    sheet.write_column("A1", [1, 2, 3])
    sheet.insert_textbox("C1", "SPLIT")
    sheet.write_comment("A1", "Vu pour {{raison sociale}}")
    for place in ("C10", "C30"):
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "='Ma fiche'!$A$1:$A$3"})
        chart.set_title({"name": "Encours de {{client.nom}}"} if place == "C10" else {"name": "Sans rien"})
        sheet.insert_chart(place, chart)
    sheet.set_header('&L&"Arial,Bold"&12{{date d’arrêté}}&C{{client&10.nom}} && {{facture.numero}}&R&P/&N')
    sheet.set_footer("&L{{inconnu}}&R{{siret}}")
    alone = book.add_chartsheet("Courbe")
    other = book.add_chart({"type": "line"})
    other.add_series({"values": "='Ma fiche'!$A$1:$A$3"})
    alone.set_chart(other)
    alone.set_footer("&C{{raison sociale}}")
    book.add_worksheet("Autre").write("A1", "{{client.nom}}")
    book.close()
    parts = read(out.getvalue())
    name = next(n for n in parts if b"SPLIT" in parts[n].content)
    content = re.sub(rb"<a:r>(?:(?!<a:r>).)*SPLIT</a:t></a:r>", SPLIT.encode(), parts[name].content)
    return write({**parts, name: parts[name].changed(content)})


TEMPLATE = drawn()
MAPPING = proposed(outlined(TEMPLATE), "client")


def made(mapping: Mapping = MAPPING, **values: object) -> bytes:
    return filled(TEMPLATE, mapping, Filling("client", VALUES | values, {}, "EUR"))  # type: ignore[arg-type]


def holding(data: bytes, words: str) -> str:
    return next(name for name, one in read(data).items() if words.encode() in one.content)


def test_they_are_recognised_with_the_sheet_that_shows_them() -> None:
    assert [(c.sheet, c.where, c.put) for c in MAPPING.captions] == [
        ("Ma fiche", "heading", "{{as_of}} · {{client.name}} & {{facture.numero}} · /"),
        ("Ma fiche", "heading", "{{inconnu}} · {{client.siret}}"),
        ("Ma fiche", "box", "Pour {{client.name}} & co"),
        ("Ma fiche", "note", "Vu pour {{client.name}}"),
        ("Ma fiche", "chart", "Encours de {{client.name}}"),
        ("Courbe", "heading", "{{client.name}}"),
    ]
    assert from_json(MAPPING.json()) == MAPPING


def test_each_is_filled_where_it_begins_and_nothing_else_changes() -> None:
    data = made()
    box = holding(TEMPLATE, "Pour {{cli")
    shown = part(data, box)
    safe = '=cmd|"/c"!A1 &amp; &lt;b&gt; {{status}} &amp;R&amp;P'
    assert shown == part(TEMPLATE, box).replace("Pour {{cli", f"Pour {safe}").replace(
        "<a:t>ent.no</a:t>", "<a:t></a:t>"
    ).replace("m}} &amp;", " &amp;")
    chart = holding(TEMPLATE, "Encours de")
    assert part(data, chart) == part(TEMPLATE, chart).replace("{{client.nom}}", safe)
    same = {n for n, one in read(TEMPLATE).items() if n in read(data) and one.stored == read(data)[n].stored}
    assert holding(TEMPLATE, "Sans rien") in same
    # the chart sheet: its foot alone
    (foot,) = [n for n in read(TEMPLATE) if "chartsheets/sheet" in n and n.endswith(".xml")]
    assert part(data, foot) == part(TEMPLATE, foot).replace(
        "{{raison sociale}}", safe.replace("&amp;", "&amp;&amp;")
    )


def test_heads_keep_their_codes_and_a_value_is_never_one() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(made(**{"client.name": "A&B"})))["Ma fiche"]
    assert (
        sheet.oddHeader.left.text == "24/11/2026" and sheet.oddHeader.left.size == 12
    )  # and not a size of 1 224
    assert sheet.oddHeader.center.text is not None and sheet.oddHeader.center.text.startswith("A&&B")
    assert "{{facture.numero}}" in sheet.oddHeader.center.text and sheet.oddHeader.right.text == "&P/&N"
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("{{inconnu}}", "00123")


def test_a_long_name_leaves_a_head_that_excel_reads() -> None:
    header = re.search(
        "<oddHeader>(.*?)</oddHeader>", part(made(**{"client.name": "& " * 400}), "xl/worksheets/sheet1.xml")
    )
    assert header is not None and len(header[1].replace("&amp;", "&").replace("&quot;", '"')) <= 255
    assert "…" in header[1] and "24/11/2026" in header[1] and "&amp;P/&amp;N" in header[1]


def test_one_that_is_left_as_it_is_stays() -> None:
    boxes = [c for c in MAPPING.captions if c.where == "box"]
    data = made(MAPPING.with_captions(boxes, filled=False))
    box = holding(TEMPLATE, "Pour {{cli")
    assert read(data)[box].stored == read(TEMPLATE)[box].stored
    again = MAPPING.with_captions(boxes, filled=False).with_captions(boxes, filled=True)
    assert set(again.captions) == set(MAPPING.captions)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<a",
        b'<!DOCTYPE x [<!ENTITY y "z">]><x>{{client.nom}}&y;</x>',
        '<?xml version="1.0" encoding="UTF-16"?><x>{{a}}</x>'.encode("utf-16"),
        b'<?xml version="1.0" encoding="ISO-8859-1"?><p xmlns="http://schemas.openxmlformats.org/drawingml/2006/main"><t>\xe9 {{a}}</t></p>',
    ],
)  # fmt: skip
def test_a_part_that_is_not_plain_keeps_its_bytes(content: bytes) -> None:
    assert captioned(content, "box", {0: ["x"]}) == content
