"""Credit insurance that ends soon, has ended, or covers less than the client owes; a cover of zero is none."""

import datetime as dt
from collections.abc import Iterator, Mapping

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert, Severity
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.situation import Row, Situation
from fiche.i18n import N_, _


def _find(situation: Situation) -> Iterator[Alert]:
    owing = [row for row in situation.limited if row["balance"] and row["balance"] > 0]
    for row in owing:
        if alert := _ending(row, situation):
            yield alert
    covers = {r["client_id"]: situation.whole.details[r["client_id"]]["insured_amount"] for r in owing}
    short = {r["client_id"]: c for r in owing if (c := covers[r["client_id"]]) and 0 < c < r["balance"]}
    since = situation.above_since(short)
    for row in owing:
        client_id = row["client_id"]
        if client_id in short:
            yield _short(row, situation, since)


def _ending(row: Row, situation: Situation) -> Alert | None:
    until = situation.whole.details[row["client_id"]]["insurance_until"]
    if until is None:
        return None
    left = (until - situation.as_of).days
    if left > situation.settings.insurance_days:
        return None
    severity: Severity = "serious" if left < 0 else "info"
    balance = i18n.money(row["balance"], situation.currency)
    message = _(SENTENCES["insurance_over" if left < 0 else "insurance_ending"]).format(
        day=i18n.day(until), left=i18n.days(left), balance=balance
    )
    return Alert("insurance_ending", severity, row["client_id"], message, row["balance"], until)


def _short(row: Row, situation: Situation, since: Mapping[str, dt.date]) -> Alert:
    client_id = row["client_id"]
    cover = situation.whole.details[client_id]["insured_amount"]
    bare = row["balance"] - cover
    message = _(SENTENCES["insurance_short"]).format(
        balance=i18n.money(row["balance"], situation.currency),
        cover=i18n.money(cover, situation.currency),
        bare=i18n.money(bare, situation.currency),
    )
    return Alert("insurance_short", "info", client_id, message, bare, since.get(client_id))


RULE = Rule(
    4,
    {"insurance_ending": N_("Assurance qui prend fin"), "insurance_short": N_("Assurance insuffisante")},
    _find,
)
