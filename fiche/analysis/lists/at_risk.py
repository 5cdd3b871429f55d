"""Clients at risk of not paying, by their computed status."""

from collections.abc import Iterator

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_


def _find(sought: Sought) -> Iterator[Item]:
    for client_id, row in sought.rows.items():
        if row["status_computed"] == "at_risk":
            yield Item(client_id, sought.why(row), row["overdue"])


LIST = Worklist(
    "at_risk",
    3,
    N_("À risque"),
    N_("Chez qui de l’argent est-il gravement en retard ?"),
    N_("En retard"),
    N_("Appeler avant toute nouvelle livraison"),
    _find,
    statuses=("at_risk",),
)
