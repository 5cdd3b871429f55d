"""Revenue against the year before; undefined on a base that is not positive."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="growth",
    rank=23,
    unit="percent",
    fr="Évolution sur un an",
    en="Growth over a year",
    formula=N_("CA des 12 derniers mois ÷ CA des 12 mois précédents − 1."),
    source="indicators, Sales",
    sql="""
        CASE
            WHEN SUM(CASE WHEN period = 'previous' THEN net END) > 0
            THEN CAST(COALESCE(SUM(CASE WHEN period = 'last' THEN net END), 0) AS DOUBLE)
                / CAST(SUM(CASE WHEN period = 'previous' THEN net END) AS DOUBLE) - 1
        END
    """,
    undefined=N_(
        "Pas de chiffre d’affaires sur les 12 mois précédents : il n’y a pas de base de comparaison."
    ),
    inputs=("revenue_12m", "revenue_prev_12m"),
)
