"""A client's case in words: why it is not to be reminded now, and what to look at before asking; it decides neither."""

from fiche.analysis.dunning.values import Case, Demand, total
from fiche.analysis.rates import half_name
from fiche.analysis.settings import Settings
from fiche.i18n import N_, _, day, days, money, number

HOLDS: dict[str, str] = {
    "disputed": N_("Litige"),
    "promised": N_("Promesse de paiement"),
    "covered": N_("Avoir ou paiement non affecté"),
    "interval": N_("Relancé il y a peu"),
    "early": N_("Retard trop court"),
    "minimum": N_("Montant trop petit"),
    "archived": N_("Client archivé"),
}


def hold_said(case: Case) -> str:
    """Why nothing is to be sent now, in a sentence; «» when something is."""
    sentences = {
        "archived": lambda: _("Ce client est archivé."),
        "disputed": lambda: _("Un litige est ouvert sur le client : rien n’est réclamé avant qu’il soit clos.")
        if case.whole
        else _("Tout ce qui est en retard est en litige."),
        "promised": lambda: _("Règlement promis pour le {day} : attendre ce jour.").format(day=day(case.until)),
        "covered": lambda: _("{amount} d’avoirs ou de paiements non affectés couvrent ce qui est en retard : les affecter d’abord.").format(amount=money(case.unapplied, case.currency)),
        "early": lambda: _("Premier niveau à partir du {day}.").format(day=day(case.until)),
        "interval": lambda: _("Prochaine relance à partir du {day}.").format(day=day(case.until)),
        "minimum": lambda: _("Moins que le montant minimal à relancer."),
    }  # fmt: skip
    return sentences[case.hold]() if case.hold else ""


def notes_said(case: Case) -> list[str]:
    """What is to be known before asking: contested or promised amounts left out, money to apply first, a rate that is missing."""
    code, found = case.currency, []
    if case.disputed:
        found.append(_("{amount} en litige, hors de la lettre ({documents})").format(amount=money(total(case.disputed), code), documents=_listed(case.disputed)))  # fmt: skip
    if case.promised:
        found.append(_("{amount} promis, hors de la lettre ({documents})").format(amount=money(total(case.promised), code), documents=_listed(case.promised)))  # fmt: skip
    if case.unapplied:
        found.append(_("{amount} d’avoirs ou de paiements non affectés, à affecter ou à déduire").format(amount=money(case.unapplied, code)))  # fmt: skip
    if case.unrated and not case.private:
        halves = ", ".join(half_name(half) for half in case.unrated)
        found.append(_("taux de pénalité inconnu : {halves}").format(halves=halves))
    return found


def level_said(level: int, levels: int) -> str:
    """«Niveau 2», and what the last one is."""
    if level == levels > 1:
        return _("Niveau {n} : mise en demeure").format(n=number(level))
    return _("Niveau {n}").format(n=number(level))


def rule_said(settings: Settings) -> list[str]:
    """How the level of a client is chosen, in sentences."""
    firsts = ", ".join(number(first) for first in settings.dunning_days)
    return [
        _("Le niveau suit le retard de la plus ancienne échéance réclamée : {days} jours (réglages).").format(days=firsts),
        _("Il ne dépasse jamais de plus d’un cran la dernière relance notée pour une facture encore impayée : personne n’est mis en demeure sans avoir été relancé."),
        _("Un client n’est pas relancé deux fois en moins de {days}, ni pour moins de {amount}.").format(
            days=days(settings.dunning_interval), amount=money(settings.dunning_minimum)
        ),
        _("Une facture en litige, ou dont le règlement est promis pour un jour à venir, sort de la lettre ; les autres y restent. Un litige ou une promesse sans facture retient tout."),
    ]  # fmt: skip


def sent_said(case: Case) -> str:
    """The latest reminder for what is still unpaid; «» when there was none."""
    if case.last is None:
        return ""
    return _("niveau {n} le {day}").format(n=number(case.last.level), day=day(case.last.on))


def _listed(demands: tuple[Demand, ...]) -> str:
    names = list(dict.fromkeys(each.document_id or _("sans numéro") for each in demands))
    shown = ", ".join(names[:3])
    return (
        shown if len(names) <= 3 else _("{names} et {n} autres").format(names=shown, n=number(len(names) - 3))
    )
