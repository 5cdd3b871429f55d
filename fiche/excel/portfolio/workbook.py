"""The client file as a workbook that computes, for a company of any size: written to a file as it is made, never held whole; it reads no file.

Every figure is a live formula over the client's own rows, with our engine's value as its cached one. One currency is counted; the settings sheet
may choose another.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import BinaryIO

from fiche.analysis import rfm
from fiche.analysis.figures import Filters
from fiche.analysis.portfolio import Portfolio
from fiche.analysis.segments import Segments
from fiche.analysis.selecting import words_of
from fiche.analysis.whole import Whole, whole
from fiche.excel.fill_figures import slot_names
from fiche.excel.looks import EURO, sign
from fiche.excel.patcher import Patcher
from fiche.excel.portfolio.arrange import LIMIT, Plan, Told, plan, unheard
from fiche.excel.portfolio.blocks import FIGURES
from fiche.excel.portfolio.draw_lists import SHEET_OF
from fiche.excel.portfolio.draw_workings import MONTHS
from fiche.excel.portfolio.fill import Facts, fill_small
from fiche.excel.portfolio.lists import Lists, Read, Sums
from fiche.excel.portfolio.people import revenues
from fiche.excel.portfolio.sheets import across, numbered
from fiche.excel.portfolio.stream import Streams, block_name
from fiche.excel.portfolio.words import (
    CLIENTS,
    EXPORTED,
    FROZEN,
    FURTHER,
    LIVE,
    ONE_CLIENT,
    SELECTION,
    SHEETS,
)
from fiche.excel.stamp import EVERYONE as ALL
from fiche.excel.stamp import Stamp
from fiche.excel.values import attribute_xml
from fiche.i18n import number, speaking

_TEMPLATES = Path(__file__).parent.parent / "templates"
EVERYONE = Filters()


def portfolio_workbook(
    portfolio: Portfolio,
    as_of: dt.date,
    out: BinaryIO,
    where: Filters = EVERYONE,
    language: str = "fr",
    limit: int = LIMIT,
    tell: Told = unheard,
) -> None:
    """Write the workbook of the clients that pass `where` to a file that can be sought in. `limit`: rows of a sheet; what exceeds it goes on in further
    sheets. `tell` hears how many clients are written, of how many, and may raise to stop. Raises Refused when one client alone exceeds `limit`."""
    read = Read(as_of, portfolio.settings, "en" if language == "en" else "fr")
    with speaking(read.language), whole(portfolio, as_of, list(FIGURES), where) as found:
        where = replace(where, currency=found.currency) if found.several else where
        complete = len(found.clients) == len(portfolio.names())
        segments = portfolio.segments(as_of, where)
        everyone = revenues(portfolio, found, as_of, where)
        planned = plan(found, limit)
        lists = Lists(found, planned, segments, everyone, read)
        live = complete and planned.client_sheets == 1
        book, sheets = _opened(lists, found, read)
        streams, sums = Streams(book, sheets, live=live), Sums.of(lists.counts)
        _grow(book, lists, planned, sheets)
        _stream(lists, planned, streams, sums, tell)
        facts = _facts(portfolio, found, lists, sums, segments, read, where)
        notes = (_said_further(sheets, read.language), (LIVE if live else FROZEN)[read.language])
        title = _title(found, read.language, words_of(portfolio, where), complete=complete)
        fill_small(book, facts, read.language, title, notes)
        if portfolio.mark is not None:
            whose, currency = ALL if complete else "", portfolio.settings.convert_to or ""
            book.mark(Stamp("file", portfolio.mark, as_of, whose, currency).text())
        if not live:
            _freeze(book, several_sheets=planned.client_sheets > 1)
        book.save(out, streams.finished())


def _opened(lists: Lists, found: Whole, read: Read) -> tuple[Patcher, dict[str, list[str]]]:
    """The template, and the sheets of each list."""
    book = Patcher(_template(read.language))
    wanted = None if found.several else found.currency
    if wanted != EURO:
        book.restyle(*(attribute_xml(sign(read.language, code)) for code in (EURO, wanted)))
    return book, {p: _further_sheets(book, p, count, read.language) for p, count in lists.counts.items()}


def _grow(book: Patcher, lists: Lists, planned: Plan, sheets: Mapping[str, list[str]]) -> None:
    """Room for every row, and for every sheet in the formulas of the small ones."""
    counts = planned.counts() | {("dis", 1): len(lists.disputes)}
    blocks = {block_name(*at): count for at, count in counts.items()}
    book.grow(blocks, streamed=set(blocks))
    _spread(book, lists.counts, {name for names in sheets.values() for name in names})


def _stream(lists: Lists, planned: Plan, streams: Streams, sums: Sums, tell: Told) -> None:
    """Every row, some clients at a time."""
    streams.add("dis", 1, lists.disputes)
    sums.add("dis", 1, lists.disputes)
    for first, last in planned.batches():
        batch = lists.batch(first, last)
        for prefix, (sheet, rows) in batch.rows().items():
            streams.add(prefix, sheet, rows)
            sums.add(prefix, sheet, rows)
        sums.check(batch)
        tell(last, len(planned.clients))


@cache
def _template(language: str) -> bytes:
    return (_TEMPLATES / f"portfolio_{language}.xlsx").read_bytes()


# ── sheets ──


def _further_sheets(book: Patcher, prefix: str, count: int, language: str) -> list[str]:
    """The sheets of a list, those that it takes beyond the first one added."""
    base = SHEETS[SHEET_OF[prefix]][language]
    for n in range(count, 1, -1):
        own = {f"{prefix}_": numbered(prefix, n), f"total_{prefix}_": f"total_{numbered(prefix, n)}"}
        book.copy_sheet(base, f"{base} {n}", own | {block_name(prefix, 1): block_name(prefix, n)})
    return [base, *(f"{base} {n}" for n in range(2, count + 1))]


def _spread(book: Patcher, counts: Mapping[str, int], listed: set[str]) -> None:
    """The formulas of the small sheets, over all the sheets of each list."""
    if all(count == 1 for count in counts.values()):
        return
    for name in book.sheet_names:
        if name not in listed:
            for row in book.sheet(name).rows.values():
                for place, cell in row.cells.items():
                    if cell.formula:
                        row.cells[place] = cell._replace(formula=across(cell.formula, counts))


def _freeze(book: Patcher, *, several_sheets: bool) -> None:
    """Constants in place of the formulas that would look for limits among the workbook's own clients."""
    names = ["halving_a", "halving_b", "abc_a", "abc_b", "abc_above_a", "abc_above_b"]
    names += [f"rfm_{name}{k}" for name in "rfm" for k in range(1, rfm.SCORES)]
    for name in names + (["top_clients"] if several_sheets else []):
        area = book.area(name)
        for row in range(area.first, area.last + 1):
            cells = book.sheet(area.sheet).rows[row].cells
            for place in range(area.left, area.right + 1):
                cells[place] = cells[place]._replace(formula=None, attributes=())


# ── what is said and shown ──


def _title(found: Whole, language: str, chosen: Sequence[str], *, complete: bool) -> str:
    """How much there is: «1 234 clients · 5 678 factures et avoirs · 4 321 paiements · EUR», and the filters that left it."""
    people = (ONE_CLIENT if len(found.clients) == 1 else CLIENTS)[language].format(
        n=number(len(found.clients))
    )
    words = EXPORTED[language].format(
        clients=people, currency=found.currency, **{k: number(n) for k, n in found.told.items()}
    )
    return " · ".join([words if complete else words + SELECTION[language], *chosen])


def _said_further(sheets: dict[str, list[str]], language: str) -> str:
    said = [FURTHER[language].format(sheet=names[0], others=", ".join(names[1:])) for names in sheets.values() if len(names) > 1]  # fmt: skip
    return " ".join(said)


def _facts(
    portfolio: Portfolio,
    found: Whole,
    lists: Lists,
    sums: Sums,
    segments: Segments,
    read: Read,
    where: Filters,
) -> Facts:
    """What the small sheets show."""
    months = portfolio.monthly_revenue(read.as_of, MONTHS, where=where)
    rows = zip(months["month"], months["revenue"], months["revenue_previous"], strict=True)
    return Facts(
        read,
        found.currency,
        portfolio.revenue_basis,
        found.together,
        segments,
        lists,
        sums,
        [(month.date(), _cents(sold), _cents(before)) for month, sold, before in rows],
        found.assumptions,
        slot_names(read, read.language),
    )


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))
