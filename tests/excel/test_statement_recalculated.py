"""Statements in LibreOffice: every formula gives what the file keeps, and follows the date and the amounts typed in; the balance is the analysis's own."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.excel.draw_statement import OPEN
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters
from fiche.excel.statement import owed, statement
from tests.excel.companies import AS_OF, company
from tests.excel.office import Sheets, calculated, differences, kept, number, recalculated, same
from tests.excel.varied import VARIANTS, varied_company

pytestmark = pytest.mark.soffice
LATER = AS_OF + dt.timedelta(days=45)


@dataclass(frozen=True)
class Case:
    """A statement of a client in a currency; `typed`: the date and what is still open of its first line, typed in afterwards."""

    book: bytes
    portfolio: Portfolio
    client: str
    currency: str
    typed: tuple[dt.date, Decimal] | None = None


def _cases() -> dict[str, Case]:
    found: dict[str, Case] = {}
    portfolios = [
        Portfolio(company()),
        *(Portfolio(varied_company(seed, 21), VARIANTS[seed]) for seed in range(3)),
    ]
    for at, portfolio in enumerate(portfolios):
        for client in sorted(portfolio.names()):
            for currency in owed(portfolio, client, AS_OF):
                book = statement(portfolio, client, AS_OF, "fr", currency)
                found[f"{at}_{len(found)}"] = Case(book, portfolio, client, currency)
                if len(found) % 3 == 0:
                    found[f"{at}_{len(found)}"] = Case(
                        _typed(book), portfolio, client, currency, (LATER, Decimal("12.34"))
                    )
    return found


def _typed(book: bytes) -> bytes:
    changed = Patcher(book)
    changed.write("as_of", LATER)
    area = changed.area("opn_open")
    changed.sheet(area.sheet).write(f"{column_letters(area.left)}{area.first}", Decimal("12.34"))
    return changed.content()


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    return _cases()


@pytest.fixture(scope="module")
def computed(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheets]:
    """Each statement as LibreOffice works it out, all in one run."""
    folder: Path = tmp_path_factory.mktemp("office")
    return recalculated({name: case.book for name, case in cases.items()}, folder)


def test_every_formula_gives_what_the_file_keeps(cases: dict[str, Case], computed: dict[str, Sheets]) -> None:
    assert len(cases) > 60
    wrong = [
        f"{name}: {line}"
        for name, case in cases.items()
        if not case.typed
        for line in differences(case.book, computed[name])
    ]
    assert not wrong, "\n".join(wrong[:30])


def test_the_balance_is_the_analysis_s(cases: dict[str, Case], computed: dict[str, Sheets]) -> None:
    for name, case in cases.items():
        if case.typed is None:
            figures = case.portfolio.figures(AS_OF, case.client, Filters(currency=case.currency))
            assert same(kept(figures["balance"].value), _cell(case.book, computed[name], "balance")), name
            assert same(kept(figures["overdue"].value), _cell(case.book, computed[name], "overdue")), name


def _cell(book: bytes, sheets: Sheets, name: str, row: int = 0) -> float | str:
    area = Patcher(book).area(name)
    return number(calculated(sheets, area.sheet, f"{column_letters(area.left)}{area.first + row}"))


def test_the_date_and_an_amount_typed_in_are_followed(
    cases: dict[str, Case], computed: dict[str, Sheets]
) -> None:
    seen = 0
    for name, case in cases.items():
        if case.typed is None:
            continue
        area = Patcher(case.book).area("block_open")
        rows = range(area.last - area.first + 1)
        lines = [
            {s.name: _cell(case.book, computed[name], f"opn_{s.name}", n) for s in OPEN.slots} for n in rows
        ]
        serial = (LATER - dt.date(1899, 12, 30)).days
        late = [line for line in lines if line["due"] != "" and line["due"] < serial]  # type: ignore[operator]
        assert [line["days"] for line in late] == [serial - line["due"] for line in late], name  # type: ignore[operator]
        assert same(
            _cell(case.book, computed[name], "overdue"),
            round(sum(float(line["open"] or 0) for line in late), 2),
        ), name
        total = round(sum(float(line["open"] or 0) for line in lines), 2)
        assert same(_cell(case.book, computed[name], "total_opn_open"), total), name
        seen += len(late)
    assert seen > 10
