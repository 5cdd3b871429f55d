"""What a client is to us at a date, and why, in words with figures; it changes no status that the file or the user gave."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from fiche import i18n
from fiche.analysis.segments import abc
from fiche.analysis.sentences import SENTENCES
from fiche.analysis.settings import Settings
from fiche.i18n import N_, _

STATUSES: dict[str, str] = {
    "prospect": N_("Prospect"),
    "at_risk": N_("À risque"),
    "inactive": N_("Inactif"),
    "vip": N_("VIP"),
    "awaiting_payment": N_("En attente de paiement"),
    "active": N_("Actif"),
}
PAYMENT_STATUSES: dict[str, str] = {
    "paid": N_("Réglée"),
    "partial": N_("Partiellement réglée"),
    "pending": N_("En attente"),
    "late": N_("En retard"),
    "disputed": N_("En litige"),
}
Row = Mapping[str, Any]


def status_of(row: Row, as_of: dt.date, settings: Settings, best: frozenset[str]) -> str:
    """The first of STATUSES that holds. `row`: one client's indicators by code; `best`: the clients of class A."""
    if not row["order_count"]:
        return "prospect"
    if _seriously_late(row, settings) or _mostly_late(row, settings):
        return "at_risk"
    if _silent_days(row, as_of) > silence(row, settings.inactive_days, settings):
        return "inactive"
    if row["client_id"] in best:
        return "vip"
    return "awaiting_payment" if row["open_count"] else "active"


def reason_of(status: str, row: Row, as_of: dt.date, settings: Settings, currency: str | None) -> str:
    """Why the client has that status, with its figures. Amounts are left out where several currencies are together (None)."""
    match status:
        case "prospect":
            return _(SENTENCES["never"])
        case "at_risk":
            return _risk(row, settings, currency)
        case "inactive":
            return _silence(row, as_of)
        case "vip":
            return _(SENTENCES["best"]).format(
                share=i18n.percent(float(settings.vip_share), 0),
                amount=i18n.money(row["revenue_12m"], currency),
            )
        case "awaiting_payment":
            return _owed(row, currency)
        case _:
            return _active(row)


def best_clients(rows: Sequence[Row], share: Decimal) -> frozenset[str]:
    """Class A: by revenue_12m descending (then number), while the share accumulated before the client is below `share`. Source: indicators, abc."""
    return frozenset(client_id for client_id, (name, _share) in abc(rows, (share,)).items() if name == "A")


def silence(row: Row, floor: int, settings: Settings) -> float:
    """Days without a purchase that are too many: max(`floor`, inactive_intervals × own interval)."""
    return max(float(floor), settings.inactive_intervals * (row["purchase_interval"] or 0.0))


def _silent_days(row: Row, as_of: dt.date) -> int:
    return (as_of - row["last_purchase"]).days if row["last_purchase"] else 0


def _seriously_late(row: Row, settings: Settings) -> bool:
    """An amount of None means several currencies: the count alone decides."""
    amount = row["overdue_serious"]
    return bool(row["overdue_serious_count"]) and (amount is None or amount > settings.residue)


def _mostly_late(row: Row, settings: Settings) -> bool:
    overdue, outstanding = row["overdue"] or Decimal(0), row["outstanding"] or Decimal(0)
    return overdue >= settings.at_risk_amount and overdue > Decimal(str(settings.at_risk_share)) * outstanding


def _risk(row: Row, settings: Settings, currency: str | None) -> str:
    if not _seriously_late(row, settings):
        share = float(row["overdue"] / row["outstanding"])
        return _(SENTENCES["mostly_late"]).format(
            amount=i18n.money(row["overdue"], currency), share=i18n.percent(share, 0)
        )
    late = late_invoices(
        row["overdue_serious_count"], settings.serious_days, row["overdue_serious"], currency
    )
    delay = row["days_late_weighted"]
    if delay is None or delay <= 0:
        return late
    return f"{late} " + _(SENTENCES["average_delay"]).format(days=i18n.days(delay))


def late_invoices(count: int, days: int, amount: Decimal | None, currency: str | None) -> str:
    """«3 factures en retard de plus de 60 j (12 400,00 €).»; without the amount when it is None."""
    if amount is None:
        name = "serious_one_bare" if count == 1 else "serious_many_bare"
    else:
        name = "serious_one" if count == 1 else "serious_many"
    return _(SENTENCES[name]).format(
        n=i18n.number(count), days=i18n.days(days), amount=i18n.money(amount, currency)
    )


def _active(row: Row) -> str:
    if row["last_purchase"] is None:
        return _(SENTENCES["calm"])
    return _(SENTENCES["bought"]).format(day=i18n.day(row["last_purchase"]))


def _silence(row: Row, as_of: dt.date) -> str:
    days = i18n.days(_silent_days(row, as_of))
    if row["purchase_interval"] is None:
        return _(SENTENCES["gone"]).format(days=days, day=i18n.day(row["last_purchase"]))
    return _(SENTENCES["gone_usual"]).format(
        days=days, day=i18n.day(row["last_purchase"]), interval=i18n.days(row["purchase_interval"])
    )


def _owed(row: Row, currency: str | None) -> str:
    amount = i18n.money(row["outstanding"], currency)
    if row["outstanding"] is None:
        return _(SENTENCES["owes_some"])
    if not row["overdue"]:
        return _(SENTENCES["owes"]).format(amount=amount)
    return _(SENTENCES["owes_late"]).format(amount=amount, overdue=i18n.money(row["overdue"], currency))
