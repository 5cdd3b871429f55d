"""What to say, to do and to offer in a call, most pressing first, each with its evidence; it decides no threshold."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from fiche.analysis.dunning import Case
from fiche.analysis.offers import offer_said
from fiche.brief.rows import dispute_said, promise_said
from fiche.brief.values import Brief
from fiche.i18n import _, colon, day, money, number

Kind = Literal["serious", "late", "info", "dispute", "promise", "planned", "offer", "dunning"]


@dataclass(frozen=True)
class Point:
    """One thing to say. `text`: the whole sentence, without the word for its kind."""

    kind: Kind
    text: str


def points(brief: Brief) -> list[Point]:
    """Serious alerts and broken promises, then disputes, what is late, what was planned, what is worth knowing, and what to offer."""
    told = [alert for alert in brief.alerts if alert.code != "broken_promise" or not brief.promises]
    alerts = [Point(alert.severity, alert.message) for alert in told]
    disputes = [Point("dispute", dispute_said(each, brief.currency)) for each in brief.disputes]
    planned = [Point("planned", f"{day(each.on)}{colon()}{each.action}") for each in brief.planned]
    return [
        *(point for point in alerts if point.kind == "serious"),
        *_dunning(brief),
        *_promises(brief),
        *disputes,
        *(point for point in alerts if point.kind == "late"),
        *planned,
        *(point for point in alerts if point.kind == "info"),
        *(Point("offer", offer_said(each)) for each in brief.offers),
    ]


def kind_name(kind: Kind) -> str:
    """The word that a point begins with."""
    return {
        "serious": _("Urgent"),
        "late": _("En retard"),
        "info": _("À noter"),
        "dunning": _("Relancer"),
        "dispute": _("Litige"),
        "promise": _("Promesse"),
        "planned": _("Prévu le"),
        "offer": _("Proposer"),
    }[kind]


def dunning_said(case: Case) -> str:
    """The reminder to send: «niveau 2 à envoyer : 3 factures échues, 12 400,00 €, pénalités 214,30 €.»"""
    one, many = _("niveau {level} à envoyer : 1 facture échue, {amount}"), _("niveau {level} à envoyer : {n} factures échues, {amount}")  # fmt: skip
    said = (one if case.invoices == 1 else many).format(
        level=number(case.level), n=number(case.invoices), amount=money(case.amount, case.currency)
    )
    fines = (
        _(", pénalités {amount}").format(amount=money(case.penalties, case.currency))
        if case.penalties
        else ""
    )
    return f"{said}{fines}."


def _dunning(brief: Brief) -> Iterator[Point]:
    if brief.dunning is not None and brief.dunning.level:
        yield Point("dunning", dunning_said(brief.dunning))


def _promises(brief: Brief) -> Iterator[Point]:
    quiet = any(alert.code == "broken_promise" for alert in brief.asleep)
    for promise in brief.promises:
        if promise.kept is None or (promise.kept is False and not quiet):
            yield Point("promise", promise_said(promise, brief.currency))
