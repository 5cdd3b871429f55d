"""Fills what the workbook says in sentences: the numbers in them, the status, the alerts, what stands beside each indicator; it decides none."""

from decimal import Decimal
from typing import Any

from fiche import i18n
from fiche.analysis.alert_rules.discount import beyond_granted
from fiche.analysis.figures import Alert
from fiche.analysis.metric import metrics
from fiche.analysis.status import STATUSES
from fiche.excel.book import Book
from fiche.excel.contents import Contents
from fiche.excel.draw_fiche import WIDTH
from fiche.excel.draw_figures import WIDTHS
from fiche.excel.heights import fit
from fiche.excel.indicators import FORMULAS
from fiche.excel.links import brought_on, day_of, serial_of
from fiche.excel.looks import SIGNS
from fiche.excel.spoken import EXHAUSTED, SAID, Said, scale
from fiche.excel.spoken_alerts import AS_EXPORTED, LATER, NOTHING, warned
from fiche.excel.values import Value
from fiche.excel.workings import Workings
from fiche.i18n import _

ZERO = Decimal("0.00")
_SMALL = 1.25  # how many more small letters than usual ones a width holds


def fill_spoken(book: Book, work: Workings) -> None:
    """Everything."""
    contents = work.links.contents
    book.cache("currency_sign", SIGNS.get(contents.currency, contents.currency))
    book.write("conversion_note", contents.conversion)
    values = _values(contents) | _late(work)
    for said in SAID:
        _fill_said(book, said, values[said.name], contents)
    _fill_alerts(book, contents)
    _fill_status(book, contents)
    for code in FORMULAS:
        _fill_why(book, code, contents)


def _values(contents: Contents) -> dict[str, Any]:
    """The number of each sentence, 0 for what is undefined."""
    settings, fields = contents.settings, contents.record.fields

    def figure(code: str) -> Any:
        value = contents.figures[code].value
        return 0 if value is None else value

    last, granted = contents.figures["last_purchase"].value, fields.get("granted_discount")
    balance, limit = figure("balance"), fields.get("credit_limit") or ZERO
    rate, outstanding = figure("discount_rate_12m"), figure("outstanding")
    beyond = beyond_granted(figure("discount_12m"), rate, granted or 0) if rate else ZERO
    as_of, brought = serial_of(contents.as_of), _brought(contents)
    latest = serial_of(last) if last else brought  # type: ignore[arg-type]
    return {
        **{code: figure(code) for code in ("revenue_12m", "outstanding", "overdue", "overdue_serious", "balance", "dso_countback", "dso_best_possible")},
        "limit": limit,
        "excess": balance - limit,
        "beyond": beyond,
        "serious_count": figure("overdue_serious_count"),
        "serious_days": settings.serious_days,
        "average_delay": figure("days_late_weighted"),
        "brought": brought,
        "silence": as_of - latest if latest else 0,
        "interval": figure("purchase_interval"),
        "best_share": settings.vip_share,
        "late_share": float(figure("overdue")) / float(outstanding) if outstanding else 0,
        "rate": rate,
        "granted": granted or 0,
        "left": limit - balance,
        "limit_used": float(balance) / float(limit) if limit else 0,
        "cover": fields.get("insured_amount") or ZERO,
        "bare": balance - (fields.get("insured_amount") or ZERO),
        "insured_until": serial_of(fields.get("insurance_until")),
        "insured_left": serial_of(fields.get("insurance_until")) - as_of,
        "rate_before": rate - figure("discount_trend"),
        "drift": figure("discount_trend"),
        "last_purchase": serial_of(last) if last else 0,  # type: ignore[arg-type]
        "financing": settings.financing_rate or 0,
    }  # fmt: skip


def _brought(contents: Contents) -> int:
    """The day of the latest balance brought forward, where there is no invoice; else 0."""
    if contents.figures["order_count"].value:
        return 0
    return max((brought_on(document, contents) for document in contents.documents), default=0)


def _late(work: Workings) -> dict[str, Any]:
    """What is late and not contested, and what is contested."""
    contents = work.links.contents
    found = [(d, made) for d, made in zip(contents.documents, work.standing, strict=True) if d["counted"]]
    late = [(d, made) for d, made in found if d["payment_status"] == "late"]
    single = sum((d["open_amount"] for d, made in late if not made.lots), ZERO)
    apart = {
        n for n, d in enumerate(contents.documents, 1) if d["counted"] and d["payment_status"] == "disputed"
    }
    cents = sum(lot.open for lot in work.lots if lot.at and lot.key not in apart)
    delay = max((d["days_late"] for d, _made in late), default=0)
    return {
        "late": single + Decimal(cents).scaleb(-2),
        "late_count": len(late),
        "late_delay": delay,
        "late_since": work.as_of - delay,
        "contested": sum((d["open_amount"] for d, _made in found if d["payment_status"] == "disputed"), ZERO),
    }


def _fill_said(book: Book, said: Said, value: Any, contents: Contents) -> None:
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
        case "points":
            return i18n.number(100 * Decimal(str(float(value))), 1)
        case "day":
            return i18n.day(day_of(value)) if value >= 1 else ""
        case _:
            return i18n.number(value)


def _fill_alerts(book: Book, contents: Contents) -> None:
    order, text = book.area("alert_order"), book.area("alert_text")
    held = {alert.code: alert for alert in contents.alerts}
    said = {code: _(LATER).format(message=held[code].message) for code in AS_EXPORTED if code in held}
    codes = [*(one.code for one in warned()), *AS_EXPORTED]
    orders: list[Value] = [_order(held.get(code), place) for place, code in enumerate(codes, 1)]
    messages = {code: said.get(code, alert.message) for code, alert in held.items()}
    sheet = book.sheet(order.sheet)
    sheet.fill(order.first, {order.left: orders, text.left: [messages.get(code, "") for code in codes]})
    area = book.area("block_remarks")
    lines: list[Value] = [messages[a.code] for a in contents.alerts] or [_(NOTHING)]
    book.fill("block_remarks", {0: lines + [""] * (area.last - area.first + 1 - len(lines))})
    for row, line in enumerate(lines, area.first):
        fit(book.sheet(area.sheet), row, [(line, 4 * WIDTH)])


def _order(alert: Alert | None, place: int) -> Value:
    """What puts an alert in order, «» where there is none."""
    gravity = {"serious": 0, "late": 1, "info": 2}
    return (
        "" if alert is None else 10**14 * gravity[alert.severity] - int((alert.amount or ZERO) * 1000) + place
    )


def _fill_status(book: Book, contents: Contents) -> None:
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


def _fill_why(book: Book, code: str, contents: Contents) -> None:
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
