"""The texts of letters as they come with the application, French and English; they are filled elsewhere."""

from typing import Literal

from fiche.i18n import N_

Tone = Literal["reminder", "firm", "notice"]
# What is written once for every letter, and what it is called.
SHARED: dict[str, str] = {
    "sender": N_("En-tête : votre société, son adresse, ses numéros"),
    "payment": N_("Comment payer : IBAN, référence à rappeler"),
    "signature": N_("Signature"),
    "email": N_("Votre adresse e-mail, pour les brouillons"),
}
_SHARED = {
    "fr": {"sender": "", "payment": "", "signature": "Le service comptabilité clients", "email": ""},
    "en": {"sender": "", "payment": "", "signature": "Accounts receivable", "email": ""},
}
_FR: dict[Tone, tuple[str, str]] = {
    "reminder": (
        "Rappel : {factures}, {montant}",
        """{contact},

Sauf erreur de notre part, nous n’avons pas reçu à ce jour le règlement de {factures}, soit {montant} :

{tableau}

Si votre règlement est parti entre-temps, ne tenez pas compte de ce message. Sinon, nous vous remercions de l’effectuer avant le {limite}.

{paiement}

{mentions}

Une facture vous manque ou vous semble inexacte : dites-le-nous par retour, nous y répondrons aussitôt.

Nous vous prions d’agréer nos salutations distinguées.

{signature}""",
    ),
    "firm": (
        "Relance : {factures}, {total} à régler avant le {limite}",
        """{contact},

Malgré {rappel}, nous n’avons toujours pas reçu le règlement de {factures}, soit {montant}. La plus ancienne est échue depuis {retard}.

{tableau}

Nous vous demandons de nous régler {total} avant le {limite}.

{paiement}

{mentions}

Si une difficulté ou une contestation explique ce retard, faites-nous-en part sans attendre, pour convenir ensemble d’une solution.

Nous vous prions d’agréer nos salutations distinguées.

{signature}""",
    ),
    "notice": (
        "Mise en demeure de payer {total} avant le {limite}",
        """{contact},

Malgré {rappel}, nous restons à ce jour sans règlement de {factures}, soit {montant}. La plus ancienne est échue depuis {retard}.

{tableau}

La présente vaut mise en demeure, au sens de l’article 1344 du Code civil, de nous régler {total} avant le {limite}.

{paiement}

{mentions}

À défaut de règlement dans ce délai, nous engagerons le recouvrement de cette créance par toute voie de droit, sans autre avis de notre part.

Nous vous prions d’agréer nos salutations distinguées.

{signature}""",
    ),
}
_EN: dict[Tone, tuple[str, str]] = {
    "reminder": (
        "Reminder: {invoices}, {amount}",
        """{contact},

Unless we are mistaken, we have not yet received payment of {invoices}, amounting to {amount}:

{table}

If your payment is already on its way, please disregard this message. Otherwise, we would be grateful to receive it by {deadline}.

{payment}

{mentions}

If an invoice is missing or looks wrong to you, please reply to this message and we will look into it at once.

Yours sincerely,

{signature}""",
    ),
    "firm": (
        "Second reminder: {invoices}, {total} to be paid by {deadline}",
        """{contact},

Despite {reminder}, we have still not received payment of {invoices}, amounting to {amount}. The oldest has been overdue for {days_late}.

{table}

Please pay {total} by {deadline}.

{payment}

{mentions}

If a difficulty or a dispute explains this delay, please tell us without waiting, so that we can agree on a solution.

Yours sincerely,

{signature}""",
    ),
    "notice": (
        "Formal notice to pay {total} by {deadline}",
        """{contact},

Despite {reminder}, we are still without payment of {invoices}, amounting to {amount}. The oldest has been overdue for {days_late}.

{table}

This letter is formal notice, within the meaning of article 1344 of the French Civil Code, to pay us {total} by {deadline}.

{payment}

{mentions}

Failing payment by that date, we will take every legal step to recover this debt, without further notice.

Yours sincerely,

{signature}""",
    ),
}


def tone(level: int, levels: int) -> Tone:
    """How a level of `levels` speaks: the last gives formal notice, the first of several only reminds."""
    if level >= levels > 1:
        return "notice"
    return "reminder" if level <= 1 else "firm"


def original(part: str, language: str, level: int = 0, levels: int = 0) -> str:
    """The text of «subject» or «body» of a level, or of a part of SHARED."""
    if part in SHARED:
        return _SHARED["en" if language == "en" else "fr"][part]
    subject, body = (_EN if language == "en" else _FR)[tone(level, levels)]
    return subject if part == "subject" else body
