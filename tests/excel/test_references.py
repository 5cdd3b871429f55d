"""References in formulas follow the rows they name; nothing else in a formula changes."""

import pytest

from fiche.excel.references import (
    Growth,
    Rows,
    column_letters,
    column_number,
    grown,
    grown_area,
    moved,
    split,
)

SHEETS = {"Ventes": Rows((Growth(6, 7, 10),)), "L'été 24": Rows((Growth(3, 3, 2), Growth(9, 9, 5)))}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A5", "A5"),
        ("A6+A7", "A6+A7"),
        ("A8", "A18"),
        ("SUM(A6:A7)", "SUM(A6:A17)"),
        ("SUM($A$6:$A$7)*B9", "SUM($A$6:$A$17)*B19"),
        ("SUM(A1:A3)", "SUM(A1:A3)"),
        ("SUM(A2:A20)", "SUM(A2:A30)"),
        ('IF(A8="A8","$A$8",A8)', 'IF(A18="A8","$A$8",A18)'),
        ("LOG10(A8)+ATAN2(A8,B8)", "LOG10(A18)+ATAN2(A18,B18)"),
        ("tx_A8+Q1_A8+$A8", "tx_A8+Q1_A8+$A18"),
        ("$5:$5", "$5:$5"),
        ("8:9", "18:19"),
        ("A:C", "A:C"),
        ("Autre!A8+Ventes!A8", "Autre!A8+Ventes!A18"),
        ("'L''été 24'!A4:A9", "'L''été 24'!A6:A16"),
        ("[1]Ventes!A8+'[1]Ventes'!A8", "[1]Ventes!A8+'[1]Ventes'!A8"),
        ("Tableau[[#This Row],[A8]]", "Tableau[[#This Row],[A8]]"),
        ('"un ""A8"" cité"&A8', '"un ""A8"" cité"&A18'),
    ],
)
def test_grown(formula: str, expected: str) -> None:
    assert grown(formula, "Ventes", SHEETS) == expected


def test_a_running_total_of_the_block_does_not_grow() -> None:
    rows = {"S": Rows((Growth(6, 6, 10),))}
    assert grown("SUM(D$6:D6)", "S", rows, in_block=True) == "SUM(D$6:D6)"
    assert grown("SUM($D$6:$D$6)", "S", rows, in_block=True) == "SUM($D$6:$D$16)"
    assert grown("SUM(D$6:D6)", "S", rows) == "SUM(D$6:D16)"


@pytest.mark.parametrize(
    ("formula", "rows", "columns", "expected"),
    [
        ("A1+$B$1+B$1+$C1", 3, 0, "A4+$B$1+B$1+$C4"),
        ('SUM(D$5:D5)&"D5"', 2, 0, 'SUM(D$5:D7)&"D5"'),
        ("A1+$B$1+B$1+$C1", 1, 2, "C2+$B$1+D$1+$C2"),
        ("Ventes!A1", 1, 1, "Ventes!B2"),
        ("SUM(tx_gross)", 9, 0, "SUM(tx_gross)"),
    ],
)
def test_moved(formula: str, rows: int, columns: int, expected: str) -> None:
    assert moved(formula, rows, columns) == expected


def test_areas_grow_even_from_a_single_cell() -> None:
    rows = Rows((Growth(6, 6, 4),))
    assert grown_area("A6", rows) == "A6:A10"
    assert grown_area("A6:C6 E8 G1:G2 A:B", rows) == "A6:C10 E12 G1:G2 A:B"


def test_columns_and_cells() -> None:
    assert [column_letters(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(0, 16384, 37))
    assert split("$B$12") == (12, 1)
    with pytest.raises(ValueError, match="12"):
        split("$12")
