"""Pages exported under a spreadsheet's name, read back table by table; and pages made to harm, answered in time."""

import datetime as dt
import time
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.errors import ReadingRefused
from fiche.reading.kinds import Stop
from fiche.reading.raw import RawFile
from fiche.reading.read import read_file

at = dt.datetime.fromisoformat
NBSP, NNBSP = "\u00a0", "\u202f"

ERP = """<html xmlns:x="urn:schemas-microsoft-com:office:excel">
<head><meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
<style><!-- td {mso-number-format:"\\@";} --></style><script>if (a < b) { document.write("<table>") }</script></head>
<body><h2>Factures de l’année</h2>
<table border=1><thead><tr><th>Code</th><th>Client</th><th>Date<br>facture</th><th>Montant&nbsp;TTC</th></tr></thead>
<tr><td style='mso-number-format:"\\@"'>00123<td>Société d&eacute;pôt &amp; Cie<td>24/11/2026<td align=right>1 234,56 €
<tr><td>00124<td>L'&OElig;uvre
   bis<td>25/11/2026<td align=right>&nbsp;-12,00&nbsp;
</table></body></html>"""


def rows(sheets, index: int = 0) -> list[list[object]]:
    return list(sheets[index].rows())


def stopped(here, data: str, **more) -> str:
    with pytest.raises(Stop) as stop:
        here("html", data, **more)
    return stop.value.code


def test_an_export_of_windows_under_the_name_xls() -> None:
    read = read_file("factures.xls", ERP.encode("cp1252"))
    assert (read.format, [s.name for s in read.sheets]) == ("html", ["Factures de l’année"])
    assert rows(read.sheets) == [
        ["Code", "Client", "Date\nfacture", f"Montant{NBSP}TTC"],
        ["00123", "Société dépôt & Cie", "24/11/2026", "1 234,56 €"],
        ["00124", "L'Œuvre bis", "25/11/2026", "-12,00"],
    ]
    assert read.sheets[0].notes == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
@pytest.mark.parametrize("declared", ["windows-1252", "utf-8", "zlib", "x" * 60, ""])
def test_encodings(encoding: str, declared: str, here) -> None:
    meta = f"<meta charset='{declared}'>" if declared else ""
    page = f"<html>{meta}<table><tr><td>Réf.</td><td>Créée à</td></tr><tr><td>é</td><td>ça</td></tr></table>"
    assert rows(here("html", page.encode(encoding))) == [["Réf.", "Créée à"], ["é", "ça"]]


def test_an_encoding_that_only_the_page_knows(here) -> None:
    page = (
        "<meta http-equiv=content-type content='text/html; charset=cp850'><table><tr><td>Œ".replace("Œ", "é")
        + "<td>ß"
    )
    assert rows(here("html", page.encode("cp850"))) == [["é", "ß"]]
    xml = '<?xml version="1.0" encoding="iso-8859-15"?><html><table><tr><td>12 €<td>œ</table></html>'
    assert rows(here("html", xml.encode("iso-8859-15"))) == [["12 €", "œ"]]


def test_an_encoding_nobody_says_is_noted(here) -> None:
    sheet = here("html", "<table><tr><td>Créée<td>à</table>".encode("cp1252"))[0]
    assert sheet.row(0) == ["Créée", "à"]
    assert [n.code for n in sheet.notes] == ["encoding_guessed"]


def test_what_the_spreadsheet_says_of_its_cells(here) -> None:
    page = """<table x:str><tr><td x:num="1234.5678">1 234,57 €</td><td x:num>12</td><td x:num>1 234,5</td><td x:str>00012</td>
    <td x:num="46350">24/11/2026</td><td x:num="46350.5">24-nov.-26</td><td X:NUM="0.5">12:00</td><td x:num="46350">########</td>
    <td x:bool="TRUE">VRAI</td><td x:err="#N/A">#N/A</td><td x:num="12" style='mso-number-format:"\\@"'>012</td><td x:num="-5E-3">-0,5 %</td>
    <td x:num="1e9999">x</td><td x:num="nan">y</td><td x:num="3.5">3,5 mars</td></tr></table>"""
    assert here("html", page)[0].row(0) == [
        1234.5678, 12.0, "1 234,5", "00012", at("2026-11-24"), at("2026-11-24 12:00"), 0.5, 46350.0, True, "#N/A", "012", -0.005,
        "#NUM!", "y", "3,5 mars",
    ]  # fmt: skip


def test_dates_of_1904(here) -> None:
    page = "<html><xml><x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook></xml><table><tr><td x:num=44888>24/11/2026<td>a"
    assert here("html", page)[0].row(0)[0] == at("2026-11-24")


def test_spans_keep_their_value_at_the_top_left(here) -> None:
    page = """<table><tr><td rowspan=2 colspan="2">a</td><td>b</td></tr><tr><td>c</td></tr>
    <tr><td>d</td><td rowspan="9">e</td><td>f</td></tr><tr><td>g</td><td>h</td></tr><tr><td colspan=x rowspan=0>i</table>"""
    assert rows(here("html", page)) == [
        ["a", None, "b"],
        [None, None, "c"],
        ["d", "e", "f"],
        ["g", None, "h"],
        ["i", None, None],
    ]


def test_layout_is_unwrapped(here) -> None:
    page = """<table><tr><td><h3>Clients</h3><table id=x><tr><td>Nom<td>Ville<tr><td>A<td><table><tr><td>12 rue B</tr><tr><td>Lyon</table></table>
    <tr><td><table><caption>Les <b>ventes</b></caption><tr><td>N°<td>Montant<tr><td>1<td>2</table></table>
    <table><tr><td>seul</table><table></table><table><tr><td><img src="http://a/b.png"></table>"""
    read = here("html", page)
    assert [s.name for s in read] == ["Clients", "Les ventes"]
    assert rows(read, 0) == [["Nom", "Ville"], ["A", "12 rue B\nLyon"]]
    assert rows(read, 1) == [["N°", "Montant"], ["1", "2"]]


def test_names_of_tables_are_their_own(here) -> None:
    table = "<tr><td>a<td>b</table>"
    page = f"<table id=liste>{table}<table>{table}<table title=liste>{table}<h1>Fin</h1><table>{table}"
    assert [s.name for s in here("html", page)] == ["liste", "Tableau 2", "liste (2)", "Fin"]


def test_the_names_excel_leaves(here) -> None:
    page = """<html><!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets><x:ExcelWorksheet><x:Name>R&amp;D</x:Name>
    <x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions></x:ExcelWorksheet></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->
    <table id=t><tr><td>a<td>b</table>"""
    assert [(s.name, s.hidden) for s in here("html", page)] == [("R&D", True)]


def test_rows_without_a_table_and_tables_without_rows(here) -> None:
    page = "<table><tr><td>a<td>b</table><tr><td>c<td>d</tr><td>e<td>f"
    assert [rows(here("html", page), i) for i in (0, 1)] == [[["a", "b"]], [["c", "d"], ["e", "f"]]]


def test_what_is_not_shown_inside_a_cell_is_left_out_and_hidden_rows_are_kept(here) -> None:
    page = """<table><tr><td><span style="display: none">20261124<span>x</span></span>24/11/2026<td><select><option>a<option selected>b</select>
    <tr style='display:none'><td>caché<td><input type=hidden value=9><p>un</p><p>deux</p></tr></table>"""
    assert rows(here("html", page)) == [["24/11/2026", "b"], ["caché", "un\ndeux"]]


def test_blank_rows_stay_between_and_leave_the_end(here) -> None:
    page = "<table><tr></tr><tr><td>a<td>b<tr><td>&nbsp;<td><tr><td><td>c<tr><td> <tr></table>"
    assert rows(here("html", page)) == [[None, None], ["a", "b"], [None, None], [None, "c"]]


def test_quotes_and_signs_out_of_place(here) -> None:
    page = """<table><tr><td title=L'Oréal>a < b<td title="5 > 4" x='>'>c<>d</ td><td>e&f;</td></tr><tr><td b="jamais fermé>x<td>y</table>"""
    assert rows(here("html", page)) == [["a < b", "c<>d", "e&f;"], ["x", "y", None]]


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><h1>502 Bad Gateway</h1></body></html>",
        "<!DOCTYPE html>",
        "<html><table><tr><td>Votre session a expiré</td></tr></table>",
        "<form><table><tr><td>Identifiant<td><input name=u><tr><td>Mot de passe<td><input TYPE='password'></table></form>",
        "<html><table><tr><td>jamais <td",
    ],
)
def test_a_page_without_a_table_says_so(page: str) -> None:
    with pytest.raises(ReadingRefused) as refused:
        read_file("export.xls", page.encode())
    assert refused.value.code == "no_table_in_page"
    assert "« export.xls »" in refused.value.message


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<table><tr><td rowspan=1000000000>a<td>b</table>", "too_many_cells"),
        ("<table><tr><td colspan=1000000000>a<td>b</table>", "too_many_cells"),
        (f"<table><tr><td colspan={'9' * 6000}>a<td>b</table>", "too_many_cells"),
        ("<table>" + "<tr><td rowspan=2 colspan=16000>a" * 100_000 + "</table>", "too_many_cells"),
        ("<table><tr>" + "<td>" * 16_385 + "a<td>b", "too_many_cells"),
        ("<table>" + "<tr>" * 1_100_000 + "<td>a<td>b", "too_many_cells"),
        ("<table><tr><td>a<td>b</table>" * 1_100, "too_many_cells"),
        ("<table><tr><td>" * 100_000, "damaged_file"),
    ],
)
def test_bombs(page: str, code: str, here) -> None:
    started = time.process_time()
    assert stopped(here, page) == code
    assert time.process_time() - started < 5


def test_never_more_cells_than_allowed(here) -> None:
    page = "<table>" + "<tr><td>a<td>b" * 100 + "</table>"
    assert here("html", page, cells=200)[0].height == 100
    assert stopped(here, page, cells=199) == "too_many_cells"
    assert stopped(here, page * 2, cells=399) == "too_many_cells"


@pytest.mark.parametrize(
    "hurt",
    ["<a ", '<a b="', "<!--", "<!", "</", "<", "<script>", "<a b='>x", "&", "&#", "= ", "<br>", "<h1>", "<option>", "<table>", "<caption>a",
     '<span style="display:none">', " "],
)  # fmt: skip
def test_markup_that_never_ends_takes_no_longer_than_its_length(hurt: str, here) -> None:
    started = time.process_time()
    try:
        here("html", "<table><tr><td>a<td>b<td>" + hurt * (1_500_000 // len(hurt)))
    except Stop as stop:
        assert stop.code in {"no_table_in_page", "too_many_cells", "damaged_file"}
    assert time.process_time() - started < 5


cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12).map(
    lambda s: " ".join(s.split())
)


@given(st.lists(st.lists(cell.filter(bool), min_size=2, max_size=2), min_size=1, max_size=5), st.booleans())
@settings(max_examples=60)
def test_a_table_written_as_a_page_is_read_back(here, table: list[list[str]], closed: bool) -> None:
    ends = ("</td>", "</tr>") if closed else ("", "")
    body = "".join("<tr>" + "".join(f"<td>{escape(c)}{ends[0]}" for c in row) + ends[1] for row in table)
    page = f"<html><meta charset=utf-8><table><tr><td>x<td>y</tr>{body}</table></html>"
    # Spaces and no-break spaces around a value are nobody's.
    expected = [[c.strip("\u200b\ufeff\u2007\u202f\u00a0 ") or None for c in row] for row in table]
    while expected and not any(expected[-1]):
        expected.pop()
    assert [row[:2] for row in rows(here("html", page))] == [["x", "y"], *expected]


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_after_a_beginning_are_answered(here, data: bytes) -> None:
    for format, start in (
        ("html", b"<html><table><tr><td>a<td>b"),
        ("mhtml", b"MIME-Version: 1.0\nContent-Type: text/html\n"),
    ):
        try:
            assert here(format, start + data)
        except Stop as stop:
            assert stop.code in {
                "no_table_in_page",
                "damaged_file",
                "too_many_cells",
                "not_a_spreadsheet",
                "unreadable_encoding",
            }


@given(
    st.lists(
        st.sampled_from(
            "<table> </table> <tr> </tr> <td> </td> <th> <h1> </h1> <p> <caption> </caption> <option> a <!-- --> <td\xa0colspan=2> <td\xa0rowspan=3>".split(
                " "
            )
        ),
        max_size=40,
    )
)
@settings(max_examples=200)
def test_tags_in_any_order_are_answered(here, tags: list[str]) -> None:
    try:
        read = here("html", "<html>" + "".join(tags).replace("\xa0", " "))
    except Stop as stop:
        assert stop.code == "no_table_in_page"
    else:
        assert all(sheet.height for sheet in read)


@given(st.binary(max_size=60))
@settings(max_examples=5)
def test_any_bytes_through_the_child(data: bytes) -> None:
    try:
        assert isinstance(read_file("x.xls", b"<html>" + data), RawFile)
    except ReadingRefused as refused:
        assert "« x.xls »" in refused.message
