"""Workbooks made here, read back cell by cell: every value, where it was, and nothing else."""

import datetime as dt
import io
import subprocess
import sys

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from fiche.errors import ReadingRefused
from fiche.reading.raw import Kind, RawFile, RawSheet
from fiche.reading.read import read_file

at = dt.datetime.fromisoformat


SST = '<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def written(fill, **options) -> bytes:
    """The bytes of a workbook that `fill` (a function of an XlsxWriter workbook) made."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book)
    book.close()
    return out.getvalue()


def rows(sheet: RawSheet) -> list[list[object]]:
    return list(sheet.rows())


def errors(sheet: RawSheet) -> dict[str, object]:
    return {
        sheet.cell(i, j): column.cell(i)
        for j, column in enumerate(sheet.columns)
        for i in (column.kinds == Kind.ERROR).arg_true()
    }


@pytest.fixture(scope="module")
def mixed() -> RawFile:
    def fill(book):
        sheet = book.add_worksheet("Données é")
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        stamp = book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        hour = book.add_format({"num_format": "hh:mm"})
        sheet.write("B2", "Export du 24/11/2026")
        sheet.write_row("B4", ["Code", "Montant", "Date", "Oui ?", "Heure"])
        for i in range(200):
            sheet.write_string(4 + i, 1, f"00{i}")
            sheet.write_number(4 + i, 2, i / 8)
            sheet.write_datetime(4 + i, 3, at("2026-01-01") + dt.timedelta(days=i), day)
            sheet.write_boolean(4 + i, 4, i % 2 == 0)
            sheet.write_datetime(4 + i, 5, dt.time(12, 0), hour)
        sheet.write_string(204, 1, "=SOMME(A1)")
        sheet.write_string(204, 2, "1 234,56 €")  # text late in a column of numbers
        sheet.write_number(204, 3, 45000)
        sheet.write_string(205, 2, "deux\nlignes\r\nici")
        sheet.write_number(206, 2, 73282932000074)
        sheet.write_datetime(206, 3, at("2026-03-29 02:30:15"), stamp)
        sheet.write_string(207, 5, "🧾 Œuvre\u00a0«ß»")
        hidden = book.add_worksheet("Cachée")
        hidden.write("A1", 1)
        hidden.hide()
        book.add_worksheet("Vide")
        chart = book.add_chart({"type": "line"})
        chart.add_series({"values": "='Cachée'!$A$1:$A$1"})
        book.add_chartsheet("Graphique").set_chart(chart)

    return read_file("../é/mixte.xlsx", written(fill))


def test_position_names_and_hidden_sheets(mixed: RawFile) -> None:
    assert (mixed.format, mixed.name, len(mixed.sha256)) == ("xlsx", "../é/mixte.xlsx", 64)
    assert [(s.name, s.hidden, s.height) for s in mixed.sheets] == [
        ("Données é", False, 207),
        ("Cachée", True, 1),
        ("Vide", False, 0),
    ]
    assert [(n.code, n.value) for n in mixed.notes] == [("left_out_sheet", "Graphique")]
    sheet = mixed.sheets[0]
    assert (sheet.first_row, sheet.first_column, sheet.cell(0, 0)) == (2, 1, "B2")
    assert sheet.row(0)[0] == "Export du 24/11/2026"
    assert sheet.blank_rows.arg_true().to_list() == [1]
    assert sheet.row(2) == ["Code", "Montant", "Date", "Oui ?", "Heure"]


def test_every_value_of_a_mixed_column(mixed: RawFile) -> None:
    sheet = mixed.sheets[0]
    assert sheet.row(3) == ["000", 0.0, at("2026-01-01"), True, 0.5]
    assert sheet.row(202) == ["00199", 199 / 8, at("2026-07-19"), False, 0.5]
    assert sheet.row(203) == ["=SOMME(A1)", "1 234,56 €", 45000.0, None, None]
    assert sheet.row(204)[1] == "deux\nlignes\r\nici"
    assert sheet.row(205)[1:3] == [73282932000074.0, at("2026-03-29 02:30:15")]
    assert sheet.row(206)[4] == "🧾 Œuvre\u00a0«ß»"


def test_planes_are_null_where_another_kind_is(mixed: RawFile) -> None:
    for column in mixed.sheets[0].columns:
        assert column.kinds.dtype == pl.UInt8
        for plane, kinds in ((column.text, [1, 5]), (column.number, [2, 4, 6]), (column.moment, [3])):
            if plane is not None:
                assert (plane.is_not_null() == column.kinds.is_in(kinds)).all()
    assert mixed.sheets[0].columns[0].number is None


def test_dates_of_1904() -> None:
    def fill(book):
        book.add_worksheet().write_datetime(
            0, 0, at("2021-01-01"), book.add_format({"num_format": "yyyy-mm-dd"})
        )

    assert rows(read_file("mac.xlsx", written(fill, date_1904=True)).sheets[0]) == [[at("2021-01-01")]]


def test_errors_are_errors_one_by_one() -> None:
    literals = ["#DIV/0!", "#N/A", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Montant", "Nom"])
    for literal in literals:
        sheet.append([literal, "Société"])  # openpyxl writes these as errors
    out = io.BytesIO()
    book.save(out)
    read = read_file("e.xlsx", out.getvalue()).sheets[0]
    assert errors(read) == {f"A{i}": literal for i, literal in enumerate(literals, 2)}
    assert read.columns[0].text.to_list() == ["Montant", *literals]


def test_an_error_written_as_text_is_an_error_too() -> None:
    def fill(book):
        book.add_worksheet().write_column("A1", ["Statut", "#N/A", "# 12"])

    assert errors(read_file("e.xlsx", written(fill)).sheets[0]) == {"A2": "#N/A"}


def test_a_formula_never_computed_is_said() -> None:
    """Files written by programs carry formulas without values: an empty amount would be a silent loss."""
    book = openpyxl.Workbook()
    book.active.append(["HT", "TTC"])
    book.active.append([100, "=A2*1.2"])
    out = io.BytesIO()
    book.save(out)
    sheet = read_file("f.xlsx", out.getvalue()).sheets[0]
    assert errors(sheet) | {n.row: n.value for n in sheet.notes} == {"B2": "=A2*1.2"}


def test_cells_without_an_address(make_xlsx) -> None:
    cells = '<row><c t="e"><v>#REF!</v></c><c><v>2</v></c></row><row r="4"><c><v>3</v></c><c t="e"><v>#N/A</v></c></row>'
    sheet = read_file("sans.xlsx", make_xlsx(cells)).sheets[0]
    assert errors(sheet) == {"A1": "#REF!", "B4": "#N/A"}


def test_ods_errors_and_repeats(make_ods) -> None:
    text = '<table:table-cell office:value-type="string"><text:p>a</text:p></table:table-cell>'
    error = '<table:table-cell office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'
    old = '<table:table-cell office:value-type="float" office:value="0"><text:p>Err:502</text:p></table:table-cell>'
    body = (
        f'<table:table-row table:number-rows-repeated="3">{text}{text}{text}</table:table-row>'
        f'<table:table-row><table:table-cell table:number-columns-repeated="2"/>{error}</table:table-row><table:table-row>{old}{text}{text}</table:table-row>'
    )
    sheet = read_file("r.ods", make_ods(body)).sheets[0]
    assert (sheet.height, len(sheet.columns)) == (5, 3)
    assert errors(sheet) == {"C4": "#DIV/0!", "A5": "Err:502"}
    assert rows(sheet)[0] == ["a", "a", "a"]


def test_numbers_no_float_holds_are_errors(make_xlsx) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>NaN</v></c></row>'
    sheet = read_file("nan.xlsx", make_xlsx(cells)).sheets[0]
    assert sheet.columns[1].kinds.to_list() == [Kind.ERROR]
    assert sheet.columns[1].number.to_list() == [None]


def test_a_declared_size_is_not_believed(make_xlsx) -> None:
    cells = "".join(f'<row r="{i}"><c r="A{i}"><v>{i}</v></c></row>' for i in range(1, 301))
    content = f'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:A3"/><sheetData>{cells}</sheetData></worksheet>'
    sheet = read_file("d.xlsx", make_xlsx("", **{"xl/worksheets/sheet1.xml": content})).sheets[0]
    assert (sheet.height, sheet.row(299)) == (300, [300.0])


def test_a_workbook_by_any_other_name() -> None:
    def fill(book):
        book.add_worksheet("A").write_row("A1", ["x", 1])

    data = written(fill)
    for name in ("x.xls", "x.csv", "x", "x.ods", "n\0ul/../..\\x.xlsx", "é" * 300 + ".xlsx"):
        read = read_file(name, data)
        assert (read.format, rows(read.sheets[0])) == ("xlsx", [["x", 1.0]])


def test_openpyxl_when_calamine_dies(make_xlsx) -> None:
    """A table of strings that lies about its size, under a name the guard does not look for: calamine aborts, openpyxl reads."""
    cells = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>1</v></c></row><row r="3"><c r="B3" t="e"><v>#N/A</v></c></row>'
    strings = f'{SST} count="1" uniqueCount="4294967295"><si><t>nom</t></si></sst>'
    read = read_file("a.xlsx", make_xlsx(cells, strings, table="mots.xml"))
    assert rows(read.sheets[0]) == [["nom", 1.0], [None, None], [None, "#N/A"]]
    assert errors(read.sheets[0]) == {"B3": "#N/A"}


def test_the_second_chance_reads_the_same(tmp_path, make_xlsx) -> None:
    from fiche.reading import workbook
    from fiche.reading.decode import Result as Decoded
    from fiche.reading.planes import Result

    def fill(book):
        sheet = book.add_worksheet("S")
        sheet.write_row("A2", ["Nom", "Montant", "Date"])
        for i in range(150):
            sheet.write_row(2 + i, 0, [f"C{i}", i * 1.5])
            sheet.write_datetime(
                2 + i,
                2,
                at("2026-01-01") + dt.timedelta(hours=i),
                book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            )
        sheet.write_boolean(160, 5, True)

    path = tmp_path / "s.xlsx"
    path.write_bytes(written(fill))
    result = Result(tmp_path / "result")
    workbook.read_again(path, 1_000_000, result, lambda _: None)
    result.close()
    again = Decoded(tmp_path / "result").sheets("s.xlsx", "s")[0]
    first = read_file("s.xlsx", path).sheets[0]
    offset = first.first_row - again.first_row
    assert rows(again)[offset:] == rows(first)
    assert again.height - offset == first.height


def test_a_workbook_child_imports_nothing_heavy() -> None:
    code = "import sys, fiche.reading.worker, fiche.reading.workbook, python_calamine; print(*{'polars', 'pyarrow', 'pandas', 'numpy', 'openpyxl'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_macros_are_data_only(make_xlsx) -> None:
    data = make_xlsx(
        '<row r="1"><c r="A1"><v>1</v></c></row>', **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" * 100}
    )
    assert rows(read_file("m.xlsm", data).sheets[0]) == [[1.0]]


def test_too_many_cells_over_all_the_sheets() -> None:
    from fiche.reading.limits import Limits

    def fill(book):
        for name in "AB":
            book.add_worksheet(name).write_row("A1", range(60))

    data = written(fill)
    assert len(read_file("w.xlsx", data, Limits(cells=120)).sheets) == 2
    with pytest.raises(ReadingRefused) as refused:
        read_file("w.xlsx", data, Limits(cells=119))
    assert refused.value.code == "too_many_cells"
