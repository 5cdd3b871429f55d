"""A template such as a manager draws himself, with all that Excel hangs on a sheet and that other libraries lose; it fills nothing in.

XlsxWriter draws what it knows; the slicer, the pivot table, the order of calculation and a shared formula are written by hand.
"""

import io
import re
import struct
import zipfile
import zlib

import xlsxwriter

_HEADERS = ("N° facture", "Date de facture", "Échéance", "Montant TTC", "Reste dû", "Part", "Cumul")
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def rich_template() -> bytes:
    """An .xlsm: sheets Fiche (labels, a table with its totals), Contacts (words between braces), Synthèse, Analyse (pivot table), Données."""
    return _by_hand(_drawn())


def _drawn() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0" + bytes(range(256)) * 8), is_stream=True)
    sheet, people, summary, pivot, data = (
        book.add_worksheet(n) for n in ("Fiche", "Contacts", "Synthèse", "Analyse", "Données")
    )
    _fiche(book, sheet)
    _contacts(book, people)
    summary.write("A1", "Total dû")
    summary.write_formula("B1", "=Fiche!B15", None, 111)
    summary.write_formula("B2", "=SUM(Données!B2:B4)", None, 60)
    summary.write_formula("B3", "=B1*2", None, 222)
    pivot.write("A1", "Par produit")
    for row, (name, amount) in enumerate((("Produit", "Montant"), ("Bois", 10), ("Fer", 20), ("Bois", 30))):
        data.write_row(row, 0, (name, amount))
    book.define_name("reste", "=Fiche!$E$10:$E$11")
    book.define_name("total_du", "=Fiche!$B$15")
    book.close()
    return out.getvalue()


def _fiche(book: "xlsxwriter.Workbook", sheet: "xlsxwriter.worksheet.Worksheet") -> None:
    money, day = (
        book.add_format({"num_format": "#,##0.00", "border": 1}),
        book.add_format({"num_format": "dd/mm/yyyy", "border": 1}),
    )
    text, share, bold = (
        book.add_format({"border": 1}),
        book.add_format({"num_format": "0.0%", "border": 1}),
        book.add_format({"bold": True}),
    )
    sheet.set_column(0, 6, 15)
    sheet.write_rich_string("A1", "Fiche de ", bold, "{{client.nom}}", " au {{date d’arrêté}}")
    for row, (label, look) in enumerate((("Raison sociale :", text), ("SIRET", text), ("Encours", money)), 2):
        sheet.write(row, 0, label)
        sheet.write_blank(row, 1, None, look)
    sheet.write("A6", "Arrêté au")
    sheet.write("D3", "Plafond d’encours")
    sheet.write_blank("E3", None, money)
    sheet.write("D4", "Utilisé")
    sheet.write_formula("E4", "=IF(E3=0,0,B5/E3)", share, 0.9)
    sheet.write("D5", "Constante")
    sheet.write_formula("E5", "=2*3", None, 6)
    columns = [{"header": h} for h in _HEADERS]
    columns[0]["total_string"] = "Total"
    columns[3]["total_function"] = columns[4]["total_function"] = "sum"
    sheet.add_table("A9:G12", {"name": "Factures", "columns": columns, "total_row": True, "autofilter": True})
    for row in (9, 10):
        sheet.set_row(row, 18)
        sheet.write_blank(row, 0, None, text)
        for column, look in ((1, day), (2, day), (3, money), (4, money)):
            sheet.write_blank(row, column, None, look)
        sheet.write_formula(row, 5, f"=IF($E$12=0,0,E{row + 1}/$E$12)", share, 0)
        sheet.write_formula(row, 6, f"=E{row + 1}" if row == 9 else f"=G{row}+E{row + 1}", money, 0)
    sheet.write("A15", "Total dû")
    sheet.write_formula("B15", "=SUM(E10:E11)", money, 111)
    sheet.write_formula("C15", "=G11", money, 0)
    sheet.merge_range("A16:C16", "Merci de votre confiance", bold)
    sheet.write("I10", "à côté")
    sheet.write_formula("I11", "=E5+1", None, 7)
    sheet.conditional_format("E10:E11", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format(
        "C10:C11",
        {"type": "formula", "criteria": "=$C10<$B$6", "format": book.add_format({"font_color": "red"})},
    )
    sheet.data_validation("A10:A11", {"validate": "list", "source": ["F1", "F2"]})
    sheet.data_validation("A18", {"validate": "decimal", "criteria": ">", "value": "=$B$15"})
    sheet.add_sparkline("D15", {"range": "Fiche!E10:E11"})
    sheet.insert_textbox("K3", "Une zone de texte\navec {{client.nom}}", {"width": 200, "height": 300})
    sheet.insert_button("K1", {"macro": "Imprimer", "caption": "Imprimer", "width": 90, "height": 30})
    sheet.insert_image("O1", "logo.png", {"image_data": io.BytesIO(_image())})
    sheet.write_comment("A15", "vu par la direction")
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {"categories": "=Fiche!$A$10:$A$11", "values": "=Fiche!$E$10:$E$11", "name": "=Fiche!$E$9"}
    )
    sheet.insert_chart("A20", chart)
    sheet.print_area("A1:G18")
    sheet.set_h_pagebreaks([17])
    sheet.freeze_panes("A3")


def _contacts(book: "xlsxwriter.Workbook", sheet: "xlsxwriter.worksheet.Worksheet") -> None:
    box, shade = book.add_format({"border": 1}), book.add_format({"border": 1, "bg_color": "#DDEEFF"})
    sheet.write("A1", "Contacts de {{ raison_sociale }} ({{code client}}), encours {{encours}}")
    sheet.write_row("A3", ("Nom", "Courriel", "Fonction", "Rang"))
    sheet.write_row("A4", ("{{contact.nom}}", "{{contact.e-mail}}", "Fonction : {{contact.fonction}}"), box)
    sheet.write_formula("D4", "=ROW()-3", box, 1)
    for row, look in ((4, shade), (5, box), (6, shade)):
        for column in range(3):
            sheet.write_blank(row, column, None, look)
        sheet.write_formula(row, 3, "=ROW()-3", look, row - 2)
    sheet.write("A9", "{{inconnu.truc}} reste")


def _image() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + b"\x1f\x77\xb4" * 40 for _ in range(20))
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


# ── by hand ──


def _by_hand(data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    _share(parts)
    _pivot(parts)
    _slicer(parts)
    _chain(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _replace(parts: dict[str, bytes], name: str, old: str, new: str) -> None:
    assert old.encode() in parts[name], (name, old)
    parts[name] = parts[name].replace(old.encode(), new.encode(), 1)


def _declare(parts: dict[str, bytes], path: str, kind: str) -> None:
    _replace(
        parts,
        "[Content_Types].xml",
        "</Types>",
        f'<Override PartName="/{path}" ContentType="{kind}"/></Types>',
    )


def _relate(parts: dict[str, bytes], path: str, identity: str, kind: str, target: str) -> None:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    parts.setdefault(path, head.encode())
    _replace(
        parts,
        path,
        "</Relationships>",
        f'<Relationship Id="{identity}" Type="{kind}" Target="{target}"/></Relationships>',
    )


def _share(parts: dict[str, bytes]) -> None:
    """The shares of the two rows as one formula that they share, and the table's own name in its totals, as Excel writes them."""
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
        b"SUBTOTAL(109,[", b"SUBTOTAL(109,Factures["
    )
    _replace(
        parts,
        "xl/worksheets/sheet1.xml",
        "<f>IF($E$12=0,0,E10/$E$12)</f>",
        '<f t="shared" ref="F10:F11" si="0">IF($E$12=0,0,E10/$E$12)</f>',
    )
    _replace(parts, "xl/worksheets/sheet1.xml", "<f>IF($E$12=0,0,E11/$E$12)</f>", '<f t="shared" si="0"/>')


def _pivot(parts: dict[str, bytes]) -> None:
    """A pivot table on Analyse of the cells of Données, which nothing fills, and a second store of cells, of the table of Fiche."""
    for number, source in ((1, 'ref="A1:B4" sheet="Données"'), (2, 'name="Factures"')):
        path = f"xl/pivotCache/pivotCacheDefinition{number}.xml"
        fields = '<cacheField name="Produit" numFmtId="0"><sharedItems count="2"><s v="Bois"/><s v="Fer"/></sharedItems></cacheField><cacheField name="Montant" numFmtId="0"><sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="10" maxValue="30"/></cacheField>'
        parts[path] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<pivotCacheDefinition {_MAIN} xmlns:r="{_REL}" r:id="rId1" refreshedBy="x" refreshedDate="45000" createdVersion="6" refreshedVersion="6" minRefreshableVersion="3" recordCount="3"><cacheSource type="worksheet"><worksheetSource {source}/></cacheSource><cacheFields count="2">{fields}</cacheFields></pivotCacheDefinition>'.encode()
        )
        records = "".join(
            f'<r><x v="{item}"/><n v="{amount}"/></r>' for item, amount in ((0, 10), (1, 20), (0, 30))
        )
        parts[f"xl/pivotCache/pivotCacheRecords{number}.xml"] = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<pivotCacheRecords {_MAIN} count="3">{records}</pivotCacheRecords>'.encode()
        )
        _relate(
            parts,
            f"xl/pivotCache/_rels/pivotCacheDefinition{number}.xml.rels",
            "rId1",
            f"{_REL}/pivotCacheRecords",
            f"pivotCacheRecords{number}.xml",
        )
        _relate(
            parts,
            "xl/_rels/workbook.xml.rels",
            f"rIdPivot{number}",
            f"{_REL}/pivotCacheDefinition",
            f"pivotCache/pivotCacheDefinition{number}.xml",
        )
        _declare(parts, path, f"{_TYPE}.pivotCacheDefinition+xml")
        _declare(parts, f"xl/pivotCache/pivotCacheRecords{number}.xml", f"{_TYPE}.pivotCacheRecords+xml")
    parts["xl/pivotTables/pivotTable1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<pivotTableDefinition {_MAIN} name="ParProduit" cacheId="1" dataOnRows="0" applyNumberFormats="0" applyBorderFormats="0" applyFontFormats="0" applyPatternFormats="0" applyAlignmentFormats="0" applyWidthHeightFormats="1" dataCaption="Valeurs" updatedVersion="6" minRefreshableVersion="3" createdVersion="6" indent="0" outline="1" outlineData="1">'
        '<location ref="A3:B6" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/></items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Somme de Montant" fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>'
    ).encode()
    _declare(parts, "xl/pivotTables/pivotTable1.xml", f"{_TYPE}.pivotTable+xml")
    _relate(
        parts,
        "xl/worksheets/_rels/sheet4.xml.rels",
        "rId1",
        f"{_REL}/pivotTable",
        "../pivotTables/pivotTable1.xml",
    )
    _relate(
        parts,
        "xl/pivotTables/_rels/pivotTable1.xml.rels",
        "rId1",
        f"{_REL}/pivotCacheDefinition",
        "../pivotCache/pivotCacheDefinition1.xml",
    )
    caches = '<pivotCaches><pivotCache cacheId="1" r:id="rIdPivot1"/><pivotCache cacheId="2" r:id="rIdPivot2"/></pivotCaches>'
    parts["xl/workbook.xml"] = re.sub(
        rb"(<calcPr[^>]*/>)", lambda m: m[1] + caches.encode(), parts["xl/workbook.xml"]
    )


def _slicer(parts: dict[str, bytes]) -> None:
    """A slicer on the table of Fiche."""
    main14, main15 = (
        "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main",
        "http://schemas.microsoft.com/office/spreadsheetml/2010/11/main",
    )
    parts["xl/slicers/slicer1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<slicers xmlns="{main14}"><slicer name="N° facture" cache="Segment_Facture" caption="N° facture" rowHeight="241300"/></slicers>'.encode()
    )
    parts["xl/slicerCaches/slicerCache1.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<slicerCacheDefinition xmlns="{main14}" name="Segment_Facture" sourceName="N° facture"><extLst><x:ext xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}" xmlns:x15="{main15}"><x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>'
    ).encode()
    _declare(parts, "xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml")
    _declare(parts, "xl/slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml")
    _relate(
        parts,
        "xl/worksheets/_rels/sheet1.xml.rels",
        "rIdSlicer",
        "http://schemas.microsoft.com/office/2007/relationships/slicer",
        "../slicers/slicer1.xml",
    )
    _relate(
        parts,
        "xl/_rels/workbook.xml.rels",
        "rIdSlicerCache",
        "http://schemas.microsoft.com/office/2007/relationships/slicerCache",
        "slicerCaches/slicerCache1.xml",
    )
    extension = f'<ext uri="{{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}}" xmlns:x15="{main15}"><x14:slicerList xmlns:x14="{main14}"><x14:slicer r:id="rIdSlicer"/></x14:slicerList></ext></extLst></worksheet>'
    _replace(parts, "xl/worksheets/sheet1.xml", "</extLst></worksheet>", extension)
    book = f'<extLst><ext uri="{{46BE6895-7355-4a93-B00E-2C351335B9C9}}" xmlns:x15="{main15}"><x15:slicerCaches xmlns:x14="{main14}"><x14:slicerCache r:id="rIdSlicerCache"/></x15:slicerCaches></ext></extLst></workbook>'
    _replace(parts, "xl/workbook.xml", "</workbook>", book)


def _chain(parts: dict[str, bytes]) -> None:
    """The order in which Excel calculates."""
    parts["xl/calcChain.xml"] = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<calcChain {_MAIN}><c r="B15" i="1"/><c r="F10" i="1"/></calcChain>'.encode()
    )
    _declare(parts, "xl/calcChain.xml", f"{_TYPE}.calcChain+xml")
    _relate(parts, "xl/_rels/workbook.xml.rels", "rIdChain", f"{_REL}/calcChain", "calcChain.xml")
