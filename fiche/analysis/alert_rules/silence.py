"""No purchase for longer than the client's own rhythm; once that has lasted twice as long and a year, the status says it instead."""

from collections.abc import Iterator

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.situation import Situation
from fiche.analysis.status import silence
from fiche.i18n import N_, _


def _find(situation: Situation) -> Iterator[Alert]:
    settings = situation.settings
    for row in situation.rows:
        if row["purchase_interval"] is None:
            continue
        days = (situation.as_of - row["last_purchase"]).days
        limit = silence(row, settings.silence_days, settings)
        if not limit < days <= max(2 * limit, settings.inactive_days):
            continue
        message = _(SENTENCES["silent"]).format(
            days=i18n.days(days),
            interval=i18n.days(row["purchase_interval"]),
            day=i18n.day(row["last_purchase"]),
        )
        yield Alert("silence", "info", row["client_id"], message, None, row["last_purchase"])


RULE = Rule(5, {"silence": N_("Silence inhabituel")}, _find, amounts=False)
