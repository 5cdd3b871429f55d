"""The names of the risk score's components and what each says of a client, in a sentence with its figures; it counts no point."""

from collections.abc import Mapping
from typing import Any

from fiche import i18n
from fiche.i18n import N_, _

Row = Mapping[str, Any]
LABELS: dict[str, str] = {
    "overdue_share": N_("Part de l’encours en retard"),
    "oldest_delay": N_("Plus ancien retard"),
    "paid_delay": N_("Retard moyen des factures soldées"),
    "delay_trend": N_("Évolution de ce retard"),
    "late_count": N_("Nombre de factures en retard"),
    "credit_use": N_("Part du plafond utilisée"),
    "disputes": N_("Factures en litige"),
    "broken_promises": N_("Promesses non tenues"),
}
UNITS = {"overdue_share": "percent", "credit_use": "percent"} | dict.fromkeys(
    ("oldest_delay", "paid_delay", "delay_trend"), "days"
)


def sentence(code: str, value: float, row: Row, currency: str | None) -> str:
    """What the component `code` at `value` says of the client."""
    match code:
        case "overdue_share":
            return _overdue(value, row, currency)
        case "oldest_delay":
            return _oldest(value)
        case "paid_delay":
            return _paid(value)
        case "delay_trend":
            return _(
                "Le retard moyen des factures soldées est de {now} sur les 6 derniers mois, contre {before} sur les 6 d’avant."
            ).format(now=i18n.days(row["delay_now"]), before=i18n.days(row["delay_before"]))
        case "credit_use":
            return _("Le solde est de {balance} pour un plafond de {limit}.").format(
                balance=i18n.money(row["balance"], currency), limit=i18n.money(row["credit_limit"], currency)
            )
        case _:
            return _counted(code, int(value))


def _overdue(share: float, row: Row, currency: str | None) -> str:
    if not share:
        return _("Rien n’est en retard.")
    return _("{share} de l’encours en retard : {overdue} sur {outstanding}.").format(
        share=i18n.percent(share, 0),
        overdue=i18n.money(row["overdue"], currency),
        outstanding=i18n.money(row["outstanding"], currency),
    )


def _oldest(days: float) -> str:
    if not days:
        return _("Aucune facture n’est en retard.")
    return _("La plus ancienne facture en retard est échue depuis {days}.").format(days=i18n.days(days))


def _paid(days: float) -> str:
    if days <= 0:
        return _(
            "En moyenne, les factures soldées dans les 12 derniers mois l’ont été à l’échéance ou avant."
        )
    return _(
        "En moyenne, les factures soldées dans les 12 derniers mois l’ont été {days} après l’échéance."
    ).format(days=i18n.days(days))


def _counted(code: str, n: int) -> str:
    words = {
        "late_count": (
            _("Aucune facture n’est en retard."),
            _("1 facture est en retard."),
            _("{n} factures sont en retard."),
        ),
        "disputes": (
            _("Aucune facture ouverte n’est en litige."),
            _("1 facture ouverte est en litige."),
            _("{n} factures ouvertes sont en litige."),
        ),
        "broken_promises": (
            _("Aucune promesse de paiement n’a été manquée."),
            _("1 promesse de paiement n’a pas été tenue."),
            _("{n} promesses de paiement n’ont pas été tenues."),
        ),
    }
    return words[code][min(n, 2)].format(n=i18n.number(n))
