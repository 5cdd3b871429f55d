"""How long paid invoices took; those settled by credit notes alone were not paid."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="days_to_pay",
    rank=43,
    unit="days",
    fr="Délai de paiement",
    en="Days to pay",
    formula=N_(
        "Moyenne des jours entre la facture et son solde, pondérée par les montants TTC, sur les factures soldées dans les 12 derniers mois par au moins un paiement daté."
    ),
    source="indicators, Payment behaviour",
    sql="""
        CASE
            WHEN SUM(CASE WHEN payment_days IS NOT NULL THEN gross END) > 0
            THEN CAST(SUM(gross * payment_days) AS DOUBLE)
                / CAST(SUM(CASE WHEN payment_days IS NOT NULL THEN gross END) AS DOUBLE)
        END
    """,
    undefined=N_("Aucune facture soldée dans les 12 derniers mois avec une date de paiement."),
)
