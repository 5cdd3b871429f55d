"""Discounts given to clients who pay late, in money; a late client without discounts counts for nothing here."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_to_late_payers",
    rank=66,
    unit="money",
    fr="Remises aux mauvais payeurs, 12 mois",
    en="Discounts to late payers, 12 months",
    formula=N_(
        "Remises des 12 derniers mois données à des clients dont le retard moyen dépasse le seuil (un réglage, 15 jours au départ)."
    ),
    source="indicators, Sales",
    sql="SUM(CASE WHEN period = 'last' AND discount IS NOT NULL THEN CASE WHEN late_payer THEN discount ELSE 0 END END)",
    undefined=N_("Aucune remise n’est connue sur les 12 derniers mois."),
    additive=True,
    inputs=("discount_12m", "days_late_weighted"),
)
