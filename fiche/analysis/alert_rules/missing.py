"""Details that are missing where they are needed: a way to reach who owes money, the SIRET of a French company; files that give them for nobody are silent."""

from collections.abc import Iterator

from fiche import i18n
from fiche.analysis.alerting import Rule
from fiche.analysis.figures import Alert
from fiche.analysis.situation import Row, Situation
from fiche.i18n import N_, _


def _find(situation: Situation) -> Iterator[Alert]:
    reachable, french = situation.whole.reachable, situation.whole.french
    for row in situation.rows:
        if reachable is not None and row["open_count"] and row["client_id"] not in reachable:
            yield _unreachable(row, situation)
        if french is not None and row["client_id"] in french and _nameless(row, situation):
            message = _(
                "Pas de SIRET pour ce client français : une facture électronique ne peut pas lui être adressée."
            )
            yield Alert("missing_siret", "info", row["client_id"], message)


def _unreachable(row: Row, situation: Situation) -> Alert:
    if row["outstanding"] is None or situation.currency is None:
        message = _("Des factures restent à encaisser, et rien ne dit comment joindre ce client.")
        return Alert("unreachable", "info", row["client_id"], message)
    message = _("{amount} à encaisser, et ni téléphone ni e-mail pour joindre ce client.").format(
        amount=i18n.money(row["outstanding"], situation.currency)
    )
    return Alert("unreachable", "info", row["client_id"], message, row["outstanding"])


def _nameless(row: Row, situation: Situation) -> bool:
    """A business without a SIRET that bought lately."""
    details, last = situation.whole.details[row["client_id"]], row["last_purchase"]
    recent = last is not None and (situation.as_of - last).days <= situation.settings.inactive_days
    return recent and details["siret"] is None and not details["private"]


RULE = Rule(
    7, {"unreachable": N_("Client injoignable"), "missing_siret": N_("SIRET manquant")}, _find, amounts=False
)
