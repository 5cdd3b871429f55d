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
    "gone_brought": N_("Aucune facture depuis au moins {days} : seul un solde repris le {day} est connu."),
    "only_brought": N_("Aucune facture, seulement un solde repris le {day}."),
    "owes_some": N_("Des factures restent à encaisser."),
    "owes": N_("{amount} à encaisser, rien en retard."),
    "owes_late": N_("{amount} à encaisser, dont {overdue} en retard."),
    # What someone should act on.
    "late_one": N_("1 facture en retard : {amount}, échue depuis {days} (le {day})."),
    "late_many": N_("{n} factures en retard : {amount}, la plus ancienne échue depuis {days} (le {day})."),
    "late_contested": N_(" S’y ajoutent {amount} en litige, à ne pas relancer."),
    "limit": N_("Le solde ({balance}) dépasse le plafond de {limit} : {excess} de trop."),
    "near_limit": N_("Le solde ({balance}) atteint {share} du plafond de {limit} : il reste {left}."),
    "limit_contested": N_(" Dont {amount} en litige."),
    "insurance_over": N_("L’assurance-crédit a pris fin le {day} : les {balance} dus ne sont plus couverts."),
    "insurance_ending": N_("L’assurance-crédit prend fin le {day} ({left}), pour {balance} dus."),
    "insurance_short": N_(
        "Le solde ({balance}) dépasse l’encours assuré de {cover} : {bare} sans couverture."
    ),
    "discount": N_("Remise moyenne de {rate} sur 12 mois, pour {granted} accordés : {amount} de plus."),
    "discount_drift": N_("La remise moyenne passe de {before} à {rate} en un an : {points} points de plus."),
    "silent": N_(
        "Aucun achat depuis {days}, pour un rythme habituel de {interval} (dernier achat le {day})."
    ),
}
