"""What someone should act on, client by client, worst first; it sends nothing and decides no threshold."""

from collections.abc import Collection, Iterable
from decimal import Decimal

from fiche.analysis.alerting import rules
from fiche.analysis.figures import Alert
from fiche.analysis.situation import Situation

_ORDER = {"serious": 0, "late": 1, "info": 2}


def alerts(
    everyone: Situation, by_currency: Iterable[Situation], kinds: Collection[str] | None = None
) -> list[Alert]:
    """Alerts of the clients of these situations: serious, late, then for information; larger amounts, then later days, first.

    `by_currency`: the clients once per currency, so that amounts are never of two; `everyone`: all currencies together, for rhythm.
    `kinds`: those alone; the rules that give no other are not asked.
    """
    asked = [rule for rule in rules() if kinds is None or not rule.kinds.keys().isdisjoint(kinds)]
    found: list[Alert] = []
    for each in by_currency:
        found += (alert for rule in asked if rule.amounts for alert in rule.find(each))
    found += (alert for rule in asked if not rule.amounts for alert in rule.find(everyone))
    return sorted((alert for alert in found if kinds is None or alert.code in kinds), key=_rank)


def _rank(alert: Alert) -> tuple[int, Decimal, int, str, str]:
    recent = -alert.since.toordinal() if alert.since else 0
    return _ORDER[alert.severity], -(alert.amount or Decimal(0)), recent, alert.client_id, alert.code
