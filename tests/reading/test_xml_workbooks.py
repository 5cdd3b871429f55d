"""XML workbooks (Excel 2003, flat OpenDocument), read back cell by cell; and those made to harm, refused in time."""

import datetime as dt
import subprocess
import time
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fiche.errors import ReadingRefused
from fiche.reading.kinds import Stop
from fiche.reading.raw import Kind
from fiche.reading.read import read_file

at = dt.datetime.fromisoformat
SS = "urn:schemas-microsoft-com:office:spreadsheet"
X = "urn:schemas-microsoft-com:office:excel"
HEAD = f"""<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="{SS}" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="{X}" xmlns:ss="{SS}" xmlns:html="http://www.w3.org/TR/REC-html40">
 <DocumentProperties xmlns="urn:schemas-microsoft-com:office:office"><Author>Æ</Author></DocumentProperties>
 <Styles><Style ss:ID="s62"><NumberFormat ss:Format="Short Date"/></Style></Styles>
"""


def book(*sheets: str) -> str:
    return HEAD + "".join(sheets) + "</Workbook>"


def sheet(rows: str, name: str = "F", more: str = "") -> str:
    return f' <Worksheet ss:Name="{name}"><Table ss:ExpandedColumnCount="3" ss:ExpandedRowCount="999999999">{rows}</Table>{more}</Worksheet>\n'


def cell(data: str, type: str = "String", more: str = "") -> str:
    return f'<Cell {more}><Data ss:Type="{type}">{data}</Data></Cell>'


EXCEL = book(
    sheet(
        '<Column ss:Width="90" ss:Span="2"/><Row ss:AutoFitHeight="0">'
        + cell("Factures de l’année", more='ss:MergeAcross="2" ss:StyleID="s62"')
        + "</Row><Row ss:Index='3'>"
        + cell("Réf.")
        + cell("Date")
        + cell("Montant")
        + "<Cell ss:StyleID='s62'/></Row><Row>"
        + cell("00123", more='ss:MergeDown="1"')
        + cell("2026-11-24T00:00:00.000", "DateTime", 'ss:StyleID="s62"')
        + cell("1234.56", "Number")
        + "</Row><Row>"
        + cell("1899-12-31T12:00:00.000", "DateTime", 'ss:Index="2"')
        + cell("1", "Boolean")
        + cell("#DIV/0!", "Error", 'ss:Formula="=RC[-1]/0"')
        + "</Row><Row><Cell ss:Formula='=R[-1]C*2'/><Cell ss:Index='3'>"
        + '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>gras</B><Font html:Color="#FF0000"> rouge</Font>&#10;ligne</ss:Data>'
        + '<Comment ss:Author="x"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><B>note</B></ss:Data></Comment></Cell></Row>'
        + "<Row ss:Height='15'/>",
        "Données é",
        f'<WorksheetOptions xmlns="{X}"><Selected/><Panes><Pane><Number>3</Number></Pane></Panes></WorksheetOptions>',
    ),
    sheet(
        "<Row>" + cell("a") + "</Row>",
        "Cachée",
        f'<WorksheetOptions xmlns="{X}"><Visible>SheetHidden</Visible></WorksheetOptions>',
    ),
    ' <Worksheet ss:Name="Vide"/>',
)


def test_a_workbook_as_excel_writes_it() -> None:
    read = read_file("export.xls", EXCEL.encode())
    assert read.format == "xml2003"
    assert [(s.name, s.hidden, s.height) for s in read.sheets] == [
        ("Données é", False, 6),
        ("Cachée", True, 1),
        ("Vide", False, 0),
    ]
    first = read.sheets[0]
    assert list(first.rows()) == [
        ["Factures de l’année", None, None, None],
        [None, None, None, None],
        ["Réf.", "Date", "Montant", None],
        ["00123", at("2026-11-24"), 1234.56, None],
        [None, 0.5, True, "#DIV/0!"],
        ["=R[-1]C*2", None, "gras rouge\nligne", None],
    ]
    assert [first.columns[j].kinds[i] for i, j in ((4, 3), (5, 0), (4, 1))] == [
        Kind.ERROR,
        Kind.ERROR,
        Kind.DURATION,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("declared", ["UTF-8", "windows-1252", "UTF-16", "x-inconnu"])
def test_encodings(encoding: str, declared: str, here) -> None:
    text = (
        book(sheet("<Row>" + cell("Créée à") + "</Row>"))
        .replace('"1.0"?', f'"1.0" encoding="{declared}"?')
        .replace("Æ", "")
    )
    assert here("xml2003", text.encode(encoding))[0].row(0) == ["Créée à"]


def test_what_is_not_written_as_its_type_asks_is_text(here) -> None:
    row = (
        cell("1 234,56", "Number")
        + cell("2026-13-45", "DateTime")
        + cell("peut-être", "Boolean")
        + cell("nan", "Number")
        + cell("#INCONNU", "Error")
    )
    row += (
        cell("x", "")
        + "<Cell><Data>y</Data></Cell>"
        + '<Cell Index="9"><Data Type="Number">8</Data></Cell>'
        + cell("1e999", "Number")
    )
    found = here("xml2003", book(sheet(f"<Row>{row}</Row>")))[0]
    assert found.row(0) == [
        "1 234,56",
        "2026-13-45",
        "peut-être",
        "nan",
        "#INCONNU",
        "x",
        "y",
        None,
        8.0,
        "#NUM!",
    ]
    assert found.columns[4].kinds[0] == Kind.ERROR


def test_places_that_go_back_lose_nothing(here) -> None:
    rows = (
        '<Row ss:Index="2">'
        + cell("a")
        + cell("b", more='ss:Index="1"')
        + '</Row><Row ss:Index="1">'
        + cell("c")
        + '</Row><Row ss:Index="x" ss:Span="1"/><Row>'
        + cell("d")
        + "</Row>"
    )
    found = here("xml2003", book(sheet(rows)))[0]
    assert list(found.rows()) == [
        [None, None],
        ["a", "b"],
        ["c", None],
        [None, None],
        [None, None],
        ["d", None],
    ]


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    + "]>"
)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (book(sheet(f'<Row ss:Index="999999999">{cell("a")}</Row>')), "too_many_cells"),
        (book(sheet(f'<Row ss:Index="{"9" * 6000}">{cell("a")}</Row>')), "too_many_cells"),
        (book(sheet(f'<Row ss:Span="999999999"/><Row>{cell("a")}</Row>')), "too_many_cells"),
        (book(sheet("<Row>" + cell("a", more='ss:Index="999999999"') + "</Row>")), "too_many_cells"),
        (book(sheet("<Row>" + cell("a", more='ss:MergeDown="999999999"') + "</Row>")), "too_many_cells"),
        (book(sheet("<Row>" + cell("a", more='ss:MergeAcross="999999999"') + "</Row>")), "too_many_cells"),
        (book(sheet('<Row ss:Index="1048576">' + cell("a", more='ss:Index="16384"') + "</Row>")), "too_many_cells"),
        (book(*[sheet(f"<Row>{cell('a')}</Row>")] * 1_100), "too_many_cells"),
        (book(sheet("<a>" * 300_000)), "damaged_file"),
        (book(sheet("<Row><Cell><Data>" + "<B>" * 300_000)), "damaged_file"),
        (HEAD.replace("<Workbook", LAUGHS + "<Workbook") + sheet(f"<Row>{cell('&l9;')}</Row>") + "</Workbook>", "damaged_file"),
        (HEAD.replace("<Workbook", '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><Workbook') + sheet(f"<Row>{cell('&f;')}</Row>"), "damaged_file"),
        (HEAD.replace("<Workbook", '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd"><Workbook') + sheet("") + "</Workbook>", "damaged_file"),
        (book(sheet(f"<Row>{cell('&inconnue;')}</Row>")), "damaged_file"),
        (book(sheet("<Row " + " ".join(f'a{i}=""' for i in range(100_000)))), "damaged_file"),
        (EXCEL[:-30], "damaged_file"),
        (EXCEL.replace("</Row>", "", 1), "damaged_file"),
        (HEAD, "damaged_file"),
        (HEAD + "</Workbook>", "damaged_file"),
    ],
    ids=range(19),
)  # fmt: skip
def test_bombs(text: str, code: str, here) -> None:
    started = time.process_time()
    with pytest.raises(Stop) as stop:
        here("xml2003", text)
    assert stop.value.code == code
    assert time.process_time() - started < 2


def test_a_bomb_through_the_child() -> None:
    started = time.monotonic()
    with pytest.raises(ReadingRefused) as refused:
        read_file("export.xls", book(sheet(f'<Row ss:Index="999999999">{cell("a")}</Row>')).encode())
    assert refused.value.code == "too_many_cells"
    assert time.monotonic() - started < 5


values = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=10),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.datetimes(at("1900-01-02"), at("2100-01-01")).map(
        lambda d: d.replace(microsecond=d.microsecond // 1000 * 1000)
    ),
    st.none(),
)


def written(value: object) -> str:
    if value is None:
        return "<Cell/>"
    if isinstance(value, bool):
        return cell(str(int(value)), "Boolean")
    if isinstance(value, float):
        return cell(repr(value), "Number")
    return (
        cell(value.isoformat(timespec="milliseconds"), "DateTime")
        if isinstance(value, dt.datetime)
        else cell(escape(str(value)))
    )


@given(st.lists(st.lists(values, max_size=4), max_size=5))
@settings(max_examples=60)
def test_a_table_written_is_read_back(here, table: list[list[object]]) -> None:
    found = here(
        "xml2003", book(sheet("".join("<Row>" + "".join(map(written, row)) + "</Row>" for row in table)))
    )[0]
    width = len(found.columns)
    assert [[*row, *[None] * width][:width] for row in table][: found.height] == list(found.rows())
    assert not any(value is not None for row in table[found.height :] for value in row)
    assert not any(value is not None for row in table for value in row[width:])


@given(st.binary(max_size=200), st.integers(0, len(EXCEL)))
@settings(max_examples=150)
def test_any_bytes_inside_are_answered(here, data: bytes, where: int) -> None:
    raw = EXCEL.encode()
    for text in (HEAD.encode() + data, raw[:where] + data + raw[where + len(data) :]):
        try:
            assert here("xml2003", text)
        except Stop as stop:
            assert stop.code in {"damaged_file", "too_many_cells", "not_a_spreadsheet", "unreadable_encoding"}


OASIS = "urn:oasis:names:tc:opendocument:xmlns"
FLAT = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document '
    + " ".join(f'xmlns:{n}="{OASIS}:{n}:1.0"' for n in ("office", "table", "text", "style"))
    + ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    + ' office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles><style:style style:name="ta2" style:family="table">'
    + '<style:table-properties table:display="false"/></style:style></office:automatic-styles><office:body><office:spreadsheet>{}</office:spreadsheet></office:body></office:document>'
)


def flat(rows: str, style: str = "ta1") -> str:
    return FLAT.format(f'<table:table table:name="Données é" table:style-name="{style}">{rows}</table:table>')


def test_a_flat_document() -> None:
    value = '<table:table-cell office:value-type="{}" office:{}"><text:p>vu</text:p></table:table-cell>'
    rows = '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="16384"/></table:table-row><table:table-row>'
    rows += '<table:table-cell office:value-type="string"><office:annotation><text:p>note</text:p></office:annotation><text:p>un<text:s text:c="2"/><text:span>deux</text:span></text:p><text:p>trois</text:p></table:table-cell>'
    rows += '<table:covered-table-cell table:number-columns-repeated="2"/>'
    rows += (
        value.format("float", 'value="1234.5')
        + value.format("date", 'date-value="2026-11-24T10:30:00')
        + value.format("time", 'time-value="PT12H00M00S')
        + value.format("boolean", 'boolean-value="true')
    )
    rows += '<table:table-cell calcext:value-type="error" office:value-type="string" office:string-value=""><text:p>#DIV/0!</text:p></table:table-cell></table:table-row>'
    rows += '<table:table-row table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="2" office:value-type="float" office:value="1"/></table:table-row>'
    rows += '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    read = read_file("export.ods", flat(rows, "ta2").encode())
    assert (read.format, read.sheets[0].name, read.sheets[0].hidden, read.sheets[0].height) == (
        "fods",
        "Données é",
        True,
        5,
    )
    assert list(read.sheets[0].rows())[2:] == [
        ["un  deux\ntrois", None, None, 1234.5, at("2026-11-24 10:30"), 0.5, True, "#DIV/0!"],
        [1.0, 1.0, *[None] * 6],
        [1.0, 1.0, *[None] * 6],
    ]
    assert read.sheets[0].columns[7].kinds[2] == Kind.ERROR


@pytest.mark.parametrize(
    ("rows", "columns"), [(900_000, 100), (4_294_967_295, 1), (1, 999_999_999), (1_048_576, 16_384)]
)
def test_flat_repeats(rows: int, columns: int, here) -> None:
    body = f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}" office:value-type="float" office:value="1"/></table:table-row>'
    started = time.process_time()
    with pytest.raises(Stop) as stop:
        here("fods", flat(body))
    assert stop.value.code == "too_many_cells"
    assert time.process_time() - started < 2


@given(st.binary(max_size=200))
@settings(max_examples=50)
def test_any_bytes_inside_a_flat_document_are_answered(here, data: bytes) -> None:
    try:
        assert here("fods", FLAT.partition("{}")[0].encode() + data)
    except Stop as stop:
        assert stop.code in {"damaged_file", "too_many_cells", "not_a_spreadsheet", "unreadable_encoding"}


@pytest.mark.soffice
@pytest.mark.parametrize("kind", ["fods", "html"])
def test_what_libreoffice_writes_is_the_original_cell_by_cell(kind: str, demo: Path, tmp_path: Path) -> None:
    profile, filters = (
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        {"fods": "fods", "html": "html:HTML (StarCalc)"},
    )
    subprocess.run(
        ["soffice", profile, "--headless", "--norestore", "--convert-to", filters[kind], "--outdir", str(tmp_path), str(demo)],
        check=True, timeout=240, capture_output=True,
    )  # fmt: skip
    read, original = read_file("export.xls", tmp_path / f"{demo.stem}.{kind}"), read_file(demo.name, demo)
    assert read.format == kind
    assert [(s.name, s.height) for s in read.sheets] == [(s.name, s.height) for s in original.sheets]
    for found, expected in zip(read.sheets, original.sheets, strict=True):
        assert all(a == b for a, b in zip(found.rows(), expected.rows(), strict=True))
