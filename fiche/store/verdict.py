"""What the verdict on the audit means, in sentences: that it is whole, or what is wrong and where; it verifies nothing."""

from fiche.i18n import N_, _, number
from fiche.store.verify import Fault, Verdict

FAULTS = {
    "edited": N_("L’entrée {first} a été modifiée."),
    "deleted": N_("Les entrées {first} à {last} ont été supprimées."),
    "swapped": N_("Les entrées {first} et {last} ont été échangées."),
    "truncated": N_("La fin du journal a été coupée : les entrées {first} à {last} manquent."),
    "value": N_("Les valeurs de l’entrée {first} ont été modifiées, ou retirées sans effacement déclaré."),
    "unsealed": N_(
        "Le sceau du journal manque : une fin coupée ne se verrait pas. Retrouvez le fichier, ou demandez qui l’a retiré ; la prochaine écriture en posera un autre."
    ),
    "seal": N_("Le sceau du journal est abîmé ou n’a pas été posé par l’application."),
    "key": N_(
        "La clé n’est pas celle qui a signé ce journal. Retrouvez-la (réglage FICHE_AUDIT_KEY ou fichier audit.key), puis recommencez."
    ),
    "unguarded": N_("La base ne refuse plus qu’on modifie le journal : ses garde-fous ont été retirés."),
}
ONE = {
    "deleted": N_("L’entrée {first} a été supprimée."),
    "truncated": N_("La fin du journal a été coupée : l’entrée {first} manque."),
}


def sentences(verdict: Verdict) -> list[str]:
    """What the verdict means, in sentences."""
    count = number(verdict.entries)
    if not verdict.entries and not verdict.faults:
        return [_("Le journal est vide : rien n’a encore été fait.")]
    if verdict.faults:
        first = _("Le journal n’est plus tel qu’il a été écrit ({n} entrées vérifiées).").format(n=count)
        lines = [first, *(f"- {said(f)}" for f in verdict.faults)]
    else:
        lines = [
            _("Le journal est entier : {n} entrées, toutes telles qu’elles ont été écrites.").format(n=count)
        ]
    if verdict.erased:
        words = _("Les valeurs personnelles de {n} entrées ont été effacées, et le journal le dit.")
        lines.append(words.format(n=number(verdict.erased)))
    if verdict.lost:
        words = _("{n} entrées ont disparu avec le retour à une sauvegarde, et le journal le dit.")
        lines.append(words.format(n=number(verdict.lost)))
    return lines


def said(fault: Fault) -> str:
    """What is wrong, and where."""
    one = fault.first == fault.last and fault.kind in ONE
    words = _(ONE[fault.kind]) if one else _(FAULTS[fault.kind])
    return words.format(first=number(fault.first), last=number(fault.last))
