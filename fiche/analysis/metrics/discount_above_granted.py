"""Discounts given beyond the rate granted to the client, in money; a client without a granted rate is left out."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="discount_above_granted",
    rank=64,
    unit="money",
    fr="Remises au-delà de l’accord, 12 mois",
    en="Discounts above the granted rate, 12 months",
    formula=N_(
        "Somme, sur les factures des 12 derniers mois, de la remise qui dépasse la remise accordée au client × montant avant remise."
    ),
    source="indicators, Sales",
    sql="SUM(CASE WHEN period = 'last' THEN discount_excess END)",
    undefined=N_(
        "Le fichier ne donne pas à la fois la remise accordée et celle des factures des 12 derniers mois."
    ),
    additive=True,
    inputs=("discount_12m",),
)
