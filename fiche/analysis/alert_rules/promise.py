"""Promises to pay that were not kept, while the client still owes; it says what did not come, and marks none kept or broken."""

from collections.abc import Iterator
from decimal import Decimal

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert
from fiche.analysis.situation import Row, Situation
from fiche.i18n import N_, _


def _find(situation: Situation) -> Iterator[Alert]:
    for row in situation.rows:
        promises = situation.whole.promises.get(row["client_id"], [])
        if promises and row["open_count"]:
            yield _alert(row["client_id"], promises, situation.currency)


def _alert(client_id: str, promises: list[Row], currency: str | None) -> Alert:
    """One alert for all of them, since the first day that was missed."""
    missing = [None if p["amount"] is None else p["amount"] - p["received"] for p in promises]
    codes = {p["currency"] or currency for p in promises}
    known = len(codes) == 1 and None not in codes and None not in missing
    amount = sum((m for m in missing if m is not None), Decimal(0)) if known else None
    code, since = next(iter(codes)), promises[0]["promised_on"]
    message = _many(promises, amount, code) if len(promises) > 1 else _one(promises[0], amount, code)
    return Alert("broken_promise", "serious", client_id, message, amount, since)


def _one(promise: Row, missing: Decimal | None, currency: str | None) -> str:
    on = i18n.day(promise["promised_on"])
    if missing is None:
        return _("Promesse de paiement pour le {day} non tenue.").format(day=on)
    if promise["received"]:
        words = _("Promesse de {amount} pour le {day} non tenue : {received} reçus.")
    else:
        words = _("Promesse de {amount} pour le {day} non tenue : rien n’est venu.")
    return words.format(
        amount=i18n.money(promise["amount"], currency),
        day=on,
        received=i18n.money(promise["received"], currency),
    )


def _many(promises: list[Row], missing: Decimal | None, currency: str | None) -> str:
    count, last = i18n.number(len(promises)), i18n.day(promises[-1]["promised_on"])
    if missing is None:
        return _("{n} promesses de paiement non tenues, la dernière pour le {day}.").format(n=count, day=last)
    words = _("{n} promesses de paiement non tenues : {amount} manquent, la dernière pour le {day}.")
    return words.format(n=count, amount=i18n.money(missing, currency), day=last)


RULE = Rule(3, {"broken_promise": N_("Promesse non tenue")}, _find, amounts=False)
