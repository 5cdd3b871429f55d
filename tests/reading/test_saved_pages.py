"""Workbooks saved by Excel as one page with its parts (MHTML), read sheet by sheet; and mails that are none."""

import base64
import quopri
import time

import pytest

from fiche.reading.kinds import Stop
from fiche.reading.read import read_file

ISLAND = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name="Excel Workbook Frameset">
<link id="shLink" href="Classeur_fichiers/sheet001.htm"><link id="shLink" href="Classeur_fichiers/sheet002.htm">
<!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets>
<x:ExcelWorksheet><x:Name>Données é</x:Name><x:WorksheetSource HRef="Classeur_fichiers/sheet001.htm"/></x:ExcelWorksheet>
<x:ExcelWorksheet><x:Name>Cachée</x:Name><x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>
<x:WorksheetSource HRef="Classeur_fichiers/sheet002.htm"/></x:ExcelWorksheet>
</x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]--></head>
<frameset rows="*,39"><frame src="Classeur_fichiers/sheet001.htm"><frame src="Classeur_fichiers/tabstrip.htm"></frameset></html>"""
SHEET = """<html><head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"></head><body><table x:str border=0>
<col width=80><tr height=20><td class=xl24>Réf.</td><td>Montant</td></tr><tr><td x:str>0012</td><td class=xl25 align=right x:num="1234.56">1 234,56</td></tr>
<![if supportMisalignedColumns]><tr height=0 style='display:none'><td width=80></td><td></td></tr><![endif]></table></body></html>"""
OTHER = "<html><body><table><tr><td>a</td><td>b</td></tr></table></body></html>"
TABS = "<html><body><table><tr><td><a href=sheet001.htm>Données é</a></td><td>Cachée</td></tr></table></body></html>"


def part(
    place: str, content: str, way: str = "quoted-printable", type: str = "text/html; charset=windows-1252"
) -> bytes:
    raw = content.encode("cp1252")
    sent = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes}.get(way, bytes)(raw)
    return (
        f"Content-Location: file:///C:/0D2F/{place}\r\nContent-Transfer-Encoding: {way}\r\nContent-Type: {type}\r\n\r\n".encode()
        + sent.replace(b"\n", b"\r\n")
    )


def saved(*parts: bytes, boundary: str = "----=_NextPart_01D") -> bytes:
    head = f'MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related;\r\n\tboundary="{boundary}"\r\n\r\nCe document est une page Web.\r\n\r\n'
    mark = f"--{boundary}".encode()
    return head.encode() + b"".join(mark + b"\r\n" + p + b"\r\n" for p in parts) + mark + b"--\r\n"


def book(way: str = "quoted-printable") -> bytes:
    return saved(
        part("Classeur.htm", ISLAND, way),
        part("Classeur_fichiers/stylesheet.css", "td {mso-number-format:General}", way, "text/css"),
        part("Classeur_fichiers/tabstrip.htm", TABS, way),
        part("Classeur_fichiers/sheet002.htm", OTHER, way),
        part("Classeur_fichiers/sheet001.htm", SHEET, way),
        part("Classeur_fichiers/image001.png", "PNG", "base64", "image/png"),
    )


@pytest.mark.parametrize("way", ["quoted-printable", "base64", "8bit"])
def test_a_workbook_as_excel_saves_it(way: str, here) -> None:
    read = here("mhtml", book(way))
    assert [(s.name, s.hidden) for s in read] == [("Données é", False), ("Cachée", True)]
    assert list(read[0].rows()) == [["Réf.", "Montant"], ["0012", 1234.56]]
    assert list(read[1].rows()) == [["a", "b"]]


def test_it_is_known_by_its_content() -> None:
    read = read_file("export.xls", book())
    assert (read.format, len(read.sheets)) == ("mhtml", 2)


def test_links_alone_and_pages_alone(here) -> None:
    start, end = ISLAND.index("<!--"), ISLAND.index("</head>")
    data = saved(
        part("C.htm", ISLAND[:start] + ISLAND[end:]),
        part("x/sheet001.htm", SHEET),
        part("x/tabstrip.htm", TABS),
    )
    assert [(s.name, s.height) for s in here("mhtml", data)] == [("Tableau 1", 2)]
    assert [s.height for s in here("mhtml", saved(part("a.htm", SHEET), part("b.htm", OTHER)))] == [2, 1]
    assert [s.height for s in here("mhtml", b"MIME-Version: 1.0\n" + part("a.htm", OTHER))] == [1]
    assert [s.height for s in here("mhtml", "\ufeff" + saved(part("a.htm", OTHER)).decode())] == [1]


def test_one_sheet_keeps_its_name(here) -> None:
    island = (
        "<x:ExcelWorksheets><x:ExcelWorksheet><x:Name>Ventes</x:Name></x:ExcelWorksheet></x:ExcelWorksheets>"
    )
    data = saved(part("C.htm", SHEET.replace("</head>", f"<!--<xml>{island}</xml>--></head>")))
    assert [s.name for s in here("mhtml", data)] == ["Ventes"]


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9, 0.99])
def test_cut_short(share: float, here) -> None:
    data = book()
    try:
        assert here("mhtml", data[: int(len(data) * share)])
    except Stop as stop:
        assert stop.code in {"no_table_in_page", "damaged_file"}


@pytest.mark.parametrize(
    "data",
    [
        b"MIME-Version: 1.0\nContent-Type: text/plain\n\nBonjour",
        b"MIME-Version: 1.0\nContent-Type: multipart/related\n\n--\n",
        saved(part("a.png", "x", "base64", "image/png")),
        saved(part("a.htm", ISLAND)),
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n" + b"--a\n" * 500_000,
        b"MIME-Version: 1.0\nContent-Type: text/html" + b'; a*0="x"' * 20_000 + b"\n\n",
        b"MIME-Version: 1.0\n" + b"Content-Type: multipart/mixed; boundary=a\n\n--a\n" * 50_000,
    ],
)
def test_mails_that_hold_no_table(data: bytes, here) -> None:
    started = time.process_time()
    with pytest.raises(Stop) as stop:
        here("mhtml", data)
    assert stop.value.code == "no_table_in_page"
    assert time.process_time() - started < 5
