"""What someone should act on, client by client, worst first; it sends nothing and decides no threshold."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from fiche import i18n
from fiche.analysis.figures import Alert
from fiche.analysis.people import People
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.status import silence
from fiche.i18n import _

Row = Mapping[str, Any]
_ORDER = {"serious": 0, "late": 1, "info": 2}


def alerts(everyone: People, by_currency: list[People], wanted: set[str] | None) -> list[Alert]:
    """Alerts of the clients in `wanted` (None: all): serious, late, then for information; larger amounts, then later days, first.

    `by_currency`: the clients once per currency, so that amounts are never of two; `everyone`: all currencies together, for rhythm.
    """
    found: list[Alert] = []
    for people in by_currency:
        for rule in (_late, _limit, _discount):
            found += _each(people, rule, wanted)
    found += _each(everyone, _silent, wanted)
    return sorted(found, key=_rank)


def _rank(alert: Alert) -> tuple[int, Decimal, int, str, str]:
    recent = -alert.since.toordinal() if alert.since else 0
    return _ORDER[alert.severity], -(alert.amount or Decimal(0)), recent, alert.client_id, alert.code


def _each(
    people: People, rule: Callable[[Row, People], Alert | None], wanted: set[str] | None
) -> Iterator[Alert]:
    yield from (alert for row in people.of(wanted) if (alert := rule(row, people)))


def _late(row: Row, people: People) -> Alert | None:
    """Invoices past due: how many, for how much, since when."""
    if not row["overdue_count"]:
        return None
    since = people.as_of - dt.timedelta(days=row["oldest_delay"])
    name = "late_one" if row["overdue_count"] == 1 else "late_many"
    message = _(SENTENCES[name]).format(
        n=i18n.number(row["overdue_count"]),
        amount=i18n.money(row["overdue"], people.currency),
        days=i18n.days(row["oldest_delay"]),
        day=i18n.day(since),
    )
    severity = "serious" if row["overdue_serious_count"] else "late"
    return Alert("late_payment", severity, row["client_id"], message, row["overdue"], since)  # type: ignore[arg-type]


def _limit(row: Row, people: People) -> Alert | None:
    """A balance above the credit limit; a limit of zero is none."""
    limit, balance = row["credit_limit"], row["balance"]
    if not limit or limit <= 0 or balance <= limit:
        return None
    message = _(SENTENCES["limit"]).format(
        balance=i18n.money(balance, people.currency),
        limit=i18n.money(limit, people.currency),
        excess=i18n.money(balance - limit, people.currency),
    )
    return Alert("credit_limit", "serious", row["client_id"], message, balance - limit)


def _discount(row: Row, people: People) -> Alert | None:
    """A discount of the last 12 months above the granted rate; the amount is what goes beyond it."""
    rate, granted = row["discount_rate_12m"], row["granted_discount"]
    if rate is None or granted is None or rate <= granted + people.settings.discount_tolerance:
        return None
    beyond = beyond_granted(row["discount_12m"], rate, granted)
    message = _(SENTENCES["discount"]).format(
        rate=i18n.percent(rate),
        granted=i18n.percent(granted),
        amount=i18n.money(beyond, people.currency),
    )
    return Alert("discount", "info", row["client_id"], message, beyond)


def beyond_granted(discount: Decimal, rate: float, granted: float) -> Decimal:
    """What of `discount`, given at `rate`, exceeds the granted rate, to the cent; halves go up, as a spreadsheet sees them through its floats."""
    exact = discount * Decimal(str((rate - granted) / rate))
    return exact.quantize(Decimal("1E-8")).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _silent(row: Row, people: People) -> Alert | None:
    """No purchase for longer than the client's own rhythm; once that has lasted twice as long and a year, the status says it instead."""
    if row["purchase_interval"] is None:
        return None
    days = (people.as_of - row["last_purchase"]).days
    limit = silence(row, people.settings.silence_days, people.settings)
    if not limit < days <= max(2 * limit, people.settings.inactive_days):
        return None
    message = _(SENTENCES["silent"]).format(
        days=i18n.days(days), interval=i18n.days(row["purchase_interval"]), day=i18n.day(row["last_purchase"])
    )
    return Alert("silence", "info", row["client_id"], message, None, row["last_purchase"])
