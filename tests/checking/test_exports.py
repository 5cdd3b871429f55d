"""The same clients and invoices as a page, a saved page and an XML workbook: the figures of the delimited file, whatever wrote it."""

import csv
import datetime as dt
from collections.abc import Callable
from html import escape
from pathlib import Path

import pytest

from fiche import loading
from fiche.dataset import Dataset

SS = "urn:schemas-microsoft-com:office:spreadsheet"
FILES = ("clients", "factures")


def load(files: list[tuple[str, bytes]]) -> Dataset:
    return loading.check(loading.prepare(files), loaded_on=dt.date(2026, 11, 24))


def table(rows: list[list[str]]) -> str:
    return (
        "<table border=1>"
        + "".join("<tr>" + "".join(f"<td>{escape(c)}&nbsp;</td>" for c in row) + "</tr>\n" for row in rows)
        + "</table>"
    )


def as_page(name: str, rows: list[list[str]]) -> bytes:
    return f"<html><meta charset=windows-1252><body><table><tr><td><h2>{name}</h2>{table(rows)}</table></html>".encode(
        "cp1252"
    )


def as_saved_page(name: str, rows: list[list[str]]) -> bytes:
    head = 'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="x"\n\n--x\nContent-Location: a.htm\nContent-Transfer-Encoding: 8bit\nContent-Type: text/html; charset=utf-8\n\n'
    return f"{head}{table(rows)}\n--x--".encode()


def as_xml(name: str, rows: list[list[str]]) -> bytes:
    body = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{escape(c)}</Data></Cell>' for c in row) + "</Row>"
        for row in rows
    )
    return f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="{name}"><Table>{body}</Table></Worksheet></Workbook>'.encode()


@pytest.mark.parametrize("written", [as_page, as_saved_page, as_xml])
def test_the_figures_are_those_of_the_delimited_file(
    written: Callable[[str, list[list[str]]], bytes], root: Path
) -> None:
    found = {name: (root / "sample_data" / "demo" / f"{name}.csv").read_bytes() for name in FILES}
    rows = {
        name: list(csv.reader(data.decode("utf-8-sig").splitlines(), delimiter=";"))
        for name, data in found.items()
    }
    expected = load([(f"{name}.csv", data) for name, data in found.items()])
    read = load([(f"{name}.xls", written(name, rows[name])) for name in FILES])
    assert len(read.documents) == len(expected.documents) > 100
    assert read.clients.select("client_id", "name").equals(expected.clients.select("client_id", "name"))
    columns = ["document_id", "client_id", "date", "due_date", "net", "gross"]
    assert read.documents.select(columns).equals(expected.documents.select(columns))
    assert read.rows_loaded == expected.rows_loaded
    assert read.payments["amount"].equals(expected.payments["amount"])
