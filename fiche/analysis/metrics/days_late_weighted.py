"""How late invoices are paid, against their due dates; early payment is negative."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="days_late_weighted",
    rank=44,
    unit="days",
    fr="Retard moyen",
    en="Average delay",
    formula=N_(
        "Moyenne des jours entre l’échéance et le solde, pondérée par les montants TTC : factures soldées dans les 12 derniers mois, et factures échues non soldées comptées au jour d’arrêté. Un paiement en avance compte en négatif."
    ),
    source="indicators, Payment behaviour",
    sql="""
        CASE
            WHEN SUM(CASE WHEN delay_days IS NOT NULL THEN due_amount END) > 0
            THEN CAST(SUM(due_amount * delay_days) AS DOUBLE)
                / CAST(SUM(CASE WHEN delay_days IS NOT NULL THEN due_amount END) AS DOUBLE)
        END
    """,
    undefined=N_(
        "Aucune facture avec une échéance connue n’est soldée dans les 12 derniers mois ni en retard."
    ),
)
