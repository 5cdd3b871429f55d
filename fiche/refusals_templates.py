"""Why a workbook cannot be a template, or a template cannot be kept: each code with the sentence that says what to do; it raises nothing."""

from fiche.i18n import N_

TEMPLATES: dict[str, str] = {
    "template_format": N_(
        "« {name} » est au format {format} : un modèle est un classeur .xlsx ou .xlsm. Ouvrez-le dans Excel ou LibreOffice, enregistrez-le dans l’un de ces formats, puis déposez-le."
    ),
    "template_too_large": N_(
        "« {name} » est trop volumineux pour un modèle ({limit} et 200 000 cellules au plus). Gardez-y la mise en page, retirez les données, puis déposez-le."
    ),
    "template_no_place": N_(
        "« {name} » n’a aucune case à remplir. Nommez des cellules, écrivez des mots entre accolades comme {{{{raison sociale}}}}, ou désignez les cases sur la page, puis recommencez."
    ),
    "template_name_needed": N_("Un modèle porte un nom. Écrivez-le, puis enregistrez de nouveau."),
    "template_name_taken": N_(
        "Un modèle s’appelle déjà « {name} ». Choisissez un autre nom, ou enregistrez une nouvelle version de ce modèle."
    ),
    "template_changed": N_(
        "{by} a enregistré entre-temps une autre version de « {name} » : la vôtre n’a pas été enregistrée. Ouvrez la sienne, ou enregistrez la vôtre sous un autre nom."
    ),
    "template_unknown": N_(
        "Aucun fichier et aucun modèle de l’équipe ne s’appelle « {name} ». Donnez le chemin d’un .xlsx ou .xlsm, ou le nom d’un modèle enregistré."
    ),
    "template_other_kind": N_(
        "Le modèle « {name} » sert à faire : {kind}. Il faut ici un modèle qui serve à faire : {wanted}."
    ),
    "template_gone": N_("Le modèle « {name} » n’existe pas ou a été retiré. Choisissez-en un autre."),
}
