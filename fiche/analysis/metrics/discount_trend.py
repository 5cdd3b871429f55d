"""Points of discount gained or lost in a year; it needs both years."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_trend",
    rank=62,
    unit="points",
    fr="Évolution de la remise",
    en="Discount trend",
    formula=N_("Remise moyenne des 12 derniers mois − remise moyenne des 12 mois précédents, en points."),
    source="indicators, Sales",
    sql="""
        CASE
            WHEN SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN before_discount END) > 0
                AND SUM(CASE WHEN period = 'previous' AND discount IS NOT NULL THEN before_discount END) > 0
            THEN CAST(SUM(CASE WHEN period = 'last' AND before_discount IS NOT NULL THEN discount END) AS DOUBLE)
                / CAST(SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN before_discount END) AS DOUBLE)
                - CAST(SUM(CASE WHEN period = 'previous' AND before_discount IS NOT NULL THEN discount END) AS DOUBLE)
                / CAST(SUM(CASE WHEN period = 'previous' AND discount IS NOT NULL THEN before_discount END) AS DOUBLE)
        END
    """,
    undefined=N_("Les remises ne sont pas connues sur les deux années : il n’y a pas de comparaison."),
    inputs=("discount_rate_12m",),
)
