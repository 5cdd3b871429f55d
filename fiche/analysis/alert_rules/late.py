"""Invoices past due and not contested, by level; a contested one is said apart, for nobody is dunned for it."""

import datetime as dt
from collections.abc import Iterator

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert, Severity
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.settings import Settings
from fiche.analysis.situation import Situation
from fiche.i18n import N_, _


def level_of(days: int, settings: Settings) -> int:
    """1: just late; 2: beyond `second_level_days`; 3: beyond `serious_days`."""
    return 3 if days > settings.serious_days else 2 if days > settings.second_level_days else 1


def _find(situation: Situation) -> Iterator[Alert]:
    for row in situation.rows:
        due = situation.due.get(row["client_id"])
        if due is None or not due["due_count"]:
            continue
        since = situation.as_of - dt.timedelta(days=due["due_delay"])
        message = _(SENTENCES["late_one" if due["due_count"] == 1 else "late_many"]).format(
            n=i18n.number(due["due_count"]),
            amount=i18n.money(due["due"], situation.currency),
            days=i18n.days(due["due_delay"]),
            day=i18n.day(since),
        )
        if due["contested"]:
            message += _(SENTENCES["late_contested"]).format(
                amount=i18n.money(due["contested"], situation.currency)
            )
        level = level_of(due["due_delay"], situation.settings)
        severity: Severity = "serious" if level == 3 else "late"
        yield Alert("late_payment", severity, row["client_id"], message, due["due"], since, level)


RULE = Rule(1, {"late_payment": N_("Retard de paiement")}, _find)
