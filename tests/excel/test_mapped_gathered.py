"""What a template says of a client, a statement or the file is what the analysis says, to the cent."""

import io
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.excel.contents import plain
from fiche.excel.mapped.found import proposed
from fiche.excel.mapped.gathered import of_client, of_file, of_statement
from fiche.excel.mapped.outline import outlined
from fiche.excel.mapped.outputs import OwnTemplate
from fiche.excel.mapped.vocabulary import Kind, lists, values
from fiche.excel.sheets import archive
from tests.excel.companies import AS_OF, HOSTILE, company

PORTFOLIO = Portfolio(company())
EUR = Filters(currency="EUR")


def everything(kind: Kind) -> OwnTemplate:
    """A template of every value of a kind, a line each, then every list, a sheet each."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    first = book.add_worksheet("Valeurs")
    for row, code in enumerate(values(kind)):
        first.write_row(row, 0, (code, "{{" + code + "}}"))
    for listed in lists(kind).values():
        book.add_worksheet(listed.code).write_row(
            1, 0, ["{{" + f"{listed.code}.{f.code}" + "}}" for f in listed.fields]
        )
    book.close()
    data = out.getvalue()
    return OwnTemplate("Tout", "xlsx", data, proposed(outlined(data), kind))


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def told(book: Any) -> dict[str, Any]:
    return {row[0].value: row[1].value for row in book["Valeurs"].iter_rows()}


def as_kept(value: Any) -> Any:
    value = plain(value)
    return "—" if value is None else float(value) if isinstance(value, Decimal | float | int) else value


def test_a_client_s_indicators_are_the_analysis_s() -> None:
    found = told(opened(everything("client").one(PORTFOLIO, "C-00123", AS_OF, "fr")))
    figures = PORTFOLIO.figures(AS_OF, "C-00123", EUR)
    for code in (c for c in values("client") if c.startswith("figure.")):
        shown = found[code].date() if hasattr(found[code], "date") else found[code]
        expected = as_kept(figures[code.partition(".")[2]].value)
        assert shown == pytest.approx(expected) if isinstance(expected, float) else shown == expected, code
    assert (found["client.name"], found["client.siret"], found["status"]) == (
        "DUPONT & FILS SARL",
        "73282932000074",
        "À risque",
    )


def test_documents_add_up_to_the_indicators() -> None:
    lines = of_client(PORTFOLIO, "C-00123", AS_OF).lists["documents"]
    figures = PORTFOLIO.figures(AS_OF, "C-00123", EUR)
    assert (
        sum(line["open_amount"] for line in lines if line["open_amount"] and line["open_amount"] > 0)
        == figures["outstanding"].value
    )  # type: ignore[misc, operator]
    assert sum(line["net_amount"] for line in lines) == figures["revenue_total"].value  # type: ignore[misc]
    assert all(line["gross_amount"] - line["paid_amount"] == line["open_amount"] for line in lines)  # type: ignore[operator]


def test_what_is_to_be_paid_is_what_is_outstanding() -> None:
    lines = of_client(PORTFOLIO, "C-00123", AS_OF).lists["due"]
    assert (
        sum(line["open_amount"] for line in lines)
        == PORTFOLIO.figures(AS_OF, "C-00123", EUR)["outstanding"].value
    )  # type: ignore[misc]


def test_a_statement_says_what_is_to_be_paid_and_deducted() -> None:
    told_lists = of_statement(PORTFOLIO, "C-00123", AS_OF).lists
    figures = PORTFOLIO.figures(AS_OF, "C-00123", EUR)
    to_pay = sum(line["open_amount"] for line in told_lists["documents"])  # type: ignore[misc]
    deducted = sum(line["open_amount"] for line in told_lists["deducted"])  # type: ignore[misc]
    assert (to_pay, to_pay + deducted) == (figures["outstanding"].value, figures["balance"].value)


def test_the_file_lists_everyone_with_the_figures_of_each() -> None:
    filling = of_file(PORTFOLIO, AS_OF, EUR)
    for line in filling.lists["clients"]:
        figures = PORTFOLIO.figures(AS_OF, str(line["client_id"]), EUR)
        assert line["figure.outstanding"] == figures["outstanding"].value
    assert filling.values["figure.outstanding"] == PORTFOLIO.figures(AS_OF, None, EUR)["outstanding"].value
    assert len(filling.lists["payments"]) == sum(
        len(PORTFOLIO.payments(c, AS_OF, EUR)) for c in PORTFOLIO.names()
    )
    book = opened(everything("file").whole(PORTFOLIO, AS_OF, EUR, "fr"))
    assert book["documents"].max_row - 1 == len(filling.lists["documents"])


def test_hostile_values_of_the_record_stay_text() -> None:
    data = everything("client").one(PORTFOLIO, "PIEGE", AS_OF, "fr")
    book = opened(data)
    assert not [
        cell for sheet in book for row in sheet for cell in row if cell.data_type == "f" or cell.hyperlink
    ]
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(data))
        .get_sheet_by_name("contacts")
        .to_python(skip_empty_area=False)
    )
    names = {
        row[[f.code for f in lists("client")["contacts"].fields].index("contact_name")] for row in rows[1:]
    }
    assert set(HOSTILE) - names == set()


def test_a_zip_holds_a_workbook_a_client_and_statements_for_those_who_owe(tmp_path: Path) -> None:
    for kind, expected in (("client", 4), ("statement", 4)):
        target = tmp_path / f"{kind}.zip"
        archive(
            everything(kind).files,
            PORTFOLIO,
            sorted(PORTFOLIO.names()),
            AS_OF,
            "fr",
            target,
            kind,
            lambda *_: None,
        )  # type: ignore[arg-type]
        with zipfile.ZipFile(target) as found:
            assert len(found.namelist()) == expected
            for name in found.namelist():
                assert name.endswith(" 2026-11-24.xlsx") or "(2)" in name
                opened(found.read(name))


def test_english_words() -> None:
    book = opened(everything("client").one(PORTFOLIO, "C-00123", AS_OF, "en"))
    assert told(book)["status"] == "At risk"
    assert {row[2].value for row in book["documents"].iter_rows(min_row=2)} == {"Invoice", "Credit note"}
