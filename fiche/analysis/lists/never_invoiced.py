"""Clients of the file who were never invoiced; what they are worth is what nobody knows yet."""

from collections.abc import Iterator

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_


def _find(sought: Sought) -> Iterator[Item]:
    for client_id, row in sought.rows.items():
        if row["status_computed"] == "prospect":
            yield Item(client_id, sought.why(row))


LIST = Worklist(
    "never_invoiced",
    6,
    N_("Jamais facturés"),
    N_("Qui est dans le fichier sans avoir jamais rien acheté ?"),
    N_("Montant"),
    N_("Premier contact"),
    _find,
    statuses=("prospect",),
)
