"""Margin against the revenue of the same documents, those whose cost is known; it says nothing of the others."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="margin_rate",
    rank=71,
    unit="percent",
    fr="Taux de marge, 12 mois",
    en="Margin rate, 12 months",
    formula=N_("Marge ÷ montants hors taxes des mêmes documents, ceux dont le coût est connu."),
    source="indicators, Sales",
    sql="""
        CASE
            WHEN SUM(CASE WHEN period = 'last' AND cost IS NOT NULL THEN net END) > 0
            THEN CAST(SUM(CASE WHEN period = 'last' THEN net - cost END) AS DOUBLE)
                / CAST(SUM(CASE WHEN period = 'last' AND cost IS NOT NULL THEN net END) AS DOUBLE)
        END
    """,
    undefined=N_("Le fichier ne donne aucun coût sur les 12 derniers mois."),
    inputs=("margin",),
)
