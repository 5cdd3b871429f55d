"""What twelve months of sales leave after delivery and waiting for money; it is no margin: it knows no cost of what was sold."""

from typing import Any

from fiche import i18n
from fiche.analysis.metric import Metric
from fiche.analysis.settings import Settings
from fiche.i18n import N_, _

UNFINANCED = N_("Le coût du retard de paiement n’est pas retiré : le taux de financement n’est pas réglé.")
FINANCED = N_("Coût du retard de paiement compté à {rate} l’an.")


def _remark(told: Any, settings: Settings) -> str:  # noqa: ARG001 - the settings alone say it
    if settings.financing_rate is None:
        return _(UNFINANCED)
    return _(FINANCED).format(rate=i18n.percent(float(settings.financing_rate)))


METRIC = Metric(
    code="contribution",
    rank=72,
    unit="money",
    fr="Contribution, 12 mois",
    en="Contribution, 12 months",
    formula=N_(
        "CA hors taxes des 12 derniers mois − frais de livraison supportés − coût du retard de paiement (montant moyen en retard sur 12 mois × taux de financement). Ce n’est pas une marge."
    ),
    source="indicators, Sales",
    sql="""
        CASE
            WHEN COUNT(CASE WHEN period = 'last' THEN delivery_cost END) + COUNT(late_cost) > 0
            THEN COALESCE(SUM(CASE WHEN period = 'last' THEN net END), 0)
                - COALESCE(SUM(CASE WHEN period = 'last' THEN delivery_cost END), 0)
                - COALESCE(SUM(late_cost), 0)
        END
    """,
    undefined=N_(
        "Le fichier ne donne pas de frais de livraison et le taux de financement n’est pas réglé : il n’y a rien à retirer du chiffre d’affaires."
    ),
    remark=_remark,
    inputs=("revenue_12m",),
)
