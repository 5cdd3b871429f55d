"""Fills what the workbook says in sentences: the numbers in them, the status, the alerts, what stands beside each indicator; it decides none."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fiche import i18n
from fiche.analysis.alerts import beyond_granted
from fiche.analysis.metric import metrics
from fiche.analysis.status import STATUSES
from fiche.excel.contents import Contents
from fiche.excel.draw_figures import WIDTHS
from fiche.excel.heights import fit
from fiche.excel.indicators import FORMULAS
from fiche.excel.links import day_of, serial_of
from fiche.excel.looks import SIGNS
from fiche.excel.patcher import Patcher
from fiche.excel.spoken import ALERTS, EXHAUSTED, NOTHING, SAID, Said, scale, warned
from fiche.excel.values import Value
from fiche.i18n import _

ZERO = Decimal("0.00")
_SMALL = 1.25  # how many more small letters than usual ones a width holds


def fill_spoken(book: Patcher, contents: Contents) -> None:
    """Everything."""
    book.cache("currency_sign", SIGNS.get(contents.currency, contents.currency))
    book.write("conversion_note", contents.conversion)
    values = _values(contents)
    for said in SAID:
        _fill_said(book, said, values[said.name], contents)
    _fill_alerts(book, contents)
    _fill_status(book, contents)
    for code in FORMULAS:
        _fill_why(book, code, contents)


def _values(contents: Contents) -> Mapping[str, Any]:
    """The number of each sentence, 0 for what is undefined."""
    settings, fields = contents.settings, contents.record.fields

    def figure(code: str) -> Any:
        value = contents.figures[code].value
        return 0 if value is None else value

    last, granted = contents.figures["last_purchase"].value, fields.get("granted_discount")
    balance, limit = figure("balance"), fields.get("credit_limit") or ZERO
    rate, outstanding = figure("discount_rate_12m"), figure("outstanding")
    beyond = beyond_granted(figure("discount_12m"), rate, granted or 0) if rate else ZERO
    as_of = serial_of(contents.as_of)
    return {
        **{code: figure(code) for code in ("revenue_12m", "outstanding", "overdue", "overdue_serious", "balance", "overdue_count", "oldest_delay", "dso_countback", "dso_best_possible")},
        "limit": limit,
        "excess": balance - limit,
        "beyond": beyond,
        "serious_count": figure("overdue_serious_count"),
        "serious_days": settings.serious_days,
        "average_delay": figure("days_late_weighted"),
        "silence": as_of - serial_of(last) if last else 0,  # type: ignore[arg-type]
        "interval": figure("purchase_interval"),
        "best_share": settings.vip_share,
        "late_share": float(figure("overdue")) / float(outstanding) if outstanding else 0,
        "rate": rate,
        "granted": granted or 0,
        "late_since": as_of - figure("oldest_delay"),
        "last_purchase": serial_of(last) if last else 0,  # type: ignore[arg-type]
        "financing": settings.financing_rate or 0,
    }  # fmt: skip


def _fill_said(book: Patcher, said: Said, value: Any, contents: Contents) -> None:
    book.cache(f"value_{said.name}", value)
    if said.kind != "day":
        book.cache(f"digits_{said.name}", abs(int(i18n.rounded(Decimal(str(value)) * scale(said), 0))))
    book.cache(f"said_{said.name}", _written(said, value, contents))


def _written(said: Said, value: Any, contents: Contents) -> str:
    match said.kind:
        case "money":
            return i18n.money(value, contents.currency)
        case "days":
            return i18n.days(value)
        case "share" | "percent":
            return i18n.percent(float(value), 0 if said.kind == "share" else 1)
        case "day":
            return i18n.day(day_of(value)) if value >= 1 else ""
        case _:
            return i18n.number(value)


def _fill_alerts(book: Patcher, contents: Contents) -> None:
    order, text = book.area("alert_order"), book.area("alert_text")
    held = {alert.code: alert for alert in contents.alerts}
    gravity = {"serious": 0, "late": 1, "info": 2}
    orders: list[Value] = []
    for place, one in enumerate(warned(), 1):
        alert = held.get(one.code)
        orders.append(
            ""
            if alert is None
            else 10**14 * gravity[alert.severity] - int((alert.amount or ZERO) * 1000) + place
        )
    sheet = book.sheet(order.sheet)
    sentences: list[Value] = [held[one.code].message if one.code in held else "" for one in warned()]
    sheet.fill(order.first, {order.left: orders, text.left: sentences})
    shown = book.area("remarks")
    lines = [alert.message for alert in contents.alerts] or [_(NOTHING)]
    book.sheet(shown.sheet).fill(shown.first, {shown.left: lines + [""] * (ALERTS - len(lines))})


def _fill_status(book: Patcher, contents: Contents) -> None:
    now = contents.status
    status = _(STATUSES[now.code])
    book.cache("fig_status", status)
    book.cache("why_status", now.reason)
    book.cache("status_line", f"{status} · {now.reason}")
    given = now.given
    if given is not None and given.status is not None:
        book.write("given_status", _(STATUSES[given.status]))
        words = _("Le {day}, par {who}.").format(day=i18n.day(given.on), who=given.by)
        book.write("given_words", f"{words} {given.reason}".strip())


def _fill_why(book: Patcher, code: str, contents: Contents) -> None:
    """The meaning of an indicator and what is to be read with it, or why it has no value."""
    figure, area = contents.figures[code], book.area(f"why_{code}")
    words = _(metrics()[code].formula)
    book.write(f"words_{code}", words)
    said = figure.reason or " ".join(
        part for part in (words, figure.remark, _exhausted(code, contents)) if part
    )
    book.cache(f"why_{code}", said)
    fit(book.sheet(area.sheet), area.first, [(said, _SMALL * sum(WIDTHS[2:]))])


def _exhausted(code: str, contents: Contents) -> str | None:
    figure = contents.figures[code]
    return _(EXHAUSTED).format(days=i18n.days(float(figure.value))) if figure.at_least else None  # type: ignore[arg-type]
