"""Net revenue less cost, over the documents of twelve months whose cost the file gives; it guesses no cost."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="margin",
    rank=70,
    unit="money",
    fr="Marge, 12 mois",
    en="Margin, 12 months",
    formula=N_(
        "Montants hors taxes − coûts, sur les seuls documents des 12 derniers mois dont le coût est connu ; les avoirs comptent en moins."
    ),
    source="indicators, Sales",
    sql="SUM(CASE WHEN period = 'last' THEN net - cost END)",
    undefined=N_("Le fichier ne donne aucun coût sur les 12 derniers mois."),
    additive=True,
)
