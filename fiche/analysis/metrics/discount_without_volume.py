"""Discounts given to clients who buy little, in money; whether they were worth it is not its business."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_without_volume",
    rank=65,
    unit="money",
    fr="Remises sans volume, 12 mois",
    en="Discounts without volume, 12 months",
    formula=N_(
        "Remises des 12 derniers mois données à des clients dont le CA sur 12 mois est inférieur au seuil de volume (un réglage, 1 000 au départ)."
    ),
    source="indicators, Sales",
    sql="SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN CASE WHEN small_buyer THEN discount ELSE 0 END END)",
    undefined=N_("Aucune remise n’est connue sur les 12 derniers mois."),
    additive=True,
    inputs=("discount_12m",),
)
