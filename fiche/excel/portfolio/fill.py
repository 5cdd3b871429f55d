"""Fills the small sheets of the client file's workbook: beside each formula, the value that our engine gives; it computes no indicator."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

import polars as pl

from fiche.analysis import rfm
from fiche.analysis.days import months_before
from fiche.analysis.segments import Segments
from fiche.excel.fill_figures import basis_lines, fill_limits
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio import draw_segments
from fiche.excel.portfolio.draw_checks import BASIS, PROOFS
from fiche.excel.portfolio.draw_dashboard import TILES
from fiche.excel.portfolio.draw_lists import HEAD
from fiche.excel.portfolio.draw_workings import TOP
from fiche.excel.portfolio.lists import Lists, Read, Sums
from fiche.excel.portfolio.sheets import numbered
from fiche.excel.references import column_letters
from fiche.excel.values import Value
from fiche.excel.words import (
    AGED,
    AS_EXPORTED,
    BUCKETS,
    CHANGED,
    CORRECT,
    FINE,
    GAP,
    GAPS,
    SLOTS,
    UNDEFINED,
    Words,
)
from fiche.i18n import _
from fiche.model import MONEY

ZERO = Decimal("0.00")
_PEOPLE: dict[str, Any] = {
    "client_id": pl.String, "client_name": pl.String, "revenue_12m": MONEY, "abc": pl.String, "segment": pl.String, "purchase_days_12m": pl.Int64,
}  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What the small sheets show. `months`: (first day, revenue, revenue of the year before); `names`: of the late buckets, by place."""

    read: Read
    currency: str
    basis: str
    figures: Mapping[str, Value]
    segments: Segments
    lists: Lists
    sums: Sums
    months: Sequence[tuple[dt.date, Decimal, Decimal]]
    assumptions: Mapping[str, int]
    names: Mapping[int, str]

    @cached_property
    def people(self) -> pl.DataFrame:
        """Of each client: client_id, client_name, revenue_12m, abc, segment, purchase_days_12m."""
        return pl.concat(self.sums.people) if self.sums.people else pl.DataFrame(schema=_PEOPLE)


def fill_small(book: Patcher, facts: Facts, language: str, title: str, notes: tuple[str, str]) -> None:
    """Every small sheet. `notes`: about further sheets, about the classes."""
    _fill_settings(book, facts, language)
    _fill_workings(book, facts, language)
    _fill_headers(book, facts)
    _fill_segments(book, facts)
    _fill_dashboard(book, facts)
    _fill_proofs(book, facts, language)
    book.write("client_title", title)
    book.write("further_sheets", notes[0] or None)
    book.write("segments_note", notes[1])
    for name, value in facts.sums.cached().items():
        book.cache(name, value)
    for name in book.sheet_names[1:]:
        book.sheet(name).cache("A2", title)
        book.sheet(name).cache("A3", facts.read.as_of)


def _fill_settings(book: Patcher, facts: Facts, language: str) -> None:
    settings = facts.read.settings
    book.write("as_of", facts.read.as_of)
    book.cache("year_ago", months_before(facts.read.as_of, 12))
    book.cache("two_years_ago", months_before(facts.read.as_of, 24))
    book.write("main_currency", facts.currency)
    book.write("serious_days", settings.serious_days)
    book.write("dso_days", settings.dso_days)
    for name, share in zip(("abc_share_a", "abc_share_b"), facts.segments.limits, strict=True):
        book.write(name, share)
    fill_limits(book, facts.read, language)
    area = book.area("basis")
    lines = basis_lines(facts.basis, facts.assumptions, language)
    assert len(lines) == BASIS
    book.sheet(area.sheet).fill(area.first, {0: [what for what, _n in lines], 1: [n for _what, n in lines]})


def _fill_workings(book: Patcher, facts: Facts, language: str) -> None:
    _columns(book, "months", [list(column) for column in zip(*facts.months, strict=True)])
    _columns(book, "aged_balance", _aged(facts, language))
    _columns(book, "top_clients", _top(facts.people))
    for name, halving in zip(("halving_a", "halving_b"), facts.lists.halvings, strict=True):
        _columns(book, name, [list(column) for column in zip(*halving.steps, strict=True)])


def _aged(facts: Facts, language: str) -> list[list[Value]]:
    """Names and amounts of the buckets in use, then nothing."""
    late = {f"late_{place}": name for place, name in facts.names.items()}
    names = {
        code: late[code] if code in late else BUCKETS[code][language]
        for code in AGED
        if code in late or code in BUCKETS
    }
    lack = len(AGED) - len(names)
    amounts: list[Value] = [facts.sums.total(f"age_{code}") for code in names]
    return [[*names.values(), *[""] * lack], amounts + [0] * lack]


def _fill_headers(book: Patcher, facts: Facts) -> None:
    """The names of the late buckets above their columns; columns that no bucket has are hidden."""
    for sheet in range(1, facts.lists.counts["age"] + 1):
        for place in range(1, SLOTS + 2):
            area = book.area(f"{numbered('age', sheet)}late_{place}")
            book.sheet(area.sheet).cache(f"{column_letters(area.left)}{HEAD + 1}", facts.names.get(place, ""))
            if place not in facts.names:
                book.sheet(area.sheet).hide_column(area.left)


def _columns(book: Patcher, name: str, columns: Sequence[Sequence[Value]]) -> None:
    """Values down the columns of a named area."""
    area = book.area(name)
    book.sheet(area.sheet).fill(area.first, {area.left + n: list(column) for n, column in enumerate(columns)})


def _top(people: pl.DataFrame) -> list[list[Value]]:
    """Names, revenue and places of the first clients; nothing for those that sell nothing."""
    best = (
        people.with_row_index("place", 1).sort("revenue_12m", descending=True, maintain_order=True).head(TOP)
    )
    names, amounts, places = [], [], []
    for row in best.to_dicts():
        sells = row["revenue_12m"] > 0
        amounts.append(row["revenue_12m"])
        names.append((row["client_name"] or row["client_id"]) if sells else "")
        places.append(int(row["place"]) if sells else "")
    lack = TOP - len(names)
    return [names + [""] * lack, amounts + [0] * lack, places + [""] * lack]


def _fill_segments(book: Patcher, facts: Facts) -> None:
    """The limits that the clients' formulas use, and the tables above them."""
    total = sum((r for r in facts.people["revenue_12m"] if r > 0), ZERO)
    book.cache("abc_total", total)
    for name, halving in zip("ab", facts.lists.halvings, strict=True):
        limit = halving.limit if total else Decimal(0)
        book.cache(f"abc_{name}", limit)
        book.cache(f"abc_above_{name}", _above(facts.people, limit))
    by_class = _sums(facts.people, "abc", draw_segments.CLASSES)
    shares: list[Value] = [float(amount) / float(total) if total else UNDEFINED for _n, amount in by_class]
    _columns(book, "abc_table", [[n for n, _amount in by_class], [amount for _n, amount in by_class], shares])
    segments = [_(name) for name in rfm.SEGMENTS.values()]
    by_segment = _sums(facts.people, "segment", segments)
    _columns(book, "rfm_table", [[n for n, _amount in by_segment], [amount for _n, amount in by_segment]])
    for name, code in (("r", "recency_days"), ("f", "purchase_days_12m"), ("m", "revenue_12m")):
        for k in range(1, rfm.SCORES):
            cuts = facts.segments.cutoffs[code]
            book.cache(f"rfm_{name}{k}", cuts[k - 1] if cuts else 0)
    _fill_grid(book)


def _above(people: pl.DataFrame, limit: Decimal) -> Decimal:
    return sum((r for r in people["revenue_12m"] if r > limit), ZERO)


def _sums(people: pl.DataFrame, column: str, wanted: Sequence[str]) -> list[tuple[int, Decimal]]:
    """How many clients each value has, and their revenue."""
    found = people.group_by(column).agg(pl.len(), pl.col("revenue_12m").sum())
    by_value = {value: (count, amount) for value, count, amount in found.iter_rows()}
    return [by_value.get(value, (0, ZERO)) for value in wanted]


def _fill_grid(book: Patcher) -> None:
    """The names in the grid, which are those of the list above it."""
    area = book.area("rfm_segments")
    sheet = book.sheet(area.sheet)
    for row in range(area.first, area.last + 1):
        for column in range(area.left, area.right + 1):
            cell = f"{column_letters(column)}{row}"
            code = (sheet.formula(cell) or "").removeprefix("segment_")
            sheet.cache(cell, _(rfm.SEGMENTS[code]))


def _fill_dashboard(book: Patcher, facts: Facts) -> None:
    """The tiles; the comparison of each is a figure too, or a share of the outstanding."""
    figures = {code: UNDEFINED if value is None else value for code, value in facts.figures.items()}
    outstanding = float(facts.figures["outstanding"] or 0)  # type: ignore[arg-type]

    def share(code: str) -> Value:
        return float(figures[code]) / outstanding if outstanding > 0 else UNDEFINED  # type: ignore[arg-type]

    oldest = facts.figures["oldest_delay"]
    versus: dict[str, Value] = {
        "revenue_12m": figures["growth"], "outstanding": share("not_due"), "overdue": share("overdue"), "overdue_serious": int(facts.sums.total("cli_overdue_count")),
        "balance": figures["unapplied"], "dso_accounting": facts.read.settings.dso_days, "days_late_weighted": oldest if oldest is not None else 0,
        "clients": int((facts.people["purchase_days_12m"] > 0).sum()),
    }  # fmt: skip
    for tile in TILES:
        own = len(facts.people) if tile.code == "clients" else figures[tile.code]
        book.cache(f"tile_{tile.code}", own)
        book.cache(f"versus_{tile.code}", versus[tile.code])
    book.cache("dashboard_as_of", facts.read.as_of)


def _fill_proofs(book: Patcher, facts: Facts, language: str) -> None:
    """The two sides of each proof, added up apart, and the balance as exported."""
    book.write("exported_balance", facts.sums.total("cli_balance"))
    for proof in PROOFS:
        _fill_proof(book, proof.code, facts.sums.proofs[proof.code], (GAP, CORRECT), language)
    balance = facts.sums.total("cli_balance")
    _fill_proof(book, "exported", (balance, balance), (CHANGED, AS_EXPORTED), language)
    sound = all(left == right for left, right in facts.sums.proofs.values())
    book.cache("proofs_sentence", (FINE if sound else GAPS)[language])


def _fill_proof(
    book: Patcher, code: str, sides: tuple[Any, Any], verdicts: tuple[Words, Words], language: str
) -> None:
    area = book.area(f"proof_{code}")
    left, right = sides
    values: tuple[Value, ...] = (left, right, left - right, verdicts[left == right][language])
    book.sheet(area.sheet).fill(area.first, {area.left + n: [value] for n, value in enumerate(values)})
