"""The workbook's own words, French and English side by side like the model's labels: a template is built once per language; no rule is here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """The same words in both languages: `words["fr"]`."""

    fr: str
    en: str

    def __getitem__(self, language: str) -> str:
        return self.en if language == "en" else self.fr


# Statuses, kinds and buckets stand in formulas too: one spelling for both.
KINDS = {"invoice": Words("Facture", "Invoice"), "credit_note": Words("Avoir", "Credit note")}
PAYMENT = Words("Paiement", "Payment")
STATUSES = {
    "paid": Words("Réglée", "Paid"),
    "partial": Words("Partiellement réglée", "Partly paid"),
    "pending": Words("En attente", "Pending"),
    "late": Words("En retard", "Late"),
    "disputed": Words("En litige", "Disputed"),
    "future": Words("À venir", "To come"),
    "other": Words("Autre devise", "Other currency"),
}
BUCKETS = {
    "not_due": Words("Non échu", "Not due"),
    "no_due_date": Words("Sans échéance", "No due date"),
    "unapplied": Words("Non affecté", "Unapplied"),
}
SLOTS = 6  # late buckets, but the open one, that the workbook has room for
AGED = ("not_due", *(f"late_{n}" for n in range(1, SLOTS + 2)), "no_due_date", "unapplied")
YES, NO = Words("Oui", "Yes"), Words("Non", "No")
UNDEFINED = "—"
MORE_THAN = Words("Plus de ", "Over ")
DAYS = Words(" j", " d")
SECTIONS = {
    "identity": Words("Identité", "Identity"),
    "contact": Words("Contact et adresse", "Contact and address"),
    "delivery": Words("Livraison", "Delivery"),
    "billing": Words("Facturation", "Billing"),
    "conditions": Words("Conditions et notes", "Conditions and notes"),
    "": Words("Autres", "Other"),
}
SHEETS = {
    "fiche": Words("Fiche", "Client"),
    "transactions": Words("Transactions", "Transactions"),
    "dues": Words("Échéances", "Instalments"),
    "payments": Words("Paiements", "Payments"),
    "figures": Words("Indicateurs", "Figures"),
    "people": Words("Contacts", "Contacts"),
    "exchanges": Words("Échanges", "Exchanges"),
    "proofs": Words("Contrôle", "Checks"),
    "settings": Words("Paramètres", "Settings"),
    "workings": Words("Calculs", "Workings"),
}
ORIGINS = {
    "file": Words("Fichier", "File"),
    "implied": Words("Lu sur la facture", "Read on the invoice"),
    "assumed": Words("Supposé (payée sans date)", "Assumed (paid, no date)"),
}
CORRECT, GAP, LOOK = Words("Juste", "Correct"), Words("Écart", "Gap"), Words("À vérifier", "To look at")
FINE = Words("Contrôles : tous justes", "Checks: all correct")
GAPS = Words("Contrôles : des écarts, voir la feuille Contrôle", "Checks: gaps, see the Checks sheet")
MODIFIED = Words("Modifié", "Changed")
AS_EXPORTED, CHANGED = Words("Comme à l’export", "As exported"), Words("Modifié depuis", "Changed since")


def bucket_words(first: int, last: int | None, language: str) -> str:
    """A late bucket in words, as the formula of the settings sheet writes it: «1–30 j», «Plus de 120 j»."""
    head = f"{MORE_THAN[language]}{first - 1}" if last is None else f"{first}–{last}"
    return head + DAYS[language]


def in_formula(formula: str, language: str) -> str:
    """A formula whose {words} are put in: {invoice}, {credit_note}, {paid}…, {yes}, {undefined}."""
    words = {
        **KINDS,
        "payment": PAYMENT,
        **STATUSES,
        **BUCKETS,
        "yes": YES,
        "no": NO,
        "correct": CORRECT,
        "gap": GAP,
        "look": LOOK,
        "modified": MODIFIED,
    }
    words |= {"more_than": MORE_THAN, "days": DAYS, "as_exported": AS_EXPORTED, "changed": CHANGED}
    return formula.format_map(
        {k: f'"{w[language]}"' for k, w in words.items()} | {"undefined": f'"{UNDEFINED}"'}
    )
