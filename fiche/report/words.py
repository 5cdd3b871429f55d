"""The lines of a monthly report in words, the same on paper and in a workbook; it computes no figure of its own."""

import datetime as dt
from decimal import Decimal

from fiche.analysis.changes import KINDS
from fiche.analysis.figures import Figure
from fiche.analysis.metric import metrics
from fiche.analysis.words import basis_word, shown
from fiche.i18n import _, day, days, money, number, percent
from fiche.report.values import Report


def title() -> str:
    """What the document is called."""
    return _("Rapport du portefeuille")


def label(code: str, report: Report) -> str:
    """The name of an indicator in the report."""
    if code == "revenue_12m":
        return _("CA 12 mois {basis}").format(basis=basis_word(report.basis))
    return {"at_risk_rate": _("Impayés à 90 jours"), "discount_rate_12m": _("Remise, 12 mois")}.get(code) or metrics()[code].label  # fmt: skip


def change(now: Figure, before: Figure) -> str:
    """How a figure moved: «+4,1 %», «−9 j», «+0,4 pt»; «» where one of the two is undefined."""
    after, earlier = now.value, before.value
    if after is None or earlier is None or isinstance(after, dt.date) or isinstance(earlier, dt.date):
        return ""
    gap = float(after) - float(earlier)
    if now.unit == "money":
        return percent(gap / abs(float(earlier)), 1, sign=True) if earlier else ""
    if now.unit == "percent":
        return _("{points} pt").format(points=percent(gap, 1, sign=True).rstrip("%\u00a0"))
    sign = "+" if gap > 0 else ""
    return f"{sign}{days(gap)}" if now.unit == "days" else f"{sign}{number(gap)}"


def compared(now: Figure, before: Figure, words: str) -> str:
    """«il y a un mois 81 200,00 € (+3,7 %)»."""
    moved = change(now, before)
    return f"{words} {shown(before, short=True)}" + (f" ({moved})" if moved else "")


def revenue_said(report: Report) -> str:
    """The last month against the same one the year before, or the month before, in one sentence."""
    last = report.months.iloc[-1]
    now, before = (Decimal(str(last[name])) for name in ("revenue", "revenue_previous"))
    if not report.choice.year:
        return _since_last_month(report, now)
    if not before:
        return _("Ce mois, {now} facturés ; rien le même mois un an plus tôt.").format(
            now=money(now, report.currency)
        )
    rate = percent(float((now - before) / abs(before)), 1, sign=True)
    return _("Ce mois, {now} facturés, {rate} sur le même mois un an plus tôt.").format(now=money(now, report.currency), rate=rate)  # fmt: skip


def _since_last_month(report: Report, now: Decimal) -> str:
    """The month begun, or ended, against the one before up to the same day."""
    before, until = report.month_before, day(report.month_ago)
    if not before:
        return _("Ce mois, {now} facturés ; rien le mois d’avant, au {until}.").format(now=money(now, report.currency), until=until)  # fmt: skip
    rate = percent(float((now - before) / abs(before)), 1, sign=True)
    return _("Ce mois, {now} facturés, {rate} sur le mois d’avant au {until}.").format(now=money(now, report.currency), rate=rate, until=until)  # fmt: skip


def moves_said(report: Report) -> str:
    """What made the revenue of 12 months move."""
    parts = [
        _("{kind} {amount} ({n})").format(
            kind=_(KINDS[kind]).lower(),
            amount=money(report.moved(kind), report.currency),
            n=number(len(each)),
        )
        for kind, each in report.moves.items()
        if each
    ]
    return " ; ".join(parts) if parts else _("Aucun mouvement sur un an.")


def dso_said(report: Report) -> str:
    """The days of sales outstanding, now and a year before, or a month."""
    year = report.choice.year
    now, before = (
        report.figures["dso_countback"],
        (report.last_year if year else report.last_month)["dso_countback"],
    )
    if now.value is None:
        return now.reason or ""
    said = _("DSO par épuisement : {days}").format(days=shown(now))
    moved = change(now, before)
    words = _("{said}, {change} en un an.") if year else _("{said}, {change} en un mois.")
    return words.format(said=said, change=moved) if moved else f"{said}."


def proof_said(report: Report) -> str:
    """The three totals of the aged balance, and their difference."""
    aged, code = report.aged, report.currency
    return _("Total du fichier {file}, des clients {clients}, des tranches {buckets} : écart {gap}.").format(
        file=money(aged.file_total, code), clients=money(aged.clients_total, code), buckets=money(aged.buckets_total, code), gap=money(aged.difference, code),
    )  # fmt: skip


def dunning_said(report: Report) -> str:
    """The reminders to send, and what those sent brought in."""
    known = [
        (case, amount) for case in report.dunning if (amount := case.amount_in(report.currency)) is not None
    ]
    ready = [amount for case, amount in known if case.level]
    amount = sum(ready, Decimal(0))
    held = sum(1 for case, _amount in known if case.hold)
    said = _("Relances à envoyer : {n} pour {amount} ; {held} en attente.").format(
        n=number(len(ready)), amount=money(amount, report.currency), held=number(held)
    )
    asked = sum((level.asked for level in report.effect.levels), Decimal(0))
    if not asked:
        return said
    share = percent(float(sum((level.recovered for level in report.effect.levels), Decimal(0)) / asked), 0)
    return said + " " + _("Payé après relance : {share} de {amount}.").format(share=share, amount=money(asked, report.currency))  # fmt: skip


def when(report: Report) -> str:
    """The date of the figures, and what they are of."""
    return _("Au {day}, montants en {currency}").format(day=day(report.as_of), currency=report.currency)
