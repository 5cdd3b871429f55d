"""Clients whose discounts exceed what was agreed, or drift upwards in a year."""

from collections.abc import Iterator
from decimal import Decimal

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_

CODES = ("discount", "discount_drift")


def _find(sought: Sought) -> Iterator[Item]:
    for client_id, alerts in sought.alerts(CODES).items():
        amounts = [alert.amount for alert in alerts if alert.amount is not None]
        yield Item(
            client_id, " ".join(a.message for a in alerts), sum(amounts, Decimal(0)) if amounts else None
        )


LIST = Worklist(
    "discounts",
    5,
    N_("Remises qui dérivent"),
    N_("À qui accorde-t-on plus de remise que convenu, ou de plus en plus ?"),
    N_("Remises au-delà de l’accord"),
    N_("Revoir les remises accordées"),
    _find,
    alerts=CODES,
)
