"""As discount_rate, over the last twelve months only."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_rate_12m",
    rank=61,
    unit="percent",
    fr="Remise moyenne, 12 mois",
    en="Average discount, 12 months",
    formula=N_(
        "Somme des remises ÷ somme des montants avant remise, sur les documents des 12 derniers mois dont la remise est connue."
    ),
    source="indicators, Sales",
    sql="""
        CASE
            WHEN SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN before_discount END) > 0
            THEN CAST(SUM(CASE WHEN period = 'last' AND before_discount IS NOT NULL THEN discount END) AS DOUBLE)
                / CAST(SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN before_discount END) AS DOUBLE)
        END
    """,
    undefined=N_("Aucune remise n’est connue sur les 12 derniers mois."),
)
