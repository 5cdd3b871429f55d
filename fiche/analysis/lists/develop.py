"""Good clients in business with us who do not buy what clients alike buy: the product to propose, with the count that says so."""

from collections.abc import Iterator

from fiche import i18n
from fiche.analysis.offers import offer_said
from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_, _

CLASSES = ("A", "B")
IN_BUSINESS = ("vip", "awaiting_payment", "active")


def _find(sought: Sought) -> Iterator[Item]:
    classes = sought.classes()
    good = [
        client_id
        for client_id, row in sought.rows.items()
        if classes.get(client_id) in CLASSES and row["status_computed"] in IN_BUSINESS
    ]
    for client_id, offer in sought.offers(good).items():
        revenue = sought.rows[client_id]["revenue_12m"]
        reason = _("Classe {letter} : {amount} de CA en 12 mois.").format(
            letter=classes[client_id], amount=i18n.money(revenue, sought.currency)
        )
        yield Item(client_id, reason, revenue, offer_said(offer))


LIST = Worklist(
    "develop",
    2,
    N_("À développer"),
    N_("Quels bons clients n’achètent pas encore ce que leurs semblables achètent ?"),
    N_("CA 12 mois"),
    N_("Proposer le produit qui convient"),
    _find,
)
