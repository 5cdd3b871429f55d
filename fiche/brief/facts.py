"""The six figures that a client's screen, workbook and page begin with, each with what it is compared with, in words; it computes none."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fiche.analysis.metric import metrics
from fiche.analysis.words import Figures, Tone, basis_word, lateness, shown
from fiche.brief.values import Brief
from fiche.i18n import _, days, money, percent


@dataclass(frozen=True)
class Fact:
    """`figure`: the value of indicator `code` in words, «—» when undefined (`comparison` then says why). `also`: the indicators that explain it too.
    `more`: one more sentence for who asks why."""

    code: str
    label: str
    figure: str
    comparison: str
    tone: Tone = ""
    also: tuple[str, ...] = ()
    more: str = ""


def facts(brief: Brief) -> list[Fact]:
    """The six, in the order of every page."""
    figures, fields = brief.figures, brief.record.fields
    return [
        _fact(
            figures, "revenue_12m", _growth(figures), also=("growth",),
            label=_("CA 12 mois {basis}").format(basis=basis_word(brief.basis)),
        ),
        _fact(
            figures, "outstanding", _limit(figures), also=("balance", "credit_use"),
            more=_("Plafond d’encours : {limit}.").format(limit=money(fields["credit_limit"], brief.currency)),
        ),
        _fact(figures, "overdue", _serious(brief), also=("overdue_serious",), tone=lateness(figures)),
        _fact(figures, "days_to_pay", _terms(figures, fields), also=("days_late_weighted",)),
        _fact(figures, "next_expected", _rhythm(brief), also=("purchase_interval",), label=_("Prochain achat")),
        _fact(
            figures, "discount_rate_12m", _("accordée : {rate}").format(rate=percent(fields["granted_discount"])),
            also=("discount_12m", "discount_trend"), label=_("Remise, 12 mois"),
        ),
    ]  # fmt: skip


def _fact(figures: Figures, code: str, comparison: str, *, label: str = "", **more: Any) -> Fact:
    figure = figures[code]
    said = figure.reason or comparison
    return Fact(code, label or metrics()[code].label, shown(figure, short=True), said, **more)


def _growth(figures: Figures) -> str:
    growth = figures["growth"].value
    if not isinstance(growth, float):
        return _("pas d’année précédente")
    return _("{change} sur un an").format(change=percent(growth, 1, sign=True))


def _limit(figures: Figures) -> str:
    used = figures["credit_use"].value
    if not isinstance(used, float):
        return _("pas de plafond")
    return _("{rate} du plafond").format(rate=percent(used, 0))


def _serious(brief: Brief) -> str:
    serious, limit = brief.figures["overdue_serious"], days(brief.serious_days)
    if not brief.figures["overdue"].value:
        return _("rien en retard")
    if not serious.value:
        return _("rien au-delà de {days}").format(days=limit)
    return _("dont {amount} > {days}").format(amount=shown(serious, short=True), days=limit)


def _terms(figures: Figures, fields: Mapping[str, Any]) -> str:
    if fields["payment_terms"]:
        return _("terme : {terms}").format(terms=fields["payment_terms"])
    return _("retard moyen : {days}").format(days=shown(figures["days_late_weighted"]))


def _rhythm(brief: Brief) -> str:
    expected = brief.figures["next_expected"].value
    rhythm = _("rythme : {days}").format(days=shown(brief.figures["purchase_interval"]))
    passed = (brief.as_of - expected).days if hasattr(expected, "toordinal") else 0  # type: ignore[operator]
    return _("{rhythm}, dépassé de {days}").format(rhythm=rhythm, days=days(passed)) if passed > 0 else rhythm
