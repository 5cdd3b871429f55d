"""Clients who owe more than their credit limit."""

from collections.abc import Iterator

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_


def _find(sought: Sought) -> Iterator[Item]:
    for client_id, alerts in sought.alerts(("credit_limit",)).items():
        yield Item(client_id, alerts[0].message, alerts[0].amount)


LIST = Worklist(
    "over_limit",
    4,
    N_("Plafond dépassé"),
    N_("Qui doit plus que son plafond d’encours ?"),
    N_("Au-dessus du plafond"),
    N_("Revoir le plafond ou encaisser"),
    _find,
    alerts=("credit_limit",),
)
