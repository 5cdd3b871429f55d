"""What a user's template may be filled with, said once: single values and lists, by kind of template, and the words they answer to besides the model's; it holds no value.

A value's code is «as_of», «status»…, «client.siret» or «figure.outstanding»; a list's column is known by its code in the list («document_id»).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from fiche import i18n
from fiche.analysis.metric import metrics
from fiche.columns import Column
from fiche.i18n import N_
from fiche.matching import CLIENT_NAMES
from fiche.model import TABLES, TableName

Kind = Literal["client", "file", "statement"]
KINDS: dict[str, str] = {
    "client": N_("Une fiche par client"),
    "file": N_("Le fichier client entier"),
    "statement": N_("Un relevé par client"),
}


@dataclass(frozen=True)
class Field:
    """Something that a cell may show. `unit`: as an indicator's, or as a column's type; `words`: how else it is called, normalised."""

    code: str
    fr: str
    en: str
    unit: str
    words: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.en if i18n.language() == "en" else self.fr


@dataclass(frozen=True)
class Listed:
    """Rows that a template may repeat. `table`: the model's, whose words its columns answer to; `own`: columns that analysis adds."""

    code: str
    fr: str
    en: str
    words: tuple[str, ...]
    fields: tuple[Field, ...]
    needs: tuple[tuple[str, ...], ...]
    table: TableName | None = None

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return self.en if i18n.language() == "en" else self.fr

    def field(self, code: str) -> Field | None:
        """A column by its code."""
        return by_code(self.fields).get(code)


@cache
def by_code(fields: tuple[Field, ...]) -> dict[str, Field]:
    """Fields by their codes."""
    return {field.code: field for field in fields}


def _field(code: str, fr: str, en: str, unit: str, words: str = "") -> Field:
    return Field(code, fr, en, unit, tuple(words.split("|")) if words else ())


_CONTEXT = (
    _field("as_of", "Date d’arrêté", "As-of date", "date", "arrete au|arrete le|date arrete|situation au|date de situation|as of|edite le|a la date du|date du releve|date releve"),
    _field("currency", "Devise des montants", "Currency of amounts", "text", "monnaie des montants"),
)  # fmt: skip
_ONE = (
    _field("status", "Statut calculé", "Computed status", "text", "statut|statut client|etat du client|client status"),
    _field("status_reason", "Pourquoi ce statut", "Why this status", "text", "raison du statut|motif du statut|status reason"),
    _field("town", "Code postal et ville", "Postal code and city", "text", "cp ville|code postal ville|cp et ville|cp commune"),
)  # fmt: skip
# How managers call indicators, besides their own names.
_FIGURE_WORDS = {
    "outstanding": "encours|encours client|encours total|montant du|total du|reste a payer|reste du|amount due|open balance",
    "balance": "solde|solde client|solde du compte|total a regler|total a payer|net a payer|account balance",
    "overdue": "en retard|retard|montant en retard|echu|encours echu|impayes|total echu|dont echu|past due",
    "not_due": "non echu|encours non echu|a echoir|total non echu",
    "overdue_count": "nombre de factures en retard|nb factures en retard",
    "open_count": "nombre de factures ouvertes|factures en cours",
    "revenue_12m": "ca|ca annuel|ca 12 mois|chiffre d affaires|chiffre d affaires 12 mois|ca ht|turnover|revenue|annual revenue",
    "revenue_prev_12m": "ca n 1|ca annee precedente|chiffre d affaires n 1",
    "revenue_total": "ca total|ca cumule|chiffre d affaires total",
    "growth": "evolution du ca|croissance|variation du ca",
    "days_to_pay": "delai moyen de paiement|delai de paiement moyen|delai de paiement reel|dmp",
    "days_late_weighted": "retard moyen de paiement",
    "dso_countback": "dso",
    "unapplied": "avoirs a deduire|acomptes|avoirs et acomptes|a deduire",
    "last_purchase": "derniere commande|dernier achat|date dernier achat|date derniere commande|last order",
    "next_expected": "prochaine commande|prochain achat",
    "average_order": "panier moyen|facture moyenne|montant moyen",
    "discount_rate": "remise moyenne|taux de remise moyen",
    "penalties": "penalites|interets de retard|penalites de retard",
    "recovery_indemnity": "indemnite forfaitaire|indemnite de recouvrement|frais de recouvrement",
    "credit_use": "utilisation du plafond|plafond utilise",
    "order_count": "nombre de commandes|nb factures|nombre d achats",
}
_DOCUMENT_MORE = (
    _field("days_late", "Retard (jours)", "Days late", "integer", "retard|jours de retard|retard j|nb jours retard|retard en jours|days overdue"),
    _field("bucket", "Tranche de retard", "Delay bucket", "text", "tranche|anciennete|tranche d age|aging bucket"),
)  # fmt: skip
_STATEMENT = (
    "document_id",
    "date",
    "due_date",
    "description",
    "gross_amount",
    "paid_amount",
    "open_amount",
    "currency",
)
_DUE = (
    "a payer", "impaye", "impayee", "facture impayee", "factures impayees", "facture ouverte", "factures ouvertes", "factures en cours", "non reglee",
    "factures non reglees", "factures dues", "echeancier", "due", "open invoices", "unpaid invoices",
)  # fmt: skip
_AGED = (
    _field("bucket", "Tranche", "Bucket", "text", "tranche|tranches|anciennete|periode|echeance|age"),
    _field("amount", "Montant", "Amount", "money", "montant|encours|solde|total|montant ttc"),
)  # fmt: skip
_ALERTS = (
    _field("client_id", "Numéro client", "Client number", "code", "numero client|code client"),
    _field("message", "À faire", "To do", "text", "alerte|alertes|message|action|actions|a faire|point d attention|vigilance"),
    _field("amount", "Montant", "Amount", "money", "montant|montant concerne"),
    _field("since", "Depuis", "Since", "date", "depuis|depuis le|date"),
)  # fmt: skip


def _column(column: Column) -> Field:
    return Field(column.name, column.fr, column.en, column.type)


def _figures(scope: str) -> tuple[Field, ...]:
    return tuple(
        Field(f"figure.{m.code}", m.fr, m.en, m.unit, tuple(_FIGURE_WORDS.get(m.code, "").split("|")) if m.code in _FIGURE_WORDS else ())
        for m in metrics().values()
        if m.scope in ("any", scope)
    )  # fmt: skip


@cache
def values(kind: Kind) -> Mapping[str, Field]:
    """The single values of a kind of template, by code, in the order in which they are proposed."""
    if kind == "file":
        found = (*_CONTEXT, *_figures("portfolio"))
    else:
        client = tuple(Field(f"client.{c.name}", c.fr, c.en, c.type) for c in TABLES["clients"])
        found = (*client, *_ONE, *_CONTEXT, *_figures("client"))
    return {field.code: field for field in found}


def _listed(
    table: TableName, more: tuple[Field, ...] = (), only: tuple[str, ...] = (), code: str = ""
) -> Listed:
    declared = TABLES[table]
    fields = (*(_column(c) for c in declared if not only or c.name in only), *more)
    needs = tuple(g for g in declared.requires if not set(g) & CLIENT_NAMES)
    if table == "documents":
        needs = (*needs, ("document_id", "date", "due_date"))  # a product and an amount are no invoice
    if table == "contacts":
        needs = (("contact_name", "first_name"),)  # a telephone and an e-mail are the client's own
    return Listed(code or table, declared.fr, declared.en, declared.sheet_words, fields, needs, table)


@cache
def lists(kind: Kind) -> Mapping[str, Listed]:
    """The lists of a kind of template, by code."""
    aged = Listed(
        "aged",
        "Balance âgée",
        "Aged balance",
        ("balance agee", "tranche", "aged"),
        _AGED,
        (("bucket",), ("amount",)),
    )
    alerts = Listed("alerts", "Alertes", "Alerts", ("alertes", "alerte", "alerts"), _ALERTS, (("message",),))
    if kind == "statement":
        due = _listed("documents", _DOCUMENT_MORE[:1], _STATEMENT)
        deducted = Listed(
            "deducted",
            "À déduire",
            "To deduct",
            ("deduire", "avoir", "acompte", "deducted"),
            due.fields,
            due.needs,
            "documents",
        )
        found: tuple[Listed, ...] = (due, deducted, aged, _listed("contacts"))
    elif kind == "file":
        clients = Listed(
            "clients", "Clients", "Clients", TABLES["clients"].sheet_words, (*(_column(c) for c in TABLES["clients"]), *_ONE, *_figures("client")),
            (("client_id", "name"),), "clients",
        )  # fmt: skip
        found = (clients, _listed("documents", _DOCUMENT_MORE), _listed("payments"), aged, alerts)
    else:
        names: tuple[TableName, ...] = (
            "payments",
            "contacts",
            "addresses",
            "interactions",
            "disputes",
            "promises",
        )
        fields = _listed("documents", _DOCUMENT_MORE[:1], _STATEMENT).fields
        needs = (("document_id",), ("open_amount", "gross_amount"))
        due = Listed("due", "Factures à payer", "Invoices to pay", _DUE, fields, needs, "documents")
        found = (_listed("documents", _DOCUMENT_MORE), due, *(_listed(name) for name in names), aged, alerts)
    return {listed.code: listed for listed in found}
