"""The client file's workbook in LibreOffice: as exported, then after the date, the limits or a payment were changed in the workbook itself."""

import datetime as dt
import io
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
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.blocks import FIGURES
from fiche.excel.portfolio.workbook import EVERYONE, portfolio_workbook
from fiche.excel.references import column_letters
from tests.analysis.build import dataset, invoice, payment
from tests.excel.companies import AS_OF, company, full_client, random_company, traps
from tests.excel.office import Sheets, calculated, differences, kept, number, recalculated, same

pytestmark = pytest.mark.soffice
DATES = (dt.date(2026, 10, 25), dt.date(2026, 2, 10), dt.date(2025, 11, 24), dt.date(2027, 1, 1), dt.date(2024, 2, 29))  # fmt: skip
LIMITS, SMALL = (15, 45, 90, 180), 5 + 60  # rows of a sheet, its header included
CHANGED = Settings(
    bucket_limits=LIMITS,
    serious_days=30,
    dso_days=90,
    vip_share=Decimal("0.50"),
    class_b_share=Decimal("0.75"),
)


@dataclass(frozen=True)
class Case:
    """A workbook, perhaps changed as its reader would, and the one that we would export after the same change."""

    book: bytes
    expected: bytes
    portfolio: Portfolio
    as_of: dt.date
    where: Filters = EVERYONE


def written(portfolio: Portfolio, as_of: dt.date = AS_OF, where: Filters = EVERYONE, **more: Any) -> bytes:
    out = io.BytesIO()
    portfolio_workbook(portfolio, as_of, out, where, **more)
    return out.getvalue()


def _as_exported(data: Dataset, where: Filters = EVERYONE, **more: Any) -> Case:
    portfolio = Portfolio(data)
    book = written(portfolio, where=where, **more)
    return Case(book, book, portfolio, AS_OF, where)


def _changed(before: Portfolio, after: Portfolio, as_of: dt.date, change: Callable[[Patcher], None]) -> Case:
    book = Patcher(written(before))
    change(book)
    return Case(book.content(), written(after, as_of), after, as_of)


def _at(data: Dataset, as_of: dt.date) -> Case:
    portfolio = Portfolio(data)
    return _changed(portfolio, portfolio, as_of, lambda book: book.write("as_of", as_of))


def _with_settings(data: Dataset) -> Case:
    def change(book: Patcher) -> None:
        area = book.area("bucket_last")
        book.sheet(area.sheet).fill(area.first, {area.left: list(LIMITS)})
        for name, value in (
            ("serious_days", 30),
            ("dso_days", 90),
            ("abc_share_a", 0.5),
            ("abc_share_b", 0.75),
        ):
            book.write(name, value)

    return _changed(Portfolio(data), Portfolio(data, CHANGED), AS_OF, change)


def _with_another_payment(typed: Decimal) -> Case:
    """The payment of 500.00 on F0013 becomes `typed`."""
    documents, payments = traps()
    place = next(n for n, p in enumerate(payments) if p["document_key"] == 13)
    changed = [*payments]
    changed[place] = payments[place] | {"amount": typed}

    def change(book: Patcher) -> None:
        area = book.area("pay_document")
        sheet, left = book.sheet(area.sheet), book.area("pay_amount").left
        rows = range(area.first, area.last + 1)
        row = next(r for r in rows if sheet.text(f"{column_letters(area.left)}{r}") == "F0013")
        sheet.write(f"{column_letters(left)}{row}", typed)

    before, after = (Portfolio(dataset(documents, p, full_client())) for p in (payments, changed))
    return _changed(before, after, AS_OF, change)


def instalments() -> Dataset:
    """Invoices in three instalments: paid in part, in excess, back and forth on one day, by a credit note, not at all."""
    parts = "2026-08-01=300.00 2026-09-01=300.00 2026-10-01=400.00"
    keys = range(1, 7)
    documents = [
        invoice(k, 1000, "2026-07-01", "2026-10-01", "A" if k < 4 else "B", net=833.33, schedule=parts, before_discount=900, discount=66.67)
        for k in keys
    ]  # fmt: skip
    documents += [
        invoice(7, -250, "2026-08-15", None, "A", related_key=3),
        invoice(8, 90, "2026-07-01", "2026-07-31", "A"),
    ]
    payments = [
        payment(450, "2026-09-05", 1, "A"),
        payment(1200, "2026-09-20", 2, "A"),
        payment(-300, "2026-09-20", 2, "A"),
        payment(800, "2026-09-25", 3, "A"),
        payment(300, "2026-08-02", 4, "B"),
        payment(600, "2026-08-30", 4, "B"),
        payment(-600, "2026-08-30", 4, "B"),
        payment(700, "2026-10-30", 4, "B"),
        payment(1000, None, 5, "B"),
        payment(40, "2026-06-01", 6, "B"),
    ]
    return dataset(documents, payments)


def _cases() -> dict[str, Case]:
    traps_company = company()
    cases = {"traps": _as_exported(traps_company), "instalments": _as_exported(instalments())}
    cases |= {f"seed-{s}": _as_exported(random_company(s, 12, 20)) for s in range(3)}
    cases |= {f"date-{day}": _at(traps_company, day) for day in DATES}
    cases |= {
        f"date-instalments-{day}": _at(instalments(), day)
        for day in (dt.date(2026, 8, 30), dt.date(2026, 9, 20))
    }
    cases |= {f"date-seed-{n}": _at(random_company(n, 9, 15), day) for n, day in enumerate(DATES, 3)}
    cases |= {
        "settings": _with_settings(traps_company),
        "settings-seed": _with_settings(random_company(8, 20, 10)),
    }
    cases |= {f"paid-{typed}": _with_another_payment(Decimal(typed)) for typed in ("123.45", "1200.00")}
    cases |= {"several-sheets": _as_exported(random_company(5, 12, 20), limit=SMALL)}
    cases |= {"selection": _as_exported(random_company(6, 12, 20), Filters(search="Client 1"))}
    return cases | {"nobody": _as_exported(dataset([], [], [{"client_id": "A"}]))}


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Every case by name."""
    return _cases()


@pytest.fixture(scope="module")
def computed(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheets]:
    """Each case's workbook as LibreOffice works it out, all in one run."""
    folder: Path = tmp_path_factory.mktemp("office")
    return recalculated({name: case.book for name, case in cases.items()}, folder)


def test_every_formula_gives_its_cached_value(cases: dict[str, Case], computed: dict[str, Sheets]) -> None:
    """Row by row and helper by helper; after a change, what we would have exported ourselves. The balance as exported is another."""
    wrong = []
    for name, case in cases.items():
        export = Patcher(case.book).area("proof_exported")
        row = f"{export.sheet}!"
        found = differences(case.expected, computed[name])
        changed = case.book is not case.expected
        wrong += [f"{name}: {line}" for line in found if not (changed and line.startswith(row) and line.split(":")[0].endswith(str(export.first)))]  # fmt: skip
    assert not wrong, "\n".join(wrong[:40])


def test_every_figure_of_every_client_is_the_analysis_s(
    cases: dict[str, Case], computed: dict[str, Sheets]
) -> None:
    wrong = []
    for name, case in cases.items():
        book, found = Patcher(case.book), computed[name]
        currency = next(iter(case.portfolio.currencies()))
        told = case.portfolio.tabulate(
            case.as_of, "client", Filters(**{**vars(case.where), "currency": currency})
        )
        numbers = book.area("cli_client_id")
        for row in range(numbers.first, numbers.last + 1) if "several" not in name else ():
            client = calculated(found, numbers.sheet, f"A{row}")
            for code in FIGURES if client in told else ():
                cell = f"{column_letters(book.area(f'cli_{code}').left)}{row}"
                shown, value = calculated(found, numbers.sheet, cell), told[client][code].value
                if not same(kept(value), number(shown)):
                    wrong.append(f"{name}: {client} {code}: {value} expected, {shown} computed")
    assert not wrong, "\n".join(wrong[:40])


def test_the_workbook_proves_itself_after_every_change(
    cases: dict[str, Case], computed: dict[str, Sheets]
) -> None:
    for name, case in cases.items():
        area = Patcher(case.book).area("proofs_sentence")
        assert calculated(computed[name], area.sheet, area.cell) == "Contrôles : tous justes", name


def test_clients_add_up_to_the_totals(cases: dict[str, Case], computed: dict[str, Sheets]) -> None:
    """A law: what each client's row says adds up to the total above, which is the company's own figure."""
    for name in ("traps", "instalments", "seed-0", "settings", f"date-{DATES[0]}"):
        book, found, case = Patcher(cases[name].book), computed[name], cases[name]
        currency = next(iter(case.portfolio.currencies()))
        figures = case.portfolio.figures(case.as_of, where=Filters(currency=currency))
        for code in ("revenue_12m", "outstanding", "overdue", "unapplied", "balance"):
            area, total = book.area(f"cli_{code}"), book.area(f"total_cli_{code}")
            letters = column_letters(area.left)
            rows = [
                number(calculated(found, area.sheet, f"{letters}{row}"))
                for row in range(area.first, area.last + 1)
            ]
            added = round(sum(float(value) for value in rows if value != ""), 2)
            shown = number(calculated(found, total.sheet, total.cell))
            assert same(added, shown) and same(kept(figures[code].value), shown), (name, code)
