"""Revenue of the twelve months before the last twelve; the base of growth."""

from fiche.analysis.metric import Metric
from fiche.i18n import N_

METRIC = Metric(
    code="revenue_prev_12m",
    rank=22,
    unit="money",
    fr="CA des 12 mois précédents",
    en="Revenue, previous 12 months",
    formula=N_("Somme des montants hors taxes des factures, moins les avoirs, datés des 12 mois d’avant."),
    source="indicators, Sales",
    sql="COALESCE(SUM(CASE WHEN period = 'previous' THEN net END), 0)",
    additive=True,
)
