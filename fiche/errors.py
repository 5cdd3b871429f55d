"""The one tree of exceptions; faults found inside a user's file are findings (fiche.findings), never exceptions.

FicheError                 anything this package raises on purpose: a code, and its sentence
├── Refused                the user's input cannot be used: a code, a sentence saying what to do, nothing changed
│   ├── ReadingRefused     the file could not be read (protected, damaged, empty, not a spreadsheet…)
│   └── MatchingRefused    nothing in the file could be recognised, or the confirmed choice is incomplete
│   ├── ConnectionRefused  another system may not be called, does not answer, or refuses
│   ├── UnknownClient      no client has that number in what the reader may see
│   └── Stale              someone else changed the same fields meanwhile: both values, nothing written
└── StoreFault             the record could not be opened or written: ours or the machine's fault
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from fiche.i18n import N_, _
from fiche.model import TableName
from fiche.refusals import BACK, BACKUPS, LETTERS
from fiche.refusals_elsewhere import ELSEWHERE
from fiche.refusals_templates import TEMPLATES

REFUSALS: dict[str, str] = ELSEWHERE | {
    **BACK,
    **BACKUPS,
    **LETTERS,
    **TEMPLATES,
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
    "not_a_table": N_(
        "« {name} » ne contient pas de tableau de clients, de factures ou d’écritures : c’est un texte ou une description. Il a été mis de côté ; les autres fichiers sont lus. S’il devait en contenir un, exportez-le de nouveau en .xlsx ou en .csv."
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
        "« {name} » contient des débits et des crédits sans numéro de compte, comme un relevé de banque. Exportez le FEC, le grand livre ou la liste des factures de votre outil, puis déposez-les."
    ),
    "pdf_without_invoice": N_(
        "« {name} » est un PDF ordinaire : il ne porte pas de facture électronique (Factur-X, ZUGFeRD 2). Demandez la facture en Factur-X, ou le fichier XML qui l’accompagne, puis déposez-le."
    ),
    "zugferd_1": N_(
        "« {name} » est au format ZUGFeRD 1, remplacé depuis 2019, que l’application ne lit pas. Demandez la facture en Factur-X (ZUGFeRD 2), puis déposez-la."
    ),
    "not_an_invoice": N_(
        "« {name} » n’est pas une facture électronique : il faut un XML CII ou UBL, ou un PDF Factur-X."
    ),
    "own_siren_needed": N_(
        "Ces factures ont plusieurs vendeurs et plusieurs acheteurs : rien ne dit lequel est votre entreprise. Choisissez-le ci-dessous, ou indiquez votre SIREN (Réglages, ou --siren en ligne de commande)."
    ),
    "several_companies": N_(
        "Ces fichiers sont de plusieurs entreprises : {names}. Un portefeuille est celui d’une seule ; rien n’a été réuni. Choisissez laquelle charger (ici, ou par --siren en ligne de commande) : les fichiers des autres seront mis de côté."
    ),
    "no_client_account": N_(
        "« {name} » ne contient aucune écriture de compte client (411, 413, 416). Vérifiez que l’export porte sur tous les comptes, puis déposez-le de nouveau."
    ),
    "collective_account": N_(
        "« {name} » tient tous les clients sur un seul compte ({account}), sans compte auxiliaire : rien n’y dit à quel client est chaque ligne, et des chiffres par client seraient faux. Demandez un export avec les comptes auxiliaires ; à défaut, prenez pour « Libellé de l’auxiliaire » la colonne où se lit le nom. Noms lus dans les libellés : {names}."
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
    "trial_over": N_(
        "L’essai dont ce fichier était fait est terminé. Rechargez vos données, puis recommencez."
    ),
    "nothing_to_export": N_(
        "Rien n’est demandé. Indiquez au moins un fichier à écrire : --fichier, --zip ou --statement."
    ),
    "too_many_rows": N_(
        "Le client « {client_id} » a {rows} lignes à lui seul : une feuille de classeur n’en contient pas autant. Prenez l’export CSV ou Parquet, qui n’a pas de limite."
    ),
    "class_shares": N_(
        "Les classes A et B ensemble ({b} du chiffre d’affaires) ne peuvent pas faire moins que la classe A seule ({a}). Augmentez la part de A et B, ou baissez celle de A."
    ),
    "no_author": N_("Une modification porte le nom de son auteur. Indiquez votre nom, puis recommencez."),
    "stale": N_(
        "{by} a modifié entre-temps ce que vous modifiez : rien n’a été enregistré. Choisissez, champ par champ, votre valeur ou la sienne, puis enregistrez de nouveau."
    ),
    "archived_row": N_(
        "Cette ligne a été archivée par {by} : vos modifications n’ont pas été enregistrées. Rétablissez la ligne pour la modifier."
    ),
    "merged_client": N_(
        "Ce client a été réuni à « {kept} » par {by} : vos modifications n’ont pas été enregistrées. Modifiez la fiche de « {kept} »."
    ),
    "unknown_field": N_("Le champ « {column} » n’existe pas dans « {table} ». Rien n’a été enregistré."),
    "unreadable_value": N_(
        "« {value} » ne convient pas au champ « {column} ». Corrigez cette valeur ; rien n’a été enregistré."
    ),
    "needed_field": N_("Le champ « {column} » doit être rempli. Rien n’a été enregistré."),
    "number_taken": N_(
        "Un client porte déjà le numéro « {client_id} ». Choisissez un autre numéro, ou ouvrez la fiche de ce client."
    ),
    "not_archivable": N_(
        "Les factures, avoirs et paiements lus dans un fichier ne s’archivent pas : les montants n’iraient plus avec le fichier. Annulez l’import, ou corrigez le fichier."
    ),
    "merge_refused": N_(
        "Ces deux clients ne peuvent pas être réunis : « {client_id} » a déjà été réuni à « {kept} ». Séparez-les d’abord, ou choisissez « {kept} »."
    ),
    "merge_itself": N_("Un client ne peut pas être réuni à lui-même. Choisissez deux clients différents."),
    "saved_name": N_("Un nom de 1 à {limit} caractères est nécessaire. Rien n’a été enregistré."),
    "saved_name_taken": N_("« {name} » existe déjà. Choisissez un autre nom, ou modifiez celui qui existe."),
    "saved_gone": N_(
        "Ce qui était enregistré sous ce numéro n’existe plus, ou n’appartient qu’à son auteur. Choisissez-en un autre dans la liste."
    ),
    "filters_gone": N_(
        "Ce fichier devait porter sur des clients choisis, et un de ces choix n’existe plus. {reason} Préparez-le de nouveau."
    ),
    "unreadable_rule": N_("La règle « {name} » ne se lit pas. Composez-la de nouveau."),
    "rule_not_applicable": N_("{reason} Le segment « {name} » ne s’applique donc pas."),
    "attachment_too_large": N_(
        "« {name} » pèse {size} ; la limite est de {limit} par document. Réduisez-le, ou gardez-le ailleurs."
    ),
    "cannot_write": N_(
        "« {name} » n’a pas pu être écrit : {reason}. Choisissez un autre dossier ou libérez de la place."
    ),
}


# What can befall the record. Each says what it means for what was being written, and what to do.
FAULTS: dict[str, str] = {
    "store_unreachable": N_(
        "L’enregistrement ne répond pas. Rien n’a été lu ni écrit. Vérifiez que la base de données est démarrée et que le réglage FICHE_STORE donne la bonne adresse, puis recommencez."
    ),
    "store_dropped": N_(
        "La connexion à l’enregistrement a été coupée. L’opération en cours est enregistrée en entier ou pas du tout : rechargez la page et vérifiez-la avant de la refaire."
    ),
    "store_busy": N_(
        "Une autre écriture est en cours dans l’enregistrement. Rien n’a été écrit ; recommencez dans un instant."
    ),
    "store_full": N_(
        "Le disque de l’enregistrement est plein. Rien n’a été écrit, et ce qui était enregistré est intact. Libérez de la place sur ce disque, puis recommencez."
    ),
    "store_disk": N_(
        "Le disque de l’enregistrement a refusé une lecture ou une écriture. Rien n’a été écrit. Vérifiez la place libre, les droits et l’état du disque, puis recommencez."
    ),
    "store_damaged": N_(
        "L’enregistrement est abîmé ou n’en est pas un. Arrêtez l’application, puis reprenez la dernière sauvegarde avec « fiche restore »."
    ),
    "store_read_only": N_(
        "L’enregistrement ne peut être que lu. Rien n’a été écrit. Donnez à l’application le droit d’y écrire, puis recommencez."
    ),
    "store_closed": N_(
        "L’enregistrement ne peut pas être ouvert. Vérifiez que le dossier existe et que l’application a le droit d’y lire et d’y écrire."
    ),
    "store_address": N_(
        "L’adresse de l’enregistrement (réglage FICHE_STORE) ne peut pas être utilisée. Écrivez-la ainsi : sqlite:///dossier/fiche.db ou postgresql+psycopg://utilisateur@serveur/base."
    ),
    "store_driver": N_(
        'L’enregistrement est dans PostgreSQL, et ce qu’il faut pour lui parler n’est pas installé. Installez l’application avec son option « postgresql » : pip install ".[postgresql]".'
    ),
    "store_newer": N_(
        "L’enregistrement a été fait par une version plus récente de l’application ({revision}). Il a été laissé tel quel. Installez cette version ou une plus récente, puis recommencez."
    ),
    "store_not_ours": N_(
        "La base de données indiquée contient autre chose qu’un enregistrement de l’application ({tables}). Elle a été laissée telle quelle. Donnez à l’application une base ou un fichier à elle."
    ),
    "backup_differs": N_(
        "La copie relue n’est pas égale à l’enregistrement : elle n’a pas été gardée. Vérifiez l’état du disque, puis recommencez."
    ),
    "store_other": N_("L’enregistrement n’a pas pu être lu ou écrit. Rien n’a été écrit."),
}


class FicheError(Exception):
    """Root of everything raised on purpose: `code` (a key of `sentences`), `message` in the reader's language, `details`."""

    sentences: ClassVar[Mapping[str, str]]

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(code)

    @property
    def message(self) -> str:
        return _(self.sentences[self.code]).format(**self.details)

    def __str__(self) -> str:
        return self.message


class Refused(FicheError):
    """An input that cannot be used."""

    sentences = REFUSALS


class ReadingRefused(Refused):
    """A file that could not be read."""


class MatchingRefused(Refused):
    """Tables or columns that could not be recognised, or an incomplete choice."""


class ConnectionRefused(Refused):
    """Another system that could not be called, or that answered otherwise than it should; `retry_after`: seconds that it asks to wait."""

    retry_after: float | None = None


class UnknownClient(Refused):
    """No client has that number."""

    def __init__(self, client_id: str) -> None:
        super().__init__("unknown_client", client_id=client_id)


@dataclass(frozen=True)
class Clash:
    """One field that two people changed: what it was when `mine` began, what it is now, who made it so and when (UTC)."""

    table: str
    record: str
    column: str
    seen: str | None
    theirs: str | None
    mine: str | None
    by: str
    at: dt.datetime


class Stale(Refused):
    """Someone else changed the same fields meanwhile, to other values. Edits made with `versions` as `seen` are made knowing theirs."""

    def __init__(self, clashes: Sequence[Clash], versions: Mapping[tuple[TableName, str], int]) -> None:
        self.clashes, self.versions = tuple(clashes), dict(versions)
        super().__init__("stale", by=", ".join(sorted({c.by for c in clashes})))


class StoreFault(FicheError):
    """The record could not be opened or written; `reason` is what the database or the system said, in its own words."""

    sentences = FAULTS

    @property
    def reason(self) -> str:
        return str(self.details.get("reason", ""))
