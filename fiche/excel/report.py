"""The monthly report as a workbook: what the pages say as numbers, with formulas for the differences, shares and sums; it computes no indicator."""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter

from fiche.analysis.alerting import kinds
from fiche.analysis.changes import KINDS
from fiche.analysis.figures import Figure
from fiche.analysis.metric import metrics
from fiche.analysis.settings import Settings
from fiche.analysis.words import bucket_name
from fiche.excel import looks
from fiche.excel.looks import Looks
from fiche.excel.settings_sheet import settings_sheet
from fiche.excel.table import fill, sheet_name
from fiche.excel.values import clean, serial
from fiche.i18n import MISSING, _, day, language
from fiche.report import Report
from fiche.report.values import MOVES
from fiche.report.words import dunning_said, label, title, when

_LOOKS = {
    "money": "money",
    "percent": "rate",
    "points": "rate",
    "days": "number",
    "count": "integer",
    "date": "date",
}
Number = Decimal | float | int | None
_FIRST = 4  # the row of the first line of a table, from 1: title, date, heads


@dataclass(frozen=True)
class _Column:
    """`formula`: what makes the values, «{r}» standing for the row; the values are then what it gives. `added`: summed up below."""

    head: str
    look: str
    values: Sequence[Any]
    formula: str = ""
    added: bool = False


def report_workbook(report: Report, settings: Settings) -> bytes:
    """The workbook, in the reader's language."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": title(), "created": looks.CREATED})
    made = Looks(book, language(), report.currency)
    tables: tuple[tuple[str, str, Sequence[_Column], str], ...] = (
        ("", _("Synthèse"), _summary(report), report.said),
        ("revenue", _("Chiffre d’affaires"), _months(report), ""),
        ("moves", _("Mouvements"), _moves(report), ""),
        ("aged", _("Balance âgée"), _aged(report), ""),
        ("late", _("Retards"), _late(report), dunning_said(report)),
        ("moves", _("Clients"), _people(report), ""),
        ("alerts", _("Alertes"), _alerts(report), ""),
        ("classes", _("Classes"), _classes(report), ""),
        ("groups", _("Catégories"), _groups(report), ""),
    )
    for section, name, columns, said in tables:
        if section and not report.choice.has(section):
            continue
        _table(book.add_worksheet(sheet_name(name)), made, report, name, columns, said)
    sheet = settings_sheet(settings, report.as_of, report.selection)
    fill(book.add_worksheet(sheet_name(sheet.name)), sheet, made)
    book.close()
    return out.getvalue()


def _table(page: Any, made: Looks, report: Report, name: str, columns: Sequence[_Column], said: str) -> None:
    page.write_string(0, 0, name, made.title())
    words = " · ".join((when(report), *report.selection))
    page.write_string(1, 0, clean(f"{words}{'. ' + said if said else ''}"), made.note(text_wrap=False))
    rows = len(columns[0].values)
    for at, column in enumerate(columns):
        page.write_string(2, at, clean(column.head), made.head(column.look))
        width = 15 if column.look not in {"text", "long"} else 60 if column.look == "long" else 32
        page.set_column(at, at, width)
        for row, value in enumerate(column.values):
            _cell(page, made, row + _FIRST - 1, at, column, value)
        if column.added:
            _sum(page, made, rows, at, column)
    if any(column.added for column in columns):
        page.write_string(rows + _FIRST - 1, 0, _("Total"), made.cell("text", locked=True, bold=True))
    page.freeze_panes(_FIRST - 1, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)


def _cell(page: Any, made: Looks, row: int, at: int, column: _Column, value: Any) -> None:
    look = column.look
    if look == "own":  # an indicator's own unit
        look, value = value if value is not None else ("text", None)
    shape = made.cell(look, locked=bool(column.formula))
    if column.formula:
        page.write_formula(
            row,
            at,
            "=" + column.formula.format(r=row + 1),
            shape,
            MISSING if value is None else _plain(value),
        )
    elif value is None:
        page.write_blank(row, at, None, shape)
    elif isinstance(value, str):
        page.write_string(row, at, clean(value), shape)
    else:
        page.write_number(row, at, _plain(value), shape)


def _plain(value: Any) -> float | int:
    if isinstance(value, dt.date):
        return serial(value) or 0
    return value if isinstance(value, int) else float(value)


def _sum(page: Any, made: Looks, rows: int, at: int, column: _Column) -> None:
    letter = chr(ord("A") + at)
    last = rows + _FIRST - 1
    added = sum(float(value) for value in column.values if value is not None)
    formula = f"=SUM({letter}{_FIRST}:{letter}{last})" if rows else "=0"
    page.write_formula(last, at, formula, made.cell(column.look, locked=True, bold=True), round(added, 2))


# ── the sheets ──


def _own(figure: Figure) -> tuple[str, Number] | None:
    value: Any = figure.value
    return None if value is None else (_LOOKS[figure.unit], value)


def _gap(now: Figure, before: Figure) -> tuple[str, float] | None:
    """The difference, in days between two dates."""
    after, earlier = now.value, before.value
    if after is None or earlier is None:
        return None
    if isinstance(after, dt.date) and isinstance(earlier, dt.date):
        return "number", float((after - earlier).days)
    return _LOOKS[now.unit], float(after) - float(earlier)  # type: ignore[arg-type]


def _summary(report: Report) -> list[_Column]:
    """Every indicator, with what it was a month and a year before, as the reader chose."""
    codes = [code for code, metric in metrics().items() if metric.scope != "client"]
    now, month, year = (
        [of[code] for code in codes] for of in (report.figures, report.last_month, report.last_year)
    )
    known, compared = 'IF(OR(B{r}="",{c}{r}=""),"—",B{r}-{c}{r})', list[_Column]()
    for wanted, then, before, head in (
        (report.choice.month, report.month_ago, month, _("Écart sur un mois")),
        (report.choice.year, report.year_ago, year, _("Écart sur un an")),
    ):
        at = chr(ord("C") + len(compared))
        if wanted:
            gaps = [_gap(a, b) for a, b in zip(now, before, strict=True)]
            compared += [
                _Column(day(then), "own", [_own(f) for f in before]),
                _Column(head, "own", gaps, known.replace("{c}", at)),
            ]
    return [
        _Column(_("Indicateur"), "text", [label(code, report) for code in codes]),
        _Column(day(report.as_of), "own", [_own(f) for f in now]),
        *compared,
        _Column(_("Pourquoi il n’y a pas de valeur"), "long", [f.reason for f in now]),
    ]  # fmt: skip


def _compared(now: Sequence[Number], before: Sequence[Number], at: str) -> list[_Column]:
    """The difference and its rate, of the columns `at` («B», «C») and the one after."""
    after = chr(ord(at) + 1)
    gaps = [float(a or 0) - float(b or 0) for a, b in zip(now, before, strict=True)]
    rates = [gap / abs(float(b)) if b else None for gap, b in zip(gaps, before, strict=True)]
    return [
        _Column(_("Écart"), "money", gaps, f"{at}{{r}}-{after}{{r}}", added=True),
        _Column(
            _("Évolution"),
            "rate",
            rates,
            f'IF({after}{{r}}=0,"—",({at}{{r}}-{after}{{r}})/ABS({after}{{r}}))',
        ),
    ]


def _months(report: Report) -> list[_Column]:
    now = [Decimal(str(v)) for v in report.months["revenue"].fillna(0)]
    before = [Decimal(str(v)) for v in report.months["revenue_previous"].fillna(0)]
    return [
        _Column(_("Mois"), "month", [first.date() for first in report.months["month"]]),
        _Column(_("CA 12 mois"), "money", now, added=True),
        _Column(_("Un an plus tôt"), "money", before, added=True),
        *_compared(now, before, "B"),
    ]


def _moves(report: Report) -> list[_Column]:
    now = [sum((m.now for m in report.moves[kind]), Decimal(0)) for kind in MOVES]
    before = [sum((m.before for m in report.moves[kind]), Decimal(0)) for kind in MOVES]
    return [
        _Column(_("Mouvement"), "text", [_(KINDS[kind]) for kind in MOVES]),
        _Column(_("Clients"), "integer", [len(report.moves[kind]) for kind in MOVES], added=True),
        _Column(_("CA 12 mois"), "money", now, added=True),
        _Column(_("Un an plus tôt"), "money", before, added=True),
        *_compared(now, before, "C"),
    ]


def _shares(amounts: Sequence[Decimal], at: str) -> _Column:
    """The share of each amount in the total below the column."""
    total, last = sum(amounts, Decimal(0)), len(amounts) + _FIRST
    cell = f"{at}${last}"
    values = [float(a / total) if total else None for a in amounts]
    return _Column(_("Part"), "rate", values, f'IF({cell}=0,"—",{at}{{r}}/{cell})')


def _aged(report: Report) -> list[_Column]:
    amounts = list(report.aged.buckets.values())
    return [
        _Column(_("Tranche"), "text", [bucket_name(bucket) for bucket in report.aged.buckets]),
        _Column(_("Montant"), "money", amounts, added=True),
        _shares(amounts, "B"),
    ]


def _late(report: Report) -> list[_Column]:
    overdue = [each.overdue for each in report.late]
    return [
        _Column(_("Client"), "text", [each.name for each in report.late]),
        _Column(_("N°"), "code", [each.client_id for each in report.late]),
        _Column(_("Responsable"), "text", [each.manager for each in report.late]),
        _Column(_("Retard (jours)"), "integer", [each.days for each in report.late]),
        _Column(_("Encours"), "money", [each.outstanding for each in report.late], added=True),
        _Column(_("En retard"), "money", overdue, added=True),
        _shares(overdue, "F"),
    ]


def _people(report: Report) -> list[_Column]:
    """Each client whose revenue moved."""
    moved = [(kind, each) for kind in MOVES for each in report.moves[kind]]
    now, before = [each.now for _kind, each in moved], [each.before for _kind, each in moved]
    return [
        _Column(_("Client"), "text", [each.name for _kind, each in moved]),
        _Column(_("N°"), "code", [each.client_id for _kind, each in moved]),
        _Column(_("Mouvement"), "text", [_(KINDS[kind]) for kind, _each in moved]),
        _Column(_("CA 12 mois"), "money", now, added=True),
        _Column(_("Un an plus tôt"), "money", before, added=True),
        *_compared(now, before, "D"),
    ]


def _alerts(report: Report) -> list[_Column]:
    names: Mapping[str, str] = kinds()
    return [
        _Column(_("Client"), "text", [report.names.get(a.client_id) or a.client_id for a in report.alerts]),
        _Column(_("N°"), "code", [a.client_id for a in report.alerts]),
        _Column(_("Alerte"), "text", [_(names[a.code]) for a in report.alerts]),
        _Column(_("Montant"), "money", [a.amount for a in report.alerts]),
        _Column(_("Raison"), "long", [a.message for a in report.alerts]),
    ]


def _classes(report: Report) -> list[_Column]:
    totals = list(report.classes.values())
    amounts = [total.revenue for total in totals]
    return [
        _Column(_("Classe"), "text", [name or _("Sans achat") for name in report.classes]),
        _Column(_("Clients"), "integer", [total.clients for total in totals], added=True),
        _Column(_("CA 12 mois"), "money", amounts, added=True),
        _shares(amounts, "C"),
    ]


def _groups(report: Report) -> list[_Column]:
    now, before = [each.now for each in report.groups], [each.before for each in report.groups]
    return [
        _Column(_("Catégorie"), "text", [each.name or _("Non renseigné") for each in report.groups]),
        _Column(_("Clients"), "integer", [each.clients for each in report.groups], added=True),
        _Column(_("CA 12 mois"), "money", now, added=True),
        _Column(_("Un an plus tôt"), "money", before, added=True),
        *_compared(now, before, "C"),
    ]
