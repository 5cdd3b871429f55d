"""Next actions whose day has come and after which nothing was noted; it does none and closes none."""

from collections.abc import Iterator

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert
from fiche.analysis.situation import Row, Situation
from fiche.i18n import N_, _

FRESH = 30  # days during which what was to be done presses; beyond, it is only worth knowing


def _find(situation: Situation) -> Iterator[Alert]:
    for row in situation.rows:
        if actions := situation.whole.actions.get(row["client_id"]):
            yield _alert(row["client_id"], actions, situation)


def _alert(client_id: str, actions: list[Row], situation: Situation) -> Alert:
    """One alert for all of them, since the first day that came; in words, the first."""
    first = actions[0]
    waiting = (situation.as_of - first["next_action_on"]).days
    said = _("À faire depuis le {day} : {action}.") if waiting else _("À faire le {day} : {action}.")
    action = (first["next_action"] or "").strip().rstrip(".") or _("action prévue")
    message = said.format(day=i18n.day(first["next_action_on"]), action=action)
    if others := len(actions) - 1:
        more = _("Et 1 autre action prévue.") if others == 1 else _("Et {n} autres actions prévues.")
        message = f"{message} {more.format(n=i18n.number(others))}"
    return Alert(
        "planned_action",
        "late" if 0 < waiting <= FRESH else "info",
        client_id,
        message,
        None,
        first["next_action_on"],
    )


RULE = Rule(4, {"planned_action": N_("Action prévue")}, _find, amounts=False)
