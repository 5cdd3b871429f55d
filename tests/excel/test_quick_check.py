"""The formulas of a client's workbook and of statements, worked out again by formualizer: as exported, and after a date, a payment or every setting was typed in."""

import datetime as dt
from decimal import Decimal

import pytest

from fiche.analysis.portfolio import Portfolio
from fiche.excel.indicators import FORMULAS
from fiche.excel.patcher import Patcher
from fiche.excel.statement import owed, statement
from tests.excel.companies import AS_OF, company, random_company
from tests.excel.test_recalculation import (
    OTHER,
    Case,
    _as_exported,
    _at,
    _with_another_payment,
    _with_settings,
)
from tests.excel.varied import USUAL

pytest.importorskip(
    "formualizer", reason="le second calcul rapide demande formualizer (requirements-dev.txt)"
)
# What it leaves to LibreOffice: products over ranges that INDEX bounds, and what counts on them.
LEFT = {"penalties", "recovery_indemnity", "contribution", "discount_above_granted"}


def _cases() -> dict[str, Case]:
    data = company()
    usual = Portfolio(data, USUAL)
    made = {name: _as_exported(usual, name) for name in ("VIDE", "DEVISES", "C-00123")}
    made |= {
        f"random {seed}": _as_exported(Portfolio(random_company(seed), USUAL), "R2") for seed in range(3)
    }
    made |= {
        f"{day}": _at(usual, day)
        for day in (dt.date(2026, 10, 25), dt.date(2027, 1, 1), dt.date(2024, 2, 29))
    }
    made |= {f"paid {typed}": _with_another_payment(Decimal(typed)) for typed in ("123.45", "1200.00")}
    return made | {"settings": _with_settings(data, usual, OTHER, "C-00123")}


def test_a_fiche_gives_our_figures() -> None:
    from tests.excel.quick import compared

    wrong = []
    for name, case in _cases().items():
        found, book = compared(case.book, case.expected), Patcher(case.book)
        export = book.area("proof_exported_balance")
        # After a change, what stood at the export is another matter: its balance, and the sentences that say so of themselves.
        aside = tuple(f"{export.sheet}!{letter}{export.first + n}:" for letter in "CDE" for n in range(3))
        wrong += [
            f"{name}: {line}"
            for line in found.differing
            if not (case.changed and (line.startswith(aside) or "(à l’export)" in line))
        ]
        areas = {code: book.area(f"fig_{code}") for code in FORMULAS}
        assert {c for c, area in areas.items() if (area.sheet, area.cell) not in found.judged} <= LEFT, name
        assert 30 * found.unknown < len(found.judged), name
    assert not wrong, "\n".join(wrong[:20])


def test_statements_give_our_figures() -> None:
    from tests.excel.quick import compared

    portfolio, seen = Portfolio(company()), 0
    for client in ("C-00123", "DEVISES"):
        for currency in owed(portfolio, client, AS_OF):
            book = statement(portfolio, client, AS_OF, "fr", currency)
            found = compared(book, book)
            assert not found.differing and not found.unknown
            seen += len(found.judged)
    assert seen > 20
