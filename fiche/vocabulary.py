"""The words that files use for kinds of documents and for payment statuses; it changes no value."""

import re
from functools import lru_cache

from fiche.words import normalised, unaccented

DOCUMENT_KINDS = ("invoice", "credit_note", "other")
_CREDIT = ("avoir", "credit", "credit note", "credit memo", "refund", "remboursement", "note de credit", "rectificative", "av", "cn", "out refund", "381")
_INVOICE = (
    "facture", "invoice", "vente", "sale", "sales", "fa", "fac", "fv", "f", "inv", "out invoice", "acompte", "deposit", "380", "in", "ventes", "facture client", "standard",
)
_OTHER = ("devis", "quote", "quotation", "estimate", "proforma", "pro forma", "bon de livraison", "bl", "commande", "order", "proposition")


_CARD = re.compile(r"\b(carte|card|letter|lettre|ligne|line)s?( de| of)? credit\b|\bcredit (card|line|agricole|mutuel)\b")


@lru_cache(maxsize=4096)
def kind_of(text: str) -> str | None:
    """«Avoir» → credit_note, «Facture d’acompte» → invoice, «Devis» → other; None when the word says nothing."""
    words = _CARD.sub(" ", normalised(text)).strip()
    for known, kind in ((_CREDIT, "credit_note"), (_OTHER, "other"), (_INVOICE, "invoice")):
        if words in known or any(f" {k} " in f" {words} " for k in known if len(k) > 3):
            return kind
    return None


# Participles only: «réglée» is paid, «règlement» and «régler» are not; «soldée» is, «solde dû» is not.
_PAID = re.compile(
    r"\b((paye|regle|solde|acquitte|encaisse|lettre|rembourse|cloture)e?s?|paid|settled|cleared|closed|completed?|complet|(reglement|paiement|virement|payment)s? (recue?s?|effectues?|received))\b"
)
_NOT_PAID = re.compile(r"\b((non|not|pas|jamais|never) \w|to be\b|in payment\b|a (payer|regler|encaisser|solder)\b|reste\b|soldes? (du|dus|a|debiteur|restant|ouvert)\b)|^un")
_YES = frozenset(("oui", "yes", "true", "vrai", "1"))
_PARTIAL = ("partiel", "partial", "part ", "partly", "en partie", "acompte verse")
_PENDING = ("attente", "pending", "emise", "envoye", "sent", "ouvert", "open", "a echoir", "non echu", "a venir", "current")
_LATE = ("retard", "late", "overdue", "impaye", "unpaid", "relance", "echu", "past due", "contentieux")
_DRAFT = ("brouillon", "draft", "provisoire")
_CANCELLED = ("annule", "cancel", "void", "abandonne", "extourne", "supprime", "reversed")


@lru_cache(maxsize=4096)
def status_of(text: str) -> str | None:
    """A document's status as the file words it → paid, partial, pending, late, draft, cancelled; None when it says none of these."""
    words = normalised(text)
    if not words:
        return None
    if any(w in words for w in _CANCELLED):
        return "cancelled"
    if any(w in words for w in _DRAFT):
        return "draft"
    if any(w in words for w in _PARTIAL):
        return "partial"
    negative = bool(_NOT_PAID.search(words))
    if words in _YES or (not negative and _PAID.search(words)):
        return "paid"
    if any(w in words for w in _PENDING) and "non echu" not in words.replace("non echue", "non echu"):
        return "pending"
    return "late" if any(w in words for w in _LATE) and "non echu" not in words else ("pending" if negative or "non echu" in words else None)


_CLIENT_KINDS = {"active": ("actif", "active", "oui", "true", "vrai", "1", "client", "customer"), "inactive": ("inactif", "inactive", "archive", "resilie", "bloque", "blocked", "ferme", "closed", "non", "false", "0", "suspendu")}


@lru_cache(maxsize=1024)
def client_status_of(text: str) -> str | None:
    """A client's status as the file words it → active, inactive, prospect, vip, at_risk; None when it says none of these."""
    words = normalised(text)
    if "prospect" in words or "lead" in words:
        return "prospect"
    if "vip" in words.split() or "premium" in words:
        return "vip"
    if "risque" in words or "risk" in words or "contentieux" in words:
        return "at_risk"
    for status, known in _CLIENT_KINDS.items():
        if any(words == k or words.startswith(k) for k in known):
            return status
    return None


_CLOSED = ("clos", "clot", "ferm", "resol", "termin", "regl", "sold", "annul", "closed", "done", "settled")
_KEPT = re.compile(r"\b(tenue?s?|respectee?s?|honoree?s?|payee?s?|reglee?s?|kept|honou?red|paid)\b")
_BROKEN = re.compile(r"\b(rompue?s?|manquee?s?|broken|missed|failed|(non|not|pas) (\w+ )?(tenue?|respectee?|honoree?|payee?|reglee?|kept|honou?red|paid)|unpaid|impayee?)\b")


@lru_cache(maxsize=1024)
def dispute_closed(text: str) -> bool:
    """Whether the state of a dispute, as the file words it, is that it is over."""
    return unaccented(text).strip().startswith(_CLOSED)


@lru_cache(maxsize=1024)
def promise_of(text: str) -> str | None:
    """What became of a promise as the file words it → kept, broken, cancelled; None when it says none of these («En cours»)."""
    words = normalised(text)
    if any(w in words for w in _CANCELLED):
        return "cancelled"
    if words in ("non", "no", "false", "0") or _BROKEN.search(words):
        return "broken"
    return "kept" if words in _YES or _KEPT.search(words) else None
