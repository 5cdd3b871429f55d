"""What is said of one client, as sentences with places for their figures: the statuses' reasons and the alerts; it decides which one holds nowhere."""

from fiche.i18n import N_

SENTENCES: dict[str, str] = {
    # Why the client has its status.
    "never": N_("Jamais facturé."),
    "best": N_("Parmi les clients qui font {share} du chiffre d’affaires : {amount} sur 12 mois."),
    "mostly_late": N_("{amount} en retard, soit {share} de l’encours."),
    "serious_one": N_("1 facture en retard de plus de {days} ({amount})."),
    "serious_many": N_("{n} factures en retard de plus de {days} ({amount})."),
    "serious_one_bare": N_("1 facture en retard de plus de {days}."),
    "serious_many_bare": N_("{n} factures en retard de plus de {days}."),
    "average_delay": N_("Retard moyen : {days}."),
    "calm": N_("Rien à encaisser."),
    "bought": N_("Dernier achat le {day}, rien à encaisser."),
    "gone": N_("Aucun achat depuis {days} (dernier le {day})."),
    "gone_usual": N_("Aucun achat depuis {days} (dernier le {day}), pour un rythme habituel de {interval}."),
    "owes_some": N_("Des factures restent à encaisser."),
    "owes": N_("{amount} à encaisser, rien en retard."),
    "owes_late": N_("{amount} à encaisser, dont {overdue} en retard."),
    # What someone should act on.
    "late_one": N_("1 facture en retard : {amount}, échue depuis {days} (le {day})."),
    "late_many": N_("{n} factures en retard : {amount}, la plus ancienne échue depuis {days} (le {day})."),
    "limit": N_("Le solde ({balance}) dépasse le plafond de {limit} : {excess} de trop."),
    "discount": N_("Remise moyenne de {rate} sur 12 mois, pour {granted} accordés : {amount} de plus."),
    "silent": N_(
        "Aucun achat depuis {days}, pour un rythme habituel de {interval} (dernier achat le {day})."
    ),
}
