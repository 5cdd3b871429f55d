"""Clients silent for longer than their own rhythm, those whom the status calls inactive included; a client without a rhythm is judged by the settings alone."""

from collections.abc import Iterator

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_


def _find(sought: Sought) -> Iterator[Item]:
    silent = sought.alerts(("silence",))
    for client_id, row in sought.rows.items():
        if client_id in silent:
            yield Item(client_id, silent[client_id][0].message, sought.lately(row))
        elif row["status_computed"] == "inactive":
            yield Item(client_id, sought.why(row), sought.lately(row))


LIST = Worklist(
    "inactive",
    1,
    N_("Inactifs à leur rythme"),
    N_("Qui n’achète plus, alors qu’à son propre rythme il aurait déjà dû revenir ?"),
    N_("CA de la meilleure des deux dernières années"),
    N_("Appeler pour reprendre contact"),
    _find,
    alerts=("silence",),
    statuses=("inactive",),
)
