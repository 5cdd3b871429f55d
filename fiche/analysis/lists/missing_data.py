"""Clients of whom something is missing where it is needed: a way to reach them, the SIRET or the VAT number of a business; a file that gives such details for nobody is silent."""

from collections.abc import Iterator

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_, _

ALERTS = ("unreachable", "missing_siret")


def _find(sought: Sought) -> Iterator[Item]:
    alerts, contact, vat = sought.alerts(ALERTS), sought.points("missing_contact"), sought.points("missing_vat")  # fmt: skip
    for client_id, row in sought.rows.items():
        said = [alert.message for alert in alerts.get(client_id, [])]
        if client_id in contact and not any(a.code == "unreachable" for a in alerts.get(client_id, [])):
            said.append(_("Ni téléphone, ni e-mail, ni contact."))
        if client_id in vat:
            said.append(_("Pas de numéro de TVA, alors que le SIREN est connu."))
        if said:
            yield Item(client_id, " ".join(said), sought.lately(row))


LIST = Worklist(
    "missing_data",
    7,
    N_("Données manquantes"),
    N_("De qui manque-t-il une coordonnée ou un numéro dont on a besoin ?"),
    N_("CA de la meilleure des deux dernières années"),
    N_("Demander les informations qui manquent"),
    _find,
)
