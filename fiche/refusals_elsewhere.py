"""What another system may answer, or the reason it may not be called: each code with the sentence that says what to do; it raises nothing."""

from fiche.i18n import N_

ELSEWHERE: dict[str, str] = {
    "host_refused": N_(
        "L’adresse « {url} » ne convient pas. Écrivez-la ainsi : https://erp.exemple.fr, sans nom d’utilisateur ni mot de passe."
    ),
    "host_not_listed": N_(
        "L’application n’appelle pas « {host} » : ce n’est pas l’adresse de cette connexion. Rien n’a été envoyé."
    ),
    "host_to_list": N_(
        "« {host} » n’est pas une adresse https sur le port 443. Si c’est bien votre serveur, ajoutez « {entry} » au réglage {name}, puis relancez l’application."
    ),
    "host_private": N_(
        "« {host} » est sur un réseau privé. Si c’est bien votre serveur, ajoutez « {entry} » (avec votre réseau) au réglage {name}, puis relancez l’application."
    ),
    "host_unknown": N_("Aucun serveur ne porte le nom « {host} ». Vérifiez l’adresse."),
    "invalid_hosts": N_(
        "Le réglage {name} contient « {value} », qui n’est pas une adresse. Écrivez-la ainsi : erp.exemple.fr ou odoo.local=192.168.0.0/16."
    ),
    "source_redirect": N_(
        "« {host} » renvoie vers une autre adresse, que l’application ne suit pas. Indiquez l’adresse définitive, telle que le navigateur l’affiche."
    ),
    "source_answer": N_(
        "La réponse n’est pas celle qu’on attend de cet outil ({detail}). Vérifiez l’adresse et l’outil choisi ; rien n’a été changé."
    ),
    "source_too_large": N_(
        "Une réponse dépasse {size} Mo et n’a pas été lue. Rien n’a été changé ; signalez-le à qui administre l’outil."
    ),
    "source_slow": N_(
        "« {host} » n’a pas répondu à temps. Ce qui est déjà lu est gardé ; la prochaine synchronisation reprend là."
    ),
    "source_cut": N_(
        "La liaison avec « {host} » n’a pas pu s’établir ou a été coupée. Ce qui est déjà lu est gardé ; la prochaine synchronisation reprend là."
    ),
    "source_unauthorised": N_(
        "« {host} » refuse la clé d’accès. Créez-en une nouvelle dans l’outil, puis remplacez-la ici."
    ),
    "source_forbidden": N_(
        "La clé est bonne, mais son utilisateur n’a pas le droit de lire « {what} ». Donnez-lui ce droit dans l’outil, puis recommencez."
    ),
    "source_missing": N_(
        "« {host} » ne connaît pas « {what} ». Vérifiez l’adresse, le nom de la base et la version de l’outil."
    ),
    "source_busy": N_(
        "« {host} » demande d’attendre : trop d’appels. Ce qui est déjà lu est gardé ; la prochaine synchronisation reprend là."
    ),
    "source_failed": N_(
        "« {host} » est en panne (erreur {status}). Rien n’est perdu ; recommencez plus tard."
    ),
    "source_said_no": N_("« {host} » refuse la demande et répond : « {said} »."),
    "no_secret_key": N_(
        "La clé d’accès ne peut plus être lue : la clé de l’application (secrets.key, ou le réglage FICHE_SECRETS_KEY) a changé. Remettez l’ancienne, ou saisissez de nouveau la clé d’accès."
    ),
    "many_gone": N_(
        "{n} des {of} fiches de « {what} » ne sont plus visibles d’un coup : sans doute un droit d’accès retiré. Aucune n’a été marquée comme supprimée ; vérifiez les droits de la clé."
    ),
    "fault_here": N_(
        "Une erreur de l’application a interrompu la synchronisation. Ce qui est lu est gardé ; la prochaine reprend là."
    ),
    "nothing_there": N_(
        "« {host} » n’a donné aucun client ni aucune facture. Vérifiez les droits de la clé et les sociétés choisies."
    ),
    "unknown_connection": N_("Aucune connexion ne s’appelle « {name} ». Il y a : {known}."),
    "sync_running": N_("Une synchronisation de « {name} » est déjà en cours. Attendez qu’elle finisse."),
    "connection_gone": N_("Cette connexion a été retirée. Rien n’a été lu ni envoyé."),
    "unknown_system": N_("L’application ne connaît pas l’outil « {name} »."),
    "missing_answer": N_("Le champ « {name} » doit être rempli pour cette connexion."),
    "changed_at_source": N_(
        "« {client} » a changé dans {system} depuis la dernière lecture. Rien n’a été envoyé : synchronisez, puis revoyez les deux valeurs."
    ),
    "gone_at_source": N_("« {client} » n’existe plus dans {system}. Rien n’a été envoyé."),
    "push_uncertain": N_(
        "L’envoi de « {client} » a été coupé, et la valeur relue n’est pas celle envoyée. Vérifiez la fiche dans {system} avant de recommencer."
    ),
    "not_pushed": N_("Ce champ ne se renvoie pas vers {system}. Rien n’a été envoyé."),
}
