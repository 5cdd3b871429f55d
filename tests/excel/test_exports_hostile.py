"""Hostile text through every export of many clients: no formula but ours, no link, and each value reads back as it was."""

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator

import polars as pl
import pytest
from openpyxl import load_workbook

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.dataset import Dataset
from fiche.excel.delimited import harmless
from fiche.excel.portfolio.tables import portfolio_tables
from fiche.excel.portfolio.workbook import portfolio_workbook
from fiche.excel.statement import owed, statement
from fiche.excel.values import clean
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, HOSTILE

NAUGHTY = (
    *HOSTILE, "|calc", "%1|x", "\r=1+1", "＝1+1", "－1", "@@", "mailto:a@b.fr", "file:///etc/passwd", "javascript:alert(1)", "a\x0bb", "é" * 300, "''", '"";=1',
)  # fmt: skip
FORMULA = re.compile(r"<f(?: [^>]*)?/>|<f(?: [^>]*)?>[^<]*</f>")


def texts(*, plain: bool = False) -> Dataset:
    """A client and an invoice for each hostile value, that value in every free column; `plain`: the same with harmless words."""
    said = [f"texte {n}" if plain else value for n, value in enumerate(NAUGHTY)]
    free = ("name", "city", "category", "sector", "email", "phone")
    clients = [{"client_id": f"C{n}", **dict.fromkeys(free, value)} for n, value in enumerate(said)]
    documents = [
        invoice(n, 100 + n, "2026-09-01", "2026-10-01", f"C{n}", description=value, payment_status=value)
        for n, value in enumerate(said)
    ]
    payments = [
        payment(1, "2026-09-02", n, f"C{n}", reference=value, method=value) for n, value in enumerate(said)
    ]
    return dataset(documents, payments, clients)


def book(data: Dataset) -> bytes:
    out = io.BytesIO()
    portfolio_workbook(Portfolio(data), AS_OF, out, Filters())
    return out.getvalue()


def parts(content: bytes) -> Iterator[tuple[str, str]]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            yield name, archive.read(name).decode()


def formulas(content: bytes) -> Counter[str]:
    return Counter(
        found for name, text in parts(content) if "/worksheets/" in name for found in FORMULA.findall(text)
    )


def cells(content: bytes) -> set[object]:
    """The values of a workbook; openpyxl leaves the escape of an underscore in place, Excel does not."""
    sheets = load_workbook(io.BytesIO(content)).worksheets
    values = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
    return {value.replace("_x005F_", "_") if isinstance(value, str) else value for value in values}


def test_the_client_file_holds_the_formulas_it_holds_with_harmless_words() -> None:
    hostile = book(texts())
    assert formulas(hostile) == formulas(book(texts(plain=True)))
    assert [name for name, text in parts(hostile) if 'TargetMode="External"' in text] == []
    values = cells(hostile)
    assert [value for value in NAUGHTY if clean(value) not in values] == []


def test_statements_keep_text_as_text() -> None:
    portfolio, plain = Portfolio(texts()), Portfolio(texts(plain=True))
    for client in sorted(portfolio.names()):
        (currency,) = owed(portfolio, client, AS_OF)
        made = statement(portfolio, client, AS_OF, "fr", currency)
        assert formulas(made) == formulas(statement(plain, client, AS_OF, "fr", currency))
        assert all('TargetMode="External"' not in text for _name, text in parts(made))
        assert clean(NAUGHTY[int(client[1:])]) in cells(made)


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_plain_tables(form: str) -> None:
    out = io.BytesIO()
    portfolio_tables(Portfolio(texts()), AS_OF, out, Filters(), "fr", form)  # type: ignore[arg-type]
    archive = zipfile.ZipFile(io.BytesIO(out.getvalue()))
    found: set[object] = set()
    for name in archive.namelist():
        if form == "parquet":
            frame = pl.read_parquet(io.BytesIO(archive.read(name)))
            found |= {value for column in frame.select(pl.col(pl.String)).iter_columns() for value in column}
        elif name.endswith(".csv"):
            text = archive.read(name).decode("utf-8-sig")
            found |= {v for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for v in row}
    wanted = [value if form == "parquet" else harmless(value) for value in NAUGHTY]
    assert [value for value in wanted if value not in found] == []
    if form == "csv":
        assert [v for v in found if isinstance(v, str) and v and v[0] in "=@\t\r＝"] == []


def test_nobody_is_lost_between_sheets() -> None:
    """A limit of rows far below the file's: the same clients, on further sheets."""
    out = io.BytesIO()
    portfolio_workbook(Portfolio(texts()), AS_OF, out, Filters(), limit=5 + 20)
    values = cells(out.getvalue())
    assert [value for value in NAUGHTY if clean(value) not in values] == []
    assert dt.datetime.combine(AS_OF, dt.time()) in values
