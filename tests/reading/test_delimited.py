"""Delimited text: every encoding × delimiter × line end, ragged and misquoted records, and a round trip of whatever a cell may hold."""

import csv
import io
import itertools
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fiche.errors import ReadingRefused
from fiche.reading import delimited
from fiche.reading.decode import Result as Decoded
from fiche.reading.kinds import Stop
from fiche.reading.planes import Result
from fiche.reading.raw import Kind, RawSheet
from fiche.reading.read import read_file

ROWS = [
    ["Numéro", "Société", "Montant", "Remarque"],
    ["0123", "Hôtel de l’Étoile", "1 234,56 €", "dès réception"],
    ["0456", "Garçon & Cie", "-12,50", "ligne 1\nligne 2"],
    ["0789", 'Le "Bistrot", à Nîmes; ou |pas', "", "1.23E+13"],
]
ENCODINGS = [
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "iso-8859-15",
    "cp850",
    "mac-roman",
]


def read(data: bytes, folder: Path, cells: int = 10**7) -> RawSheet:
    """The sheet, read in this process: thousands of children would be slow, and the child adds nothing to what is tested here."""
    (folder / "source").write_bytes(data)
    result = Result(folder / "result")
    delimited.read(folder / "source", cells, result, lambda _: None)
    result.close()
    return Decoded(folder / "result").sheets("f.csv", "f")[0]


def values(sheet: RawSheet) -> list[list[str]]:
    return [[cell or "" for cell in row] for row in sheet.rows()]


def noted(sheet: RawSheet, code: str) -> list[int | None]:
    return [note.row for note in sheet.notes if note.code == code]


def written(
    rows: list[list[str]], delimiter: str = ";", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL
) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_delimiters_and_line_ends(encoding: str, tmp_path: Path) -> None:
    signs = str.maketrans({"’": "'", "€": "E"}) if encoding in {"iso-8859-15", "cp850"} else {}
    for delimiter, end in itertools.product(";,\t|", ["\r\n", "\n", "\r"]):
        rows = [[cell.translate(signs) for cell in row] for row in ROWS]
        quoting = (
            csv.QUOTE_ALL if end == "\r" else csv.QUOTE_MINIMAL
        )  # csv.writer leaves a lone line feed unquoted there
        sheet = read(written(rows, delimiter, end, quoting).encode(encoding), tmp_path)
        assert values(sheet) == rows, (delimiter, end)


def test_the_child_reads_the_same(tmp_path: Path) -> None:
    data = written(ROWS).encode("cp1252")
    read_by_child = read_file("dossier/Clients 2026.été.csv", data)
    assert values(read_by_child.sheets[0]) == values(read(data, tmp_path)) == ROWS
    assert (read_by_child.format, read_by_child.sheets[0].name) == ("csv", "Clients 2026.été")
    assert [(n.code, n.value) for n in read_by_child.sheets[0].notes] == [("encoding_guessed", "cp1252")]


def test_everything_is_text(tmp_path: Path) -> None:
    sheet = read(b"code;montant;jour\n0123;12.5;2026-01-01\n;;\n0456; ;#N/A\n", tmp_path)
    assert values(sheet) == [
        ["code", "montant", "jour"],
        ["0123", "12.5", "2026-01-01"],
        ["", "", ""],
        ["0456", " ", "#N/A"],
    ]
    assert [c.number for c in sheet.columns] == [None] * 3
    assert sheet.columns[0].kinds.to_list() == [Kind.TEXT, Kind.TEXT, Kind.EMPTY, Kind.TEXT]
    assert sheet.columns[0].text.to_list() == ["code", "0123", None, "0456"]


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("Client;Prix\nA;1,5\nB;2,5\n", 2),
        ("1,5;2,5\n3,5;4,5\n", 2),
        ("nom\nDupont\nDurand\n", 1),
        ("nom\nDupont, Jean\nDurand\nMartin\nPetit\nRoux\n", 1),
        ("Export\ndu 24/11/2026\n\nCode;Nom;Ville\n1;A;B\n2;C;D\n", 3),
        ("a|b|c\n1|2|3\n", 3),
        ('"a;b","c;d"\n"e;f","g;h"\n', 2),
        ('a, b, c\n1, "2,5", 3\n2, "3,5", 4\n', 3),
        ("a", 1),
    ],
)
def test_the_delimiter_is_the_one_that_gives_regular_records(text: str, width: int, tmp_path: Path) -> None:
    assert len(read(text.encode(), tmp_path).columns) == width


def test_excel_may_say_the_delimiter(tmp_path: Path) -> None:
    sheet = read(b"sep=;\r\na;b,c\r\n1;2,3\r\n", tmp_path)
    assert (values(sheet), sheet.first_row, sheet.cell(0, 0)) == ([["a", "b,c"], ["1", "2,3"]], 2, "A2")


def test_short_and_long_records_are_kept_and_noted(tmp_path: Path) -> None:
    sheet = read(b"Titre\na;b;c\n1;2;3\n4\n5;6;7;8;9\n\n1;2;3;;;\n", tmp_path)
    assert values(sheet) == [
        ["Titre", "", "", "", ""],
        ["a", "b", "c", "", ""],
        ["1", "2", "3", "", ""],
        ["4", "", "", "", ""],
        ["5", "6", "7", "8", "9"],
        ["", "", "", "", ""],
        ["1", "2", "3", "", ""],
    ]
    assert noted(sheet, "ragged_row") == [
        4,
        5,
    ]  # a title above the header is no fault, nor are empty cells at the end


def test_many_ragged_records_are_counted(tmp_path: Path) -> None:
    sheet = read(b"a;b;c\n" * 3_000 + b"1;2\n" * 1_500, tmp_path)
    assert len(noted(sheet, "ragged_row")) == 1_001
    assert sheet.notes[-1].value == "500"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r\r\n", "\r"])
def test_line_ends(end: str, tmp_path: Path) -> None:
    assert values(read(f"a;b{end}1;2{end}3;4{end}{end}{end}".encode(), tmp_path)) == [
        ["a", "b"],
        ["1", "2"],
        ["3", "4"],
    ]


def test_a_stray_quote_swallows_nothing(tmp_path: Path) -> None:
    lines = [f'{i};"Société {i}";Paris' for i in range(40)]
    lines[10] = '10;"Société 10;Paris'
    lines[20] = '20;"Le Bistrot" SARL;Paris'
    lines[30] = '30;"deux\nlignes";Paris'
    found = values(read("\n".join(lines).encode(), tmp_path))
    assert len(found) == 40
    assert found[10] == ["10", '"Société 10', "Paris"]
    assert found[20] == ["20", '"Le Bistrot" SARL', "Paris"]
    assert found[30] == ["30", "deux\nlignes", "Paris"]
    assert found[39] == ["39", "Société 39", "Paris"]


def test_escaped_quotes(tmp_path: Path) -> None:
    assert values(read(b'a,b\n1,"x \\"y\\", z"\n2,"t"\n3,"u"\n', tmp_path))[1] == ["1", 'x "y", z']


def test_nul_is_removed_and_said(tmp_path: Path) -> None:
    sheet = read(b"a,b,c\n1,2,3\n\0,5,6\n", tmp_path)
    assert values(sheet)[2] == ["", "5", "6"]
    assert noted(sheet, "nul_removed") == [3]


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    data = "nom;ville\nÉtoile;Nîmes\nÉcole;Orléans\n".encode() + "Crédit;Alès\n".encode("cp1252")
    sheet = read(data, tmp_path)
    assert values(sheet)[1:] == [["Étoile", "Nîmes"], ["École", "Orléans"], ["Crédit", "Alès"]]
    assert noted(sheet, "mixed_encoding") == [None]


def test_bytes_no_encoding_has_are_kept(tmp_path: Path) -> None:
    sheet = read(b"nom;ville\nCr\xe9dit\x81;Al\xe8s\n", tmp_path)
    assert values(sheet)[1] == ["Crédit\x81", "Alès"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\n\r\n  \t", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\xff\xfe", "empty_file"),
        (bytes(range(256)) * 40, "not_a_spreadsheet"),
        (b"\0" * 1_000, "not_a_spreadsheet"),
        (bytes(range(128, 256)) * 20, "unreadable_encoding"),
        ("Code;Nom;Ville\r\n0123;Dupont et fils;Nîmes\r\n".encode("cp500"), "unreadable_encoding"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, code: str, tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        read(data, tmp_path)
    assert stop.value.code == code
    with pytest.raises(ReadingRefused) as refused:
        read_file("x.csv", data)
    assert refused.value.code == code


def test_one_record_of_a_million_cells_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Stop) as stop:
        read(b"a;b\n" * 200 + b";" * 1_000_000 + b"x\n", tmp_path)
    assert stop.value.code == "too_many_cells"


def long_file(rows: int) -> str:
    return "Code;Nom;Montant\r\n" + "".join(
        f"{i:07d};Société n° {i};{'' if i % 7 else i}\r\n" for i in range(rows)
    )


def test_a_long_file_by_polars_and_by_csv_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = long_file(20_000)
    monkeypatch.setattr(delimited, "FAST_FROM", 1)
    fast = read(text.encode(), tmp_path)
    monkeypatch.setattr(delimited, "FAST_FROM", 1 << 40)
    slow = read(text.encode(), tmp_path)
    assert (fast.height, len(fast.columns)) == (slow.height, len(slow.columns)) == (20_001, 3)
    for a, b in zip(fast.columns, slow.columns, strict=True):
        assert (a.kinds.dtype, a.kinds.to_list()) == (pl.UInt8, b.kinds.to_list())
        assert a.text.to_list() == b.text.to_list()


@pytest.mark.parametrize(
    "spoiled",
    [
        "1;2\r\n", "1;2;3;4\r\n", '"1";2;3\r\n', "\r\n\r\n", "1;2\r;3\r\n",
        # Short and long lines whose delimiters add up to the right number.
        "1;2\r\n1;2;3;4\r\n", "\r\n1;2;3;4;5\r\n", "1;2;3;4;5\r\n\n",
    ],
)  # fmt: skip
def test_an_irregular_long_file_is_left_to_csv(
    spoiled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delimited, "FAST_FROM", 1)
    text = long_file(50) + spoiled + long_file(50)
    dialect = delimited.choose(text)
    assert delimited._by_polars(text, dialect, 10**7, tmp_path / "frame") == 0
    assert delimited._by_polars(long_file(50), dialect, 10**7, tmp_path / "frame") == 51


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x1a"), max_size=12)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_round_trip(rows: list[list[str]], delimiter: str, end: str) -> None:
    """Whatever cells hold (quotes, delimiters, line ends, controls), a quoted file gives it back; the header tells the delimiter."""
    import tempfile

    rows = [["Alpha", "Bêta", "Gamma"], *rows]
    text = written(rows, delimiter, end, csv.QUOTE_ALL).replace("\r\r\n", "\r\n")
    with tempfile.TemporaryDirectory() as folder:
        try:
            sheet = read(text.encode(), Path(folder))
        except Stop as stop:
            assert stop.code == "not_a_spreadsheet"  # mostly control characters
            return
    expected = [[cell.replace("\r\r\n", "\r\n") for cell in row] for row in rows]
    while not any(expected[-1]):
        expected.pop()
    assert values(sheet) == expected
