"""The sentences of refusals that one part of the application alone gives: backups of the record, reminders, reports, workbooks that come back; it refuses nothing."""

from fiche.i18n import N_

BACKUPS: dict[str, str] = {
    "no_room": N_(
        "Il ne reste que {free} sur le disque de l’enregistrement ; il en faut {least} pour importer sans risque. Rien n’a été enregistré. Libérez de la place, puis recommencez."
    ),
    "no_record": N_(
        "Il n’y a pas d’enregistrement à sauvegarder ici ({name}). Lancez la commande depuis le dossier de l’application, ou donnez son adresse par le réglage FICHE_STORE ou FICHE_DATA."
    ),
    "backup_not_ours": N_(
        "« {name} » n’est pas une sauvegarde de l’application. L’enregistrement n’a pas été touché. Choisissez un fichier fait par « fiche backup »."
    ),
    "backup_damaged": N_(
        "« {name} » est abîmé : ce qu’il contient n’est plus ce qui y a été écrit. L’enregistrement n’a pas été touché. Prenez une autre sauvegarde."
    ),
    "backup_newer": N_(
        "« {name} » a été fait par une version plus récente de l’application. L’enregistrement n’a pas été touché. Installez cette version, puis recommencez."
    ),
    "backup_other_engine": N_(
        "« {name} » est la sauvegarde d’une base PostgreSQL, et l’enregistrement est ici un fichier. L’enregistrement n’a pas été touché. Donnez l’adresse d’une base PostgreSQL par le réglage FICHE_STORE."
    ),
    "backup_tools": N_(
        "Il faut le programme « {tool} », qui n’est pas sur cette machine. Installez le paquet {package} de votre système, puis recommencez."
    ),
    "backup_key": N_(
        "La clé qui a signé le journal de cette sauvegarde n’est pas ici. L’enregistrement n’a pas été touché. Remettez la clé (fichier {place} ou réglage FICHE_AUDIT_KEY), puis recommencez ; si elle est perdue, ajoutez --without-key : ce qui précède dans le journal ne pourra plus être vérifié."
    ),
    "restore_unconfirmed": N_(
        "Rien n’a été restauré. Pour remplacer l’enregistrement, répondez « oui », ou ajoutez --yes."
    ),
}
LETTERS: dict[str, str] = {
    "report_section": N_("« {name} » n’est pas une partie du rapport. Choisissez parmi : {known}."),
    "report_currency": N_(
        "Un rapport est dans une seule devise : choisissez parmi {currencies}. Rien n’a été écrit."
    ),
    "needed_form": N_("La forme « {form} » n’existe pas : choisissez pdf, xlsx ou json par --format."),
    "letter_field": N_(
        "Le champ {{{name}}} n’existe pas ici. Rien n’a été enregistré. Champs possibles : {known}."
    ),
    "letter_brace": N_(
        "Une accolade est seule, près de « {part} ». Rien n’a été enregistré. Un champ s’écrit entre deux accolades."
    ),
    "letter_empty": N_(
        "Le texte est vide. Rien n’a été enregistré. Écrivez-le, ou revenez au texte d’origine."
    ),
    "letter_long": N_("Le texte dépasse {most} caractères. Rien n’a été enregistré. Raccourcissez-le."),
    "letter_email": N_(
        "« {value} » n’est pas une adresse e-mail. Rien n’a été enregistré. Corrigez-la, ou videz le champ."
    ),
    "nothing_to_remind": N_(
        "Aucune relance n’est à envoyer à cette date pour ce qui est demandé. Rien n’a été écrit."
    ),
    "needed_out": N_("Le format {form} s’écrit dans un fichier ou un dossier : indiquez-le par --out."),
    "no_such_level": N_("Il n’y a pas de niveau de relance {level} : les réglages en prévoient {levels}."),
    "already_reminded": N_(
        "La relance de « {name} » n’est plus à envoyer : elle vient d’être notée, ou la situation a changé. Rien n’a été noté ; vérifiez la liste."
    ),
}

BACK: dict[str, str] = {
    "back_damaged": N_(
        "« {name} » a été exporté par l’application, mais ce qui le dit a été abîmé : ses modifications ne peuvent pas être retrouvées. Il est lu comme un fichier ordinaire ; exportez-le de nouveau pour le modifier dans Excel."
    ),
    "back_other_record": N_(
        "« {name} » a été exporté d’un autre enregistrement (ou d’un essai) : il n’est pas comparé à celui-ci. Il est lu comme un fichier ordinaire."
    ),
    "back_unknown_state": N_(
        "« {name} » a été exporté d’un état que cet enregistrement n’a plus, parce qu’une sauvegarde a été remise depuis : ce qui a changé dans Excel ne peut pas être retrouvé. Il est lu comme un fichier ordinaire."
    ),
    "back_client_gone": N_(
        "Le client de ce classeur n’est plus dans le portefeuille. Rétablissez-le, ou annulez l’import qui l’a retiré, puis déposez le classeur de nouveau."
    ),
    "back_converted": N_(
        "Ce classeur montre des montants convertis en {currency} : ses factures et ses paiements ne peuvent pas être repris. Exportez-le sans conversion."
    ),
    "back_unreadable_row": N_(
        "Une cellule de cette ligne ne convient pas à sa colonne. Corrigez-la dans Excel."
    ),
    "back_row_without_client": N_(
        "Cette ligne ne dit pas de quel client elle est. Écrivez son numéro dans la première colonne."
    ),
    "back_nothing": N_(
        "« {name} » n’est pas un classeur exporté par l’application. Chargez-le sur la page Importer."
    ),
}
