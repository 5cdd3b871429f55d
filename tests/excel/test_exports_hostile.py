"""Hostile text through every export that a page or a command gives: no formula but ours, no link, and each value reads back as it was.

The exports are found, not listed: whatever fiche/web or a command imports from fiche.excel and gives as a file must have a case here.
"""

import ast
import csv
import datetime as dt
import importlib
import inspect
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.cli_tables import table as table_of
from fiche.cli_tables import written
from fiche.dataset import Dataset
from fiche.excel import blank, corrected, sheet, sheets, statement, table
from fiche.excel.back.fields import canonical
from fiche.excel.delimited import delimited, harmless
from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.outline import outlined
from fiche.excel.mapped.outputs import OwnTemplate
from fiche.excel.mapped.vocabulary import Kind
from fiche.excel.portfolio.tables import portfolio_tables
from fiche.excel.portfolio.workbook import portfolio_workbook
from fiche.excel.report import report_workbook
from fiche.excel.values import clean
from fiche.model import TABLES
from fiche.report.gather import gather
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, HOSTILE
from tests.excel.rich import rich_template
from tests.excel.test_back import Company, typed

ROOT = Path(__file__).resolve().parents[2]
NAUGHTY = (
    *HOSTILE, "|calc", "%1|x", "\r=1+1", "＝1+1", "－1", "@@", "mailto:a@b.fr", "file:///etc/passwd", "javascript:alert(1)", "a\x0bb", "é" * 300, "''", '"";=1',
    "-12.50", "+33612345678", "0123", "\x00=1", "\ufeff=1", "\u200b=1", "\u00a0=1", "＋1", "＠A1", "DDE(\"cmd\";\"/c calc\";\"x\")", "=1+1\";=\"2", "\n=1",
    "CON", "nul.xlsx", "../../etc/passwd", "..\\..\\x", "a/b:c*?", "fin. ",
)  # fmt: skip
EACH = 40  # values that one client bears
FORMULA = re.compile(r"<f(?: [^>]*)?>([^<]*)</f>")
Files = list[tuple[str, bytes]]


def texts(values: tuple[str, ...], *, plain: bool = False) -> Dataset:
    """Clients who bear the values in every free column, EACH of them one, with an invoice and a payment for each; `plain`: the same with harmless words."""
    said = [f"texte {n}" if plain else value for n, value in enumerate(values)]
    free = [c.name for c in TABLES["clients"] if c.type == "text" and c.name not in ("status", "category")]
    clients, documents, payments, contacts = [], [], [], []
    for start in range(0, len(said), EACH):
        mine, client = said[start : start + EACH], f"C{start}"
        words = {name: mine[n % len(mine)] for n, name in enumerate(free)}
        extra = {"A": mine[0]} if plain else {value or "A": value for value in mine}
        clients.append({"client_id": client, **words, "extra": extra})
        for n, value in enumerate(mine, start):
            more = {"document_id": value, "description": value, "payment_status": value}
            documents.append(invoice(n + 1, 100 + n, "2026-09-01", "2026-10-01", client, **more))
            payments.append(
                payment(1, "2026-09-02", n + 1, client, reference=value, method=value, payment_id=value)
            )
            contacts.append({"client_id": client, "contact_name": value, "notes": value})
    return dataset(documents, payments, clients, contacts=contacts)


@dataclass(frozen=True)
class Given:
    """What the exports are made of, and a folder."""

    data: Dataset
    portfolio: Portfolio
    values: tuple[str, ...]
    folder: Path

    @property
    def clients(self) -> list[str]:
        return sorted(self.portfolio.names())

    @property
    def frame(self) -> pl.DataFrame:
        """A table of the values, as a page would show it: set-aside rows, entries of the journal…"""
        return pl.DataFrame({"content": list(self.values), "=1": list(self.values)})


def _out(write: Callable[[io.BytesIO], None], name: str) -> Files:
    out = io.BytesIO()
    write(out)
    return [(name, out.getvalue())]


def _archive(given: Given, files: Any) -> Files:
    target = given.folder / "all.zip"
    sheets.archive(files, given.portfolio, given.clients, AS_OF, "fr", target, "key", lambda _d, _t: None)
    return [("all.zip", target.read_bytes())]


def _own(kind: Kind) -> OwnTemplate:
    """A user's template with all that hangs on its sheets; of the whole file, two lists under words between braces."""
    content = rich_template() if kind != "file" else _lists()
    return OwnTemplate("Modèle", "xlsm", content, proposed(outlined(content), kind))


def _lists() -> bytes:
    def draw(out: io.BytesIO) -> None:
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        for listed in ("facture", "client"):
            sheet = book.add_worksheet(listed)
            sheet.write("A1", "Fichier au {{date d’arrêté}}")
            words = ("numero", "description", "nom") if listed == "facture" else ("nom", "notes", "ville")
            sheet.write_row("A3", [f"{{{{{listed}.{word}}}}}" for word in words])
            sheet.write_formula("E3", '=IF(A3="","",1)')
            sheet.set_header("&LAu {{date d’arrêté}}")
        book.close()

    return _out(draw, "")[0][1]


def _each_sheet(given: Given, files: Any) -> Files:
    together = sheets.Together(given.portfolio, given.clients, AS_OF)
    return [made for client in given.clients for made in files(together, client, AS_OF, "fr")]


# Each export by its full name: the files that it gives of some data.
CASES: dict[str, Callable[[Given], Files]] = {
    "fiche.excel.blank.blank_sheet": lambda g: [("a.xlsx", blank.blank_sheet(g.portfolio.settings, AS_OF))],
    "fiche.excel.blank.blank_transactions": lambda _g: [("a.xlsx", blank.blank_transactions())],
    "fiche.excel.blank.blank_workbook": lambda _g: [("a.xlsx", blank.blank_workbook())],
    "fiche.excel.corrected.corrected_workbook": lambda g: [("a.xlsx", corrected.corrected_workbook(g.data))],
    "fiche.excel.delimited.delimited": lambda g: [
        ("a.csv", delimited(g.frame, {"content": "=1+1", "=1": "@x"}))
    ],
    "fiche.excel.mapped.outputs.OwnTemplate.files": lambda g: _each_sheet(g, _own("client").files),
    "fiche.excel.mapped.outputs.OwnTemplate.one": lambda g: [
        (f"{c}.xlsm", _own(kind).one(g.portfolio, c, AS_OF, "fr")) for c in g.clients for kind in ("client", "statement")  # type: ignore[arg-type]
    ],
    "fiche.excel.mapped.outputs.OwnTemplate.whole": lambda g: [("a.xlsx", _own("file").whole(g.portfolio, AS_OF, Filters(), "fr"))],
    "fiche.excel.portfolio.tables.portfolio_tables": lambda g: [
        made for form in ("csv", "parquet") for made in _out(lambda out, f=form: portfolio_tables(g.portfolio, AS_OF, out, Filters(), "fr", f), f"{form}.zip")  # type: ignore[misc]
    ],
    "fiche.excel.portfolio.workbook.portfolio_workbook": lambda g: _out(lambda out: portfolio_workbook(g.portfolio, AS_OF, out, Filters()), "a.xlsx"),
    "fiche.excel.report.report_workbook": lambda g: [("a.xlsx", report_workbook(gather(g.portfolio, AS_OF, None, g.values), g.portfolio.settings))],
    "fiche.excel.sheet.client_workbook": lambda g: [(f"{c}.xlsx", sheet.client_workbook(g.portfolio, c, AS_OF, "en")) for c in g.clients],
    "fiche.excel.sheets.archive": lambda g: _archive(g, sheets.statements_of),
    "fiche.excel.sheets.sheet_of": lambda g: _archive(g, sheets.sheet_of),
    "fiche.excel.sheets.statements_of": lambda g: _each_sheet(g, sheets.statements_of),
    "fiche.excel.statement.statement": lambda g: [(f"{c}.xlsx", statement.statement(g.portfolio, c, AS_OF)) for c in g.clients],
    "fiche.excel.table.table_workbook": lambda g: [("a.xlsx", table.table_workbook(g.frame, {"content": "=1+1", "=1": "@x"}, sheet="='x'!"))],
    "fiche.excel.table.tables_workbook": lambda g: [("a.xlsx", table.tables_workbook([table.Sheet(g.frame, name="a/b:[c]"), table.Sheet(g.frame, name="=2")]))],
    "fiche.cli_tables.written": lambda g: [(f"a.{f}", written(table_of(g.portfolio, AS_OF, "client", None), f)) for f in ("csv", "xlsx")],
}  # fmt: skip
# Exports that hold no text of the company's, and those whose texts are the clients' names alone.
SILENT = {
    "fiche.excel.blank.blank_sheet",
    "fiche.excel.blank.blank_transactions",
    "fiche.excel.blank.blank_workbook",
}
NAMES_ONLY = {"fiche.cli_tables.written", "fiche.excel.report.report_workbook"}


def offered() -> set[str]:
    """Every function that a page or a command imports from fiche.excel and that gives a file."""
    found = {"fiche.cli_tables.written"}
    for path in [*(ROOT / "fiche" / "web").rglob("*.py"), *(ROOT / "fiche").glob("cli*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("fiche.excel"):
                found |= {
                    f"{f.__module__}.{f.__qualname__}"
                    for alias in node.names
                    for f in _functions(str(node.module), alias.name)
                    if _gives_a_file(f)
                }
    return found


def _functions(module: str, name: str) -> list[Any]:
    made = getattr(importlib.import_module(module), name, None) or importlib.import_module(f"{module}.{name}")
    if inspect.isfunction(made):
        return [made]
    if inspect.isclass(made):
        return [f for n, f in inspect.getmembers(made, inspect.isfunction) if not n.startswith("_")]
    every = inspect.getmembers(made, inspect.isfunction) if inspect.ismodule(made) else []
    return [f for n, f in every if not n.startswith("_") and f.__module__ == made.__name__]


def _gives_a_file(function: Any) -> bool:
    said = inspect.signature(function)
    return (
        "bytes" in str(said.return_annotation)
        or said.return_annotation is sheets.Files
        or "-> Files" in str(said)
        or bool({"out", "target"} & set(said.parameters))
    )


def workbook(name: str) -> bool:
    """Whether a file is an Excel workbook."""
    return name.endswith((".xlsx", ".xlsm"))


def opened(files: Files) -> Iterator[tuple[str, bytes]]:
    """The files, those of archives one by one, their names checked."""
    for name, content in files:
        if not name.endswith(".zip"):
            yield name, content
            continue
        archive = zipfile.ZipFile(io.BytesIO(content))
        names = archive.namelist()
        assert len({n.casefold() for n in names}) == len(names)
        for inside in names:
            assert safe(inside), inside
            yield inside, archive.read(inside)


def safe(name: str) -> bool:
    """Whether Windows takes a name as it is, in the folder where it is unpacked."""
    stem = name.split(".", maxsplit=1)[0].strip().upper()
    devices = {"CON", "PRN", "AUX", "NUL", *(f"{d}{n}" for d in ("COM", "LPT") for n in range(10))}
    return (
        not re.search(r'[<>:"/\\|?*\x00-\x1f]', name)
        and name[-1] not in ". "
        and stem not in devices
        and len(name.encode()) <= 255
    )


def formulas(content: bytes) -> set[str]:
    """The formulas of a workbook, whatever the rows that they speak of; none of its parts leads outside."""
    found: set[str] = set()
    archive = zipfile.ZipFile(io.BytesIO(content))
    for part in archive.namelist():
        if part.endswith((".xml", ".rels")):
            text = archive.read(part).decode()
            assert 'TargetMode="External"' not in text and "<hyperlink" not in text, part
            if "/worksheets/" in part:
                found |= {re.sub(r"\d+", "0", formula) for formula in FORMULA.findall(text)}
    return found


def cells(name: str, content: bytes) -> set[str]:
    """The texts of a file; readers leave the escape of an underscore in place, Excel does not."""
    if name.endswith(".csv"):
        text = content.decode("utf-8-sig")
        return {v for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for v in row}
    if name.endswith(".parquet"):
        frame = pl.read_parquet(io.BytesIO(content))
        return {
            v for column in frame.select(pl.col(pl.String)).iter_columns() for v in column if v is not None
        }
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    texts_ = (
        v
        for s in book.sheet_names
        for row in book.get_sheet_by_name(s).to_python()
        for v in row
        if isinstance(v, str)
    )
    return {v.replace("_x005F_", "_") for v in texts_}


def kept(value: str, kind: str) -> str:
    """A value as a kind of file holds it."""
    return value if kind == "parquet" else harmless(value) if kind == "csv" else clean(value)


def test_every_export_has_a_case() -> None:
    assert offered() == set(CASES)


@pytest.fixture(scope="module")
def given_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[tuple[str, ...], bool], Given]:
    """The data of some values, made once."""
    made: dict[tuple[int, bool], Given] = {}

    def of(values: tuple[str, ...], plain: bool) -> Given:
        if (len(values), plain) not in made:
            data = texts(values, plain=plain)
            made[len(values), plain] = Given(data, Portfolio(data), values, tmp_path_factory.mktemp("out"))
        return made[len(values), plain]

    return of


def check(name: str, values: tuple[str, ...], given_of: Callable[[tuple[str, ...], bool], Given]) -> None:
    """One export of hostile values against the same of harmless words."""
    hostile, plain = (list(opened(CASES[name](given_of(values, harmless_)))) for harmless_ in (False, True))
    ours = {f for file, content in plain if workbook(file) for f in formulas(content)}
    for file, content in hostile:
        if workbook(file):
            assert formulas(content) - ours == set(), file
    for kind in (
        {file.rpartition(".")[2] for file, _content in hostile} if name not in SILENT | NAMES_ONLY else ()
    ):
        found = {v for file, content in hostile if file.endswith(f".{kind}") for v in cells(file, content)}
        assert [v for v in values if v and kept(v, kind) and kept(v, kind) not in found] == [], kind
        if kind == "csv":
            assert [v for v in found if v and v[0] in "=@\t\r＝"] == []


@pytest.mark.parametrize("name", sorted(CASES))
def test_hostile_values(name: str, given_of: Callable[[tuple[str, ...], bool], Given]) -> None:
    check(name, NAUGHTY, given_of)


@pytest.mark.parametrize("name", sorted(set(CASES) - SILENT))
def test_naughty_strings(
    name: str, given_of: Callable[[tuple[str, ...], bool], Given], shared: Callable[[str], Path]
) -> None:
    lines = shared("corpus/minimaxir+big-list-of-naughty-strings/blns.txt").read_text("utf-8").split("\n")
    strings = tuple(dict.fromkeys(line for line in lines if line.strip() and not line.startswith("#")))
    check(name, strings, given_of)


def test_what_comes_back_from_excel_stays_text() -> None:
    """Typed by hand in a client's workbook, brought back, exported again: as they were typed, and still text."""
    company = Company(texts(tuple(f"texte {n}" for n in range(len(NAUGHTY)))))
    ours = formulas(company.file())
    for client in sorted(company.mirror.now().portfolio.names()):
        book, said = company.sheet(client), NAUGHTY[int(client[1:]) :][:EACH]
        ours |= formulas(book)
        company.bring(typed(book, {("con_notes", n): value for n, value in enumerate(said)}))
    again = [company.sheet(client) for client in sorted(company.mirror.now().portfolio.names())]
    assert {f for book in (*again, company.file()) for f in formulas(book)} <= ours
    found = {v for book in again for v in cells("a.xlsx", book)}
    as_read = pl.select(
        canonical(pl.lit(pl.Series([clean(v).strip("\u200b\ufeff") for v in NAUGHTY])))
    ).to_series()
    assert {v for v in as_read if v is not None and v not in found} == {
        "#REF!"
    }  # an error, which is said and left


def test_nobody_is_lost_between_sheets() -> None:
    """A limit of rows far below the file's: the same clients, on further sheets."""
    out = io.BytesIO()
    portfolio_workbook(Portfolio(texts(NAUGHTY)), AS_OF, out, Filters(), limit=5 + 50)
    assert [v for v in NAUGHTY if clean(v).strip() and clean(v) not in cells("a.xlsx", out.getvalue())] == []
    assert isinstance(AS_OF, dt.date)
