"""Revenue of the last twelve months; it says nothing of what is paid."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="revenue_12m",
    rank=21,
    unit="money",
    fr="CA 12 mois",
    en="Revenue, 12 months",
    formula=N_(
        "Somme des montants hors taxes des factures, moins les avoirs, datés des 12 mois qui finissent au jour d’arrêté compris."
    ),
    source="indicators, Sales",
    sql="COALESCE(SUM(CASE WHEN period = 'last' THEN net END), 0)",
    additive=True,
)
