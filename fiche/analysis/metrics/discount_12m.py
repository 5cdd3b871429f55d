"""Discounts given in the last twelve months, in money; what the file does not say is not guessed."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_12m",
    rank=63,
    unit="money",
    fr="Remises, 12 mois",
    en="Discounts, 12 months",
    formula=N_("Somme des remises connues sur les documents des 12 derniers mois."),
    source="indicators, Sales",
    sql="SUM(CASE WHEN period = 'last' THEN discount END)",
    undefined=N_("Aucune remise n’est connue sur les 12 derniers mois."),
    additive=True,
)
