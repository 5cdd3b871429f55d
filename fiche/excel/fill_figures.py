"""Fills the sheets that compute: beside each formula, the value that our engine gives; it computes no indicator."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fiche.analysis.days import months_before
from fiche.analysis.figures import Figure
from fiche.excel import choices
from fiche.excel.book import Book
from fiche.excel.choices import EXCHANGE, RATES
from fiche.excel.contents import Contents
from fiche.excel.draw_settings import BASIS
from fiche.excel.fill_block import fill_block, rows_of
from fiche.excel.indicators import FORMULAS, MONTHS
from fiche.excel.periods import Periods
from fiche.excel.proofs import EXPORTED, PROOFS
from fiche.excel.references import column_letters
from fiche.excel.rows import WithSettings, bucket_names
from fiche.excel.sales import Month
from fiche.excel.values import Value
from fiche.excel.words import (
    AGED,
    AS_EXPORTED,
    BUCKETS,
    CORRECT,
    GAP,
    LOOK,
    MODIFIED,
    NO,
    SLOTS,
    UNDEFINED,
    YES,
    Words,
)
from fiche.excel.workings import Workings

ZERO = Decimal("0.00")
_BASIS: dict[str, Words] = {
    "paid_without_date": Words("Pièces payées sans date de paiement, datées par règle", "Documents paid without a date, dated by rule"),
    "undated_documents": Words("Pièces sans date, comptées à toute date", "Documents without a date, counted at every date"),
    "undated_payments": Words("Paiements sans date, comptés à toute date", "Payments without a date, counted at every date"),
    "no_due_date": Words("Factures sans échéance, jamais en retard", "Invoices without a due date, never late"),
    "unknown_discount": Words("Pièces dont la remise est inconnue", "Documents whose discount is unknown"),
    "after_as_of": Words("Pièces postérieures à la date d’arrêté, non comptées", "Documents after the as-of date, not counted"),
}  # fmt: skip
_REVENUE = {
    "HT": Words("Chiffre d’affaires : montants hors taxes", "Revenue: net amounts"),
    "TTC": Words("Chiffre d’affaires : montants TTC, seuls connus du fichier", "Revenue: gross amounts, the only ones in the file"),
    "HT/TTC": Words("Chiffre d’affaires : montants HT, ou TTC quand le HT manque", "Revenue: net amounts, or gross where net is missing"),
}  # fmt: skip


def shown(figure: Figure) -> Value:
    """What a cell shows of a figure: its value, or «—»."""
    return UNDEFINED if figure.value is None else figure.value


def fill_figures(book: Book, contents: Contents, language: str) -> None:
    """The indicators, the aged balance and the months."""
    for code in FORMULAS:
        book.cache(f"fig_{code}", shown(contents.figures[code]))
    _fill_aged(book, contents, language)
    months = book.area("months")
    columns = zip(*contents.months, strict=True)
    values: dict[int, Sequence[Value]] = {months.left + n: list(column) for n, column in enumerate(columns)}
    assert len(contents.months) == MONTHS
    book.sheet(months.sheet).fill(months.first, values)


def aged_slots(contents: Contents) -> dict[str, Decimal]:
    """The aged balance by the workbook's slots. Limits beyond those that it has room for are one open bucket."""
    buckets, late = contents.aged.buckets, [code for code, _first, _last in contents.settings.late_buckets]
    amounts = dict.fromkeys(AGED, ZERO)
    for place, code in enumerate(late, 1):
        amounts[f"late_{min(place, SLOTS + 1)}"] += buckets[code]
    return amounts | {code: buckets[code] for code in ("not_due", "no_due_date", "unapplied")}


def _fill_aged(book: Book, contents: Contents, language: str) -> None:
    amounts = aged_slots(contents)
    total = float(
        amounts["not_due"]
        + amounts["no_due_date"]
        + sum(v for k, v in amounts.items() if k.startswith("late_"))
    )
    names = slot_names(contents, language)
    for code, amount in amounts.items():
        book.cache(f"aged_{code}", amount)
        if code != "unapplied":
            book.cache(f"share_{code}", float(amount) / total if total > 0 else UNDEFINED)
        if code in BUCKETS:
            book.cache(f"name_{code}", BUCKETS[code][language])
        else:
            name = names.get(int(code.removeprefix("late_")), "")
            book.cache(f"name_{code}", name)
            if not name:
                area = book.area(f"name_{code}")
                book.sheet(area.sheet).hide(area.first)
    book.cache("aged_total", contents.figures["balance"].value)


def slot_names(contents: WithSettings, language: str) -> dict[int, str]:
    """The names of the late buckets by their place, from 1."""
    return dict(enumerate(list(bucket_names(contents, language).values())[: SLOTS + 1], 1))


# ── proofs and settings ──


def fill_settings(book: Book, contents: Contents, periods: Periods, language: str) -> None:
    """What the figures depend on: the date, the currency, every setting and table; and what they rest on."""
    book.write("as_of", contents.as_of)
    book.cache("year_ago", months_before(contents.as_of, 12))
    book.cache("two_years_ago", months_before(contents.as_of, 24))
    book.write("main_currency", contents.currency)
    book.write("private_client", (YES if contents.private else NO)[language])
    book.write("best_client", (YES if contents.status.best else NO)[language])
    _fill_choices(book, contents, language)
    fill_limits(book, contents, language)
    _fill_rates(book, periods)
    rates = [
        {"since": r.since, "currency": r.currency, "rate": r.rate, "unused": None, "source": r.source}
        for r in contents.settings.currency_rates
    ]
    fill_block(book, EXCHANGE, rates)
    _fill_basis(book, contents, language)


def _fill_choices(book: Book, contents: Contents, language: str) -> None:
    mine, usual = choices.values(contents.settings, language), choices.usual(language)
    for listed in choices.by_group().values():
        for setting in listed:
            name, value = choices.cell_name(setting), mine[setting.name]
            book.write(name, value)
            book.cache(f"moved_{name}", MODIFIED[language] if value != usual[setting.name] else "")


def _fill_rates(book: Book, periods: Periods) -> None:
    lines: list[dict[str, Value]] = [
        {"since": r.since, "ecb": r.ecb, "legal": r.legal, "applied": periods.applied(r), "source": r.source}
        for r in periods.rates
    ]
    empty: dict[str, Value] = dict.fromkeys((slot.name for slot in RATES.slots), None) | {"applied": ""}
    fill_block(book, RATES, lines + [empty] * (rows_of(book, RATES) - len(lines)))


def fill_points(book: Book, work: Workings, months: Sequence[Month]) -> None:
    """Where the methods of the hidden sheet stop."""
    periods, contents = work.periods, work.links.contents
    unrated = work.unrated_due()
    reach = [m.reach for m in months if m.reach is not None]

    def place(code: str) -> int:
        amount = contents.figures[code].value
        assert isinstance(amount, Decimal)
        return len([one for one in reach if one < amount * 100]) + 1

    found: dict[str, Value] = {
        "outside_rate": periods.outside_rate,
        "outside_hole": periods.outside_hole,
        "rates_at": periods.at(work.as_of),
        "rates_total": work.rates_total,
        "holes_total": work.holes_total,
        "unrated_due": unrated,
        "unrated_day": periods.unrated_after(unrated) if unrated else 0,
        "ripe_first": work.ripe_first,
        "ripe_last": work.ripe_last,
        "dso_place": place("outstanding"),
        "best_place": place("not_due"),
    }
    for name, value in found.items():
        book.cache(name, value)


def fill_limits(book: Book, contents: WithSettings, language: str) -> None:
    """The limits of the aged balance, and the names that follow from them."""
    limits, names = contents.settings.bucket_limits[:SLOTS], slot_names(contents, language)
    area = book.area("bucket_last")
    sheet, floors = book.sheet(area.sheet), book.area("bucket_floor").left
    firsts: list[Value] = [1, *(limit + 1 for limit in limits)]
    firsts += [""] * (SLOTS + 1 - len(firsts))
    sheet.fill(area.first, {area.left: list(limits), area.left - 1: firsts})
    for place, first in enumerate(firsts):
        row = area.first + place
        name, limit, floor = (
            f"{column_letters(column)}{row}" for column in (area.left - 2, area.left, floors)
        )
        sheet.cache(name, names.get(place + 1, ""))
        sheet.cache(floor, first - 1 if isinstance(first, int) else "")
        if place >= len(limits):
            sheet.dress(limit, f"{column_letters(area.left)}{area.last}")
        if first == "":
            sheet.hide(row)


def _fill_basis(book: Book, contents: Contents, language: str) -> None:
    area = book.area("basis")
    lines = basis_lines(contents.basis, contents.assumptions, language)
    assert len(lines) == BASIS
    book.sheet(area.sheet).fill(area.first, {0: [what for what, _n in lines], 1: [n for _what, n in lines]})


def basis_lines(basis: str, assumptions: Mapping[str, int], language: str) -> list[tuple[Value, Value]]:
    """What the figures rest on: what revenue is made of, then each rule and how many rows it touches."""
    lines: list[tuple[Value, Value]] = [(_REVENUE[basis][language], None)]
    return lines + [(words[language], assumptions[code]) for code, words in _BASIS.items()]


def fill_proofs(book: Book, work: Workings, unknown: int, received: Decimal, language: str) -> bool:
    """The proofs, and the figures as exported; whether every proof holds. `unknown`: payments whose document is not there; `received`: by
    invoices, from payments and credit notes."""
    contents = work.links.contents
    balance, overdue = contents.figures["balance"].value, contents.figures["overdue"].value
    late = sum((v for k, v in aged_slots(contents).items() if k.startswith("late_")), ZERO)
    scheduled = Decimal(sum(lot.amount for lot in work.lots)).scaleb(-2)
    sides: dict[str, tuple[Value, Value]] = {
        "buckets": (contents.aged.buckets_total, balance),
        "file": (contents.aged.file_total, balance),
        "late": (late, overdue),
        "applied": (received, received),
        "instalments": (scheduled, scheduled),
        "unknown": (unknown, 0),
    }
    for proof in PROOFS:
        _fill_proof(
            book, proof.code, sides.get(proof.code, (0, 0)), (LOOK if proof.hint else GAP, CORRECT), language
        )
    for proof in EXPORTED:
        value = contents.figures[proof.left.removeprefix("fig_")].value
        _fill_proof(book, proof.code, (value, value), (GAP, AS_EXPORTED), language)
    return all(left == right for code, (left, right) in sides.items() if code != "unknown")


def _fill_proof(
    book: Book, code: str, sides: tuple[Value, Value], verdicts: tuple[Words, Words], language: str
) -> None:
    area = book.area(f"proof_{code}")
    left, right = sides
    assert isinstance(left, int | Decimal) and isinstance(right, int | Decimal)
    verdict = verdicts[left == right][language]
    values = {0: left, 1: right, 2: left - right, 3: verdict}
    book.sheet(area.sheet).fill(area.first, {area.left + n: [value] for n, value in values.items()})
