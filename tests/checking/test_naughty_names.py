"""Names that break things elsewhere come back as they were written, from a CSV and from a workbook; nothing here judges a real name.

The exceptions, each for a reason: spaces at the ends are trimmed (nobody sees them); a name of nothing but such spaces is no name, and the
number stands in for it; a spreadsheet's own error (#N/A) in a cell is an error; U+FFFE is no character, and a workbook holds it only by its number.
"""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from fiche import loading
from fiche.checking.parsed import EMPTY_WORDS
from fiche.dataset import Dataset
from fiche.reading.kinds import ERRORS

TODAY = dt.date(2025, 6, 30)
HEADERS = ("Numéro client", "Raison sociale", "Ville")
TRIMMED = " \t\r\n\u00a0\u202f\u200b\ufeff"
OWN = ("null", "Null", "NIL", "undefined", "true", "Faux", "0", "-1", "1e5", "1/2", "=1+1", "'", '"', "\\", "é" * 500, "a\nb", "a\r\nb", "x;y", "_x0041_", "Total Énergies")  # fmt: skip


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def as_workbook(rows: list[tuple[str, ...]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Clients")
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                sheet.write_string(i, j, value)
    return out.getvalue()


WAYS = pytest.mark.parametrize(("name", "write"), [("clients.csv", as_csv), ("clients.xlsx", as_workbook)])
Write = Callable[[list[tuple[str, ...]]], bytes]


def load(name: str, content: bytes) -> Dataset:
    return loading.check(loading.prepare([(name, content)]), loaded_on=TODAY)


def names(dataset: Dataset) -> dict[str, str]:
    return dict(dataset.clients.select("client_id", "name").iter_rows())


def expected(file: str, number: str, text: str) -> str:
    """What is shown of a client so called."""
    shown = text.strip(TRIMMED) or number
    return shown.replace("\ufffe", "_xFFFE_") if file.endswith(".xlsx") else shown


@WAYS
def test_every_naughty_string_is_a_name(name: str, write: Write, shared: Callable[[str], Path]) -> None:
    lines = shared("corpus/minimaxir+big-list-of-naughty-strings/blns.txt").read_text("utf-8").split("\n")
    strings = [*OWN, *(line for line in lines if line and not line.startswith("#"))]
    assert len(strings) > 450
    numbered = {f"K{i:04}": text for i, text in enumerate(strings)}
    rows = [HEADERS]
    for number, text in numbered.items():  # among ordinary names, as they would come
        rows += [(number, text, "Paris"), (f"Z{number}", f"Établissements Durand {number}", "Lyon")]
    dataset = load(name, write(rows))
    wrong = {
        number: (text, names(dataset).get(number))
        for number, text in numbered.items()
        if names(dataset).get(number) != expected(name, number, text) and text.strip(TRIMMED) not in ERRORS
    }
    assert wrong == {}
    assert dataset.rows_loaded + len(dataset.set_aside) == dataset.rows_in_file == 2 * len(strings)


@WAYS
@pytest.mark.parametrize("word", [w for w in EMPTY_WORDS if w not in ERRORS])
def test_a_client_called_null(name: str, write: Write, word: str) -> None:
    others = [("C2", "Durand", "Lyon"), ("C3", "Martin", "Nice")]
    assert names(load(name, write([HEADERS, ("C1", word, "Paris"), *others])))["C1"] == word


@WAYS
def test_a_file_that_writes_null_for_nothing(name: str, write: Write) -> None:
    rows = [HEADERS, ("C1", "NULL", "Paris"), ("C2", "Durand", "NULL"), ("C3", "Martin", "Nice")]
    dataset = load(name, write(rows))
    assert names(dataset) == {"C1": "C1", "C2": "Durand", "C3": "Martin"}
    assert dataset.clients["city"].to_list() == ["Paris", None, "Nice"]


@WAYS
def test_a_row_that_says_nothing_else_is_set_aside(name: str, write: Write) -> None:
    dataset = load(
        name, write([HEADERS, ("", "NULL", ""), ("C2", "Durand", "Lyon"), ("C3", "Martin", "Nice")])
    )
    assert sorted(names(dataset)) == ["C2", "C3"]
    assert len(dataset.set_aside) == 1


def test_invoices_of_a_client_called_none() -> None:
    rows = [
        "Numéro de facture;Nom du client;Date de facture;Montant TTC",
        "F1;None;13/01/2025;10",
        "F2;Durand;14/01/2025;20",
    ]
    dataset = load("factures.csv", "\n".join(rows).encode())
    assert dict(dataset.documents.select("document_id", "client_id").iter_rows()) == {
        "F1": "None",
        "F2": "Durand",
    }
