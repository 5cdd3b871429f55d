"""Every third-party file of shared/corpus is answered: read without losing a row, or refused with a code and its sentence.

What EXPECTED.md asks of reading is asserted by name; the other files must be answered within five seconds, and hold together.
"""

import datetime as dt
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from fiche.errors import REFUSALS, ReadingRefused
from fiche.reading.limits import Limits
from fiche.reading.raw import Kind, RawFile, RawSheet
from fiche.reading.read import read_file

at = dt.datetime.fromisoformat

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
FILES = sorted(
    p.relative_to(CORPUS).as_posix() for p in CORPUS.rglob("*") if p.is_file() and p.suffix != ".md"
)
CALAMINE, HORROR, DATA = (
    "tafia+calamine/tests/",
    "okfn+messytables/horror/",
    "frictionlessdata+frictionless-py/data/",
)

REFUSED = {
    "dimastbk+python-calamine/tests/data/empty_file.ods": "empty_file",
    "dimastbk+python-calamine/tests/data/empty_file.xlsb": "empty_file",
    "dimastbk+python-calamine/tests/data/empty_file.xlsx": "empty_file",
    "dimastbk+python-calamine/tests/data/password.ods": "password_protected",
    "dimastbk+python-calamine/tests/data/password.xls": "password_protected",
    "dimastbk+python-calamine/tests/data/password.xlsb": "password_protected",
    "dimastbk+python-calamine/tests/data/password.xlsx": "password_protected",
    DATA + "compression/implicit-gz.csv": "unsupported_format",
    DATA + "compression/implicit-zip.csv": "unsupported_format",
    DATA + "empty.csv": "empty_file",
    "max-mapper+csv-spectrum/.js.txt": "empty_file",
    "nolze+msoffcrypto-tool/tests/inputs/example_password.xlsx": "password_protected",
    "nolze+msoffcrypto-tool/tests/inputs/rc4cryptoapi_password.xls": "password_protected",
    "nolze+msoffcrypto-tool/tests/inputs/xor_password_123456789012345.xls": "password_protected",
    HORROR + "encrypted_no_password.xls": "password_protected",
    "python-excel+xlrd/tests/samples/biff4_no_format_no_window2.xls": "unsupported_format",
    CALAMINE + "OOM_alloc3.xls": "damaged_file",
    CALAMINE + "issue252.xlsx": "damaged_file",
    CALAMINE + "issue_385.xls": "password_protected",
    CALAMINE + "issue_594_dos.ods": "too_many_cells",
    CALAMINE + "pass_protected.ods": "password_protected",
    CALAMINE + "pass_protected.xlsb": "password_protected",
    CALAMINE + "pass_protected.xlsx": "password_protected",
    CALAMINE + "too_small.xls": "damaged_file",
    "wireservice+agate/examples/empty.csv": "empty_file",
    "wireservice+csvkit/examples/empty.csv": "empty_file",
}


@cache
def answer(path: str) -> RawFile | ReadingRefused:
    """What reading says of a file of the corpus, once."""
    try:
        return read_file(path.rpartition("/")[2], CORPUS / path)
    except ReadingRefused as refused:
        return refused


def loaded(shared: Callable[[str], Path], path: str) -> RawFile:
    shared(f"corpus/{path}")
    found = answer(path)
    assert isinstance(found, RawFile), found
    return found


def holds_together(sheet: RawSheet) -> None:
    """Planes of one height, null exactly where another kind is, and no row at either end without a cell."""
    for column in sheet.columns[:300]:
        assert len(column.kinds) == sheet.height
        for plane, kinds in (
            (column.text, (Kind.TEXT, Kind.ERROR)),
            (column.number, (2, 4, 6)),
            (column.moment, (Kind.MOMENT,)),
        ):
            present = column.kinds.is_in(list(kinds))
            assert (plane.is_not_null() == present).all() if plane is not None else not present.any()


@pytest.mark.parametrize("path", FILES or ["absent"])
def test_every_file_is_answered(path: str, shared: Callable[[str], Path]) -> None:
    shared("corpus")
    started = time.monotonic()
    found = answer(path)
    assert time.monotonic() - started < 5
    if isinstance(found, ReadingRefused):
        assert found.code == REFUSED.get(path), found
        assert found.code in REFUSALS
        assert path.rpartition("/")[2] in found.message
        return
    assert path not in REFUSED
    assert len(found.sha256) == 64
    for sheet in found.sheets:
        holds_together(sheet)


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        (CALAMINE + "issue_174.xlsx", (2, 11)),
        (CALAMINE + "strict_iso_paths.xlsx", (76, 18)),
        ("python-excel+xlrd/tests/samples/ragged.xls", (5, 4)),
        (HORROR + "utf-16le_encoded.csv", (328, 19)),
        (HORROR + "211.csv", (2133, 96)),
        (HORROR + "characters.csv", (383, 18)),
        ("wireservice+csvkit/examples/null_byte.csv", (2, 3)),
        (DATA + "duplicate-headers.csv", (3, 5)),
        (DATA + "leading-zeros.csv", (4, 1)),
        (DATA + "defective-rows.csv", (3, 4)),  # the third record's fourth cell is kept
        ("max-mapper+csv-spectrum/csvs/newlines_crlf.csv", (4, 3)),
    ],
)
def test_rows_and_columns(path: str, shape: tuple[int, int], shared: Callable[[str], Path]) -> None:
    sheet = loaded(shared, path).sheets[0]
    assert (sheet.height - int(sheet.blank_rows.sum()), len(sheet.columns)) == shape


def test_dates_of_1904(shared: Callable[[str], Path]) -> None:
    sheet = loaded(shared, CALAMINE + "date_1904.xlsx").sheets[0]
    assert [row[0] for row in sheet.rows()][:2] == [at("2021-01-01"), at("2021-01-02")]


def test_errors_are_errors(shared: Callable[[str], Path]) -> None:
    sheet = loaded(shared, CALAMINE + "errors.xlsx").sheets[0]
    assert sheet.columns[0].kinds.to_list() == [Kind.ERROR] * 7
    assert [row[0] for row in sheet.rows()] == [
        "#DIV/0!",
        "#NAME?",
        "#VALUE!",
        "#NULL!",
        "#REF!",
        "#NUM!",
        "#N/A",
    ]
    book = loaded(shared, CALAMINE + "gh548_incorrect_sst_unique_count.xls")
    assert sum(int((c.kinds == Kind.ERROR).sum()) for s in book.sheets for c in s.columns) == 56


def test_a_giant_allocation_stays_small(shared: Callable[[str], Path]) -> None:
    """Within 300 MB of address space, so within 300 MB of memory."""
    path = shared(f"corpus/{CALAMINE}OOM_alloc.xls")
    assert len(read_file("OOM.xls", path, Limits(memory=300_000_000)).sheets) == 10


def test_a_long_ods(shared: Callable[[str], Path]) -> None:
    sheets = loaded(shared, HORROR + "large.ods").sheets
    assert [s.height for s in sheets] == [23761, 26754, 26049, 25873, 25873, 20329]


def test_merged_cells_make_no_cell(shared: Callable[[str], Path]) -> None:
    sheets = loaded(shared, CALAMINE + "merged_range.xlsx").sheets
    assert [(s.height, len(s.columns)) for s in sheets] == [(4, 8), (4, 6)]
    cells = loaded(shared, CALAMINE + "merge_cells.xlsx").sheets[0]
    assert (cells.height, len(cells.columns)) == (2, 3)


def test_repeated_rows(shared: Callable[[str], Path]) -> None:
    sheets = loaded(shared, CALAMINE + "number_rows_repeated.ods").sheets
    assert [(s.height, s.first_row) for s in sheets] == [(8, 1), (8, 2), (8, 3)]


def test_escaped_returns(shared: Callable[[str], Path]) -> None:
    assert loaded(shared, CALAMINE + "has_x000D_.xlsx").sheets[0].row(0) == ["ABC\r\nDEF"]


def test_hidden_and_chart_sheets(shared: Callable[[str], Path]) -> None:
    for end in ("xlsx", "xlsb", "xls"):
        book = loaded(shared, f"{CALAMINE}any_sheets.{end}")
        assert [(s.name, s.hidden) for s in book.sheets] == [
            ("Visible", False),
            ("Hidden", True),
            ("VeryHidden", True),
        ]
        assert [(n.code, n.value) for n in book.notes] == [("left_out_sheet", "Chart")]


def test_a_preamble_is_kept_above_the_header(shared: Callable[[str], Path]) -> None:
    sheet = loaded(shared, HORROR + "weird_head_padding.csv").sheets[0]
    first = str(sheet.row(2)[0])
    assert first.startswith("An der vertragsärztlichen Versorgung")
    usual = [i for i in range(sheet.height) if sum(c is not None for c in sheet.row(i)) > 5]
    assert usual[0] > 2
    assert all(n.row > usual[-1] for n in sheet.notes)  # only the footnotes are ragged


def test_what_was_changed_is_said(shared: Callable[[str], Path]) -> None:
    notes = loaded(shared, DATA + "defective-rows.csv").sheets[0].notes
    assert [(n.code, n.row, n.value) for n in notes] == [
        ("ragged_row", 2, "1101,John"),
        ("ragged_row", 3, "1102,Julie,26,Potatoes"),
    ]
    nul = loaded(shared, "wireservice+csvkit/examples/null_byte.csv").sheets[0]
    assert [(n.code, n.row) for n in nul.notes] == [("nul_removed", 2)]
    assert nul.row(1) == [None, "2", "3"]
    guessed = loaded(shared, HORROR + "characters.csv").sheets[0].notes
    assert [n.code for n in guessed] == ["encoding_guessed"]


def test_text_stays_text(shared: Callable[[str], Path]) -> None:
    assert [row[0] for row in loaded(shared, DATA + "leading-zeros.csv").sheets[0].rows()] == [
        "value",
        "01",
        "002",
        "00003",
    ]
    lines = list(loaded(shared, "max-mapper+csv-spectrum/csvs/newlines_crlf.csv").sheets[0].rows())
    assert lines == [["a", "b", "c"], ["1", "2", "3"], ["Once upon \na time", "5", "6"], ["7", "8", "9"]]


def test_naughty_strings_line_by_line(shared: Callable[[str], Path]) -> None:
    sheet = loaded(shared, "minimaxir+big-list-of-naughty-strings/blns.txt").sheets[0]
    text = shared("corpus/minimaxir+big-list-of-naughty-strings/blns.txt").read_text("utf-8")
    assert sheet.height == text.rstrip("\n").count("\n") + 1
    assert [row[0] or "" for row in sheet.rows()][:170] == text.split("\n")[:170]
