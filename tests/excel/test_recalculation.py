"""LibreOffice works every formula out again: as exported, then after the date, a payment or the limits were changed in the workbook itself."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.excel.fill_figures import shown
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters
from fiche.excel.sheet import client_workbook
from tests.analysis.build import dataset, payment
from tests.excel.companies import AS_OF, company, full_client, random_company, traps
from tests.excel.office import as_shown, convert, differences, same, values

pytestmark = pytest.mark.soffice
DATES = (dt.date(2026, 11, 24), dt.date(2026, 10, 25), dt.date(2026, 2, 10), dt.date(2025, 11, 24), dt.date(2027, 1, 1), dt.date(2024, 2, 29))  # fmt: skip
LIMITS = (15, 45, 90, 180)
MANY = Settings(bucket_limits=(5, 10, 15, 20, 25, 30, 35, 40), dso_days=90, serious_days=30)


@dataclass(frozen=True)
class Case:
    """A workbook, perhaps changed as its reader would, and the one that we would export after the same change."""

    book: bytes
    expected: bytes
    figures: dict[str, Any]


def _figures(portfolio: Portfolio, client: str, as_of: dt.date) -> dict[str, Any]:
    currency = "USD" if client == "DEVISES" else "EUR"
    return {
        code: as_shown(shown(f))
        for code, f in portfolio.figures(as_of, client, Filters(currency=currency)).items()
    }


def _as_exported(data: Dataset, client: str, settings: Settings | None = None) -> Case:
    portfolio = Portfolio(data, settings)
    book = client_workbook(portfolio, client, AS_OF)
    return Case(book, book, _figures(portfolio, client, AS_OF))


def _changed(
    before: Portfolio, after: Portfolio, as_of: dt.date, change: Callable[[Patcher], None], client: str
) -> Case:
    book = Patcher(client_workbook(before, client, AS_OF))
    change(book)
    expected = client_workbook(after, client, as_of)
    return Case(book.content(), expected, _figures(after, client, as_of))


def _at(data: Dataset, as_of: dt.date, client: str = "C-00123") -> Case:
    portfolio = Portfolio(data)
    return _changed(portfolio, portfolio, as_of, lambda book: book.write("as_of", as_of), client)


def _with_limits(data: Dataset, client: str = "C-00123") -> Case:
    def change(book: Patcher) -> None:
        area = book.area("bucket_last")
        book.sheet(area.sheet).fill(area.first, {area.left: list(LIMITS)})

    return _changed(Portfolio(data), Portfolio(data, Settings(bucket_limits=LIMITS)), AS_OF, change, client)


def _with_another_payment(typed: Decimal) -> Case:
    """The payment of 500.00 on F0013 becomes `typed`."""
    documents, payments = traps()
    place = next(n for n, p in enumerate(payments) if p["document_key"] == 13)
    changed = [*payments]
    changed[place] = payments[place] | {"amount": typed}

    def change(book: Patcher) -> None:
        area = book.area("pay_document")
        sheet, left = book.sheet(area.sheet), book.area("pay_amount").left
        row = next(
            r
            for r in range(area.first, area.last + 1)
            if sheet.text(f"{column_letters(area.left)}{r}") == "F0013"
        )
        sheet.write(f"{column_letters(left)}{row}", typed)

    before, after = (Portfolio(dataset(documents, p, full_client())) for p in (payments, changed))
    return _changed(before, after, AS_OF, change, "C-00123")


def _with_one_more_payment() -> Case:
    """A payment typed on the first free row, by the number of its invoice."""
    documents, payments = traps()
    more = payment(120.5, "2026-11-20", 4, "C-00123")

    def change(book: Patcher) -> None:
        row = book.area("pay_date").first + len(payments)
        sheet = book.sheet(book.area("pay_date").sheet)
        for name, value in (
            ("date", dt.date(2026, 11, 20)),
            ("amount", Decimal("120.50")),
            ("document", "F0004"),
        ):
            sheet.write(f"{column_letters(book.area(f'pay_{name}').left)}{row}", value)

    before, after = (Portfolio(dataset(documents, p, full_client())) for p in (payments, [*payments, more]))
    return _changed(before, after, AS_OF, change, "C-00123")


def _cases() -> dict[str, Case]:
    traps_company = company()
    cases = {
        client: _as_exported(traps_company, client) for client in ("C-00123", "VIDE", "PIEGE", "DEVISES")
    }
    cases |= {f"seed-{seed}-{client}": _as_exported(random_company(seed), client) for seed in range(4) for client in ("R1", "R2")}  # fmt: skip
    cases |= {f"date-{day}": _at(traps_company, day) for day in DATES}
    cases |= {f"date-{seed}-R3": _at(random_company(seed), DATES[seed], "R3") for seed in range(1, 5)}
    cases |= {"limits": _with_limits(traps_company), "limits-R1": _with_limits(random_company(7), "R1")}
    cases |= {
        "paid-less": _with_another_payment(Decimal("123.45")),
        "paid-more": _with_another_payment(Decimal("1200.00")),
    }
    cases |= {
        "settings": _as_exported(traps_company, "C-00123", MANY),
        "settings-R2": _as_exported(random_company(9), "R2", MANY),
    }
    return cases | {"paid-again": _with_one_more_payment()}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Every case by name."""
    return _cases()


@pytest.fixture(scope="module")
def recalculated(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each case's workbook as LibreOffice leaves it, all in one run."""
    folder: Path = tmp_path_factory.mktemp("office")
    return convert({name: case.book for name, case in cases.items()}, folder)


def test_every_figure_is_the_analysis_s_to_the_cent(
    cases: dict[str, Case], recalculated: dict[str, bytes]
) -> None:
    wrong = []
    for name, case in cases.items():
        book, found = Patcher(case.book), values(recalculated[name])
        for code in FORMULAS:
            area = book.area(f"fig_{code}")
            if not same(case.figures[code], found.get((area.sheet, area.cell))):
                wrong.append(f"{name}: {code}: {case.figures[code]} expected, {found.get((area.sheet, area.cell))} computed")  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_every_formula_gives_its_cached_value(cases: dict[str, Case], recalculated: dict[str, bytes]) -> None:
    """Row by row and helper by helper; after a change, what we would have exported ourselves. The balance as exported is another."""
    wrong = []
    for name, case in cases.items():
        if name == "paid-again":
            continue  # its row stands elsewhere in our own export
        export = Patcher(case.book).area("proof_exported")
        skipped = f"{export.sheet}!"
        found = differences(case.expected, recalculated[name])
        wrong += [f"{name}: {line}" for line in found if not (case.book is not case.expected and line.startswith(skipped) and line.split(":")[0].endswith(str(export.first)))]  # fmt: skip
    assert not wrong, "\n".join(wrong[:40])


def test_a_change_shows_since_the_export(cases: dict[str, Case], recalculated: dict[str, bytes]) -> None:
    area = Patcher(cases["paid-less"].book).area("proof_exported")
    cell = (area.sheet, f"{column_letters(area.left + 3)}{area.first}")
    assert values(recalculated["C-00123"])[cell] == "Comme à l’export"
    assert values(recalculated["paid-less"])[cell] == "Modifié depuis"


def test_the_workbook_proves_itself_after_every_change(
    cases: dict[str, Case], recalculated: dict[str, bytes]
) -> None:
    for name, case in cases.items():
        area = Patcher(case.book).area("proofs_sentence")
        assert values(recalculated[name])[area.sheet, area.cell] == "Contrôles : tous justes", name
