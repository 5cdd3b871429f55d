"""The named fields that a text of a letter may hold in braces, French and English, and what is refused in such a text; it fills none."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from fiche.errors import Refused
from fiche.i18n import N_, _

_FIELD = re.compile(r"\{([^{}\n]*)\}")


@dataclass(frozen=True)
class Field:
    """`fr` and `en`: its name in a text of that language; `help`: what it stands for. `block`: it takes a paragraph of its own in the body."""

    code: str
    fr: str
    en: str
    help: str
    block: bool = False


FIELDS: dict[str, Field] = {
    f.code: f
    for f in (
        Field("client", "client", "client", N_("Le nom du client")),
        Field("number", "numero", "number", N_("Le numéro du client")),
        Field("contact", "contact", "contact", N_("« Madame Dupont » quand le fichier donne la civilité, sinon « Madame, Monsieur »")),
        Field("date", "date", "date", N_("La date de la lettre")),
        Field("invoices", "factures", "invoices", N_("Le nombre de factures : « 3 factures échues »")),
        Field("amount", "montant", "amount", N_("Ce qui reste dû sur ces factures")),
        Field("total", "total", "total", N_("Le total réclamé, déductions, pénalités et indemnités comprises")),
        Field("penalties", "penalites", "penalties", N_("Les pénalités de retard à la date de la lettre")),
        Field("indemnities", "indemnites", "indemnities", N_("Les indemnités forfaitaires de recouvrement")),
        Field("oldest", "echeance", "due_date", N_("La plus ancienne échéance impayée")),
        Field("days", "retard", "days_late", N_("Le plus long retard, en jours")),
        Field("deadline", "limite", "deadline", N_("Le jour avant lequel payer")),
        Field("last", "rappel", "reminder", N_("« notre relance du 12/11/2026 », ou « nos précédents messages »")),
        Field("table", "tableau", "table", N_("Le tableau des échéances et le total"), block=True),
        Field("mentions", "mentions", "mentions", N_("Ce que la loi prévoit : pénalités et indemnités, rien pour un particulier"), block=True),
        Field("payment", "paiement", "payment", N_("Comment payer, écrit une fois pour toutes les lettres"), block=True),
        Field("signature", "signature", "signature", N_("La signature, écrite une fois pour toutes les lettres"), block=True),
    )
}  # fmt: skip


def by_name(language: str) -> dict[str, Field]:
    """The fields by their name in a language."""
    return {(each.en if language == "en" else each.fr): each for each in FIELDS.values()}


def checked(text: str, language: str, *, subject: bool = False) -> None:
    """Raise Refused when a text holds a field that there is not («letter_field»), a brace alone («letter_brace»), or, in a subject, what takes a paragraph."""
    known = by_name(language)
    allowed = [name for name, each in known.items() if not (subject and each.block)]
    for name in _FIELD.findall(text):
        if name.strip() not in allowed:
            raise Refused("letter_field", name=name, known=", ".join(f"{{{each}}}" for each in allowed))
    if left := re.search(r"[{}]", _FIELD.sub("", text)):
        at = text.find(left.group())
        raise Refused("letter_brace", part=text[max(at - 20, 0) : at + 20].strip())


def filled(text: str, language: str, value: Callable[[str], str]) -> str:
    """`text` with `value(code)` for each field; what is no field stays as it is."""
    known = by_name(language)

    def of(found: re.Match[str]) -> str:
        field = known.get(found.group(1).strip())
        return found.group() if field is None else value(field.code)

    return _FIELD.sub(of, text)


def help_of(language: str, *, subject: bool = False) -> list[tuple[str, str]]:
    """(«{client}», what it stands for) of each field of a text of that language, in the reader's words."""
    return [
        (f"{{{name}}}", _(each.help))
        for name, each in by_name(language).items()
        if not (subject and each.block)
    ]
