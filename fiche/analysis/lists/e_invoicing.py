"""Businesses that could not be sent an electronic invoice: French, in business lately, and without what the invoice must bear of its buyer.

Not ready: no valid SIREN or SIRET, no postcode or city of the billing address (the rule of quality e_invoicing_not_ready), or a valid SIREN without
the VAT number of a business that has one (missing_vat). People, small undertakings, associations and public bodies owe no VAT number. An e-mail is no
condition: the invoice goes through a platform, by the SIREN. Source: as fiche.checking.quality.e_invoicing_not_ready.
"""

from collections.abc import Iterator

from fiche.analysis.worklists import Item, Sought, Worklist
from fiche.i18n import N_, _

RECENT_MONTHS = 24


def _find(sought: Sought) -> Iterator[Item]:
    lacking, vat, since = sought.points("e_invoicing_not_ready"), sought.points("missing_vat"), sought.months_ago(RECENT_MONTHS)  # fmt: skip
    for client_id, row in sought.rows.items():
        last = row["last_purchase"]
        said = [lacking[client_id]] if client_id in lacking else []
        if client_id in vat and last is not None and last > since:
            said.append(_("manque : {what}").format(what=_("n° de TVA")))
        if said:
            words = " ; ".join(said)
            yield Item(client_id, f"{words[:1].upper()}{words[1:]}.", sought.lately(row))


LIST = Worklist(
    "e_invoicing",
    8,
    N_("Facture électronique : pas prêts"),
    N_("À quelles entreprises ne pourrait-on pas adresser de facture électronique ?"),
    N_("CA de la meilleure des deux dernières années"),
    N_("Demander le SIREN et l’adresse de facturation"),
    _find,
)
