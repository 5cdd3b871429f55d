"""LibreOffice works every formula out again: as exported, then after the date, a payment or a setting was changed in the workbook itself."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from fiche.analysis.portfolio import Portfolio
from fiche.analysis.settings import Settings
from fiche.dataset import Dataset
from fiche.excel.choices import FOLLOWED
from fiche.excel.contents import Contents, gather
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.references import column_letters
from fiche.excel.sheet import filled
from fiche.excel.spoken_alerts import warned
from fiche.excel.words import NO, YES
from fiche.i18n import speaking
from tests.analysis.build import dataset, payment
from tests.excel.companies import AS_OF, company, full_client, random_company, traps
from tests.excel.office import Sheets, calculated, differences, kept, number, recalculated, same, values
from tests.excel.varied import USUAL, VARIANTS, varied_company

pytestmark = pytest.mark.soffice
DATES = (dt.date(2026, 11, 24), dt.date(2026, 10, 25), dt.date(2026, 2, 10), dt.date(2025, 11, 24), dt.date(2027, 1, 1), dt.date(2024, 2, 29))  # fmt: skip
LIMITS = (15, 45, 90, 180)
MANY = Settings(bucket_limits=(5, 10, 15, 20, 25, 30, 35, 40), dso_days=90, serious_days=30)
CLIENTS = (
    21  # of each varied portfolio; with their four kinds of change, more than two hundred workbooks in all
)
PORTFOLIOS = 9
OTHER = replace(
    USUAL, serious_days=12, residue=Decimal(5), at_risk_share=0.3, at_risk_amount=Decimal(400), inactive_days=60, inactive_intervals=3,
    silence_days=12, discount_tolerance=0.0, discount_drift=0.001, limit_share=0.25, insurance_days=5, discount_volume=Decimal(3000), late_payer_days=5, recovery_indemnity=Decimal("41.25"),
    contractual_rate=Decimal("0.155"), financing_rate=Decimal("0.07"), dso_days=180, bucket_limits=LIMITS,
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A workbook, perhaps changed as its reader would, and the one that we would export after the same change."""

    book: bytes
    expected: bytes
    contents: Contents

    @property
    def changed(self) -> bool:
        """Whether something was changed since the export."""
        return self.book is not self.expected


def _filled(portfolio: Portfolio, client: str, as_of: dt.date) -> tuple[bytes, Contents]:
    with speaking("fr"):
        contents = gather(portfolio, client, as_of)
        return filled(contents, "fr"), contents


def _as_exported(portfolio: Portfolio, client: str) -> Case:
    book, contents = _filled(portfolio, client, AS_OF)
    return Case(book, book, contents)


def _changed(
    before: Portfolio, after: Portfolio, as_of: dt.date, change: Callable[[Patcher], None], client: str
) -> Case:
    """The export of `before`, changed, against that of `after`. The class among all clients is the one thing that a workbook cannot follow."""
    book = Patcher(_filled(before, client, AS_OF)[0])
    change(book)
    expected, contents = _filled(after, client, as_of)
    book.write("best_client", (YES if contents.status.best else NO)["fr"])
    return Case(book.content(), expected, contents)


def _at(portfolio: Portfolio, as_of: dt.date, client: str = "C-00123") -> Case:
    return _changed(portfolio, portfolio, as_of, lambda book: book.write("as_of", as_of), client)


def _with_settings(data: Dataset, before: Portfolio, mine: Settings, client: str) -> Case:
    """Every setting of the workbook typed in, the limits of the buckets too."""

    def change(book: Patcher) -> None:
        for name in FOLLOWED:
            book.write(name, getattr(mine, name))
        area = book.area("bucket_last")
        limits = [*mine.bucket_limits, *[None] * 6][:6]
        book.sheet(area.sheet).fill(area.first, {area.left: limits})

    return _changed(before, Portfolio(data, mine), AS_OF, change, client)


def _row_of(book: Patcher, name: str, text: str) -> int:
    """The row whose column called `name` holds `text`."""
    area = book.area(name)
    sheet, column = book.sheet(area.sheet), column_letters(area.left)
    return next(r for r in range(area.first, area.last + 1) if sheet.text(f"{column}{r}") == text)


def _write(book: Patcher, name: str, row: int, value: Any) -> None:
    area = book.area(name)
    book.sheet(area.sheet).write(f"{column_letters(area.left)}{row}", value)


def _with_another_payment(typed: Decimal) -> Case:
    """The payment of 500.00 on F0013 becomes `typed`."""
    documents, payments = traps()
    place = next(n for n, p in enumerate(payments) if p["document_key"] == 13)
    changed = [*payments]
    changed[place] = payments[place] | {"amount": typed}

    def change(book: Patcher) -> None:
        _write(book, "pay_amount", _row_of(book, "pay_document", "F0013"), typed)

    before, after = (Portfolio(dataset(documents, p, full_client()), USUAL) for p in (payments, changed))
    return _changed(before, after, AS_OF, change, "C-00123")


def _with_one_more_payment() -> Case:
    """A payment typed on the first free row, by the number of its invoice."""
    documents, payments = traps()
    more = payment(120.5, "2026-11-20", 4, "C-00123")

    def change(book: Patcher) -> None:
        row = book.area("pay_date").first + len(payments)
        for name, value in (
            ("date", dt.date(2026, 11, 20)),
            ("amount", Decimal("120.50")),
            ("document", "F0004"),
        ):
            _write(book, f"pay_{name}", row, value)

    before, after = (
        Portfolio(dataset(documents, p, full_client()), USUAL) for p in (payments, [*payments, more])
    )
    return _changed(before, after, AS_OF, change, "C-00123")


def _with_later_payment(data: Dataset, before: Portfolio, client: str, rng: random.Random) -> Case:
    """One of the client's payments, in the order of the sheet, of another amount."""
    book = Patcher(_filled(before, client, AS_OF)[0])
    area = book.area("pay_amount")
    rows = data.payments.with_row_index("at").filter(data.payments["client_id"] == client)
    ordered = rows.sort("date", "at", descending=True, nulls_last=True)["at"].to_list()
    if not ordered:
        return _as_exported(before, client)
    place = rng.randrange(len(ordered))
    typed = Decimal(rng.randint(-20_000, 400_000)) / 100
    amounts = data.payments["amount"].to_list()
    amounts[ordered[place]] = typed
    paid = data.payments.with_columns(pl.Series("amount", amounts, dtype=data.payments.schema["amount"]))
    after = Portfolio(replace(data, tables={**data.tables, "payments": paid}), before.settings)
    return _changed(
        before, after, AS_OF, lambda b: _write(b, "pay_amount", area.first + place, typed), client
    )


def _by_hand() -> Iterator[tuple[str, Case]]:
    data = company()
    before = Portfolio(data, USUAL)
    for client in ("VIDE", "PIEGE", "DEVISES"):
        yield f"hand_{client}", _as_exported(before, client)
    yield "hand_full", _as_exported(before, "C-00123")
    yield "hand_published", _as_exported(Portfolio(data), "C-00123")
    yield "hand_many", _as_exported(Portfolio(data, MANY), "C-00123")
    yield "hand_less", _with_another_payment(Decimal("123.45"))
    yield "hand_more", _with_another_payment(Decimal("1200.00"))
    yield "again", _with_one_more_payment()
    yield "hand_settings", _with_settings(data, before, OTHER, "C-00123")
    for day in DATES:
        yield f"hand_{day:%Y%m%d}", _at(before, day)
    for seed in range(3):
        yield f"random_{seed}", _as_exported(Portfolio(random_company(seed), USUAL), "R2")


def _generated() -> Iterator[tuple[str, Case]]:
    """Each client of each varied portfolio, one in four as exported, the others changed: the date, a payment, every setting."""
    for seed in range(PORTFOLIOS):
        data, rng = varied_company(seed, CLIENTS), random.Random(seed)
        before = Portfolio(data, VARIANTS[seed % len(VARIANTS)])
        mine = VARIANTS[(seed + 1) % len(VARIANTS)]
        mine = replace(OTHER if seed % 2 else mine, rates=before.settings.rates)
        for one in range(1, CLIENTS + 1):
            client = f"V{one}"
            match (one + seed) % 4:
                case 0:
                    made = _as_exported(before, client)
                case 1:
                    made = _at(before, AS_OF - dt.timedelta(days=rng.randint(-150, 700)), client)
                case 2:
                    made = _with_later_payment(data, before, client, rng)
                case _:
                    made = _with_settings(data, before, mine, client)
            yield f"varied_{seed}_{client}", made


@pytest.fixture(scope="module")
def cases() -> dict[str, Case]:
    """Every case by name."""
    return dict([*_by_hand(), *_generated()])


@pytest.fixture(scope="module")
def computed(cases: dict[str, Case], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sheets]:
    """Each case's workbook as LibreOffice works it out, all in one run."""
    folder: Path = tmp_path_factory.mktemp("office")
    return recalculated({name: case.book for name, case in cases.items()}, folder)


def test_two_hundred_clients(cases: dict[str, Case]) -> None:
    assert len(cases) >= 200
    kinds = {f.value is None for c in cases.values() for f in c.contents.figures.values()}
    assert kinds == {True, False}
    defined = {code for c in cases.values() for code, f in c.contents.figures.items() if f.value}
    assert set(FORMULAS) <= defined, "every indicator has a value somewhere"
    undefined = {code for c in cases.values() for code, f in c.contents.figures.items() if f.value is None}
    assert {"penalties", "at_risk_rate", "contribution", "purchase_interval"} <= undefined
    assert {a.code for c in cases.values() for a in c.contents.alerts} == {
        *(one.code for one in warned()),
        "unreachable",
        "planned_action",
    }
    assert len({c.contents.status.code for c in cases.values()}) == 6


def test_every_figure_is_the_analysis_s_to_the_cent(
    cases: dict[str, Case], computed: dict[str, Sheets]
) -> None:
    wrong = []
    for name, case in cases.items():
        book = Patcher(case.book)
        for code in FORMULAS:
            area = book.area(f"fig_{code}")
            found = calculated(computed[name], area.sheet, area.cell)
            expected = kept(case.contents.figures[code].value)
            if not same(expected, number(found) if isinstance(expected, float) else found):
                wrong.append(f"{name}: {code}: {expected} expected, {found} computed")
    assert not wrong, "\n".join(wrong)


def _live(sentence: object) -> str | None:
    """An alert that follows the workbook; those «à l’export» do not, and say so. Of two as grave and as large, either may come first."""
    text = str(sentence or "")
    return None if "(à l’export)" in text or "(when exported)" in text or "Rien à signaler" in text else text


def test_every_formula_gives_what_the_file_keeps(cases: dict[str, Case], computed: dict[str, Sheets]) -> None:
    """Row by row, hidden columns and sentences too; after a change, what we would have exported ourselves. What was exported is another matter."""
    wrong = []
    for name, case in cases.items():
        if name == "again":
            continue  # its row stands elsewhere in our own export
        book, other = Patcher(case.book), Patcher(case.expected)
        export, remarks = book.area("proof_exported_balance"), book.area("block_remarks")
        skipped = {f"{export.sheet}!{column}{export.first + n}:" for column in "CDE" for n in range(3)}
        if other.area("block_remarks") != remarks:
            # More alerts than rows in one of both: what is below stands elsewhere.
            skipped |= {f"{remarks.sheet}!{c}{row}:" for c in "ABCD" for row in range(remarks.first, 400)}
        found = differences(case.expected, computed[name])
        rows = range(remarks.first, remarks.first + 12)
        cells = {f"{remarks.sheet}!A{row}:" for row in rows}
        wrong += [
            f"{name}: {line}"
            for line in found
            if (line.split(" ")[0] not in cells) and (not case.changed or line.split(" ")[0] not in skipped)
        ]
        if other.area("block_remarks") == remarks:
            kept_ = values(case.expected)
            said = sorted(filter(None, (_live(kept_.get((remarks.sheet, f"A{r}"))) for r in rows)))
            now = sorted(
                filter(None, (_live(calculated(computed[name], remarks.sheet, f"A{r}")) for r in rows))
            )
            wrong += [] if said == now else [f"{name}: {said} kept, {now} computed"]
    assert not wrong, f"{len(wrong)} differences\n" + "\n".join(wrong[:40])


def test_a_change_shows_since_the_export(cases: dict[str, Case], computed: dict[str, Sheets]) -> None:
    area = Patcher(cases["hand_less"].book).area("proof_exported_balance")
    cell = f"{column_letters(area.left + 3)}{area.first}"
    assert calculated(computed["hand_full"], area.sheet, cell) == "Comme à l’export"
    assert calculated(computed["hand_less"], area.sheet, cell) == "Modifié depuis"


def test_the_workbook_proves_itself_after_every_change(
    cases: dict[str, Case], computed: dict[str, Sheets]
) -> None:
    for name, case in cases.items():
        area = Patcher(case.book).area("proofs_sentence")
        assert calculated(computed[name], area.sheet, area.cell) == "Contrôles : tous justes", name
