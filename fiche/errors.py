"""The one tree of exceptions; faults found inside a user's file are findings (fiche.findings), never exceptions.

FicheError                 anything this package raises on purpose
├── Refused                the user's input cannot be used: a code, a sentence saying what to do, nothing changed
│   ├── ReadingRefused     the file could not be read (protected, damaged, empty, not a spreadsheet…)
│   └── MatchingRefused    nothing in the file could be recognised, or the confirmed choice is incomplete
├── UnknownClient          no client has that number in what the reader may see
└── StoreFault             the record could not be opened or written: ours or the machine's fault
"""

from fiche.i18n import N_, _

REFUSALS: dict[str, str] = {
    "empty_file": N_(
        "Le fichier « {name} » est vide. Enregistrez-le de nouveau depuis votre tableur, puis déposez-le."
    ),
    "lock_file": N_(
        "« {name} » est un fichier temporaire laissé par le tableur. Fermez le classeur, puis déposez le vrai fichier."
    ),
    "password_protected": N_(
        "« {name} » est protégé par un mot de passe. Ouvrez-le, retirez le mot de passe, enregistrez, puis déposez-le."
    ),
    "damaged_file": N_(
        "« {name} » est abîmé ou incomplet : il ne peut pas être lu. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom, puis déposez-le."
    ),
    "not_a_spreadsheet": N_(
        "« {name} » n’est pas un tableau. Déposez un fichier .xlsx, .xlsm, .xls, .ods ou .csv."
    ),
    "unsupported_format": N_(
        "« {name} » est au format {format}, que l’application ne lit pas encore. Enregistrez-le en .xlsx ou en .csv, puis déposez-le."
    ),
    "file_too_large": N_(
        "« {name} » est trop volumineux ({size} ; la limite est de {limit}). Découpez-le par année, puis déposez les morceaux ensemble."
    ),
    "too_many_cells": N_(
        "« {name} » annonce beaucoup plus de cellules qu’un fichier client n’en contient. Copiez les lignes utiles dans un nouveau classeur, puis déposez-le."
    ),
    "suspicious_archive": N_(
        "« {name} » se décompresse en un volume anormal et n’a pas été ouvert. Enregistrez-le de nouveau depuis votre tableur."
    ),
    "reading_timeout": N_(
        "La lecture de « {name} » a dépassé {seconds} secondes et a été arrêtée. Découpez le fichier, puis déposez les morceaux ensemble."
    ),
    "reading_memory": N_(
        "La lecture de « {name} » a demandé plus de mémoire que permis et a été arrêtée. Découpez le fichier, puis déposez les morceaux ensemble."
    ),
    "reading_cancelled": N_(
        "La lecture de « {name} » a été arrêtée à votre demande. Rien n’a été enregistré."
    ),
    "unreadable_encoding": N_(
        "Les caractères de « {name} » ne suivent aucun encodage connu. Enregistrez-le en « CSV UTF-8 », puis déposez-le."
    ),
    "no_table_in_page": N_(
        "« {name} » est une page web sans aucun tableau : le plus souvent, une page de connexion ou d’erreur enregistrée à la place de l’export. Ouvrez-la dans un navigateur pour voir ce qu’elle dit, refaites l’export, puis déposez-le."
    ),
    "no_table": N_(
        "Aucun tableau n’a été reconnu dans « {name} ». Il faut une ligne d’en-têtes et au moins une ligne de données ; le modèle vierge montre les colonnes attendues."
    ),
    "nothing_recognised": N_(
        "Aucune colonne de clients ou de factures n’a été reconnue. Indiquez à quoi correspond chaque tableau, ou partez du modèle vierge."
    ),
    "accounting_entries": N_(
        "« {name} » contient des écritures comptables, pas des factures. Exportez la liste des factures et celle des clients de votre outil, puis déposez-les."
    ),
    "missing_client": N_(
        "Le tableau « {sheet} » n’a ni numéro ni nom de client : choisissez la colonne qui désigne le client."
    ),
    "missing_amount": N_("Le tableau « {sheet} » n’a pas de montant : choisissez la colonne du montant."),
    "duplicate_choice": N_(
        "Dans « {sheet} », la colonne « {column} » a été choisie deux fois. Gardez-en une seule."
    ),
    "invalid_date": N_("« {value} » n’est pas une date. Écrivez-la ainsi : 2026-11-24."),
    "unknown_client": N_(
        "Aucun client ne porte le numéro « {client_id} ». Vérifiez le numéro, ou cherchez par le nom."
    ),
    "not_found": N_("Le fichier « {name} » n’existe pas. Vérifiez son nom et son dossier."),
    "nothing_loaded": N_("Aucun fichier client n’est chargé. Déposez votre fichier pour commencer."),
    "invalid_setting": N_(
        "Le réglage {name} vaut « {value} » : il faut un nombre entier, de {least} à {most}. Corrigez-le, ou retirez-le pour garder la valeur d’origine."
    ),
    "invalid_setting_value": N_(
        "Le réglage « {name} » ne peut pas valoir « {value} ». Corrigez-le ; les autres ne sont pas enregistrés non plus."
    ),
    "too_many_rows": N_(
        "Le client « {client_id} » a {rows} lignes à lui seul : une feuille de classeur n’en contient pas autant. Prenez l’export CSV ou Parquet, qui n’a pas de limite."
    ),
    "cannot_write": N_(
        "« {name} » n’a pas pu être écrit : {reason}. Choisissez un autre dossier ou libérez de la place."
    ),
}


class FicheError(Exception):
    """Root of everything raised on purpose."""


class Refused(FicheError):
    """An input that cannot be used: `code` (a key of REFUSALS), `message` in the reader's language, `details`."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code)

    @property
    def message(self) -> str:
        return _(REFUSALS[self.code]).format(**self.details)

    def __str__(self) -> str:
        return self.message


class ReadingRefused(Refused):
    """A file that could not be read."""


class MatchingRefused(Refused):
    """Tables or columns that could not be recognised, or an incomplete choice."""


class UnknownClient(Refused):
    """No client has that number."""

    def __init__(self, client_id: str) -> None:
        super().__init__("unknown_client", client_id=client_id)


class StoreFault(FicheError):
    """The record could not be opened or written."""
