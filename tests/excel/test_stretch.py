"""A block that grew, written from one pattern: every reader finds in it what was put there, cell by cell."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from fiche.excel.patcher import Patcher
from fiche.excel.values import clean
from tests.excel.companies import HOSTILE
from tests.excel.office import part

NAMES = "bloc"


def template() -> bytes:
    """A block of two rows with inputs and formulas: one of its own row, one of the row above, one of another sheet, one with a per cent sign."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, other = book.add_worksheet("Bloc"), book.add_worksheet("Autre")
    other.write("A1", 3)
    for row in (1, 2):
        sheet.write_blank(row, 0, None)
        sheet.write_blank(row, 1, None, book.add_format({"num_format": "0.0%"}))
        sheet.write_formula(row, 2, f'=IF(A{row + 1}="%","100%",$B{row + 1}*2)', None, 0)
        sheet.write_formula(row, 3, f"=N($D{row})+1", None, 0)
        sheet.write_formula(row, 4, f"=Autre!A{row + 1}&A{row + 1}", None, "")
    book.define_name("bloc", "=Bloc!$A$2:$E$3")
    book.define_name("montants", "=Bloc!$B$2:$B$3")
    sheet.write_formula("G1", "=SUM(montants)", None, 0)
    book.close()
    return out.getvalue()


TEMPLATE = template()
VALUES = st.one_of(
    st.none(), st.sampled_from(HOSTILE), st.integers(-(10**9), 10**9), st.decimals(-1000, 1000, places=2), st.dates(dt.date(1901, 1, 1), dt.date(2100, 1, 1)), st.booleans(), st.floats(-1e6, 1e6),
)  # fmt: skip


def filled(inputs: list[object], results: list[object]) -> tuple[Patcher, bytes]:
    """The template with a row for each input, and beside its formulas each result."""
    book = Patcher(TEMPLATE)
    count = len(inputs)
    book.grow({NAMES: count})
    book.fill(
        NAMES, {0: inputs, 1: list(range(count)), 2: results, 3: list(range(1, count + 1)), 4: ["x"] * count}
    )  # type: ignore[list-item, dict-item]
    return book, book.content()


def test_formulas_go_down_the_block_and_are_shared() -> None:
    book, data = filled(["%"] * 5, [0, 2, 4, 6, 8])
    xml = part(data, "xl/worksheets/sheet1.xml")
    assert xml.count('t="shared"') == 10 and xml.count("100%") == 1
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Bloc"]
    assert [sheet.cell(row, 3).value for row in (2, 3, 6)] == [
        '=IF(A2="%","100%",$B2*2)', '=IF(A3="%","100%",$B3*2)', '=IF(A6="%","100%",$B6*2)',
    ]  # fmt: skip
    assert [sheet.cell(row, 4).value for row in (2, 6)] == ["=N($D1)+1", "=N($D5)+1"]
    assert [sheet.cell(row, 5).value for row in (2, 6)] == ["=Autre!A2&A2", "=Autre!A6&A6"]
    again = Patcher(data)
    assert again.sheet("Bloc").formula("C6") == book.sheet("Bloc").formula("C6") == 'IF(A6="%","100%",$B6*2)'


def test_a_formula_that_speaks_of_another_sheet_is_written_in_each_cell() -> None:
    xml = part(filled(["a"] * 4, [1] * 4)[1], "xl/worksheets/sheet1.xml")
    assert xml.count("Autre!") == 4 and "<f>Autre!A5&amp;A5</f>" in xml


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=12))
def test_every_reader_finds_what_was_put(pairs: list[tuple[object, object]]) -> None:
    inputs, results = [a for a, _ in pairs], [b for _, b in pairs]
    _, data = filled(inputs, results)
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["Bloc"]
    book = Patcher(data).sheet("Bloc")
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_name("Bloc")
        .to_python(skip_empty_area=False)
    )
    for n, (typed, result) in enumerate(pairs, 2):
        for place, value in (("A", typed), ("C", result)):
            text = book.text(f"{place}{n}")
            if isinstance(value, str):
                assert place == "C" or rows[n - 1][0] == clean(value)
            elif value is None:
                assert text == ""
            elif isinstance(value, Decimal | int | float) and not isinstance(value, bool):
                assert float(text) == float(value)
            elif isinstance(value, dt.date):
                assert int(text) == (value - dt.date(1899, 12, 30)).days
        assert sheet[f"D{n}"].value == n - 1


def test_a_cell_of_a_block_can_be_read_written_dressed_and_its_row_made_tall() -> None:
    book, _ = filled(["a", "b", "c"], [1, 2, 3])
    sheet = book.sheet("Bloc")
    assert (sheet.text("A3"), sheet.formula("C3")) == ("b", 'IF(A3="%","100%",$B3*2)')
    sheet.write("C3", "écrit")
    sheet.write_formula("A4", "1+1", 2)
    sheet.cache("C4", 7)
    sheet.dress("A2", "B2")
    sheet.height(3, 40)
    sheet.hide(4)
    found = openpyxl.load_workbook(io.BytesIO(book.content()))["Bloc"]
    assert (found["C3"].value, found["A4"].value, found["C2"].value) == (
        "écrit",
        "=1+1",
        '=IF(A2="%","100%",$B2*2)',
    )
    assert found["A2"].number_format == "0.0%" and found["A3"].number_format == "General"
    assert (
        found.row_dimensions[3].height,
        found.row_dimensions[4].hidden,
        found.row_dimensions[2].height,
    ) == (40, True, None)


def test_values_may_go_on_below_a_block() -> None:
    book = Patcher(TEMPLATE)
    book.grow({NAMES: 3})
    book.sheet("Bloc").fill(3, {0: ["b", "c", "dessous"]})
    found = openpyxl.load_workbook(io.BytesIO(book.content()))["Bloc"]
    assert [found[f"A{n}"].value for n in range(2, 6)] == [None, "b", "c", "dessous"]
